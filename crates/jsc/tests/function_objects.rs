//! Host functions as objects: how they look, live and die, and what they throw.

mod support;

use std::cell::Cell;
use std::rc::Rc;

use jsc::{Context, Error, Function, Local, Protected, Result, Scope, Vm};
use support::{collect, js, run, scrub_stack};

/// What JavaScript sees of a call `f()`: `"value …"` or `"Name: message"`.
fn outcome(scope: &Scope, f: Local<'_, Function>) -> String {
    js(
        scope,
        "f => { try { return 'value ' + String(f()) } catch (e) { return e.constructor.name + ': ' + e.message } }",
    )
    .call(scope, (f,))
    .unwrap()
    .to(scope)
    .unwrap()
}

#[test]
fn results_throw_the_error_that_fits() {
    run(|scope| {
        let thrown = |error: fn() -> Error| -> Result<String> {
            let f = scope.function("f", move || Err::<(), _>(error()))?;
            Ok(outcome(scope, f))
        };
        assert_eq!(thrown(|| Error::custom("mine"))?, "Error: mine");
        assert_eq!(
            thrown(|| Error::Range {
                number: 300.0,
                target: "u8"
            })?,
            "RangeError: 300 does not fit in u8"
        );
        assert_eq!(
            thrown(|| Error::Type {
                expected: "array",
                found: "string".to_owned()
            })?,
            "TypeError: expected array, found string"
        );
        assert_eq!(
            thrown(|| Error::Json {
                message: "no JSON".to_owned()
            })?,
            "SyntaxError: no JSON"
        );
        assert!(thrown(|| Error::VmGone)?.starts_with("Error: "));
        let fine = scope.function("fine", || Ok::<_, Error>(42))?;
        assert_eq!(outcome(scope, fine), "value 42");
        Ok(())
    });
}

/// Scripts cannot reach into how errors and functions are made by changing what globals and prototypes hold.
#[test]
fn errors_and_functions_are_made_of_intrinsics() {
    run(|scope| {
        scope.eval(
            "var genuine = [TypeError.prototype, RangeError.prototype, Error.prototype, Function.prototype];
             for (const name of ['TypeError', 'RangeError', 'Error', 'Function', 'Promise'])
                 globalThis[name] = function () { throw 'fooled' };
             Object.defineProperty(Object.prototype, 'name', { set() { throw 'fooled' }, get() { return 'fooled' }, configurable: true });
             Object.defineProperty(Object.prototype, 'message', { set() { throw 'fooled' }, configurable: true });",
        )?;
        let argument = scope.function("argument", |_: f64| ())?;
        let custom = scope.function("custom", || Err::<(), _>(Error::custom("mine")))?;
        let seen = js(
            scope,
            "(argument, custom) => {
                 const caught = f => { try { f() } catch (e) { return e } };
                 const proto = Object.getPrototypeOf;
                 const a = caught(argument), c = caught(custom);
                 return [
                     proto(a) === genuine[0], a.message, proto(c) === genuine[2], c.message,
                     proto(argument) === genuine[3], Object.getOwnPropertyDescriptor(argument, 'name').value,
                 ].join();
             }",
        )
        .call(scope, (argument, custom))?
        .to::<String>(scope)?;
        assert_eq!(
            seen,
            "true,argument 1: expected number, found undefined,true,mine,true,argument"
        );
        Ok(())
    });
}

#[test]
fn host_functions_look_like_functions() {
    run(|scope| {
        let add = scope.function("add", |a: f64, b: f64| a + b)?;
        scope.global().set(scope, "add", add)?;
        for code in [
            "typeof add === 'function'",
            "add instanceof Function && add instanceof Object",
            "Object.getPrototypeOf(add) === Function.prototype",
            "Object.prototype.toString.call(add) === '[object Function]'",
            "/^function .*\\[native code\\]/s.test(Function.prototype.toString.call(add))",
            "Object.keys(add).length === 0 && Object.getOwnPropertyNames(add).sort().join() === 'length,name'",
            "JSON.stringify(Object.getOwnPropertyDescriptor(add, 'name')) === \
             '{\"value\":\"add\",\"writable\":false,\"enumerable\":false,\"configurable\":true}'",
            "add.length === 2 && add.name === 'add'",
            "add.call(null, 1, 2) === 3 && add.apply(null, [1, 2]) === 3",
            "add.bind(null, 1)(2) === 3 && add.bind(null).name === 'bound add'",
            "Reflect.apply(add, undefined, [1, 2]) === 3",
            "new Proxy(add, {})(1, 2) === 3",
            "[1, 2, 3].reduce(add, 0) === 6",
            // Properties of one's own, as on any function.
            "add.extra = 1, add.extra === 1 && delete add.extra && !('extra' in add)",
            "Object.freeze(add), Object.isFrozen(add)",
        ] {
            assert!(scope.eval(code)?.to::<bool>(scope)?, "{code}");
        }
        Ok(())
    });
}

