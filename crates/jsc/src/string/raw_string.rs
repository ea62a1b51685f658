//! Strings outside the heap, which the C API takes and gives.

use std::mem::MaybeUninit;

use super::transcode::{narrow, narrow_lossy, utf16_length, widen};
use crate::error::{Error, Result};
use crate::raw;

/// The longest string that the engine can make of UTF-16, in code units. A longer one would abort the process: the engine's own limit is
/// what keeps the size of the cell's memory below 2³² bytes, a few units more than this.
pub(crate) const MAX_LENGTH: usize = (u32::MAX as usize - 64) / 2;

/// Text up to this many bytes is widened on the stack.
const SMALL: usize = 512;

/// Above this, a UTF-16 copy of a string costs too much memory to be made on the way to UTF-8.
const LARGE: usize = 1 << 26;

/// An owned `JSStringRef`: a counted string outside the heap, which any thread may hold.
pub(crate) struct RawString(raw::JSStringRef);

impl RawString {
    /// # Errors
    /// [`Error::StringTooLong`].
    pub(crate) fn new(text: &str) -> Result<RawString> {
        if text.len() <= SMALL {
            let mut buffer = [MaybeUninit::uninit(); SMALL];
            return RawString::from_utf16(widen(text, &mut buffer));
        }
        if text.len() > MAX_LENGTH {
            check_length(utf16_length(text))?;
        }
        let mut buffer = Vec::<u16>::with_capacity(text.len());
        let length = widen(text, buffer.spare_capacity_mut()).len();
        // SAFETY: `widen` has written the first `length` places.
        unsafe { buffer.set_len(length) };
        RawString::from_utf16(&buffer)
    }

    /// # Errors
    /// [`Error::StringTooLong`].
    pub(crate) fn from_utf16(units: &[u16]) -> Result<RawString> {
        check_length(units.len())?;
        // Not `JSStringCreateWithCharactersNoCopy`: values and sources made of such a string keep the pointer (measured), though the
        // header says that they copy.
        // SAFETY: the engine copies `len` units from the pointer (JSStringRef.h); the length is below its limit.
        Ok(RawString(unsafe {
            raw::JSStringCreateWithCharacters(units.as_ptr(), units.len())
        }))
    }

    /// Takes over a string that the engine gave with +1 (a `Create` or `Copy` function); `None` for NULL.
    ///
    /// # Safety
    /// `string` is NULL or a string of which the caller owns one count.
    pub(crate) unsafe fn from_retained(string: raw::JSStringRef) -> Option<RawString> {
        if string.is_null() {
            None
        } else {
            Some(RawString(string))
        }
    }

    pub(crate) fn as_raw(&self) -> raw::JSStringRef {
        self.0
    }

    /// The number of UTF-16 code units.
    pub(crate) fn len(&self) -> usize {
        // SAFETY: the string is alive.
        unsafe { raw::JSStringGetLength(self.0) }
    }

    /// The UTF-16 code units.
    pub(crate) fn units(&self) -> &[u16] {
        // SAFETY: the pointer is good for `length` units as long as the string, which never changes, is alive.
        unsafe {
            let length = raw::JSStringGetLength(self.0);
            let units = raw::JSStringGetCharactersPtr(self.0);
            if length == 0 || units.is_null() {
                &[]
            } else {
                std::slice::from_raw_parts(units, length)
            }
        }
    }

    /// # Errors
    /// [`Error::LoneSurrogate`]; [`Error::OutOfMemory`] for a string of many millions of characters.
    pub(crate) fn to_utf8(&self) -> Result<String> {
        if self.len() > LARGE {
            return self.to_utf8_by_the_engine();
        }
        narrow(self.units()).map_err(|index| Error::LoneSurrogate { index })
    }

    pub(crate) fn to_utf8_lossy(&self) -> String {
        narrow_lossy(self.units())
    }

    /// Ten times slower than our own way, and needs no second copy of the string: [`units`](Self::units) would make one, and abort the
    /// process where there is no memory for it.
    fn to_utf8_by_the_engine(&self) -> Result<String> {
        let length = self.len();
        // Enough for ASCII; else what the worst text needs.
        for capacity in [length + 1, 3 * length + 1] {
            let mut bytes = Vec::<u8>::new();
            bytes
                .try_reserve_exact(capacity)
                .map_err(|_| Error::OutOfMemory { bytes: capacity })?;
            // SAFETY: the engine writes at most `capacity` bytes, the last of them a NUL that counts (JSStringRef.h).
            unsafe {
                let written =
                    raw::JSStringGetUTF8CString(self.0, bytes.as_mut_ptr().cast(), capacity);
                bytes.set_len(written.saturating_sub(1));
            }
            let text = String::from_utf8(bytes)
                .map_err(|_| Error::Engine("JSStringGetUTF8CString wrote no UTF-8"))?;
            let converted = utf16_length(&text);
            if converted == length {
                return Ok(text);
            }
            // It stops without a word when the buffer is full, and at a lone surrogate.
            if capacity > 3 * length {
                return Err(Error::LoneSurrogate { index: converted });
            }
        }
        Err(Error::Engine("JSStringGetUTF8CString stopped early"))
    }
}

fn check_length(length: usize) -> Result<()> {
    if length > MAX_LENGTH {
        Err(Error::StringTooLong {
            length,
            limit: MAX_LENGTH,
        })
    } else {
        Ok(())
    }
}

impl Drop for RawString {
    fn drop(&mut self) {
        // SAFETY: one count is ours.
        unsafe { raw::JSStringRelease(self.0) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_engines_own_way_to_utf8_gives_the_same() {
        for text in [
            "",
            "a",
            "abc".repeat(99).as_str(),
            "naïve café",
            "\0\0",
            "日本語 😀",
            &"😀".repeat(50),
        ] {
            let string = RawString::new(text).unwrap();
            assert_eq!(string.to_utf8().unwrap(), text);
            assert_eq!(string.to_utf8_by_the_engine().unwrap(), text);
        }
    }

    #[test]
    fn the_engines_own_way_finds_lone_surrogates() {
        for units in [
            &[0xd800][..],
            &[0x61, 0xdc00],
            &[0x61, 0x62, 0xd800, 0x63],
            &[0x20ac, 0x20ac, 0xdfff, 0x20ac],
        ] {
            let string = RawString::from_utf16(units).unwrap();
            let (ours, theirs) = (string.to_utf8(), string.to_utf8_by_the_engine());
            let at = units
                .iter()
                .position(|unit| (0xd800..0xe000).contains(unit))
                .unwrap();
            assert!(
                matches!(ours, Err(Error::LoneSurrogate { index }) if index == at),
                "{ours:?}"
            );
            assert!(
                matches!(theirs, Err(Error::LoneSurrogate { index }) if index == at),
                "{theirs:?}"
            );
        }
    }

    #[test]
    fn a_string_over_the_engines_limit_is_refused() {
        assert!(check_length(MAX_LENGTH).is_ok());
        assert!(
            matches!(check_length(MAX_LENGTH + 1), Err(Error::StringTooLong { length, .. }) if length == MAX_LENGTH + 1)
        );
    }
}
