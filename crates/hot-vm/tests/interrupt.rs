//! Scripts that do not end: what is left when they have been ended from outside.

mod common;

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use common::{Folder, Program, Sink};
use hot_vm::jsc::Interrupter;
use hot_vm::{Event, HotMode, HotVm};

const SOON: Duration = Duration::from_millis(20);

struct Outcome {
    code: i32,
    out: String,
    events: Vec<String>,
}

/// Runs a program that calls `endSoon()` before it goes on for ever. `None` where the engine cannot be interrupted.
fn run(source: &str) -> Option<Outcome> {
    let folder = Folder::with(&[(
        "app.ts",
        &format!("import {{ endSoon }} from 'app:test';\n{source}\n"),
    )]);
    let (out, events) = (Sink::default(), Rc::new(RefCell::new(Vec::new())));
    let interrupter: Rc<RefCell<Option<Interrupter>>> = Rc::default();
    let (log, handle) = (Rc::clone(&events), Rc::clone(&interrupter));
    let vm = HotVm::builder()
        .entry("app.ts")
        .cwd(folder.path())
        .stdout(out.clone())
        .quiet(true)
        .module("app:test", move |exports| {
            let handle = Rc::clone(&handle);
            exports.function("endSoon", move || {
                handle
                    .borrow()
                    .as_ref()
                    .expect("it is set")
                    .interrupt_after(SOON)
            })
        })
        .on_event(move |event| {
            log.borrow_mut().push(match event {
                Event::Interrupted { .. } => "interrupted".to_owned(),
                Event::Rejected { report, .. } => format!("rejected: {}", report.message),
                Event::Uncaught { report, .. } => format!("uncaught: {}", report.message),
                other => format!("{other:?}").to_lowercase(),
            });
        })
        .build()
        .unwrap();
    *interrupter.borrow_mut() = Some(vm.vm().interrupter().ok()?);
    let code = vm.run().unwrap();
    let events = events.borrow().clone();
    Some(Outcome {
        code,
        out: out.text(),
        events,
    })
}

fn check(source: &str, code: i32, out: &str, events: &[&str]) {
    let Some(outcome) = run(source) else { return };
    assert_eq!(
        (outcome.code, outcome.out.as_str(), &outcome.events[..]),
        (
            code,
            out,
            &events.iter().map(|&e| e.to_owned()).collect::<Vec<_>>()[..]
        ),
        "{source}"
    );
}

#[test]
fn an_entry_that_is_ended_ends_the_program_as_interrupted() {
    check("endSoon(); for (;;) {}", 130, "", &["interrupted"]);
    check(
        "try { endSoon(); for (;;) {} } catch { console.log('never'); } finally { console.log('never'); }",
        130,
        "",
        &["interrupted"],
    );
    check(
        "await null; endSoon(); for (;;) await null;",
        130,
        "",
        &["interrupted"],
    );
}

#[test]
fn what_it_made_before_goes_on() {
    check(
        "setTimeout(() => console.log('timer'), 1); process.on('exit', (code) => console.log('exit', code)); endSoon(); for (;;) {}",
        130,
        "timer\nexit 130\n",
        &["interrupted"],
    );
}

#[test]
fn a_timer_that_is_ended_ends_nothing_else() {
    check(
        "setTimeout(() => { endSoon(); for (;;) {} }, 1); setTimeout(() => console.log('next'), 2);",
        0,
        "next\n",
        &["loaded", "interrupted"],
    );
    check(
        "setImmediate(() => { endSoon(); for (;;) {} }); setImmediate(() => console.log('next'));",
        0,
        "next\n",
        &["loaded", "interrupted"],
    );
    check(
        "let n = 0; const t = setInterval(() => { if (++n === 1) { endSoon(); for (;;) {} } console.log(n); clearInterval(t); }, 1);",
        0,
        "2\n",
        &["loaded", "interrupted"],
    );
    check(
        "setTimeout(async () => { endSoon(); for (;;) await null; }, 1); setTimeout(() => console.log('next'), 2);",
        0,
        "next\n",
        &["loaded", "interrupted"],
    );
}

#[test]
fn an_error_is_told_though_its_listener_is_ended() {
    check(
        "process.on('uncaughtException', () => { endSoon(); for (;;) {} }); throw new Error('lost?');",
        1,
        "",
        &["rejected: lost?", "interrupted"],
    );
    check(
        "process.on('uncaughtException', () => { endSoon(); for (;;) {} }); setTimeout(() => { throw new Error('lost?'); }, 1);",
        1,
        "",
        &["loaded", "interrupted", "uncaught: lost?"],
    );
    check(
        "process.on('unhandledRejection', () => { endSoon(); for (;;) {} }); setTimeout(() => { Promise.reject(new Error('lost?')); }, 1);",
        1,
        "",
        &["loaded", "interrupted", "uncaught: lost?"],
    );
}

