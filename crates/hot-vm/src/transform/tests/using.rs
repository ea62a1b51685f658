//! `using` and `await using`, everywhere.

use super::{body, js};

#[test]
fn a_block_becomes_a_disposal_scope() {
    let module = js("{ using a = f(), b = null; g(); }");
    assert_eq!(
        body(&module),
        "{
const $using = $m.disposables();
try {
const a = $using.add(f()), b = $using.add(null);
g();
} catch ($error) {
$using.fail($error);
} finally {
$using.dispose();
}
}"
    );
    assert!(!module.has_tla);
}

#[test]
fn an_await_using_disposes_in_steps() {
    let expected = |wait: &str| {
        format!(
            "const a = $using.addAsync(f());
}} catch ($error) {{
$using.fail($error);
}} finally {{
while ($using.step()) try {{
{wait} $using.value;
}} catch ($error) {{
$using.fail($error);
}}
$using.end();
}}"
        )
    };
    let module = js("{ await using a = f(); }");
    assert!(module.code.contains(&expected("yield")), "{}", module.code);
    assert!(module.has_tla);
    let module = js("async () => { await using a = f(); };");
    assert!(module.code.contains(&expected("await")), "{}", module.code);
    assert!(!module.has_tla);
}

#[test]
fn at_the_top_the_whole_module_is_the_scope() {
    let module = js("using a = f(); export { a };");
    assert_eq!(
        module.code,
        "(function* $module($m, $i) { \"use strict\"; const $using = $m.disposables(); try { $m.exports({ \"a\": () => a });
yield;
const a = $using.add(f());
} catch ($error) { $using.fail($error); } finally { $using.dispose(); }
})"
    );
    let module = js("await using a = f();");
    assert!(module.has_tla);
    assert!(
        module.code.contains("try { yield $using.value; }"),
        "{}",
        module.code
    );
}

#[test]
fn loops_have_a_scope_per_turn_or_around() {
    let module = js("for (using x of y) f(x);");
    assert_eq!(
        body(&module),
        "for (const x of y) {
const $using = $m.disposables();
try {
$using.add(x);
f(x);
} catch ($error) {
$using.fail($error);
} finally {
$using.dispose();
}
}"
    );
    let module = js("a: for (using x = f(); ; ) { continue a; }");
    assert!(
        body(&module).starts_with(
            "{\nconst $using = $m.disposables();\ntry {\na: for (const x = $using.add(f());;) {\ncontinue a;"
        ),
        "{}",
        module.code
    );
    let module = js("for await (await using x of y) ;");
    for part in [
        "const x = $iterator.value;",
        "$using.addAsync(x);",
        "yield $using.value;",
    ] {
        assert!(module.code.contains(part), "{part}: {}", module.code);
    }
}

#[test]
fn anonymous_functions_get_the_bindings_name() {
    let module = js("{ using f = () => {}, C = class {}; }");
    let expected = "const f = $using.add({ f: () => {} }.f), C = $using.add({ C: class {} }.C);";
    assert!(module.code.contains(expected), "{}", module.code);
}

#[test]
fn functions_declared_twice_survive_the_block() {
    // `var f` or a parameter `f` beside `function f` is fine in a function, but would not be in the block.
    let module = js(
        "function g(f, h) { using a = b; var i; function f() {} function i() {} function j() {} return f }",
    );
    assert_eq!(
        body(&module),
        "function g(f, h) {
const $using = $m.disposables();
try {
var f = function() {};
var i = function() {};
const a = $using.add(b);
var i;
function j() {}
return f;
} catch ($error) {
$using.fail($error);
} finally {
$using.dispose();
}
}"
    );
}

#[test]
fn static_blocks_and_arrows_have_scopes() {
    for source in [
        "class A { static { using a = b; } }",
        "() => { using a = b; };",
        "({ m() { using a = b; } });",
    ] {
        assert!(
            js(source).code.contains("const a = $using.add(b);"),
            "{source}"
        );
    }
}

#[test]
fn a_name_is_still_a_name() {
    assert_eq!(
        body(&js("let using; using = 1; using[0];")),
        "let using;\nusing = 1;\nusing[0];"
    );
}
