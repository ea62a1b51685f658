//! The pipeline: parse, transpile, take the record, rewrite, print.

use std::path::Path;

use oxc::allocator::{Allocator, ArenaVec};
use oxc::ast::ast::Program;
use oxc::ast::builder::AstBuilder;
use oxc::codegen::{Codegen, CodegenOptions, CommentOptions};

use super::names::Names;
use super::parse::{in_order, parse, source_type};
use super::positions::Positions;
use super::record::Recorder;
use super::rewrite::Rewriter;
use super::transpile::transpile;
use super::using::{self, Scope};
use super::{Diagnostic, ModuleCode, SourceMap, TransformOptions};

/// See [`transform`](super::transform).
pub(super) fn lower<'a>(
    allocator: &'a Allocator,
    source: &'a str,
    path: &Path,
    options: &TransformOptions,
) -> Result<ModuleCode, Vec<Diagnostic>> {
    let (mut program, scoping) = parse(allocator, source, source_type(path, options))?;
    let scoping = transpile(allocator, &mut program, scoping, path, options)?;

    let ast = AstBuilder::new(allocator);
    let names = Names::new(&scoping, allocator);
    let mut record = Recorder::new(source, &scoping, names, &ast);
    record.take(&mut program.body);
    let disposal = using::declare(&mut program.body, &names, &ast);

    let mut rewriter = Rewriter {
        ast: AstBuilder::new(allocator),
        names,
        scoping: &scoping,
        imports: std::mem::take(&mut record.symbols),
        namespaces: std::mem::take(&mut record.namespaces),
        source,
        functions: 0,
        receivers: 0,
        awaitable: true,
        in_for_head: false,
        awaits: false,
        marker: None,
        unsupported: Vec::new(),
    };
    rewriter.rewrite(&mut program.body);
    let has_tla = rewriter.awaits || disposal.is_some_and(|scope| scope.asynchronous);
    record.set_members_only(&rewriter.namespaces);
    let (unsupported, marker) = (rewriter.unsupported, rewriter.marker);
    for (span, message, help) in unsupported {
        let positions = &mut Positions::new(source);
        record
            .errors
            .push(Diagnostic::new(message, span, positions).with_help(help));
    }
    if !record.errors.is_empty() {
        return Err(in_order(record.errors));
    }

    let (mut code, map) = print(
        &mut program,
        disposal,
        &record.getters(),
        &names,
        path,
        allocator,
    );
    if let Some(marker) = marker {
        code = code.replace(marker, "");
    }
    Ok(ModuleCode {
        code,
        map,
        requests: record.requests,
        imports: record.imports,
        local_exports: record.local_exports,
        indirect_exports: record.indirect_exports,
        star_exports: record.star_exports,
        has_tla,
        function_name: names.function.to_string(),
        environment_name: names.environment.to_string(),
    })
}

/// The generator function around the module's statements.
fn print<'a>(
    program: &mut Program<'a>,
    disposal: Option<Scope>,
    getters: &str,
    names: &Names<'a>,
    path: &Path,
    allocator: &'a Allocator,
) -> (String, SourceMap) {
    // The wrapper says "use strict". Other directives mean nothing, and a hashbang must come first in a script.
    program.hashbang = None;
    program.directives = ArenaVec::new_in(&allocator);
    let options = CodegenOptions {
        comments: CommentOptions::disabled(),
        // Indentation would be quadratic in the depth.
        indent_width: 0,
        source_map_path: Some(path.to_owned()),
        ..CodegenOptions::default()
    };
    let body = Codegen::new().with_options(options).build(program);

    let Names {
        function,
        runtime,
        environment,
        ..
    } = names;
    let head = disposal.map_or_else(String::new, |_| Scope::head(names) + " ");
    let tail = disposal.map_or_else(String::new, |scope| scope.tail(names, "yield") + "\n");
    let mut code = String::with_capacity(body.code.len() + getters.len() + 512);
    code.push_str("(function* ");
    for part in [
        function,
        "(",
        runtime,
        ", ",
        environment,
        ") { \"use strict\"; ",
        &head,
    ] {
        code.push_str(part);
    }
    for part in [
        runtime,
        ".exports(",
        getters,
        ");\n",
        &body.code,
        &tail,
        "})",
    ] {
        code.push_str(part);
    }
    let map = body.map.expect("a source map was asked for");
    (code, SourceMap::new(map, path, 1))
}
