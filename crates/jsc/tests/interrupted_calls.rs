//! Interrupts that meet calls between the languages.

mod support;

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use jsc::{Error, Function, Interrupter, IntoJs, Local, Result, Vm};
use support::js;

/// An interrupter, or nothing where the engine cannot have them, which it then says.
fn interrupter(vm: &Vm) -> Option<Interrupter> {
    match vm.interrupter() {
        Ok(interrupter) => Some(interrupter),
        Err(Error::Unsupported { .. }) if std::env::var_os("HIDE_JSC_PRIVATE").is_some() => None,
        Err(error) => panic!("{error}"),
    }
}

/// A host function that deals with the error of an interrupted call must not set the scripts around it free.
#[test]
fn swallowed_interrupt_does_not_let_scripts_escape() {
    let vm = Vm::new().unwrap();
    let Some(interrupter) = interrupter(&vm) else {
        return;
    };
    let context = vm.new_context().unwrap();
    for script in [
        "(f, loop) => { f(loop); for (;;); }",
        "(f, loop) => { for (;;) { try { f(loop) } catch {} } }",
        "(f, loop) => { try { f(loop) } finally { for (;;); } }",
        "(f, loop) => f(() => { f(loop); for (;;); })",
        "(f, loop) => [1, 2, 3].map(() => { f(loop); for (;;); })",
        "(f, loop) => f(loop)",
    ] {
        let swallowed = Rc::new(Cell::new(0));
        let result: Result<()> = context.enter(|scope| {
            let (count, interrupter) = (Rc::clone(&swallowed), interrupter.clone());
            let swallow = scope.function_with("swallow", move |scope, args| {
                // Asked for here, so that it is the endless loop that is hit.
                interrupter.interrupt_after(Duration::from_millis(1));
                match args.get::<Local<'_, Function>>(0)?.call(scope, ()) {
                    Err(Error::Interrupted) => count.set(count.get() + 1),
                    other => panic!("{other:?}"),
                }
                1.into_js(scope)
            })?;
            let endless = js(scope, "() => { for (;;); }");
            js(scope, script).call(scope, (swallow, endless)).map(drop)
        });
        assert!(
            matches!(result, Err(Error::Interrupted)),
            "{script}: {result:?}"
        );
        assert!(swallowed.get() >= 1, "{script}");
        interrupter.cancel();
        let sum = context.enter(|scope| scope.eval("1 + 1")?.to::<i32>(scope));
        assert_eq!(sum.unwrap(), 2, "after {script}");
    }
}

/// JavaScript without end that only runs because an exception is looked at, by us or by the engine.
#[test]
fn a_getter_without_end_is_interrupted_while_an_exception_is_looked_at() {
    let vm = Vm::new().unwrap();
    let Some(interrupter) = interrupter(&vm) else {
        return;
    };
    let context = vm.new_context().unwrap();
    context
        .enter(|scope| {
            let interrupter = interrupter.clone();
            let ask = scope.function("ask", move || {
                interrupter.interrupt_after(Duration::from_millis(1))
            })?;
            scope.global().set(scope, "ask", ask)
        })
        .unwrap();
    for thrown in [
        "{ get message() { ask(); for (;;); } }",
        "{ message: 'm', get stack() { ask(); for (;;); } }",
        "{ toString() { ask(); for (;;); } }",
        "new Proxy({}, { get() { ask(); for (;;); } })",
    ] {
        let result = context.enter(|scope| scope.eval(&format!("throw ({thrown})")).map(drop));
        assert!(
            matches!(result, Err(Error::Interrupted)),
            "{thrown}: {result:?}"
        );
        interrupter.cancel();
        let sum = context.enter(|scope| scope.eval("1 + 1")?.to::<i32>(scope));
        assert_eq!(sum.unwrap(), 2, "after {thrown}");
    }
}
