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
//! **GetExportedNames** gives the module's own names and, of every module that `export *` leads to, the names that are not `default`.

use std::collections::HashSet;
use std::rc::Rc;

use super::record::{BindingName, ModuleId, Modules, Resolution, ResolvedBinding};
use super::shape::{Export, Taken};

/// An export of a namespace object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NamespaceExport {
    pub(crate) name: Rc<str>,
    pub(crate) binding: ResolvedBinding,
}

/// Where a (module, name) pair leads.
enum Step {
    Known(Resolution),
    Binding(ResolvedBinding),
    One(ModuleId, Rc<str>),
    Stars(Vec<ModuleId>),
}

impl Modules {
    /// ResolveExport
    pub(crate) fn resolve_export(&self, module: ModuleId, export_name: &Rc<str>) -> Resolution {
        let mut found: Option<ResolvedBinding> = None;
        let mut ambiguous = false;
        let mut resolve_set: HashSet<(ModuleId, Rc<str>)> = HashSet::new();
        let mut to_visit = vec![(module, Rc::clone(export_name))];
        while let Some((module, name)) = to_visit.pop() {
            let binding = match self.export_step(module, &name) {
                Step::Known(Resolution::NotFound) => continue,
                Step::Known(Resolution::Ambiguous) => {
                    ambiguous = true;
                    break;
                }
                Step::Known(Resolution::Binding(binding)) | Step::Binding(binding) => binding,
                Step::One(next, next_name) => {
                    if resolve_set.insert((module, name)) {
                        to_visit.push((next, next_name));
                    }
                    continue;
                }
                Step::Stars(next) => {
                    if resolve_set.insert((module, Rc::clone(&name))) {
                        to_visit
                            .extend(next.into_iter().rev().map(|next| (next, Rc::clone(&name))));
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
        self.get_mut(module)
            .resolved
            .insert(Rc::clone(export_name), resolution);
        resolution
    }

    fn export_step(&self, module: ModuleId, name: &Rc<str>) -> Step {
        let record = self.get(module);
        let shape = &record.shape;
        match shape.exports.get(name) {
            Some(&Export::Local(getter)) => Step::Binding(ResolvedBinding {
                module,
                name: BindingName::Getter(getter),
            }),
            Some(&Export::Indirect(index)) => {
                if let Some(&known) = record.resolved.get(name) {
                    return Step::Known(known);
                }
                let export = &shape.indirect[index];
                let imported = record.loaded[export.request]
                    .expect("a module is linked only once all of its requests are loaded");
                match &export.taken {
                    Taken::Namespace => Step::Binding(ResolvedBinding {
                        module: imported,
                        name: BindingName::Namespace,
                    }),
                    Taken::Name(taken) => Step::One(imported, Rc::clone(taken)),
                }
            }
            // `export *` passes everything on but `default`.
            None if &**name == "default" => Step::Known(Resolution::NotFound),
            None => {
                if let Some(&known) = record.resolved.get(name) {
                    return Step::Known(known);
                }
                let loaded = |&request: &usize| {
                    record.loaded[request]
                        .expect("a module is linked only once all of its requests are loaded")
                };
                Step::Stars(shape.stars.iter().map(loaded).collect())
            }
        }
    }

    /// GetExportedNames, in no particular order.
    pub(crate) fn get_exported_names(&self, module: ModuleId) -> HashSet<Rc<str>> {
        let mut names: HashSet<Rc<str>> = self.get(module).shape.exports.keys().cloned().collect();
        let mut export_star_set = HashSet::from([module]);
        let mut to_visit = vec![module];
        while let Some(visited) = to_visit.pop() {
            let record = self.get(visited);
            if visited != module {
                names.extend(
                    record
                        .shape
                        .exports
                        .keys()
                        .filter(|name| &***name != "default")
                        .cloned(),
                );
            }
            for &request in &record.shape.stars {
                let next = record.loaded[request]
                    .expect("a module is linked only once all of its requests are loaded");
                if export_star_set.insert(next) {
                    to_visit.push(next);
                }
            }
        }
        names
    }

    /// What GetModuleNamespace puts into a namespace: the names that resolve to one binding, in the order of their code units.
    pub(crate) fn namespace_exports(&self, module: ModuleId) -> Vec<NamespaceExport> {
        let mut exports: Vec<NamespaceExport> = (self.get_exported_names(module).into_iter())
            .filter_map(|name| match self.resolve_export(module, &name) {
                Resolution::Binding(binding) => Some(NamespaceExport { name, binding }),
                Resolution::NotFound | Resolution::Ambiguous => None,
            })
            .collect();
        // Not the order of `str`, which is by code point.
        exports.sort_by(|a, b| a.name.encode_utf16().cmp(b.name.encode_utf16()));
        exports
    }
}
