//! The class of host functions, and the function through which the engine calls every one of them.

use std::any::Any;
use std::ffi::CStr;
use std::panic::{self, AssertUnwindSafe};
use std::ptr::{self, NonNull};
use std::slice;
use std::sync::OnceLock;

use crate::callback::args::Args;
use crate::callback::host::{Header, HostCall};
use crate::callback::stack;
use crate::context::Realm;
use crate::error::{Error, Result, plain_error, range_error};
use crate::interrupt::termination;
use crate::local::Local;
use crate::raw;
use crate::scope::Scope;
use crate::string::RawString;
use crate::value::{Function, Value};
use crate::vm::VmInner;

/// What the engine calls the class. A static: the engine reads it when the class is made.
const CLASS_NAME: &CStr = c"Function";

struct Class(raw::JSClassRef);

// SAFETY: classes are counted atomically, belong to no VM, and do not change (JSObjectRef.h: they may be used with any context).
unsafe impl Send for Class {}
// SAFETY: as above.
unsafe impl Sync for Class {}

/// The class of all host functions of the process. Never released: it is as immortal as a static.
fn class() -> raw::JSClassRef {
    static CLASS: OnceLock<Class> = OnceLock::new();
    let make = || {
        let definition = raw::JSClassDefinition {
            className: CLASS_NAME.as_ptr(),
            // No prototype object of the class's own: those have private slots, too, with pointers of the engine's in them.
            attributes: raw::kJSClassAttributeNoAutomaticPrototype,
            callAsFunction: Some(trampoline),
            finalize: Some(finalize),
            ..raw::kJSClassDefinitionEmpty
        };
        // SAFETY: the definition is copied, and complete.
        Class(unsafe { raw::JSClassCreate(&raw const definition) })
    };
    CLASS.get_or_init(make).0
}

/// Makes the function object with nothing that a script would miss.
pub(super) fn make<'s, H: HostCall>(
    scope: &'s Scope,
    name: &str,
    closure: H,
) -> Result<Local<'s, Function>> {
    let name = RawString::new(name)?;
    let local = make_bare(scope, scope.raw(), closure)?;
    let function = local.as_raw_object();
    // The C API sets attributes only on properties that the object does not have yet, its prototypes included: so there must be none before
    // `name` and `length` are defined.
    // SAFETY: live context, live object; the values are on the stack until they are stored. Defining on an ordinary object runs no code.
    unsafe {
        let context = scope.raw();
        let hidden = raw::kJSPropertyAttributeReadOnly | raw::kJSPropertyAttributeDontEnum;
        raw::JSObjectSetPrototype(context, function, raw::JSValueMakeNull(context));
        let length = raw::JSValueMakeNumber(context, f64::from(H::LENGTH));
        raw::JSObjectSetProperty(
            context,
            function,
            names().length.as_raw(),
            length,
            hidden,
            ptr::null_mut(),
        );
        let name = raw::JSValueMakeString(context, name.as_raw());
        raw::JSObjectSetProperty(
            context,
            function,
            names().name.as_raw(),
            name,
            hidden,
            ptr::null_mut(),
        );
        raw::JSObjectSetPrototype(context, function, scope.realm().function_prototype());
    }
    Ok(local)
}

/// Makes the function object, and nothing else.
pub(super) fn make_bare<H: HostCall>(
    scope: &Scope,
    context: raw::JSContextRef,
    closure: H,
) -> Result<Local<'_, Function>> {
    let header = Header::boxed(scope, closure);
    // SAFETY: a live context; the object takes over what `header` refers to, and gives it up in `finalize`.
    let function = unsafe { raw::JSObjectMake(context, class(), header.as_ptr().cast()) };
    if function.is_null() {
        // SAFETY: no object has taken the closure over.
        unsafe { Header::leave(header) };
        return Err(Error::Engine("JSObjectMake returned NULL"));
    }
    // SAFETY: the engine has just made it; it is callable, because its class is.
    Ok(unsafe { scope.local(function) })
}

struct Names {
    name: RawString,
    length: RawString,
}

// SAFETY: strings of the C API are immutable and atomically counted, and the engine copies their characters for property names.
unsafe impl Send for Names {}
// SAFETY: as above.
unsafe impl Sync for Names {}

fn names() -> &'static Names {
    static NAMES: OnceLock<Names> = OnceLock::new();
    NAMES.get_or_init(|| {
        let new = |text| RawString::new(text).expect("a short string is not too long");
        Names {
            name: new("name"),
            length: new("length"),
        }
    })
}

