//! `import` declarations.

use oxc::ast::ast::{ImportDeclaration, ImportDeclarationSpecifier};
use oxc::span::GetSpan;
use oxc::str::Ident;

use super::super::rewrite::Import;
use super::super::{ImportEntry, ImportName, transpile};
use super::Recorder;

impl<'a> Recorder<'a, '_> {
    pub(super) fn import(&mut self, import: &ImportDeclaration<'a>) {
        if transpile::is_helper(&import.source.value) {
            return self.import_helpers(import);
        }
        if import.phase.is_some() {
            self.error("Import phases are not supported", import.span);
        }
        let request = self.request(&import.source, import.with_clause.as_deref());
        for specifier in import.specifiers.iter().flatten() {
            let (import_name, span) = match specifier {
                ImportDeclarationSpecifier::ImportSpecifier(named) => {
                    let name = self.export_name(&named.imported);
                    (ImportName::Name(name), named.imported.span())
                }
                ImportDeclarationSpecifier::ImportDefaultSpecifier(default) => {
                    (ImportName::Name("default".to_owned()), default.span)
                }
                ImportDeclarationSpecifier::ImportNamespaceSpecifier(namespace) => {
                    (ImportName::Namespace, namespace.local.span)
                }
            };
            let local = specifier.local();
            let key = self.key(local.name);
            let at = self.positions.locate(span.start);
            if let Some(symbol) = local.symbol_id.get() {
                self.symbols.insert(symbol, Import::Binding(key));
                self.entries.insert(symbol, self.imports.len());
                if import_name == ImportName::Namespace {
                    self.namespaces.insert(symbol, 0);
                }
            }
            self.imports.push(ImportEntry {
                request,
                import_name,
                local: key.to_string(),
                members_only: false,
                line: at.line,
                column: at.column,
            });
        }
    }

    /// The transpiler's own imports name runtime helpers.
    fn import_helpers(&mut self, import: &ImportDeclaration<'a>) {
        for specifier in import.specifiers.iter().flatten() {
            if let Some(symbol) = specifier.local().symbol_id.get() {
                let name = transpile::helper_name(&import.source.value);
                let name = Ident::from_str_in(name, self.ast);
                self.symbols.insert(symbol, Import::Helper(name));
            }
        }
    }
}
