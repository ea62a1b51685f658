//! Source text to a checked syntax tree.

use std::path::Path;

use oxc::allocator::Allocator;
use oxc::ast::ast::Program;
use oxc::diagnostics::OxcDiagnostic;
use oxc::parser::{ParseOptions, Parser};
use oxc::semantic::{Scoping, SemanticBuilder};
use oxc::span::SourceType;

use super::positions::Positions;
use super::{Diagnostic, TransformOptions};

/// The language of a file. Everything is a module, `.cjs` too.
pub(super) fn source_type(path: &Path, options: &TransformOptions) -> SourceType {
    if options.no_transpile {
        return SourceType::mjs().with_jsx(false);
    }
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("ts" | "mts" | "cts") => SourceType::ts().with_module(true),
        Some("tsx") => SourceType::tsx().with_module(true),
        _ => SourceType::mjs().with_jsx(true),
    }
}

/// Parses a module and reports its early errors.
pub(super) fn parse<'a>(
    allocator: &'a Allocator,
    source: &'a str,
    source_type: SourceType,
) -> Result<(Program<'a>, Scoping), Vec<Diagnostic>> {
    let options = ParseOptions {
        preserve_parens: false,
        ..ParseOptions::default()
    };
    let parsed = Parser::new(allocator, source, source_type)
        .with_options(options)
        .parse();
    reject(parsed.diagnostics.errors(), source)?;
    let checked = SemanticBuilder::new()
        .with_check_syntax_error(true)
        .with_enum_eval(source_type.is_typescript())
        .build(&parsed.program);
    reject(checked.diagnostics.errors(), source)?;
    let scoping = checked.semantic.into_scoping();
    Ok((parsed.program, scoping))
}

/// Fails with `errors`, in source order, if there are any.
pub(super) fn reject<'e>(
    errors: impl Iterator<Item = &'e OxcDiagnostic>,
    source: &str,
) -> Result<(), Vec<Diagnostic>> {
    let mut positions = Positions::new(source);
    let found: Vec<_> = errors
        .map(|error| Diagnostic::from_oxc(error, &mut positions))
        .collect();
    if found.is_empty() {
        Ok(())
    } else {
        Err(in_order(found))
    }
}

/// Sorts by position and drops repetitions.
pub(super) fn in_order(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.sort_by_key(|diagnostic| (diagnostic.line, diagnostic.column));
    diagnostics.dedup();
    diagnostics
}
