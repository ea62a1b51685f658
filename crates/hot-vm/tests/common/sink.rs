//! A sink that the test can read, and an embedded program's turns.

use std::cell::RefCell;
use std::io::{Result, Write};
use std::rc::Rc;
use std::time::{Duration, Instant};

use hot_vm::{HotVm, Tick};

use super::Folder;

/// A sink that the test can read.
#[derive(Clone, Default)]
pub struct Sink(Rc<RefCell<Vec<u8>>>);

impl Sink {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.borrow()).into_owned()
    }

    pub fn bytes(&self) -> Vec<u8> {
        self.0.borrow().clone()
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

/// Turns the loop until something has happened.
pub fn turn_until(vm: &mut HotVm, what: &str, mut done: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !done() {
        assert!(Instant::now() < deadline, "{what} did not come");
        match vm.tick().expect("the engine works") {
            Tick::Busy => {}
            _ => std::thread::sleep(Duration::from_millis(2)),
        }
    }
}

/// What a program that is embedded writes until its end, and its exit code.
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// Runs one file to its end.
pub fn run_embedded(source: &str) -> Run {
    let folder = Folder::with(&[("app.ts", source)]);
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
    Run {
        code,
        out: out.text(),
        err: err.text(),
    }
}
