//! A sound, fast, safe API for JavaScriptCore.

mod context;
mod convert;
mod error;
mod eval;
mod gc;
mod inbox;
mod interrupt;
mod key;
mod ledger;
mod local;
mod lock;
mod promise;
mod protected;
mod raw;
mod rejection;
mod run_loop;
mod scope;
mod signal;
mod string;
mod value;
mod vm;

pub use context::Context;
pub use convert::{FromJs, IntoJs};
pub use error::{Error, Exception, Result};
pub use eval::Source;
pub use gc::{Collect, HeapStatistics};
pub use interrupt::Interrupter;
pub use ledger::Kind;
pub use local::Local;
pub use protected::Protected;
pub use run_loop::{RunLoop, Waker};
pub use scope::Scope;
pub use signal::configure_gc_signal;
pub use value::{Array, BigInt, Function, JsString, JsType, Object, Promise, SubtypeOf, Symbol, Value};
pub use vm::{Vm, VmBuilder};
