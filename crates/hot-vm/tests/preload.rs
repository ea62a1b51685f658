//! Preloads: their order, what becomes of failures, and what reloads keep of them.

mod common;

use std::cell::RefCell;
use std::rc::Rc;

use common::{Folder, Program, Sink, turn_until};
use hot_vm::{Builder, Event, HotMode, HotVm};

/// A program with the preloads `a` and `b`, its output, and its events in short.
fn build(
    folder: &Folder,
    mode: HotMode,
    more: impl FnOnce(Builder) -> Builder,
) -> (HotVm, Sink, Rc<RefCell<Vec<String>>>) {
    let (out, events) = (Sink::default(), Rc::new(RefCell::new(Vec::new())));
    let log = Rc::clone(&events);
    let builder = HotVm::builder()
        .entry("app.ts")
        .cwd(folder.path())
        .preload("./a.ts")
        .preload("./b.ts")
        .hot(mode)
        .stdout(out.clone())
        .quiet(true)
        .on_event(move |event| {
            log.borrow_mut().push(match event {
                Event::Loaded => "loaded".to_owned(),
                Event::Reloaded { generation } => format!("reloaded {generation}"),
                Event::Rejected { generation, report } => {
                    format!("rejected {generation}: {}", report.message)
                }
                Event::Uncaught { generation, report } => {
                    format!("uncaught {generation}: {}", report.message)
                }
                Event::Changed { .. } => return,
                other => format!("{other:?}"),
            });
        });
    (more(builder).build().unwrap(), out, events)
}

#[test]
fn each_is_awaited_before_the_next_and_the_entry_is_loaded_once() {
    let folder = Folder::with(&[
        (
            "a.ts",
            "console.log('a');\nawait new Promise((done) => setTimeout(done, 10));\nconsole.log('a later');\n",
        ),
        ("b.ts", "console.log('b' as string);\nawait null;\n"),
        ("app.ts", "console.log('app');\n"),
    ]);
    let (vm, out, events) = build(&folder, HotMode::Off, |b| b);
    assert_eq!(vm.run().unwrap(), 0);
    assert_eq!(out.text(), "a\na later\nb\napp\n");
    assert_eq!(*events.borrow(), ["loaded"]);
}

#[test]
fn a_rejected_one_ends_the_program_and_is_told_once() {
    for failure in [
        "throw new Error('no');",
        "await null; throw new Error('no');",
        "import './missing';",
    ] {
        let folder = Folder::with(&[
            ("a.ts", failure),
            ("b.ts", "console.log('b');\n"),
            ("app.ts", "console.log('app');\n"),
        ]);
        let (vm, out, events) = build(&folder, HotMode::Off, |b| b);
        assert_eq!(
            (vm.run().unwrap(), out.text().as_str()),
            (1, ""),
            "{failure}"
        );
        assert_eq!(events.borrow().len(), 1, "{failure}: {events:?}");
        assert!(events.borrow()[0].starts_with("rejected 0: "), "{events:?}");
    }
}

#[test]
fn all_run_again_after_a_failure_and_what_they_made_is_made_once() {
    let made = "const g = globalThis as any;\nconst n = (g.n = (g.n ?? 0) + 1);\nconsole.log('a', n);\nprocess.on('hello' as any, () => console.log('hello', n));\ng.timers ??= [];\ng.timers.push(setInterval(() => g.ticks?.push(n), 1));\n";
    let folder = Folder::with(&[
        ("a.ts", made),
        (
            "b.ts",
            "if ((globalThis as any).n === 1) throw new Error('first');\n",
        ),
        (
            "app.ts",
            "const g = globalThis as any;\ng.ticks = [];\n(process as any).emit('hello');\nsetTimeout(() => console.log(g.ticks.length > 0, g.ticks.every((n: number) => n === 2)), 200);\n",
        ),
    ]);
    let (mut vm, out, events) = build(&folder, HotMode::Full, |b| b);
    turn_until(&mut vm, "the rejection", || events.borrow().len() == 1);
    vm.request_reload();
    turn_until(&mut vm, "the reload", || {
        out.text().ends_with("true true\n")
    });
    assert_eq!(out.text(), "a 1\na 2\nhello 2\ntrue true\n");
    assert_eq!(*events.borrow(), ["rejected 0: first", "reloaded 1"]);
}

#[test]
fn after_success_they_stay_and_do_not_run_again() {
    let folder = Folder::with(&[
        (
            "a.ts",
            "console.log('a');\nprocess.on('hello' as any, () => console.log('hello'));\n(globalThis as any).later = () => import('./late');\n",
        ),
        (
            "b.ts",
            "const t = setInterval(() => { if ((globalThis as any).count !== 2) return; clearInterval(t); console.log('timer of b'); }, 1);\n",
        ),
        ("late.ts", "console.log('late');\n"),
        (
            "app.ts",
            "(process as any).emit('hello');\n(globalThis as any).count = ((globalThis as any).count ?? 0) + 1;\n",
        ),
    ]);
    let (mut vm, out, events) = build(&folder, HotMode::Full, |b| b);
    turn_until(&mut vm, "the first load", || events.borrow().len() == 1);
    vm.request_reload();
    turn_until(&mut vm, "the timer", || out.text().contains("timer of b"));
    // Their code can import still.
    vm.context()
        .enter(|scope| scope.eval("later()").map(drop))
        .unwrap();
    turn_until(&mut vm, "the import", || out.text().contains("late"));
    assert_eq!(out.text(), "a\nhello\nhello\ntimer of b\nlate\n");
    assert_eq!(*events.borrow(), ["loaded", "reloaded 1"]);
}

