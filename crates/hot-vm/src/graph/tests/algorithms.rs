//! The algorithms alone: orders, states, depth.

use super::super::evaluate::Evaluation;
use super::super::link::LinkError;
use super::super::record::{BindingName, Resolution, ResolvedBinding, Status, Thrown};
use super::notes::{Draft, Model};

#[test]
fn a_cycle_is_instantiated_before_it_is_bound() {
    let mut model = Model::from([
        Draft::new("a", &["b"]).local("x").import(0, "y"),
        Draft::new("b", &["a", "c"])
            .local("y")
            .import(0, "x")
            .import(1, "z"),
        Draft::new("c", &[]).local("z"),
    ]);
    model.load("a");
    let a = model.id("a");
    model.modules.link(&mut model.notes, a).unwrap();
    assert_eq!(
        model.notes.take(),
        [
            "instantiate c",
            "bind c",
            "instantiate a",
            "instantiate b",
            "bind a b",
            "bind b a,c"
        ]
    );
    // Nothing is left to do.
    model.modules.link(&mut model.notes, a).unwrap();
    assert!(model.notes.take().is_empty());
}

#[test]
fn a_failed_link_leaves_finished_parts_linked_and_the_rest_as_it_was() {
    let mut model = Model::from([
        Draft::new("a", &["b", "c"]).import(1, "missing"),
        Draft::new("b", &[]).local("x"),
        Draft::new("c", &["a"]),
    ]);
    model.load("a");
    let [a, b, c] = ["a", "b", "c"].map(|name| model.id(name));
    for _ in 0..2 {
        let Err(LinkError::Unresolved(unresolved)) = model.modules.link(&mut model.notes, a) else {
            panic!("linked");
        };
        assert_eq!(
            (unresolved.module, unresolved.from, &*unresolved.name),
            (a, c, "missing")
        );
        assert_eq!((unresolved.line, unresolved.column), (4, 5));
        let status = |id| model.modules.get(id).status;
        assert_eq!(
            [status(a), status(b), status(c)],
            [Status::Unlinked, Status::Linked, Status::Unlinked]
        );
    }
    model.modules.link(&mut model.notes, b).unwrap();
}

/// Example 3 of ECMA-262's section on Cyclic Module Records: the states of a graph with asynchronous cycles.
#[test]
fn the_specifications_asynchronous_example() {
    let mut model = Model::of(&[
        ("a", &["b", "c", "d"]),
        ("b*", &["d"]),
        ("c*", &["d", "e"]),
        ("d*", &["a"]),
        ("e*", &[]),
    ]);
    model.run("a");
    assert_eq!(model.notes.take(), ["promise a", "start d", "start e"]);
    let pending =
        |model: &Model, name| model.modules.get(model.id(name)).pending_async_dependencies;
    assert_eq!(
        [
            pending(&model, "a"),
            pending(&model, "b"),
            pending(&model, "c")
        ],
        [3, 1, 2]
    );
    model.fulfil("d");
    assert_eq!(model.notes.take(), ["start b"]);
    model.fulfil("e");
    assert_eq!(model.notes.take(), ["start c"]);
    model.fulfil("c");
    model.fulfil("b");
    assert_eq!(model.notes.take(), ["run a", "resolve a"]);
}

#[test]
fn modules_that_become_free_together_run_in_the_order_they_were_met() {
    let mut model = Model::of(&[
        ("a", &["b", "c", "d"]),
        ("b", &["x"]),
        ("c*", &["x"]),
        ("d", &["b", "x"]),
        ("x*", &[]),
    ]);
    model.run("a");
    model.notes.take();
    model.fulfil("x");
    assert_eq!(model.notes.take(), ["run b", "start c", "run d"]);
    model.fulfil("c");
    assert_eq!(model.notes.take(), ["run a", "resolve a"]);
}

#[test]
fn a_rejection_goes_from_the_leaf_to_the_root() {
    let mut model = Model::of(&[("a", &["b"]), ("b", &["c"]), ("c*", &[]), ("d", &["b"])]);
    model.run("c");
    model.run("a");
    model.run("d");
    model.notes.take();
    model.reject("c");
    assert_eq!(
        model.notes.take(),
        ["reject c with c", "reject a with c", "reject d with c"]
    );
    // It is over: nothing more happens.
    model.fulfil("c");
    model.reject("c");
    assert!(model.notes.take().is_empty());
}

#[test]
fn one_that_throws_when_its_turn_comes_rejects_its_importers() {
    let mut model = Model::of(&[
        ("a", &["b", "c"]),
        ("b", &["x"]),
        ("c", &["x"]),
        ("x*", &[]),
    ])
    .throwing("b");
    model.run("a");
    model.notes.take();
    model.fulfil("x");
    assert_eq!(model.notes.take(), ["run b", "reject a with b", "run c"]);
}

#[test]
fn an_awaiting_module_of_a_failed_evaluation_ends_without_consequences() {
    let mut model = Model::of(&[("a", &["b", "c"]), ("b*", &[]), ("c", &[])]).throwing("c");
    model.run("a");
    assert_eq!(
        model.notes.take(),
        ["promise a", "start b", "run c", "reject a with c"]
    );
    model.fulfil("b");
    assert!(model.notes.take().is_empty());
    // `b` was a part of its own, and has succeeded.
    let b = model.id("b");
    assert_eq!(
        model.modules.evaluate(&mut model.notes, b),
        Ok(Evaluation::Fulfilled)
    );
    let a = model.id("a");
    let c = model.id("c");
    assert_eq!(
        model.modules.evaluate(&mut model.notes, a),
        Ok(Evaluation::Rejected(Thrown(c.0)))
    );
}

