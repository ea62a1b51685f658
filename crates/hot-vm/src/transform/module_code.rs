//! The result: the script, and the module record.

use std::borrow::Cow;

use super::SourceMap;

/// A module, lowered.
#[derive(Debug, Clone)]
pub struct ModuleCode {
    /// A script of one expression statement, whose completion value is the generator function.
    pub code: String,
    /// From positions in `code` to positions in the source.
    pub map: SourceMap,
    /// `[[RequestedModules]]`: in source order, without duplicates.
    pub requests: Vec<ModuleRequest>,
    /// `[[ImportEntries]]`.
    pub imports: Vec<ImportEntry>,
    /// `[[LocalExportEntries]]`.
    pub local_exports: Vec<LocalExport>,
    /// `[[IndirectExportEntries]]`, and the star exports that have a name.
    pub indirect_exports: Vec<IndirectExport>,
    /// `[[StarExportEntries]]` without a name, as indices into `requests`.
    pub star_exports: Vec<usize>,
    /// `[[HasTLA]]`: evaluation may yield.
    pub has_tla: bool,
    /// The name of the generator function, which is what stack frames of the module's top level are called.
    pub function_name: String,
    /// The name of the parameter through which imports are read.
    pub environment_name: String,
}

/// A module request: what an `import` or `export … from` names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModuleRequest {
    /// The specifier, as written.
    pub specifier: String,
    /// The import attributes, sorted by key.
    pub attributes: Vec<(String, String)>,
    /// Line of the specifier's first occurrence, from 1; that of the first statement for a request JSX added.
    pub line: u32,
    /// Column of the specifier's first occurrence, from 1, in UTF-16 units.
    pub column: u32,
}

/// What an import or an indirect export takes from the other module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportName {
    /// The export of that name.
    Name(String),
    /// The namespace object.
    Namespace,
}

/// One binding that the module imports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportEntry {
    /// Index into [`ModuleCode::requests`].
    pub request: usize,
    /// What is imported.
    pub import_name: ImportName,
    /// The property of the environment object that the code reads. The local name, unless that is `__proto__`.
    pub local: String,
    /// Of a namespace: the module only ever names its members, as in `ns.x`, `ns.f()` or `ns.x = 1`. It does not get out (but as
    /// the `this` of such calls), and any object that has the exports as getters will do for it.
    pub members_only: bool,
    /// Line of the imported name, from 1.
    pub line: u32,
    /// Column of the imported name, from 1, in UTF-16 units.
    pub column: u32,
}

/// An export of one of the module's own bindings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalExport {
    /// The name others import.
    pub export_name: String,
    /// Which of the getters passed to `exports` reads it. Several exports may share one.
    pub local: String,
    /// Whether the variable has its last value once the module has been evaluated to its end.
    pub constant: bool,
}

/// An export of another module's binding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndirectExport {
    /// The name others import.
    pub export_name: String,
    /// Index into [`ModuleCode::requests`].
    pub request: usize,
    /// What is exported from there.
    pub import_name: ImportName,
    /// Line of the name in the source, from 1.
    pub line: u32,
    /// Column of the name in the source, from 1, in UTF-16 units.
    pub column: u32,
}

impl ModuleCode {
    /// An engine message about this module's code, with imported names as the author wrote them.
    ///
    /// The engine quotes the code it runs: `$i.f is not a function. (In '(0, $i.f)(1)', …)` becomes `f is not a function. (In
    /// 'f(1)', …)`.
    #[must_use]
    pub fn readable<'m>(&self, message: &'m str) -> Cow<'m, str> {
        let read = format!("{}.", self.environment_name);
        if !message.contains(&read) {
            return Cow::Borrowed(message);
        }
        let called = format!("(0, {read}");
        let mut out = String::with_capacity(message.len());
        let mut rest = message;
        while let Some(at) = rest.find(&read) {
            let (before, after) = (&rest[..at], &rest[at + read.len()..]);
            let name = after
                .find(|c: char| !is_identifier_part(c))
                .unwrap_or(after.len());
            let (name, tail) = after.split_at(name);
            if rest[..at + read.len()].ends_with(&called) && tail.starts_with(')') {
                out.push_str(&before[..before.len() - "(0, ".len()]);
                rest = &tail[1..];
            } else {
                out.push_str(before);
                rest = tail;
            }
            out.push_str(name);
        }
        out.push_str(rest);
        Cow::Owned(out)
    }
}

fn is_identifier_part(c: char) -> bool {
    c == '$' || c == '_' || c.is_alphanumeric()
}
