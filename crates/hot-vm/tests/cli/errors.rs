//! Errors of the program, and how they are shown.

use crate::common::{Folder, Program};

#[test]
fn an_entry_that_throws_exits_with_1_and_shows_the_source() {
    let folder = Folder::with(&[(
        "app.ts",
        "type A = string;\nfunction fail(): never {\n  throw new TypeError('wrong');\n}\nfail();\n",
    )]);
    let output = Program::run(folder.path(), &["app.ts"]);
    assert_eq!(output.code, Some(1));
    let lines: Vec<_> = output.stderr.lines().collect();
    let at = lines
        .iter()
        .position(|line| line.contains("TypeError: wrong"))
        .expect(&output.stderr);
    assert!(lines[at + 1].contains("app.ts:3:"), "{}", output.stderr);
    assert!(lines[at + 2].contains("app.ts:5:"), "{}", output.stderr);
    assert!(
        output.stderr.contains("throw new TypeError"),
        "no excerpt: {}",
        output.stderr
    );
}

#[test]
fn a_position_after_a_thousand_comment_lines_is_that_of_the_source() {
    let mut source = String::new();
    for i in 0..1000 {
        source += &format!("// comment {i}\n");
    }
    source += "interface Gone { a: string }\n";
    source += "const value: number = 1;   throw new Error(`${value}`);\n";
    let folder = Folder::with(&[("app.ts", &source)]);
    let output = Program::run(folder.path(), &["app.ts"]);
    let lines: Vec<_> = output.stderr.lines().collect();
    let at = lines
        .iter()
        .position(|line| line.contains("error: 1"))
        .expect(&output.stderr);
    // Column 38: the `Error` after `new`.
    assert!(
        lines[at + 1].contains("app.ts:1002:38"),
        "{}",
        output.stderr
    );
}

#[test]
fn an_uncaught_error_in_a_timer_exits_with_1() {
    let folder = Folder::with(&[(
        "app.ts",
        "setTimeout(() => { throw new Error('late'); }, 1);\nsetTimeout(() => console.log('never'), 10_000);\n",
    )]);
    let output = Program::run(folder.path(), &["app.ts"]);
    assert_eq!((output.code, output.stdout.as_str()), (Some(1), ""));
    assert!(output.stderr.contains("error: late"), "{}", output.stderr);
}

#[test]
fn a_forgotten_rejection_is_an_error() {
    if crate::common::lacks(crate::common::Needs::RejectionHook) {
        return;
    }
    let folder = Folder::with(&[(
        "app.ts",
        "Promise.reject(new Error('forgotten'));\nsetTimeout(() => {}, 10_000);\n",
    )]);
    let output = Program::run(folder.path(), &["app.ts"]);
    assert_eq!(output.code, Some(1));
    assert!(
        output.stderr.contains("error: forgotten"),
        "{}",
        output.stderr
    );
    let handled = Folder::with(&[(
        "app.ts",
        "process.on('unhandledRejection', (reason) => console.log('got', reason.message));\nPromise.reject(new Error('forgotten'));\n",
    )]);
    let output = Program::run(handled.path(), &["app.ts"]);
    assert_eq!(
        (output.code, output.stdout.as_str()),
        (Some(0), "got forgotten\n")
    );
}

#[test]
fn an_import_that_fails_and_is_forgotten_is_shown_with_its_place() {
    if crate::common::lacks(crate::common::Needs::RejectionHook) {
        return;
    }
    let folder = Folder::with(&[
        ("app.ts", "import('./broken');\n"),
        ("broken.ts", "let x = 1;\nlet y = ;\n"),
    ]);
    let output = Program::run(folder.path(), &["app.ts"]);
    assert_eq!(output.code, Some(1));
    let lines: Vec<_> = output.stderr.lines().collect();
    let at = lines
        .iter()
        .position(|line| line.starts_with("error: "))
        .expect(&output.stderr);
    assert!(lines[at + 1].contains("broken.ts:2:"), "{}", output.stderr);
}

