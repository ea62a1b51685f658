//! The private functions on objects and their memory do what their declarations say: no installed
//! header vouches for those. Each test skips where this engine (or `HIDE_JSC_PRIVATE`) lacks what
//! it calls.
#![allow(non_snake_case, reason = "the names are the C API's")]
#![allow(clippy::print_stderr, reason = "a skipped test says why")]

#[macro_use]
#[allow(dead_code, unused_macros, reason = "each test uses its part of it")]
#[path = "support/context.rs"]
mod context;

use context::{Context, string};
use jsc_sys::*;
use std::ffi::c_void;
use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

/// Overwrites the stack below the caller, where the collector would see old pointers.
#[inline(never)]
fn clear_stack() {
    std::hint::black_box([0usize; 4096]);
}

#[test]
fn a_weak_reference_lets_its_object_go() {
    need!(JSWeakCreate, JSWeakRetain, JSWeakGetObject, JSWeakRelease);
    need!(
        JSSynchronousGarbageCollectForDebugging,
        JSSynchronousEdenCollectForDebugging
    );
    let context = Context::new();
    // SAFETY: the context lives to the end; each reference is released once more than retained.
    unsafe {
        let group = JSContextGetGroup(context.0);
        let kept = JSObjectMake(context.0, ptr::null_mut(), ptr::null_mut());
        JSValueProtect(context.0, kept);
        let weak = JSWeakCreate(group, kept);
        JSWeakRetain(group, weak);
        JSWeakRelease(group, weak);
        JSSynchronousEdenCollectForDebugging(context.0);
        assert_eq!(JSWeakGetObject(weak), kept);
        JSValueUnprotect(context.0, kept);
        JSWeakRelease(group, weak);

        // One of many may be seen on the stack; most are not.
        let many: Vec<_> = (0..200)
            .map(|_| {
                JSWeakCreate(
                    group,
                    JSObjectMake(context.0, ptr::null_mut(), ptr::null_mut()),
                )
            })
            .collect();
        clear_stack();
        JSSynchronousGarbageCollectForDebugging(context.0);
        let alive = many
            .iter()
            .filter(|weak| !JSWeakGetObject(**weak).is_null())
            .count();
        assert!(alive < 100, "{alive} of 200 are still alive");
        for weak in many {
            JSWeakRelease(group, weak);
        }
    }
}

#[test]
fn a_constraint_marks_and_a_finalizer_runs() {
    need!(
        JSContextGroupAddMarkingConstraint,
        JSSynchronousGarbageCollectForDebugging
    );
    need!(
        JSContextGroupAddHeapFinalizer,
        JSContextGroupRemoveHeapFinalizer
    );
    need!(JSWeakCreate, JSWeakGetObject, JSWeakRelease);

    static OBJECT: AtomicUsize = AtomicUsize::new(0);
    static FINALIZED: AtomicUsize = AtomicUsize::new(0);

    unsafe extern "C" fn mark(marker: JSMarkerRef, data: *mut c_void) {
        assert_eq!(data as usize, 17);
        let object = OBJECT.load(SeqCst) as JSObjectRef;
        // SAFETY: the engine's marker is good for this call and has both functions; the object was
        // marked in every collection before.
        unsafe { ((*marker).Mark.expect("the engine sets it"))(marker, object) };
        // SAFETY: as above.
        assert!(unsafe { ((*marker).IsMarked.expect("the engine sets it"))(marker, object) });
    }
    unsafe extern "C" fn finalize(_group: JSContextGroupRef, data: *mut c_void) {
        assert_eq!(data as usize, 19);
        FINALIZED.fetch_add(1, SeqCst);
    }

    let context = Context::new();
    // SAFETY: the context lives to the end; the data are numbers; no collection runs between the
    // making of the object and the constraint, because the object is on this stack.
    unsafe {
        let group = JSContextGetGroup(context.0);
        let object = JSObjectMake(context.0, ptr::null_mut(), ptr::null_mut());
        OBJECT.store(object as usize, SeqCst);
        let weak = JSWeakCreate(group, object);
        JSContextGroupAddMarkingConstraint(group, Some(mark), 17 as *mut c_void);
        JSContextGroupAddHeapFinalizer(group, Some(finalize), 19 as *mut c_void);
        JSSynchronousGarbageCollectForDebugging(context.0);
        let runs = FINALIZED.load(SeqCst);
        assert!(runs > 0);
        JSContextGroupRemoveHeapFinalizer(group, Some(finalize), 19 as *mut c_void);
        clear_stack();
        JSSynchronousGarbageCollectForDebugging(context.0);
        assert_eq!(FINALIZED.load(SeqCst), runs);
        assert_eq!(JSWeakGetObject(weak) as usize, OBJECT.load(SeqCst));
        JSWeakRelease(group, weak);
    }
}

