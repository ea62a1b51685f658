//! Host functions, and calls of JavaScript functions.

use jsc::{Context, Function, Local, Result, Scope, Vm};

fn context() -> Context {
    Vm::new().unwrap().new_context().unwrap()
}

/// The realm's function of one parameter `f` with that body.
fn js<'s>(scope: &'s Scope, code: &str) -> Local<'s, Function> {
    scope
        .eval(&format!("({code})"))
        .unwrap()
        .cast(scope)
        .unwrap()
}

#[test]
fn typed_closures_convert_their_arguments_and_result() -> Result<()> {
    context().enter(|scope| {
        let add = scope.function("add", |a: f64, b: f64| a + b)?;
        let twice = js(scope, "(f, a, b) => f(f(a, b), b)");
        assert_eq!(twice.call(scope, (add, 20.0, 11.0))?.to::<f64>(scope)?, 42.0);
        let show = js(scope, r#"f => [typeof f, f instanceof Function, f.name, f.length, Object.keys(f).length, Object.prototype.toString.call(f), Function.prototype.toString.call(f), String(Object.getOwnPropertyNames(f)), JSON.stringify(Object.getOwnPropertyDescriptors(f))].join("; ")"#);
        let shown = show.call(scope, (add,))?;
        let e = scope.try_catch(|s| js(s, "m => { throw new Error(m) }").call(s, (shown,))).unwrap_err();
        eprintln!("{}", e.error());
        eprintln!("{:?}", e.error());
        let error = add.call(scope, (1.0,)).unwrap_err();
        eprintln!("{error:?}");
        Ok(())
    })
}