#[test]
fn what_is_thrown_need_not_be_an_error() {
    if crate::common::lacks(crate::common::Needs::RejectionHook) {
        return;
    }
    for (thrown, shown) in [
        ("{ a: 1, b: [1] }", "error: { a: 1, b: [ 1 ] }\n"),
        (
            "Object.create(null)",
            "error: [Object: null prototype] {}\n",
        ),
        ("'text'", "error: text\n"),
        ("undefined", "error: undefined\n"),
        ("Symbol('s')", "error: Symbol(s)\n"),
        (
            "new Proxy({}, { get() { throw 1; } })",
            "error: [object that cannot be inspected]\n",
        ),
    ] {
        for source in [
            format!("throw {thrown};"),
            format!("setTimeout(() => {{ throw {thrown}; }});"),
            format!("Promise.reject({thrown});"),
        ] {
            let folder = Folder::with(&[("app.js", &source)]);
            let output = Program::run(folder.path(), &["app.js"]);
            assert_eq!(
                (output.code, output.stderr.as_str()),
                (Some(1), shown),
                "{source}"
            );
        }
    }
}

#[test]
fn promises_that_scripts_have_changed_do_not_hide_errors() {
    if crate::common::lacks(crate::common::Needs::RejectionHook) {
        return;
    }
    for change in [
        "Promise.prototype.then = undefined;",
        "Promise.prototype.then = () => { throw 1; };",
        "Promise.prototype.constructor = undefined;",
        "Object.defineProperty(Promise.prototype, 'constructor', { get() { throw 1; } });",
        "globalThis.Promise = undefined;",
    ] {
        let folder = Folder::with(&[
            ("app.js", &format!("{change}\nconsole.log('runs');\n")),
            ("fails.js", &format!("{change}\nthrow new Error('seen');\n")),
        ]);
        let output = Program::run(folder.path(), &["app.js"]);
        assert_eq!(
            (output.code, output.stdout.as_str(), output.stderr.as_str()),
            (Some(0), "runs\n", ""),
            "{change}"
        );
        let output = Program::run(folder.path(), &["fails.js"]);
        assert_eq!(output.code, Some(1), "{change}: {}", output.stderr);
        assert!(
            output.stderr.contains("error: seen"),
            "{change}: {}",
            output.stderr
        );
    }
}

#[test]
fn what_cannot_be_read_is_shown_by_its_message() {
    if crate::common::lacks(crate::common::Needs::RejectionHook) {
        return;
    }
    let folder = Folder::with(&[
        ("app.ts", "import './latin';\n"),
        ("lazy.ts", "import('./latin');\n"),
    ]);
    std::fs::write(folder.join("latin.ts"), b"// \xe9\n").expect("a file can be written");
    for entry in ["latin.ts", "app.ts", "lazy.ts"] {
        let output = Program::run(folder.path(), &[entry]);
        assert_eq!(output.code, Some(1));
        let error = output
            .stderr
            .lines()
            .find(|line| line.starts_with("error: "));
        assert!(
            error.is_some_and(|line| line.contains("latin.ts") && !line.contains("[Error")),
            "{entry}: {}",
            output.stderr
        );
    }
}

#[test]
fn the_engines_own_functions_are_shown_between_frames_only() {
    if crate::common::lacks(crate::common::Needs::RejectionHook) {
        return;
    }
    let folder = Folder::with(&[(
        "app.ts",
        "async function late() {\n  await null;\n  [1].forEach(() => {\n    throw new Error('seen');\n  });\n}\nlate();\n",
    )]);
    let output = Program::run(folder.path(), &["app.ts"]);
    let frames: Vec<&str> = output
        .stderr
        .lines()
        .filter(|line| line.starts_with("    at "))
        .collect();
    assert!(
        frames.iter().any(|frame| frame.contains("forEach")),
        "{}",
        output.stderr
    );
    assert!(
        frames
            .last()
            .is_some_and(|frame| frame.contains("app.ts:3:")),
        "{}",
        output.stderr
    );
}
