//! Every position that the engine can report maps to the source.

use super::{file, js};
use crate::transform::{ModuleCode, Position};

/// The source position of the `n`th occurrence of `needle` in the generated code, `skip` columns into it.
#[track_caller]
fn lookup(module: &ModuleCode, needle: &str, skip: usize) -> Option<(u32, u32)> {
    let at = module
        .code
        .find(needle)
        .unwrap_or_else(|| panic!("{needle}: {}", module.code))
        + skip;
    let before = &module.code[..at];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap().encode_utf16().count() + 1;
    let found = module
        .map
        .lookup(u32::try_from(line).unwrap(), u32::try_from(column).unwrap());
    found.map(|Position { line, column }| (line, column))
}

#[test]
fn a_throw_after_a_thousand_lines() {
    let source = "// a comment\n".repeat(1000) + "throw new Error(\"x\")";
    let module = js(&source);
    // The engine reports the parenthesis.
    assert_eq!(lookup(&module, "(\"x\")", 0), Some((1001, 11)));
    assert_eq!(lookup(&module, "throw", 0), Some((1001, 1)));
    assert_eq!(lookup(&module, "new", 0), Some((1001, 7)));
}

#[test]
fn calls_map_to_the_name_that_is_called() {
    let module = js("\n\nfoo(1);\n  a . b (2);\n x[y] (3); f()(4); f?.(5);");
    assert_eq!(lookup(&module, "(1)", 0), Some((3, 1)));
    assert_eq!(lookup(&module, "(2)", 0), Some((4, 7)));
    assert_eq!(
        lookup(&module, "(3)", 0),
        Some((5, 6)),
        "after a bracket, the place after it"
    );
    assert_eq!(lookup(&module, "(4)", 0), Some((5, 15)));
}

#[test]
fn calls_of_imports_map_to_their_name() {
    let module = js(
        "import { foo } from 'm';\n  foo(1);\n  foo.bar(2);\n  new foo(3);\n  foo`4`;\n  x = foo;",
    );
    assert_eq!(lookup(&module, "(1)", 0), Some((2, 3)));
    assert_eq!(lookup(&module, "$i.foo)(1)", 0), Some((2, 3)));
    assert_eq!(lookup(&module, "(2)", 0), Some((3, 7)));
    assert_eq!(lookup(&module, "(3)", 0), Some((4, 7)));
    assert_eq!(lookup(&module, "$i.foo)`4`", 3), Some((5, 3)));
    assert_eq!(lookup(&module, "x = $i.foo", 4), Some((6, 7)));
    assert_eq!(
        lookup(&module, "x = $i.foo", 7),
        Some((6, 7)),
        "the property read is the name"
    );
}

#[test]
fn the_layout_of_the_source_does_not_matter() {
    let module = js("a\n  .b\n    .c(1); throw   new\n  Error(2); if (x) {\n y(3) } else z(4)");
    assert_eq!(lookup(&module, "(1)", 0), Some((3, 6)));
    assert_eq!(lookup(&module, "(2)", 0), Some((4, 3)));
    assert_eq!(lookup(&module, "(3)", 0), Some((5, 2)));
    assert_eq!(lookup(&module, "(4)", 0), Some((5, 14)));
}

#[test]
fn await_and_dynamic_import_map_to_themselves() {
    let module = js("\n await foo(1);\n  import(x);\n   import.meta.y;");
    assert_eq!(lookup(&module, "yield foo", 0), Some((2, 2)));
    assert_eq!(lookup(&module, "(1)", 0), Some((2, 8)));
    assert_eq!(lookup(&module, "(x)", 0), Some((3, 3)));
    assert_eq!(lookup(&module, "$m.meta", 0), Some((4, 4)));
}

