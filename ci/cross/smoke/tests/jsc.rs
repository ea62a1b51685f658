//! The safe crate starts, works and shuts down where the engine has none of the private functions, and where a value is not
//! encoded as in the engine that it was written for. (`put`, not `set`: the stub engine has no JavaScript to assign with.)

use jsc::{Error, Function, Local, Object, Protected, Value, Vm};

#[test]
fn the_smallest_program() -> jsc::Result<()> {
    let vm = Vm::new()?;
    let realm = vm.new_context()?;
    let answer: f64 = realm.enter(|scope| scope.eval("6 * 7")?.to(scope))?;
    assert_eq!(answer, 42.0);
    Ok(())
}

#[test]
fn an_exception_is_an_error() -> jsc::Result<()> {
    let realm = Vm::new()?.new_context()?;
    let error = realm
        .enter(|scope| scope.eval("throw 'no'").map(drop))
        .unwrap_err();
    assert!(matches!(error, Error::Exception(_)), "{error:?}");
    assert!(error.to_string().contains("no"), "{error}");
    Ok(())
}

#[test]
fn a_wrong_type_is_an_error() -> jsc::Result<()> {
    let realm = Vm::new()?.new_context()?;
    realm.enter(|scope| {
        let number: Local<Value> = scope.eval("1")?;
        let error = number.cast::<Function>(scope).unwrap_err();
        assert!(matches!(error, Error::Type { .. }), "{error:?}");
        Ok(())
    })
}

#[test]
fn a_protected_handle_outlives_its_scope_and_may_go_last() -> jsc::Result<()> {
    let vm = Vm::new()?;
    let realm = vm.new_context()?;
    let kept: Protected<Object> = realm.enter(|scope| {
        Ok(scope
            .eval("globalThis")?
            .cast::<Object>(scope)?
            .protect(scope))
    })?;
    let copy = kept.clone();
    realm.enter(|scope| {
        assert!(kept.local(scope).into_value().is::<Object>(scope));
        Ok(())
    })?;
    drop(kept);
    drop(realm);
    drop(vm);
    drop(copy);
    Ok(())
}

#[test]
fn more_handles_than_a_scope_has_slots() -> jsc::Result<()> {
    let realm = Vm::new()?.new_context()?;
    realm.enter(|scope| {
        let values = (0..2_000)
            .map(|n| scope.eval(&format!("{n} + 0")))
            .collect::<jsc::Result<Vec<_>>>()?;
        for (n, value) in values.into_iter().enumerate() {
            assert_eq!(value.to::<f64>(scope)?, n as f64);
        }
        Ok(())
    })
}

#[test]
fn a_closure_is_called_with_typed_arguments() -> jsc::Result<()> {
    let realm = Vm::new()?.new_context()?;
    realm.enter(|scope| {
        let add = scope.function("add", |a: f64, b: f64| a + b)?;
        scope.global().put(scope, "add", add)?;
        assert_eq!(scope.eval("add(20, 22) * 2")?.to::<f64>(scope)?, 84.0);
        let error = scope.eval("add('a', 1)").unwrap_err();
        assert!(error.to_string().contains("number"), "{error}");
        Ok(())
    })
}

#[test]
fn a_panic_crosses_the_engine_and_goes_on() {
    let caught = std::panic::catch_unwind(|| {
        let realm = Vm::new()?.new_context()?;
        realm.enter(|scope| {
            let boom = scope.function("boom", || -> f64 { panic!("boom") })?;
            scope.global().put(scope, "boom", boom)?;
            scope.eval("boom()").map(drop)
        })
    });
    let panic = caught.expect_err("the panic came out");
    assert_eq!(panic.downcast_ref::<&str>(), Some(&"boom"));
}

#[test]
fn every_thread_may_have_a_vm() {
    let threads: Vec<_> = (0..4)
        .map(|n| {
            std::thread::spawn(move || -> jsc::Result<f64> {
                let realm = Vm::new()?.new_context()?;
                realm.enter(|scope| scope.eval(&format!("{n} * 10 + 1"))?.to(scope))
            })
        })
        .collect();
    for (n, thread) in threads.into_iter().enumerate() {
        assert_eq!(
            thread.join().expect("no panic").expect("no error"),
            n as f64 * 10.0 + 1.0
        );
    }
}