#[test]
fn a_weak_map_finds_what_is_alive() {
    need!(
        JSWeakObjectMapCreate,
        JSWeakObjectMapSet,
        JSWeakObjectMapGet,
        JSWeakObjectMapRemove
    );
    // Not a promise that it is called: WebKitGTK 2.50 does not when the context goes.
    unsafe extern "C" fn destroyed(_map: JSWeakObjectMapRef, data: *mut c_void) {
        assert_eq!(data as usize, 23);
    }
    let context = Context::new();
    // SAFETY: the class is all zero, which asks for nothing; the context outlives its objects.
    unsafe {
        let class = JSClassCreate(&kJSClassDefinitionEmpty);
        let map = JSWeakObjectMapCreate(context.0, 23 as *mut c_void, Some(destroyed));
        let object = JSObjectMake(context.0, class, ptr::null_mut());
        let key = 5 as *mut c_void;
        JSWeakObjectMapSet(context.0, map, key, object);
        assert_eq!(JSWeakObjectMapGet(context.0, map, key), object);
        JSWeakObjectMapRemove(context.0, map, key);
        assert!(JSWeakObjectMapGet(context.0, map, key).is_null());
        JSClassRelease(class);
    }
}

#[test]
fn private_properties_are_hidden_slots() {
    need!(
        JSObjectSetPrivateProperty,
        JSObjectGetPrivateProperty,
        JSObjectDeletePrivateProperty
    );
    let context = Context::new();
    let name = string("slot");
    // SAFETY: the context outlives its objects, which are on this stack.
    unsafe {
        let class = JSClassCreate(&kJSClassDefinitionEmpty);
        let object = JSObjectMake(context.0, class, ptr::null_mut());
        let plain = JSObjectMake(context.0, ptr::null_mut(), ptr::null_mut());
        let value = JSValueMakeNumber(context.0, 1.5);
        assert!(JSObjectSetPrivateProperty(context.0, object, name, value));
        assert!(!JSObjectSetPrivateProperty(context.0, plain, name, value));
        assert_eq!(JSObjectGetPrivateProperty(context.0, object, name), value);
        assert!(!JSObjectHasProperty(context.0, object, name));
        assert!(JSObjectDeletePrivateProperty(context.0, object, name));
        assert!(JSObjectGetPrivateProperty(context.0, object, name).is_null());
        JSClassRelease(class);
        JSStringRelease(name);
    }
}

#[test]
fn objects_tell_their_realm_and_target() {
    need!(JSObjectGetGlobalContext, JSObjectGetProxyTarget);
    need!(
        jsAuditJSContextRef,
        jsAuditJSGlobalContextRef,
        jsAuditJSObjectRef,
        jsAuditJSValueRef
    );
    let context = Context::new();
    let proxy = context
        .eval("globalThis.target = {}; new Proxy(target, {})")
        .expect("no exception");
    let target = context.eval("target").expect("no exception");
    let global: JSContextRef = context.0;
    // SAFETY: the objects are reachable from the live context.
    unsafe {
        assert_eq!(JSObjectGetGlobalContext(target.cast_mut()), context.0);
        assert_eq!(JSObjectGetProxyTarget(proxy.cast_mut()), target.cast_mut());
        assert!(JSObjectGetProxyTarget(target.cast_mut()).is_null());
        assert_eq!(jsAuditJSContextRef(global), global);
        assert_eq!(jsAuditJSGlobalContextRef(context.0), context.0);
        assert_eq!(jsAuditJSObjectRef(target.cast_mut()), target.cast_mut());
        assert_eq!(jsAuditJSValueRef(target), target);
    }
}

#[test]
fn the_heap_gives_an_account_of_itself() {
    need!(JSGetMemoryUsageStatistics, JSReportExtraMemoryCost);
    let context = Context::new();
    let name = string("protectedObjectCount");
    let count = || {
        // SAFETY: the context is alive; the object is on this stack.
        unsafe {
            let statistics = JSGetMemoryUsageStatistics(context.0);
            let value = JSObjectGetProperty(context.0, statistics, name, ptr::null_mut());
            JSValueToNumber(context.0, value, ptr::null_mut())
        }
    };
    let before = count();
    // SAFETY: the context is alive; the object is unprotected as often as it is protected.
    unsafe {
        JSReportExtraMemoryCost(context.0, 1 << 20);
        let object = JSObjectMake(context.0, ptr::null_mut(), ptr::null_mut());
        JSValueProtect(context.0, object);
        assert_eq!(count(), before + 1.0);
        JSValueUnprotect(context.0, object);
        assert_eq!(count(), before);
        JSStringRelease(name);
    }
}
