//! Ending scripts from outside.

use crate::local::Local;
use crate::scope::Scope;
use crate::value::Value;
use crate::vm::VmInner;

#[derive(Default)]
pub(crate) struct InterruptState {}

impl InterruptState {
    pub(crate) fn is_termination(&self, _scope: &Scope, _thrown: Local<'_, Value>) -> bool {
        false
    }
    #[inline]
    pub(crate) fn before_last_unlock(&self, _vm: &VmInner) {}
    pub(crate) fn shut_down(&self, _vm: &VmInner) {}
}
