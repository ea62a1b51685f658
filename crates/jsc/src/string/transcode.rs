//! UTF-8 to UTF-16 and back. ASCII, which nearly all text is, goes sixteen characters at a time in loops that the compiler vectorizes.

use std::mem::MaybeUninit;

const BLOCK: usize = 16;

/// Writes `text` as UTF-16 into `buffer` and returns what was written.
///
/// `buffer` has at least `text.len()` places; no text needs more UTF-16 units than UTF-8 bytes.
pub(super) fn widen<'b>(text: &str, buffer: &'b mut [MaybeUninit<u16>]) -> &'b [u16] {
    let bytes = text.as_bytes();
    let (mut read, mut written) = (0, 0);
    while read < bytes.len() {
        while let Some(block) = bytes[read..].first_chunk::<BLOCK>() {
            if !block.is_ascii() {
                break;
            }
            for (to, &from) in buffer[written..written + BLOCK].iter_mut().zip(block) {
                to.write(u16::from(from));
            }
            read += BLOCK;
            written += BLOCK;
        }
        // A character at a time up to the end of a run that is not ASCII; blocks are tried again only after it.
        let mut plain = 0;
        for character in text[read..].chars() {
            for &unit in character.encode_utf16(&mut [0; 2]).iter() {
                buffer[written].write(unit);
                written += 1;
            }
            read += character.len_utf8();
            plain = if character.is_ascii() { plain + 1 } else { 0 };
            if plain == BLOCK {
                break;
            }
        }
    }
    // SAFETY: the loop above has written the places before `written`, each once and in order.
    unsafe { std::slice::from_raw_parts(buffer.as_ptr().cast(), written) }
}

/// The number of UTF-16 units that `text` needs.
pub(super) fn utf16_length(text: &str) -> usize {
    let units_of = |byte: u8| usize::from(byte & 0xc0 != 0x80) + usize::from(byte >= 0xf0);
    text.bytes().map(units_of).sum()
}

/// The text of `units`, or where its first lone surrogate is.
pub(super) fn narrow(units: &[u16]) -> Result<String, usize> {
    transcode(units, Err)
}

/// The text of `units`, with U+FFFD for each lone surrogate.
pub(super) fn narrow_lossy(units: &[u16]) -> String {
    transcode(units, |_| Ok(char::REPLACEMENT_CHARACTER))
        .unwrap_or_else(|never: std::convert::Infallible| match never {})
}

/// `lone` is asked what to write for the lone surrogate at an index.
fn transcode<E>(
    units: &[u16],
    mut lone: impl FnMut(usize) -> Result<char, E>,
) -> Result<String, E> {
    let mut bytes = Vec::with_capacity(units.len());
    let mut read = 0;
    while read < units.len() {
        while let Some(block) = units[read..].first_chunk::<BLOCK>() {
            if block.iter().fold(0, |all, unit| all | unit) >= 0x80 {
                break;
            }
            bytes.extend(block.iter().map(|&unit| unit as u8));
            read += BLOCK;
        }
        let mut plain = 0;
        for decoded in char::decode_utf16(units[read..].iter().copied()) {
            let (character, consumed) = match decoded {
                Ok(character) => (character, character.len_utf16()),
                Err(_) => (lone(read)?, 1),
            };
            read += consumed;
            if character.is_ascii() {
                bytes.push(character as u8);
                plain += 1;
            } else {
                bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                plain = 0;
            }
            if plain == BLOCK {
                break;
            }
        }
    }
    // SAFETY: only ASCII and whole encoded characters were appended.
    Ok(unsafe { String::from_utf8_unchecked(bytes) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn widened(text: &str) -> Vec<u16> {
        let mut buffer = vec![MaybeUninit::uninit(); text.len()];
        widen(text, &mut buffer).to_vec()
    }

    #[test]
    fn runs_change_at_every_place_of_a_block() {
        for before in 0..40 {
            for after in 0..40 {
                for middle in ["", "é", "😀", "еще", "\0"] {
                    let text = format!("{}{middle}{}", "a".repeat(before), "z".repeat(after));
                    let units = widened(&text);
                    assert_eq!(units, text.encode_utf16().collect::<Vec<_>>());
                    assert_eq!(utf16_length(&text), units.len());
                    assert_eq!(narrow(&units).as_deref(), Ok(&*text));
                }
            }
        }
    }

    #[test]
    fn lone_surrogates_are_found_wherever_they_are() {
        for before in 0..40 {
            for lone in [&[0xd800][..], &[0xdfff], &[0xd800, 0x61], &[0xdc00, 0xd800]] {
                let mut units = vec![0x61; before];
                units.extend_from_slice(lone);
                assert_eq!(narrow(&units), Err(before));
                assert_eq!(narrow_lossy(&units), String::from_utf16_lossy(&units));
            }
        }
    }

    proptest! {
        #[test]
        fn text_survives(text in any::<String>()) {
            let units = widened(&text);
            prop_assert_eq!(&units, &text.encode_utf16().collect::<Vec<_>>());
            prop_assert_eq!(utf16_length(&text), units.len());
            prop_assert_eq!(narrow(&units), Ok(text));
        }

        #[test]
        fn any_units_behave_as_in_the_standard_library(units in proptest::collection::vec(any::<u16>(), 0..80)) {
            prop_assert_eq!(narrow(&units).ok(), String::from_utf16(&units).ok());
            prop_assert_eq!(narrow_lossy(&units), String::from_utf16_lossy(&units));
        }
    }
}
