//! Symbols.

use crate::error::{Error, Result};
use crate::intrinsics::Intrinsic;
use crate::local::Local;
use crate::raw;
use crate::scope::Scope;
use crate::string::RawString;
use crate::value::{Symbol, Value};

/// A symbol that the language gives a meaning to. They are the same in all realms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[allow(
    missing_docs,
    reason = "named as in JavaScript: `Symbol.iterator` and so on"
)]
pub enum WellKnownSymbol {
    Iterator,
    AsyncIterator,
    HasInstance,
    ToPrimitive,
    ToStringTag,
    Species,
    Unscopables,
    IsConcatSpreadable,
    Match,
    MatchAll,
    Replace,
    Search,
    Split,
}

impl Scope {
    /// Makes a symbol that is equal to no other.
    ///
    /// # Errors
    /// [`Error::StringTooLong`].
    #[doc(alias = "JSValueMakeSymbol")]
    pub fn symbol(&self, description: &str) -> Result<Local<'_, Symbol>> {
        let description = RawString::new(description)?;
        // SAFETY: the context is live, the string outlives the call, and the result is a symbol.
        Ok(unsafe { self.local(raw::JSValueMakeSymbol(self.raw(), description.as_raw())) })
    }

    /// The symbol that the whole VM has under `key`: `Symbol.for(key)`.
    ///
    /// # Errors
    /// [`Error::StringTooLong`].
    pub fn symbol_for(&self, key: &str) -> Result<Local<'_, Symbol>> {
        let key = self.string(key)?;
        self.call_intrinsic(Intrinsic::SymbolFor, &[key.as_raw()])?
            .cast(self)
    }

    /// A symbol that the language gives a meaning to.
    ///
    /// # Errors
    /// [`Error::Unsupported`] if the engine is too old to know it.
    pub fn well_known_symbol(&self, symbol: WellKnownSymbol) -> Result<Local<'_, Symbol>> {
        let intrinsic = match symbol {
            WellKnownSymbol::Iterator => Intrinsic::SymbolIterator,
            WellKnownSymbol::AsyncIterator => Intrinsic::SymbolAsyncIterator,
            WellKnownSymbol::HasInstance => Intrinsic::SymbolHasInstance,
            WellKnownSymbol::ToPrimitive => Intrinsic::SymbolToPrimitive,
            WellKnownSymbol::ToStringTag => Intrinsic::SymbolToStringTag,
            WellKnownSymbol::Species => Intrinsic::SymbolSpecies,
            WellKnownSymbol::Unscopables => Intrinsic::SymbolUnscopables,
            WellKnownSymbol::IsConcatSpreadable => Intrinsic::SymbolIsConcatSpreadable,
            WellKnownSymbol::Match => Intrinsic::SymbolMatch,
            WellKnownSymbol::MatchAll => Intrinsic::SymbolMatchAll,
            WellKnownSymbol::Replace => Intrinsic::SymbolReplace,
            WellKnownSymbol::Search => Intrinsic::SymbolSearch,
            WellKnownSymbol::Split => Intrinsic::SymbolSplit,
        };
        // SAFETY: rooted by the home realm.
        let value = unsafe { self.local::<Value>(self.intrinsic(intrinsic)?) };
        value.cast(self).map_err(|_| Error::Unsupported {
            feature: "a well-known symbol",
            reason: "the engine is older than it",
        })
    }

    /// `Symbol.iterator`.
    ///
    /// # Errors
    /// As [`well_known_symbol`](Self::well_known_symbol).
    pub fn symbol_iterator(&self) -> Result<Local<'_, Symbol>> {
        self.well_known_symbol(WellKnownSymbol::Iterator)
    }

    /// `Symbol.asyncIterator`.
    ///
    /// # Errors
    /// As [`well_known_symbol`](Self::well_known_symbol).
    pub fn symbol_async_iterator(&self) -> Result<Local<'_, Symbol>> {
        self.well_known_symbol(WellKnownSymbol::AsyncIterator)
    }

    /// `Symbol.toStringTag`.
    ///
    /// # Errors
    /// As [`well_known_symbol`](Self::well_known_symbol).
    pub fn symbol_to_string_tag(&self) -> Result<Local<'_, Symbol>> {
        self.well_known_symbol(WellKnownSymbol::ToStringTag)
    }
}

impl<'s> Local<'s, Symbol> {
    /// The symbol's description, if it has one.
    ///
    /// # Errors
    /// [`Error::LoneSurrogate`] if it is no Unicode text.
    pub fn description(self, scope: &Scope) -> Result<Option<String>> {
        scope
            .call_intrinsic(Intrinsic::Description, &[self.as_raw()])?
            .to(scope)
    }
}
