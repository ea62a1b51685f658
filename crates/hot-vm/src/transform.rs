//! From module source text to a script the engine can run.
//!
//! JavaScriptCore's C API evaluates scripts, not ES modules. [`transform`] therefore lowers one module to a script whose
//! completion value is a generator function over its environment, and hands the linker the module's
//! [Source Text Module Record](https://tc39.es/ecma262/#sec-source-text-module-records) as plain data: requests, imports, exports.
//!
//! ```text
//! import { b } from "./b.js";              (function* $module($m, $i) { "use strict"; $m.exports({ "a": () => a });
//! export let a = b(1);              =>     yield;
//! a = await a;                             let a = (0, $i.b)(1);
//!                                          a = yield a;
//!                                          })
//! ```
//!
//! The generator is resumed once to *instantiate* (function declarations exist, the getters of `$m.exports` work, `let`, `const` and
//! `class` are in their temporal dead zone) and once more to *evaluate*. If [`ModuleCode::has_tla`] is set, evaluation may
//! yield: each yielded value is what a top-level `await` waits for, to be driven with `Promise.resolve(v).then(next, throw)`.
//!
//! # What the linker passes
//!
//! `$i` has one property per [`ImportEntry::local`], which reads the resolved binding (and throws its `ReferenceError` while that
//! is uninitialised); it has no setters, so that an assignment to an import is a `TypeError`. `$m` has:
//!
//! | property | when used | meaning |
//! |---|---|---|
//! | `exports(getters)` | first resume, exactly once | one getter per [`LocalExport::local`] |
//! | `meta` | `import.meta` | the module's meta object |
//! | `import(specifier, options?)` | `import(…)` | a promise of the namespace; never throws |
//! | everything in [`RUNTIME_HELPERS`] | as the code needs it | see there |
//!
//! The module function is to be called with `undefined` as `this`. Only a direct `eval` could tell.

mod accessor;
mod arena;
mod build;
mod diagnostic;
mod for_await;
mod lower;
mod module_code;
mod names;
mod options;
mod parse;
mod positions;
mod record;
mod rewrite;
mod runtime;
mod snippet;
mod source_map;
mod stack;
mod transpile;
mod using;

#[cfg(test)]
mod tests;

use std::path::Path;

pub use self::diagnostic::Diagnostic;
pub use self::module_code::{
    ImportEntry, ImportName, IndirectExport, LocalExport, ModuleCode, ModuleRequest,
};
pub use self::options::{JsxOptions, JsxRuntime, TransformOptions};
pub use self::runtime::RUNTIME_HELPERS;
pub use self::source_map::{Position, SourceMap};

/// Lowers the module `source`, whose `path` decides its language by extension, to a script.
///
/// `.ts`, `.mts` and `.cts` are TypeScript, `.tsx` is TypeScript with JSX, anything else is JavaScript with JSX; all of them are
/// modules, hence strict. The file need not exist.
///
/// # Errors
///
/// Everything ECMA-262 calls an early error, and syntax that can be parsed but not run (`export =`, standard decorators, import
/// phases), with at least one entry, in source order. A regular expression's own syntax is left to the engine.
pub fn transform(
    source: &str,
    path: &Path,
    options: &TransformOptions,
) -> Result<ModuleCode, Vec<Diagnostic>> {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let lowered = stack::with_room_for(source, || {
        arena::with(|allocator| lower::lower(allocator, source, path, options))
    });
    lowered.unwrap_or_else(|no_room| Err(vec![diagnostic::no_room(no_room, source)]))
}
