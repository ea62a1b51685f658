//! One line of a call stack, and JavaScriptCore's way of writing them.

use std::fmt;

/// A place on the call stack.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frame {
    /// The function's name; `None` for the top level of a module and for functions without one.
    pub function: Option<String>,
    /// The file or URL; `None` for functions of the engine itself.
    pub file: Option<String>,
    /// 1-based.
    pub line: Option<u32>,
    /// 1-based, in UTF-16 code units.
    pub column: Option<u32>,
    /// The frame is not on the machine's stack: it waits for the one before it.
    pub is_async: bool,
}

impl Frame {
    /// A frame at a position in a file.
    #[must_use]
    pub fn new(function: Option<&str>, file: impl Into<String>, line: u32, column: u32) -> Self {
        Self {
            function: function.map(str::to_owned),
            file: Some(file.into()),
            line: Some(line),
            column: Some(column),
            is_async: false,
        }
    }

    /// Whether this is a function of the engine itself.
    #[must_use]
    pub fn is_native(&self) -> bool {
        self.file.is_none()
    }

    /// `FILE:LINE:COLUMN`, as far as it is known.
    pub(super) fn location(&self) -> String {
        let mut text = self.file.clone().unwrap_or_else(|| "native".to_owned());
        for number in [self.line, self.line.and(self.column)]
            .into_iter()
            .flatten()
        {
            text.push(':');
            text.push_str(&number.to_string());
        }
        text
    }
}

/// `NAME (FILE:LINE:COLUMN)`, without the `at`.
impl fmt::Display for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_async {
            f.write_str("async ")?;
        }
        match &self.function {
            Some(function) => write!(f, "{function} ({})", self.location()),
            None => f.write_str(&self.location()),
        }
    }
}

/// Reads the `stack` of a JavaScriptCore error: a line per frame, `NAME@URL:LINE:COLUMN`.
///
/// Names may be missing and may hold anything, URLs may hold `@` and `:`; a line that is no frame becomes a frame with
/// that name. No text makes it fail.
///
/// ```
/// # use hot_vm::report::{Frame, parse_stack};
/// let frames = parse_stack("f@file:///a.js:3:7\nmap@[native code]\nmodule code@file:///a.js:9:1");
/// assert_eq!(frames[0], Frame::new(Some("f"), "file:///a.js", 3, 7));
/// assert!(frames[1].is_native());
/// assert_eq!(frames[2].function, None);
/// ```
#[must_use]
pub fn parse_stack(stack: &str) -> Vec<Frame> {
    stack
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(parse_line)
        .collect()
}

fn parse_line(line: &str) -> Frame {
    const NATIVE: [&str; 2] = ["[native code]", "[wasm code]"];
    let (name_and_file, line_number, column) = split_position(line);
    let native = NATIVE.iter().find_map(|native| {
        let before = name_and_file.strip_suffix(native)?;
        (before.is_empty() || before.ends_with('@')).then(|| before.trim_end_matches('@'))
    });
    if let Some(name) = native {
        return frame(name, None, None, None);
    }
    match split_name(name_and_file) {
        Some((name, file)) => frame(name, Some(file), line_number, column),
        // No URL to be seen: a position alone makes one, otherwise it is only a name.
        None if line_number.is_some() => match name_and_file.rsplit_once('@') {
            Some((name, file)) => frame(name, Some(file), line_number, column),
            None => frame("", Some(name_and_file), line_number, column),
        },
        None => frame(line.trim_end_matches('@'), None, None, None),
    }
}

fn frame(name: &str, file: Option<&str>, line: Option<u32>, column: Option<u32>) -> Frame {
    let (name, is_async) = match name.strip_prefix("async ") {
        Some(name) => (name, true),
        None => (name, false),
    };
    let function = match name {
        "" | "global code" | "module code" => None,
        "eval code" => Some("eval"),
        name => Some(name),
    };
    let file = file.filter(|file| !file.is_empty());
    Frame {
        function: function.map(str::to_owned),
        file: file.map(str::to_owned),
        line: file.and(line),
        column: file.and(column),
        is_async,
    }
}

/// Splits `:LINE:COLUMN` (or `:LINE`) off the end.
fn split_position(text: &str) -> (&str, Option<u32>, Option<u32>) {
    let Some((before, last)) = split_number(text) else {
        return (text, None, None);
    };
    match split_number(before) {
        Some((file, line)) => (file, Some(line), Some(last)),
        None => (before, Some(last), None),
    }
}

fn split_number(text: &str) -> Option<(&str, u32)> {
    let (before, digits) = text.rsplit_once(':')?;
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    // A number too large for a position is none.
    let number = if is_number {
        digits.parse().ok()?
    } else {
        return None;
    };
    Some((before, number))
}

