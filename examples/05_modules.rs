//! Runs a TypeScript module that imports a module made of Rust.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use std::cell::Cell;
use std::rc::Rc;

use hot_vm::HotVm;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::temp_dir().join(format!("jsc-example-modules-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    std::fs::write(
        folder.join("app.ts"),
        "import { add } from 'app:counter';\nconst steps: number[] = [1, 2, 39];\nfor (const n of steps) add(n);\nconsole.log('counted');\n",
    )?;

    let total = Rc::new(Cell::new(0.0));
    let counter = Rc::clone(&total);
    let code = HotVm::builder()
        .entry("app.ts")
        .cwd(&folder)
        .module("app:counter", move |exports| {
            let counter = Rc::clone(&counter);
            exports.function("add", move |n: f64| counter.set(counter.get() + n))
        })
        .build()?
        .run()?;
    println!("exit code {code}, total {}", total.get());
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}
