//! What a program learns about a module that cannot be had, and what a report can show.

use std::rc::Rc;

use super::program::{Outcome, Program};
use crate::module::{LoadError, Site};

fn site(path: &str, line: u32, column: u32) -> Site {
    Site {
        path: path.into(),
        line,
        column,
    }
}

#[test]
fn a_missing_module_is_reported_where_it_is_imported() {
    let program = Program::new(&[
        ("a.js", "import './b.js';"),
        ("b.js", "\n  import x from \"./nowhere.js\"; x;"),
    ]);
    let rejection = program.run("a.js").unwrap_rejected();
    assert_eq!(
        rejection.text,
        "Error: Cannot find module './nowhere.js' imported from '/app/b.js'"
    );
    let details = rejection.details.expect("details");
    assert!(matches!(
        &details.error,
        LoadError::NotFound {
            code: "ERR_MODULE_NOT_FOUND",
            ..
        }
    ));
    assert_eq!(details.site, Some(site("/app/b.js", 2, 17)));
}

#[test]
fn a_missing_entry_has_no_place() {
    let program = Program::new(&[]);
    let rejection = program.run("a.js").unwrap_rejected();
    assert_eq!(rejection.text, "Error: Cannot find module '/app/a.js'");
    assert_eq!(rejection.details.expect("details").site, None);
}

#[test]
fn a_syntax_error_is_reported_where_it_is() {
    let program = Program::new(&[
        ("a.js", "import './b.js'; log('never');"),
        ("b.js", "const x = 1;\nconst x = 2;"),
    ]);
    let rejection = program.run("a.js").unwrap_rejected();
    assert!(
        rejection.text.starts_with("SyntaxError: "),
        "{}",
        rejection.text
    );
    let details = rejection.details.expect("details");
    assert!(
        matches!(&details.error, LoadError::Syntax { diagnostics, .. } if diagnostics.len() == 1)
    );
    let at = details.site.clone().expect("a place");
    assert_eq!(
        (&*at.path, details.imported_at.clone()),
        ("/app/b.js", Some(site("/app/a.js", 1, 8)))
    );
    assert_eq!(program.log(), [""; 0]);
}

#[test]
fn what_only_the_engine_refuses_is_a_syntax_error_too() {
    let program = Program::new(&[
        ("a.js", "import './b.js';"),
        ("b.js", "let x;\n\nx = /(?<n>.)(?<n>.)/;"),
    ]);
    let rejection = program.run("a.js").unwrap_rejected();
    assert!(
        rejection
            .text
            .starts_with("SyntaxError: Invalid regular expression"),
        "{}",
        rejection.text
    );
    let details = rejection.details.expect("details");
    let at = details.site.clone().expect("a place");
    assert_eq!((&*at.path, at.line), ("/app/b.js", 3));
}

#[test]
fn a_name_that_is_not_exported_is_reported_where_it_is_imported() {
    let cases = [
        (
            "import { x } from './b.js';",
            "Importing binding name 'x' is not found.",
            (1, 10),
        ),
        (
            "import x from './b.js';",
            "Importing binding name 'default' is not found.",
            (1, 8),
        ),
        (
            "import {\n  y,\n  x as z } from './b.js'; y; z;",
            "Importing binding name 'x' is not found.",
            (3, 3),
        ),
        (
            "export { x } from './b.js';",
            "Indirectly exported binding name 'x' is not found.",
            (1, 10),
        ),
        (
            "import { x } from './b.js'; export { x };",
            "Indirectly exported binding name 'x' is not found.",
            (1, 38),
        ),
        (
            "export { y as x } from './b.js'; import { q } from './a.js';",
            "Importing binding name 'q' is not found.",
            (1, 43),
        ),
    ];
    for (text, message, (line, column)) in cases {
        let program = Program::new(&[
            ("a.js", text),
            ("b.js", "export const y = 1; log('never');"),
        ]);
        let rejection = program.run("a.js").unwrap_rejected();
        assert_eq!(rejection.text, format!("SyntaxError: {message}"), "{text}");
        assert_eq!(
            rejection.details.expect("details").site,
            Some(site("/app/a.js", line, column)),
            "{text}"
        );
        assert_eq!(
            program.log(),
            [""; 0],
            "nothing runs when something cannot be linked"
        );
    }
}

