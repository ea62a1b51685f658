//! What rooting costs: locals, protected handles, and the poll of the entry promise.
#![allow(
    missing_docs,
    reason = "criterion's macros make public functions without any"
)]

mod support;

use std::hint::black_box;
use std::time::Instant;

use criterion::{Criterion, criterion_group, criterion_main};
use jsc::{Context, Promise, Protected, Vm};
use support::{Baseline, turns};

fn context() -> Context {
    Vm::new()
        .and_then(|vm| vm.new_context())
        .expect("the engine starts")
}

fn locals(c: &mut Criterion) {
    let (baseline, context) = (Baseline::new(), context());
    let mut group = c.benchmark_group("make_and_root_an_object");
    group.bench_function("c_make_only", |b| {
        baseline.iter(b, support::baseline_make_object)
    });
    group.bench_function("c_protect", |b| {
        baseline.iter(b, support::baseline_make_protected)
    });
    group.bench_function("jsc_local", |b| {
        b.iter_custom(|n| {
            context
                .enter(|scope| {
                    turns(scope, n, |turn| {
                        black_box(turn.object());
                        Ok(())
                    })
                })
                .expect("objects can be made")
        });
    });
    group.bench_function("jsc_protected", |b| {
        b.iter_custom(|n| {
            context
                .enter(|scope| {
                    turns(scope, n, |turn| {
                        black_box(turn.object().protect(turn));
                        Ok(())
                    })
                })
                .expect("objects can be made")
        });
    });
    group.finish();
}

fn protect(c: &mut Criterion) {
    let (baseline, context) = (Baseline::new(), context());
    let mut group = c.benchmark_group("protect_unprotect");
    group.bench_function("c", |b| baseline.iter(b, support::baseline_protect));
    group.bench_function("jsc", |b| {
        b.iter_custom(|n| {
            context
                .enter(|scope| {
                    let object = scope.object();
                    let start = Instant::now();
                    for _ in 0..n {
                        black_box(object.protect(scope));
                    }
                    Ok(start.elapsed())
                })
                .expect("an object can be protected")
        });
    });
    group.finish();
}

fn status_poll(c: &mut Criterion) {
    if jsc_sys::private().promise_status.is_none() {
        return;
    }
    let (baseline, context) = (Baseline::new(), context());
    let promise: Protected<Promise> = context
        .enter(|scope| Ok(scope.deferred()?.promise().protect(scope)))
        .expect("a promise can be made");
    let mut group = c.benchmark_group("status_poll");
    group.bench_function("c", |b| baseline.iter(b, support::baseline_status_poll));
    group.bench_function("jsc", |b| {
        b.iter_custom(|n| {
            context
                .enter(|scope| {
                    turns(scope, n, |turn| {
                        black_box(promise.local(turn).status(turn)?);
                        Ok(())
                    })
                })
                .expect("a status can be read")
        });
    });
    // What a loop that enters for each poll pays.
    group.bench_function("jsc_with_enter", |b| {
        b.iter(|| {
            context
                .enter(|scope| promise.local(scope).status(scope))
                .expect("a status can be read")
        });
    });
    group.finish();
}

criterion_group!(benches, locals, protect, status_poll);
criterion_main!(benches);
