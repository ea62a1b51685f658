//! The C baseline: the same operations through the plain API, under the same lock (`benches/c/baseline.c`).
#![allow(dead_code, reason = "each bench uses a part of it")]

use std::time::{Duration, Instant};

use criterion::Bencher;
// Brings the C programs of `build.rs` with it.
use jsc_workspace as _;

#[repr(C)]
pub struct RawBaseline {
    _opaque: [u8; 0],
}

type Lock = Option<unsafe extern "C" fn(jsc_sys::JSContextRef)>;
type Status =
    Option<unsafe extern "C" fn(*const jsc_sys::OpaqueJSValue, jsc_sys::JSContextGroupRef) -> u32>;

unsafe extern "C" {
    fn baseline_new(lock: Lock, unlock: Lock, status: Status) -> *mut RawBaseline;
    fn baseline_free(baseline: *mut RawBaseline);
    fn baseline_lock(baseline: *mut RawBaseline);
    fn baseline_unlock(baseline: *mut RawBaseline);
    pub fn baseline_make_object(baseline: *mut RawBaseline, n: u64);
    pub fn baseline_protect(baseline: *mut RawBaseline, n: u64);
    pub fn baseline_make_protected(baseline: *mut RawBaseline, n: u64);
    pub fn baseline_get(baseline: *mut RawBaseline, n: u64) -> f64;
    pub fn baseline_get_for_key(baseline: *mut RawBaseline, n: u64) -> f64;
    pub fn baseline_set(baseline: *mut RawBaseline, n: u64);
    pub fn baseline_call_in(baseline: *mut RawBaseline, n: u64) -> f64;
    pub fn baseline_call_out(baseline: *mut RawBaseline, n: u64) -> f64;
    fn baseline_string_in(baseline: *mut RawBaseline, is_long: bool, n: u64);
    fn baseline_string_out(baseline: *mut RawBaseline, is_long: bool, n: u64) -> u64;
    pub fn baseline_status_poll(baseline: *mut RawBaseline, n: u64) -> u32;
}

/// Text of 16 KiB and of 40 characters, as the baseline has them.
pub const SHORT: &str = "The quick brown fox jumps over the dogs.";
pub fn long() -> String {
    "x".repeat(16 * 1024)
}

pub struct Baseline(*mut RawBaseline);

impl Baseline {
    pub fn new() -> Baseline {
        let private = jsc_sys::private();
        // SAFETY: the functions are the engine's own, or NULL; the program makes its own context.
        Baseline(unsafe { baseline_new(private.JSLock, private.JSUnlock, private.promise_status) })
    }

    /// Measures a loop of C's.
    pub fn iter<R>(
        &self,
        bencher: &mut Bencher<'_>,
        operation: unsafe extern "C" fn(*mut RawBaseline, u64) -> R,
    ) {
        bencher.iter_custom(|n| self.time(|raw| drop(unsafe_call(operation, raw, n))));
    }

    pub fn iter_string_in(&self, bencher: &mut Bencher<'_>, is_long: bool) {
        // SAFETY: the baseline is alive.
        bencher.iter_custom(|n| self.time(|raw| unsafe { baseline_string_in(raw, is_long, n) }));
    }

    pub fn iter_string_out(&self, bencher: &mut Bencher<'_>, is_long: bool) {
        bencher.iter_custom(|n| {
            self.time(|raw| {
                // SAFETY: the baseline is alive.
                let bytes = unsafe { baseline_string_out(raw, is_long, n) };
                std::hint::black_box(bytes);
            })
        });
    }

    fn time(&self, run: impl FnOnce(*mut RawBaseline)) -> Duration {
        // SAFETY: the baseline is alive, and lock and unlock are balanced.
        unsafe { baseline_lock(self.0) };
        let start = Instant::now();
        run(self.0);
        let elapsed = start.elapsed();
        // SAFETY: as above.
        unsafe { baseline_unlock(self.0) };
        elapsed
    }
}

fn unsafe_call<R>(
    operation: unsafe extern "C" fn(*mut RawBaseline, u64) -> R,
    raw: *mut RawBaseline,
    n: u64,
) -> R {
    // SAFETY: the operations of the baseline take a live baseline and a count.
    unsafe { operation(raw, n) }
}

impl Drop for Baseline {
    fn drop(&mut self) {
        // SAFETY: made by `baseline_new`, freed once.
        unsafe { baseline_free(self.0) };
    }
}

/// Times `n` operations in scopes of sixteen each, as a loop in a program would be written.
pub fn turns(
    scope: &jsc::Scope,
    n: u64,
    mut operation: impl FnMut(&jsc::Scope) -> jsc::Result<()>,
) -> jsc::Result<Duration> {
    const TURN: u64 = 16;
    let start = Instant::now();
    for _ in 0..n.div_ceil(TURN) {
        scope.nested(|turn| (0..TURN).try_for_each(|_| operation(turn)))?;
    }
    Ok(start
        .elapsed()
        .mul_f64(n as f64 / (n.div_ceil(TURN) * TURN) as f64))
}
