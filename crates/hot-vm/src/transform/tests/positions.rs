//! Offsets to lines and columns.

use crate::transform::Position;
use crate::transform::positions::Positions;

fn at(text: &str, offset: u32) -> (u32, u32) {
    let Position { line, column } = Positions::new(text).locate(offset);
    (line, column)
}

#[test]
fn lines_end_where_the_language_says() {
    assert_eq!(at("a\nb", 1), (1, 2));
    assert_eq!(at("a\nb", 2), (2, 1));
    assert_eq!(at("a\r\nb", 3), (2, 1));
    assert_eq!(at("a\rb", 2), (2, 1));
    assert_eq!(at("a\u{2028}b\u{2029}c", 8), (3, 1));
    assert_eq!(
        at("a\u{2020}b", 4),
        (1, 3),
        "another character of the same block"
    );
}

#[test]
fn columns_are_utf16() {
    assert_eq!(at("é🦀x", 2), (1, 2));
    assert_eq!(at("é🦀x", 6), (1, 4));
    assert_eq!(at("é🦀x", 4), (1, 2), "inside a character");
}

#[test]
fn the_end_is_the_last_place() {
    assert_eq!(at("", 0), (1, 1));
    assert_eq!(at("ab", 9), (1, 3));
    assert_eq!(at("ab\n", 9), (2, 1));
}

#[test]
fn reading_on_and_going_back_agree() {
    let text = "one\ntwo\r\nthree\u{2028}four\n\nsix";
    let mut all = Positions::new(text);
    for offset in (0..=text.len()).chain((0..=text.len()).rev()) {
        let offset = u32::try_from(offset).unwrap();
        let Position { line, column } = all.locate(offset);
        assert_eq!((line, column), at(text, offset), "{offset}");
    }
    let lines: Vec<_> = (1..=6).map(|line| all.line_text(line)).collect();
    assert_eq!(lines, ["one", "two", "three", "four", "", "six"]);
}