/// Splits `NAME@FILE` at the first `@` that is followed by something that looks like a path or URL.
fn split_name(text: &str) -> Option<(&str, &str)> {
    if looks_like_file(text) {
        return Some(("", text));
    }
    text.match_indices('@')
        .map(|(at, _)| (&text[..at], &text[at + 1..]))
        .find(|(_, file)| looks_like_file(file))
}

fn looks_like_file(text: &str) -> bool {
    let Some(first) = text.chars().next() else {
        return false;
    };
    if first == '/' || text.starts_with("\\\\") {
        return true;
    }
    // A scheme, or a drive letter.
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    first.is_ascii_alphabetic()
        && !rest.is_empty()
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_every_kind() {
        let at = |function, file: &str, line, column| Frame::new(function, file, line, column);
        let native = |name: Option<&str>| Frame {
            function: name.map(str::to_owned),
            ..Frame::default()
        };
        let cases = [
            ("f@/a.js:1:2", at(Some("f"), "/a.js", 1, 2)),
            (
                "f@file:///a b.js:10:20",
                at(Some("f"), "file:///a b.js", 10, 20),
            ),
            ("f@C:\\x\\a.js:1:2", at(Some("f"), "C:\\x\\a.js", 1, 2)),
            (
                "f@\\\\host\\a.js:1:2",
                at(Some("f"), "\\\\host\\a.js", 1, 2),
            ),
            ("@/a.js:1:2", at(None, "/a.js", 1, 2)),
            ("/a.js:1:2", at(None, "/a.js", 1, 2)),
            ("file:///a.js:1:2", at(None, "file:///a.js", 1, 2)),
            ("hot:timers:1:2", at(None, "hot:timers", 1, 2)),
            ("global code@/a.js:1:2", at(None, "/a.js", 1, 2)),
            ("module code@/a.js:1:2", at(None, "/a.js", 1, 2)),
            ("eval code@/a.js:1:2", at(Some("eval"), "/a.js", 1, 2)),
            (
                "async f@/a.js:1:2",
                Frame {
                    is_async: true,
                    ..at(Some("f"), "/a.js", 1, 2)
                },
            ),
            (
                "f@/home/me@work/a.js:1:2",
                at(Some("f"), "/home/me@work/a.js", 1, 2),
            ),
            (
                "/home/me@work/a.js:1:2",
                at(None, "/home/me@work/a.js", 1, 2),
            ),
            (
                "@scope/name@/a.js:1:2",
                at(Some("@scope/name"), "/a.js", 1, 2),
            ),
            ("a b: c@/a.js:1:2", at(Some("a b: c"), "/a.js", 1, 2)),
            ("f@eval.js:1:2", at(Some("f"), "eval.js", 1, 2)),
            ("eval.js:1:2", at(None, "eval.js", 1, 2)),
            (
                "f@/a.js:1",
                Frame {
                    column: None,
                    ..at(Some("f"), "/a.js", 1, 0)
                },
            ),
            (
                "f@/a.js",
                Frame {
                    line: None,
                    column: None,
                    ..at(Some("f"), "/a.js", 0, 0)
                },
            ),
            ("map@[native code]", native(Some("map"))),
            ("[native code]", native(None)),
            ("wasm-stub@[wasm code]", native(Some("wasm-stub"))),
            ("just a name", native(Some("just a name"))),
            ("global code@", native(None)),
            (
                "f@/a.js:99999999999:1",
                Frame {
                    line: Some(1),
                    column: None,
                    ..at(Some("f"), "/a.js:99999999999", 0, 0)
                },
            ),
            ("@", native(None)),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_stack(text), [expected], "{text}");
        }
    }

    #[test]
    fn any_text_is_read() {
        assert_eq!(parse_stack(""), []);
        assert_eq!(parse_stack("\n \n\r\n"), []);
        for text in [
            "@@@",
            ":",
            "::",
            "a@:1:2",
            "@:",
            "ü@ü:1:1",
            ":1:2",
            "a@\u{2028}:3",
            "@[native code]",
            "\0@/\0:1:1",
        ] {
            assert_eq!(parse_stack(text).len(), 1, "{text:?}");
        }
    }

    #[test]
    fn shown_as() {
        let shown = |text: &str| parse_stack(text)[0].to_string();
        assert_eq!(shown("f@/a.js:1:2"), "f (/a.js:1:2)");
        assert_eq!(shown("module code@/a.js:1:2"), "/a.js:1:2");
        assert_eq!(shown("async f@/a.js:1:2"), "async f (/a.js:1:2)");
        assert_eq!(shown("map@[native code]"), "map (native)");
        assert_eq!(shown("f@/a.js:1"), "f (/a.js:1)");
    }
}
