//! One graph after the other in the same realm.

use super::program::{Outcome, Program};

#[test]
fn modules_run_again_and_the_realm_stays() {
    let mut program = Program::new(&[
        (
            "a.js",
            "import { b } from './b.js'; globalThis.count = (globalThis.count ?? 0) + 1; log(count, b());",
        ),
        ("b.js", "let calls = 0; export const b = () => ++calls;"),
    ]);
    for expected in ["1 1", "2 1", "3 1"] {
        program.run("a.js").unwrap_fulfilled();
        assert_eq!(program.log(), [expected]);
        let old = program.reload();
        old.retire();
    }
}

#[test]
fn changed_modules_have_their_new_code_and_old_functions_their_old_variables() {
    let mut program = Program::new(&[
        (
            "a.js",
            "import { x } from './b.js'; globalThis.old ??= () => x; log(x, old());",
        ),
        ("b.js", "export const x = 'first';"),
    ]);
    program.run("a.js").unwrap_fulfilled();
    program.host.write("b.js", "export const x = 'second';");
    program.reload().retire();
    program.run("a.js").unwrap_fulfilled();
    assert_eq!(program.log(), ["first first", "second first"]);
}

#[test]
fn a_parked_await_never_goes_on_after_its_generation_was_retired() {
    let mut program = Program::new(&[
        (
            "a.js",
            "try { await globalThis.gate; log('went on'); } catch { log('caught'); } finally { log('finally'); }",
        ),
        ("b.js", "import './a.js'; log('b');"),
    ]);
    program.eval("globalThis.gate = new Promise((resolve, reject) => { globalThis.open = resolve; globalThis.fail = reject; }); 0");
    let first = program.start("b.js");
    let kept = program.reload();
    kept.retire();
    let second = program.start("b.js");
    let dropped = program.reload();
    drop(dropped);
    let third = program.start("b.js");
    program.eval("open()");
    assert!(matches!(program.outcome(&first), Outcome::Pending));
    assert!(matches!(program.outcome(&second), Outcome::Pending));
    program.outcome(&third).unwrap_fulfilled();
    assert_eq!(program.log(), ["went on", "finally", "b"]);
}

#[test]
fn imports_of_a_retired_generation_are_served_while_it_exists() {
    let mut program = Program::new(&[
        (
            "a.js",
            "import './b.js'; globalThis.load ??= (name) => import(name).then((ns) => log(ns.x), (error) => log(error.code, error.message));",
        ),
        (
            "b.js",
            "export const x = {}; globalThis.first ??= x; globalThis.current = x;",
        ),
        (
            "c.js",
            "import { x as b } from './b.js'; await 0; export const x = b === first;",
        ),
    ]);
    program.run("a.js").unwrap_fulfilled();
    let old = program.reload();
    old.retire();
    program.run("a.js").unwrap_fulfilled();
    program.eval("log(first === current); load('./c.js')");
    assert_eq!(program.log(), ["false", "true"]);
    drop(old);
    program.eval("load('./c.js'); load('./b.js')");
    let gone = "ERR_MODULE_GRAPH_REPLACED Cannot import './c.js': the program was reloaded, and the importing module belongs to the generation before";
    assert_eq!(
        program.log(),
        [gone.to_owned(), gone.replace("c.js", "b.js")]
    );
}

#[test]
fn unchanged_sources_are_compiled_once() {
    let mut program = Program::new(&[
        (
            "a.js",
            "import './b.js'; globalThis.bodies ??= []; bodies.push((() => {}).constructor);",
        ),
        (
            "b.js",
            "export function f() {} globalThis.functions ??= []; functions.push(f);",
        ),
    ]);
    for _ in 0..3 {
        program.run("a.js").unwrap_fulfilled();
        drop(program.reload());
    }
    // Another instance each time, but under the first name: no new version was made.
    assert_eq!(program.eval("new Set(functions).size"), "3");
    assert!(
        program.maps.lookup("/app/b.js", 1, 1).is_none()
            || program.maps.with_code("/app/b.js@v2", |_| ()).is_none()
    );
    assert!(program.maps.with_code("/app/b.js", |_| ()).is_some());
}

#[test]
fn a_failed_generation_does_not_disturb_the_next() {
    let mut program = Program::new(&[
        ("a.js", "import './b.js'; log('a');"),
        ("b.js", "throw new Error('b');"),
    ]);
    assert_eq!(program.run("a.js").unwrap_rejected().text, "Error: b");
    for (text, expected) in [
        ("const;", "SyntaxError"),
        ("import './c.js';", "Error: Cannot find"),
        ("export default 1;", ""),
    ] {
        program.host.write("b.js", text);
        program.reload().retire();
        match program.run("a.js") {
            Outcome::Rejected(rejection) => assert!(
                rejection.text.starts_with(expected) && !expected.is_empty(),
                "{}",
                rejection.text
            ),
            outcome => {
                outcome.unwrap_fulfilled();
                assert_eq!(expected, "");
            }
        }
    }
    assert_eq!(program.log(), ["a"]);
}

#[test]
fn old_generations_are_collected() {
    let mut program = Program::new(&[
        (
            "a.js",
            "import { big } from './b.js'; export const own = [big]; globalThis.keep ??= () => own; if (globalThis.park) await new Promise(() => {});",
        ),
        (
            "b.js",
            "export const big = new Array(1000).fill(0).map((_, i) => ({ marker: i }));",
        ),
    ]);
    program.eval("globalThis.park = true; 0");
    let objects = |program: &Program| {
        let vm = program.context.vm();
        vm.collect(jsc::Collect::Full)
            .and_then(|()| vm.heap_statistics())
            .ok()
            .map(|statistics| statistics.object_count)
    };
    let reload = |program: &mut Program| {
        let _watch = program.start("a.js");
        let old = program.reload();
        old.retire();
    };
    for _ in 0..3 {
        reload(&mut program);
    }
    let Some(before) = objects(&program) else {
        return;
    };
    for _ in 0..100 {
        reload(&mut program);
    }
    let after = objects(&program).expect("as before");
    // Each generation has more than 1,000 objects. A few may be kept by words that are left on the stack.
    assert!(after < before + 30_000, "{before} objects became {after}");
}
