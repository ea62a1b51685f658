//! ResolveExport and GetExportedNames.
//!
//! ECMA-262 writes both as recursions. Re-exports can be chained thousands of files deep, so here they are loops, and what follows shows
//! that they give the same answers.
//!
//! **ResolveExport.** The recursion carries a list of (module, name) pairs that is never shortened, and gives `null` for a pair that it has
//! seen: it visits a graph whose nodes are the pairs, each node once. A pair whose module exports the name itself leads to a binding, or to one
//! other pair; any other pair, but for the name `default`, leads to one pair per `export *`. Nothing found anywhere below a node is `null`, two
//! different bindings are `ambiguous` all the way up, anything else is the binding. So the answer is the set of bindings that can be reached from
//! the first pair, in whatever order they are reached, and an answer that is known for a pair can stand for all that is below it.
//!
//! **Owners.** A file that does nothing but `export *` from a thousand others would be asked for thousands of names, and look into a thousand
//! files for each. So a module that was looked through often gets a table of who, of all modules that its stars lead to, exports a name itself. If
//! that is one module only, then no other can come before it on the way, and the answer is the one that this module gives.
//!
//! **GetExportedNames** gives the module's own names and, of every module that `export *` leads to, the names that are not `default`.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::record::{BindingName, ModuleId, Modules, Record, Resolution, ResolvedBinding};
use super::shape::{Export, Taken};

/// After looking into so many modules through a module's stars, it is worth while to know the owners of all names.
const WORTH_A_TABLE: usize = 4_000;

/// An export of a namespace object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NamespaceExport {
    pub(crate) name: Rc<str>,
    pub(crate) binding: ResolvedBinding,
}

/// Who, among the modules that a module's stars lead to, exports a name itself: one module, or `None` for several.
pub(crate) type Owners = FxHashMap<Rc<str>, Option<ModuleId>>;

/// Where a (module, name) pair leads.
enum Step {
    Nowhere,
    Known(Resolution),
    Binding(ResolvedBinding),
    One(ModuleId, Rc<str>),
    Stars,
}

impl Modules {
    /// ResolveExport
    pub(crate) fn resolve_export(&self, module: ModuleId, export_name: &Rc<str>) -> Resolution {
        if let Some(&known) = self.get(module).resolved.get(export_name) {
            return known;
        }
        let mut found: Option<ResolvedBinding> = None;
        let mut resolve_set: FxHashSet<(ModuleId, Rc<str>)> = FxHashSet::default();
        let mut to_visit = vec![(module, Rc::clone(export_name))];
        let mut ambiguous = false;
        let mut visits = 0;
        while let Some((visited, name)) = to_visit.pop() {
            visits += 1;
            let binding = match self.export_step(visited, &name) {
                Step::Nowhere | Step::Known(Resolution::NotFound) => continue,
                Step::Known(Resolution::Ambiguous) => {
                    ambiguous = true;
                    break;
                }
                Step::Known(Resolution::Binding(binding)) | Step::Binding(binding) => binding,
                Step::One(next, next_name) => {
                    if resolve_set.insert((visited, name)) {
                        to_visit.push((next, next_name));
                    }
                    continue;
                }
                Step::Stars => {
                    if resolve_set.insert((visited, Rc::clone(&name))) {
                        let record = self.get(visited);
                        to_visit.extend(stars(&record).rev().map(|next| (next, Rc::clone(&name))));
                    }
                    continue;
                }
            };
            match found {
                None => found = Some(binding),
                Some(first) if first != binding => {
                    ambiguous = true;
                    break;
                }
                Some(_) => {}
            }
        }
        let resolution = match found {
            _ if ambiguous => Resolution::Ambiguous,
            Some(binding) => Resolution::Binding(binding),
            None => Resolution::NotFound,
        };
        let mut record = self.get_mut(module);
        record.resolved.insert(Rc::clone(export_name), resolution);
        record.visits += visits;
        let worth_a_table = record.visits > WORTH_A_TABLE && record.owners.is_none();
        drop(record);
        if worth_a_table {
            let owners = self.owners_of_names(module);
            self.get_mut(module).owners = Some(owners);
        }
        resolution
    }

