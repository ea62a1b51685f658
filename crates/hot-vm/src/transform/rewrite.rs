//! The walk over a module that has lost its imports and exports: what of the rest means something else inside a generator.

mod visit;

use std::mem;

use oxc::allocator::{ArenaVec, TakeIn};
use oxc::ast::ast::{
    Argument, Expression, ForStatementInit, ForStatementLeft, IdentifierReference,
    ImportExpression, NumberBase, SimpleAssignmentTarget, Statement, TemplateLiteral,
    UnaryOperator, VariableDeclaration, VariableDeclarationKind,
};
use oxc::ast::builder::AstBuilder;
use oxc::ast_visit::VisitMut as _;
use oxc::semantic::{Scoping, SymbolId};
use oxc::span::{SPAN, Span};
use oxc::str::{Ident, Str};
use rustc_hash::FxHashMap;

use super::names::Names;
use super::{build, for_await, using};

/// What a reference to an imported symbol becomes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Import<'a> {
    /// A property of the environment.
    Binding(Ident<'a>),
    /// A helper of the runtime.
    Helper(Ident<'a>),
}

/// See [the module](self).
pub(super) struct Rewriter<'a, 's> {
    pub(super) ast: AstBuilder<'a>,
    pub(super) names: Names<'a>,
    pub(super) scoping: &'s Scoping,
    pub(super) imports: FxHashMap<SymbolId, Import<'a>>,
    /// For each imported namespace, the references `ns.name` so far.
    pub(super) namespaces: FxHashMap<SymbolId, usize>,
    pub(super) source: &'a str,
    /// Functions around, arrows included: where there are none, `await` is the generator's.
    pub(super) functions: u32,
    /// Functions and class members around that bind `this` and `arguments`.
    pub(super) receivers: u32,
    /// The innermost function is async, or there is none: `await` is allowed.
    pub(super) awaitable: bool,
    /// Inside the left side of a `for … of` or `for … in`.
    pub(super) in_for_head: bool,
    /// A top-level `await` was met.
    pub(super) awaits: bool,
    /// Stands in tagged templates for what the printer would alter; see [`Self::protect`].
    pub(super) marker: Option<char>,
    /// Syntax that can be parsed but not run.
    pub(super) unsupported: Vec<(Span, &'static str, &'static str)>,
}

impl<'a> Rewriter<'a, '_> {
    /// Rewrites the statements of the module.
    pub(super) fn rewrite(&mut self, body: &mut ArenaVec<'a, Statement<'a>>) {
        self.visit_statements(body);
    }

    /// What to read instead of a reference, if not the name itself.
    fn replacement(&self, reference: &IdentifierReference<'a>) -> Option<Expression<'a>> {
        if reference.name == "arguments" && self.receivers == 0 {
            let name = self.names.arguments;
            return Some(Expression::new_identifier(reference.span, name, &self.ast));
        }
        if self.imports.is_empty() {
            return None;
        }
        let symbol = self
            .scoping
            .get_reference(reference.reference_id.get()?)
            .symbol_id()?;
        let (object, property) = match *self.imports.get(&symbol)? {
            Import::Binding(key) => (self.names.environment, key),
            Import::Helper(name) => (self.names.runtime, name),
        };
        Some(build::member(object, property, reference.span, &self.ast))
    }

    /// A callee or a template's tag: an imported function must not receive the environment as `this`.
    fn visit_callee(&mut self, callee: &mut Expression<'a>) {
        let Expression::Identifier(reference) = callee else {
            return self.visit_expression(callee);
        };
        let Some(read) = self.replacement(reference) else {
            return;
        };
        *callee = if matches!(read, Expression::Identifier(_)) {
            read
        } else {
            let (base, raw) = (NumberBase::Decimal, None);
            let zero = Expression::new_numeric_literal(SPAN, 0.0, raw, base, &self.ast);
            let pair = ArenaVec::from_array_in([zero, read], &self.ast);
            Expression::new_sequence_expression(SPAN, pair, &self.ast)
        };
    }

    fn undefined(&self, span: Span) -> Expression<'a> {
        let (base, raw) = (NumberBase::Decimal, None);
        let zero = Expression::new_numeric_literal(SPAN, 0.0, raw, base, &self.ast);
        Expression::new_unary_expression(span, UnaryOperator::Void, zero, &self.ast)
    }

    fn import_call(&mut self, import: &mut ImportExpression<'a>) -> Expression<'a> {
        if import.phase.is_some() {
            self.unsupported.push((
                import.span,
                "Import phases are not supported",
                "use `import(…)` without `source` or `defer`",
            ));
        }
        let mut arguments = ArenaVec::new_in(&self.ast);
        arguments.push(Argument::from(import.source.take_in(&self.ast)));
        arguments.extend(import.options.take().map(Argument::from));
        build::method_call(
            self.names.runtime,
            "import",
            arguments,
            import.span,
            &self.ast,
        )
    }

    /// A `for` that the engine or the generator has no equivalent of, under its labels.
    fn lower_loop(&mut self, statement: &mut Statement<'a>) {
        match for_await::innermost(statement) {
            Statement::ForOfStatement(source) => {
                if let ForStatementLeft::VariableDeclaration(declaration) = &source.left {
                    self.check_await_using(declaration);
                }
                using::lower_for_of(source, &self.names, &self.ast);
                if source.r#await && self.functions == 0 {
                    for_await::lower(statement, self.scoping, &self.names, &self.ast);
                }
            }
            Statement::ForStatement(source) => {
                if let Some(ForStatementInit::VariableDeclaration(declaration)) = &source.init {
                    self.check_await_using(declaration);
                }
                let init = source.init.as_mut();
                if let Some(scope) = using::declare_in_for(init, &self.names, &self.ast) {
                    let span = source.span;
                    let inside = ArenaVec::from_value_in(statement.take_in(&self.ast), &self.ast);
                    let guarded = using::guarded(scope, inside, &self.names, &self.ast);
                    *statement = Statement::new_block_statement(span, guarded, &self.ast);
                }
            }
            _ => {}
        }
    }

    /// What `name` of a pattern `{ name }` has to be written as, if the short form will not do.
    fn long_target(&self, name: &IdentifierReference<'a>) -> Option<SimpleAssignmentTarget<'a>> {
        match self.replacement(name) {
            Some(Expression::StaticMemberExpression(member)) => {
                Some(SimpleAssignmentTarget::StaticMemberExpression(member))
            }
            // JavaScriptCore overlooks that the `x` of `for ({ x } of …)` may be a variable of a function around.
            _ if self.in_for_head => Some(SimpleAssignmentTarget::AssignmentTargetIdentifier(
                IdentifierReference::boxed(name.span, name.name, &self.ast),
            )),
            _ => None,
        }
    }

    /// Visits what is in a function, or runs as one.
    fn inside(&mut self, awaitable: bool, binds_this: bool, visit: impl FnOnce(&mut Self)) {
        let outer = mem::replace(&mut self.awaitable, awaitable);
        self.functions += 1;
        self.receivers += u32::from(binds_this);
        visit(self);
        self.functions -= 1;
        self.receivers -= u32::from(binds_this);
        self.awaitable = outer;
    }

    /// The parser does not check this.
    fn check_await_using(&mut self, declaration: &VariableDeclaration<'a>) {
        if declaration.kind == VariableDeclarationKind::AwaitUsing && !self.awaitable {
            self.unsupported.push((
                declaration.span,
                "`await using` is only allowed within async functions and at the top level of modules",
                "add `async` to the function around",
            ));
        }
    }

    /// The printer writes `</script` as `<\/script`, which is another raw string for a template's tag to see. So a character that
    /// the source does not use goes in between, and out again after printing.
    fn protect(&mut self, template: &mut TemplateLiteral<'a>) {
        const END: &str = "</script";
        for quasi in &mut template.quasis {
            let raw = quasi.value.raw.as_str();
            if !raw.to_ascii_lowercase().contains(END) {
                continue;
            }
            let unused = || ('\u{e000}'..='\u{f8ff}').find(|&c| !self.source.contains(c));
            let Some(marker) = self.marker.or_else(unused) else {
                return;
            };
            self.marker = Some(marker);
            let raw = raw.replace("</", &format!("<{marker}/"));
            quasi.value.raw = Str::from_str_in(&raw, &self.ast);
        }
    }
}
