//! What may be done with a property.

/// What may be done with a property that is [defined](crate::Local::define).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[doc(alias = "JSPropertyAttributes")]
pub struct Attributes {
    /// Whether it may be set.
    pub writable: bool,
    /// Whether `for`-`in`, `Object.keys` and the like see it.
    pub enumerable: bool,
    /// Whether it may be deleted, and these attributes changed.
    pub configurable: bool,
}

impl Attributes {
    /// All three, as a property has that an assignment made.
    pub const ALL: Attributes = Attributes {
        writable: true,
        enumerable: true,
        configurable: true,
    };
    /// Not enumerable, as a method of a class.
    pub const HIDDEN: Attributes = Attributes {
        writable: true,
        enumerable: false,
        configurable: true,
    };
    /// Enumerable, and never changed.
    pub const CONSTANT: Attributes = Attributes {
        writable: false,
        enumerable: true,
        configurable: false,
    };
    /// None of them: what `Object.defineProperty` defines if nothing is said.
    pub const NONE: Attributes = Attributes {
        writable: false,
        enumerable: false,
        configurable: false,
    };
}

impl Default for Attributes {
    /// [`ALL`](Self::ALL).
    fn default() -> Attributes {
        Attributes::ALL
    }
}