#[test]
fn a_pending_promise_is_shared_by_the_whole_cycle() {
    let mut model = Model::of(&[("a", &["b"]), ("b*", &["a"])]);
    model.run("a");
    let [a, b] = ["a", "b"].map(|name| model.id(name));
    for id in [a, b] {
        assert_eq!(
            model.modules.evaluate(&mut model.notes, id),
            Ok(Evaluation::Capability(a))
        );
    }
    assert_eq!(model.notes.take(), ["promise a", "start b"]);
    model.fulfil("b");
    assert_eq!(model.notes.take(), ["run a", "resolve a"]);
    assert_eq!(
        model.modules.evaluate(&mut model.notes, b),
        Ok(Evaluation::Fulfilled)
    );
}

#[test]
fn a_failure_marks_all_that_it_stops() {
    let mut model =
        Model::of(&[("a", &["b", "c"]), ("b", &[]), ("c", &["d"]), ("d", &[])]).failing("d");
    model.load("a");
    let [a, b, c] = ["a", "b", "c"].map(|name| model.id(name));
    model.modules.link(&mut model.notes, a).unwrap();
    assert_eq!(model.modules.evaluate(&mut model.notes, a), Err("failure"));
    assert_eq!(
        model.modules.evaluate(&mut model.notes, c),
        Ok(Evaluation::Rejected(Thrown(0)))
    );
    assert_eq!(
        model.modules.evaluate(&mut model.notes, b),
        Ok(Evaluation::Fulfilled)
    );
}

#[test]
fn a_failure_while_others_are_freed_marks_its_importers() {
    let mut model = Model::of(&[("a", &["b"]), ("b", &["x"]), ("x*", &[])]).failing("b");
    model.run("a");
    model.notes.take();
    let x = model.id("x");
    assert_eq!(
        model
            .modules
            .async_module_execution_fulfilled(&mut model.notes, x),
        Err("failure")
    );
    let a = model.id("a");
    assert_eq!(
        model.modules.evaluate(&mut model.notes, a),
        Ok(Evaluation::Rejected(Thrown(0)))
    );
}

const DEEP: usize = 20_000;

fn name(n: usize) -> String {
    format!("m{n}")
}

#[test]
fn deep_chains_do_not_use_the_stack() {
    let drafts = (0..DEEP).map(|n| {
        let draft = if n + 1 == DEEP {
            Draft::new(&name(n), &[]).local("x")
        } else {
            Draft::new(&name(n), &[&name(n + 1)]).indirect("x", 0, "x")
        };
        if n % 2 == 0 && n + 1 < DEEP {
            draft.import(0, "x")
        } else {
            draft
        }
    });
    let mut model = Model::from(drafts);
    model.run("m0");
    let notes = model.notes.take();
    assert_eq!(notes.len(), DEEP + 2);
    assert_eq!(notes[1], format!("run {}", name(DEEP - 1)));
    let last = model.id(&name(DEEP - 1));
    let found = Resolution::Binding(ResolvedBinding {
        module: last,
        name: BindingName::Getter(0),
    });
    assert_eq!(
        model.modules.resolve_export(model.id("m0"), &"x".into()),
        found
    );
}

#[test]
fn deep_chains_of_stars_do_not_use_the_stack() {
    let drafts = (0..DEEP).map(|n| match n + 1 {
        DEEP => Draft::new(&name(n), &[]).local("x").local("y"),
        next => Draft::new(&name(n), &[&name(next)]).star(0),
    });
    let model = Model::from(drafts);
    model.load("m0");
    let exports = model.modules.namespace_exports(model.id("m0"));
    assert_eq!(
        exports
            .iter()
            .map(|export| &*export.name)
            .collect::<Vec<_>>(),
        ["x", "y"]
    );
}

#[test]
fn deep_chains_of_awaiting_modules_do_not_use_the_stack() {
    let chain = |last: &'static str| {
        (0..DEEP).map(move |n| match n + 1 {
            DEEP => Draft::new(last, &[]),
            next if next + 1 == DEEP => Draft::new(&name(n), &[last.trim_end_matches('*')]),
            next => Draft::new(&name(n), &[&name(next)]),
        })
    };
    let mut model = Model::from(chain("last*"));
    model.run("m0");
    assert_eq!(model.notes.take(), ["promise m0", "start last"]);
    model.fulfil("last");
    let notes = model.notes.take();
    assert_eq!(
        (notes.len(), notes[DEEP - 1].as_str()),
        (DEEP, "resolve m0")
    );

    let mut model = Model::from(chain("last*"));
    model.run("m0");
    model.notes.take();
    model.reject("last");
    assert_eq!(model.notes.take(), ["reject m0 with last"]);
    assert!(
        model
            .modules
            .get(model.id("m500"))
            .evaluation_error
            .is_some()
    );
}

#[test]
fn one_large_cycle() {
    let mut model = Model::from((0..DEEP).map(|n| Draft::new(&name(n), &[&name((n + 1) % DEEP)])));
    model.run("m7");
    assert_eq!(model.notes.take().len(), DEEP + 2);
    assert_eq!(
        model.modules.get(model.id("m0")).cycle_root,
        Some(model.id("m7"))
    );
}
