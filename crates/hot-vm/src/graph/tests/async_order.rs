//! When asynchronous modules go on, to the microtask: against a counter that runs beside them, and against each other.

use super::program::{Program, log_of};

/// A module that logs each tick, from its evaluation on.
const TICKS: &str = "globalThis.tick = 0; (async () => { while (globalThis.tick < 30) { await undefined; globalThis.tick++; } })();";

#[test]
fn an_await_takes_as_many_ticks_as_in_an_async_function() {
    let body = "
        log(tick); await undefined; log(tick); await Promise.resolve(); log(tick); await { then(f) { f(); } }; log(tick);
        await (async () => { await 0; })(); log(tick); try { await Promise.reject(); } catch { log(tick); }
        await null; log(tick);";
    let module = format!("import './ticks.js'; {body}");
    let function = format!("import './ticks.js'; await (async () => {{ {body} }})();");
    let files = |text| [("a.js", text), ("ticks.js", TICKS)];
    let inside = log_of(&files(module.as_str()));
    assert_eq!(inside, log_of(&files(function.as_str())));
    assert_eq!(inside, ["0", "1", "2", "4", "6", "7", "8"]);
}

#[test]
fn an_importer_goes_on_one_tick_after_the_end() {
    let log = log_of(&[
        (
            "a.js",
            "import './ticks.js'; import './b.js'; log('a', tick);",
        ),
        ("ticks.js", TICKS),
        ("b.js", "log('b', tick); await 0; log('b', tick);"),
    ]);
    // The tick after the last of `b` is the reaction to its promise.
    assert_eq!(log, ["b 0", "b 1", "a 2"]);
}

#[test]
fn a_chain_of_synchronous_importers_costs_no_ticks() {
    let log = log_of(&[
        (
            "a.js",
            "import './ticks.js'; import './b.js'; log('a', tick);",
        ),
        ("ticks.js", TICKS),
        ("b.js", "import './c.js'; log('b', tick);"),
        ("c.js", "import './d.js'; log('c', tick);"),
        ("d.js", "await 0; log('d', tick);"),
    ]);
    assert_eq!(log, ["d 1", "c 2", "b 2", "a 2"]);
}

#[test]
fn synchronous_modules_with_an_await_below_see_no_tick_before_their_siblings() {
    let log = log_of(&[
        (
            "a.js",
            "import './ticks.js'; import './b.js'; import './c.js'; import './d.js'; log('a', tick);",
        ),
        ("ticks.js", TICKS),
        ("b.js", "import './x.js'; log('b', tick);"),
        ("c.js", "log('c', tick);"),
        ("d.js", "import './y.js'; log('d', tick);"),
        ("x.js", "log('x', tick); await 0; log('x', tick);"),
        ("y.js", "log('y', tick); await 0; await 0; log('y', tick);"),
    ]);
    assert_eq!(
        log,
        ["x 0", "c 0", "y 0", "x 1", "b 2", "y 2", "d 3", "a 3"]
    );
}

#[test]
fn freed_modules_run_in_the_order_of_the_first_walk() {
    // Every importer of `x` becomes free at once; they run as they were met, not as they were registered.
    let log = log_of(&[
        (
            "a.js",
            "import './p.js'; import './q.js'; import './r.js'; log('a');",
        ),
        ("p.js", "import './x.js'; import './y.js'; log('p');"),
        (
            "q.js",
            "import './y.js'; log('q'); await 0; log('q again');",
        ),
        ("r.js", "import './q.js'; import './x.js'; log('r');"),
        ("x.js", "await 0; log('x');"),
        ("y.js", "await 0; await 0; log('y');"),
    ]);
    assert_eq!(log, ["x", "y", "p", "q", "q again", "r", "a"]);
}

#[test]
fn an_importer_of_a_cycles_leaf_waits_for_its_root() {
    let log = log_of(&[
        (
            "a.js",
            "import './root.js'; import './importer.js'; log('a');",
        ),
        (
            "root.js",
            "import './leaf.js'; log('root'); await 0; log('root again');",
        ),
        (
            "leaf.js",
            "import './root.js'; log('leaf'); await 0; log('leaf again');",
        ),
        ("importer.js", "import './leaf.js'; log('importer');"),
    ]);
    assert_eq!(
        log,
        ["leaf", "leaf again", "root", "root again", "importer", "a"]
    );
}

/// Two graphs that share `b`: `a` is above it, and imported later.
const SHARED: [(&str, &str); 4] = [
    (
        "main.js",
        "globalThis.gate = new Promise((resolve, reject) => { globalThis.resolve = resolve; globalThis.reject = reject; });
         const logged = (name, promise) => promise.then(() => log(name), (error) => log(name, error));
         const b = logged('B', import('./b.js')); const a = logged('A', import('./a.js'));
         await 0; await 0; await 0; settle(); await a; await b;",
    ),
    ("a.js", "import './b.js'; log('a');"),
    ("b.js", "import './c.js'; log('b');"),
    ("c.js", "await globalThis.gate; log('c');"),
];

#[test]
fn promises_are_fulfilled_from_the_leaf_to_the_root() {
    let program = Program::new(&SHARED);
    program.eval("globalThis.settle = () => resolve(); 0");
    program.run("main.js").unwrap_fulfilled();
    assert_eq!(program.log(), ["c", "b", "a", "B", "A"]);
}

#[test]
fn promises_are_rejected_from_the_leaf_to_the_root() {
    let program = Program::new(&SHARED);
    program.eval("globalThis.settle = () => reject('no'); 0");
    program.run("main.js").unwrap_fulfilled();
    assert_eq!(program.log(), ["B no", "A no"]);
}

#[test]
fn rejections_do_not_overtake() {
    let log = log_of(&[
        (
            "main.js",
            "import './ticks.js'; await import('./a.js').catch((error) => log('caught', error, tick));",
        ),
        ("ticks.js", TICKS),
        ("a.js", "import './b.js'; import './c.js';"),
        (
            "b.js",
            "for (let i = 0; i < 10; i++) await 0; log('b', tick);",
        ),
        ("c.js", "await 0; log('c', tick); throw 'c';"),
    ]);
    // `c` ends at 2, which is its rejection and that of `a` at 3, of the promise of `import()` at 4, and heard of at 5.
    assert_eq!(log, ["c 2", "caught c 5", "b 11"]);
}

#[test]
fn a_module_that_is_imported_while_it_waits_is_not_run_twice() {
    let log = log_of(&[
        (
            "a.js",
            "import './b.js'; log('a'); const [x, y] = await Promise.all([import('./b.js'), import('./c.js')]); log(x.v, y.v);",
        ),
        (
            "b.js",
            "import { v } from './c.js'; export { v }; log('b');",
        ),
        (
            "c.js",
            "log('c'); export const v = await import('./d.js').then((ns) => ns.v);",
        ),
        ("d.js", "log('d'); await 0; export const v = 'v';"),
    ]);
    assert_eq!(log, ["c", "d", "b", "a", "v v"]);
}

#[test]
fn import_of_an_evaluated_module_is_not_at_once() {
    let log = log_of(&[
        (
            "a.js",
            "import './ticks.js'; import './b.js'; await import('./b.js'); log(tick);",
        ),
        ("ticks.js", TICKS),
        ("b.js", ""),
    ]);
    // The reaction to its loading, the reaction to its evaluation, the await.
    assert_eq!(log, ["3"]);
}
