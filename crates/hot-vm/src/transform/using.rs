//! `using` and `await using`, which the engine does not parse.
//!
//! A statement list with such declarations becomes a `try` over the same list, with the declarations turned into `const` ones that
//! register their value:
//!
//! ```text
//! {                                        { const $using = $m.disposables();
//!     using a = open();              =>      try { const a = $using.add(open()); use(a); }
//!     use(a);                                catch ($error) { $using.fail($error); }
//! }                                          finally { $using.dispose(); } }
//! ```
//!
//! With an `await using` among them the disposal waits after each step: `while ($using.step()) await $using.value`.
//! The semantics are those of
//! [DisposeResources](https://tc39.es/proposal-explicit-resource-management/#sec-disposeresources), turn for turn.

use std::mem;

use oxc::allocator::{ArenaVec, GetAllocator, TakeIn};
use oxc::ast::ast::{
    Argument, BindingPattern, Expression, ForOfStatement, ForStatementInit, ForStatementLeft,
    FunctionType, Statement, VariableDeclaration, VariableDeclarationKind, VariableDeclarator,
};
use oxc::ast::builder::AstBuilder;
use oxc::semantic::Scoping;
use oxc::span::{SPAN, Span};

use super::names::Names;
use super::{build, snippet};

/// The disposal scope that a statement list needs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope {
    /// It has an `await using`.
    pub(super) asynchronous: bool,
    /// Its first declaration.
    pub(super) span: Span,
}

impl Scope {
    /// The text before the list, up to and including the brace of `try {`.
    pub(super) fn head(names: &Names<'_>) -> String {
        format!(
            "const {} = {}.disposables(); try {{",
            names.disposables, names.runtime
        )
    }

    /// The text after the list, from the closing brace on. `wait` is `await` or what stands for it.
    pub(super) fn tail(self, names: &Names<'_>, wait: &str) -> String {
        let (using, error) = (names.disposables, names.error);
        let dispose = if self.asynchronous {
            format!(
                "while ({using}.step()) try {{ {wait} {using}.value; }} \
                 catch ({error}) {{ {using}.fail({error}); }} {using}.end();"
            )
        } else {
            format!("{using}.dispose();")
        };
        format!("}} catch ({error}) {{ {using}.fail({error}); }} finally {{ {dispose} }}")
    }
}

/// Turns the `using` declarations directly in `list` into `const` ones that register with the disposal scope, if there are any.
pub(super) fn declare<'a>(
    list: &mut [Statement<'a>],
    names: &Names<'a>,
    ast: &AstBuilder<'a>,
) -> Option<Scope> {
    let mut scope = None;
    for statement in list {
        if let Statement::VariableDeclaration(declaration) = statement {
            register(declaration, &mut scope, names, ast);
        }
    }
    scope
}

/// [`declare`], and wraps the list in its disposal scope.
pub(super) fn wrap<'a>(
    list: &mut ArenaVec<'a, Statement<'a>>,
    names: &Names<'a>,
    ast: &AstBuilder<'a>,
) {
    if let Some(scope) = declare(list, names, ast) {
        let inside = mem::replace(list, ArenaVec::new_in(ast));
        *list = guarded(scope, inside, names, ast);
    }
}

/// In the body of a function or a static block: makes function declarations whose name is declared a second time (`var f`, a
/// parameter, another function) ready to move into a block, where that would be an error.
pub(super) fn hoist_redeclared<'a>(
    list: &mut ArenaVec<'a, Statement<'a>>,
    scoping: &Scoping,
    ast: &AstBuilder<'a>,
) {
    let uses = |statement: &Statement<'a>| matches!(statement, Statement::VariableDeclaration(declaration) if declaration.kind.is_using());
    if !list.iter().any(uses) {
        return;
    }
    let redeclared = |statement: &Statement<'a>| match statement {
        Statement::FunctionDeclaration(function) => {
            let symbol = function.id.as_ref().and_then(|id| id.symbol_id.get());
            symbol.is_some_and(|symbol| !scoping.symbol_redeclarations(symbol).is_empty())
        }
        _ => false,
    };
    let mut hoisted = ArenaVec::new_in(ast);
    let mut rest = ArenaVec::new_in(ast);
    for statement in mem::replace(list, ArenaVec::new_in(ast)) {
        let list = if redeclared(&statement) {
            &mut hoisted
        } else {
            &mut rest
        };
        list.push(statement);
    }
    list.extend(
        hoisted
            .into_iter()
            .map(|statement| as_variable(statement, ast)),
    );
    list.extend(rest);
}

