//! Promises: making them, looking at them, and reacting to them.
//!
//! What is and is not a promise is the engine's to say, by the type tag of its cells. `then` is the intrinsic one, taken from a realm that no script
//! ever sees, so that neither a changed `Promise.prototype.then` nor an own `then` of a promise gets between.

mod deferred;
mod microtasks;
mod state;
mod then;

pub use deferred::{Deferred, ProtectedDeferred};
pub use state::PromiseStatus;
pub use then::PromiseWatch;

pub(crate) use state::{PromiseReader, promises_can_be_read};

use crate::local::Local;
use crate::raw;
use crate::scope::Scope;
use crate::value::Value;

/// The engine's type tag of promises, learned from one; `None` if the tag does not tell them from other objects.
pub(crate) fn learn_tag(context: raw::JSGlobalContextRef) -> Option<u8> {
    // SAFETY: a live, fresh context; the results are looked at before anything else is allocated on this thread's account, and are on the
    // stack meanwhile. Each is a cell, because the encoding was checked before.
    unsafe {
        let mut exception = std::ptr::null();
        let promise = raw::JSObjectMakeDeferredPromise(
            context,
            std::ptr::null_mut(),
            std::ptr::null_mut(),
            &mut exception,
        );
        if promise.is_null() {
            return None;
        }
        let tag = raw::cell_type(promise);
        let object = raw::JSObjectMake(context, std::ptr::null_mut(), std::ptr::null_mut());
        let array = raw::JSObjectMakeArray(context, 0, std::ptr::null(), &mut exception);
        let error = raw::JSObjectMakeError(context, 0, std::ptr::null(), &mut exception);
        let date = raw::JSObjectMakeDate(context, 0, std::ptr::null(), &mut exception);
        let others = [
            object,
            array,
            error,
            date,
            raw::JSContextGetGlobalObject(context),
        ];
        let unique = others
            .iter()
            .all(|&other| !other.is_null() && raw::cell_type(other) != tag);
        unique.then_some(tag)
    }
}

/// Whether `value` is a promise: by the engine's tag.
pub(crate) fn is_promise(scope: &Scope, value: Local<'_, Value>) -> bool {
    // SAFETY: a live context and value; the tag exists only where the encoding was checked, and then an object is a cell.
    unsafe {
        raw::JSValueIsObject(scope.raw(), value.as_raw())
            && scope
                .vm()
                .promise_tag()
                .is_some_and(|tag| raw::cell_type(value.as_raw()) == tag)
    }
}
