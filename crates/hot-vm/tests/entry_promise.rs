//! The entry promise is rooted exactly once, whatever path stored it, over any number of reloads.

mod common;

use common::{Folder, Program};

const RELOADS: u32 = 10;

/// Prints the number of protected promises during evaluation and on the next macrotask.
fn counting(load: u32) -> String {
    format!(
        "import {{ gc, heapStats }} from 'hot:jsc';
const count = () => heapStats().protectedObjectTypeCounts.Promise ?? 0;
gc(true);
console.log('load {load} during', count());
setTimeout(() => {{ gc(true); console.log('load {load} later', count()); }}, 0);
setInterval(() => {{}}, 1 << 30);
"
    )
}

fn reload_and_count(args: &[&str], folder: &Folder) {
    let mut hot = Program::start(folder.path(), args);
    for load in 0..=RELOADS {
        if load > 0 {
            folder.write("app.ts", &counting(load));
        }
        hot.expect(&format!("load {load} during 1"));
        hot.expect(&format!("load {load} later 1"));
    }
}

#[test]
fn one_promise_is_protected_over_ten_reloads() {
    if crate::common::lacks(crate::common::Needs::HeapStatistics) {
        return;
    }
    let folder = Folder::with(&[("app.ts", &counting(0))]);
    reload_and_count(&["--hot", "--no-clear-screen", "app.ts"], &folder);
}

#[test]
fn one_promise_is_protected_over_ten_reloads_with_preloads() {
    if crate::common::lacks(crate::common::Needs::HeapStatistics) {
        return;
    }
    let folder = Folder::with(&[
        ("app.ts", &counting(0)),
        (
            "a.ts",
            "import { heapStats } from 'hot:jsc';\nconsole.log('a', heapStats().protectedObjectTypeCounts.Promise);\nawait 0;\n",
        ),
        (
            "b.ts",
            "import { heapStats } from 'hot:jsc';\nconsole.log('b', heapStats().protectedObjectTypeCounts.Promise);\n",
        ),
    ]);
    let mut hot = Program::start(
        folder.path(),
        &[
            "--hot",
            "--no-clear-screen",
            "--preload",
            "./a.ts",
            "--preload=./b.ts",
            "app.ts",
        ],
    );
    hot.expect("a 1");
    hot.expect("b 1");
    hot.expect("load 0 later 1");
    drop(hot);
    reload_and_count(
        &[
            "--hot",
            "--no-clear-screen",
            "--preload",
            "./a.ts",
            "--preload=./b.ts",
            "app.ts",
        ],
        &folder,
    );
}

#[test]
fn one_promise_is_protected_without_transpiling() {
    if crate::common::lacks(crate::common::Needs::HeapStatistics) {
        return;
    }
    let folder = Folder::with(&[("app.ts", &counting(0))]);
    reload_and_count(
        &["--hot", "--no-clear-screen", "--no-transpile", "app.ts"],
        &folder,
    );
}

#[test]
fn rejected_generations_leave_no_root_behind() {
    if crate::common::lacks(crate::common::Needs::HeapStatistics) {
        return;
    }
    let folder = Folder::with(&[("app.ts", &counting(0))]);
    let mut hot = Program::start(folder.path(), &["--hot", "--no-clear-screen", "app.ts"]);
    hot.expect("load 0 later 1");
    for load in 1..=3 {
        folder.write(
            "app.ts",
            &format!("throw new Error('generation {load}');\n"),
        );
        hot.expect_error_where("the rejection", |line| {
            line.contains(&format!("error: generation {load}"))
        });
        folder.write(
            "app.ts",
            &format!("await Promise.reject(new Error('awaited {load}'));\n"),
        );
        hot.expect_error_where("the rejection", |line| {
            line.contains(&format!("error: awaited {load}"))
        });
        folder.write("app.ts", &counting(load));
        hot.expect(&format!("load {load} during 1"));
        hot.expect(&format!("load {load} later 1"));
    }
}

#[test]
fn a_rejected_preload_is_the_entry_promise_and_is_run_again() {
    if crate::common::lacks(crate::common::Needs::HeapStatistics) {
        return;
    }
    let folder = Folder::with(&[
        ("app.ts", &counting(0)),
        ("setup.ts", "throw new Error('not set up');\n"),
    ]);
    let mut hot = Program::start(
        folder.path(),
        &[
            "--hot",
            "--no-clear-screen",
            "--preload=./setup.ts",
            "app.ts",
        ],
    );
    hot.expect_error_where("the rejection", |line| line.contains("error: not set up"));
    folder.write("setup.ts", "console.log('set up');\n");
    hot.expect("set up");
    hot.expect("load 0 during 1");
    hot.expect("load 0 later 1");
    // It has succeeded, so it is not run again.
    folder.write("app.ts", &counting(1));
    assert_eq!(hot.next_line("the reload"), "load 1 during 1");
}
