//! What goes wrong on the embedder's side.

use std::rc::Rc;

use hot_vm::{Event, HotMode, HotVm, RunError};

use crate::common::{Folder, Sink, turn_until};

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
