//! The count of rooted values, by type: what we believe, to be compared with what the engine says.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::raw;

/// The JavaScript type under which a rooted value is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Kind {
    /// A string.
    String,
    /// A symbol.
    Symbol,
    /// A BigInt.
    BigInt,
    /// A function, or another object that can be called.
    Function,
    /// An array.
    Array,
    /// A promise.
    Promise,
    /// Any other object.
    Object,
    /// A number, boolean, `undefined` or `null`, where the engine may keep those on the heap: on 32-bit targets.
    Primitive,
}

impl Kind {
    /// The name under which the kind is reported: `"Promise"`, `"string"`.
    pub fn name(self) -> &'static str {
        match self {
            Kind::String => "string",
            Kind::Symbol => "symbol",
            Kind::BigInt => "bigint",
            Kind::Function => "Function",
            Kind::Array => "Array",
            Kind::Promise => "Promise",
            Kind::Object => "Object",
            Kind::Primitive => "primitive",
        }
    }
}

/// Spreads addresses of cells, which are multiples of 16, over the table.
#[derive(Default)]
struct AddressHasher(u64);

impl Hasher for AddressHasher {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, _: &[u8]) {
        unreachable!("only addresses are hashed")
    }
    fn write_usize(&mut self, address: usize) {
        self.0 = (address as u64 >> 4).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

struct Entry {
    handles: usize,
    kind: Kind,
}

/// Rooted cells of one VM with the number of handles on each.
#[derive(Default)]
pub(crate) struct Ledger {
    cells: RefCell<HashMap<usize, Entry, BuildHasherDefault<AddressHasher>>>,
}

impl Ledger {
    /// Counts a handle; true if it is the first on this cell, so that the engine has to be told. Immediates are not counted.
    pub(crate) fn add(&self, value: raw::JSValueRef, kind: Kind) -> bool {
        let mut cells = self.cells.borrow_mut();
        let entry = cells
            .entry(value as usize)
            .or_insert(Entry { handles: 0, kind });
        entry.handles += 1;
        entry.handles == 1
    }

    /// Counts one more handle on a cell that has some already; immediates have none and stay so.
    pub(crate) fn add_again(&self, value: raw::JSValueRef) {
        if let Some(entry) = self.cells.borrow_mut().get_mut(&(value as usize)) {
            entry.handles += 1;
        }
    }

    /// Takes a handle off; true if it was the last.
    pub(crate) fn remove(&self, value: raw::JSValueRef) -> bool {
        let mut cells = self.cells.borrow_mut();
        match cells.get_mut(&(value as usize)) {
            Some(entry) if entry.handles > 1 => {
                entry.handles -= 1;
                false
            }
            Some(_) => cells.remove(&(value as usize)).is_some(),
            None => false,
        }
    }

    /// The number of distinct rooted cells of each kind.
    pub(crate) fn cells_by_kind(&self) -> Vec<(Kind, usize)> {
        let mut counts = HashMap::<Kind, usize>::new();
        for entry in self.cells.borrow().values() {
            *counts.entry(entry.kind).or_default() += 1;
        }
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort();
        counts
    }
}
