//! Syntax trees from text.
//!
//! The larger constructs of the lowering are written as JavaScript with holes rather than built node by node.

use oxc::allocator::{Allocator, ArenaVec};
use oxc::ast::ast::Statement;
use oxc::ast_visit::VisitMut;
use oxc::parser::{ParseOptions, Parser};
use oxc::span::{SourceType, Span};

/// The statements of `text`, which is ours and valid, all mapped to `span`.
///
/// `await` stands for whatever waits in the place where the statements go.
pub(super) fn statements<'a>(
    allocator: &'a Allocator,
    text: &str,
    span: Span,
) -> ArenaVec<'a, Statement<'a>> {
    let text = allocator.alloc_str(text);
    let options = ParseOptions {
        preserve_parens: false,
        ..ParseOptions::default()
    };
    let mut parsed = Parser::new(allocator, text, SourceType::mjs())
        .with_options(options)
        .parse();
    debug_assert!(
        parsed.diagnostics.is_empty(),
        "{text}: {:?}",
        parsed.diagnostics
    );
    Respan(span).visit_program(&mut parsed.program);
    parsed.program.body
}

struct Respan(Span);

impl VisitMut<'_> for Respan {
    fn visit_span(&mut self, span: &mut Span) {
        *span = self.0;
    }
}
