//! What is true of the engine's values, and surprising, one test each: that the safe API handles it. Goes on from `facts.rs`.

use jsc::{ArrayBuffer, Context, Error, Function, Local, TypedArray, Value, Vm};

fn new() -> (Vm, Context) {
    let vm = Vm::new().expect("the engine starts");
    let context = vm.new_context().expect("a realm");
    (vm, context)
}

#[test]
fn fact_15_a_lone_surrogate_survives_or_fails_loudly() {
    let (_vm, context) = new();
    context
        .enter(|scope| {
            let string = scope.string_utf16(&[0x61, 0xd800, 0x62, 0, 0x63])?;
            assert!(matches!(
                string.to_string(scope),
                Err(Error::LoneSurrogate { index: 1 })
            ));
            assert_eq!(string.to_utf16(scope)?, [0x61, 0xd800, 0x62, 0, 0x63]);
            assert_eq!(scope.string("a\0b")?.to_string(scope)?, "a\0b");
            Ok(())
        })
        .unwrap();
}

#[test]
fn fact_16_a_view_knows_its_offset() {
    let (_vm, context) = new();
    context
        .enter(|scope| {
            let view = scope
                .eval("new Uint8Array(new Uint8Array([1, 2, 3, 4]).buffer, 2)")?
                .cast::<TypedArray>(scope)?;
            assert_eq!(view.to_bytes(scope)?, [3, 4]);
            Ok(())
        })
        .unwrap();
}

#[test]
fn fact_17_a_buffer_that_shrinks_is_no_fault() {
    let (_vm, context) = new();
    context
        .enter(|scope| {
            let buffer = scope
                .eval("globalThis.b = new ArrayBuffer(65536, { maxByteLength: 131072 })")?
                .cast::<ArrayBuffer>(scope)?;
            assert_eq!(buffer.to_vec(scope)?.len(), 65536);
            scope.eval("b.resize(0)")?;
            assert_eq!(buffer.to_vec(scope)?.len(), 0);
            Ok(())
        })
        .unwrap();
}

#[test]
fn fact_18_web_assembly_memory_is_read_where_it_is_now() {
    let (_vm, context) = new();
    context
        .enter(|scope| {
            if scope.eval("typeof WebAssembly")?.to::<String>(scope)? == "undefined" {
                return Ok(());
            }
            let view = scope.eval("globalThis.m = new WebAssembly.Memory({ initial: 1, maximum: 4 }); new Uint8Array(m.buffer)")?.cast::<TypedArray>(scope)?;
            assert_eq!(view.byte_length(scope), 65536);
            scope.eval("m.grow(1); new Uint8Array(m.buffer)[65536] = 7")?;
            // The old buffer was detached by growing.
            assert_eq!(view.byte_length(scope), 0);
            let grown = scope.eval("new Uint8Array(m.buffer)")?.cast::<TypedArray>(scope)?;
            assert_eq!(grown.to_bytes(scope)?[65536], 7);
            Ok(())
        })
        .unwrap();
}

#[test]
fn fact_19_a_host_functions_prototype_leads_nowhere() {
    let (_vm, context) = new();
    context
        .enter(|scope| {
            let f = scope.function("f", |n: f64| n)?;
            scope.global().set(scope, "f", f)?;
            // The prototype is %Function.prototype%; calling it, or `f` on another object, reaches no data of ours.
            assert!(
                scope
                    .eval("Object.getPrototypeOf(f) === Function.prototype")?
                    .to::<bool>(scope)?
            );
            assert_eq!(
                scope
                    .eval("f.call(Object.create(f), 1) + f.call(new Proxy(f, {}), 2)")?
                    .to::<f64>(scope)?,
                3.0
            );
            assert!(scope.eval("Object.create(f)()").is_err());
            Ok(())
        })
        .unwrap();
}

#[test]
fn fact_20_constructing_a_host_function_is_a_type_error() {
    let (_vm, context) = new();
    context
        .enter(|scope| {
            let f = scope.function("f", || 1.0)?;
            scope.global().set(scope, "f", f)?;
            let error = scope.eval("new f()").unwrap_err();
            assert_eq!(
                error.exception().map(jsc::Exception::name),
                Some("TypeError"),
                "{error}"
            );
            let error = scope.eval("class A extends f {}; new A()").unwrap_err();
            assert_eq!(
                error.exception().map(jsc::Exception::name),
                Some("TypeError"),
                "{error}"
            );
            Ok(())
        })
        .unwrap();
}

#[test]
fn fact_21_objects_that_rust_makes_are_plain() {
    let (_vm, context) = new();
    context
        .enter(|scope| {
            let object = scope.object();
            scope.global().set(scope, "o", object)?;
            assert!(scope.eval("Object.getPrototypeOf(o) === Object.prototype && Object.prototype.toString.call(o) === '[object Object]'")?.to::<bool>(scope)?);
            Ok(())
        })
        .unwrap();
}

#[test]
fn fact_22_a_function_is_prepared_once_and_called_often() {
    let (_vm, context) = new();
    context
        .enter(|scope| {
            let add = scope.eval("(a, b) => a + b")?.cast::<Function>(scope)?;
            let mut sum = 0.0;
            for i in 0..1000 {
                sum = scope.nested(|turn| add.call(turn, (sum, f64::from(i)))?.to::<f64>(turn))?;
            }
            assert_eq!(sum, 499_500.0);
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_value_of_any_type_is_told_by_the_engine() {
    let (_vm, context) = new();
    context
        .enter(|scope| {
            let forged: Local<'_, Value> = scope.eval(
                "({ then() {}, [Symbol.toStringTag]: 'Promise', __proto__: Promise.prototype })",
            )?;
            assert!(!forged.is::<jsc::Promise>(scope));
            assert!(
                scope
                    .eval("class P extends Promise {}; P.resolve(1)")?
                    .is::<jsc::Promise>(scope)
            );
            Ok(())
        })
        .unwrap();
}
