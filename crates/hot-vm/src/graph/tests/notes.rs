//! The algorithms over an engine that only takes notes.

use std::collections::{HashMap, HashSet};
use std::convert::Infallible;
use std::rc::Rc;

use super::super::effects::{Abrupt, Effects};
use super::super::record::{ModuleId, Modules, Record, ResolvedBinding, Thrown};
use super::super::shape::{Export, Import, Indirect, Request, Shape, Taken};
use crate::module::ModuleKey;

/// Modules that are written down by name.
#[derive(Default)]
pub(crate) struct Model {
    pub(crate) modules: Modules,
    pub(crate) notes: Notes,
    ids: HashMap<String, ModuleId>,
}

/// What the algorithms did.
#[derive(Default)]
pub(crate) struct Notes {
    lines: Vec<String>,
    names: Vec<String>,
    /// Modules whose bodies throw at once.
    throws: HashSet<String>,
    /// Modules whose bodies fail in a way that nothing catches.
    fails: HashSet<String>,
}

/// A module to be: its name and what it requests, then what it imports and exports.
pub(crate) struct Draft {
    name: String,
    shape: Shape,
}

impl Draft {
    /// A name that ends in `*` has a top-level await.
    pub(crate) fn new(name: &str, requests: &[&str]) -> Draft {
        let (name, has_tla) = name
            .strip_suffix('*')
            .map_or((name, false), |name| (name, true));
        let request = |&specifier: &&str| Request {
            specifier: specifier.into(),
            attributes: Vec::new(),
            line: 1,
            column: 1,
        };
        Draft {
            name: name.to_owned(),
            shape: Shape {
                has_tla,
                requests: requests.iter().map(request).collect(),
                ..Shape::default()
            },
        }
    }

    pub(crate) fn local(mut self, name: &str) -> Draft {
        let getter = u32::try_from(self.shape.getters.len()).unwrap();
        self.shape.getters.push(name.into());
        self.shape
            .exports
            .insert(name.into(), Export::Local(getter));
        self
    }

    pub(crate) fn indirect(mut self, name: &str, request: usize, taken: &str) -> Draft {
        let taken = Taken::Name(taken.into());
        self.shape
            .exports
            .insert(name.into(), Export::Indirect(self.shape.indirect.len()));
        self.shape.indirect.push(Indirect {
            export_name: name.into(),
            request,
            taken,
            line: 2,
            column: 3,
        });
        self
    }

    pub(crate) fn star(mut self, request: usize) -> Draft {
        self.shape.stars.push(request);
        self
    }

    pub(crate) fn import(mut self, request: usize, name: &str) -> Draft {
        self.shape.imports.push(Import {
            request,
            taken: Taken::Name(name.into()),
            members_only: false,
            line: 4,
            column: 5,
        });
        self
    }
}

impl Model {
    /// Modules that only request each other.
    pub(crate) fn of(modules: &[(&str, &[&str])]) -> Model {
        Model::from(
            modules
                .iter()
                .map(|(name, requests)| Draft::new(name, requests)),
        )
    }

    pub(crate) fn from(drafts: impl IntoIterator<Item = Draft>) -> Model {
        let mut model = Model::default();
        for Draft { name, shape } in drafts {
            let id = model.modules.add(Record::new(
                ModuleKey::native(name.as_str()),
                Rc::new(shape),
            ));
            model.ids.insert(name.clone(), id);
            model.notes.names.push(name);
        }
        model
    }

    pub(crate) fn throwing(mut self, name: &str) -> Model {
        self.notes.throws.insert(name.to_owned());
        self
    }

    pub(crate) fn failing(mut self, name: &str) -> Model {
        self.notes.fails.insert(name.to_owned());
        self
    }

    pub(crate) fn id(&self, name: &str) -> ModuleId {
        self.ids[name]
    }

    pub(crate) fn load(&self, name: &str) {
        let find = |referrer, request: usize| {
            let shape = self.modules.shape(referrer);
            Ok::<_, Infallible>(self.ids[&*shape.requests[request].specifier])
        };
        self.modules
            .load_requested_modules(self.id(name), find)
            .unwrap();
    }

    /// Loads, links and evaluates.
    pub(crate) fn run(&mut self, name: &str) {
        self.load(name);
        let id = self.id(name);
        self.modules.link(&mut self.notes, id).unwrap();
        self.notes.take();
        let _ = self.modules.evaluate(&mut self.notes, id);
    }

    /// The body of an awaiting module ends.
    pub(crate) fn fulfil(&mut self, name: &str) {
        let id = self.id(name);
        let _ = self
            .modules
            .async_module_execution_fulfilled(&mut self.notes, id);
    }

    pub(crate) fn reject(&mut self, name: &str) {
        let id = self.id(name);
        let _ = self
            .modules
            .async_module_execution_rejected(&mut self.notes, id, Thrown(id.0));
    }
}

impl Notes {
    fn note(&mut self, what: &str, module: ModuleId) {
        let line = format!("{what} {}", self.names[module.0 as usize]);
        self.lines.push(line);
    }

    /// What was noted since the last call.
    pub(crate) fn take(&mut self) -> Vec<String> {
        std::mem::take(&mut self.lines)
    }
}

impl Effects for Notes {
    type Failure = &'static str;

    fn instantiate(&mut self, module: ModuleId) -> Result<(), Self::Failure> {
        self.note("instantiate", module);
        Ok(())
    }

    fn bind(
        &mut self,
        module: ModuleId,
        bindings: &[ResolvedBinding],
    ) -> Result<(), Self::Failure> {
        let from: Vec<&str> = bindings
            .iter()
            .map(|binding| self.names[binding.module.0 as usize].as_str())
            .collect();
        let line = format!("bind {} {}", self.names[module.0 as usize], from.join(","));
        self.lines.push(line.trim_end().to_owned());
        Ok(())
    }

    fn execute_module(&mut self, module: ModuleId) -> Result<(), Abrupt<Self::Failure>> {
        self.note("run", module);
        let name = &self.names[module.0 as usize];
        if self.fails.contains(name) {
            return Err(Abrupt::Failure("failure"));
        }
        if self.throws.contains(name) {
            return Err(Abrupt::Throw(Thrown(module.0)));
        }
        Ok(())
    }

    fn execute_async_module(&mut self, module: ModuleId) -> Result<(), Self::Failure> {
        self.note("start", module);
        Ok(())
    }

    fn new_promise_capability(&mut self, module: ModuleId) -> Result<(), Self::Failure> {
        self.note("promise", module);
        Ok(())
    }

    fn resolve_capability(&mut self, module: ModuleId) -> Result<(), Self::Failure> {
        self.note("resolve", module);
        Ok(())
    }

    fn reject_capability(&mut self, module: ModuleId, thrown: Thrown) -> Result<(), Self::Failure> {
        let line = format!(
            "reject {} with {}",
            self.names[module.0 as usize], self.names[thrown.0 as usize]
        );
        self.lines.push(line);
        Ok(())
    }

    fn thrown_by_failure(&mut self, _: &Self::Failure) -> Thrown {
        Thrown(0)
    }
}
