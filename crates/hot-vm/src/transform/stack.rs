//! Room for the parser's recursion.
//!
//! Parser, analysis and printer recurse along the syntax tree, and a stack overflow would take the process with it. So a quick scan
//! bounds how deep the tree of a source can be: ordinary modules run where they are, deep ones (a sum of ten thousand strings, an
//! endless `else if`) on a thread of their own with a stack that fits, and what no engine could run either is an error.
//!
//! The scan reads tokens roughly. It errs towards depth: the price is a thread.

use std::panic::resume_unwind;
use std::thread;

use oxc::span::Span;

/// What a bracket may cost on the stack. Measured, without optimisation: 4.2 KiB (`class`, `function`), 2.7 KiB (others).
const BRACKET: usize = 8 << 10;
/// What any other token may cost: operators and words in a row nest, as in `a + b + c` or `new new x`. Measured: 1.3 KiB.
const TOKEN: usize = 2 << 10;
/// What the caller's stack is trusted to have.
const HERE: usize = 512 << 10;
/// What a thread's stack gets on top of the estimate.
const BASE: usize = 1 << 20;
/// The most a thread is given. Only what is used of it becomes memory.
const MOST: usize = 1 << 30;

/// Why there is no room.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NoRoom {
    /// The source nests too deeply, at this place.
    TooDeep(Span),
    /// The system does not give us a thread with such a stack.
    NoThread(String),
}

/// Runs `f`, which recurses along the syntax of `source`, where the stack is large enough.
pub(super) fn with_room_for<T: Send>(
    source: &str,
    f: impl FnOnce() -> T + Send,
) -> Result<T, NoRoom> {
    let need = estimate(source)?;
    if need <= HERE {
        return Ok(f());
    }
    thread::scope(|scope| {
        let builder = thread::Builder::new()
            .name("transform".to_owned())
            .stack_size(need + BASE);
        let worker = builder
            .spawn_scoped(scope, f)
            .map_err(|error| NoRoom::NoThread(error.to_string()))?;
        Ok(worker.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Space,
    Newline,
    Word,
    Quote,
    Open,
    Close,
    Separator,
    Slash,
    Operator,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Space; 256];
    let mut index = 0;
    while index < 256 {
        #[expect(clippy::cast_possible_truncation, reason = "below 256")]
        let byte = index as u8;
        classes[index] = match byte {
            b'\n' => Class::Newline,
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'$' | b'\\' | 0x80.. => Class::Word,
            b'"' | b'\'' => Class::Quote,
            b'(' | b'[' | b'{' => Class::Open,
            b')' | b']' | b'}' => Class::Close,
            b';' | b',' => Class::Separator,
            b'/' => Class::Slash,
            0..=b' ' | 0x7f => Class::Space,
            _ => Class::Operator,
        };
        index += 1;
    }
    classes
};

/// An upper bound of the stack needed for `source`, in bytes.
fn estimate(source: &str) -> Result<usize, NoRoom> {
    let bytes = source.as_bytes();
    let mut scan = Scan::default();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        let class = CLASSES[bytes[at] as usize];
        at += 1;
        match class {
            Class::Space => {}
            Class::Newline => scan.newline = true,
            Class::Word => {
                while at < bytes.len() && CLASSES[bytes[at] as usize] == Class::Word {
                    at += 1;
                }
                scan.word(&bytes[start..at]);
            }
            Class::Quote => {
                at = after_string(bytes, start);
                scan.token(b'"');
            }
            Class::Open => scan.open(),
            Class::Close => scan.close(bytes[start]),
            Class::Separator => {
                scan.restart();
                scan.last = b';';
            }
            Class::Slash => match bytes.get(at) {
                Some(b'/') => {
                    while at < bytes.len() && bytes[at] != b'\n' {
                        at += 1;
                    }
                }
                Some(b'*') => at = after_comment(bytes, at + 1),
                _ => scan.token(b'/'),
            },
            Class::Operator => scan.token(bytes[start]),
        }
        if scan.most > MOST {
            let start = u32::try_from(start).unwrap_or(u32::MAX);
            return Err(NoRoom::TooDeep(Span::new(start, start.saturating_add(1))));
        }
    }
    Ok(scan.most)
}

fn after_string(bytes: &[u8], open: usize) -> usize {
    let mut at = open + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'\n' => return at,
            quote if quote == bytes[open] => return at + 1,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

fn after_comment(bytes: &[u8], mut at: usize) -> usize {
    while at < bytes.len() {
        if bytes[at..].starts_with(b"*/") {
            return at + 2;
        }
        at += 1;
    }
    bytes.len()
}

#[derive(Default)]
struct Scan {
    /// For each open bracket, the tokens of the statement or element that it interrupts.
    outer: Vec<Tokens>,
    /// The tokens of the current one.
    tokens: Tokens,
    /// What everything open costs.
    cost: usize,
    /// The largest `cost` so far.
    most: usize,
    /// A line ended since the last token.
    newline: bool,
    /// The last token's first byte; `a` for a word.
    last: u8,
}

#[derive(Default, Clone, Copy)]
struct Tokens {
    /// Since the last `;` or `,`, or the end of a line that ends a statement.
    chain: usize,
    /// `else`, whose chains go on over `;`.
    elses: usize,
}

impl Scan {
    fn token(&mut self, byte: u8) {
        self.tokens.chain += 1;
        self.spend(TOKEN);
        self.last = byte;
        self.newline = false;
    }

    fn word(&mut self, word: &[u8]) {
        if word == b"else" {
            self.tokens.elses += 1;
            self.spend(TOKEN);
            self.last = b'e';
            self.newline = false;
            return;
        }
        let statement_may_end =
            self.last == b'}' || (self.newline && matches!(self.last, b'a' | b'"' | b']'));
        if statement_may_end {
            self.restart();
        }
        self.token(b'a');
    }

    fn open(&mut self) {
        self.outer.push(std::mem::take(&mut self.tokens));
        self.spend(BRACKET);
        self.last = b'(';
        self.newline = false;
    }

    fn close(&mut self, byte: u8) {
        self.cost -= (self.tokens.chain + self.tokens.elses) * TOKEN;
        self.tokens = Tokens::default();
        if let Some(outer) = self.outer.pop() {
            self.cost -= BRACKET;
            self.tokens = outer;
        }
        self.token(byte);
    }

    fn restart(&mut self) {
        self.cost -= self.tokens.chain * TOKEN;
        self.tokens.chain = 0;
    }

    fn spend(&mut self, bytes: usize) {
        self.cost += bytes;
        self.most = self.most.max(self.cost);
    }
}
