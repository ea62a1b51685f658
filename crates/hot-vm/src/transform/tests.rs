//! What modules are lowered to. Execution on the engine is in [`running`] and in the tests of the graph.

mod accessors;
mod collisions;
mod decorators;
mod deep;
mod diagnostics;
mod exports;
mod imports;
mod jsx;
mod languages;
mod names;
mod parses_again;
mod positions;
mod readable;
mod realm;
mod running;
mod running_typescript;
mod source_map;
mod text;
mod ticks;
mod top_level_await;
mod typescript;
mod using;

use std::path::Path;

use super::{Diagnostic, ModuleCode, TransformOptions, transform};

/// Lowers a JavaScript module.
fn js(source: &str) -> ModuleCode {
    file("/app/a.js", source)
}

/// Lowers a TypeScript module.
fn ts(source: &str) -> ModuleCode {
    file("/app/a.ts", source)
}

fn file(path: &str, source: &str) -> ModuleCode {
    with(path, source, &TransformOptions::default())
}

#[track_caller]
fn with(path: &str, source: &str, options: &TransformOptions) -> ModuleCode {
    transform(source, Path::new(path), options)
        .unwrap_or_else(|errors| panic!("{source}: {errors:#?}"))
}

/// The errors of a JavaScript module.
fn errors(source: &str) -> Vec<Diagnostic> {
    errors_in("/app/a.js", source)
}

#[track_caller]
fn errors_in(path: &str, source: &str) -> Vec<Diagnostic> {
    match transform(source, Path::new(path), &TransformOptions::default()) {
        Ok(module) => panic!("{source} was accepted: {}", module.code),
        Err(errors) => errors,
    }
}

/// The statements of the generator after the pause, one line each.
#[track_caller]
fn body(module: &ModuleCode) -> &str {
    let (_, rest) = module.code.split_once("yield;\n").expect("a pause");
    rest.strip_suffix("\n})")
        .or_else(|| rest.strip_suffix("})"))
        .expect("the generator's end")
}

/// The first line: the function and its getters.
fn head(module: &ModuleCode) -> &str {
    module.code.lines().next().expect("a line")
}

/// A compact picture of the imports: `local <- request.name`.
fn imports(module: &ModuleCode) -> Vec<String> {
    let requests = &module.requests;
    let entries = module.imports.iter();
    entries
        .map(|e| {
            format!(
                "{} <- {}.{}",
                e.local,
                requests[e.request].specifier,
                name(&e.import_name)
            )
        })
        .collect()
}

/// A compact picture of the exports: `name = local`, `name = request.name`, `* = request`.
fn exports(module: &ModuleCode) -> Vec<String> {
    let requests = &module.requests;
    let local = module
        .local_exports
        .iter()
        .map(|e| format!("{} = {}", e.export_name, e.local));
    let indirect = module.indirect_exports.iter().map(|e| {
        let request = &requests[e.request].specifier;
        format!("{} = {request}.{}", e.export_name, name(&e.import_name))
    });
    let stars = module
        .star_exports
        .iter()
        .map(|&r| format!("* = {}", requests[r].specifier));
    local.chain(indirect).chain(stars).collect()
}

fn name(name: &super::ImportName) -> &str {
    match name {
        super::ImportName::Name(name) => name,
        super::ImportName::Namespace => "*",
    }
}

fn specifiers(module: &ModuleCode) -> Vec<&str> {
    module
        .requests
        .iter()
        .map(|request| request.specifier.as_str())
        .collect()
}
