//! `HotVm` inside another program.

#[path = "../common/mod.rs"]
mod common;
mod end;
mod failures;

use std::cell::RefCell;
use std::rc::Rc;

use common::{Folder, Sink, run_embedded, turn_until};
use hot_vm::{Event, HotMode, HotVm, Tick};

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
fn a_missing_entry_is_a_build_error() {
    let folder = Folder::new();
    let error = HotVm::builder()
        .entry("none.ts")
        .cwd(folder.path())
        .build()
        .unwrap_err();
    assert_eq!(error.to_string(), "Module not found \"none.ts\"");
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
