//! What was seen to go wrong in bindings that exist, each as a program that is right here. Two of the rows cannot be written at all; for these the
//! compiler's refusal is the test (`crates/jsc/tests/compile_fail`), and what comes nearest is here.

use std::panic::{AssertUnwindSafe, catch_unwind};

use jsc::{Collect, Context, Error, Object, Protected, TypedArray, Value, Vm};

fn new() -> (Vm, Context) {
    let vm = Vm::new().expect("the engine starts");
    let context = vm.new_context().expect("a realm");
    (vm, context)
}

/// Elsewhere: 2,000 objects in a vector, collections, an abort.
#[test]
fn two_thousand_values_in_a_vec_survive_collections() {
    let (vm, context) = new();
    context
        .enter(|scope| {
            let kept: Vec<_> = (0..2000)
                .map(|i| scope.eval(&format!("({{ i: {i} }})")))
                .collect::<jsc::Result<_>>()?;
            for _ in 0..3 {
                match vm.collect(Collect::Full) {
                    Ok(()) | Err(Error::Unsupported { .. }) => {}
                    Err(error) => return Err(error),
                }
                scope.eval("for (let i = 0; i < 50; i++) new Array(10000).fill({})")?;
            }
            for (i, value) in kept.iter().enumerate() {
                assert_eq!(
                    value
                        .cast::<Object>(scope)?
                        .get(scope, "i")?
                        .to::<usize>(scope)?,
                    i
                );
            }
            Ok(())
        })
        .unwrap();
}

/// Elsewhere: a value is used after its context is gone, a segmentation fault.
#[test]
fn a_value_may_outlive_its_context_and_every_vm_handle() {
    let kept: Protected<Object> = {
        let (_vm, context) = new();
        context
            .enter(|scope| {
                Ok(scope
                    .eval("({ text: 'still here' })")?
                    .cast::<Object>(scope)?
                    .protect(scope))
            })
            .unwrap()
    };
    let vm = kept.vm();
    let other_realm = vm.new_context().unwrap();
    let text: String = other_realm
        .enter(|scope| kept.local(scope).get(scope, "text")?.to(scope))
        .unwrap();
    assert_eq!(text, "still here");
}

/// Elsewhere: asking a plain object for its bytes made a "value" of a released string.
#[test]
fn a_typed_array_that_is_none_is_an_error_with_both_types() {
    let (_vm, context) = new();
    context
        .enter(|scope| {
            for (code, found) in [
                ("({})", "object"),
                ("'text'", "string"),
                ("[1]", "array"),
                ("undefined", "undefined"),
            ] {
                let error = scope.eval(code)?.cast::<TypedArray>(scope).unwrap_err();
                assert_eq!(
                    error.to_string(),
                    format!("expected TypedArray, found {found}")
                );
            }
            Ok(())
        })
        .unwrap();
}

/// Elsewhere: a panic in a callback aborts the process, under an outer `catch_unwind` too.
#[test]
fn a_panic_in_a_callback_is_an_error_to_javascript_and_a_panic_to_rust() {
    let (_vm, context) = new();
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        context.enter(|scope| {
            let explode = scope.function("explode", || -> f64 { panic!("boom") })?;
            scope.global().set(scope, "explode", explode)?;
            scope.eval("try { explode() } catch (error) { globalThis.seen = String(error) } globalThis.after = true").map(drop)
        })
    }));
    let payload = outcome.expect_err("the panic goes on once Rust is reached");
    assert_eq!(payload.downcast_ref::<&str>(), Some(&"boom"));
    let (seen, after): (String, bool) = context
        .enter(|scope| {
            Ok((
                scope.global().get(scope, "seen")?.to(scope)?,
                scope.global().get(scope, "after")?.to(scope)?,
            ))
        })
        .unwrap();
    assert!(seen.contains("boom"), "{seen}");
    assert!(
        after,
        "JavaScript may catch it and go on until it returns to Rust"
    );
}

/// Elsewhere: a getter that throws reads as `null`.
#[test]
fn a_getter_that_throws_is_an_error() {
    let (_vm, context) = new();
    context
        .enter(|scope| {
            let object = scope
                .eval("({ get x() { throw new RangeError('no x') } })")?
                .cast::<Object>(scope)?;
            assert_eq!(
                object.get(scope, "x").unwrap_err().to_string(),
                "RangeError: no x"
            );
            assert_eq!(
                object.get(scope, &scope.key("x")?).unwrap_err().to_string(),
                "RangeError: no x"
            );
            Ok(())
        })
        .unwrap();
}

/// Elsewhere: an interior NUL panics, and a lone surrogate makes the string empty.
#[test]
fn strings_with_nul_and_lone_surrogates_survive_or_fail_loudly() {
    let (_vm, context) = new();
    context
        .enter(|scope| {
            let with_nul = scope.string("a\0b")?;
            scope.global().set(scope, "text", with_nul)?;
            assert_eq!(scope.eval("text.length")?.to::<i32>(scope)?, 3);
            assert_eq!(scope.eval("text")?.to::<String>(scope)?, "a\0b");
            let error = scope
                .eval("'ab\\ud800cd'")?
                .to::<String>(scope)
                .unwrap_err();
            assert!(
                matches!(error, Error::LoneSurrogate { index: 2 }),
                "{error}"
            );
            Ok(())
        })
        .unwrap();
}

/// Elsewhere: two unprotects too many, and no complaint. Here unprotecting is dropping, and happens once for each protect.
#[test]
fn roots_are_balanced_whatever_is_cloned_and_dropped() {
    let (vm, context) = new();
    let before = vm.protected_counts();
    let first: Protected<Value> = context
        .enter(|scope| Ok(scope.object().into_value().protect(scope)))
        .unwrap();
    let second = first.clone();
    assert_eq!(
        vm.protected_counts().get("Object"),
        Some(&(before.get("Object").copied().unwrap_or(0) + 1))
    );
    drop(first);
    context
        .enter(|scope| {
            second
                .local(scope)
                .cast::<Object>(scope)?
                .set(scope, "alive", true)
        })
        .unwrap();
    drop(second);
    assert_eq!(vm.protected_counts(), before);
}