#[test]
fn host_functions_are_no_constructors() {
    run(|scope| {
        let f = scope.function("f", || 1)?;
        assert!(!f.is_constructor(scope));
        assert!(
            matches!(
                f.construct(scope, ()),
                Err(Error::Type {
                    expected: "constructor",
                    ..
                })
            ),
            "construct() says so itself"
        );
        for code in [
            "f => new f()",
            "f => Reflect.construct(f, [])",
            "f => { class D extends f {} }",
        ] {
            let error = js(scope, code).call(scope, (f,)).unwrap_err();
            assert_eq!(error.exception().unwrap().name(), "TypeError", "{code}");
        }
        Ok(())
    });
}

/// Counts how many of its kind are alive.
struct Counted(Rc<Cell<i32>>);

impl Counted {
    fn new(count: &Rc<Cell<i32>>) -> Counted {
        count.set(count.get() + 1);
        Counted(Rc::clone(count))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

#[test]
fn closures_die_with_their_function() {
    let alive = Rc::new(Cell::new(0));
    let vm = Vm::new().unwrap();
    let context = vm.new_context().unwrap();
    #[inline(never)]
    fn make(context: &Context, alive: &Rc<Cell<i32>>) -> Protected<Function> {
        context
            .enter(|scope| {
                for _ in 0..1000 {
                    let owned = Counted::new(alive);
                    scope.nested(|scope| scope.function("f", move || owned.0.get()).map(drop))?;
                }
                let owned = Counted::new(alive);
                Ok(scope
                    .function("kept", move || owned.0.get())?
                    .protect(scope))
            })
            .unwrap()
    }
    let kept = make(&context, &alive);
    scrub_stack();
    if collect(&vm) {
        assert!(
            alive.get() >= 1 && alive.get() < 100,
            "{} of 1001 closures are left",
            alive.get()
        );
    }
    let seen = context
        .enter(|scope| kept.local(scope).call(scope, ())?.to::<i32>(scope))
        .unwrap();
    assert_eq!(seen, alive.get());
    drop(kept);
    drop((vm, context));
    assert_eq!(
        alive.get(),
        0,
        "the end of the VM is the end of all of them"
    );
}

#[test]
fn functions_belong_to_the_realm_they_were_made_in() {
    let vm = Vm::new().unwrap();
    let (one, two) = (vm.new_context().unwrap(), vm.new_context().unwrap());
    let f = one
        .enter(|scope| {
            let f = scope.function_with("f", |scope, args| {
                args.get::<f64>(0)?;
                Ok(scope.global().into_value())
            })?;
            Ok(f.protect(scope))
        })
        .unwrap();
    two.enter(|scope| {
        let f = f.local(scope);
        let (global, error) = (
            f.call(scope, (1,))?,
            scope.try_catch(|scope| f.call(scope, ())).unwrap_err(),
        );
        assert!(!global.strict_equals(scope, *scope.global())?);
        let is_mine =
            js(scope, "e => e instanceof TypeError").call(scope, (error.thrown().unwrap(),))?;
        assert!(
            !is_mine.to::<bool>(scope)?,
            "a TypeError of the function's realm"
        );
        Ok(())
    })
    .unwrap();
    // The realm outlives its last handle as long as a function of it does.
    drop(one);
    collect(&vm);
    let text = two
        .enter(|scope| {
            let global = f.local(scope).call(scope, (1,))?;
            js(scope, "g => typeof g.Array")
                .call(scope, (global,))?
                .to::<String>(scope)
        })
        .unwrap();
    assert_eq!(text, "function");
}
