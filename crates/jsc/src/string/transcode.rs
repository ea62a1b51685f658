//! UTF-8 to UTF-16 and back. ASCII, which nearly all text is, goes through loops that the compiler vectorizes: first one that looks how far
//! it reaches, then one that copies. (One loop that does both, block by block, is not vectorized, and six times slower.)

use std::mem::MaybeUninit;

/// So many characters in a row that are ASCII are worth the quick loops.
const BLOCK: usize = 16;

/// Writes `text` as UTF-16 into `buffer` and returns what was written.
///
/// `buffer` has at least `text.len()` places; no text needs more UTF-16 units than UTF-8 bytes.
pub(super) fn widen<'b>(text: &str, buffer: &'b mut [MaybeUninit<u16>]) -> &'b [u16] {
    let bytes = text.as_bytes();
    let (mut read, mut written) = (0, 0);
    while read < bytes.len() {
        let ascii = ascii_bytes(&bytes[read..]);
        for (to, &from) in buffer[written..written + ascii]
            .iter_mut()
            .zip(&bytes[read..read + ascii])
        {
            to.write(u16::from(from));
        }
        read += ascii;
        written += ascii;
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
    // SAFETY: the loops above have written the places before `written`, each once and in order.
    unsafe { std::slice::from_raw_parts(buffer.as_ptr().cast(), written) }
}

/// How many bytes are ASCII before the first block that is not.
fn ascii_bytes(bytes: &[u8]) -> usize {
    const HIGH: u128 = u128::from_ne_bytes([0x80; BLOCK]);
    let is_ascii = |block: &[u8]| {
        <[u8; BLOCK]>::try_from(block).is_ok_and(|block| u128::from_ne_bytes(block) & HIGH == 0)
    };
    let blocks = bytes.chunks_exact(BLOCK);
    let count = blocks.len();
    blocks
        .into_iter()
        .position(|block| !is_ascii(block))
        .unwrap_or(count)
        * BLOCK
}

/// How many units are ASCII before the first block that is not.
fn ascii_units(units: &[u16]) -> usize {
    let blocks = units.chunks_exact(BLOCK);
    let count = blocks.len();
    blocks
        .into_iter()
        .position(|block| block.iter().fold(0, |all, unit| all | unit) >= 0x80)
        .unwrap_or(count)
        * BLOCK
}

/// The number of UTF-16 units that `text` needs.
pub(super) fn utf16_length(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
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
        let ascii = ascii_units(&units[read..]);
        bytes.extend(units[read..read + ascii].iter().map(|&unit| unit as u8));
        read += ascii;
        // Two blocks at a time, so that the vector grows once for them all.
        let mut plain = 0;
        while plain < BLOCK && read < units.len() {
            let (mut encoded, mut length) = ([0; 2 * BLOCK * 3], 0);
            let end = units.len().min(read + 2 * BLOCK);
            // A pair may begin with the last unit; it takes four bytes, which two units have room for.
            while read < end && length + 4 <= encoded.len() {
                let (character, consumed) = match decode(&units[read..]) {
                    Some(character) => (character, character.len_utf16()),
                    None => (lone(read)?, 1),
                };
                read += consumed;
                plain = if character.is_ascii() { plain + 1 } else { 0 };
                length += character.encode_utf8(&mut encoded[length..]).len();
            }
            bytes.extend_from_slice(&encoded[..length]);
        }
    }
    // SAFETY: only ASCII and whole encoded characters were appended.
    Ok(unsafe { String::from_utf8_unchecked(bytes) })
}

/// The character that `units` begins with; `None` for a lone surrogate.
#[inline]
fn decode(units: &[u16]) -> Option<char> {
    match *units {
        [unit, ..] if !(0xd800..0xe000).contains(&unit) => char::from_u32(u32::from(unit)),
        [high @ 0xd800..0xdc00, low @ 0xdc00..0xe000, ..] => char::from_u32(
            0x1_0000 + ((u32::from(high) - 0xd800) << 10) + (u32::from(low) - 0xdc00),
        ),
        _ => None,
    }
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
