//! `hot --watch`: a save restarts the process.

mod common;

use common::{Folder, Program};

#[test]
fn a_save_restarts_the_process_with_a_fresh_realm() {
    let app = |text: &str| {
        format!(
            "globalThis.count = (globalThis.count ?? 0) + 1;\nconsole.log('{text}', globalThis.count, process.pid);\nsetInterval(() => {{}}, 1 << 30);\n"
        )
    };
    let folder = Folder::with(&[("app.ts", &app("one"))]);
    let mut hot = Program::start(folder.path(), &["--watch", "--no-clear-screen", "app.ts"]);
    let first = hot.expect_where("one", |line| line.starts_with("one 1 "));
    for text in ["two", "three", "four"] {
        folder.write("app.ts", &app(text));
        let line = hot.expect_where(text, |line| line.starts_with(&format!("{text} 1 ")));
        if cfg!(unix) {
            // Replaced in place: the same process.
            assert_eq!(line.rsplit(' ').next(), first.rsplit(' ').next());
        }
    }
}

#[test]
fn an_endless_first_load_is_restarted() {
    let folder = Folder::with(&[("app.ts", "console.log('looping');\nfor (;;) {}\n")]);
    let mut hot = Program::start(folder.path(), &["--watch", "--no-clear-screen", "app.ts"]);
    hot.expect("looping");
    folder.replace(
        "app.ts",
        "console.log('out of it');\nsetInterval(() => {}, 1 << 30);\n",
    );
    hot.expect("out of it");
}

#[test]
fn a_program_that_fails_waits_for_the_next_save() {
    let folder = Folder::with(&[("app.ts", "throw new Error('broken');\n")]);
    let mut hot = Program::start(folder.path(), &["--watch", "--no-clear-screen", "app.ts"]);
    hot.expect_error_where("the error", |line| line.contains("error: broken"));
    folder.write("app.ts", "console.log('mended');\n");
    hot.expect("mended");
    // And one that has run to its end waits too.
    folder.write("app.ts", "console.log('again');\n");
    hot.expect("again");
}

#[test]
fn a_restart_waits_for_an_entry_that_is_missing() {
    let folder = Folder::with(&[
        (
            "app.ts",
            "console.log('one', Object.keys(process.env).filter((name) => name.startsWith('HOT_RESTART')).length);\n",
        ),
        ("setup.ts", "console.log('setup');\n"),
    ]);
    let mut hot = Program::start(
        folder.path(),
        &[
            "--watch",
            "--no-clear-screen",
            "--preload=./setup.ts",
            "app.ts",
        ],
    );
    hot.expect("setup");
    hot.expect("one 0");
    folder.remove("app.ts");
    hot.expect_error_where("that it is missing", |line| line.contains("app.ts'"));
    folder.write("app.ts", "console.log('two', Object.keys(process.env).filter((name) => name.startsWith('HOT_RESTART')).length);\n");
    hot.expect("two 0");
    folder.remove("setup.ts");
    hot.expect_error_where("that it is missing", |line| {
        line.contains("preload not found")
    });
    folder.write("setup.ts", "console.log('setup again');\n");
    hot.expect("setup again");
    hot.expect("two 0");
}
