//! Settles a promise from Rust, and looks at one that JavaScript made.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use jsc::{Promise, PromiseStatus, Vm};

fn main() -> Result<(), jsc::Error> {
    let context = Vm::new()?.new_context()?;
    let (ticket, answer) = context.enter(|scope| {
        let ticket = scope.deferred()?;
        scope.global().set(scope, "ticket", ticket.promise())?;
        let answer = scope
            .eval("(async () => `it is ${await ticket}`)()")?
            .cast::<Promise>(scope)?;
        Ok((ticket.protect(scope), answer.protect(scope)))
    })?;

    context.enter(|scope| {
        assert_eq!(answer.local(scope).status(scope)?, PromiseStatus::Pending);
        ticket.local(scope).resolve(scope, 42)
    })?;
    // The outermost scope has ended, so the reactions have run.
    context.enter(|scope| {
        let value = answer.local(scope).result(scope)?.expect("fulfilled");
        println!("{}", value.to::<String>(scope)?);
        Ok(())
    })
}
