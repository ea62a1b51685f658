//! `hot:jsc`: what a program can learn of the engine it runs on.

use jsc::{Args, Collect, HeapStatistics, Local, Object, Scope};

use crate::module::NativeModule;
use crate::native;

/// The module's name.
pub(crate) const SPECIFIER: &str = "hot:jsc";

/// `heapStats()` and `gc(sync)`.
pub(crate) fn module() -> NativeModule {
    native::module(|exports| {
        let scope = exports.scope();
        let heap_stats = scope.function_with("heapStats", |scope: &Scope, _: Args<'_>| {
            Ok(heap_stats(scope)?.into_value())
        })?;
        exports.value("heapStats", heap_stats)?;
        // Synchronous or not: the engine's asynchronous collection is a hint that it may ignore, so both are done at once. Gives the size after.
        let gc = scope.function_with("gc", |scope: &Scope, _: Args<'_>| {
            scope.vm_handle().collect(Collect::Full)?;
            jsc::IntoJs::into_js(scope.vm_handle().heap_statistics()?.heap_size as f64, scope)
        })?;
        exports.value("gc", gc)
    })
}

fn heap_stats<'s>(scope: &'s Scope) -> jsc::Result<Local<'s, Object>> {
    let vm = scope.vm_handle();
    let HeapStatistics {
        heap_size,
        heap_capacity,
        extra_memory_size,
        object_count,
        protected_object_count,
        global_object_count,
        protected_global_object_count,
        object_type_counts,
        ..
    } = vm.heap_statistics()?;
    let stats = scope.object();
    for (name, number) in [
        ("heapSize", heap_size),
        ("heapCapacity", heap_capacity),
        ("extraMemorySize", extra_memory_size),
        ("objectCount", object_count),
        ("protectedObjectCount", protected_object_count),
        ("globalObjectCount", global_object_count),
        ("protectedGlobalObjectCount", protected_global_object_count),
    ] {
        stats.set(scope, name, number as f64)?;
    }
    let types = scope.object();
    for (name, count) in object_type_counts {
        types.set(scope, name.as_str(), count as f64)?;
    }
    stats.set(scope, "objectTypeCounts", types)?;
    let protected = scope.object();
    for (name, count) in vm.protected_counts() {
        protected.set(scope, name, count as f64)?;
    }
    stats.set(scope, "protectedObjectTypeCounts", protected)?;
    Ok(stats)
}
