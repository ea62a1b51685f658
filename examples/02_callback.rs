//! Gives JavaScript a Rust closure, and catches what JavaScript throws.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use jsc::Vm;

fn main() -> Result<(), jsc::Error> {
    let context = Vm::new()?.new_context()?;
    context.enter(|scope| {
        let greet = scope.function("greet", |name: String| format!("Hello, {name}!"))?;
        scope.global().set(scope, "greet", greet)?;
        println!("{}", scope.eval("greet('world')")?.to::<String>(scope)?);

        // Conversions are strict: a number is no string, and JavaScript sees a TypeError.
        let error = scope.eval("greet(42)").expect_err("42 is not a name");
        println!("{error}");
        Ok(())
    })
}