/// Runs when a host function has been collected, in the middle of a collection.
unsafe extern "C" fn finalize(object: raw::JSObjectRef) {
    // SAFETY: an object of our class, which may still be asked for its private data.
    let data = unsafe { raw::JSObjectGetPrivate(object) };
    if let Some(header) = NonNull::new(data.cast::<Header>()) {
        // SAFETY: put there by `make`, and finalizers run once.
        unsafe { Header::leave(header) };
    }
}

/// What the engine calls for every host function.
///
/// `function` is the callee, an object of our class: the engine finds this function through the callee's class alone. So its private data
/// is ours. `this` may be anything, and nobody looks at its private data.
unsafe extern "C" fn trampoline(
    context: raw::JSContextRef,
    function: raw::JSObjectRef,
    this: raw::JSObjectRef,
    count: usize,
    values: *const raw::JSValueRef,
    exception: *mut raw::JSValueRef,
) -> raw::JSValueRef {
    // SAFETY: see above; the engine roots the callee while it runs.
    let header = unsafe { NonNull::new(raw::JSObjectGetPrivate(function).cast::<Header>()) };
    // SAFETY: the header lives as long as the function.
    let Some(data) = header.map(|header| unsafe { header.as_ref() }) else {
        // SAFETY: a live context.
        return unsafe { raw::JSValueMakeUndefined(context) };
    };
    if data.inbox.is_closed() {
        // The VM is being destroyed, and an unlock on the way runs the last microtasks. There is nothing to run them with.
        // SAFETY: a live context.
        return unsafe { raw::JSValueMakeUndefined(context) };
    }
    // SAFETY: the inbox is open, so the VM is there; it cannot be destroyed while one of its functions runs, because whoever made the engine
    // run holds it.
    let vm = unsafe { data.vm.as_ref() };
    let mut thrown = ptr::null();
    let ran = panic::catch_unwind(AssertUnwindSafe(|| {
        Scope::open_in_callback(vm, &data.realm, context, |scope| {
            let result = if stack::is_short() {
                Err(range_error(scope, "Maximum call stack size exceeded."))
            } else {
                // SAFETY: the engine roots the arguments, and leaves the array in place, while the function runs; `scope` is open for a part of
                // that time. A `Local` is a transparent JSValueRef. The receiver is an object, and rooted by `local`.
                let args = unsafe {
                    let values = if count == 0 {
                        &[][..]
                    } else {
                        slice::from_raw_parts(values.cast::<Local<'_, Value>>(), count)
                    };
                    Args::new(scope, scope.local(this), values)
                };
                // SAFETY: the header's own function.
                unsafe { (data.call)(NonNull::from(data), scope, args) }
                    .map_err(|error| error.throw(scope))
            };
            match result {
                Ok(value) => value.as_raw(),
                Err(value) => {
                    thrown = value.as_raw();
                    ptr::null()
                }
            }
        })
    }));
    let value = match ran {
        Ok(value) => value,
        Err(payload) => {
            thrown = panicked(vm, &data.realm, context, payload);
            ptr::null()
        }
    };
    if vm.interrupts.is_terminating() {
        // Whatever the closure made of it: the scripts that called it are to end, too.
        thrown = interrupted(vm, &data.realm, context);
    }
    if thrown.is_null() {
        return value;
    }
    // SAFETY: the engine gives a place for the exception. The value is on the stack until the engine has taken it.
    unsafe {
        *exception = thrown;
        raw::JSValueMakeUndefined(context)
    }
}

/// Keeps a panic for when control is back in Rust, and makes an error for the scripts in between.
#[cold]
fn panicked(
    vm: &VmInner,
    realm: &Realm,
    context: raw::JSContextRef,
    payload: Box<dyn Any + Send>,
) -> raw::JSValueRef {
    let text = payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    let message = format!(
        "a host function panicked: {}",
        text.unwrap_or("(no message)")
    );
    vm.store_panic(payload);
    let made = panic::catch_unwind(AssertUnwindSafe(|| {
        Scope::open_in_callback(vm, realm, context, |scope| {
            plain_error(scope, &message).as_raw()
        })
    }));
    made.unwrap_or_else(|another| {
        vm.store_panic(another);
        // SAFETY: a live context.
        unsafe { raw::JSValueMakeNull(context) }
    })
}

/// What ends the scripts that called a host function.
#[cold]
fn interrupted(vm: &VmInner, realm: &Realm, context: raw::JSContextRef) -> raw::JSValueRef {
    let made = panic::catch_unwind(AssertUnwindSafe(|| {
        Scope::open_in_callback(vm, realm, context, |scope| termination(scope).as_raw())
    }));
    made.unwrap_or_else(|payload| {
        vm.store_panic(payload);
        // SAFETY: a live context.
        unsafe { raw::JSValueMakeNull(context) }
    })
}
