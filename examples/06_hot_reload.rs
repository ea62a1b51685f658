//! A hot-reloading program in one's own loop: it saves its own source once, and goes on with its state kept.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use std::cell::RefCell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use hot_vm::{Event, HotMode, HotVm, Tick};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::temp_dir().join(format!("jsc-example-hot-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let source = |word: &str| {
        format!(
            "globalThis.loads = (globalThis.loads ?? 0) + 1;\nconsole.log('{word}', globalThis.loads);\n"
        )
    };
    std::fs::write(folder.join("app.ts"), source("first"))?;

    let events = Rc::new(RefCell::new(Vec::new()));
    let log = Rc::clone(&events);
    let mut vm = HotVm::builder()
        .entry("app.ts")
        .cwd(&folder)
        .hot(HotMode::Full)
        .on_event(move |event| log.borrow_mut().push(event.clone()))
        .build()?;

    let deadline = Instant::now() + Duration::from_secs(30);
    let mut saved = false;
    while Instant::now() < deadline {
        match vm.tick()? {
            Tick::Finished(code) => std::process::exit(code),
            Tick::Busy => {}
            _ => std::thread::sleep(Duration::from_millis(5)),
        }
        if !saved && matches!(events.borrow().last(), Some(Event::Loaded)) {
            saved = true;
            std::fs::write(folder.join("app.ts"), source("second"))?;
        }
        if let Some(Event::Reloaded { generation }) = events.borrow().last() {
            println!("reloaded, generation {generation}");
            break;
        }
    }
    drop(vm);
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}
