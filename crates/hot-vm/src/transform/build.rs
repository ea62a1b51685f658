//! The small expressions the lowering adds.
//!
//! A node's span decides what its code is mapped to; [`SPAN`], the empty one, maps to nothing.

use oxc::allocator::ArenaVec;
use oxc::ast::ast::{
    Argument, BindingPattern, Expression, IdentifierName, ObjectPropertyKind, PropertyKey,
    PropertyKind, Statement, VariableDeclarationKind, VariableDeclarator,
};
use oxc::ast::builder::AstBuilder;
use oxc::span::{SPAN, Span};
use oxc::str::Ident;

/// `object.property`
pub(super) fn member<'a>(
    object: Ident<'a>,
    property: Ident<'a>,
    span: Span,
    ast: &AstBuilder<'a>,
) -> Expression<'a> {
    let object = Expression::new_identifier(span, object, ast);
    let property = IdentifierName::new(span, property, ast);
    Expression::new_static_member_expression(span, object, property, false, ast)
}

/// `object.method(arguments)`
pub(super) fn method_call<'a>(
    object: Ident<'a>,
    method: &'static str,
    arguments: ArenaVec<'a, Argument<'a>>,
    span: Span,
    ast: &AstBuilder<'a>,
) -> Expression<'a> {
    let callee = member(object, Ident::from(method), span, ast);
    Expression::new_call_expression(span, callee, None, arguments, false, ast)
}

/// `const name = value;`
pub(super) fn constant<'a>(
    name: Ident<'a>,
    value: Expression<'a>,
    span: Span,
    ast: &AstBuilder<'a>,
) -> Statement<'a> {
    let id = BindingPattern::new_binding_identifier(SPAN, name, ast);
    let declarator = VariableDeclarator::new(SPAN, id, None, Some(value), false, ast);
    let declarators = ArenaVec::from_value_in(declarator, ast);
    let kind = VariableDeclarationKind::Const;
    Statement::new_variable_declaration(span, kind, declarators, false, ast)
}

/// `({ name: value }).name`, if `value` is an anonymous function or class, which takes its name from there; else `value`.
pub(super) fn named<'a>(
    name: Ident<'a>,
    value: Expression<'a>,
    ast: &AstBuilder<'a>,
) -> Expression<'a> {
    let anonymous = match &value {
        Expression::ArrowFunctionExpression(_) => true,
        Expression::FunctionExpression(function) => function.id.is_none(),
        Expression::ClassExpression(class) => class.id.is_none(),
        _ => false,
    };
    if !anonymous {
        return value;
    }
    let key = PropertyKey::new_static_identifier(SPAN, name, ast);
    let (init, plain) = (PropertyKind::Init, false);
    let property =
        ObjectPropertyKind::new_object_property(SPAN, init, key, value, plain, plain, plain, ast);
    let object =
        Expression::new_object_expression(SPAN, ArenaVec::from_value_in(property, ast), ast);
    let name = IdentifierName::new(SPAN, name, ast);
    Expression::new_static_member_expression(SPAN, object, name, false, ast)
}
