//! `HotVm` inside another program.

mod common;

use std::cell::RefCell;
use std::rc::Rc;

use common::{Folder, Sink, run_embedded, turn_until};
use hot_vm::{Event, HotMode, HotVm, RunError, Tick};

#[test]
fn output_goes_to_the_embedders_sinks() {
    let folder = Folder::with(&[(
        "app.ts",
        "console.log('out'); console.error('err'); process.stdout.write('raw');\n",
    )]);
    let (out, err) = (Sink::default(), Sink::default());
    let code = HotVm::builder()
        .entry("app.ts")
        .cwd(folder.path())
        .stdout(out.clone())
        .stderr(err.clone())
        .build()
        .unwrap()
        .run()
        .unwrap();
    assert_eq!(
        (code, out.text().as_str(), err.text().as_str()),
        (0, "out\nraw", "err\n")
    );
}

#[test]
fn native_modules_can_be_imported_and_survive_reloads() {
    let folder = Folder::with(&[(
        "app.ts",
        "import { add, name } from 'app:math';\nimport * as all from 'app:math';\nconsole.log(name, add(1, 2), Object.keys(all).join());\n",
    )]);
    let out = Sink::default();
    let mut vm = HotVm::builder()
        .entry("app.ts")
        .cwd(folder.path())
        .hot(HotMode::Full)
        .stdout(out.clone())
        .module("app:math", |exports| {
            exports.value("name", "math")?;
            exports.function("add", |a: f64, b: f64| a + b)
        })
        .build()
        .unwrap();
    let line = "math 3 add,name\n";
    turn_until(&mut vm, "the first load", || out.text() == line);
    vm.request_reload();
    turn_until(&mut vm, "the reload", || out.text() == line.repeat(2));
    assert_eq!(vm.generation(), 1);
}

#[test]
fn an_error_in_a_native_module_rejects_the_entry() {
    let folder = Folder::with(&[("app.ts", "import 'app:broken';\n")]);
    let err = Sink::default();
    let code = HotVm::builder()
        .entry("app.ts")
        .cwd(folder.path())
        .stderr(err.clone())
        .module("app:broken", |_| {
            Err(hot_vm::jsc::Error::custom("out of order"))
        })
        .build()
        .unwrap()
        .run()
        .unwrap();
    assert_eq!(code, 1);
    assert!(err.text().contains("out of order"), "{}", err.text());
}

#[test]
fn every_rejection_is_one_event() {
    let folder = Folder::with(&[("app.ts", "throw new Error('one');\n")]);
    let events = Rc::new(RefCell::new(Vec::new()));
    let log = Rc::clone(&events);
    let mut vm = HotVm::builder()
        .entry("app.ts")
        .cwd(folder.path())
        .hot(HotMode::Full)
        .quiet(true)
        .on_event(move |event| {
            if let Event::Rejected { generation, report } = event {
                log.borrow_mut().push((*generation, report.message.clone()));
            }
        })
        .build()
        .unwrap();
    turn_until(&mut vm, "the rejection", || !events.borrow().is_empty());
    for _ in 0..20 {
        vm.tick().unwrap();
    }
    vm.request_reload();
    turn_until(&mut vm, "the second rejection", || {
        events.borrow().len() > 1
    });
    for _ in 0..20 {
        vm.tick().unwrap();
    }
    assert_eq!(
        *events.borrow(),
        [(0, "one".to_owned()), (1, "one".to_owned())]
    );
}

#[test]
fn teardown_leaves_no_root_behind() {
    let folder = Folder::with(&[("app.ts", "setInterval(() => {}, 1000); await 0;\n")]);
    let mut vm = HotVm::builder()
        .entry("app.ts")
        .cwd(folder.path())
        .hot(HotMode::Full)
        .build()
        .unwrap();
    vm.tick().unwrap();
    let engine = vm.vm().clone();
    assert_eq!(engine.protected_counts().get("Promise"), Some(&1));
    drop(vm);
    assert_eq!(engine.protected_counts().get("Promise"), None);
    // Property keys are interned for the life of a VM, and being interruptible takes a function; nothing else is left.
    let bare = hot_vm::jsc::Vm::new().unwrap();
    let _ = bare.interrupter();
    let but_keys = |vm: &hot_vm::jsc::Vm| {
        vm.protected_counts()
            .into_iter()
            .filter(|&(kind, _)| kind != "string")
            .collect::<Vec<_>>()
    };
    assert_eq!(but_keys(&engine), but_keys(&bare));
}

#[test]
fn an_override_runs_instead_of_the_entry() {
    let folder = Folder::with(&[("app.ts", "console.log('never');\n")]);
    let out = Sink::default();
    let code = HotVm::builder()
        .entry("app.ts")
        .cwd(folder.path())
        .stdout(out.clone())
        .run_main(|scope, path| {
            assert!(path.ends_with("app.ts"));
            scope.eval("console.log('instead'); Promise.resolve(1)")
        })
        .build()
        .unwrap()
        .run()
        .unwrap();
    assert_eq!((code, out.text().as_str()), (0, "instead\n"));
}

