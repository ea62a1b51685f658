//! `import()`.

use super::program::{Outcome, Program, log_of};

#[test]
fn it_gives_the_namespace_later() {
    let log = log_of(&[
        (
            "a.js",
            "const p = import('./b.js'); log('after'); const ns = await p; log(ns.x, p instanceof Promise, (await import('./b.js')) === ns);",
        ),
        ("b.js", "log('b'); export const x = 1;"),
    ]);
    assert_eq!(log, ["after", "b", "1 true true"]);
}

#[test]
fn it_works_in_functions_arrows_and_after_the_module_has_ended() {
    let program = Program::new(&[
        (
            "a.js",
            "globalThis.load = (name) => import(name).then((ns) => log(ns.default)); async function f() { log((await import('./b.js')).default); } await f();",
        ),
        ("b.js", "export default 'b';"),
        ("c.js", "export default 'c';"),
    ]);
    program.run("a.js").unwrap_fulfilled();
    program.eval("load('./c.js')");
    assert_eq!(program.log(), ["b", "c"]);
}

#[test]
fn what_is_wrong_with_the_arguments_rejects() {
    let log = log_of(&[(
        "a.js",
        "const tell = (f) => { let p; try { p = f(); } catch (error) { log('thrown', error.name); return; } return p.then(() => log('loaded'), (error) => log(error.name ?? error)); };
         await tell(() => import({ toString() { throw 'to string'; } }));
         await tell(() => import(Symbol()));
         await tell(() => import('./b.js', 1));
         await tell(() => import('./b.js', null));
         await tell(() => import('./b.js', { with: 1 }));
         await tell(() => import('./b.js', { with: { type: 1 } }));
         await tell(() => import('./b.js', { get with() { throw 'with'; } }));
         await tell(() => import('./b.js', { with: { get type() { throw 'type'; } } }));
         await tell(() => import('./b.js', { with: new Proxy({}, { ownKeys() { throw 'keys'; } }) }));
         await tell(() => import('./b.js', { with: { unknown: 'x' } }));
         await tell(() => import('./b.js', { with: { type: 'unknown' } }));
         await tell(() => import('./b.js', undefined));
         await tell(() => import('./b.js', {}));
         await tell(() => import('./b.js', { with: { [Symbol()]: 1 } }));
         await tell(() => import('./b.js', { with: Object.defineProperty({}, 'hidden', { value: 1 }) }));
         await tell(() => import({ toString() { return './b.js'; } }));",
    ), ("b.js", "")]);
    let expected = [
        "to string",
        "TypeError",
        "TypeError",
        "TypeError",
        "TypeError",
        "TypeError",
        "with",
        "type",
        "keys",
        "TypeError",
        "TypeError",
        "loaded",
        "loaded",
        "loaded",
        "loaded",
        "loaded",
    ];
    assert_eq!(log, expected);
}

#[test]
fn conversions_run_at_once_and_in_order() {
    let log = log_of(&[
        (
            "a.js",
            "import({ toString() { log('specifier'); return './b.js'; } }, { get with() { log('with'); return { get type() { log('type'); return 'json'; } }; } }).catch(() => {}); log('after');",
        ),
        ("b.js", "1"),
    ]);
    assert_eq!(log, ["specifier", "with", "type", "after"]);
}

#[test]
fn a_missing_module_rejects_each_time_and_can_be_found_later() {
    let program = Program::new(&[(
        "a.js",
        "globalThis.load = () => import('./b.js').then((ns) => log('found', ns.x), (error) => log(error.name, error.code, error.message));",
    )]);
    program.run("a.js").unwrap_fulfilled();
    program.eval("load()");
    program.eval("load()");
    program.host.write("b.js", "export const x = 1;");
    program.eval("load()");
    let message =
        "Error ERR_MODULE_NOT_FOUND Cannot find module './b.js' imported from '/app/a.js'";
    assert_eq!(program.log(), [message, message, "found 1"]);
}

#[test]
fn a_module_with_a_missing_import_can_be_loaded_again() {
    let program = Program::new(&[
        (
            "a.js",
            "globalThis.load = () => import('./b.js').then((ns) => log('found', ns.x), (error) => log(error.message));",
        ),
        ("b.js", "import './ok.js'; export { x } from './c.js';"),
        ("ok.js", "log('ok');"),
    ]);
    program.run("a.js").unwrap_fulfilled();
    program.eval("load()");
    program.host.write("c.js", "export const x = 1;");
    program.eval("load()");
    program.eval("load()");
    assert_eq!(
        program.log(),
        [
            "Cannot find module './c.js' imported from '/app/b.js'",
            "ok",
            "found 1",
            "found 1"
        ]
    );
    let loaded = program.host.loaded.borrow();
    assert_eq!(
        *loaded,
        ["/app/a.js", "/app/b.js", "/app/ok.js", "/app/c.js"]
    );
}

#[test]
fn an_evaluation_error_is_the_same_each_time() {
    let log = log_of(&[
        (
            "a.js",
            "const errors = []; for (const name of ['./b.js', './b.js', './c.js']) await import(name).catch((error) => errors.push(error)); log(errors.length, errors.every((error) => error === errors[0]), errors[0].message);",
        ),
        ("b.js", "log('b'); throw new Error('b');"),
        ("c.js", "import './b.js'; log('c');"),
    ]);
    assert_eq!(log, ["b", "3 true b"]);
}

#[test]
fn a_module_may_throw_anything() {
    let log = log_of(&[
        (
            "a.js",
            "for (const name of ['./undefined.js', './null.js', './object.js', './async.js']) await import(name).then(() => log('no'), (error) => log(String(error)));",
        ),
        ("undefined.js", "throw undefined;"),
        ("null.js", "throw null;"),
        ("object.js", "throw { toString: () => 'object' };"),
        ("async.js", "await 0; throw undefined;"),
    ]);
    assert_eq!(log, ["undefined", "null", "object", "undefined"]);
}

