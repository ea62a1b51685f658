//! Bytes to text.

use std::path::Path;

use super::ReadError;

/// The text of a source file: UTF-8, without its byte order mark.
///
/// # Errors
///
/// [`ReadError::NotUtf8`] with the place of the first invalid byte. Nothing is replaced: a program with `\u{FFFD}` in a
/// string where the author had something else would run, wrongly.
pub(crate) fn decode_utf8(bytes: Vec<u8>, path: &Path) -> Result<String, ReadError> {
    const BOM: [u8; 3] = [0xEF, 0xBB, 0xBF];
    match String::from_utf8(bytes) {
        Ok(mut text) => {
            if text.as_bytes().starts_with(&BOM) {
                text.drain(..BOM.len());
            }
            Ok(text)
        }
        Err(error) => {
            let offset = error.utf8_error().valid_up_to();
            let bytes = error.as_bytes();
            let line = 1 + bytes[..offset]
                .iter()
                .filter(|byte| **byte == b'\n')
                .count();
            Err(ReadError::NotUtf8 {
                path: path.to_path_buf(),
                offset,
                line,
                hint: hint(bytes),
            })
        }
    }
}

fn hint(bytes: &[u8]) -> &'static str {
    match bytes {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => "; it looks like UTF-16, save it as UTF-8",
        _ if bytes.iter().take(1024).any(|byte| *byte == 0) => "; it looks like a binary file",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(bytes: &[u8]) -> Result<String, ReadError> {
        decode_utf8(bytes.to_vec(), Path::new("/x.js"))
    }

    #[test]
    fn byte_order_mark_is_dropped_once() {
        assert_eq!(decode("\u{FEFF}a".as_bytes()).unwrap(), "a");
        assert_eq!(decode("\u{FEFF}\u{FEFF}a".as_bytes()).unwrap(), "\u{FEFF}a");
        assert_eq!(decode("a\u{FEFF}".as_bytes()).unwrap(), "a\u{FEFF}");
        assert_eq!(decode(b"").unwrap(), "");
    }

    #[test]
    fn invalid_bytes_are_named() {
        let error = decode(b"ab\ncd\xFFe").unwrap_err();
        let ReadError::NotUtf8 {
            offset, line, hint, ..
        } = &error
        else {
            panic!("{error:?}")
        };
        assert_eq!((*offset, *line, *hint), (5, 2, ""));
        assert_eq!(
            error.to_string(),
            "'/x.js' is not valid UTF-8: invalid byte at offset 5 (line 2)"
        );
        assert!(
            decode(b"\xFF\xFEa\0")
                .unwrap_err()
                .to_string()
                .ends_with("UTF-16, save it as UTF-8")
        );
        assert!(
            decode(b"\x7FELF\0\0\xFF")
                .unwrap_err()
                .to_string()
                .ends_with("binary file")
        );
        // A sequence cut short at the end of a half-written file.
        assert!(matches!(
            decode("é".as_bytes()[..1].as_ref()),
            Err(ReadError::NotUtf8 { offset: 0, .. })
        ));
    }
}
