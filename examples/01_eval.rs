//! Evaluates a script and reads what it gives.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use jsc::Vm;

fn main() -> Result<(), jsc::Error> {
    let vm = Vm::new()?;
    let context = vm.new_context()?;
    context.enter(|scope| {
        let answer: f64 = scope.eval("6 * 7")?.to(scope)?;
        println!("{answer}");

        let people: Vec<String> = scope.eval("['Ada', 'Grace']")?.to(scope)?;
        println!("{}", people.join(", "));
        Ok(())
    })
}
