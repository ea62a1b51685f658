//! From generated positions back to the author's.

use std::path::Path;

use oxc_sourcemap::{SourceMapParts, Token};

/// A line and a column, both from 1; the column counts UTF-16 code units, as the engine does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1.
    pub column: u32,
}

/// The source map of one module, in the engine's terms.
#[derive(Debug, Clone)]
pub struct SourceMap {
    map: oxc_sourcemap::SourceMap<'static>,
}

impl SourceMap {
    /// `added_lines` is how many lines precede the code that `map` describes.
    pub(super) fn new(map: oxc_sourcemap::SourceMap<'_>, path: &Path, added_lines: u32) -> Self {
        let tokens = map.get_tokens().map(|t| {
            let line = t.get_dst_line() + added_lines;
            Token::new(
                line,
                t.get_dst_col(),
                t.get_src_line(),
                t.get_src_col(),
                Some(0),
                None,
            )
        });
        let parts = SourceMapParts {
            sources: vec![path.to_string_lossy().into_owned().into()],
            source_contents: vec![None],
            tokens: tokens.collect(),
            ..SourceMapParts::default()
        };
        Self {
            map: oxc_sourcemap::SourceMap::from_parts(parts),
        }
    }

    /// The source position of a position in the generated code: that of the nearest mapped token at or before it.
    ///
    /// `None` is the code before the module's first token, which the transformer wrote: the export getters. A frame there has no
    /// place in the source, and its caller is the one to blame.
    #[must_use]
    pub fn lookup(&self, line: u32, column: u32) -> Option<Position> {
        let wanted = (line.checked_sub(1)?, column.saturating_sub(1));
        let at = |index: u32| {
            self.map
                .get_token(index)
                .map(|t| (t.get_dst_line(), t.get_dst_col()))
        };
        let (mut low, mut high) = (0, u32::try_from(self.map.get_tokens().len()).ok()?);
        while low < high {
            let middle = low + (high - low) / 2;
            if at(middle)? <= wanted {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let token = self.map.get_token(low.checked_sub(1)?)?;
        Some(Position {
            line: token.get_src_line() + 1,
            column: token.get_src_col() + 1,
        })
    }

    /// The map as [ECMA-426](https://tc39.es/ecma426/) JSON, without the source's content.
    #[must_use]
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "for tools; the VM itself looks positions up")
    )]
    pub fn to_json(&self) -> String {
        self.map.to_json_string()
    }
}