#[test]
fn each_attempt_gives_a_new_error_for_loading_and_linking_and_the_same_for_evaluation() {
    let program = Program::new(&[
        ("a.js", "const twice = async (name) => { const e = []; for (const _ of [1, 2]) await import(name).catch((x) => e.push(x)); return e[0] === e[1]; };
                  log(await twice('./missing.js'), await twice('./unlinkable.js'), await twice('./broken.js'), await twice('./throws.js'));"),
        ("unlinkable.js", "import { x } from './empty.js';"),
        ("empty.js", ""),
        ("broken.js", "const;"),
        ("throws.js", "throw new Error();"),
    ]);
    program.run("a.js").unwrap_fulfilled();
    assert_eq!(program.log(), ["false false false true"]);
}

#[test]
fn errors_of_import_calls_have_the_callers_stack_and_nothing_of_ours() {
    let program = Program::new(&[(
        "a.js",
        "async function load() {\n  await import('./nowhere.js');\n}\nawait load().catch((error) => log(error.stack, error.line, error.sourceURL.endsWith('a.js'), Object.keys(error).join()));",
    )]);
    program.run("a.js").unwrap_fulfilled();
    let log = program.log().join("\n");
    assert!(log.starts_with("load@/app/a.js:"), "{log}");
    assert!(
        !log.contains("hot:graph") && !log.contains("[native code]") && log.ends_with("true code"),
        "{log}"
    );
}

#[test]
fn errors_of_import_declarations_say_where_in_their_properties() {
    let program = Program::new(&[
        (
            "a.js",
            "await import('./b.js').catch((e) => log(e.sourceURL, e.line, e.column, e.stack === '', Object.keys(e).length));",
        ),
        ("b.js", "\nimport { x } from './a.js';"),
    ]);
    program.run("a.js").unwrap_fulfilled();
    let log = program.log().join("\n");
    assert!(log.starts_with("/app/b.js 2 10 "), "{log}");
}

#[test]
fn details_survive_what_a_program_does_to_the_error() {
    let program = Program::new(&[(
        "a.js",
        "import('./nowhere.js').catch((error) => { globalThis.error = Object.freeze(error); }); export {};",
    )]);
    program.run("a.js").unwrap_fulfilled();
    let details = program.enter(|scope| {
        let error = scope.eval("error")?;
        Ok((
            program.graph.details_of(scope, error),
            program
                .graph
                .details_of(scope, scope.eval("new Proxy(error, {})")?),
        ))
    });
    assert!(details.0.is_some() && details.1.is_none());
    let other = program.enter(|scope| {
        Ok(program
            .graph
            .details_of(scope, scope.eval("new Error('Cannot find module')")?))
    });
    assert!(other.is_none());
}

#[test]
fn details_are_bounded() {
    let program = Program::new(&[(
        "a.js",
        "for (let i = 0; i < 1000; i++) await import('./nowhere.js').catch((error) => { globalThis.first ??= error; globalThis.last = error; });",
    )]);
    program.run("a.js").unwrap_fulfilled();
    let known = |name: &str| {
        program.enter(|scope| Ok(program.graph.details_of(scope, scope.eval(name)?).is_some()))
    };
    assert!(!known("first") && known("last"));
}

#[test]
fn attributes_that_nobody_knows() {
    let program = Program::new(&[
        ("a.js", "import './b.js' with { type: 'unknown' };"),
        ("b.js", ""),
    ]);
    let rejection = program.run("a.js").unwrap_rejected();
    assert_eq!(
        rejection.text,
        "SyntaxError: Import attribute 'type: unknown' is not supported"
    );
    assert_eq!(
        rejection.details.expect("details").site,
        Some(site("/app/a.js", 1, 8))
    );
}

#[test]
fn the_first_failure_in_source_order_counts() {
    let program = Program::new(&[
        (
            "a.js",
            "import './ok.js'; import './first.js'; import './second.js';",
        ),
        ("ok.js", ""),
        ("first.js", "import './deep.js';"),
        ("deep.js", "import './gone.js';"),
        ("second.js", "const;"),
    ]);
    let rejection = program.run("a.js").unwrap_rejected();
    assert_eq!(
        rejection.details.map(|details| details.site.clone()),
        Some(Some(site("/app/deep.js", 1, 8)))
    );
    let keys: Vec<Rc<str>> = program.graph.keys().into_iter().map(|key| key.id).collect();
    assert_eq!(
        keys,
        ["/app/a.js", "/app/ok.js", "/app/first.js", "/app/deep.js"].map(Rc::from)
    );
}

#[test]
fn an_interrupted_evaluation_is_an_error_and_the_next_graph_is_fine() {
    let mut program = Program::new(&[
        ("a.js", "import './b.js'; log('never');"),
        ("b.js", "log('b'); while (true) {}"),
        ("c.js", "log('c');"),
    ]);
    let interrupter = program.context.vm().interrupter();
    let Ok(interrupter) = interrupter else { return };
    interrupter.interrupt_after(std::time::Duration::from_millis(20));
    let interrupted = program.context.enter(|scope| {
        program
            .graph
            .evaluate_entry(scope, &super::host::key("a.js"))
            .map(drop)
    });
    assert!(
        matches!(interrupted, Err(jsc::Error::Interrupted)),
        "{interrupted:?}"
    );
    interrupter.cancel();
    assert!(
        matches!(program.run("b.js"), Outcome::Rejected(_)),
        "the module has failed for good"
    );
    drop(program.reload());
    program.run("c.js").unwrap_fulfilled();
    assert_eq!(program.log(), ["b", "c"]);
}

#[test]
fn interruptions_wherever_a_module_can_be() {
    let endless = [
        ("await 0; while (true) {}", "after an await"),
        ("await import('./loop.js');", "in a dynamic import"),
        (
            "import './tla.js'; while (true) {}",
            "freed by another module",
        ),
        ("for (;;) await 0;", "in microtasks for ever"),
    ];
    let mut program = Program::new(&[
        ("loop.js", "while (true) {}"),
        ("tla.js", "await 0;"),
        ("fine.js", "await 0; log('fine');"),
    ]);
    let Ok(interrupter) = program.context.vm().interrupter() else {
        return;
    };
    for (text, place) in endless {
        program.host.write("a.js", text);
        interrupter.interrupt_after(std::time::Duration::from_millis(50));
        let outcome = program.context.enter(|scope| {
            let promise = program
                .graph
                .evaluate_entry(scope, &super::host::key("a.js"))?;
            promise.watch(scope)
        });
        // Microtasks run when the scope ends; what ended them may be told there, or to the next one.
        let next = program.context.enter(|_| Ok(()));
        interrupter.cancel();
        match outcome {
            Ok(watch) => assert!(
                !matches!(program.outcome(&watch), Outcome::Fulfilled),
                "{place}"
            ),
            Err(error) => assert!(matches!(error, jsc::Error::Interrupted), "{place}: {error}"),
        }
        assert!(
            matches!(next, Ok(()) | Err(jsc::Error::Interrupted)),
            "{place}: {next:?}"
        );
        drop(program.reload());
        program.run("fine.js").unwrap_fulfilled();
        assert_eq!(program.log(), ["fine"], "{place}");
        drop(program.reload());
    }
}
