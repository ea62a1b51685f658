//! How an embedded program ends.

use hot_vm::{HotMode, HotVm, Tick};

use crate::common::{Folder, Sink, run_embedded};

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
    if crate::common::lacks(crate::common::Needs::RejectionHook) {
        return;
    }
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
