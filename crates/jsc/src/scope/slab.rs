//! Where a scope's values go when its own slots are full: chunks that one marking constraint marks.
//!
//! Protecting each value would do, and does where the engine has no marking constraints, but it is slow, and it slows every collection.
//! Chunks are linked into one list per VM. The collector walks the list while this thread is stopped, or while nobody has the lock;
//! so the list is changed only by a thread that holds the API lock outside any call of the engine.

use std::cell::Cell;
use std::ffi::c_void;
use std::ptr;

use crate::raw;
use crate::vm::VmInner;

/// Values in one chunk.
const CHUNK: usize = 254;

pub(crate) struct Chunk {
    values: [raw::JSValueRef; CHUNK],
    used: usize,
    /// Next in the owning scope.
    next_of_scope: *mut Chunk,
    /// Neighbours in the VM's list; a singly linked free list uses `next` alone.
    next: *mut Chunk,
    previous: *mut Chunk,
}

/// The chunks of one VM. Boxed, and freed after the VM: the engine keeps its address.
pub(crate) struct Slab {
    live: Cell<*mut Chunk>,
    free: Cell<*mut Chunk>,
    /// Whether the constraint is in place; without it values are protected one by one.
    marked: Cell<bool>,
}

impl Slab {
    pub(crate) fn new() -> Box<Slab> {
        Box::new(Slab {
            live: Cell::new(ptr::null_mut()),
            free: Cell::new(ptr::null_mut()),
            marked: Cell::new(false),
        })
    }

    /// Registers the marking constraint, if the engine has them, and the lock that makes changing the chunks safe.
    ///
    /// # Safety
    /// `group` must be live, and `self` must stay in place until it is destroyed; only cells may be spilled.
    pub(crate) unsafe fn install(
        &self,
        group: raw::JSContextGroupRef,
        capabilities: &raw::Private,
    ) {
        if capabilities.JSLock.is_none() || capabilities.JSUnlock.is_none() {
            return;
        }
        if let Some(add) = capabilities.JSContextGroupAddMarkingConstraint {
            // SAFETY: the caller keeps `self` in place for the life of the group; `mark` only marks.
            unsafe { add(group, Some(mark), ptr::from_ref(self).cast_mut().cast()) };
            self.marked.set(true);
        }
    }
}

impl Drop for Slab {
    fn drop(&mut self) {
        for list in [self.live.get(), self.free.get()] {
            let mut chunk = list;
            while !chunk.is_null() {
                // SAFETY: both lists hold chunks made by `Box::into_raw` and nothing else refers to them: the VM is gone.
                let owned = unsafe { Box::from_raw(chunk) };
                chunk = owned.next;
            }
        }
    }
}

/// Marks every value of every chunk. Runs with this VM's world stopped, possibly on the collector's thread.
unsafe extern "C" fn mark(marker: raw::JSMarkerRef, data: *mut c_void) {
    // SAFETY: `data` is the slab given at installation, alive as long as the VM; nobody changes it meanwhile (module docs).
    let mut chunk = unsafe { (*data.cast::<Slab>()).live.get() };
    while !chunk.is_null() {
        // SAFETY: `chunk` is in the list of live chunks.
        let this = unsafe { &*chunk };
        for &value in &this.values[..this.used] {
            // SAFETY: only cells are put into chunks, and all of them are alive because they were marked since.
            unsafe { (*marker).Mark.expect("a marker always has Mark")(marker, value.cast_mut()) };
        }
        chunk = this.next;
    }
}

/// What one scope has put aside beyond its slots.
pub(crate) struct Spill {
    first: Cell<*mut Chunk>,
}

impl Spill {
    pub(crate) const fn new() -> Spill {
        Spill {
            first: Cell::new(ptr::null_mut()),
        }
    }

    /// Roots a value until [`clear`](Spill::clear). The caller holds the API lock.
    #[cold]
    pub(crate) fn push(&self, vm: &VmInner, value: raw::JSValueRef) {
        if !vm.slab().marked.get() {
            // SAFETY: the home context is alive with `vm`, and `value` is a live cell of this VM.
            unsafe { raw::JSValueProtect(vm.home(), value) };
        }
        let mut chunk = self.first.get();
        // SAFETY: a chunk in this spill belongs to it alone; the collector only reads, and not now (module docs).
        if chunk.is_null() || unsafe { (*chunk).used } == CHUNK {
            chunk = vm.slab().take(self.first.get());
            self.first.set(chunk);
        }
        // SAFETY: as above; `used < CHUNK` holds.
        unsafe {
            (*chunk).values[(*chunk).used] = value;
            (*chunk).used += 1;
        }
    }

    /// Gives all roots up. The caller holds the API lock.
    pub(crate) fn clear(&self, vm: &VmInner) {
        let mut chunk = self.first.replace(ptr::null_mut());
        while !chunk.is_null() {
            // SAFETY: the chunk belongs to this spill.
            let next = unsafe { (*chunk).next_of_scope };
            if !vm.slab().marked.get() {
                // SAFETY: as above; no reference to the chunk is kept over the calls, which may run no code of ours.
                for value in unsafe { &(&(*chunk).values)[..(*chunk).used] } {
                    // SAFETY: protected in `push`, once.
                    unsafe { raw::JSValueUnprotect(vm.home(), *value) };
                }
            }
            vm.slab().give_back(chunk);
            chunk = next;
        }
    }
}

impl Slab {
    fn take(&self, next_of_scope: *mut Chunk) -> *mut Chunk {
        let mut chunk = self.free.get();
        if chunk.is_null() {
            chunk = Box::into_raw(Box::new(Chunk {
                values: [ptr::null(); CHUNK],
                used: 0,
                next_of_scope: ptr::null_mut(),
                next: ptr::null_mut(),
                previous: ptr::null_mut(),
            }));
        } else {
            // SAFETY: free chunks are made above and are in no other list.
            self.free.set(unsafe { (*chunk).next });
        }
        let head = self.live.get();
        // SAFETY: `chunk` is ours now; `head` is null or a live chunk.
        unsafe {
            (*chunk).used = 0;
            (*chunk).next_of_scope = next_of_scope;
            (*chunk).next = head;
            (*chunk).previous = ptr::null_mut();
            if !head.is_null() {
                (*head).previous = chunk;
            }
        }
        self.live.set(chunk);
        chunk
    }

    fn give_back(&self, chunk: *mut Chunk) {
        // SAFETY: `chunk` is in the live list; its neighbours are null or in it too.
        unsafe {
            let (next, previous) = ((*chunk).next, (*chunk).previous);
            if previous.is_null() {
                self.live.set(next);
            } else {
                (*previous).next = next;
            }
            if !next.is_null() {
                (*next).previous = previous;
            }
            (*chunk).next = self.free.get();
        }
        self.free.set(chunk);
    }
}
