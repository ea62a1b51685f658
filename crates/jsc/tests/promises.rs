//! Promises: settling, looking at, reacting.

use jsc::{Context, Error, IntoJs, Promise, PromiseStatus, Result, Vm};

fn context() -> Context {
    Vm::new().unwrap().new_context().unwrap()
}

/// Whether this run can ask the engine about promises.
fn can_look() -> bool {
    context()
        .enter(|scope| match scope.deferred()?.promise().status(scope) {
            Ok(_) => Ok(true),
            Err(Error::Unsupported { .. }) => Ok(false),
            Err(error) => Err(error),
        })
        .unwrap()
}

#[test]
fn deferred_promises_are_settled_from_rust() -> Result<()> {
    let context = context();
    let (later, watch) = context.enter(|scope| {
        let deferred = scope.deferred()?;
        Ok((deferred.protect(scope), deferred.promise().watch(scope)?))
    })?;
    assert_eq!(watch.status(), PromiseStatus::Pending);
    context.enter(|scope| later.local(scope).resolve(scope, 42.0))?;
    assert_eq!(watch.status(), PromiseStatus::Fulfilled);
    let value = watch.result().unwrap()?;
    assert_eq!(
        context.enter(|scope| value.local(scope).to::<f64>(scope))?,
        42.0
    );
    // Only the first time counts.
    context.enter(|scope| later.local(scope).reject(scope, 1.0))?;
    assert_eq!(watch.status(), PromiseStatus::Fulfilled);
    Ok(())
}

#[test]
fn reactions_are_closures() -> Result<()> {
    let context = context();
    let watch = context.enter(|scope| {
        let promise = scope
            .eval("Promise.reject(new RangeError('far'))")?
            .cast::<Promise>(scope)?;
        let next = promise.then(
            scope,
            |scope, _| Ok(scope.undefined()),
            |scope, reason| {
                let error = scope.try_catch(|scope| scope.eval("throw 1")).unwrap_err();
                assert_eq!(error.thrown().unwrap().to::<f64>(scope)?, 1.0);
                let _ = reason;
                7.0.into_js(scope)
            },
        )?;
        next.watch(scope)
    })?;
    assert_eq!(watch.status(), PromiseStatus::Fulfilled);
    Ok(())
}

#[test]
fn status_and_result_are_the_engines() -> Result<()> {
    if !can_look() {
        return Ok(());
    }
    context().enter(|scope| {
        let promise = scope.resolved(3.0)?;
        assert_eq!(promise.status(scope)?, PromiseStatus::Fulfilled);
        assert_eq!(promise.result(scope)?.unwrap().to::<f64>(scope)?, 3.0);
        let promise = scope.rejected(4.0)?;
        assert_eq!(promise.status(scope)?, PromiseStatus::Rejected);
        assert!(!promise.is_handled(scope)?);
        promise.mark_handled(scope)?;
        assert!(promise.is_handled(scope)?);
        Ok(())
    })
}
