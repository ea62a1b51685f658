//! How much of the machine stack is left.
//!
//! The engine watches the stack for its own frames, but each entry from a host function starts its count anew, and the last calls before the
//! limit leave a host function no more than some 128 KiB. So recursion through JavaScript and Rust has to be stopped here, while there is
//! room for the closure's frames.

use std::cell::Cell;

/// Room that a host function gets at least, where the stack is large enough.
const RESERVE: usize = 256 * 1024;
/// The room on small stacks, as a part of the whole.
const PART: usize = 4;

thread_local! {
    /// The address below which host functions are not started; `usize::MAX` before it is known, 0 if it cannot be.
    static FLOOR: Cell<usize> = const { Cell::new(usize::MAX) };
}

/// Whether so little is left that a host function should not start.
#[inline]
pub(super) fn is_short() -> bool {
    let here = 0_u8;
    let mut floor = FLOOR.get();
    if floor == usize::MAX {
        floor = learn_floor();
    }
    (&raw const here as usize) < floor
}

#[cold]
fn learn_floor() -> usize {
    let floor = bounds().map_or(0, |(lowest, size)| lowest + RESERVE.min(size / PART));
    FLOOR.set(floor);
    floor
}

/// The lowest address and the size of this thread's stack.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn bounds() -> Option<(usize, usize)> {
    use std::mem::MaybeUninit;

    let mut attributes = MaybeUninit::<libc::pthread_attr_t>::uninit();
    let (mut lowest, mut size) = (std::ptr::null_mut(), 0);
    // SAFETY: the first call initialises the attributes of the running thread, the second reads them, the third gives them back.
    unsafe {
        if libc::pthread_getattr_np(libc::pthread_self(), attributes.as_mut_ptr()) != 0 {
            return None;
        }
        let got = libc::pthread_attr_getstack(attributes.as_ptr(), &raw mut lowest, &raw mut size);
        libc::pthread_attr_destroy(attributes.as_mut_ptr());
        (got == 0 && size > 0).then_some((lowest as usize, size))
    }
}

/// The lowest address and the size of this thread's stack.
#[cfg(target_vendor = "apple")]
fn bounds() -> Option<(usize, usize)> {
    // SAFETY: both take any live thread; they are said of this one.
    let (highest, size) = unsafe {
        let thread = libc::pthread_self();
        (
            libc::pthread_get_stackaddr_np(thread) as usize,
            libc::pthread_get_stacksize_np(thread),
        )
    };
    Some((highest.checked_sub(size)?, size))
}

/// The lowest address and the size of this thread's stack.
#[cfg(windows)]
fn bounds() -> Option<(usize, usize)> {
    #[link(name = "kernel32")]
    unsafe extern "system" {
        fn GetCurrentThreadStackLimits(low: *mut usize, high: *mut usize);
    }
    let (mut low, mut high) = (0, 0);
    // SAFETY: writes the limits of the running thread to both places (processthreadsapi.h, since Windows 8).
    unsafe { GetCurrentThreadStackLimits(&raw mut low, &raw mut high) };
    Some((low, high.checked_sub(low)?))
}

/// Unknown: the engine's own watch has to do.
#[cfg(not(any(
    target_os = "linux",
    target_os = "android",
    target_vendor = "apple",
    windows
)))]
fn bounds() -> Option<(usize, usize)> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(any(
        target_os = "linux",
        target_os = "android",
        target_vendor = "apple",
        windows
    ))]
    fn the_stack_is_where_locals_are() {
        let here = 0_u8;
        let address = &raw const here as usize;
        let (lowest, size) = bounds().unwrap();
        assert!(
            lowest < address && address < lowest + size,
            "{address:#x} is not in {lowest:#x} + {size:#x}"
        );
        assert!(!is_short());
    }

    #[test]
    #[cfg(any(
        target_os = "linux",
        target_os = "android",
        target_vendor = "apple",
        windows
    ))]
    fn a_deep_call_is_short_of_stack_before_it_overflows() {
        fn deeper(depth: usize) -> usize {
            let frame = std::hint::black_box([depth; 64]);
            if is_short() {
                depth
            } else {
                deeper(depth + 1).max(frame[0])
            }
        }
        let depth = std::thread::Builder::new()
            .stack_size(1 << 20)
            .spawn(|| deeper(0))
            .unwrap()
            .join()
            .unwrap();
        assert!(depth > 100, "stopped after {depth} calls");
    }
}
