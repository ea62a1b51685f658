//! `await` and `for await` at the top level.

use super::{body, js};

#[test]
fn await_is_yield_with_parentheses_where_they_are_needed() {
    let cases = [
        ("await a;", "yield a;"),
        ("x = await a;", "x = yield a;"),
        ("f(await a, await b);", "f(yield a, yield b);"),
        ("(await a).b;", "(yield a).b;"),
        ("(await a)();", "(yield a)();"),
        ("(await a)`b`;", "(yield a)`b`;"),
        ("new (await a)();", "new (yield a)();"),
        ("await a + await b;", "(yield a) + (yield b);"),
        ("-await a;", "-(yield a);"),
        ("!(await a);", "!(yield a);"),
        ("typeof await a;", "typeof (yield a);"),
        ("(await a) ** 2;", "(yield a) ** 2;"),
        ("await a ? b : c;", "(yield a) ? b : c;"),
        ("a ? await b : await c;", "a ? yield b : yield c;"),
        ("await a && b;", "(yield a) && b;"),
        ("await await a;", "yield yield a;"),
        ("[await a, ...await b];", "[yield a, ...yield b];"),
        (
            "({ a: await a, ...await b });",
            "({a: yield a,...yield b});",
        ),
        ("`${await a}`;", "`${yield a}`;"),
        ("await a, b;", "yield a, b;"),
        ("a[await b];", "a[yield b];"),
        ("await a in b;", "(yield a) in b;"),
        ("throw await a;", "throw yield a;"),
        ("if (await a);", "if (yield a);"),
        ("for (const x of await a);", "for (const x of yield a);"),
        (
            "for (let x = await a; await b; await c);",
            "for (let x = yield a; yield b; yield c);",
        ),
        ("let { x = await a } = b;", "let { x = yield a } = b;"),
        (
            "class A extends (await b) { [await c]() {} }",
            "class A extends (yield b) {[yield c]() {}}",
        ),
        ("await import('x');", "yield $m.import(\"x\");"),
        (
            "await (async () => await 1)();",
            "yield (async () => await 1)();",
        ),
        ("a ||= await b;", "a ||= yield b;"),
        ("(await a)?.b;", "(yield a)?.b;"),
    ];
    for (source, expected) in cases {
        let module = js(source);
        assert_eq!(body(&module).replace('\n', ""), expected, "{source}");
        assert!(module.has_tla, "{source}");
    }
}

#[test]
fn awaits_of_functions_are_their_own() {
    for source in [
        "async function f() { await 1; for await (const x of y); }",
        "async () => { await 1 };",
        "class A { async m() { await 1 } static s = async () => await 1 }",
        "({ async m() { await 1 } });",
        "async function* g() { yield await 1 }",
    ] {
        let module = js(source);
        assert!(!module.has_tla, "{source}");
        assert!(module.code.contains("await"), "{source}");
    }
}

#[test]
fn for_await_is_a_loop_that_closes_its_iterator() {
    let module = js("for await (const { a } of f()) { g(a); }");
    assert!(module.has_tla);
    assert_eq!(
        body(&module),
        "{
const $iterator = $m.asyncIterator(f());
try {
while ($iterator.step(yield $iterator.next())) {
const { a } = $iterator.value;
{
g(a);
}
}
} catch ($error) {
if ($iterator.abort()) try {
yield $iterator.result;
} catch {}
throw $error;
} finally {
if ($iterator.close()) $iterator.check(yield $iterator.result);
}
}"
    );
}

#[test]
fn for_await_binds_or_assigns() {
    let cases = [
        ("for await (x of y);", "x = $iterator.value;"),
        ("for await (x.y of z);", "x.y = $iterator.value;"),
        ("for await ([a, b] of y);", "[a, b] = $iterator.value;"),
        ("for await ({ a } of y);", "({a} = $iterator.value);"),
        ("for await (var x of y);", "var x = $iterator.value;"),
        ("for await (let x of y);", "let x = $iterator.value;"),
        (
            "import { x } from 'm'; for await (x of y);",
            "$i.x = $iterator.value;",
        ),
    ];
    for (source, expected) in cases {
        let module = js(source);
        assert!(
            module.code.contains(&format!("\n{expected}\n")),
            "{source}: {}",
            module.code
        );
    }
}

#[test]
fn labels_stay_on_the_loop() {
    let module = js("a: b: for await (const x of y) { continue a; }");
    assert!(
        body(&module).contains("try {\na: b: while ("),
        "{}",
        module.code
    );
}

#[test]
fn the_iterable_sees_the_loops_names_uninitialised() {
    let module = js("for await (let x of f(x, () => y)) ; let y;");
    assert!(
        body(&module).starts_with(
            "{\nlet $iterator;\ndo {\n$iterator = $m.asyncIterator(f(x, () => y));\nbreak;\nlet x;\n} while (false);\n"
        ),
        "{}",
        module.code
    );
}

#[test]
fn nested_loops_and_awaits_are_lowered_too() {
    let module = js("for await (const a of await b) for await (const c of a) await c;");
    assert_eq!(module.code.matches("$m.asyncIterator").count(), 2);
    assert!(
        module.code.contains("$m.asyncIterator(yield b)"),
        "{}",
        module.code
    );
    assert!(!module.code.contains("await "), "{}", module.code);
}
