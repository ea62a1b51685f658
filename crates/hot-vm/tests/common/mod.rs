//! What the tests of the `hot` command share: a folder to work in, and a running program whose lines can be waited for.
#![allow(
    dead_code,
    unused_imports,
    unreachable_pub,
    reason = "each test binary uses a part of it"
)]

mod engine;
mod folder;
mod program;
mod sink;

pub use engine::{Needs, lacks};
pub use folder::Folder;
pub use program::{Output, Program};
pub use sink::{Run, Sink, run_embedded, turn_until};
