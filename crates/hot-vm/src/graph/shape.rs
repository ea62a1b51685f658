//! [`Shape`]: the part of a module record that its text alone decides. Made once per source, shared by all graphs that use it.

use std::collections::HashMap;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::transform::{ImportName, ModuleCode};

/// A module request of the text.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) specifier: Rc<str>,
    /// Sorted by key.
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) line: u32,
    pub(crate) column: u32,
}

/// What an import, or a re-export, takes from the other module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Taken {
    Name(Rc<str>),
    Namespace,
}

/// An import entry. The name by which the code reads it is kept on the engine's side, in the same order.
#[derive(Debug, Clone)]
pub(crate) struct Import {
    pub(crate) request: usize,
    pub(crate) taken: Taken,
    /// Of a namespace: only its members are ever named.
    pub(crate) members_only: bool,
    pub(crate) line: u32,
    pub(crate) column: u32,
}

/// An export that is not `export *`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Export {
    /// A binding of the module: the index of its getter.
    Local(u32),
    /// Another module's: an index into [`Shape::indirect`].
    Indirect(usize),
}

/// An indirect export entry, or `export * as name`.
#[derive(Debug, Clone)]
pub(crate) struct Indirect {
    pub(crate) export_name: Rc<str>,
    pub(crate) request: usize,
    pub(crate) taken: Taken,
    pub(crate) line: u32,
    pub(crate) column: u32,
}

/// See the [module](self).
#[derive(Debug, Default)]
pub(crate) struct Shape {
    /// `[[RequestedModules]]`
    pub(crate) requests: Vec<Request>,
    /// `[[ImportEntries]]`
    pub(crate) imports: Vec<Import>,
    /// `[[LocalExportEntries]]` and `[[IndirectExportEntries]]` by name.
    pub(crate) exports: FxHashMap<Rc<str>, Export>,
    /// `[[IndirectExportEntries]]`
    pub(crate) indirect: Vec<Indirect>,
    /// `[[StarExportEntries]]`: indices into `requests`.
    pub(crate) stars: Vec<usize>,
    /// What the getters are called, in the order of their indices.
    pub(crate) getters: Vec<Rc<str>>,
    /// `[[HasTLA]]`
    pub(crate) has_tla: bool,
}

impl Shape {
    /// The record of a source text module.
    pub(crate) fn of(code: &ModuleCode) -> Shape {
        let mut shape = Shape {
            has_tla: code.has_tla,
            stars: code.star_exports.clone(),
            ..Shape::default()
        };
        shape.requests = (code.requests.iter())
            .map(|request| Request {
                specifier: Rc::from(request.specifier.as_str()),
                attributes: request.attributes.clone(),
                line: request.line,
                column: request.column,
            })
            .collect();
        shape.imports = (code.imports.iter())
            .map(|import| Import {
                request: import.request,
                taken: taken(&import.import_name),
                members_only: import.members_only,
                line: import.line,
                column: import.column,
            })
            .collect();
        let mut getters: HashMap<Rc<str>, u32> = HashMap::new();
        for export in &code.local_exports {
            let local: Rc<str> = Rc::from(export.local.as_str());
            let index = *getters.entry(Rc::clone(&local)).or_insert_with(|| {
                shape.getters.push(local);
                u32::try_from(shape.getters.len() - 1)
                    .expect("fewer exports than characters in a file")
            });
            shape
                .exports
                .insert(Rc::from(export.export_name.as_str()), Export::Local(index));
        }
        for export in &code.indirect_exports {
            let export_name: Rc<str> = Rc::from(export.export_name.as_str());
            shape.exports.insert(
                Rc::clone(&export_name),
                Export::Indirect(shape.indirect.len()),
            );
            shape.indirect.push(Indirect {
                export_name,
                request: export.request,
                taken: taken(&export.import_name),
                line: export.line,
                column: export.column,
            });
        }
        shape
    }

    /// Whether what is imported is also exported.
    pub(crate) fn exports_again(&self, import: &Import) -> bool {
        (self.indirect.iter())
            .any(|export| export.request == import.request && export.taken == import.taken)
    }

    /// The record of a synthetic module with these exports.
    pub(crate) fn synthetic<'n>(names: impl IntoIterator<Item = &'n str>) -> Shape {
        let getters: Vec<Rc<str>> = names.into_iter().map(Rc::from).collect();
        let exports = getters
            .iter()
            .zip(0..)
            .map(|(name, index)| (Rc::clone(name), Export::Local(index)))
            .collect();
        Shape {
            exports,
            getters,
            ..Shape::default()
        }
    }
}

fn taken(name: &ImportName) -> Taken {
    match name {
        ImportName::Name(name) => Taken::Name(Rc::from(name.as_str())),
        ImportName::Namespace => Taken::Namespace,
    }
}
