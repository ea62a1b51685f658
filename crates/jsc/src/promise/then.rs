//! Reacting to promises.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::{Rc, Weak};
use std::task::{Context as TaskContext, Poll, Waker};

use crate::callback::{Once, reaction};
use crate::error::{Error, Result};
use crate::intrinsics::Intrinsic;
use crate::local::Local;
use crate::promise::PromiseStatus;
use crate::protected::Protected;
use crate::scope::Scope;
use crate::value::{Function, Promise, Value};

impl Local<'_, Promise> {
    /// Runs one of two closures as a microtask when the promise is settled; what it returns settles the promise that this gives.
    ///
    /// The promise counts as handled from now on. The closures are called once at most, and dropped with the promise if never.
    ///
    /// ```
    /// # let context = jsc::Vm::new()?.new_context()?;
    /// use jsc::{IntoJs, Promise};
    ///
    /// let doubled = context.enter(|scope| {
    ///     let promise = scope.eval("Promise.resolve(21)")?.cast::<Promise>(scope)?;
    ///     let doubled = promise.then(
    ///         scope,
    ///         |scope, value| (value.to::<f64>(scope)? * 2.0).into_js(scope),
    ///         |scope, _reason| Ok(scope.undefined()),
    ///     )?;
    ///     Ok(doubled.protect(scope))
    /// })?;
    /// # Ok::<(), jsc::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Exception`] if the promise is of a class of the script's whose `constructor` or `Symbol.species` throws, and [`Error::Type`] if that class
    /// makes something else than a promise.
    pub fn then<'s>(
        self,
        scope: &'s Scope,
        fulfilled: impl for<'t> FnOnce(&'t Scope, Local<'t, Value>) -> Result<Local<'t, Value>>
        + 'static,
        rejected: impl for<'t> FnOnce(&'t Scope, Local<'t, Value>) -> Result<Local<'t, Value>> + 'static,
    ) -> Result<Local<'s, Promise>> {
        let fulfilled = reaction(scope, Once::new(fulfilled))?.into_value();
        let rejected = reaction(scope, Once::new(rejected))?.into_value();
        self.then_raw(scope, [fulfilled, rejected])?.cast(scope)
    }

    /// Says that somebody looks after the promise's rejection, so that it does not count as unhandled.
    ///
    /// # Errors
    /// [`Error::Exception`] if the promise is of a class of the script's whose `constructor` or `Symbol.species` throws.
    pub fn mark_handled(self, scope: &Scope) -> Result<()> {
        scope.nested(|scope| {
            let nothing = reaction(scope, Once::new(|scope, _| Ok(scope.undefined())))?;
            self.then_raw(scope, [scope.undefined(), nothing.into_value()])
                .map(drop)
        })
    }

    /// Watches the promise from Rust: its outcome is recorded when it is settled. Works on every engine.
    ///
    /// The promise counts as handled from now on. Like every reaction, the watch hears of the outcome as a microtask, also of a promise that is
    /// settled already.
    ///
    /// # Errors
    /// As [`mark_handled`](Self::mark_handled).
    pub fn watch(self, scope: &Scope) -> Result<PromiseWatch> {
        let state = Rc::new(RefCell::new(State::Pending(None)));
        // Weak: the outcome is a root, and a root that an object of the same VM owned would never be given up.
        let (on_value, on_reason) = (Rc::downgrade(&state), Rc::downgrade(&state));
        scope.nested(|scope| {
            let fulfilled = reaction(
                scope,
                Once::new(move |scope, value| {
                    settle(&on_value, scope, || Ok(value.protect(scope)))
                }),
            )?;
            let rejected = reaction(
                scope,
                Once::new(move |scope, reason| {
                    settle(&on_reason, scope, || Err(Error::from_thrown(scope, reason)))
                }),
            )?;
            self.then_raw(scope, [fulfilled.into_value(), rejected.into_value()])
                .map(drop)
        })?;
        Ok(PromiseWatch { state })
    }

    fn then_raw<'s>(
        self,
        scope: &'s Scope,
        reactions: [Local<'_, Value>; 2],
    ) -> Result<Local<'s, Value>> {
        let then = scope.intrinsic(Intrinsic::Then)?;
        // SAFETY: rooted by the home realm, and a function.
        let then = unsafe { Local::<Function>::from_raw(then) };
        then.call_with_this(scope, *self, &reactions)
    }
}

fn settle<'s>(
    state: &Weak<RefCell<State>>,
    scope: &'s Scope,
    outcome: impl FnOnce() -> Result<Protected<Value>>,
) -> Result<Local<'s, Value>> {
    if let Some(state) = state.upgrade() {
        let before = state.replace(State::Settled(outcome()));
        if let State::Pending(Some(waker)) = before {
            waker.wake();
        }
    }
    Ok(scope.undefined())
}

/// The outcome of a promise, as soon as there is one. Also a future, for use in an executor on the VM's thread.
///
/// It keeps the outcome rooted, but not the promise. Nothing runs by itself: somebody has to let the engine work (open scopes, turn its run
/// loop), or the outcome never comes.
///
/// ```
/// # let context = jsc::Vm::new()?.new_context()?;
/// use jsc::{Promise, PromiseStatus};
///
/// let watch = context.enter(|scope| scope.eval("(async () => 'done')()")?.cast::<Promise>(scope)?.watch(scope))?;
/// // The scope's end has run the microtasks.
/// assert_eq!(watch.status(), PromiseStatus::Fulfilled);
/// # Ok::<(), jsc::Error>(())
/// ```
#[derive(Debug)]
#[must_use = "a watch that is dropped has only marked the promise as handled"]
pub struct PromiseWatch {
    state: Rc<RefCell<State>>,
}

#[derive(Debug)]
enum State {
    Pending(Option<Waker>),
    Settled(Result<Protected<Value>>),
}

impl PromiseWatch {
    /// Whether the promise is settled, as far as its reactions have run.
    pub fn status(&self) -> PromiseStatus {
        match &*self.state.borrow() {
            State::Pending(_) => PromiseStatus::Pending,
            State::Settled(Ok(_)) => PromiseStatus::Fulfilled,
            State::Settled(Err(_)) => PromiseStatus::Rejected,
        }
    }

    /// The value, or the reason as an error; `None` while the promise is pending.
    pub fn result(&self) -> Option<Result<Protected<Value>>> {
        match &*self.state.borrow() {
            State::Pending(_) => None,
            State::Settled(outcome) => Some(outcome.clone()),
        }
    }
}

impl Future for PromiseWatch {
    type Output = Result<Protected<Value>>;

    fn poll(self: Pin<&mut Self>, task: &mut TaskContext<'_>) -> Poll<Self::Output> {
        match &mut *self.state.borrow_mut() {
            State::Pending(waker) => {
                *waker = Some(task.waker().clone());
                Poll::Pending
            }
            State::Settled(outcome) => Poll::Ready(outcome.clone()),
        }
    }
}
