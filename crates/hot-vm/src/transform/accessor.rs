//! `accessor` fields, which the engine does not parse.
//!
//! `accessor key = value` becomes a private field and a pair of accessors over it. A computed key is evaluated once:
//! `get [$m.propertyKey(key)]`, and `set [$m.lastPropertyKey()]` right after it.

use std::mem;

use oxc::allocator::{ArenaVec, CloneIn, GetAllocator, TakeIn};
use oxc::ast::ast::{
    AccessorProperty, Argument, ClassBody, ClassElement, Expression, MethodDefinition, PropertyKey,
    Statement,
};
use oxc::ast::builder::AstBuilder;
use oxc::span::{SPAN, Span};

use super::names::Names;
use super::{build, snippet};

/// Replaces the `accessor` fields of a class. `source` is the whole file, which the private names must not occur in.
pub(super) fn lower<'a>(
    class: &mut ClassBody<'a>,
    source: &str,
    names: &Names<'a>,
    ast: &AstBuilder<'a>,
) {
    if !class
        .body
        .iter()
        .any(|element| matches!(element, ClassElement::AccessorProperty(_)))
    {
        return;
    }
    let mut next = 0_u32;
    let mut fresh = || loop {
        let name = format!("$accessor{next}");
        next += 1;
        if !source.contains(&name) {
            return name;
        }
    };
    let elements = mem::replace(&mut class.body, ArenaVec::new_in(ast));
    for element in elements {
        match element {
            ClassElement::AccessorProperty(accessor) => {
                let accessor = accessor.unbox();
                class.body.extend(expand(accessor, &fresh(), names, ast));
            }
            other => class.body.push(other),
        }
    }
}

fn expand<'a>(
    accessor: AccessorProperty<'a>,
    field: &str,
    names: &Names<'a>,
    ast: &AstBuilder<'a>,
) -> ArenaVec<'a, ClassElement<'a>> {
    let span = Span::sized(accessor.span.start, 8);
    let r#static = if accessor.r#static { "static " } else { "" };
    let text = format!(
        "(class {{ {static}#{field}; {static}get key() {{ return this.#{field}; }} \
         {static}set key(value) {{ this.#{field} = value; }} }})"
    );
    let mut elements = elements(&text, span, ast);
    let [field, getter, setter] = &mut elements[..] else {
        return elements;
    };
    if let ClassElement::PropertyDefinition(field) = field {
        // Nobody applies them any more, but they are not lost: they are errors.
        field.decorators = accessor.decorators;
        field.value = match (&accessor.key, accessor.value) {
            (PropertyKey::StaticIdentifier(key), Some(value)) => {
                Some(build::named(key.name, value, ast))
            }
            (_, value) => value,
        };
    }
    let (get, set) = keys(accessor.key, accessor.computed, names, ast);
    for (method, key) in [(getter, get), (setter, set)] {
        if let ClassElement::MethodDefinition(method) = method {
            set_key(method, key, accessor.computed);
        }
    }
    elements
}

fn elements<'a>(text: &str, span: Span, ast: &AstBuilder<'a>) -> ArenaVec<'a, ClassElement<'a>> {
    let mut statements = snippet::statements(ast.allocator(), text, span);
    if let Some(Statement::ExpressionStatement(statement)) = statements.first_mut()
        && let Expression::ClassExpression(class) = &mut statement.expression
    {
        return class.body.body.take_in(ast);
    }
    ArenaVec::new_in(ast)
}

fn keys<'a>(
    key: PropertyKey<'a>,
    computed: bool,
    names: &Names<'a>,
    ast: &AstBuilder<'a>,
) -> (PropertyKey<'a>, PropertyKey<'a>) {
    if !computed {
        return (key.clone_in(ast.allocator()), key);
    }
    let argument = ArenaVec::from_value_in(Argument::from(key.into_expression()), ast);
    let get = build::method_call(names.runtime, "propertyKey", argument, SPAN, ast);
    let none = ArenaVec::new_in(ast);
    let set = build::method_call(names.runtime, "lastPropertyKey", none, SPAN, ast);
    (PropertyKey::from(get), PropertyKey::from(set))
}

fn set_key<'a>(method: &mut MethodDefinition<'a>, key: PropertyKey<'a>, computed: bool) {
    method.key = key;
    method.computed = computed;
}
