//! ResolveExport and GetExportedNames against ECMA-262's own recursions, over random graphs.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::super::record::{BindingName, ModuleId, Modules, Resolution, ResolvedBinding};
use super::super::shape::{Export, Taken};
use super::notes::{Draft, Model};

/// ResolveExport, step by step.
fn reference(
    modules: &Modules,
    module: ModuleId,
    name: &Rc<str>,
    resolve_set: &mut Vec<(ModuleId, Rc<str>)>,
) -> Resolution {
    if resolve_set.contains(&(module, Rc::clone(name))) {
        return Resolution::NotFound;
    }
    resolve_set.push((module, Rc::clone(name)));
    let shape = modules.shape(module);
    match shape.exports.get(name) {
        Some(&Export::Local(getter)) => {
            return Resolution::Binding(ResolvedBinding {
                module,
                name: BindingName::Getter(getter),
            });
        }
        Some(&Export::Indirect(index)) => {
            let export = &shape.indirect[index];
            let imported = modules.imported(module, export.request);
            return match &export.taken {
                Taken::Namespace => Resolution::Binding(ResolvedBinding {
                    module: imported,
                    name: BindingName::Namespace,
                }),
                Taken::Name(name) => reference(modules, imported, name, resolve_set),
            };
        }
        None => {}
    }
    if &**name == "default" {
        return Resolution::NotFound;
    }
    let mut star_resolution = Resolution::NotFound;
    for &request in &shape.stars {
        match reference(
            modules,
            modules.imported(module, request),
            name,
            resolve_set,
        ) {
            Resolution::Ambiguous => return Resolution::Ambiguous,
            Resolution::NotFound => {}
            found if star_resolution == Resolution::NotFound => star_resolution = found,
            found if star_resolution == found => {}
            _ => return Resolution::Ambiguous,
        }
    }
    star_resolution
}

/// GetExportedNames, step by step.
fn reference_names(
    modules: &Modules,
    module: ModuleId,
    export_star_set: &mut Vec<ModuleId>,
) -> BTreeSet<Rc<str>> {
    if export_star_set.contains(&module) {
        return BTreeSet::new();
    }
    export_star_set.push(module);
    let shape = modules.shape(module);
    let mut names: BTreeSet<Rc<str>> = shape.exports.keys().cloned().collect();
    for &request in &shape.stars {
        let others = reference_names(modules, modules.imported(module, request), export_star_set);
        names.extend(others.into_iter().filter(|name| &**name != "default"));
    }
    names
}

struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}

const NAMES: [&str; 5] = ["default", "a", "b", "c", "d"];

fn random_graph(random: &mut Random) -> Model {
    let count = 2 + random.below(7);
    let names: Vec<String> = (0..count).map(|n| format!("m{n}")).collect();
    let all: Vec<&str> = names.iter().map(String::as_str).collect();
    let drafts: Vec<Draft> = (all.iter())
        .map(|name| {
            // Request number n is module number n.
            let mut draft = Draft::new(name, &all);
            for export in NAMES {
                match random.below(7) {
                    0 => draft = draft.local(export),
                    1 => {
                        draft = draft.indirect(
                            export,
                            random.below(count),
                            NAMES[random.below(NAMES.len())],
                        )
                    }
                    _ => {}
                }
            }
            for _ in 0..random.below(4) {
                draft = draft.star(random.below(count));
            }
            draft
        })
        .collect();
    Model::from(drafts)
}

#[test]
fn the_loops_agree_with_the_recursions() {
    let mut random = Random(1);
    let mut seen = [0; 3];
    for _ in 0..3_000 {
        let model = random_graph(&mut random);
        model.load("m0");
        let modules = &model.modules;
        let ids: Vec<ModuleId> = (0..).map(ModuleId).take(modules.len()).collect();
        // In any order, because answers are remembered; and with or without the table of owners.
        for _ in 0..ids.len() {
            let module = ids[random.below(ids.len())];
            if random.below(3) == 0 {
                modules.get_mut(module).visits = 1_000_000;
            }
            let name: Rc<str> = NAMES[random.below(NAMES.len())].into();
            let expected = reference(modules, module, &name, &mut Vec::new());
            assert_eq!(modules.resolve_export(module, &name), expected);
            seen[match expected {
                Resolution::NotFound => 0,
                Resolution::Ambiguous => 1,
                Resolution::Binding(_) => 2,
            }] += 1;
        }
        for &module in &ids {
            let names = reference_names(modules, module, &mut Vec::new());
            let expected: Vec<(Rc<str>, ResolvedBinding)> = (names.into_iter())
                .filter_map(
                    |name| match reference(modules, module, &name, &mut Vec::new()) {
                        Resolution::Binding(binding) => Some((name, binding)),
                        _ => None,
                    },
                )
                .collect();
            let exports = modules
                .namespace_exports(module)
                .into_iter()
                .map(|export| (export.name, export.binding));
            assert_eq!(exports.collect::<Vec<_>>(), expected);
        }
    }
    assert!(
        seen.iter().all(|&times| times > 300),
        "the graphs are too tame: {seen:?}"
    );
}
