//! Which nodes are rewritten.

use std::mem;

use oxc::allocator::{ArenaVec, TakeIn};
use oxc::ast::ast::{
    ArrowFunctionExpression, AssignmentTarget, AssignmentTargetMaybeDefault,
    AssignmentTargetProperty, CallExpression, ClassBody, Decorator, Expression, ForStatementLeft,
    Function, FunctionBody, ObjectProperty, PropertyDefinition, PropertyKey,
    SimpleAssignmentTarget, Statement, StaticBlock, StaticMemberExpression,
    TaggedTemplateExpression,
};
use oxc::ast_visit::{VisitMut, walk_mut};
use oxc::semantic::ScopeFlags;
use oxc::str::Ident;

use super::super::{accessor, build, using};
use super::Rewriter;

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
        self.protect(&mut it.quasi);
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
        let outer = mem::replace(&mut self.in_for_head, true);
        walk_mut::walk_for_statement_left(self, it);
        self.in_for_head = outer;
    }

    fn visit_function(&mut self, it: &mut Function<'a>, flags: ScopeFlags) {
        self.inside(it.r#async, true, |this| {
            walk_mut::walk_function(this, it, flags)
        });
    }

    fn visit_arrow_function_expression(&mut self, it: &mut ArrowFunctionExpression<'a>) {
        self.inside(it.r#async, false, |this| {
            walk_mut::walk_arrow_function_expression(this, it);
        });
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
            self.inside(false, true, |this| this.visit_expression(value));
        }
    }

    fn visit_static_block(&mut self, it: &mut StaticBlock<'a>) {
        using::hoist_redeclared(&mut it.body, self.scoping, &self.ast);
        self.inside(false, true, |this| walk_mut::walk_static_block(this, it));
    }

    fn visit_decorator(&mut self, it: &mut Decorator<'a>) {
        self.unsupported.push((
            it.span,
            "Standard decorators are not supported",
            "set `experimentalDecorators` in tsconfig.json to use TypeScript's decorators",
        ));
    }

    fn visit_statements(&mut self, it: &mut ArenaVec<'a, Statement<'a>>) {
        for statement in it.iter() {
            if let Statement::VariableDeclaration(declaration) = statement {
                self.check_await_using(declaration);
            }
        }
        using::wrap(it, &self.names, &self.ast);
        walk_mut::walk_statements(self, it);
    }

    fn visit_statement(&mut self, it: &mut Statement<'a>) {
        self.lower_loop(it);
        walk_mut::walk_statement(self, it);
    }
}
