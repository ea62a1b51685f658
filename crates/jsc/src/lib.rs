//! A sound, fast, safe API for JavaScriptCore.

mod context;
mod convert;
mod error;
mod eval;
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
mod string;
mod value;
mod vm;

pub use context::Context;
pub use convert::{FromJs, IntoJs};
pub use error::{Error, Exception, Result};
pub use eval::Source;
pub use ledger::Kind;
pub use local::Local;
pub use protected::Protected;
pub use scope::Scope;
pub use value::{Array, BigInt, Function, JsString, JsType, Object, Promise, SubtypeOf, Symbol, Value};
pub use vm::Vm;
