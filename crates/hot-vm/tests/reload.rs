//! `hot --hot`, from the outside: every way of saving a file, and what survives.

mod common;

use common::{Folder, Program};

/// Counts its evaluations in `globalThis`, and stays alive.
fn app(text: &str) -> String {
    format!(
        "globalThis.count = (globalThis.count ?? 0) + 1;\nconsole.log(`{text} ${{globalThis.count}}`);\nsetInterval(() => {{}}, 1 << 30);\n"
    )
}

fn start(folder: &Folder) -> Program {
    Program::start(folder.path(), &["--hot", "--no-clear-screen", "app.ts"])
}

#[test]
fn an_overwritten_file_is_reloaded_and_the_realm_survives() {
    let folder = Folder::with(&[("app.ts", &app("one"))]);
    let mut hot = start(&folder);
    hot.expect("one 1");
    folder.write("app.ts", &app("two"));
    hot.expect("two 2");
    // The same bytes again are a save too.
    folder.write("app.ts", &app("two"));
    hot.expect("two 3");
}

#[test]
fn a_file_that_is_replaced_by_rename_is_reloaded_again_and_again() {
    let folder = Folder::with(&[("app.ts", &app("0"))]);
    let mut hot = start(&folder);
    hot.expect("0 1");
    for i in 1..=5 {
        folder.replace("app.ts", &app(&i.to_string()));
        hot.expect(&format!("{i} {}", i + 1));
    }
}

#[test]
fn a_file_that_is_removed_and_written_again_is_reloaded() {
    let folder = Folder::with(&[("app.ts", &app("one"))]);
    let mut hot = start(&folder);
    hot.expect("one 1");
    folder.remove("app.ts");
    folder.write("app.ts", &app("two"));
    // Whether the moment without the file was seen or not: it ends with the last bytes.
    hot.expect_where("two", |line| line.starts_with("two "));
}

#[test]
fn an_imported_file_is_watched() {
    let folder = Folder::with(&[
        (
            "app.ts",
            "import { name } from './lib/name';\nconsole.log(name);\nsetInterval(() => {}, 1 << 30);\n",
        ),
        ("lib/name.ts", "export const name: string = 'one';\n"),
    ]);
    let mut hot = start(&folder);
    hot.expect("one");
    folder.write("lib/name.ts", "export const name: string = 'two';\n");
    hot.expect("two");
    folder.replace("lib/name.ts", "export const name: string = 'three';\n");
    hot.expect("three");
}

#[test]
fn an_unrelated_file_is_no_reason_to_reload() {
    let folder = Folder::with(&[("app.ts", &app("one"))]);
    let mut hot = start(&folder);
    hot.expect("one 1");
    folder.write("other.ts", "console.log('never')");
    folder.remove("other.ts");
    folder.write("app.ts", &app("two"));
    // Had the other file reloaded the program, the count would be three.
    hot.expect("two 2");
}

#[test]
fn a_syntax_error_is_reported_and_the_next_save_recovers() {
    let folder = Folder::with(&[("app.ts", &app("one"))]);
    let mut hot = start(&folder);
    hot.expect("one 1");
    folder.write("app.ts", "const = 5;\n");
    hot.expect_error_where("the syntax error", |line| line.contains("error: "));
    let at = hot.next_error_line("its position");
    assert!(at.contains("app.ts:1:"), "{at}");
    folder.write("app.ts", &app("two"));
    hot.expect("two 2");
}

#[test]
fn a_first_load_that_fails_recovers_too() {
    let folder = Folder::with(&[("app.ts", "let x = ;\n")]);
    let mut hot = start(&folder);
    hot.expect_error_where("the syntax error", |line| line.contains("error: "));
    folder.write("app.ts", &app("one"));
    hot.expect("one 1");
}

#[test]
fn a_throw_is_reported_once_and_the_next_save_recovers() {
    let folder = Folder::with(&[("app.ts", &app("one"))]);
    let mut hot = start(&folder);
    hot.expect("one 1");
    folder.write("app.ts", "throw new Error('broken');\n");
    hot.expect_error_where("the error", |line| line.contains("error: broken"));
    let at = hot.next_error_line("its frame");
    assert!(at.contains("app.ts:1:"), "{at}");
    folder.write("app.ts", &app("two"));
    hot.expect("two 2");
}

#[test]
fn a_missing_import_is_found_when_it_is_written() {
    let folder = Folder::with(&[(
        "app.ts",
        "import { x } from './later';\nconsole.log(x);\nsetInterval(() => {}, 1 << 30);\n",
    )]);
    let mut hot = start(&folder);
    hot.expect_error_where("the error", |line| {
        line.contains("Cannot find module './later'")
    });
    folder.write("later.ts", "export const x = 'found';\n");
    hot.expect("found");
}

#[test]
fn timers_of_a_replaced_generation_do_not_fire() {
    let text = |name: &str| {
        format!("console.log('{name}');\nsetInterval(() => console.log('tick {name}'), 20);\n")
    };
    let folder = Folder::with(&[("app.ts", &text("one"))]);
    let mut hot = start(&folder);
    hot.expect("tick one");
    folder.write("app.ts", &text("two"));
    hot.expect("two");
    for _ in 0..5 {
        assert_eq!(hot.next_line("a tick"), "tick two");
    }
}

