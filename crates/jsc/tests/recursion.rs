//! Recursion through both languages, to the end of the stack.

mod support;

use std::cell::Cell;
use std::rc::Rc;

use jsc::{Context, Function, IntoJs, Local};
use support::{context, js, on_thread};

/// How deep a recursion through both languages goes before it ends in a RangeError.
fn depth_of(context: &Context, code: &str) -> u32 {
    let depth = Rc::new(Cell::new(0));
    let deepest = Rc::clone(&depth);
    let ended = context.enter(|scope| {
        let down = scope.function_with("down", move |scope, args| {
            deepest.set(deepest.get() + 1);
            let back: Local<'_, Function> = args.get(0)?;
            // A frame that is not small.
            let frame = std::hint::black_box([0_u8; 4096]);
            let result = back.call(scope, ());
            std::hint::black_box(&frame);
            result
        })?;
        js(scope, code).call(scope, (down,)).map(drop)
    });
    let error = ended.unwrap_err();
    let exception = error.exception().unwrap();
    assert_eq!(
        (exception.name(), exception.message()),
        ("RangeError", "Maximum call stack size exceeded.")
    );
    // The engine is as before.
    let sum = context.enter(|scope| scope.eval("1 + 1")?.to::<i32>(scope));
    assert_eq!(sum.unwrap(), 2);
    depth.get()
}

#[test]
fn recursion_through_both_languages_ends_in_a_range_error() {
    let codes = [
        "down => { const again = () => down(again); again() }",
        "down => { const object = { get x() { return down(() => object.x) } }; object.x }",
        "down => { const object = { toString() { return String(down(() => `${object}`)) } }; `${object}` }",
        "down => { const sort = () => [2, 1].sort(() => down(sort)); sort() }",
        "down => { const json = () => JSON.stringify({ toJSON: () => down(json) }); json() }",
        "down => { const make = () => new (class { constructor() { down(make) } }); make() }",
        "down => { const proxied = new Proxy(down, { apply: (f, self, args) => f(proxied.bind(null, ...args)) }); proxied(() => 1) }",
        "down => { const replace = () => 'a'.replace(/a/, () => down(replace)); replace() }",
    ];
    let check = |stack, code| {
        let depth = on_thread(stack, move || depth_of(&context(), code));
        assert!(
            depth > 3,
            "only {depth} calls with a stack of {stack}: {code}"
        );
    };
    for code in codes {
        check(512 << 10, code);
        check(1 << 20, code);
    }
    // Beyond what the engine itself would use of a stack.
    check(8 << 20, codes[0]);
}

#[test]
fn recursion_may_be_survived_in_the_middle() {
    on_thread(1 << 20, || {
        let context = context();
        context
            .enter(|scope| {
                let down = scope.function_with("down", |scope, args| {
                    let back: Local<'_, Function> = args.get(0)?;
                    // Swallows what is thrown below, at every level.
                    back.call(scope, ()).or_else(|_| 1.into_js(scope))
                })?;
                let code = "down => { const again = () => { try { return down(again) } catch { return 2 } }; return again() }";
                let survived = js(scope, code).call(scope, (down,))?.to::<i32>(scope)?;
                assert!(matches!(survived, 1 | 2), "{survived}");
                Ok(())
            })
            .unwrap();
    });
}

/// Errors are made where the stack is nearly full, and unwound through all the layers.
#[test]
fn a_panic_at_the_bottom_of_the_stack_comes_up() {
    let text = on_thread(2 << 20, || {
        let context = context();
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            context.enter(|scope| {
                let down = scope.function_with("down", |scope, args| {
                    let back: Local<'_, Function> = args.get(0)?;
                    match back.call(scope, ()) {
                        Err(error) if error.to_string().starts_with("RangeError") => {
                            panic!("at the bottom")
                        }
                        result => result,
                    }
                })?;
                js(
                    scope,
                    "down => { const again = () => down(again); again() }",
                )
                .call(scope, (down,))
                .map(drop)
            })
        }));
        *caught.unwrap_err().downcast::<&str>().unwrap()
    });
    assert_eq!(text, "at the bottom");
}
