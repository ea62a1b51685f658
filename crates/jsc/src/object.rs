//! Objects and their properties.

mod attributes;

pub use attributes::Attributes;

use crate::convert::IntoJs;
use crate::error::{Error, Result};
use crate::intrinsics::Intrinsic;
use crate::key::{RawKey, ToKey};
use crate::local::Local;
use crate::raw;
use crate::scope::Scope;
use crate::value::{Array, Function, Object, Value};

impl Scope {
    /// Makes an empty plain object: `{}`.
    #[doc(alias = "JSObjectMake")]
    pub fn object(&self) -> Local<'_, Object> {
        // SAFETY: the context is live; NULL asks for a plain object.
        unsafe {
            self.local(raw::JSObjectMake(
                self.raw(),
                std::ptr::null_mut(),
                std::ptr::null_mut(),
            ))
        }
    }

    /// A key as a value: a number for an index.
    fn key_value(&self, key: RawKey) -> raw::JSValueRef {
        match key {
            RawKey::Value(value) => value,
            // SAFETY: makes an immediate; the context is alive.
            RawKey::Index(index) => unsafe { raw::JSValueMakeNumber(self.raw(), f64::from(index)) },
        }
    }
}

/// Getting and setting may run JavaScript: getters, setters, and the traps of proxies. What they throw is an
/// [`Error::Exception`] of all these methods.
impl<'s> Local<'s, Object> {
    /// Reads a property, inherited ones included; `undefined` if there is none.
    ///
    /// # Errors
    /// What a getter or a proxy throws.
    #[inline]
    #[doc(alias("JSObjectGetProperty", "JSObjectGetPropertyForKey"))]
    pub fn get<'t>(self, scope: &'t Scope, key: impl ToKey) -> Result<Local<'t, Value>> {
        let object = self.as_raw_object();
        let value = match key.to_raw_key(scope)? {
            // SAFETY: a live context, object and key.
            RawKey::Value(key) => scope.check(|context, exception| unsafe {
                raw::JSObjectGetPropertyForKey(context, object, key, exception)
            }),
            // SAFETY: as above.
            RawKey::Index(index) => scope.check(|context, exception| unsafe {
                raw::JSObjectGetPropertyAtIndex(context, object, index, exception)
            }),
        }?;
        // SAFETY: without an exception the engine returns a value.
        Ok(unsafe { scope.local(value) })
    }

    /// Reads an element: `get` with a number.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    #[inline]
    #[doc(alias = "JSObjectGetPropertyAtIndex")]
    pub fn get_index<'t>(self, scope: &'t Scope, index: u32) -> Result<Local<'t, Value>> {
        self.get(scope, index)
    }

    /// Sets a property, as an assignment in strict code does: what the object refuses is an error.
    ///
    /// # Errors
    /// [`Error::Property`] if the object is frozen, the property read-only, and so on; what a setter or a proxy throws; what the
    /// conversion of the value says.
    pub fn set<'t>(self, scope: &'t Scope, key: impl ToKey, value: impl IntoJs<'t>) -> Result<()> {
        let value = value.into_js(scope)?;
        let raw_key = scope.key_value(key.to_raw_key(scope)?);
        let done =
            scope.call_intrinsic(Intrinsic::Set, &[self.as_raw(), raw_key, value.as_raw()])?;
        if done.to_boolean(scope) {
            Ok(())
        } else {
            Err(property_error(scope, "set", &key))
        }
    }

    /// Sets an element: `set` with a number.
    ///
    /// # Errors
    /// As [`set`](Self::set).
    pub fn set_index<'t>(self, scope: &'t Scope, index: u32, value: impl IntoJs<'t>) -> Result<()> {
        self.set(scope, index, value)
    }

    /// Sets a property, as an assignment in sloppy code does: what the object refuses is dropped without a word.
    ///
    /// This is what the C API has, and twice as fast as [`set`](Self::set). It is meant for objects that you made yourself.
    ///
    /// # Errors
    /// What a setter or a proxy throws; what the conversion of the value says.
    #[inline]
    #[doc(alias(
        "JSObjectSetProperty",
        "JSObjectSetPropertyForKey",
        "JSObjectSetPropertyAtIndex"
    ))]
    pub fn put<'t>(self, scope: &'t Scope, key: impl ToKey, value: impl IntoJs<'t>) -> Result<()> {
        let value = value.into_js(scope)?.as_raw();
        let object = self.as_raw_object();
        match key.to_raw_key(scope)? {
            RawKey::Value(key) => scope.check(|context, exception| {
                // SAFETY: a live context, object, key and value.
                unsafe {
                    raw::JSObjectSetPropertyForKey(
                        context,
                        object,
                        key,
                        value,
                        raw::kJSPropertyAttributeNone,
                        exception,
                    )
                }
            }),
            RawKey::Index(index) => scope.check(|context, exception| {
                // SAFETY: as above.
                unsafe { raw::JSObjectSetPropertyAtIndex(context, object, index, value, exception) }
            }),
        }
    }

    /// Whether the object has the property, or inherits it: `key in object`.
    ///
    /// # Errors
    /// What a proxy throws.
    #[doc(alias("JSObjectHasProperty", "JSObjectHasPropertyForKey"))]
    pub fn has(self, scope: &Scope, key: impl ToKey) -> Result<bool> {
        let key = scope.key_value(key.to_raw_key(scope)?);
        // SAFETY: a live context, object and key.
        scope.check(|context, exception| unsafe {
            raw::JSObjectHasPropertyForKey(context, self.as_raw_object(), key, exception)
        })
    }

    /// Whether the object has the property itself: `Object.hasOwn(object, key)`.
    ///
    /// # Errors
    /// What a proxy throws.
    pub fn has_own(self, scope: &Scope, key: impl ToKey) -> Result<bool> {
        let key = scope.key_value(key.to_raw_key(scope)?);
        Ok(scope
            .call_intrinsic(Intrinsic::HasOwn, &[self.as_raw(), key])?
            .to_boolean(scope))
    }

    /// Deletes a property of the object's own. False if it stays, because it is not configurable; true also if there was none.
    ///
    /// # Errors
    /// What a proxy throws.
    #[doc(alias("JSObjectDeleteProperty", "JSObjectDeletePropertyForKey"))]
    pub fn delete(self, scope: &Scope, key: impl ToKey) -> Result<bool> {
        let key = scope.key_value(key.to_raw_key(scope)?);
        // SAFETY: a live context, object and key.
        scope.check(|context, exception| unsafe {
            raw::JSObjectDeletePropertyForKey(context, self.as_raw_object(), key, exception)
        })
    }

    /// Defines a property of the object's own, whatever it inherits, like `Object.defineProperty` with a value.
    ///
    /// # Errors
    /// [`Error::Property`] if the object is not extensible or has the property and does not let it change.
    pub fn define<'t>(
        self,
        scope: &'t Scope,
        key: impl ToKey,
        value: impl IntoJs<'t>,
        attributes: Attributes,
    ) -> Result<()> {
        let value = value.into_js(scope)?;
        let raw_key = scope.key_value(key.to_raw_key(scope)?);
        let Attributes {
            writable,
            enumerable,
            configurable,
        } = attributes;
        let [writable, enumerable, configurable] =
            [writable, enumerable, configurable].map(|set| scope.boolean(set).as_raw());
        let arguments = [
            self.as_raw(),
            raw_key,
            value.as_raw(),
            writable,
            enumerable,
            configurable,
        ];
        let done = scope.call_intrinsic(Intrinsic::Define, &arguments)?;
        if done.to_boolean(scope) {
            Ok(())
        } else {
            Err(property_error(scope, "define", &key))
        }
    }

    /// Defines a property of the object's own that calls `getter` when it is read and `setter` when it is set. It is not enumerable
    /// unless `attributes` say so; `writable` does not matter.
    ///
    /// # Errors
    /// As [`define`](Self::define).
    pub fn define_accessor(
        self,
        scope: &Scope,
        key: impl ToKey,
        getter: Option<Local<'_, Function>>,
        setter: Option<Local<'_, Function>>,
        attributes: Attributes,
    ) -> Result<()> {
        let raw_key = scope.key_value(key.to_raw_key(scope)?);
        let undefined = scope.undefined().as_raw();
        let [getter, setter] =
            [getter, setter].map(|function| function.map_or(undefined, Local::as_raw));
        let [enumerable, configurable] =
            [attributes.enumerable, attributes.configurable].map(|set| scope.boolean(set).as_raw());
        let arguments = [
            self.as_raw(),
            raw_key,
            getter,
            setter,
            enumerable,
            configurable,
        ];
        let done = scope.call_intrinsic(Intrinsic::DefineAccessor, &arguments)?;
        if done.to_boolean(scope) {
            Ok(())
        } else {
            Err(property_error(scope, "define", &key))
        }
    }

    /// Defines a configurable property of the object's own that calls `getter` when it is read, as a class's `get key()` does.
    ///
    /// # Errors
    /// As [`define`](Self::define).
    pub fn define_getter(
        self,
        scope: &Scope,
        key: impl ToKey,
        getter: Local<'_, Function>,
    ) -> Result<()> {
        self.define_accessor(scope, key, Some(getter), None, Attributes::HIDDEN)
    }

    /// The names of the object's own enumerable properties, in JavaScript's order: `Object.keys(object)`. Symbols are not among them.
    ///
    /// # Errors
    /// [`Error::LoneSurrogate`] if a name is no Unicode text: see [`own_keys`](Self::own_keys). What a proxy throws.
    #[doc(alias = "JSObjectCopyPropertyNames")]
    pub fn keys(self, scope: &Scope) -> Result<Vec<String>> {
        let keys = scope
            .call_intrinsic(Intrinsic::Keys, &[self.as_raw()])?
            .cast::<Array>(scope)?;
        let length = keys.len(scope)?;
        (0..length)
            .map(|index| scope.nested(|turn| keys.get_index(turn, index)?.to(turn)))
            .collect()
    }

    /// All keys of the object's own properties, strings and symbols, enumerable or not: `Reflect.ownKeys(object)`.
    ///
    /// # Errors
    /// What a proxy throws.
    pub fn own_keys<'t>(self, scope: &'t Scope) -> Result<Vec<Local<'t, Value>>> {
        scope
            .call_intrinsic(Intrinsic::OwnKeys, &[self.as_raw()])?
            .cast::<Array>(scope)?
            .to_vec(scope)
    }

    /// The object's prototype, or `null`.
    ///
    /// # Errors
    /// What a proxy throws.
    #[doc(alias = "JSObjectGetPrototype")]
    pub fn prototype<'t>(self, scope: &'t Scope) -> Result<Local<'t, Value>> {
        scope.call_intrinsic(Intrinsic::GetPrototype, &[self.as_raw()])
    }

    /// Changes the object's prototype; `None` stands for `null`.
    ///
    /// # Errors
    /// [`Error::Property`] if it would make a circle, or the object is not extensible. What a proxy throws.
    #[doc(alias = "JSObjectSetPrototype")]
    pub fn set_prototype(self, scope: &Scope, prototype: Option<Local<'_, Object>>) -> Result<()> {
        let prototype = prototype.map_or_else(|| scope.null().as_raw(), Local::as_raw);
        let done = scope.call_intrinsic(Intrinsic::SetPrototype, &[self.as_raw(), prototype])?;
        if done.to_boolean(scope) {
            Ok(())
        } else {
            Err(property_error(scope, "set", &"__proto__"))
        }
    }

    /// Adds a property to an object that was just made and that nobody else has seen.
    pub(crate) fn put_new<'t>(
        self,
        scope: &'t Scope,
        key: &str,
        value: impl IntoJs<'t>,
    ) -> Result<()> {
        // A plain `put` would run an inherited setter (`__proto__` is one), or find an inherited property that is read-only.
        if self.has(scope, key)? {
            self.define(scope, key, value, Attributes::ALL)
        } else {
            self.put(scope, key, value)
        }
    }
}

#[cold]
fn property_error(scope: &Scope, action: &'static str, key: &impl ToKey) -> Error {
    Error::Property {
        action,
        key: key.name(scope),
    }
}
