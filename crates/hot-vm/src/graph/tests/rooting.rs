//! What the graph keeps rooted, and what it does not.

use super::host::key;
use super::program::Program;

/// The engine's own count of protected cells of a kind.
fn protected(program: &Program, kind: &str) -> usize {
    program
        .context
        .vm()
        .protected_counts()
        .get(kind)
        .copied()
        .unwrap_or(0)
}

#[test]
fn no_promise_is_protected_but_by_whoever_asked_for_it() {
    let mut program = Program::new(&[
        (
            "a.js",
            "import './b.js'; await globalThis.gate; await import('./c.js');",
        ),
        ("b.js", "await 0;"),
        ("c.js", "throw new Error();"),
        ("d.js", "import './nowhere.js';"),
    ]);
    assert_eq!(protected(&program, "Promise"), 0);
    program.eval("globalThis.gate = new Promise((resolve) => { globalThis.open = resolve; }); 0");
    for entry in ["a.js", "d.js", "b.js", "a.js"] {
        let promise = program.enter(|scope| {
            let promise = program.graph.evaluate_entry(scope, &key(entry))?;
            promise.mark_handled(scope)?;
            Ok(promise.protect(scope))
        });
        assert_eq!(protected(&program, "Promise"), 1, "{entry}");
        drop(promise);
        assert_eq!(protected(&program, "Promise"), 0, "{entry}");
    }
    program.eval("open()");
    drop(program.reload());
    assert_eq!(protected(&program, "Promise"), 0);
}

#[test]
fn a_graph_is_one_root_however_many_modules_it_has() {
    let imports: String = (0..100).map(|n| format!("import './m{n}.js';")).collect();
    let mut program = Program::new(&[("empty.js", ""), ("a.js", &imports)]);
    for n in 0..100 {
        program.host.write(&format!("m{n}.js"), format!("import * as self from './m{n}.js'; export const x{n} = self; export default import.meta;"));
    }
    let total = |program: &Program| {
        program
            .context
            .vm()
            .protected_counts()
            .values()
            .sum::<usize>()
    };
    program.run("empty.js").unwrap_fulfilled();
    let before = total(&program);
    program.run("a.js").unwrap_fulfilled();
    assert_eq!(total(&program), before);
    let second = program.reload();
    assert_eq!(total(&program), before + 1);
    drop(second);
    assert_eq!(total(&program), before);
}

#[test]
fn a_runtime_leaves_nothing_behind() {
    let program = Program::new(&[(
        "a.js",
        "import('./a.js'); globalThis.load = () => import('./a.js'); globalThis.meta = import.meta; await 0;",
    )]);
    program.run("a.js").unwrap_fulfilled();
    let Program {
        graph,
        runtime,
        context,
        ..
    } = program;
    drop(graph);
    drop(runtime);
    // Counted without the keys that the VM keeps.
    let counts = context.vm().protected_counts();
    assert!(
        !counts.contains_key("Function") && !counts.contains_key("Promise"),
        "{counts:?}"
    );
    context
        .enter(|scope| {
            let text = scope.eval("load().catch((error) => { globalThis.caught = String(error); }); meta.resolve('./a.js')");
            assert!(text.is_err());
            Ok(())
        })
        .unwrap();
    let caught = context
        .enter(|scope| scope.eval("caught")?.to::<String>(scope))
        .unwrap();
    assert!(
        caught.starts_with("Error: Cannot import './a.js'"),
        "{caught}"
    );
}

#[test]
fn nothing_is_added_to_the_global_object() {
    let program = Program::new(&[
        (
            "a.js",
            "import * as ns from './a.js'; await import('./b.js'); export const x = ns;",
        ),
        ("b.js", "export * as me from './b.js';"),
    ]);
    let names = "Object.getOwnPropertyNames(globalThis).join()";
    let before = program.eval(names);
    program.run("a.js").unwrap_fulfilled();
    assert_eq!(program.eval(names), before);
}

#[test]
fn collections_at_every_step_change_nothing() {
    let program = Program::new(&[
        (
            "a.js",
            "gc(); import { x } from './b.js'; import * as ns from './c.js'; gc(); log(x, ns.y); await gc(); log((await import('./d.js')).z); gc();",
        ),
        (
            "b.js",
            "gc(); import { y } from './c.js'; export const x = await Promise.resolve(y + 1); gc();",
        ),
        ("c.js", "gc(); export const y = 1;"),
        ("d.js", "gc(); await 0; gc(); export const z = 'z';"),
    ]);
    program.enter(|scope| {
        let gc = scope.function_with("gc", |scope, _| {
            // Where the engine has no such function, the rest of the test still counts.
            let _ = scope.vm_handle().collect(jsc::Collect::Full);
            Ok(scope.undefined())
        })?;
        scope.global().set(scope, "gc", gc)
    });
    program.run("a.js").unwrap_fulfilled();
    assert_eq!(program.log(), ["2 1", "z"]);
}
