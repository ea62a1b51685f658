//! `HotVm` inside another program.

mod common;

use std::cell::RefCell;
use std::rc::Rc;

use common::{Folder, Sink, turn_until};
use hot_vm::{Event, HotMode, HotVm};

#[test]
fn output_goes_to_the_embedders_sinks() {
    let folder = Folder::with(&[("app.ts", "console.log('out'); console.error('err'); process.stdout.write('raw');\n")]);
    let (out, err) = (Sink::default(), Sink::default());
    let code = HotVm::builder().entry("app.ts").cwd(folder.path()).stdout(out.clone()).stderr(err.clone()).build().unwrap().run().unwrap();
    assert_eq!((code, out.text().as_str(), err.text().as_str()), (0, "out\nraw", "err\n"));
}

#[test]
fn native_modules_can_be_imported_and_survive_reloads() {
    let folder = Folder::with(&[("app.ts", "import { add, name } from 'app:math';\nimport * as all from 'app:math';\nconsole.log(name, add(1, 2), Object.keys(all).join());\n")]);
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
        .module("app:broken", |_| Err(hot_vm::jsc::Error::custom("out of order")))
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
    turn_until(&mut vm, "the second rejection", || events.borrow().len() > 1);
    for _ in 0..20 {
        vm.tick().unwrap();
    }
    assert_eq!(*events.borrow(), [(0, "one".to_owned()), (1, "one".to_owned())]);
}

#[test]
fn teardown_leaves_no_root_behind() {
    let folder = Folder::with(&[("app.ts", "setInterval(() => {}, 1000); await 0;\n")]);
    let mut vm = HotVm::builder().entry("app.ts").cwd(folder.path()).hot(HotMode::Full).build().unwrap();
    vm.tick().unwrap();
    let engine = vm.vm().clone();
    assert_eq!(engine.protected_counts().get("Promise"), Some(&1));
    drop(vm);
    assert_eq!(engine.protected_counts().get("Promise"), None);
    // Property keys are interned for the life of a VM, and being interruptible takes a function; nothing else is left.
    let bare = hot_vm::jsc::Vm::new().unwrap();
    let _ = bare.interrupter();
    let but_keys = |vm: &hot_vm::jsc::Vm| vm.protected_counts().into_iter().filter(|&(kind, _)| kind != "string").collect::<Vec<_>>();
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
    let folder = Folder::with(&[("app.ts", "process.on('exit', () => console.log('bye'));\nprocess.exit(3);\nconsole.log('never');\n")]);
    let out = Sink::default();
    let code = HotVm::builder().entry("app.ts").cwd(folder.path()).stdout(out.clone()).build().unwrap().run().unwrap();
    assert_eq!((code, out.text().as_str()), (3, "bye\n"));
}

#[test]
fn a_missing_entry_is_a_build_error() {
    let folder = Folder::new();
    let error = HotVm::builder().entry("none.ts").cwd(folder.path()).build().unwrap_err();
    assert_eq!(error.to_string(), "Module not found \"none.ts\"");
}
