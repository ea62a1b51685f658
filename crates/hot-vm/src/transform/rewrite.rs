//! The walk over a module that has lost its imports and exports: what of the rest means something else inside a generator.

use rustc_hash::FxHashMap;

use oxc::allocator::{ArenaVec, TakeIn};
use oxc::ast::ast::{
    Argument, ArrowFunctionExpression, AssignmentTarget, AssignmentTargetMaybeDefault,
    AssignmentTargetProperty, CallExpression, ClassBody, Decorator, Expression, ForStatementLeft,
    Function, FunctionBody, IdentifierReference, ImportExpression, NumberBase, ObjectProperty,
    PropertyDefinition, PropertyKey, SimpleAssignmentTarget, Statement, StaticBlock,
    StaticMemberExpression, TaggedTemplateExpression, UnaryOperator,
};
use oxc::ast::builder::AstBuilder;
use oxc::ast_visit::{VisitMut, walk_mut};
use oxc::semantic::{ScopeFlags, Scoping, SymbolId};
use oxc::span::{SPAN, Span};
use oxc::str::Ident;

use super::names::Names;
use super::{accessor, build, for_await, using};

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
    /// Inside the left side of a `for … of` or `for … in`.
    pub(super) in_for_head: bool,
    /// A top-level `await` was met.
    pub(super) awaits: bool,
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
                using::lower_for_of(source, &self.names, &self.ast);
                if source.r#await && self.functions == 0 {
                    for_await::lower(statement, self.scoping, &self.names, &self.ast);
                }
            }
            Statement::ForStatement(source) => {
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

    fn in_member(&mut self, visit: impl FnOnce(&mut Self)) {
        self.functions += 1;
        self.receivers += 1;
        visit(self);
        self.functions -= 1;
        self.receivers -= 1;
    }
}

impl<'a> VisitMut<'a> for Rewriter<'a, '_> {
    fn visit_expression(&mut self, it: &mut Expression<'a>) {
        match it {
            Expression::Identifier(reference) => {
                if let Some(read) = self.replacement(reference) {
                    *it = read;
                }
            }
            Expression::ThisExpression(this) if self.receivers == 0 => {
                *it = self.undefined(this.span);
            }
            Expression::ImportMeta(meta) => {
                let property = Ident::from("meta");
                *it = build::member(self.names.runtime, property, meta.span, &self.ast);
            }
            Expression::ImportExpression(import) => {
                let mut call = self.import_call(import);
                walk_mut::walk_expression(self, &mut call);
                *it = call;
            }
            Expression::AwaitExpression(wait) if self.functions == 0 => {
                self.awaits = true;
                let span = wait.span;
                let mut argument = wait.argument.take_in(&self.ast);
                self.visit_expression(&mut argument);
                *it = Expression::new_yield_expression(span, false, Some(argument), &self.ast);
            }
            _ => walk_mut::walk_expression(self, it),
        }
    }

    fn visit_call_expression(&mut self, it: &mut CallExpression<'a>) {
        self.visit_callee(&mut it.callee);
        self.visit_arguments(&mut it.arguments);
    }

    fn visit_tagged_template_expression(&mut self, it: &mut TaggedTemplateExpression<'a>) {
        self.visit_callee(&mut it.tag);
        self.visit_template_literal(&mut it.quasi);
    }

    fn visit_static_member_expression(&mut self, it: &mut StaticMemberExpression<'a>) {
        if let Expression::Identifier(object) = &it.object
            && let Some(id) = object.reference_id.get()
            && let Some(symbol) = self.scoping.get_reference(id).symbol_id()
            && let Some(reads) = self.namespaces.get_mut(&symbol)
        {
            *reads += 1;
        }
        walk_mut::walk_static_member_expression(self, it);
    }

    fn visit_object_property(&mut self, it: &mut ObjectProperty<'a>) {
        if it.shorthand
            && let Expression::Identifier(reference) = &it.value
            && let Some(read) = self.replacement(reference)
        {
            it.value = read;
            it.shorthand = false;
            return;
        }
        walk_mut::walk_object_property(self, it);
    }

    fn visit_simple_assignment_target(&mut self, it: &mut SimpleAssignmentTarget<'a>) {
        if let SimpleAssignmentTarget::AssignmentTargetIdentifier(reference) = it {
            if let Some(Expression::StaticMemberExpression(member)) = self.replacement(reference) {
                *it = SimpleAssignmentTarget::StaticMemberExpression(member);
            }
            return;
        }
        walk_mut::walk_simple_assignment_target(self, it);
    }

    fn visit_assignment_target_property(&mut self, it: &mut AssignmentTargetProperty<'a>) {
        if let AssignmentTargetProperty::AssignmentTargetPropertyIdentifier(short) = it
            && let Some(target) = self.long_target(&short.binding)
        {
            let span = short.span;
            let name = short.binding.name;
            let key = PropertyKey::new_static_identifier(short.binding.span, name, &self.ast);
            let binding = match short.init.take() {
                Some(init) => AssignmentTargetMaybeDefault::new_assignment_target_with_default(
                    span,
                    target.into(),
                    init,
                    &self.ast,
                ),
                None => AssignmentTargetMaybeDefault::from(AssignmentTarget::from(target)),
            };
            *it = AssignmentTargetProperty::new_assignment_target_property_property(
                span, key, binding, false, &self.ast,
            );
        }
        walk_mut::walk_assignment_target_property(self, it);
    }

    fn visit_for_statement_left(&mut self, it: &mut ForStatementLeft<'a>) {
        let outer = std::mem::replace(&mut self.in_for_head, true);
        walk_mut::walk_for_statement_left(self, it);
        self.in_for_head = outer;
    }

    fn visit_function(&mut self, it: &mut Function<'a>, flags: ScopeFlags) {
        self.in_member(|this| walk_mut::walk_function(this, it, flags));
    }

    fn visit_arrow_function_expression(&mut self, it: &mut ArrowFunctionExpression<'a>) {
        self.functions += 1;
        walk_mut::walk_arrow_function_expression(self, it);
        self.functions -= 1;
    }

    fn visit_function_body(&mut self, it: &mut FunctionBody<'a>) {
        using::hoist_redeclared(&mut it.statements, self.scoping, &self.ast);
        walk_mut::walk_function_body(self, it);
    }

    fn visit_class_body(&mut self, it: &mut ClassBody<'a>) {
        accessor::lower(it, self.source, &self.names, &self.ast);
        walk_mut::walk_class_body(self, it);
    }

    fn visit_property_definition(&mut self, it: &mut PropertyDefinition<'a>) {
        self.visit_decorators(&mut it.decorators);
        self.visit_property_key(&mut it.key);
        if let Some(value) = &mut it.value {
            self.in_member(|this| this.visit_expression(value));
        }
    }

    fn visit_static_block(&mut self, it: &mut StaticBlock<'a>) {
        using::hoist_redeclared(&mut it.body, self.scoping, &self.ast);
        self.in_member(|this| walk_mut::walk_static_block(this, it));
    }

    fn visit_decorator(&mut self, it: &mut Decorator<'a>) {
        self.unsupported.push((
            it.span,
            "Standard decorators are not supported",
            "set `experimentalDecorators` in tsconfig.json to use TypeScript's decorators",
        ));
    }

    fn visit_statements(&mut self, it: &mut ArenaVec<'a, Statement<'a>>) {
        using::wrap(it, &self.names, &self.ast);
        walk_mut::walk_statements(self, it);
    }

    fn visit_statement(&mut self, it: &mut Statement<'a>) {
        self.lower_loop(it);
        walk_mut::walk_statement(self, it);
    }
}
