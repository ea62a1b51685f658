//! Module records: what ECMA-262 keeps of each module, and the table of them.
//!
//! A record refers to others by [`ModuleId`], its index in the table. What the engine has of a module (the generator, the getters of its
//! exports, its import object) is kept on the engine's side under the same index. Nothing here knows the engine, so that the algorithms can be
//! tested without one.

use std::cell::{Ref, RefCell, RefMut};
use std::collections::HashMap;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::module::ModuleKey;

use super::exports::Owners;
use super::shape::Shape;

/// A module of one graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ModuleId(pub(crate) u32);

/// A thrown JavaScript value, kept on the engine's side under this number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Thrown(pub(crate) u32);

/// `[[Status]]`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    New,
    Unlinked,
    Linking,
    Linked,
    Evaluating,
    EvaluatingAsync,
    Evaluated,
}

/// `[[AsyncEvaluationOrder]]`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AsyncEvaluationOrder {
    Unset,
    Order(u64),
    Done,
}

/// What a resolved export is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum BindingName {
    /// A binding of the module: the index of its getter in [`Shape::getters`].
    Getter(u32),
    /// The module's namespace object.
    Namespace,
    /// The same, where only its members are ever named.
    Members,
    /// Nothing at all: what TypeScript imports to export it again, and is a type.
    Type,
}

/// ResolvedBinding Record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ResolvedBinding {
    pub(crate) module: ModuleId,
    pub(crate) name: BindingName,
}

/// What ResolveExport gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Resolution {
    /// `null`: there is no such export, or only a circle of re-exports.
    NotFound,
    /// `ambiguous`: two `export *` give different bindings.
    Ambiguous,
    Binding(ResolvedBinding),
}

/// Cyclic Module Record, Source Text Module Record.
///
/// A Synthetic Module Record (JSON, text, native) is a record without requests: linking and evaluating one comes to the same.
#[derive(Debug)]
pub(crate) struct Record {
    pub(crate) key: ModuleKey,
    pub(crate) shape: Rc<Shape>,
    pub(crate) status: Status,
    /// `[[LoadedModules]]` of `shape.requests`.
    pub(crate) loaded: Vec<Option<ModuleId>>,
    /// `[[LoadedModules]]` of `import()`.
    pub(crate) loaded_dynamically: HashMap<RequestKey, ModuleId>,
    pub(crate) evaluation_error: Option<Thrown>,
    pub(crate) dfs_index: u32,
    pub(crate) dfs_ancestor_index: u32,
    pub(crate) cycle_root: Option<ModuleId>,
    pub(crate) async_evaluation_order: AsyncEvaluationOrder,
    /// Whether there is a `[[TopLevelCapability]]`; the engine's side has it.
    pub(crate) has_top_level_capability: bool,
    pub(crate) async_parent_modules: Vec<ModuleId>,
    pub(crate) pending_async_dependencies: u32,
    /// ResolveExport's answers so far. They rest on `loaded` of this and other modules, which is complete before any is asked.
    pub(crate) resolved: FxHashMap<Rc<str>, Resolution>,
    /// How many modules were looked into to find names here.
    pub(crate) visits: usize,
    /// See [`exports`](super::exports).
    pub(crate) owners: Option<Owners>,
    /// What the imports are bound to, from InitializeEnvironment until the whole cycle is linked.
    pub(crate) bindings: Vec<ResolvedBinding>,
    /// `[[Namespace]]`; the engine's side has it.
    pub(crate) has_namespace: bool,
}

/// A ModuleRequest Record of `import()`: specifier and attributes.
pub(crate) type RequestKey = (Rc<str>, Vec<(String, String)>);

impl Record {
    pub(crate) fn new(key: ModuleKey, shape: Rc<Shape>) -> Record {
        let loaded = vec![None; shape.requests.len()];
        Record {
            key,
            shape,
            status: Status::New,
            loaded,
            loaded_dynamically: HashMap::new(),
            evaluation_error: None,
            dfs_index: 0,
            dfs_ancestor_index: 0,
            cycle_root: None,
            async_evaluation_order: AsyncEvaluationOrder::Unset,
            has_top_level_capability: false,
            async_parent_modules: Vec::new(),
            pending_async_dependencies: 0,
            resolved: FxHashMap::default(),
            visits: 0,
            owners: None,
            bindings: Vec::new(),
            has_namespace: false,
        }
    }
}

/// All modules of a graph, in the order they were loaded.
///
/// Borrows are short: none is held while the engine runs, because a module's body may come back here through `import()`.
#[derive(Debug, Default)]
pub(crate) struct Modules {
    records: RefCell<Vec<Record>>,
    by_key: RefCell<FxHashMap<ModuleKey, ModuleId>>,
    /// `[[ModuleAsyncEvaluationCount]]`
    pub(super) async_evaluation_count: std::cell::Cell<u64>,
}

impl Modules {
    pub(crate) fn add(&self, record: Record) -> ModuleId {
        let mut records = self.records.borrow_mut();
        let id = ModuleId(
            u32::try_from(records.len()).expect("a graph of 2^32 modules does not fit into memory"),
        );
        self.by_key.borrow_mut().insert(record.key.clone(), id);
        records.push(record);
        id
    }

    pub(crate) fn by_key(&self, key: &ModuleKey) -> Option<ModuleId> {
        self.by_key.borrow().get(key).copied()
    }

    pub(crate) fn get(&self, id: ModuleId) -> Ref<'_, Record> {
        Ref::map(self.records.borrow(), |records| &records[id.0 as usize])
    }

    pub(crate) fn get_mut(&self, id: ModuleId) -> RefMut<'_, Record> {
        RefMut::map(self.records.borrow_mut(), |records| {
            &mut records[id.0 as usize]
        })
    }

    pub(crate) fn shape(&self, id: ModuleId) -> Rc<Shape> {
        Rc::clone(&self.get(id).shape)
    }

    pub(crate) fn len(&self) -> usize {
        self.records.borrow().len()
    }

    pub(crate) fn ids_with_status(&self, status: Status) -> Vec<ModuleId> {
        let records = self.records.borrow();
        (0..)
            .map(ModuleId)
            .zip(records.iter())
            .filter(|(_, record)| record.status == status)
            .map(|(id, _)| id)
            .collect()
    }

    /// GetImportedModule: what the request with this index was loaded to.
    pub(crate) fn imported(&self, referrer: ModuleId, request: usize) -> ModuleId {
        self.get(referrer).loaded[request]
            .expect("a module is linked only once all of its requests are loaded")
    }
}
