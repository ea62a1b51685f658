//! Whatever is accepted becomes one script expression.

use oxc::allocator::Allocator;
use oxc::ast::ast::{Expression, Statement};
use oxc::parser::Parser;
use oxc::semantic::SemanticBuilder;
use oxc::span::SourceType;

use crate::transform::{TransformOptions, transform};

/// Statements to be put together. `@` is where an expression goes, `;;` where statements go.
const STATEMENTS: &[&str] = &[
    "import { b, c as d } from 'm';",
    "import * as ns from 'n';",
    "import e from 'o';",
    "export { x_ as y_ } from 'p';",
    "export * from 'q';",
    "@;",
    "let x? = @;",
    "export let x? = @;",
    "export const { p? = @, ...r? } = @;",
    "export function f?(a = @) { ;; }",
    "export class C? extends (@) { [@] = @; static { ;; } accessor z = @; m() { ;; } }",
    "async function g?() { await @; { await using u = @; ;; } for await (const q of @) { ;; } }",
    "{ using u = @; ;; }",
    "{ await using u = @; ;; }",
    "for (const k of @) { ;; }",
    "for await (const { k } of @) { ;; if (@) continue; else break; }",
    "l?: for await (k_ of @) { for (;;) { continue l?; } }",
    "for (using k = @; @; @) { ;; }",
    "for ({ b } of @) { ;; }",
    "try { ;; } catch { ;; } finally { ;; }",
    "switch (@) { case @: ;; break; default: ;; }",
    "if (@) { ;; } else throw @;",
    "({ b, d = @ } = @);",
    "b = @;",
    "while (@) { ;; break; }",
    "{ let b = @; { ;; } }",
];

const EXPRESSIONS: &[&str] = &[
    "b",
    "d",
    "ns",
    "e",
    "ns.x",
    "this",
    "arguments",
    "1",
    "'\\ud800\\0'",
    "`a${@}`",
    "b`c${@}`",
    "await @",
    "(await @).p",
    "b(@)",
    "b?.(@)",
    "b.c(@)",
    "new b(@)",
    "new (@)(@)",
    "import.meta",
    "import(@)",
    "-@",
    "typeof @",
    "(@) ** (@)",
    "(@) + (@)",
    "(@) ? (@) : (@)",
    "(@, @)",
    "[@, ...@]",
    "({ b, [@]: @, ...@ })",
    "(() => @)",
    "(async () => { await (@) })",
    "(async (q) => { ;; })",
    "(function* () { yield @ })",
    "(class extends (@) { static s = @; [@]() { return super.x } })",
    "b++",
    "(b ??= @)",
    "/a/g",
    "(@)?.[@]",
    "(function () { return [this, arguments, b] })",
    "((b) => b(@))",
    "(@) in (@)",
    "void @",
    "null",
    "(@) < (!--k_)",
    "(k_--) > (@)",
];

/// A small deterministic generator: the same programs everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n
    }

    fn expression(&mut self, depth: usize, out: &mut String) {
        let leaves = 4;
        let pick = if depth == 0 {
            self.below(leaves)
        } else {
            self.below(EXPRESSIONS.len())
        };
        self.fill(EXPRESSIONS[pick], depth.saturating_sub(1), out);
    }

    fn fill(&mut self, template: &str, depth: usize, out: &mut String) {
        let unique = self.below(1_000_000).to_string();
        let mut rest = template;
        while let Some(at) = rest.find(['@', ';', '?']) {
            out.push_str(&rest[..at]);
            rest = &rest[at..];
            if let Some(tail) = rest.strip_prefix(";;") {
                if depth > 0 {
                    self.statements(1, depth - 1, out);
                }
                rest = tail;
            } else if let Some(tail) = rest.strip_prefix('@') {
                self.expression(depth, out);
                rest = tail;
            } else if rest.starts_with("?.") || rest.starts_with("? (") || rest.starts_with("??=") {
                let length = if rest.starts_with("??=") { 3 } else { 2 };
                out.push_str(&rest[..length]);
                rest = &rest[length..];
            } else if let Some(tail) = rest.strip_prefix('?') {
                out.push_str(&unique);
                rest = tail;
            } else {
                out.push(';');
                rest = &rest[1..];
            }
        }
        out.push_str(rest);
    }

    fn statements(&mut self, count: usize, depth: usize, out: &mut String) {
        for _ in 0..count {
            let pick = self.below(STATEMENTS.len());
            self.fill(STATEMENTS[pick], depth, out);
            out.push('\n');
        }
    }
}

#[test]
fn the_output_is_one_function_expression() {
    let mut random = Random(1);
    let mut accepted = 0;
    for _ in 0..1_500 {
        let mut source = String::new();
        let count = 1 + random.below(5);
        random.statements(count, 3, &mut source);
        let path = std::path::Path::new("a.js");
        let Ok(module) = transform(&source, path, &TransformOptions::default()) else {
            continue;
        };
        accepted += 1;
        check(&module.code, &source);
        assert!(
            !module.has_tla || module.code.matches("yield").count() > 1,
            "{source}"
        );
    }
    // The rest has early errors: imports inside blocks, `await` in the wrong place, ….
    assert!(accepted > 150, "only {accepted} programs were modules");
}

#[track_caller]
fn check(code: &str, source: &str) {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, code, SourceType::cjs().with_script(true)).parse();
    assert!(
        parsed.diagnostics.is_empty(),
        "{source}\n=>\n{code}\n{:?}",
        parsed.diagnostics
    );
    let checked = SemanticBuilder::new()
        .with_check_syntax_error(true)
        .build(&parsed.program);
    assert!(
        checked.diagnostics.is_empty(),
        "{source}\n=>\n{code}\n{:?}",
        checked.diagnostics
    );
    assert!(parsed.program.directives.is_empty());
    let [Statement::ExpressionStatement(statement)] = &parsed.program.body[..] else {
        panic!("not one expression: {code}");
    };
    let mut expression = &statement.expression;
    while let Expression::ParenthesizedExpression(inner) = expression {
        expression = &inner.expression;
    }
    let Expression::FunctionExpression(function) = expression else {
        panic!("no function: {code}")
    };
    assert!(function.generator && !function.r#async && function.params.items.len() == 2);
}
