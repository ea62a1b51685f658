//! `for await` at the top level, where the generator's `yield` has to stand for the loop's awaits.
//!
//! ```text
//! for await (const x of source) body       {
//!                                            const $iterator = $m.asyncIterator(source);
//!                                            try {
//!                                              while ($iterator.step(await $iterator.next())) {
//!                                    =>          const x = $iterator.value; body
//!                                              }
//!                                            } catch ($error) {
//!                                              if ($iterator.abort()) try { await $iterator.result; } catch {}
//!                                              throw $error;
//!                                            } finally {
//!                                              if ($iterator.close()) $iterator.check(await $iterator.result);
//!                                            }
//!                                          }
//! ```
//!
//! The helper knows whether a value is being processed: only then does leaving the loop close the iterator. Each `await` is one
//! of [ForIn/OfBodyEvaluation](https://tc39.es/ecma262/#sec-runtime-semantics-forin-div-ofbodyevaluation-lhs-stmt-iterator-lhskind-labelset)
//! and [AsyncIteratorClose](https://tc39.es/ecma262/#sec-asynciteratorclose). Labels stay on the inner loop, so that `continue`
//! finds them.

use oxc::allocator::{ArenaBox, ArenaVec, GetAllocator, TakeIn};
use oxc::ast::ast::{
    Argument, AssignmentOperator, AssignmentTarget, Expression, ForOfStatement, ForStatementLeft,
    IdentifierReference, Statement, VariableDeclarationKind,
};
use oxc::ast::builder::AstBuilder;
use oxc::ast::match_assignment_target;
use oxc::ast_visit::Visit;
use oxc::semantic::{Scoping, SymbolId};
use oxc::span::{GetSpan, Span};
use oxc::str::Ident;

use super::build;
use super::names::Names;

/// Replaces `statement`, a `for await` under any number of labels, by its lowering.
pub(super) fn lower<'a>(
    statement: &mut Statement<'a>,
    scoping: &Scoping,
    names: &Names<'a>,
    ast: &AstBuilder<'a>,
) {
    let Statement::ForOfStatement(mut source) = innermost(statement).take_in(ast) else {
        return;
    };
    let span = Span::sized(source.span.start, 3);
    let iterator = names.iterator;
    let mut lowered = open(&mut source, span, scoping, names, ast);

    let mut turns = snippet(
        &format!("while ({iterator}.step(await {iterator}.next())) {{}}"),
        span,
        ast,
    );
    if let Some(Statement::WhileStatement(turn)) = turns.first_mut() {
        turn.body = Statement::new_block_statement(span, body(source, names, ast), ast);
    }
    if let Some(turns) = turns.pop() {
        *innermost(statement) = turns;
    }

    let error = names.error;
    let mut guard = snippet(
        &format!(
            "try {{}} catch ({error}) {{ \
             if ({iterator}.abort()) try {{ await {iterator}.result; }} catch {{}} throw {error}; }} \
             finally {{ if ({iterator}.close()) {iterator}.check(await {iterator}.result); }}"
        ),
        span,
        ast,
    );
    if let Some(Statement::TryStatement(guard)) = guard.first_mut() {
        guard.block.body.push(statement.take_in(ast));
    }
    lowered.extend(guard);
    *statement = Statement::new_block_statement(span, lowered, ast);
}

/// The statement under any number of labels.
pub(super) fn innermost<'s, 'a>(mut statement: &'s mut Statement<'a>) -> &'s mut Statement<'a> {
    while let Statement::LabeledStatement(labelled) = statement {
        statement = &mut labelled.body;
    }
    statement
}

