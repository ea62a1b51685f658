//! Interned property keys.

use std::cell::RefCell;

use crate::raw;

/// The keys that a VM has interned.
#[derive(Default)]
pub(crate) struct KeyCache {
    strings: RefCell<Vec<raw::JSValueRef>>,
}

impl KeyCache {
    /// Forgets every key and hands its root back.
    pub(crate) fn clear(&self, mut unprotect: impl FnMut(raw::JSValueRef)) {
        for value in self.strings.take() {
            unprotect(value);
        }
    }
}