#[test]
fn one_that_is_parked_is_replaced_and_an_error_meanwhile_is_told() {
    let folder = Folder::with(&[
        (
            "a.ts",
            "if (!(globalThis as any).again) {\n  setTimeout(() => { throw new Error('meanwhile'); }, 1);\n  await new Promise(() => {});\n}\n",
        ),
        ("b.ts", ""),
        ("app.ts", "console.log('app');\n"),
    ]);
    let (mut vm, out, events) = build(&folder, HotMode::Full, |b| b);
    turn_until(&mut vm, "the error", || events.borrow().len() == 1);
    vm.context()
        .enter(|scope| scope.eval("globalThis.again = true").map(drop))
        .unwrap();
    vm.request_reload();
    turn_until(&mut vm, "the reload", || out.text() == "app\n");
    assert_eq!(*events.borrow(), ["uncaught 0: meanwhile", "reloaded 1"]);
}

#[test]
fn without_transpiling_they_do_not_run() {
    let folder = Folder::with(&[
        ("a.ts", "console.log('a');\n"),
        ("b.ts", "console.log('b');\n"),
        ("app.ts", "console.log('app');\n"),
    ]);
    let (vm, out, _) = build(&folder, HotMode::Off, |b| b.no_transpile(true));
    assert_eq!((vm.run().unwrap(), out.text().as_str()), (0, "app\n"));
    // Nor need they be there.
    let folder = Folder::with(&[("app.ts", "let a: number = 1;\n")]);
    let (vm, _, events) = build(&folder, HotMode::Off, |b| b.no_transpile(true));
    assert_eq!(vm.run().unwrap(), 1);
    assert_eq!(events.borrow().len(), 1, "{events:?}");
}

#[test]
fn process_exit_in_one_ends_the_program() {
    let folder = Folder::with(&[
        (
            "a.ts",
            "process.on('exit', (code) => console.log('exit', code));\nprocess.exit(5);\n",
        ),
        ("b.ts", "console.log('b');\n"),
        ("app.ts", "console.log('app');\n"),
    ]);
    let (vm, out, events) = build(&folder, HotMode::Full, |b| b);
    assert_eq!((vm.run().unwrap(), out.text().as_str()), (5, "exit 5\n"));
    assert_eq!(*events.borrow(), [""; 0]);
}

#[test]
fn one_that_is_missing_ends_the_first_load_only() {
    let folder = Folder::with(&[("a.ts", ""), ("app.ts", "console.log('app');\n")]);
    let (vm, _, events) = build(&folder, HotMode::Full, |b| b);
    assert_eq!(vm.run().unwrap(), 1);
    assert_eq!(
        *events.borrow(),
        ["rejected 0: preload not found \"./b.ts\""]
    );
    // Where files are waited for, a preload is too.
    let (mut vm, out, events) = build(&folder, HotMode::Full, |b| b.wait_for_entry(true));
    turn_until(&mut vm, "the report", || events.borrow().len() == 1);
    folder.write("b.ts", "console.log('b');\n");
    turn_until(&mut vm, "the reload", || out.text() == "b\napp\n");
}

#[test]
fn one_that_goes_missing_is_told_and_waited_for() {
    let folder = Folder::with(&[
        ("a.ts", "console.log('a');\n"),
        ("b.ts", "throw new Error('b is broken');\n"),
        ("app.ts", "console.log('app');\n"),
    ]);
    let mut hot = Program::start(
        folder.path(),
        &[
            "--hot",
            "--no-clear-screen",
            "--preload=./a.ts",
            "--preload=./b.ts",
            "app.ts",
        ],
    );
    hot.expect_error_where("the error", |line| line.contains("error: b is broken"));
    folder.remove("b.ts");
    hot.expect_error_where("that it is missing", |line| {
        line.contains("preload not found \"./b.ts\"")
    });
    folder.write("b.ts", "console.log('b');\n");
    hot.expect("b");
    hot.expect("app");
}

#[test]
fn a_save_of_one_reloads_the_entry_alone() {
    let folder = Folder::with(&[
        ("a.ts", "console.log('a');\n"),
        ("b.ts", ""),
        ("app.ts", "console.log('app');\n"),
    ]);
    let mut hot = Program::start(
        folder.path(),
        &[
            "--hot",
            "--no-clear-screen",
            "--preload=./a.ts",
            "--preload=./b.ts",
            "app.ts",
        ],
    );
    hot.expect("a");
    hot.expect("app");
    folder.write("a.ts", "console.log('never');\n");
    assert_eq!(hot.next_line("the reload"), "app");
}
