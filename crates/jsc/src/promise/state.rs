//! Looking at promises. The C API cannot; the engine exports C++ functions that can, which are tried on promises of known state first.

use std::ptr;

use crate::error::{Error, Result};
use crate::local::Local;
use crate::raw;
use crate::scope::Scope;
use crate::value::{Promise, Value};

/// Whether a promise is settled, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PromiseStatus {
    /// Not settled yet.
    Pending,
    /// Settled with a value.
    Fulfilled,
    /// Settled with a reason.
    Rejected,
}

type Status =
    unsafe extern "C" fn(*const raw::OpaqueJSValue, *const raw::OpaqueJSContextGroup) -> u32;
type Outcome =
    unsafe extern "C" fn(*const raw::OpaqueJSValue, *const raw::OpaqueJSContextGroup) -> u64;
type Handled =
    unsafe extern "C" fn(*const raw::OpaqueJSValue, *const raw::OpaqueJSContextGroup) -> bool;

/// The engine's functions on promises, known to do what they should.
#[derive(Clone, Copy)]
pub(crate) struct PromiseReader {
    status: Status,
    result: Outcome,
    is_handled: Handled,
}

/// Compares what the functions say of three promises with what is known of them. `None` where they are missing or differ.
///
/// The context is fresh, its values are encoded as [`raw`] believes, and the tag of promises is known.
pub(crate) fn promises_can_be_read(
    context: raw::JSGlobalContextRef,
    group: raw::JSContextGroupRef,
    capabilities: &raw::Private,
) -> Option<PromiseReader> {
    let (lock, unlock) = (capabilities.JSLock?, capabilities.JSUnlock?);
    let reader = PromiseReader {
        status: capabilities.promise_status?,
        result: capabilities.promise_result?,
        is_handled: capabilities.promise_is_handled?,
    };
    let (mut pending, mut settled) = ([ptr::null_mut(); 3], [ptr::null_mut(); 3]);
    let mut exception = ptr::null();
    // SAFETY: a live context and group, the lock held around all of it; everything made is on the stack. The functions take a promise and the
    // VM, which a group is. Nothing hears of the rejection: the context has no hook.
    unsafe {
        lock(context);
        for (promise, function) in [(0, 0), (1, 0), (2, 1)] {
            let (mut resolve, mut reject) = (ptr::null_mut(), ptr::null_mut());
            pending[promise] = raw::JSObjectMakeDeferredPromise(
                context,
                &raw mut resolve,
                &raw mut reject,
                &raw mut exception,
            );
            settled[promise] = if function == 0 { resolve } else { reject };
        }
        let made = pending
            .iter()
            .chain(&settled)
            .all(|object| !object.is_null());
        let number = raw::JSValueMakeNumber(context, 42.5);
        let good = made && {
            for function in &settled[1..] {
                raw::JSObjectCallAsFunction(
                    context,
                    *function,
                    ptr::null_mut(),
                    1,
                    &raw const number,
                    &raw mut exception,
                );
            }
            let [waiting, fulfilled, rejected] = pending.map(<*mut raw::OpaqueJSValue>::cast_const);
            let said = |promise| {
                (
                    (reader.status)(promise, group),
                    (reader.result)(promise, group),
                    (reader.is_handled)(promise, group),
                )
            };
            said(waiting) == (0, raw::UNDEFINED, false)
                && said(fulfilled) == (1, number as u64, false)
                && said(rejected) == (2, number as u64, false)
        };
        unlock(context);
        (good && exception.is_null()).then_some(reader)
    }
}

impl Scope {
    /// The engine's functions on promises; asking for the context takes the lock that they need.
    fn promise_reader(
        &self,
        feature: &'static str,
    ) -> Result<(PromiseReader, *const raw::OpaqueJSContextGroup)> {
        let _ = self.raw();
        match self.vm().promise_reader() {
            Some(reader) => Ok((reader, self.vm().group())),
            None => Err(Error::Unsupported {
                feature,
                reason: "it does not export JSC::JSPromise; use Local<Promise>::watch",
            }),
        }
    }
}

impl Local<'_, Promise> {
    /// Whether the promise is settled, and how.
    ///
    /// # Errors
    /// [`Error::Unsupported`] where the engine cannot tell; [`watch`](Self::watch) works everywhere.
    pub fn status(self, scope: &Scope) -> Result<PromiseStatus> {
        let (reader, group) = scope.promise_reader("Promise status")?;
        // SAFETY: a live promise of the scope's VM, whose lock is held.
        match unsafe { (reader.status)(self.as_raw(), group) } {
            0 => Ok(PromiseStatus::Pending),
            1 => Ok(PromiseStatus::Fulfilled),
            2 => Ok(PromiseStatus::Rejected),
            _ => Err(Error::Engine("JSPromise::status gave an unknown status")),
        }
    }

    /// The value or reason that the promise is settled with; `None` while it is pending.
    ///
    /// # Errors
    /// As [`status`](Self::status).
    pub fn result<'s>(self, scope: &'s Scope) -> Result<Option<Local<'s, Value>>> {
        if self.status(scope)? == PromiseStatus::Pending {
            return Ok(None);
        }
        let (reader, group) = scope.promise_reader("Promise result")?;
        // SAFETY: as in `status`.
        let value = unsafe { (reader.result)(self.as_raw(), group) };
        // SAFETY: the bits are a value, which the promise refers to; the encoding is checked where there is a reader.
        Ok(Some(unsafe {
            scope.local(value as usize as raw::JSValueRef)
        }))
    }

    /// Whether somebody reacts to the promise's rejection, so that it does not count as unhandled.
    ///
    /// # Errors
    /// As [`status`](Self::status).
    pub fn is_handled(self, scope: &Scope) -> Result<bool> {
        let (reader, group) = scope.promise_reader("Promise handledness")?;
        // SAFETY: as in `status`.
        Ok(unsafe { (reader.is_handled)(self.as_raw(), group) })
    }
}
