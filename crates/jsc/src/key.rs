//! Property keys: [`Key`], an interned one, and everything else that names a property.

mod cache;

use std::fmt;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

pub(crate) use cache::KeyCache;

use crate::error::Result;
use crate::ledger::Kind;
use crate::local::Local;
use crate::protected::Protected;
use crate::raw;
use crate::scope::Scope;
use crate::string::RawString;
use crate::value::{JsString, Symbol};

/// An interned property key.
///
/// Reading a property by a `Key` costs half of what reading it by `&str` does: the engine is given a string that it has hashed already.
/// A `Key` may be kept and used in any scope of its VM, whose handle it is (see [`Vm`](crate::Vm)). In a scope of another VM it works by
/// its text.
///
/// ```
/// # let vm = jsc::Vm::new()?;
/// # let context = vm.new_context()?;
/// let name = context.enter(|scope| scope.key("name"))?;
/// context.enter(|scope| {
///     let object = scope.object();
///     object.set(scope, &name, "Ada")?;
///     assert_eq!(object.get(scope, "name")?.to::<String>(scope)?, "Ada");
///     Ok(())
/// })?;
/// # Ok::<(), jsc::Error>(())
/// ```
#[derive(Clone)]
pub struct Key {
    string: Protected<JsString>,
    text: Rc<str>,
}

impl Key {
    /// The key as a string of JavaScript's.
    ///
    /// # Errors
    /// None in a scope of the key's VM; else as [`Scope::string`].
    pub fn local<'s>(&self, scope: &'s Scope) -> Result<Local<'s, JsString>> {
        if self.string.is_of(scope) {
            Ok(self.string.local(scope))
        } else {
            scope.string(&self.text)
        }
    }

    /// The key's text.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Key) -> bool {
        self.text == other.text
    }
}

impl Eq for Key {}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Key").field(&self.text).finish()
    }
}

impl Scope {
    /// Interns a property key.
    ///
    /// # Errors
    /// [`Error::StringTooLong`](crate::Error::StringTooLong).
    pub fn key(&self, text: &str) -> Result<Key> {
        let cache = &self.vm().keys;
        if let Some((string, text)) = cache.find_shared(text) {
            // SAFETY: the cache roots its strings, and they are of this VM.
            let string = unsafe { self.local::<JsString>(string) };
            return Ok(Key {
                string: string.protect(self),
                text,
            });
        }
        let string = self.string(text)?;
        let text = Rc::<str>::from(text);
        if cache::fits(&text) {
            self.intern(string.as_raw(), Rc::clone(&text));
        }
        Ok(Key {
            string: string.protect(self),
            text,
        })
    }

    /// Puts a string into the VM's cache. `string` has the text `text` and is alive.
    fn intern(&self, string: raw::JSValueRef, text: Rc<str>) {
        let vm = self.vm();
        // SAFETY: a live string of this VM; balanced when it leaves the cache, here or in `KeyCache::clear`.
        unsafe { vm.protect(string, Kind::String) };
        if let Some(evicted) = vm.keys.insert(text, string) {
            // SAFETY: protected when it entered the cache.
            unsafe { vm.unprotect(evicted) };
        }
    }

    /// A key for one call: from the cache, where a text arrives when it is asked for the second time, or made for the occasion.
    fn key_of_text(&self, text: &str) -> Result<RawKey> {
        let lookup = self.vm().keys.look_up(text);
        if let cache::Lookup::Found(string) = lookup {
            return Ok(RawKey::Value(string));
        }
        let string = RawString::new(text)?;
        // SAFETY: the context is live and the string outlives the call. The result needs no slot: it is on the stack until the engine
        // has made a key of it, which is the first thing that it does.
        let value = unsafe { raw::JSValueMakeString(self.raw(), string.as_raw()) };
        if let cache::Lookup::SeenBefore = lookup {
            self.intern(value, Rc::from(text));
        }
        Ok(RawKey::Value(value))
    }
}

/// A key as the engine takes it.
#[derive(Clone, Copy, Debug)]
pub enum RawKey {
    /// A string or symbol.
    Value(raw::JSValueRef),
    /// An index.
    Index(u32),
}

pub(crate) mod sealed {
    use super::RawKey;
    use crate::error::Result;
    use crate::scope::Scope;

    pub trait Sealed {
        fn to_raw_key(&self, scope: &Scope) -> Result<RawKey>;
        /// The key in messages.
        fn name(&self, scope: &Scope) -> String;
    }
}

/// Names a property: `&str`, [`Key`], a string or symbol of JavaScript's, or `u32` for an index.
///
/// References to these do as well. The trait is sealed.
pub trait ToKey: sealed::Sealed {}

impl<K: sealed::Sealed + ?Sized> ToKey for K {}

impl<K: sealed::Sealed + ?Sized> sealed::Sealed for &K {
    #[inline]
    fn to_raw_key(&self, scope: &Scope) -> Result<RawKey> {
        (**self).to_raw_key(scope)
    }

    fn name(&self, scope: &Scope) -> String {
        (**self).name(scope)
    }
}

impl sealed::Sealed for str {
    #[inline]
    fn to_raw_key(&self, scope: &Scope) -> Result<RawKey> {
        scope.key_of_text(self)
    }

    fn name(&self, _: &Scope) -> String {
        self.to_owned()
    }
}

impl sealed::Sealed for String {
    #[inline]
    fn to_raw_key(&self, scope: &Scope) -> Result<RawKey> {
        scope.key_of_text(self)
    }

    fn name(&self, _: &Scope) -> String {
        self.clone()
    }
}

impl sealed::Sealed for Key {
    #[inline]
    fn to_raw_key(&self, scope: &Scope) -> Result<RawKey> {
        if self.string.is_of(scope) {
            Ok(RawKey::Value(self.string.as_raw()))
        } else {
            scope.key_of_text(&self.text)
        }
    }

    fn name(&self, _: &Scope) -> String {
        self.text.to_string()
    }
}

impl sealed::Sealed for Local<'_, JsString> {
    #[inline]
    fn to_raw_key(&self, _: &Scope) -> Result<RawKey> {
        Ok(RawKey::Value(self.as_raw()))
    }

    fn name(&self, scope: &Scope) -> String {
        self.to_string_lossy(scope).unwrap_or_default()
    }
}

impl sealed::Sealed for Local<'_, Symbol> {
    #[inline]
    fn to_raw_key(&self, _: &Scope) -> Result<RawKey> {
        Ok(RawKey::Value(self.as_raw()))
    }

    fn name(&self, scope: &Scope) -> String {
        let description = self.description(scope).ok().flatten();
        format!("Symbol({})", description.unwrap_or_default())
    }
}

impl sealed::Sealed for u32 {
    #[inline]
    fn to_raw_key(&self, _: &Scope) -> Result<RawKey> {
        Ok(RawKey::Index(*self))
    }

    fn name(&self, _: &Scope) -> String {
        self.to_string()
    }
}
