//! A sound, fast, safe API for JavaScriptCore.
//!
//! ```
//! use jsc::{Error, Vm};
//!
//! let vm = Vm::new()?;
//! let context = vm.new_context()?;
//! context.enter(|scope| {
//!     let add = scope.function("add", |a: f64, b: f64| a + b)?;
//!     scope.global().set(scope, "add", add)?;
//!     let sum: f64 = scope.eval("add(20, 22)")?.to(scope)?;
//!     assert_eq!(sum, 42.0);
//!
//!     let error = scope.eval("add('20', 22)").unwrap_err();
//!     assert_eq!(error.to_string(), "TypeError: argument 1: expected number, found string");
//!     Ok(())
//! })?;
//! # Ok::<(), Error>(())
//! ```
//!
//! # The five types
//!
//! - [`Vm`]: a virtual machine, with its heap, its lock and its queue of microtasks. It belongs to the thread that made it; use one per thread.
//! - [`Context`]: a realm, a global object with its own intrinsics. Values move freely between the realms of a VM.
//! - [`Scope`]: the right to use the engine, for as long as a closure of yours runs, and the root of every value that it gives.
//! - [`Local`]: a value for now. `Copy`, as large as a pointer, to be kept anywhere until its scope ends.
//! - [`Protected`]: a value for later. `Local::protect` makes one, `Protected::local` leads back.
//!
//! A method that can run JavaScript, or make values, takes the scope.
//!
//! # Errors
//!
//! Every fallible function gives [`Result`]; [`Error`] is `'static` and `Send`, so `?` works everywhere. What JavaScript throws becomes an [`Exception`]:
//! plain data, and the thrown value itself when the error returns to JavaScript. [`Scope::try_catch`] gives the live value.
//!
//! A host function that returns an error throws it. One that panics does too, but no `catch` can stop it: the panic goes on when control is back
//! in the Rust code that called.
//!
//! # Time
//!
//! Microtasks (reactions to promises) run when the outermost scope ends, or at [`Scope::drain_microtasks`]. What the engine does later (compiled
//! WebAssembly, `FinalizationRegistry`, collections on a timer) waits for [`RunLoop::pump`]. An [`Interrupter`] ends scripts that do not end.
//!
//! # Engines that lack something
//!
//! The C API differs between engines: Apple's, WebKitGTK's, older and newer ones. What is missing is found out at run time. Where there is another way
//! it is taken; where there is none, the function that needs it gives [`Error::Unsupported`], which names what is missing.
//!
//! # What the engine does to a process
//!
//! It handles `SIGSEGV` and `SIGBUS` (so Rust's own message about an overflowed stack is lost), and on Linux stops threads with `SIGUSR1`
//! ([`configure_gc_signal`] chooses another). Its threads must run on the stacks that the system gave them.

mod array;
mod bigint;
mod buffer;
mod callback;
mod context;
mod convert;
mod error;
mod eval;
mod function;
mod gc;
mod inbox;
mod interrupt;
mod intrinsics;
mod json;
mod key;
mod ledger;
mod local;
mod lock;
mod object;
mod operators;
mod promise;
mod protected;
mod raw;
mod rejection;
mod run_loop;
mod scope;
mod send_protected;
mod signal;
mod string;
mod symbol;
mod value;
mod vm;

pub use array::Elements;
pub use buffer::{Bytes, Element, ElementType};
pub use callback::{Args, FromArgs, HostFunction, HostFunctionMut, IntoReturn, Opt, Rest, This};
pub use context::Context;
pub use convert::{Coerced, FromJs, IntoJs};
pub use error::{Caught, Error, Exception, Result};
pub use eval::Source;
pub use function::IntoArgs;
pub use gc::{Collect, HeapStatistics};
pub use interrupt::Interrupter;
pub use key::{Key, ToKey};
pub use ledger::Kind;
pub use local::Local;
pub use object::Attributes;
pub use promise::{Deferred, PromiseStatus, PromiseWatch, ProtectedDeferred};
pub use protected::Protected;
pub use run_loop::{RunLoop, Waker};
pub use scope::Scope;
pub use send_protected::SendProtected;
pub use signal::configure_gc_signal;
pub use symbol::WellKnownSymbol;
pub use value::{
    Array, ArrayBuffer, BigInt, Function, JsString, JsType, Object, Promise, SubtypeOf, Symbol,
    TypedArray, Value,
};
pub use vm::{Vm, VmBuilder, engine_version};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