#[test]
fn process_exit_ends_an_embedded_program() {
    let folder = Folder::with(&[(
        "app.ts",
        "process.on('exit', () => console.log('bye'));\nprocess.exit(3);\nconsole.log('never');\n",
    )]);
    let out = Sink::default();
    let code = HotVm::builder()
        .entry("app.ts")
        .cwd(folder.path())
        .stdout(out.clone())
        .build()
        .unwrap()
        .run()
        .unwrap();
    assert_eq!((code, out.text().as_str()), (3, "bye\n"));
}

#[test]
fn a_missing_entry_is_a_build_error() {
    let folder = Folder::new();
    let error = HotVm::builder()
        .entry("none.ts")
        .cwd(folder.path())
        .build()
        .unwrap_err();
    assert_eq!(error.to_string(), "Module not found \"none.ts\"");
}

/// Takes a byte at a time, and only after it has refused once, as a pipe that does not block.
#[derive(Default)]
struct Reluctant {
    sink: Sink,
    refused: bool,
}

impl std::io::Write for Reluctant {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.refused = !self.refused;
        if self.refused {
            return Err(std::io::ErrorKind::WouldBlock.into());
        }
        std::io::Write::write(&mut self.sink, &bytes[..1])
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Is broken for good.
struct Broken;

impl std::io::Write for Broken {
    fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
        Err(std::io::ErrorKind::BrokenPipe.into())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Err(std::io::ErrorKind::BrokenPipe.into())
    }
}

#[test]
fn a_sink_may_be_slow_or_broken() {
    let folder = Folder::with(&[(
        "app.ts",
        "console.log('out');\nconsole.error('err');\nprocess.exitCode = 3;\n",
    )]);
    let sink = Sink::default();
    let slow = Reluctant {
        sink: sink.clone(),
        refused: false,
    };
    let code = HotVm::builder()
        .entry("app.ts")
        .cwd(folder.path())
        .stdout(slow)
        .stderr(Broken)
        .build()
        .unwrap()
        .run()
        .unwrap();
    assert_eq!((code, sink.text().as_str()), (3, "out\n"));
}

#[test]
fn process_stdout_writes_text_and_bytes() {
    let run = run_embedded(
        "const { stdout } = process as any;
console.log(stdout.write('a\\n'), stdout.write(new Uint8Array([0xe2, 0x82, 0xac, 10])), stdout.write(new DataView(new Uint16Array([0x4142]).buffer)));
stdout.write('', 'utf8', () => console.log('called back'));
stdout.write('', () => console.log('again'));
for (const bad of [5, null, undefined, {}]) try { stdout.write(bad); } catch (e: any) { console.log(e.name, e.code); }
",
    );
    let errors = "TypeError ERR_INVALID_ARG_TYPE\n".repeat(4);
    assert_eq!(
        (run.code, run.out),
        (
            0,
            format!("a\n\u{20ac}\nBAtrue true true\n{errors}called back\nagain\n")
        ),
        "{}",
        run.err
    );
}

#[test]
fn nobody_hears_of_what_process_exit_throws() {
    for call in [
        "process.exit(3);",
        "setTimeout(() => process.exit(3), 1);",
        "(async () => { await null; process.exit(3); })();",
        "queueMicrotask(() => process.exit(3));",
        "Promise.resolve().then(() => process.exit(3));",
    ] {
        let run = run_embedded(&format!(
            "for (const name of ['uncaughtException', 'unhandledRejection'] as any[]) process.on(name, (e: any) => console.log(name, e));\n{call}\n"
        ));
        assert_eq!(
            (run.code, run.out.as_str(), run.err.as_str()),
            (3, "", ""),
            "{call}"
        );
    }
}

#[test]
fn errors_before_process_exit_are_told_and_the_listeners_are_asked_once() {
    let run = run_embedded(
        "process.on('exit', () => console.log('exit'));\nPromise.reject(new Error('first'));\nqueueMicrotask(() => setImmediate(() => process.exit(0)));\n",
    );
    assert_eq!((run.code, run.out.as_str()), (1, "exit\n"));
    assert_eq!(run.err.matches("error: first").count(), 1, "{}", run.err);
    let run = run_embedded(
        "process.on('exit', () => { throw new Error('in exit'); });\nprocess.exit(3);\n",
    );
    assert_eq!(
        (run.code, run.err.matches("error: in exit").count()),
        (1, 1),
        "{}",
        run.err
    );
    let run = run_embedded("process.on('exit', () => { process.exit(5); });\n");
    assert_eq!((run.code, run.err.as_str()), (5, ""));
}

#[test]
fn a_program_that_has_ended_stays_so() {
    let folder = Folder::with(&[("app.ts", "console.log('once');\n")]);
    let out = Sink::default();
    let mut vm = HotVm::builder()
        .entry("app.ts")
        .cwd(folder.path())
        .stdout(out.clone())
        .build()
        .unwrap();
    while vm.tick().unwrap() != Tick::Finished(0) {}
    vm.request_reload();
    assert_eq!(vm.tick().unwrap(), Tick::Finished(0));
    assert_eq!(out.text(), "once\n");
}