/// `function f() {}` as `var f = function() {}`.
fn as_variable<'a>(statement: Statement<'a>, ast: &AstBuilder<'a>) -> Statement<'a> {
    let Statement::FunctionDeclaration(mut function) = statement else {
        return statement;
    };
    let Some(id) = function.id.take() else {
        return Statement::FunctionDeclaration(function);
    };
    function.r#type = FunctionType::FunctionExpression;
    let span = function.span;
    let pattern = BindingPattern::new_binding_identifier(id.span, id.name, ast);
    let value = Some(Expression::FunctionExpression(function));
    let declarator = VariableDeclarator::new(SPAN, pattern, None, value, false, ast);
    let declarators = ArenaVec::from_value_in(declarator, ast);
    let kind = VariableDeclarationKind::Var;
    Statement::new_variable_declaration(span, kind, declarators, false, ast)
}

/// `for (using x of …) body`: registers `x` at the start of each turn.
pub(super) fn lower_for_of<'a>(
    statement: &mut ForOfStatement<'a>,
    names: &Names<'a>,
    ast: &AstBuilder<'a>,
) {
    let ForStatementLeft::VariableDeclaration(declaration) = &mut statement.left else {
        return;
    };
    if !declaration.kind.is_using() {
        return;
    }
    let span = declaration.span;
    let asynchronous = declaration.kind == VariableDeclarationKind::AwaitUsing;
    declaration.kind = VariableDeclarationKind::Const;
    let mut inside = ArenaVec::new_in(ast);
    for declarator in &declaration.declarations {
        if let BindingPattern::BindingIdentifier(id) = &declarator.id {
            let value = Expression::new_identifier(id.span, id.name, ast);
            let added = add(value, asynchronous, declaration.span, names, ast);
            inside.push(Statement::new_expression_statement(span, added, ast));
        }
    }
    inside.push(statement.body.take_in(ast));
    let body = guarded(Scope { asynchronous, span }, inside, names, ast);
    statement.body = Statement::new_block_statement(SPAN, body, ast);
}

/// `for (using x = …; …; …) body`, under its labels: a disposal scope around the loop. `init` is the loop's.
pub(super) fn declare_in_for<'a>(
    init: Option<&mut ForStatementInit<'a>>,
    names: &Names<'a>,
    ast: &AstBuilder<'a>,
) -> Option<Scope> {
    let mut scope = None;
    if let Some(ForStatementInit::VariableDeclaration(declaration)) = init {
        register(declaration, &mut scope, names, ast);
    }
    scope
}

/// Puts a disposal scope around `inside`.
pub(super) fn guarded<'a>(
    scope: Scope,
    inside: ArenaVec<'a, Statement<'a>>,
    names: &Names<'a>,
    ast: &AstBuilder<'a>,
) -> ArenaVec<'a, Statement<'a>> {
    let text = Scope::head(names) + &scope.tail(names, "await");
    let mut statements = snippet::statements(ast.allocator(), &text, scope.span);
    if let Some(Statement::TryStatement(guard)) = statements.last_mut() {
        guard.block.body = inside;
    }
    statements
}

fn register<'a>(
    declaration: &mut VariableDeclaration<'a>,
    scope: &mut Option<Scope>,
    names: &Names<'a>,
    ast: &AstBuilder<'a>,
) {
    if !declaration.kind.is_using() {
        return;
    }
    let span = declaration.span;
    let asynchronous = declaration.kind == VariableDeclarationKind::AwaitUsing;
    scope
        .get_or_insert(Scope { asynchronous, span })
        .asynchronous |= asynchronous;
    declaration.kind = VariableDeclarationKind::Const;
    for declarator in &mut declaration.declarations {
        let Some(value) = declarator.init.take() else {
            continue;
        };
        let value = match &declarator.id {
            BindingPattern::BindingIdentifier(id) => build::named(id.name, value, ast),
            _ => value,
        };
        declarator.init = Some(add(value, asynchronous, span, names, ast));
    }
}

fn add<'a>(
    value: Expression<'a>,
    asynchronous: bool,
    span: Span,
    names: &Names<'a>,
    ast: &AstBuilder<'a>,
) -> Expression<'a> {
    let method = if asynchronous { "addAsync" } else { "add" };
    let arguments = ArenaVec::from_value_in(Argument::from(value), ast);
    build::method_call(names.disposables, method, arguments, span, ast)
}
