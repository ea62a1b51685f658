//! Collections on demand, and what is on the heap.

use std::collections::BTreeMap;

use crate::error::{Error, Result};
use crate::raw;
use crate::string::RawString;
use crate::vm::{Vm, VmInner};

/// Which collection to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Collect {
    /// The whole heap, swept at once: every object that is dead has been finalized afterwards.
    Full,
    /// What was made since the last collection; swept lazily.
    Eden,
}

/// What is on the heap of a VM, as the engine counts it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HeapStatistics {
    /// Bytes in use when the last collection ended, and allocated since.
    pub heap_size: usize,
    /// Bytes that the heap has from the system.
    pub heap_capacity: usize,
    /// Bytes outside the heap that belong to its objects: strings' and buffers' contents.
    pub extra_memory_size: usize,
    /// Objects, dead ones that have not been swept included.
    pub object_count: usize,
    /// Distinct values that are protected (by [`Protected`](crate::Protected) handles, keys and the like), global objects, each realm's and one of the
    /// VM's own, and what the engine itself roots: one for each script in its code cache.
    pub protected_object_count: usize,
    /// Global objects.
    pub global_object_count: usize,
    /// Global objects whose realm has handles; one is the VM's own.
    pub protected_global_object_count: usize,
    /// Objects by the engine's name for their type: `"Function"`, `"Object"`, `"string"`, internal ones too.
    pub object_type_counts: BTreeMap<String, usize>,
}

impl Vm {
    /// Collects garbage now, then runs the destructors of host data that died.
    ///
    /// The collector takes everything for alive that it finds on the machine stack, stale words included, so one particular object may survive.
    ///
    /// # Errors
    /// [`Error::Unsupported`] if the engine lacks the function. Without it nothing collects at once: the engine collects as it allocates.
    ///
    /// # Panics
    /// If such a destructor panics, or a host function that a microtask called at the end; both only outside of scopes.
    #[doc(alias = "JSGarbageCollect")]
    #[doc(alias = "JSSynchronousGarbageCollectForDebugging")]
    pub fn collect(&self, what: Collect) -> Result<()> {
        let capabilities = self.inner.capabilities();
        let (collect, reason) = match what {
            Collect::Full => (
                capabilities.JSSynchronousGarbageCollectForDebugging,
                "the engine lacks JSSynchronousGarbageCollectForDebugging",
            ),
            Collect::Eden => (
                capabilities.JSSynchronousEdenCollectForDebugging,
                "the engine lacks JSSynchronousEdenCollectForDebugging",
            ),
        };
        let Some(collect) = collect else {
            return Err(Error::Unsupported {
                feature: "collecting at once",
                reason,
            });
        };
        // SAFETY: the home context is alive. No finalizer of ours calls user code, so this is not reached from inside a collection.
        self.inner.locked(|vm| unsafe { collect(vm.home()) })
    }

    /// Counts what is on the heap. Walks all of it.
    ///
    /// # Errors
    /// [`Error::Unsupported`] if the engine lacks the function.
    #[doc(alias = "JSGetMemoryUsageStatistics")]
    pub fn heap_statistics(&self) -> Result<HeapStatistics> {
        let Some(measure) = self.inner.capabilities().JSGetMemoryUsageStatistics else {
            let reason = "the engine lacks JSGetMemoryUsageStatistics";
            return Err(Error::Unsupported {
                feature: "heap statistics",
                reason,
            });
        };
        let measured = self.inner.locked(|vm| {
            // SAFETY: the home context is alive. The object is on this stack while it is read, and nothing that scripts could change is on the way:
            // its properties are its own, in a realm that no script sees.
            let object = unsafe { measure(vm.home()) };
            let types = Record {
                vm,
                object: Record { vm, object }.get("objectTypeCounts")?.cast_mut(),
            };
            let record = Record { vm, object };
            Ok(HeapStatistics {
                heap_size: record.count("heapSize")?,
                heap_capacity: record.count("heapCapacity")?,
                extra_memory_size: record.count("extraMemorySize")?,
                object_count: record.count("objectCount")?,
                protected_object_count: record.count("protectedObjectCount")?,
                global_object_count: record.count("globalObjectCount")?,
                protected_global_object_count: record.count("protectedGlobalObjectCount")?,
                object_type_counts: types
                    .names()
                    .into_iter()
                    .map(|name| types.count(&name).map(|n| (name, n)))
                    .collect::<Result<_>>()?,
            })
        });
        measured?
    }

    /// The distinct values that this VM's handles keep alive, by type: [`Protected`](crate::Protected), [`SendProtected`](crate::SendProtected), cached keys.
    ///
    /// What this crate believes; the engine's own count is [`HeapStatistics::protected_object_count`], which has the global objects on top. A number that
    /// grows from one turn of a program to the next is a leak, and the type tells where to look.
    pub fn protected_counts(&self) -> BTreeMap<&'static str, usize> {
        self.inner
            .ledger
            .cells_by_kind()
            .into_iter()
            .map(|(kind, count)| (kind.name(), count))
            .collect()
    }
}

/// A plain object of the engine's making.
struct Record<'v> {
    vm: &'v VmInner,
    object: raw::JSObjectRef,
}

impl Record<'_> {
    fn get(&self, name: &str) -> Result<raw::JSValueRef> {
        let name = RawString::new(name)?;
        let mut exception = std::ptr::null();
        // SAFETY: the context is alive, the object is on the caller's stack, the name outlives the call.
        let value = unsafe {
            raw::JSObjectGetProperty(
                self.vm.home(),
                self.object,
                name.as_raw(),
                &raw mut exception,
            )
        };
        if exception.is_null() {
            Ok(value)
        } else {
            Err(Error::Engine(
                "JSGetMemoryUsageStatistics gave an object that cannot be read",
            ))
        }
    }

    fn count(&self, name: &str) -> Result<usize> {
        let value = self.get(name)?;
        // SAFETY: the context and the value are alive; converting a number runs no code, and anything else gives NaN.
        let number = unsafe {
            if raw::JSValueIsNumber(self.vm.home(), value) {
                raw::JSValueToNumber(self.vm.home(), value, std::ptr::null_mut())
            } else {
                f64::NAN
            }
        };
        if number >= 0.0 {
            Ok(number as usize)
        } else {
            Err(Error::Engine("JSGetMemoryUsageStatistics left a count out"))
        }
    }

    fn names(&self) -> Vec<String> {
        // SAFETY: the context is alive, the object on the caller's stack, and no proxy. The array is released below, its names are borrowed from it.
        unsafe {
            let array = raw::JSObjectCopyPropertyNames(self.vm.home(), self.object);
            let names = (0..raw::JSPropertyNameArrayGetCount(array))
                .filter_map(|index| {
                    let name =
                        raw::JSStringRetain(raw::JSPropertyNameArrayGetNameAtIndex(array, index));
                    RawString::from_retained(name).map(|name| name.to_utf8_lossy())
                })
                .collect();
            raw::JSPropertyNameArrayRelease(array);
            names
        }
    }
}
