//! What the types forbid, each crime in a file named after it.

use std::process::Command;

/// The messages next to the crimes are those of this compiler; others word them differently.
const COMPILER: &str = "rustc 1.95.";

#[test]
fn crimes_do_not_compile() {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(rustc)
        .arg("--version")
        .output()
        .expect("rustc runs where its tests do");
    if version.stdout.starts_with(COMPILER.as_bytes()) {
        trybuild::TestCases::new().compile_fail("tests/compile_fail/*.rs");
    }
}

/// Whether a type has an auto trait, told without failing to compile where it has not.
macro_rules! implements {
    ($type:ty: $trait:ident) => {{
        struct Probe<T: ?Sized>(std::marker::PhantomData<T>);
        #[allow(dead_code, reason = "used if the type lacks the trait")]
        trait Fallback {
            const IMPLEMENTS: bool = false;
        }
        impl<T: ?Sized> Fallback for Probe<T> {}
        #[allow(dead_code, reason = "used if the type has the trait")]
        impl<T: ?Sized + $trait> Probe<T> {
            const IMPLEMENTS: bool = true;
        }
        <Probe<$type>>::IMPLEMENTS
    }};
}

#[test]
fn threads_are_kept_apart() {
    use jsc::*;
    assert!(
        implements!(u32: Send) && !implements!(std::rc::Rc<u32>: Send),
        "the macro works"
    );
    macro_rules! stays {
        ($($type:ty),* $(,)?) => {$(
            assert!(!implements!($type: Send), "{} is Send", stringify!($type));
            assert!(!implements!($type: Sync), "{} is Sync", stringify!($type));
        )*};
    }
    macro_rules! travels {
        ($($type:ty),* $(,)?) => {$(
            assert!(implements!($type: Send), "{} is not Send", stringify!($type));
            assert!(implements!($type: Sync), "{} is not Sync", stringify!($type));
        )*};
    }
    stays!(
        Vm,
        Context,
        Scope,
        &Scope,
        Local<'static>,
        Local<'static, Function>,
        Protected,
        Protected<Promise>,
        Key,
        RunLoop
    );
    stays!(
        Args<'static>,
        Deferred<'static>,
        ProtectedDeferred,
        PromiseWatch,
        Caught<'static>
    );
    travels!(
        Error,
        Exception,
        SendProtected<Value>,
        Interrupter,
        Waker,
        VmBuilder,
        HeapStatistics,
        Collect,
        Kind
    );
}