#[test]
fn a_generation_that_is_parked_on_an_await_is_replaced() {
    let folder = Folder::with(&[(
        "app.ts",
        "console.log('parked');\nawait new Promise(() => {});\nconsole.log('never');\n",
    )]);
    let mut hot = start(&folder);
    hot.expect("parked");
    folder.write("app.ts", &app("one"));
    hot.expect("one 1");
}

#[test]
fn an_endless_loop_is_interrupted_by_a_save() {
    if crate::common::lacks(crate::common::Needs::Interrupter) {
        return;
    }
    let folder = Folder::with(&[(
        "app.ts",
        "globalThis.kept = 'kept';\nconsole.log('looping');\nfor (;;) {}\n",
    )]);
    let mut hot = start(&folder);
    hot.expect("looping");
    folder.write(
        "app.ts",
        "console.log(globalThis.kept);\nsetInterval(() => {}, 1 << 30);\n",
    );
    hot.expect("kept");
}

#[test]
fn endless_microtasks_are_interrupted_by_a_save() {
    if crate::common::lacks(crate::common::Needs::Interrupter) {
        return;
    }
    let folder = Folder::with(&[(
        "app.ts",
        "console.log('looping');\n(async () => { for (;;) await 0; })();\n",
    )]);
    let mut hot = start(&folder);
    hot.expect("looping");
    folder.write("app.ts", &app("one"));
    hot.expect("one 1");
}

#[test]
fn an_endless_timer_is_interrupted_by_a_save() {
    if crate::common::lacks(crate::common::Needs::Interrupter) {
        return;
    }
    let folder = Folder::with(&[(
        "app.ts",
        "setTimeout(() => { console.log('looping'); for (;;) {} }, 1);\n",
    )]);
    let mut hot = start(&folder);
    hot.expect("looping");
    folder.write("app.ts", &app("one"));
    hot.expect("one 1");
}

#[test]
fn many_saves_end_in_the_state_of_the_last_bytes() {
    let folder = Folder::with(&[("app.ts", &app("first"))]);
    let mut hot = start(&folder);
    hot.expect("first 1");
    for i in 0..50 {
        if i % 2 == 0 {
            folder.write("app.ts", &app(&format!("save{i}")))
        } else {
            folder.replace("app.ts", &app(&format!("save{i}")))
        }
    }
    folder.write("app.ts", &app("last"));
    hot.expect_where("last", |line| line.starts_with("last "));
}

#[test]
fn timers_go_on_after_an_error() {
    let folder = Folder::with(&[(
        "app.ts",
        "setTimeout(() => { throw new Error('once'); }, 1);\nsetInterval(() => console.log('tick'), 20);\n",
    )]);
    let mut hot = start(&folder);
    hot.expect_error_where("the error", |line| line.contains("error: once"));
    for _ in 0..3 {
        hot.expect("tick");
    }
}

#[test]
fn a_file_outside_of_the_working_directory_is_watched() {
    let outside = Folder::with(&[("lib.ts", "export const x = 'one';\n")]);
    let import = outside
        .join("lib.ts")
        .display()
        .to_string()
        .replace('\\', "/");
    let folder = Folder::with(&[(
        "app.ts",
        &format!(
            "import {{ x }} from {import:?};\nconsole.log(x);\nsetInterval(() => {{}}, 1 << 30);\n"
        ),
    )]);
    let mut hot = start(&folder);
    hot.expect("one");
    outside.replace("lib.ts", "export const x = 'two';\n");
    hot.expect("two");
}

#[cfg(unix)]
#[test]
fn a_module_behind_a_symbolic_link_is_watched() {
    let real = Folder::with(&[("index.ts", "export const x = 'one';\n")]);
    let folder = Folder::with(&[(
        "app.ts",
        "import { x } from './link/index';\nconsole.log(x);\nsetInterval(() => {}, 1 << 30);\n",
    )]);
    std::os::unix::fs::symlink(real.path(), folder.join("link")).expect("a link can be made");
    let mut hot = start(&folder);
    hot.expect("one");
    real.replace("index.ts", "export const x = 'two';\n");
    hot.expect("two");
}

#[test]
fn files_of_other_kinds_are_watched_when_they_are_imported() {
    let folder = Folder::with(&[
        (
            "app.ts",
            "import style from './style.css';\nimport data from './data.json';\nimport text from './note.txt' with { type: 'text' };\nconsole.log(style.endsWith('style.css'), data.n, text.trim());\nsetInterval(() => {}, 1 << 30);\n",
        ),
        ("style.css", "a {}"),
        ("data.json", "{ \"n\": 1 }"),
        ("note.txt", "hello\n"),
    ]);
    let mut hot = start(&folder);
    hot.expect("true 1 hello");
    folder.write("data.json", "{ \"n\": 2 }");
    hot.expect("true 2 hello");
    folder.write("style.css", "b {}");
    hot.expect("true 2 hello");
    folder.replace("note.txt", "bye\n");
    hot.expect("true 2 bye");
}