/// The statements that make the iterator.
fn open<'a>(
    source: &mut ForOfStatement<'a>,
    span: Span,
    scoping: &Scoping,
    names: &Names<'a>,
    ast: &AstBuilder<'a>,
) -> ArenaVec<'a, Statement<'a>> {
    let dead = names_in_dead_zone(source, scoping);
    let iterable = ArenaVec::from_value_in(Argument::from(source.right.take_in(ast)), ast);
    let made = build::method_call(names.runtime, "asyncIterator", iterable, span, ast);
    if dead.is_empty() {
        return ArenaVec::from_value_in(build::constant(names.iterator, made, span, ast), ast);
    }
    // The iterable names the loop's own variables: it is evaluated where they exist and are never initialised.
    let iterator = names.iterator;
    let dead = dead
        .iter()
        .map(Ident::as_str)
        .collect::<Vec<_>>()
        .join(", ");
    let text = format!("let {iterator}; do {{ break; let {dead}; }} while (false);");
    let mut statements = snippet(&text, span, ast);
    if let Some(Statement::DoWhileStatement(once)) = statements.last_mut()
        && let Statement::BlockStatement(block) = &mut once.body
    {
        block
            .body
            .insert(0, assign(target(iterator, span, ast), made, span, ast));
    }
    statements
}

/// The loop's body: first the binding or assignment of the value, then what the author wrote.
fn body<'a>(
    mut source: ArenaBox<'a, ForOfStatement<'a>>,
    names: &Names<'a>,
    ast: &AstBuilder<'a>,
) -> ArenaVec<'a, Statement<'a>> {
    let span = source.left.span();
    let value = build::member(names.iterator, Ident::from("value"), span, ast);
    let bind = match source.left.take_in(ast) {
        ForStatementLeft::VariableDeclaration(mut declaration) => {
            if let Some(declarator) = declaration.declarations.first_mut() {
                declarator.init = Some(value);
            }
            Statement::VariableDeclaration(declaration)
        }
        left @ match_assignment_target!(ForStatementLeft) => {
            assign(left.into_assignment_target(), value, span, ast)
        }
    };
    let mut body = ArenaVec::from_value_in(bind, ast);
    body.push(source.body.take_in(ast));
    body
}

fn assign<'a>(
    target: AssignmentTarget<'a>,
    value: Expression<'a>,
    span: Span,
    ast: &AstBuilder<'a>,
) -> Statement<'a> {
    let operator = AssignmentOperator::Assign;
    let assignment = Expression::new_assignment_expression(span, operator, target, value, ast);
    Statement::new_expression_statement(span, assignment, ast)
}

fn target<'a>(name: Ident<'a>, span: Span, ast: &AstBuilder<'a>) -> AssignmentTarget<'a> {
    AssignmentTarget::AssignmentTargetIdentifier(IdentifierReference::boxed(span, name, ast))
}

fn snippet<'a>(text: &str, span: Span, ast: &AstBuilder<'a>) -> ArenaVec<'a, Statement<'a>> {
    super::snippet::statements(ast.allocator(), text, span)
}

/// Those of the loop's `let`, `const` and `using` names that its iterable refers to.
fn names_in_dead_zone<'a>(source: &ForOfStatement<'a>, scoping: &Scoping) -> Vec<Ident<'a>> {
    let ForStatementLeft::VariableDeclaration(declaration) = &source.left else {
        return Vec::new();
    };
    if declaration.kind == VariableDeclarationKind::Var {
        return Vec::new();
    }
    let bound = declaration
        .declarations
        .iter()
        .flat_map(|d| d.id.get_binding_identifiers());
    let bound = bound
        .filter_map(|id| Some((id.symbol_id.get()?, id.name)))
        .collect();
    let mut search = Search {
        bound,
        found: Vec::new(),
        scoping,
    };
    search.visit_expression(&source.right);
    search.found
}

struct Search<'a, 's> {
    bound: Vec<(SymbolId, Ident<'a>)>,
    found: Vec<Ident<'a>>,
    scoping: &'s Scoping,
}

impl<'a> Visit<'a> for Search<'a, '_> {
    fn visit_identifier_reference(&mut self, reference: &IdentifierReference<'a>) {
        let Some(id) = reference.reference_id.get() else {
            return;
        };
        let symbol = self.scoping.get_reference(id).symbol_id();
        for &(bound, name) in &self.bound {
            if symbol == Some(bound) && !self.found.contains(&name) {
                self.found.push(name);
            }
        }
    }
}