    fn export_step(&self, module: ModuleId, name: &Rc<str>) -> Step {
        let record = self.get(module);
        match record.shape.exports.get(name) {
            Some(&Export::Local(getter)) => Step::Binding(ResolvedBinding {
                module,
                name: BindingName::Getter(getter),
            }),
            Some(&Export::Indirect(index)) => {
                if let Some(&known) = record.resolved.get(name) {
                    return Step::Known(known);
                }
                let export = &record.shape.indirect[index];
                let imported = loaded(&record, export.request);
                match &export.taken {
                    Taken::Namespace => Step::Binding(ResolvedBinding {
                        module: imported,
                        name: BindingName::Namespace,
                    }),
                    Taken::Name(taken) => Step::One(imported, Rc::clone(taken)),
                }
            }
            // `export *` passes everything on but `default`.
            None if &**name == "default" => Step::Nowhere,
            None => match (record.resolved.get(name), &record.owners) {
                (Some(&known), _) => Step::Known(known),
                (None, Some(owners)) => match owners.get(name) {
                    None => Step::Nowhere,
                    Some(&Some(owner)) => Step::One(owner, Rc::clone(name)),
                    Some(None) => Step::Stars,
                },
                (None, None) => Step::Stars,
            },
        }
    }

    /// The modules that a module's stars lead to, directly or not, without itself.
    fn star_closure(&self, module: ModuleId) -> Vec<ModuleId> {
        let mut closure = Vec::new();
        let mut export_star_set = FxHashSet::from_iter([module]);
        let mut to_visit = vec![module];
        while let Some(visited) = to_visit.pop() {
            for next in stars(&self.get(visited)) {
                if export_star_set.insert(next) {
                    closure.push(next);
                    to_visit.push(next);
                }
            }
        }
        closure
    }

    fn owners_of_names(&self, module: ModuleId) -> Owners {
        let mut owners = Owners::default();
        for owner in self.star_closure(module) {
            for name in self
                .get(owner)
                .shape
                .exports
                .keys()
                .filter(|name| &***name != "default")
            {
                owners
                    .entry(Rc::clone(name))
                    .and_modify(|several| *several = None)
                    .or_insert(Some(owner));
            }
        }
        owners
    }

    /// GetExportedNames, and what GetModuleNamespace makes of them: the names that resolve to one binding, in the order of their code units.
    pub(crate) fn namespace_exports(&self, module: ModuleId) -> Vec<NamespaceExport> {
        if !self.get(module).shape.stars.is_empty() && self.get(module).owners.is_none() {
            let owners = self.owners_of_names(module);
            self.get_mut(module).owners = Some(owners);
        }
        let exported_names: Vec<Rc<str>> = {
            let record = self.get(module);
            let own = &record.shape.exports;
            let others = record.owners.iter().flat_map(Owners::keys);
            own.keys()
                .chain(others.filter(|name| !own.contains_key(*name)))
                .cloned()
                .collect()
        };
        let mut exports: Vec<NamespaceExport> = (exported_names.into_iter())
            .filter_map(|name| match self.resolve_export(module, &name) {
                Resolution::Binding(binding) => Some(NamespaceExport { name, binding }),
                Resolution::NotFound | Resolution::Ambiguous => None,
            })
            .collect();
        let mut record = self.get_mut(module);
        if record.visits <= WORTH_A_TABLE {
            record.owners = None;
        }
        // Not the order of `str`, which is by code point.
        exports.sort_by(|a, b| a.name.encode_utf16().cmp(b.name.encode_utf16()));
        exports
    }
}

/// What the module's `export *` lead to directly.
fn stars(record: &Record) -> impl DoubleEndedIterator<Item = ModuleId> + '_ {
    record
        .shape
        .stars
        .iter()
        .map(|&request| loaded(record, request))
}

fn loaded(record: &Record, request: usize) -> ModuleId {
    record.loaded[request].expect("a module is linked only once all of its requests are loaded")
}
