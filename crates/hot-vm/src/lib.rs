//! A hot-reloading ES-module VM on JavaScriptCore, to embed, and the `hot` command.
//!
//! A [`HotVm`] runs a TypeScript or JavaScript entry module. Under [`HotMode::Full`] a saved file makes the module graph evaluate again in the
//! *same realm*: `globalThis` and all that hangs on it survive, the process and its sockets too, and only modules that changed are read and
//! transformed again. Errors are reported with positions in the sources, and the program recovers with the next save.
//!
//! ```
//! use hot_vm::HotVm;
//!
//! # let dir = std::env::temp_dir().join(format!("hot-vm-lib-{}", std::process::id()));
//! # std::fs::create_dir_all(&dir)?;
//! std::fs::write(dir.join("app.ts"), "import { greet } from 'app:greeter'; greet('world' as string);")?;
//! let code = HotVm::builder()
//!     .entry("app.ts")
//!     .cwd(&dir)
//!     .module("app:greeter", |exports| exports.function("greet", |name: String| assert_eq!(name, "world")))
//!     .build()?
//!     .run()?;
//! assert_eq!(code, 0);
//! # std::fs::remove_dir_all(&dir)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # How it is built
//!
//! - Resolving (oxc_resolver), transforming (oxc: TypeScript, JSX, and modules lowered to generator functions), linking and evaluation by
//!   ECMA-262's Cyclic Module Records.
//! - The promise of the running generation is in one slot with one setter, which holds a [`jsc::Protected`]. This crate has no `unsafe` code, and
//!   `jsc` hands out no raw values, so the slot can never name a dead promise.
//! - A reload happens between turns of the loop, never inside a script. A generation that is parked on a top-level `await` is replaced; one that
//!   does not end is interrupted.
#![forbid(unsafe_code)]

mod builder;
pub mod cli;
mod entry_promise;
mod error;
mod error_report;
mod events;
mod graph;
mod host;
mod hot_jsc;
mod load;
mod module;
mod native;
mod output;
mod prelude;
pub mod report;
mod resolve;
mod settings;
mod source_maps;
mod sources;
mod state;
mod timers;
mod transform;
mod vm;
mod watch;
mod watching;

pub use builder::{Builder, HotMode};
pub use error::{BuildError, RunError};
pub use events::Event;
pub use jsc;
pub use native::NativeExports;
pub use vm::{HotVm, Tick};
