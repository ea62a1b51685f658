//! Properties, calls and strings against plain C.
#![allow(
    missing_docs,
    reason = "criterion's macros make public functions without any"
)]

mod support;

use std::hint::black_box;
use std::time::Instant;

use criterion::{Criterion, criterion_group, criterion_main};
use jsc::{Context, Function, JsString, Object, Scope, Vm};
use support::{Baseline, SHORT, long, turns};

fn context() -> Context {
    Vm::new()
        .and_then(|vm| vm.new_context())
        .expect("the engine starts")
}

fn properties(c: &mut Criterion) {
    let (baseline, context) = (Baseline::new(), context());
    let mut group = c.benchmark_group("property_get");
    group.bench_function("c", |b| baseline.iter(b, support::baseline_get));
    group.bench_function("c_for_key", |b| {
        baseline.iter(b, support::baseline_get_for_key)
    });
    let object = |scope: &Scope| {
        scope
            .eval("({ value: 42 })")?
            .cast::<Object>(scope)
            .map(|object| object.protect(scope))
    };
    let shared = context.enter(object).expect("an object can be made");
    group.bench_function("jsc_key", |b| {
        b.iter_custom(|n| {
            context
                .enter(|scope| {
                    let (key, object) = (scope.key("value")?, shared.local(scope));
                    turns(scope, n, |turn| {
                        object.get(turn, &key)?.to::<f64>(turn).map(|n| {
                            black_box(n);
                        })
                    })
                })
                .expect("a property can be read")
        });
    });
    group.bench_function("jsc_str", |b| {
        b.iter_custom(|n| {
            context
                .enter(|scope| {
                    let object = shared.local(scope);
                    turns(scope, n, |turn| {
                        object.get(turn, "value")?.to::<f64>(turn).map(|n| {
                            black_box(n);
                        })
                    })
                })
                .expect("a property can be read")
        });
    });
    group.finish();

    let mut group = c.benchmark_group("property_set");
    group.bench_function("c", |b| baseline.iter(b, support::baseline_set));
    // As C does it: a refusal is silent.
    group.bench_function("jsc_put_key", |b| {
        b.iter_custom(|n| {
            context
                .enter(|scope| {
                    let (key, object) = (scope.key("value")?, shared.local(scope));
                    let mut i = 0.0;
                    turns(scope, n, |turn| {
                        i += 1.0;
                        object.put(turn, &key, i)
                    })
                })
                .expect("a property can be written")
        });
    });
    // As strict code does it: a refusal is an error.
    group.bench_function("jsc_set_key", |b| {
        b.iter_custom(|n| {
            context
                .enter(|scope| {
                    let (key, object) = (scope.key("value")?, shared.local(scope));
                    let mut i = 0.0;
                    turns(scope, n, |turn| {
                        i += 1.0;
                        object.set(turn, &key, i)
                    })
                })
                .expect("a property can be written")
        });
    });
    group.finish();
}

fn calls(c: &mut Criterion) {
    let (baseline, context) = (Baseline::new(), context());
    let mut group = c.benchmark_group("call_in");
    group.bench_function("c", |b| baseline.iter(b, support::baseline_call_in));
    group.bench_function("jsc", |b| {
        b.iter_custom(|n| {
            context
                .enter(|scope| {
                    let add = scope.eval("((a, b) => a + b)")?.cast::<Function>(scope)?;
                    let mut i = 0.0;
                    turns(scope, n, |turn| {
                        i += 1.0;
                        add.call(turn, (i, 1.0))?.to::<f64>(turn).map(|n| {
                            black_box(n);
                        })
                    })
                })
                .expect("a function can be called")
        });
    });
    group.finish();

    let mut group = c.benchmark_group("call_out");
    let caller =
        "((f, n) => { let sum = 0; for (let i = 0; i < n; i++) sum += f(i, 1); return sum; })";
    group.bench_function("c", |b| baseline.iter(b, support::baseline_call_out));
    group.bench_function("jsc_typed", |b| {
        b.iter_custom(|n| {
            context
                .enter(|scope| {
                    let add = scope.function("add", |a: f64, b: f64| a + b)?;
                    let caller = scope.eval(caller)?.cast::<Function>(scope)?;
                    let start = Instant::now();
                    black_box(caller.call(scope, (add, n as f64))?.to::<f64>(scope)?);
                    Ok(start.elapsed())
                })
                .expect("a closure can be called")
        });
    });
    group.bench_function("jsc_with_scope", |b| {
        b.iter_custom(|n| {
            context
                .enter(|scope| {
                    let add =
                        scope.function_with("add", |scope: &Scope, args: jsc::Args<'_>| {
                            jsc::IntoJs::into_js(args.get::<f64>(0)? + args.get::<f64>(1)?, scope)
                        })?;
                    let caller = scope.eval(caller)?.cast::<Function>(scope)?;
                    let start = Instant::now();
                    black_box(caller.call(scope, (add, n as f64))?.to::<f64>(scope)?);
                    Ok(start.elapsed())
                })
                .expect("a closure can be called")
        });
    });
    group.finish();
}

fn strings(c: &mut Criterion) {
    let (baseline, context) = (Baseline::new(), context());
    for (name, is_long, text) in [
        ("40_chars", false, SHORT.to_owned()),
        ("16_kib", true, long()),
    ] {
        let mut group = c.benchmark_group(format!("string_in_{name}"));
        group.bench_function("c", |b| baseline.iter_string_in(b, is_long));
        group.bench_function("jsc", |b| {
            b.iter_custom(|n| {
                context
                    .enter(|scope| {
                        turns(scope, n, |turn| {
                            turn.string(&text).map(|s| {
                                black_box(s);
                            })
                        })
                    })
                    .expect("a string can be made")
            });
        });
        group.finish();
        let mut group = c.benchmark_group(format!("string_out_{name}"));
        group.bench_function("c", |b| baseline.iter_string_out(b, is_long));
        group.bench_function("jsc", |b| {
            b.iter_custom(|n| {
                context
                    .enter(|scope| {
                        let string = scope.eval(&format!("'{text}'"))?.cast::<JsString>(scope)?;
                        turns(scope, n, |turn| {
                            string.to_string(turn).map(|s| {
                                black_box(s);
                            })
                        })
                    })
                    .expect("a string can be read")
            });
        });
        group.finish();
    }
}

criterion_group!(benches, properties, calls, strings);
criterion_main!(benches);
