//! The run loop that the engine's own work needs.

use crate::raw;

pub(crate) struct RunLoopState {}

impl RunLoopState {
    pub(crate) fn prepare(_capabilities: &raw::Private) -> RunLoopState {
        RunLoopState {}
    }
    pub(crate) fn with_pushed<R>(&self, f: impl FnOnce() -> R) -> R {
        f()
    }
}
