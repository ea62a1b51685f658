//! Promises that were rejected and that nobody looks after.

#[derive(Default)]
pub(crate) struct RejectionHook {}
