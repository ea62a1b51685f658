//! Byte offsets to lines and columns.

use super::Position;

/// Where the lines of a text begin. Lines end where ECMA-262 says they do: LF, CR, CR LF, U+2028, U+2029.
///
/// Reads the text only as far as it is asked about: imports are near the top.
#[derive(Debug)]
pub(super) struct Positions<'a> {
    text: &'a str,
    /// The offset of each line's first byte.
    starts: Vec<usize>,
    /// How far `text` has been read.
    read: usize,
}

impl<'a> Positions<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            starts: vec![0],
            read: 0,
        }
    }

    /// The position of a byte offset. One past the end, or inside a character, counts as the nearest one before.
    pub(super) fn locate(&mut self, offset: u32) -> Position {
        let mut offset = (offset as usize).min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        while self.read <= offset && self.read_line() {}
        let line = self.starts.partition_point(|&start| start <= offset);
        let column = self.text[self.starts[line - 1]..offset]
            .encode_utf16()
            .count();
        Position {
            line: to_u32(line),
            column: to_u32(column) + 1,
        }
    }

    /// The text of a line that [`locate`](Self::locate) has named, without its terminator.
    pub(super) fn line_text(&mut self, line: u32) -> &'a str {
        let line = line as usize;
        while self.starts.len() <= line && self.read_line() {}
        let end = self.starts.get(line).copied().unwrap_or(self.text.len());
        self.text[self.starts[line - 1]..end].trim_end_matches(['\n', '\r', '\u{2028}', '\u{2029}'])
    }

    /// Reads on to the next line's start; false at the end of the text.
    fn read_line(&mut self) -> bool {
        let bytes = self.text.as_bytes();
        while self.read < bytes.len() {
            let terminator = match bytes[self.read] {
                b'\r' if bytes.get(self.read + 1) == Some(&b'\n') => 2,
                b'\r' | b'\n' => 1,
                0xe2 if matches!(bytes[self.read..], [_, 0x80, 0xa8 | 0xa9, ..]) => 3,
                _ => 0,
            };
            self.read += terminator.max(1);
            if terminator > 0 {
                self.starts.push(self.read);
                return true;
            }
        }
        false
    }
}

fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
