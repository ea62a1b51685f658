//! Strings on their way in and out.

use crate::error::{Error, Result};
use crate::raw;

/// The engine's limit, in UTF-16 code units.
pub(crate) const MAX_LENGTH: usize = i32::MAX as usize;

/// An owned `JSStringRef`: a counted string outside the heap, which any thread may hold.
pub(crate) struct RawString(raw::JSStringRef);

impl RawString {
    /// # Errors
    /// [`Error::StringTooLong`].
    pub(crate) fn new(text: &str) -> Result<RawString> {
        let units: Vec<u16> = text.encode_utf16().collect();
        RawString::from_utf16(&units)
    }

    /// # Errors
    /// [`Error::StringTooLong`].
    pub(crate) fn from_utf16(units: &[u16]) -> Result<RawString> {
        if units.len() > MAX_LENGTH {
            return Err(Error::StringTooLong { length: units.len(), limit: MAX_LENGTH });
        }
        // SAFETY: the engine copies `len` units from the pointer (JSStringRef.h).
        Ok(RawString(unsafe { raw::JSStringCreateWithCharacters(units.as_ptr(), units.len()) }))
    }

    /// Takes over a string that the engine gave with +1 (a `Create` or `Copy` function); `None` for NULL.
    ///
    /// # Safety
    /// `string` is NULL or a string of which the caller owns one count.
    pub(crate) unsafe fn from_retained(string: raw::JSStringRef) -> Option<RawString> {
        (!string.is_null()).then_some(RawString(string))
    }

    pub(crate) fn as_raw(&self) -> raw::JSStringRef {
        self.0
    }

    /// The UTF-16 code units.
    pub(crate) fn units(&self) -> &[u16] {
        // SAFETY: the pointer is good for `length` units as long as the string, which never changes, is alive.
        unsafe {
            let length = raw::JSStringGetLength(self.0);
            let units = raw::JSStringGetCharactersPtr(self.0);
            if length == 0 || units.is_null() { &[] } else { std::slice::from_raw_parts(units, length) }
        }
    }

    /// # Errors
    /// [`Error::LoneSurrogate`].
    pub(crate) fn to_utf8(&self) -> Result<String> {
        let units = self.units();
        String::from_utf16(units).map_err(|_| {
            let index = char::decode_utf16(units.iter().copied())
                .scan(0, |at, item| {
                    let start = *at;
                    *at += item.as_ref().map_or(1, |c| c.len_utf16());
                    Some((start, item.is_err()))
                })
                .find(|&(_, bad)| bad)
                .map_or(0, |(start, _)| start);
            Error::LoneSurrogate { index }
        })
    }

    pub(crate) fn to_utf8_lossy(&self) -> String {
        String::from_utf16_lossy(self.units())
    }
}

impl Drop for RawString {
    fn drop(&mut self) {
        // SAFETY: one count is ours.
        unsafe { raw::JSStringRelease(self.0) };
    }
}
