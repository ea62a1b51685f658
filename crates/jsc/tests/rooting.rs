//! Values live as long as their handles say, wherever the handles are kept, and no longer.

use std::collections::HashMap;

use jsc::{Collect, Context, Error, Local, Object, Scope, Value, Vm};

fn context() -> (Vm, Context) {
    let vm = Vm::new().unwrap();
    let context = vm.new_context().unwrap();
    (vm, context)
}

/// A full collection where the engine can, else allocation until it has collected for itself.
fn collect(vm: &Vm, scope: &Scope) {
    match vm.collect(Collect::Full) {
        Ok(()) => {}
        Err(Error::Unsupported { .. }) => {
            let code = "(() => { for (let i = 0; i < 2e5; i++) ({ i, a: [i] }) })()";
            scope.nested(|inner| inner.eval(code).map(drop)).unwrap();
        }
        Err(other) => panic!("{other}"),
    }
}

/// Overwrites what the stack below may still have of dead values.
#[inline(never)]
fn churn(scope: &Scope) {
    for _ in 0..200 {
        scope
            .nested(|inner| {
                inner
                    .eval("({ churn: 'xxxxxxxxxxxxxxxx' + Math.random() })")
                    .map(drop)
            })
            .unwrap();
    }
}

fn numbered<'s>(scope: &'s Scope, n: usize) -> Local<'s, Object> {
    scope
        .escape(|inner| {
            inner
                .eval(&format!("({{ n: {n}, text: 'value ' + {n} }})"))?
                .cast(inner)
        })
        .unwrap()
}

fn number(scope: &Scope, object: Local<'_, Object>) -> usize {
    scope
        .nested(|inner| object.get(inner, "n")?.to::<f64>(inner))
        .unwrap() as usize
}

