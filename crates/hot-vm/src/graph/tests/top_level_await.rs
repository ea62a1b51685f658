//! Modules that await.

use super::program::{Outcome, Program, error_of, log_of};

#[test]
fn importers_wait() {
    let log = log_of(&[
        ("a.js", "import { x } from './b.js'; log('a', x);"),
        (
            "b.js",
            "log('b'); export const x = await Promise.resolve('x'); log('b again');",
        ),
    ]);
    assert_eq!(log, ["b", "b again", "a x"]);
}

#[test]
fn siblings_do_not_wait() {
    let log = log_of(&[
        (
            "a.js",
            "import './b.js'; import './c.js'; import './d.js'; log('a');",
        ),
        ("b.js", "log('b1'); await 0; log('b2'); await 0; log('b3');"),
        ("c.js", "log('c');"),
        ("d.js", "log('d1'); await 0; log('d2');"),
    ]);
    assert_eq!(log, ["b1", "c", "d1", "b2", "d2", "b3", "a"]);
}

#[test]
fn every_kind_of_await() {
    let log = log_of(&[(
        "a.js",
        "log(await 1, await Promise.resolve(2), await { then(f) { f(3); } }, await undefined);
         try { await Promise.reject('no'); } catch (error) { log('caught', error); }
         try { await { then() { throw 'thrown by then'; } }; } catch (error) { log('caught', error); }
         for await (const x of [Promise.resolve('p'), 'q']) log(x);
         for await (const x of (async function* () { yield 1; yield 2; })()) { if (x === 2) break; log(x); }
         const object = { [await 'key']: await 'value' }; log(object.key, `${await 't'}`, (await (async () => [7])())[0]);
         class C { static [await 'm']() { return 'm'; } } log(C.m());
         log(typeof await (async function () {})(), -await 1);
         if (await true) { for (let i = await 0; i < await 2; i++) log(i); } else log('no');
         export const done = await 'done'; log(done);",
    )]);
    assert_eq!(
        log,
        [
            "1 2 3 undefined",
            "caught no",
            "caught thrown by then",
            "p",
            "q",
            "1",
            "value t 7",
            "m",
            "undefined -1",
            "0",
            "1",
            "done"
        ]
    );
}

#[test]
fn awaiting_does_not_look_at_then_of_promises_or_at_their_species() {
    let log = log_of(&[(
        "a.js",
        "const p = Promise.resolve('value'); p.then = () => log('own then'); log(await p);
         Promise.prototype.then = function () { log('patched then'); }; log(await Promise.resolve('still'));",
    )]);
    assert_eq!(log, ["value", "still"]);
}

#[test]
fn an_error_after_an_await_rejects_all_that_wait() {
    let files = [
        ("a.js", "import './b.js'; import './c.js'; log('never a');"),
        ("b.js", "import './d.js'; log('never b');"),
        ("c.js", "log('c');"),
        ("d.js", "await 0; throw new Error('d');"),
    ];
    let program = Program::new(&files);
    for entry in ["a.js", "b.js", "d.js"] {
        assert_eq!(
            program.run(entry).unwrap_rejected().text,
            "Error: d",
            "{entry}"
        );
    }
    program.run("c.js").unwrap_fulfilled();
    assert_eq!(program.log(), ["c"]);
}

#[test]
fn an_error_before_the_first_await_comes_as_a_rejection_too() {
    assert_eq!(
        error_of(&[("a.js", "throw new Error('early'); await 0;")]),
        "Error: early"
    );
}

#[test]
fn a_cycle_of_awaiting_modules_ends() {
    let log = log_of(&[
        (
            "a.js",
            "import { b } from './b.js'; log('a1', b); await 0; export let a = 'a'; log('a2', b);",
        ),
        (
            "b.js",
            "import { a } from './a.js'; log('b1'); await 0; try { a } catch (error) { log(error.name); } export let b = 'b'; log('b2');",
        ),
    ]);
    assert_eq!(log, ["b1", "ReferenceError", "b2", "a1 b", "a2 b"]);
}

#[test]
fn a_module_that_never_settles_leaves_the_promise_pending() {
    let program = Program::new(&[
        ("a.js", "import './b.js'; log('never');"),
        ("b.js", "log('parked'); await new Promise(() => {});"),
        ("c.js", "import './d.js'; log('c');"),
        ("d.js", "log('d');"),
    ]);
    assert!(matches!(program.run("a.js"), Outcome::Pending));
    assert!(matches!(program.run("a.js"), Outcome::Pending));
    program.run("c.js").unwrap_fulfilled();
    assert_eq!(program.log(), ["parked", "d", "c"]);
}

#[test]
fn modules_wait_for_the_outside() {
    let program = Program::new(&[
        (
            "a.js",
            "import { x } from './b.js'; import { y } from './c.js'; log('a', x, y);",
        ),
        ("b.js", "export const x = await globalThis.first;"),
        ("c.js", "export const y = await globalThis.second;"),
    ]);
    program.eval("globalThis.first = new Promise((f) => { globalThis.f = f; }); globalThis.second = new Promise((f) => { globalThis.s = f; }); 0");
    let watch = program.start("a.js");
    program.eval("s('second')");
    assert!(matches!(program.outcome(&watch), Outcome::Pending));
    program.eval("f('first')");
    program.outcome(&watch).unwrap_fulfilled();
    assert_eq!(program.log(), ["a first second"]);
}

#[test]
fn using_at_top_level() {
    let log = log_of(&[(
        "a.js",
        "{ using x = { [Symbol.dispose]() { log('disposed'); } }; log('block'); }
         { await using y = { async [Symbol.asyncDispose]() { await 0; log('disposed later'); } }; log('async block'); }
         log('end');",
    )]);
    assert_eq!(
        log,
        ["block", "disposed", "async block", "disposed later", "end"]
    );
}