#[test]
fn lowered_constructs_map_to_what_they_come_from() {
    let module = js(
        "\n for await (const x of foo(1)) bar(2);\n  { using a = baz(3); }\n   export default qux(4);",
    );
    assert_eq!(lookup(&module, "$m.asyncIterator", 0), Some((2, 2)));
    assert_eq!(lookup(&module, "foo(1)", 3), Some((2, 24)));
    assert_eq!(lookup(&module, "bar(2)", 3), Some((2, 32)));
    assert_eq!(lookup(&module, "$using.add(", 7), Some((3, 5)));
    assert_eq!(lookup(&module, "baz(3)", 3), Some((3, 15)));
    assert_eq!(lookup(&module, "$using.dispose()", 14), Some((3, 5)));
    assert_eq!(lookup(&module, "qux(4)", 3), Some((4, 19)));
}

#[test]
fn the_getters_are_nobodys() {
    let module = js("export let a = b;");
    assert_eq!(lookup(&module, "$m.exports", 0), None);
    assert_eq!(lookup(&module, "() => a", 6), None);
    assert_eq!(module.map.lookup(0, 0), None);
    assert_eq!(module.map.lookup(1, u32::MAX), None);
}

#[test]
fn past_the_end_is_the_last_token() {
    let module = js("a;\n\n b(c);");
    assert_eq!(
        module.map.lookup(u32::MAX, u32::MAX).map(|p| p.line),
        Some(3)
    );
    assert_eq!(js("").map.lookup(5, 5), None);
}

#[test]
fn typescript_and_jsx_keep_their_places() {
    let module = file(
        "/app/a.tsx",
        "type X = 1;\nfunction f<T>(a: T): T {\n  return g<T>(a as T);\n}\nenum E { A = h(2) }\n const y = <div>{k(3)}</div>;",
    );
    assert_eq!(lookup(&module, "(a);", 0), Some((3, 10)));
    assert_eq!(lookup(&module, "(2)", 0), Some((5, 14)));
    assert_eq!(lookup(&module, "(3)", 0), Some((6, 18)));
}

#[test]
fn columns_are_utf16_on_both_sides() {
    let module = js("'🦀🦀'; /* 🦀 */ foo('é🦀'); bar(1)");
    assert_eq!(lookup(&module, "(\"é🦀\")", 0), Some((1, 18)));
    assert_eq!(lookup(&module, "(1)", 0), Some((1, 30)));
}

#[test]
fn lines_of_templates_count() {
    let module = js("x = `a\nb\r\nc\u{2028}d`; foo(1);\nbar(2)");
    let line = |needle: &str| {
        let before = &module.code[..module.code.find(needle).unwrap()];
        // As the engine counts.
        1 + before
            .replace("\r\n", "\n")
            .matches(['\n', '\r', '\u{2028}', '\u{2029}'])
            .count()
    };
    let at = |needle| {
        module
            .map
            .lookup(u32::try_from(line(needle)).unwrap(), 4)
            .map(|p| p.line)
    };
    assert_eq!(at("foo(1)"), Some(4));
    assert_eq!(at("bar(2)"), Some(5));
}

#[test]
fn every_token_of_the_author_is_mapped() {
    let source = "import { f } from 'm';\nexport function g(a, { b, c = a }) {\n  const d = f(a)[b](c);\n  if (!d) throw new TypeError(`no ${d}`);\n  return d.e?.(...c) ?? [a, b];\n}\n";
    let module = js(source);
    for (name, line, column) in [
        ("g(a", 2, 17),
        ("d = ", 3, 9),
        ("$i.f", 3, 13),
        ("d) throw", 4, 8),
        ("TypeError", 4, 21),
        ("d}`", 4, 37),
        ("e?.(", 5, 12),
        ("b];", 5, 29),
    ] {
        assert_eq!(lookup(&module, name, 0), Some((line, column)), "{name}");
    }
}

#[test]
fn it_can_be_written_as_json() {
    let json = file("/app/dir/a.ts", "let a: number = f();\ng();")
        .map
        .to_json();
    assert!(json.starts_with("{\"version\":3"), "{json}");
    assert!(json.contains("\"sources\":[\"/app/dir/a.ts\"]"), "{json}");
    assert!(json.contains("\"mappings\":\""), "{json}");
}
