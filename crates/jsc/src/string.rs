//! JavaScript strings, which are sequences of UTF-16 code units: on their way in, and out again.

mod raw_string;
mod transcode;

pub(crate) use raw_string::RawString;

use crate::error::Result;
use crate::local::Local;
use crate::raw;
use crate::scope::Scope;
use crate::value::{JsString, Value};

impl Scope {
    /// Makes a string. NUL characters are kept.
    ///
    /// # Errors
    /// [`Error::StringTooLong`](crate::Error::StringTooLong) above some 2³¹ UTF-16 code units.
    #[doc(alias = "JSValueMakeString")]
    pub fn string(&self, text: &str) -> Result<Local<'_, JsString>> {
        RawString::new(text).map(|string| self.string_from_raw(&string))
    }

    /// Makes a string of UTF-16 code units; lone surrogates are kept.
    ///
    /// # Errors
    /// As [`string`](Self::string).
    #[doc(alias = "JSStringCreateWithCharacters")]
    pub fn string_utf16(&self, units: &[u16]) -> Result<Local<'_, JsString>> {
        RawString::from_utf16(units).map(|string| self.string_from_raw(&string))
    }

    pub(crate) fn string_from_raw(&self, string: &RawString) -> Local<'_, JsString> {
        // SAFETY: the context is live, the string outlives the call, and the result is a string.
        unsafe { self.local(raw::JSValueMakeString(self.raw(), string.as_raw())) }
    }

    /// JavaScript's ToString. For a string it runs no code, but may have to join the parts that it was concatenated from.
    pub(crate) fn to_raw_string(&self, value: Local<'_, Value>) -> Result<RawString> {
        let string = self.check(|context, exception| {
            // SAFETY: a live context and value.
            unsafe { raw::JSValueToStringCopy(context, value.as_raw(), exception) }
        })?;
        // SAFETY: a `Copy` function gives +1, and NULL only with an exception.
        unsafe { RawString::from_retained(string) }
            .ok_or(crate::Error::Engine("JSValueToStringCopy returned NULL"))
    }
}

impl<'s> Local<'s, JsString> {
    /// The string as Unicode text.
    ///
    /// # Errors
    /// [`Error::LoneSurrogate`](crate::Error::LoneSurrogate) if it is none: see [`to_string_lossy`](Self::to_string_lossy) and
    /// [`to_utf16`](Self::to_utf16). As for all methods here, [`Error::Exception`](crate::Error::Exception) with a `RangeError` if the
    /// engine has no memory to join a concatenated string.
    #[doc(alias = "JSStringGetUTF8CString")]
    pub fn to_string(self, scope: &Scope) -> Result<String> {
        scope.to_raw_string(self.into_value())?.to_utf8()
    }

    /// The string as Unicode text, with U+FFFD for lone surrogates.
    ///
    /// # Errors
    /// As [`to_string`](Self::to_string), without the surrogates.
    pub fn to_string_lossy(self, scope: &Scope) -> Result<String> {
        Ok(scope.to_raw_string(self.into_value())?.to_utf8_lossy())
    }

    /// The string's UTF-16 code units, whatever they are.
    ///
    /// # Errors
    /// As [`to_string`](Self::to_string), without the surrogates.
    #[doc(alias = "JSStringGetCharactersPtr")]
    pub fn to_utf16(self, scope: &Scope) -> Result<Vec<u16>> {
        Ok(scope.to_raw_string(self.into_value())?.units().to_vec())
    }

    /// Its length in UTF-16 code units: JavaScript's `length`.
    ///
    /// # Errors
    /// As [`to_string`](Self::to_string), without the surrogates.
    #[doc(alias = "JSStringGetLength")]
    pub fn len(self, scope: &Scope) -> Result<usize> {
        Ok(scope.to_raw_string(self.into_value())?.len())
    }

    /// Whether it is `""`.
    ///
    /// # Errors
    /// As [`len`](Self::len).
    pub fn is_empty(self, scope: &Scope) -> Result<bool> {
        self.len(scope).map(|length| length == 0)
    }
}
