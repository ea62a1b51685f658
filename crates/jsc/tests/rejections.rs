//! The hook for unhandled rejections.

use std::cell::RefCell;
use std::rc::Rc;

use jsc::{Context, Error, Result, Vm};

/// A context with a hook that writes down numeric reasons; `None` where the engine has no hook.
fn watched(vm: &Vm) -> Option<(Context, Rc<RefCell<Vec<f64>>>)> {
    let context = vm.new_context().unwrap();
    let seen = Rc::new(RefCell::new(Vec::new()));
    let log = Rc::clone(&seen);
    match context.on_unhandled_rejection(move |scope, _, reason| {
        log.borrow_mut().push(reason.to(scope).unwrap())
    }) {
        Ok(()) => Some((context, seen)),
        Err(Error::Unsupported { .. }) => None,
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn rejections_are_reported_when_the_microtasks_have_run() -> Result<()> {
    let Some((context, seen)) = watched(&Vm::new()?) else {
        return Ok(());
    };
    context.enter(|scope| {
        scope.eval(
            "Promise.reject(1); var later = Promise.reject(2); Promise.reject(3).catch(() => {})",
        )?;
        assert_eq!(*seen.borrow(), []);
        scope.eval("later.catch(() => {})").map(drop)
    })?;
    assert_eq!(*seen.borrow(), [1.0]);
    Ok(())
}
