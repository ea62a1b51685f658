//! A few lines of source with a caret under the place.

use unicode_width::UnicodeWidthChar;

/// How many lines come before the one at fault.
const LINES_BEFORE: u32 = 4;
/// The widest piece of a line that is shown, in terminal columns: a minified file is one line.
const MAX_WIDTH: usize = 120;

/// One line of an excerpt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) number: u32,
    pub(super) text: String,
}

/// Lines up to the one at fault, and the caret's line below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Excerpt {
    pub(super) lines: Vec<Line>,
    /// Blanks, then carets; empty if the column is not known.
    pub(super) caret: String,
}

/// The excerpt for a position (1-based; the column in UTF-16 code units) of `length` UTF-16 code units.
///
/// `None` if the text has no such line.
pub(super) fn excerpt(text: &str, line: u32, column: Option<u32>, length: u32) -> Option<Excerpt> {
    let first = line.saturating_sub(LINES_BEFORE).max(1);
    let skipped = usize::try_from(first - 1).ok()?;
    let count = usize::try_from(line.checked_sub(first)? + 1).ok()?;
    let wanted: Vec<&str> = source_lines(text).skip(skipped).take(count).collect();
    if line == 0 || wanted.len() != count {
        return None;
    }
    let at_fault = wanted[count - 1];
    let column = column.filter(|column| *column > 0).map(|column| column - 1);
    let range = column.map(|column| byte_range(at_fault, column, length.max(1)));
    let window = Window::around(at_fault, range.map_or(0, |range| range.0));
    let caret = range.map_or_else(String::new, |range| window.caret(at_fault, range));
    let mut lines: Vec<Line> = (first..)
        .zip(wanted)
        .map(|(number, text)| Line {
            number,
            text: Window::around(text, 0).cut(text),
        })
        .collect();
    lines[count - 1].text = window.cut(at_fault);
    while lines.len() > 1 && lines[0].text.trim().is_empty() {
        lines.remove(0);
    }
    Some(Excerpt { lines, caret })
}

/// ECMAScript's lines: they also end at U+2028 and U+2029.
fn source_lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some(end) = text.find(['\n', '\r', '\u{2028}', '\u{2029}']) else {
            rest = None;
            return Some(text);
        };
        let after = &text[end..];
        let width = if after.starts_with("\r\n") {
            2
        } else {
            after.chars().next().map_or(1, char::len_utf8)
        };
        rest = Some(&after[width..]);
        Some(&text[..end])
    })
}

/// The bytes of `line` that `length` UTF-16 code units from `column` (0-based) take up.
fn byte_range(line: &str, column: u32, length: u32) -> (usize, usize) {
    let (start, end) = (u64::from(column), u64::from(column) + u64::from(length));
    let mut units = 0u64;
    let mut range = (line.len(), line.len());
    for (at, char) in line.char_indices() {
        let next = units + char.len_utf16() as u64;
        if start < next && range.0 > at {
            range.0 = at;
        }
        if end <= next {
            range.1 = at + char.len_utf8();
            break;
        }
        units = next;
    }
    range
}

/// The piece of a line that is shown.
#[derive(Debug, Clone, Copy)]
struct Window {
    start: usize,
    end: usize,
}

impl Window {
    /// At most [`MAX_WIDTH`] columns of `line`, with the byte `at` among them.
    fn around(line: &str, at: usize) -> Self {
        if line.len() <= MAX_WIDTH {
            return Self {
                start: 0,
                end: line.len(),
            };
        }
        let mut width = 0;
        let before = line[..at].char_indices().rev().take_while(|(_, char)| {
            width += shown_width(*char);
            width <= MAX_WIDTH / 2
        });
        let mut start = before.last().map_or(at, |(start, _)| start);
        if line[..start].len() <= 1 {
            start = 0;
        }
        let mut width = 0;
        let end = line[start..].char_indices().find_map(|(offset, char)| {
            width += shown_width(char);
            (width > MAX_WIDTH).then_some(start + offset)
        });
        Self {
            start,
            end: end.unwrap_or(line.len()),
        }
    }

    fn cut(self, line: &str) -> String {
        let mut text = String::new();
        if self.start > 0 {
            text.push('…');
        }
        text.extend(line[self.start..self.end].chars().map(shown));
        if self.end < line.len() {
            text.push('…');
        }
        text.truncate(text.trim_end().len());
        text
    }

