//! One arena per thread, so that a small module allocates nothing.

use std::cell::RefCell;

use oxc::allocator::Allocator;

/// What a thread keeps between modules. A larger arena is given back.
const KEPT: usize = 4 << 20;

thread_local! {
    static ARENA: RefCell<Allocator> = RefCell::new(Allocator::default());
}

/// Runs `f` with an empty arena.
pub(super) fn with<T>(f: impl FnOnce(&Allocator) -> T) -> T {
    ARENA.with(|arena| {
        let Ok(mut arena) = arena.try_borrow_mut() else {
            return f(&Allocator::default());
        };
        let result = f(&arena);
        if arena.capacity() > KEPT {
            *arena = Allocator::default();
        } else {
            arena.reset();
        }
        result
    })
}