#[test]
fn two_thousand_locals_in_a_vec_survive_a_collection() {
    let (vm, context) = context();
    context
        .enter(|scope| {
            let locals: Vec<_> = (0..2000).map(|n| numbered(scope, n)).collect();
            collect(&vm, scope);
            churn(scope);
            collect(&vm, scope);
            for (n, &local) in locals.iter().enumerate() {
                assert_eq!(number(scope, local), n);
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn every_kind_of_cell_survives_in_slots_and_in_the_spill() {
    let (vm, context) = context();
    context
        .enter(|scope| {
            let mut kept: Vec<(String, Local<'_, Value>)> = Vec::new();
            for n in 0..300 {
                let code = match n % 5 {
                    0 => format!("'text ' + {n}"),
                    1 => format!("Symbol({n}).description + ''"),
                    2 => format!("(2n ** 70n + {n}n).toString()"),
                    3 => format!("(x => '[' + x + ']')({n})"),
                    _ => format!("`${{[{n}, {n}]}}`"),
                };
                let value = scope.eval(&code)?;
                kept.push((value.to_display_string(scope)?, value));
            }
            let symbols: Vec<_> = (0..100)
                .map(|n| scope.eval(&format!("Symbol('s{n}')")))
                .collect::<Result<_, _>>()?;
            let bigints: Vec<_> = (0..100)
                .map(|n| scope.eval(&format!("2n ** 80n + BigInt({n})")))
                .collect::<Result<_, _>>()?;
            collect(&vm, scope);
            churn(scope);
            collect(&vm, scope);
            for (text, value) in kept {
                assert_eq!(value.to_display_string(scope)?, text);
            }
            let show = scope.eval("x => String(x)")?.cast::<jsc::Function>(scope)?;
            for (n, &symbol) in symbols.iter().enumerate() {
                assert_eq!(
                    show.call(scope, (symbol,))?.to::<String>(scope)?,
                    format!("Symbol(s{n})")
                );
            }
            for (n, &bigint) in bigints.iter().enumerate() {
                assert_eq!(
                    bigint.to_display_string(scope)?,
                    (1_208_925_819_614_629_174_706_176_u128 + n as u128).to_string()
                );
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn locals_may_be_kept_in_any_structure() {
    struct Tree<'s> {
        value: Local<'s, Object>,
        children: Vec<Tree<'s>>,
    }
    fn grow<'s>(scope: &'s Scope, depth: usize, next: &mut usize) -> Box<Tree<'s>> {
        *next += 1;
        let value = numbered(scope, *next);
        let children = (0..if depth == 0 { 0 } else { 3 })
            .map(|_| *grow(scope, depth - 1, next))
            .collect();
        Box::new(Tree { value, children })
    }
    fn check(scope: &Scope, tree: &Tree<'_>, next: &mut usize) {
        *next += 1;
        assert_eq!(number(scope, tree.value), *next);
        tree.children
            .iter()
            .for_each(|child| check(scope, child, next));
    }
    let (vm, context) = context();
    context
        .enter(|scope| {
            let tree = grow(scope, 4, &mut 0);
            let map: HashMap<usize, Local<'_, Object>> =
                (0..100).map(|n| (n, numbered(scope, n))).collect();
            collect(&vm, scope);
            churn(scope);
            check(scope, &tree, &mut 0);
            map.iter()
                .for_each(|(&n, &local)| assert_eq!(number(scope, local), n));
            Ok(())
        })
        .unwrap();
}

#[test]
fn nested_scopes_let_their_values_die() {
    let (vm, context) = context();
    let Ok(before) = vm.heap_statistics() else {
        return;
    };
    context
        .enter(|scope| {
            for _ in 0..100 {
                scope.nested(|inner| {
                    let many: Vec<_> = (0..100).map(|_| inner.object()).collect();
                    assert_eq!(many.len(), 100);
                });
            }
            churn(scope);
            collect(&vm, scope);
            let now = vm.heap_statistics()?;
            assert!(
                now.object_count < before.object_count + 3_000,
                "{} then {}",
                before.object_count,
                now.object_count
            );
            Ok(())
        })
        .unwrap();
}

#[test]
fn an_escaped_value_lives_in_the_outer_scope() {
    let (vm, context) = context();
    context
        .enter(|scope| {
            let escaped: Vec<_> = (0..200)
                .map(|n| {
                    scope.escape(|inner| {
                        inner.escape(|innermost| {
                            innermost
                                .eval(&format!("({{ n: {n} }})"))?
                                .cast::<Object>(innermost)
                        })
                    })
                })
                .collect::<Result<_, _>>()?;
            collect(&vm, scope);
            churn(scope);
            for (n, &local) in escaped.iter().enumerate() {
                assert_eq!(number(scope, local), n);
            }
            assert!(scope.escape(|inner| inner.eval("throw 1")).is_err());
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_host_function_s_values_survive_what_it_calls() {
    let (vm, context) = context();
    let inner_vm = vm.clone();
    context
        .enter(|scope| {
            let work = scope.function_with("work", move |scope, args| {
                let held: Vec<_> = (0..args.get::<u32>(0)? as usize).map(|n| numbered(scope, n)).collect();
                let callback = args.get::<Local<'_, jsc::Function>>(1)?;
                callback.call(scope, ())?;
                collect(&inner_vm, scope);
                churn(scope);
                for (n, &local) in held.iter().enumerate() {
                    assert_eq!(number(scope, local), n);
                }
                Ok(scope.undefined())
            })?;
            scope.global().set(scope, "work", work)?;
            let outer: Vec<_> = (0..100).map(|n| numbered(scope, n)).collect();
            scope.eval("work(10, () => work(100, () => work(200, () => { for (let i = 0; i < 1e4; i++) ({ i }) })))")?;
            for (n, &local) in outer.iter().enumerate() {
                assert_eq!(number(scope, local), n);
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_panic_gives_all_roots_back() {
    let (vm, context) = context();
    for round in 0..20 {
        let unwound = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            context.enter(|scope| -> jsc::Result<()> {
                let many: Vec<_> = (0..1000).map(|n| numbered(scope, n)).collect();
                scope.nested(|inner| {
                    let more: Vec<_> = (0..1000).map(|n| numbered(inner, n)).collect();
                    assert_eq!(more.len(), many.len());
                    std::panic::resume_unwind(Box::new(round));
                })
            })
        }));
        assert_eq!(*unwound.unwrap_err().downcast::<i32>().unwrap(), round);
    }
    let Ok(_) = vm.collect(Collect::Full) else {
        return;
    };
    let statistics = vm.heap_statistics().unwrap();
    assert!(
        statistics.object_count < 20_000,
        "{}",
        statistics.object_count
    );
    assert!(
        vm.protected_counts().values().sum::<usize>() < 100,
        "{:?}",
        vm.protected_counts()
    );
}

#[test]
fn a_realm_that_nobody_holds_is_collected() {
    let vm = Vm::new().unwrap();
    let Ok(before) = vm.heap_statistics() else {
        return;
    };
    for _ in 0..100 {
        let context = vm.new_context().unwrap();
        context
            .enter(|scope| {
                scope
                    .eval("globalThis.data = [1, 2, 3]; () => data")
                    .map(drop)
            })
            .unwrap();
    }
    vm.collect(Collect::Full).unwrap();
    let now = vm.heap_statistics().unwrap();
    assert_eq!(
        now.protected_global_object_count,
        before.protected_global_object_count
    );
    assert!(
        now.global_object_count <= before.global_object_count + 10,
        "{} globals are left",
        now.global_object_count
    );
}

#[test]
fn a_value_outlives_its_realm() {
    let vm = Vm::new().unwrap();
    let other = vm.new_context().unwrap();
    let kept = {
        let context = vm.new_context().unwrap();
        context
            .enter(|scope| {
                Ok(scope
                    .eval("globalThis.x = 40; n => x + n")?
                    .cast::<jsc::Function>(scope)?
                    .protect(scope))
            })
            .unwrap()
    };
    let _ = vm.collect(Collect::Full);
    let answer: f64 = other
        .enter(|scope| kept.local(scope).call(scope, (2,))?.to(scope))
        .unwrap();
    assert_eq!(answer, 42.0);
}