#[test]
fn the_end_comes_though_its_listeners_are_ended() {
    check(
        "process.on('exit', () => { endSoon(); for (;;) {} });",
        130,
        "",
        &["loaded", "interrupted"],
    );
    check(
        "process.on('beforeExit', () => { endSoon(); for (;;) {} }); process.on('exit', () => console.log('exit'));",
        0,
        "exit\n",
        &["loaded", "interrupted"],
    );
}

#[test]
fn process_exit_cannot_be_caught() {
    check("for (;;) { try { process.exit(4); } catch {} }", 4, "", &[]);
    check(
        "setTimeout(() => { for (;;) { try { process.exit(4); } finally { continue; } } }, 1);",
        4,
        "",
        &["loaded"],
    );
    check(
        "async function f() { for (;;) { try { await null; process.exit(4); } catch {} } } f();",
        4,
        "",
        &[],
    );
}

#[test]
fn microtasks_of_the_engines_own_work_are_ended_by_a_save() {
    if crate::common::lacks(crate::common::Needs::Interrupter) {
        return;
    }
    let endless = "const bytes = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);\nWebAssembly.compile(bytes).then(() => { console.log('looping'); for (;;) {} });\n";
    let folder = Folder::with(&[("app.ts", endless)]);
    let mut hot = Program::start(folder.path(), &["--hot", "--no-clear-screen", "app.ts"]);
    hot.expect("looping");
    folder.write("app.ts", "console.log('out of it');\n");
    hot.expect("out of it");
    assert!(hot.is_running());
}

#[test]
fn an_endless_listener_is_ended_by_a_save() {
    if crate::common::lacks(crate::common::Needs::Interrupter) {
        return;
    }
    for source in [
        "process.on('uncaughtException', () => { console.log('looping'); for (;;) {} });\nthrow new Error('why');\n",
        "process.on('unhandledRejection', () => { console.log('looping'); for (;;) {} });\nPromise.reject(new Error('why'));\n",
        "process.on('beforeExit', () => { console.log('looping'); for (;;) {} });\nconsole.error('why');\n",
    ] {
        let folder = Folder::with(&[("app.ts", source)]);
        let mut hot = Program::start(folder.path(), &["--hot", "--no-clear-screen", "app.ts"]);
        hot.expect("looping");
        folder.write("app.ts", "console.log('out of it');\n");
        hot.expect("out of it");
        hot.expect_error_where("the error", |line| line.contains("why"));
    }
}

/// A save that has been taken does not end what it has started, however long that takes.
#[test]
fn a_slow_generation_is_not_ended() {
    let slow = |name: &str| {
        format!(
            "const start = Date.now();\nwhile (Date.now() - start < 2500);\nconsole.log('{name}');\n"
        )
    };
    let folder = Folder::with(&[("app.ts", "console.log('one');\n")]);
    let mut hot = Program::start(folder.path(), &["--hot", "--no-clear-screen", "app.ts"]);
    hot.expect("one");
    folder.write("app.ts", &slow("two"));
    hot.expect("two");
}

/// In the mode that restarts, the embedder is told on the watcher's thread, whatever the script does.
#[test]
fn a_restart_does_not_wait_for_the_script() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    let folder = Folder::with(&[(
        "app.ts",
        "import { asked } from 'app:test';\nconsole.log('looping');\nwhile (!asked());\nprocess.exit(6);\n",
    )]);
    let asked = Arc::new(AtomicBool::new(false));
    let (tell, see) = (Arc::clone(&asked), Arc::clone(&asked));
    let path = folder.join("app.ts");
    let started = Arc::new(AtomicBool::new(false));
    let writer = Arc::clone(&started);
    let saver = std::thread::spawn(move || {
        while !writer.load(Ordering::Acquire) {
            std::thread::sleep(Duration::from_millis(5));
        }
        std::fs::write(path, "// saved\n").expect("a file can be written");
    });
    let vm = HotVm::builder()
        .entry("app.ts")
        .cwd(folder.path())
        .hot(HotMode::Watch)
        .stdout(Sink::default())
        .module("app:test", move |exports| {
            let (started, see) = (Arc::clone(&started), Arc::clone(&see));
            exports.function("asked", move || {
                started.store(true, Ordering::Release);
                see.load(Ordering::Acquire)
            })
        })
        .on_restart(move || tell.store(true, Ordering::Release))
        .build()
        .unwrap();
    assert_eq!(vm.run().unwrap(), 6);
    saver.join().unwrap();
}
