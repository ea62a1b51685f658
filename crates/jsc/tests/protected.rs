//! A `Protected` roots exactly as long as it lives, and may be dropped in the oddest places.

use std::cell::RefCell;
use std::rc::Rc;

use jsc::{Collect, Context, Error, Object, Protected, Value, Vm};

fn context() -> (Vm, Context) {
    let vm = Vm::new().unwrap();
    let context = vm.new_context().unwrap();
    (vm, context)
}

fn object(context: &Context) -> Protected<Object> {
    context
        .enter(|scope| {
            Ok(scope
                .eval("({ n: 42 })")?
                .cast::<Object>(scope)?
                .protect(scope))
        })
        .unwrap()
}

fn objects(vm: &Vm) -> usize {
    vm.protected_counts().get("Object").copied().unwrap_or(0)
}

fn check(context: &Context, kept: &Protected<Object>) {
    let n: f64 = context
        .enter(|scope| kept.local(scope).get(scope, "n")?.to(scope))
        .unwrap();
    assert_eq!(n, 42.0);
}

#[test]
fn clones_root_until_the_last_is_gone() {
    let (vm, context) = context();
    let base = objects(&vm);
    let first = object(&context);
    let clones: Vec<_> = (0..100).map(|_| first.clone()).collect();
    assert_eq!(objects(&vm), base + 1, "one cell");
    drop(first);
    let _ = vm.collect(Collect::Full);
    clones.iter().for_each(|clone| check(&context, clone));
    drop(clones);
    assert_eq!(objects(&vm), base);
}

#[test]
fn immediates_need_no_root() {
    let (vm, context) = context();
    let before = vm.protected_counts();
    let kept: Vec<Protected<Value>> = context
        .enter(|scope| {
            ["1", "1.5", "true", "null", "undefined"]
                .iter()
                .map(|code| Ok(scope.eval(code)?.protect(scope)))
                .collect()
        })
        .unwrap();
    let _more = kept.clone();
    assert_eq!(vm.protected_counts(), before);
}

#[test]
fn dropped_in_a_host_function() {
    let (vm, context) = context();
    let base = objects(&vm);
    let slot = Rc::new(RefCell::new(Some(object(&context))));
    let inner = Rc::clone(&slot);
    context
        .enter(|scope| {
            let release = scope.function("release", move || drop(inner.take()))?;
            scope.global().set(scope, "release", release)?;
            scope.eval("release(); release()").map(drop)
        })
        .unwrap();
    assert!(slot.borrow().is_none());
    assert_eq!(objects(&vm), base);
}

#[test]
fn dropped_while_unwinding() {
    let (vm, context) = context();
    let base = objects(&vm);
    for in_scope in [false, true] {
        let kept = object(&context);
        let unwound = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let moved = kept;
            if in_scope {
                let _ = context.enter(|scope| -> jsc::Result<()> {
                    let _again = moved.local(scope).protect(scope);
                    std::panic::resume_unwind(Box::new(()))
                });
            }
            std::panic::resume_unwind(Box::new(()))
        }));
        unwound.unwrap_err();
        assert_eq!(objects(&vm), base);
    }
}

#[test]
fn dropped_after_the_last_vm_handle() {
    let (vm, context) = context();
    let kept = object(&context);
    let clone = kept.clone();
    drop(context);
    drop(vm);
    assert!(
        clone.vm().new_context().is_ok(),
        "a handle keeps its machine"
    );
    drop(kept);
    drop(clone);
}

/// What a host function owns dies in the collector; what that lets go of must not.
#[test]
fn dropped_by_the_destructor_of_a_host_function_s_data() {
    let (vm, context) = context();
    let other = Vm::new().unwrap();
    let elsewhere = other.new_context().unwrap();
    let Ok(()) = vm.collect(Collect::Full) else {
        return;
    };
    let base = objects(&other);
    context
        .enter(|scope| {
            let functions = scope.array_from(std::iter::empty::<f64>())?;
            scope.global().set(scope, "functions", functions)?;
            for _ in 0..200 {
                // Of the same machine it would be a cycle.
                let held = object_of(&elsewhere);
                scope.nested(|inner| {
                    functions.push(
                        inner,
                        inner.function("f", move || held.vm().ptr_eq(&held.vm()))?,
                    )
                })?;
            }
            Ok(())
        })
        .unwrap();
    assert_eq!(objects(&other), base + 200);
    let code =
        "delete globalThis.functions; (function deep(n) { return n ? deep(n - 1) : 0 })(100)";
    context.enter(|scope| scope.eval(code).map(drop)).unwrap();
    vm.collect(Collect::Full).unwrap();
    assert!(
        objects(&other) <= base + 20,
        "{} are left",
        objects(&other) - base
    );
    drop(context);
    drop(vm);
    assert_eq!(
        objects(&other),
        base,
        "a machine's end runs every destructor"
    );
}

fn object_of(context: &Context) -> Protected<Object> {
    context
        .enter_isolated(|scope| Ok(scope.object().protect(scope)))
        .unwrap()
}

#[test]
fn dropped_at_the_end_of_a_thread() {
    thread_local! {
        static LAST: RefCell<Vec<Protected<Object>>> = const { RefCell::new(Vec::new()) };
    }
    for order in 0..4 {
        std::thread::spawn(move || {
            if order & 1 == 0 {
                // Registers the destructor before the machine's own thread-locals.
                LAST.with_borrow_mut(Vec::clear);
            }
            let (_vm, context) = context();
            let kept = object(&context);
            check(&context, &kept);
            LAST.with_borrow_mut(|last| last.push(kept));
            if order & 2 == 0 {
                let unwound = std::panic::catch_unwind(|| std::panic::resume_unwind(Box::new(())));
                assert!(unwound.is_err());
            }
        })
        .join()
        .unwrap();
    }
}

#[test]
fn used_in_another_machine_it_says_so() {
    let (_vm, context) = context();
    let (_other, elsewhere) = self::context();
    let kept = object(&context);
    elsewhere
        .enter(|scope| {
            assert!(matches!(kept.try_local(scope), Err(Error::AnotherVm)));
            Ok(())
        })
        .unwrap();
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        elsewhere.enter(|scope| {
            kept.local(scope);
            Ok(())
        })
    }));
    assert!(panicked.is_err());
    check(&context, &kept);
}

#[test]
fn the_counts_return_to_where_they_began() {
    let (vm, context) = context();
    let run = || {
        context
            .enter(|scope| {
                let f = scope.function("f", |a: f64, b: f64| a + b)?;
                let kept = f.protect(scope);
                scope.global().set(scope, "f", kept.local(scope))?;
                let _ = scope.eval("throw new Error('x')").unwrap_err();
                let key = scope.key("aRatherLongKeyThatIsCached")?;
                scope.object().set(scope, &key, 1)?;
                let deferred = scope.deferred()?.protect(scope);
                deferred.local(scope).resolve(scope, 1)?;
                scope.eval("delete globalThis.f").map(drop)
            })
            .unwrap();
    };
    for _ in 0..10 {
        run();
    }
    let before = vm.protected_counts();
    for _ in 0..100 {
        run();
    }
    assert_eq!(vm.protected_counts(), before);
}
