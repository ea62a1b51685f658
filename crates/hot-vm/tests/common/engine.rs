//! What a test needs of the engine beyond its public functions.

use hot_vm::jsc::{Error, Promise, Vm};

/// A capability that some engines lack.
#[derive(Debug, Clone, Copy)]
pub enum Needs {
    HeapStatistics,
    Interrupter,
    RejectionHook,
    PromiseStatus,
}

/// Whether the engine at hand lacks it. Then it has just said so, with an error that names the function, which is all that there is to test.
pub fn lacks(need: Needs) -> bool {
    let vm = Vm::new().expect("the engine starts");
    let context = vm.new_context().expect("a realm");
    let outcome = match need {
        Needs::HeapStatistics => vm.heap_statistics().map(drop),
        Needs::Interrupter => vm.interrupter().map(drop),
        Needs::RejectionHook => context.on_unhandled_rejection(|_, _, _| {}),
        Needs::PromiseStatus => context.enter(|scope| {
            let promise = scope.eval("Promise.resolve()")?.cast::<Promise>(scope)?;
            promise.status(scope).map(drop)
        }),
    };
    match outcome {
        Ok(()) => false,
        Err(Error::Unsupported { feature, reason }) => {
            assert!(!feature.is_empty() && !reason.is_empty());
            true
        }
        Err(error) => panic!("{error}"),
    }
}
