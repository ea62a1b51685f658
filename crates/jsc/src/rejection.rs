//! Promises that were rejected and that nobody looks after.
//!
//! The engine's hook is a function object, which the realm it is set on then keeps alive for good; if that function belonged to the same realm,
//! it would keep the realm alive in turn, until the end of the VM. So ours is a function of the home realm, which lives as long as the VM
//! anyway. What it owns is the record of the hooked realm, and in that the closure, which goes when the realm's last handle does.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::callback::{Args, HostCall, reaction_in};
use crate::context::{Context, Realm};
use crate::error::{Error, Result};
use crate::local::Local;
use crate::scope::Scope;
use crate::value::{Promise, Value};

type Hook = dyn for<'s> Fn(&'s Scope, Local<'s, Promise>, Local<'s, Value>);

/// A realm's hook.
#[derive(Default)]
pub(crate) struct RejectionHook {
    closure: RefCell<Option<Rc<Hook>>>,
    /// Whether the engine knows of us; it cannot be told to forget.
    installed: Cell<bool>,
}

impl RejectionHook {
    /// Gives up the closure; called when no handle of the realm is left. The result is to be dropped where user code may run.
    pub(crate) fn take(&self) -> Option<Rc<Hook>> {
        self.closure.take()
    }
}

impl Context {
    /// Calls `hook` with each promise of this realm that is rejected while nobody reacts to it, and the reason.
    ///
    /// That is decided when the microtasks have run (at the end of the outermost scope, or at [`Scope::drain_microtasks`]): a reaction that is
    /// attached until then, suppresses the call; one that is attached later is not reported. What the hook rejects itself is reported
    /// in turn. Promises of other realms are not this hook's.
    ///
    /// A later call replaces the hook. It is dropped with the realm's last `Context` handle; if it owns one, that is never.
    ///
    /// ```
    /// # use std::{cell::Cell, rc::Rc};
    /// let context = jsc::Vm::new()?.new_context()?;
    /// let seen = Rc::new(Cell::new(0.0));
    /// let hook = Rc::clone(&seen);
    /// match context.on_unhandled_rejection(move |scope, _promise, reason| hook.set(reason.to(scope).unwrap_or(0.0))) {
    ///     Err(jsc::Error::Unsupported { .. }) => return Ok(()),
    ///     result => result?,
    /// }
    /// context.enter(|scope| scope.eval("Promise.reject(42)").map(drop))?;
    /// assert_eq!(seen.get(), 42.0);
    /// # Ok::<(), jsc::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Unsupported`] on engines without the hook.
    #[doc(alias = "JSGlobalContextSetUnhandledRejectionCallback")]
    pub fn on_unhandled_rejection(
        &self,
        hook: impl for<'s> Fn(&'s Scope, Local<'s, Promise>, Local<'s, Value>) + 'static,
    ) -> Result<()> {
        let Some(set) = self
            .vm_inner()
            .capabilities()
            .JSGlobalContextSetUnhandledRejectionCallback
        else {
            return Err(Error::Unsupported {
                feature: "the hook for unhandled rejections",
                reason: "it does not export JSGlobalContextSetUnhandledRejectionCallback",
            });
        };
        let hooked = &self.realm().rejections;
        if !hooked.installed.get() {
            self.enter(|scope| {
                let function = reaction_in(
                    scope,
                    scope.vm().home(),
                    Report {
                        realm: scope.realm_rc(),
                    },
                )?;
                scope.check(|_, exception| {
                    // SAFETY: a live context of the VM whose lock the scope holds, and a function; the place for the exception is given.
                    unsafe { set(self.raw().cast_mut(), function.as_raw_object(), exception) }
                })
            })?;
            hooked.installed.set(true);
        }
        let before = hooked.closure.replace(Some(Rc::new(hook)));
        drop(before);
        Ok(())
    }
}

/// What the engine calls.
struct Report {
    realm: Rc<Realm>,
}

impl HostCall for Report {
    fn call<'s>(&self, scope: &'s Scope, args: Args<'s>) -> Result<Local<'s, Value>> {
        let undefined = Ok(scope.undefined());
        // A clone: the hook may replace itself.
        let Some(hook) = self.realm.rejections.closure.borrow().clone() else {
            return undefined;
        };
        let Ok(promise) = args.value(0).cast::<Promise>(scope) else {
            return undefined;
        };
        // The engine reports promises of the realm that the hook was set on, so that realm is alive.
        scope.in_realm(&self.realm, |scope| {
            hook(
                scope,
                promise.in_scope(scope),
                args.value(1).in_scope(scope),
            )
        });
        undefined
    }
}