#[test]
fn a_link_error_rejects() {
    let log = log_of(&[
        (
            "a.js",
            "await import('./b.js').catch((error) => log(error.name, error.message, error instanceof SyntaxError));",
        ),
        ("b.js", "import { x } from './c.js';"),
        ("c.js", ""),
    ]);
    assert_eq!(
        log,
        ["SyntaxError Importing binding name 'x' is not found. true"]
    );
}

#[test]
fn a_namespace_with_then_is_a_thenable() {
    let log = log_of(&[
        (
            "a.js",
            "log(await import('./b.js')); await import('./c.js').catch((error) => log('rejected', error)); import('./d.js').then(() => log('never')); log((await import('./e.js')).then);",
        ),
        (
            "b.js",
            "export function then(resolve) { resolve('by then'); }",
        ),
        (
            "c.js",
            "export function then(_, reject) { reject('by then'); }",
        ),
        ("d.js", "export function then() {}"),
        ("e.js", "export const then = 'no function';"),
    ]);
    assert_eq!(log, ["by then", "rejected by then", "no function"]);
}

#[test]
fn an_import_of_a_module_that_is_being_evaluated_waits_for_it() {
    let program = Program::new(&[(
        "a.js",
        "import('./a.js').then((ns) => log('then', ns.x)); export let x = 1; await 0; x = 2; await globalThis.gate; x = 3;",
    )]);
    program.eval("globalThis.gate = new Promise((open) => { globalThis.open = open; }); 0");
    let watch = program.start("a.js");
    assert!(matches!(program.outcome(&watch), Outcome::Pending));
    assert_eq!(program.log(), [""; 0]);
    program.eval("open()");
    program.outcome(&watch).unwrap_fulfilled();
    assert_eq!(program.log(), ["then 3"]);
}

#[test]
fn awaiting_oneself_never_ends() {
    let program = Program::new(&[("a.js", "await import('./a.js'); log('never');")]);
    assert!(matches!(program.run("a.js"), Outcome::Pending));
    assert_eq!(program.log(), [""; 0]);
}

#[test]
fn equal_keys_are_one_module_and_others_are_not() {
    let log = log_of(&[
        (
            "a.js",
            "const b = await import('./b.js'); const c = await import('./b.js?x'); const d = await import('./b.js?x'); log(b === c, c === d, b.n, c.n, c.url);",
        ),
        (
            "b.js",
            "globalThis.n = (globalThis.n ?? 0) + 1; export const n = globalThis.n; export const { url } = import.meta;",
        ),
    ]);
    assert_eq!(log, ["false true 1 2 file:///app/b.js?x"]);
}

#[test]
fn an_evaluation_may_be_interrupted_by_microtasks_without_harm() {
    // A host function that drains the microtasks lets `import()` go on in the middle of another evaluation.
    let program = Program::new(&[
        ("a.js", "import './b.js'; log('a');"),
        (
            "b.js",
            "import('./c.js').then((ns) => log('c is there', ns.x)); drain(); log('b');",
        ),
        (
            "c.js",
            "import './b.js'; import './d.js'; log('c'); export const x = 1;",
        ),
        ("d.js", "await 0; log('d');"),
    ]);
    program.enter(|scope| {
        let drain = scope.function_with("drain", |scope, _| {
            scope.drain_microtasks().map(|()| scope.undefined())
        })?;
        scope.global().set(scope, "drain", drain)
    });
    if program
        .context
        .enter(|scope| scope.eval("drain()").map(drop))
        .is_err()
    {
        // On this engine nobody can do that in a host function.
        return;
    }
    program.run("a.js").unwrap_fulfilled();
    assert_eq!(program.log(), ["b", "a", "d", "c", "c is there 1"]);
}

#[test]
fn an_entry_in_the_middle_of_an_evaluation_waits_for_its_end() {
    let program = std::rc::Rc::new(Program::new(&[
        ("a.js", "import './b.js'; log('a');"),
        ("b.js", "log('b'); other(); log('b again');"),
        ("c.js", "import './a.js'; log('c');"),
    ]));
    let weak = std::rc::Rc::downgrade(&program);
    program.enter(|scope| {
        let other = scope.function_with("other", move |scope, _| {
            let program = weak.upgrade().expect("it runs");
            let promise = program
                .graph
                .evaluate_entry(scope, &super::host::key("c.js"))?;
            let missing = program
                .graph
                .evaluate_entry(scope, &super::host::key("missing.js"))?;
            missing.mark_handled(scope)?;
            Ok(promise.into_value())
        })?;
        scope.global().set(scope, "other", other)
    });
    program.run("a.js").unwrap_fulfilled();
    assert_eq!(program.log(), ["b", "b again", "a", "c"]);
}

#[test]
fn an_exhausted_stack_is_an_error_and_not_the_end() {
    let program = Program::new(&[
        (
            "a.js",
            "let deepest; function dive() { try { dive(); } catch { deepest ??= import('./b.js'); } } dive();
             await deepest.then((ns) => log(ns.x), (error) => log(error.name)); log((await import('./c.js')).y);",
        ),
        ("b.js", "export const x = 'x';"),
        ("c.js", "export const y = 'y';"),
    ]);
    program.run("a.js").unwrap_fulfilled();
    let log = program.log();
    assert!(log[0] == "x" || log[0] == "RangeError", "{log:?}");
    assert_eq!(log[1..], ["y"]);
}