#[test]
fn a_turn_inside_of_a_scope_is_refused_and_nothing_is_lost() {
    let folder = Folder::with(&[("app.ts", "console.log('once');\n")]);
    let out = Sink::default();
    let mut vm = HotVm::builder()
        .entry("app.ts")
        .cwd(folder.path())
        .stdout(out.clone())
        .build()
        .unwrap();
    let context = vm.context().clone();
    let refused = context.enter(|_| Ok(vm.tick())).unwrap();
    assert!(
        matches!(refused, Err(RunError::Engine(hot_vm::jsc::Error::InScope))),
        "{refused:?}"
    );
    assert_eq!((vm.run().unwrap(), out.text().as_str()), (0, "once\n"));
}

#[test]
fn a_panic_of_the_embedders_comes_out_of_the_turn_and_the_vm_can_go_on() {
    let folder = Folder::with(&[(
        "app.ts",
        "import { fail } from 'app:test';\nsetImmediate(() => console.log('goes on'));\nfail();\nconsole.log('never');\n",
    )]);
    let out = Sink::default();
    let mut vm = HotVm::builder()
        .entry("app.ts")
        .cwd(folder.path())
        .hot(HotMode::Full)
        .quiet(true)
        .stdout(out.clone())
        .module("app:test", |exports| {
            exports.function("fail", || -> f64 { panic!("the embedder's") })
        })
        .build()
        .unwrap();
    let mut panics = 0;
    for _ in 0..50 {
        if std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| vm.tick().map(drop))).is_err() {
            panics += 1;
        }
    }
    assert_eq!((panics, out.text().as_str()), (1, "goes on\n"));
    drop(vm);
}

#[test]
fn an_override_that_panics_or_fails_is_called_again_with_the_next_reload() {
    let folder = Folder::with(&[("app.ts", "console.log('never');\n")]);
    let (out, calls) = (Sink::default(), Rc::new(std::cell::Cell::new(0)));
    let count = Rc::clone(&calls);
    let rejected = Rc::new(std::cell::Cell::new(0));
    let seen = Rc::clone(&rejected);
    let mut vm = HotVm::builder()
        .entry("app.ts")
        .cwd(folder.path())
        .hot(HotMode::Full)
        .quiet(true)
        .stdout(out.clone())
        .on_event(move |event| {
            if let Event::Rejected { .. } = event {
                seen.set(seen.get() + 1);
            }
        })
        .run_main(move |scope, _| {
            count.set(count.get() + 1);
            match count.get() {
                1 => panic!("the first time"),
                2 => scope.eval("throw new Error('the second time')"),
                _ => scope.eval("console.log('the third time')"),
            }
        })
        .build()
        .unwrap();
    assert!(
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| vm.tick().map(drop))).is_err()
    );
    vm.request_reload();
    turn_until(&mut vm, "the rejection", || rejected.get() == 1);
    vm.request_reload();
    turn_until(&mut vm, "the third call", || {
        out.text() == "the third time\n"
    });
    assert_eq!((calls.get(), rejected.get()), (3, 1));
}

#[test]
fn an_entry_that_does_not_exist_yet_is_waited_for() {
    let folder = Folder::new();
    let (out, err) = (Sink::default(), Sink::default());
    let mut vm = HotVm::builder()
        .entry("app")
        .cwd(folder.path())
        .hot(HotMode::Full)
        .wait_for_entry(true)
        .stdout(out.clone())
        .stderr(err.clone())
        .build()
        .unwrap();
    turn_until(&mut vm, "the report", || {
        err.text().contains("Cannot find module")
    });
    // Found with an extension, too.
    folder.write("app.ts", "console.log('here' as string);\n");
    turn_until(&mut vm, "the load", || out.text() == "here\n");
    assert_eq!(vm.generation(), 1);
}

#[test]
fn a_module_that_is_removed_while_it_is_imported_dynamically_is_an_error_to_catch() {
    let folder = Folder::with(&[
        (
            "app.ts",
            "(globalThis as any).load = () => import('./part').then((m) => console.log(m.default), (e) => console.log('caught', e.code));\n",
        ),
        ("part.ts", "export default 1;\n"),
    ]);
    let out = Sink::default();
    let mut vm = HotVm::builder()
        .entry("app.ts")
        .cwd(folder.path())
        .hot(HotMode::Full)
        .stdout(out.clone())
        .build()
        .unwrap();
    vm.tick().unwrap();
    folder.remove("part.ts");
    vm.context()
        .enter(|scope| scope.eval("load()").map(drop))
        .unwrap();
    turn_until(&mut vm, "the error", || {
        out.text().contains("caught ERR_MODULE_NOT_FOUND")
    });
    folder.write("part.ts", "export default 2;\n");
    // The file was looked for, so its coming is a save.
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while vm.generation() == 0 {
        assert!(
            std::time::Instant::now() < deadline,
            "the reload did not come"
        );
        if vm.tick().unwrap() != Tick::Busy {
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
    }
}