    fn caret(self, line: &str, (start, end): (usize, usize)) -> String {
        let mut text = String::new();
        if self.start > 0 {
            text.push(' ');
        }
        for char in line[self.start..start.clamp(self.start, self.end)].chars() {
            match char {
                '\t' => text.push('\t'),
                char => text.extend(std::iter::repeat_n(' ', shown_width(char))),
            }
        }
        let at_fault = &line[start.clamp(self.start, self.end)..end.clamp(self.start, self.end)];
        let width: usize = at_fault.chars().map(shown_width).sum();
        text.extend(std::iter::repeat_n('^', width.max(1)));
        text
    }
}

/// Control characters could move the cursor, or recolour the terminal.
fn shown(char: char) -> char {
    if char != '\t' && char.is_control() {
        '\u{FFFD}'
    } else {
        char
    }
}

fn shown_width(char: char) -> usize {
    shown(char).width().unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown_excerpt(text: &str, line: u32, column: u32, length: u32) -> String {
        let excerpt = excerpt(text, line, Some(column), length).unwrap();
        let lines: Vec<_> = excerpt
            .lines
            .iter()
            .map(|line| format!("{}|{}", line.number, line.text))
            .collect();
        format!("{}\n >{}", lines.join("\n"), excerpt.caret)
    }

    #[test]
    fn a_few_lines_before() {
        assert_eq!(
            shown_excerpt("a\nb\nc\nd\ne\nf\ng", 6, 1, 0),
            "2|b\n3|c\n4|d\n5|e\n6|f\n >^"
        );
        assert_eq!(
            shown_excerpt("\r\n\n  f();", 3, 3, 3),
            "3|  f();\n >  ^^^",
            "no blank lines at the top"
        );
        assert_eq!(
            shown_excerpt("a\u{2028}b\rc", 3, 1, 1),
            "1|a\n2|b\n3|c\n >^"
        );
    }

    #[test]
    fn positions_that_are_not_there() {
        assert_eq!(excerpt("a\nb", 3, Some(1), 1), None);
        assert_eq!(excerpt("a", 0, Some(1), 1), None);
        assert_eq!(excerpt("", u32::MAX, Some(u32::MAX), u32::MAX), None);
        assert_eq!(excerpt("", 1, None, 0).unwrap().caret, "");
        assert_eq!(shown_excerpt("ab", 1, 99, u32::MAX), "1|ab\n >  ^");
        assert_eq!(shown_excerpt("ab", 1, 2, u32::MAX), "1|ab\n > ^");
    }

    #[test]
    fn columns_count_utf16_and_carets_count_cells() {
        assert_eq!(shown_excerpt("😀x", 1, 3, 1), "1|😀x\n >  ^");
        assert_eq!(shown_excerpt("漢字x", 1, 3, 1), "1|漢字x\n >    ^");
        assert_eq!(shown_excerpt("\tx", 1, 2, 1), "1|\tx\n >\t^");
        assert_eq!(shown_excerpt("e\u{301}x", 1, 3, 1), "1|e\u{301}x\n > ^");
        assert_eq!(shown_excerpt("漢", 1, 1, 1), "1|漢\n >^^");
    }

    #[test]
    fn control_characters_are_not_passed_on() {
        assert_eq!(
            shown_excerpt("\x1b[31mx", 1, 6, 1),
            "1|\u{FFFD}[31mx\n >     ^"
        );
    }

    #[test]
    fn long_lines_are_cut_around_the_place() {
        let long = format!("{}HERE{}", "a".repeat(500), "b".repeat(500));
        let shown = shown_excerpt(&long, 1, 501, 4);
        let (text, caret) = shown.split_once("\n >").unwrap();
        assert!(
            text.starts_with("1|…aaa") && text.ends_with("bbb…"),
            "{text}"
        );
        assert_eq!(
            caret.find('^'),
            Some(
                text.chars()
                    .skip(2)
                    .collect::<String>()
                    .replace('…', ".")
                    .find("HERE")
                    .unwrap()
            )
        );
        assert!(text.chars().count() <= MAX_WIDTH + 4);
        let wide = "漢".repeat(1000);
        assert!(shown_excerpt(&wide, 1, 999, 1).contains('…'));
    }
}
