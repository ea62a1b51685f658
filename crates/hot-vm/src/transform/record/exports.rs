//! The five forms of `export`, and what they leave behind.

use oxc::allocator::ArenaVec;
use oxc::ast::ast::{
    BindingIdentifier, ClassType, Declaration, ExportDefaultDeclaration,
    ExportDefaultDeclarationKind, ExportSpecifier, Expression, FunctionType, ModuleExportName,
    Statement,
};
use oxc::span::{GetSpan, Span};
use oxc::str::Ident;

use super::super::{ImportName, IndirectExport, LocalExport, build};
use super::Recorder;

/// The getter key of an `export default` without a name. No identifier is like it.
const DEFAULT_KEY: &str = "*default*";

impl<'a> Recorder<'a, '_> {
    pub(super) fn export(
        &mut self,
        statement: Statement<'a>,
        rest: &mut ArenaVec<'a, Statement<'a>>,
    ) {
        match statement {
            Statement::ImportDeclaration(_) => {}
            Statement::ExportNamedDeclaration(export) => {
                for specifier in &export.specifiers {
                    self.export_local(specifier);
                }
            }
            Statement::ExportFromDeclaration(export) => {
                let request = self.request(&export.source, export.with_clause.as_deref());
                for specifier in &export.specifiers {
                    let name = ImportName::Name(self.export_name(&specifier.local));
                    self.indirect(&specifier.exported, request, name, specifier.local.span());
                }
            }
            Statement::ExportAllDeclaration(export) => {
                let request = self.request(&export.source, export.with_clause.as_deref());
                match &export.exported {
                    Some(name) => {
                        self.indirect(name, request, ImportName::Namespace, name.span());
                    }
                    None if self.star_exports.contains(&request) => {}
                    None => self.star_exports.push(request),
                }
            }
            Statement::ExportDefaultDeclaration(export) => {
                rest.extend(self.export_default(export.unbox()));
            }
            Statement::ExportDeclaration(export) => {
                let declaration = export.unbox().declaration;
                self.export_declaration(&declaration);
                rest.push(Statement::from(declaration));
            }
            other => rest.push(other),
        }
    }

    fn export_local(&mut self, specifier: &ExportSpecifier<'a>) {
        let ModuleExportName::IdentifierReference(local) = &specifier.local else {
            let message = "A string literal cannot be exported without `from`";
            return self.error(message, specifier.local.span());
        };
        let symbol = local.reference_id.get();
        let symbol = symbol.and_then(|id| self.scoping.get_reference(id).symbol_id());
        let Some(symbol) = symbol else {
            let message = format!("Export '{}' is not defined", local.name);
            return self.error(message, local.span);
        };
        let Some(&entry) = self.entries.get(&symbol) else {
            let name = self.export_name(&specifier.exported);
            return self.add_local(name, local.name, specifier.exported.span());
        };
        // A re-export, of a single name or of the namespace.
        let (request, name) = (
            self.imports[entry].request,
            self.imports[entry].import_name.clone(),
        );
        self.indirect(&specifier.exported, request, name, local.span);
    }

    fn export_declaration(&mut self, declaration: &Declaration<'a>) {
        let mut bound = |id: &BindingIdentifier<'a>| {
            let name = id.name.to_string();
            self.add_local(name, id.name, id.span);
        };
        match declaration {
            Declaration::VariableDeclaration(variables) => {
                for declarator in &variables.declarations {
                    declarator
                        .id
                        .get_binding_identifiers()
                        .into_iter()
                        .for_each(&mut bound);
                }
            }
            Declaration::FunctionDeclaration(function) => function.id.iter().for_each(bound),
            Declaration::ClassDeclaration(class) => class.id.iter().for_each(bound),
            _ => {}
        }
    }

    /// What remains of an `export default` where it stood.
    fn export_default(&mut self, export: ExportDefaultDeclaration<'a>) -> Option<Statement<'a>> {
        let span = export.span;
        let keyword = Span::sized(span.start, "export default".len() as u32);
        let value = match export.declaration {
            ExportDefaultDeclarationKind::FunctionDeclaration(mut function) => {
                if let Some(id) = &function.id {
                    self.add_local("default".to_owned(), id.name, keyword);
                    return Some(Statement::FunctionDeclaration(function));
                }
                function.r#type = FunctionType::FunctionExpression;
                let value = Expression::FunctionExpression(function);
                let statement = self.default_constant(value, span);
                self.hoisted.push(statement);
                self.add_default(keyword);
                return None;
            }
            ExportDefaultDeclarationKind::ClassDeclaration(mut class) => {
                if let Some(id) = &class.id {
                    self.add_local("default".to_owned(), id.name, keyword);
                    return Some(Statement::ClassDeclaration(class));
                }
                class.r#type = ClassType::ClassExpression;
                Expression::ClassExpression(class)
            }
            ExportDefaultDeclarationKind::TSInterfaceDeclaration(_) => return None,
            expression => expression.into_expression(),
        };
        self.add_default(keyword);
        Some(self.default_constant(value, span))
    }

    fn default_constant(&self, value: Expression<'a>, span: Span) -> Statement<'a> {
        let value = build::named(Ident::from("default"), value, self.ast);
        build::constant(self.names.default, value, span, self.ast)
    }

    fn add_default(&mut self, span: Span) {
        if self.is_new("default", span) {
            let value = self.names.default.to_string();
            self.getters.push((DEFAULT_KEY.to_owned(), value));
            let (export_name, local) = ("default".to_owned(), DEFAULT_KEY.to_owned());
            self.local_exports.push(LocalExport {
                export_name,
                local,
                constant: true,
            });
        }
    }

    /// Assigned to at the top level only, if at all; not where functions or classes could do it later, nor by `eval`.
    fn is_constant(&self, local: Ident<'a>) -> bool {
        let root = self.scoping.root_scope_id();
        let Some(symbol) = self.scoping.get_root_binding(local) else {
            return false;
        };
        let mut references = self.scoping.get_resolved_references(symbol);
        references.all(|reference| !reference.is_write() || reference.scope_id() == root)
            && !self.scoping.scope_flags(root).contains_direct_eval()
    }

    fn add_local(&mut self, export_name: String, local: Ident<'a>, span: Span) {
        if !self.is_new(&export_name, span) {
            return;
        }
        let key = self.key(local).to_string();
        if self.keys.insert(key.clone()) {
            self.getters.push((key.clone(), local.to_string()));
        }
        self.local_exports.push(LocalExport {
            export_name,
            local: key,
            constant: self.is_constant(local),
        });
    }

    fn indirect(
        &mut self,
        exported: &ModuleExportName<'a>,
        request: usize,
        import_name: ImportName,
        span: Span,
    ) {
        let export_name = self.export_name(exported);
        if self.is_new(&export_name, exported.span()) {
            let at = self.positions.locate(span.start);
            let (line, column) = (at.line, at.column);
            let export = IndirectExport {
                export_name,
                request,
                import_name,
                line,
                column,
            };
            self.indirect_exports.push(export);
        }
    }
}
