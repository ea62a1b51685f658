//! Files by path and URL, queries, attributes.

use super::*;

#[test]
fn files_extensions_and_directories() {
    let names = [
        "src/a.js",
        "src/a.ts",
        "src/b.ts",
        "src/c.tsx",
        "src/d.mts",
        "src/e.cts",
        "src/f.jsx",
        "src/g.json",
        "src/h.css",
        "src/dir/index.ts",
        "src/pkg/package.json",
        "src/pkg/lib/main.js",
        "src/a b.js",
        "src/x.y.ts",
        "src/dot.js.ts",
        "root.mjs",
    ];
    let project = Project::new(&names.map(|name| (name, "")));
    project.write("src/pkg/package.json", r#"{"main":"./lib/main.js"}"#);
    project.check(
        "src/entry.ts",
        &[
            ("./a.js", "src/a.js"),
            ("./a.ts", "src/a.ts"),
            ("./a", "src/a.ts"),
            ("./b", "src/b.ts"),
            ("./b.js", "src/b.ts"),
            ("./c.js", "src/c.tsx"),
            ("./c.jsx", "src/c.tsx"),
            ("./d.mjs", "src/d.mts"),
            ("./e.cjs", "src/e.cts"),
            ("./f.js", "src/f.jsx"),
            ("./g", "src/g.json"),
            ("./h.css", "src/h.css"),
            ("./x.y", "src/x.y.ts"),
            ("./dot.js", "src/dot.js.ts"),
            ("./dir", "src/dir/index.ts"),
            ("./dir/", "src/dir/index.ts"),
            ("./pkg", "src/pkg/lib/main.js"),
            (
                ".",
                "error: Cannot find module '.' imported from '/src/entry.ts'",
            ),
            ("../root", "root.mjs"),
            ("../src/./a.js", "src/a.js"),
            ("./a b.js", "src/a b.js"),
            ("./a%20b.js", "src/a b.js"),
            ("{root}/root.mjs", "root.mjs"),
            ("{url}/src/b.ts", "src/b.ts"),
            ("{url}/src/a%20b.js?x", "src/a b.js?x"),
            ("{url}/src/b.js", "src/b.ts"),
        ],
    );
}

#[test]
fn queries_and_fragments_make_other_modules() {
    let project = Project::new(&[("a.js", ""), ("b#c.js", ""), ("dir/index.js", "")]);
    project.check(
        "entry.js",
        &[
            ("./a.js?x=1", "a.js?x=1"),
            ("./a.js?x=1#y", "a.js?x=1#y"),
            ("./a.js#y", "a.js#y"),
            ("./a?x", "a.js?x"),
            ("./dir?x", "dir/index.js?x"),
            ("./b#c.js", "b#c.js"),
            (
                "./b%23c.js",
                "error: Cannot find module './b%23c.js' imported from '/entry.js'",
            ),
        ],
    );
    let resolver = project.resolver();
    let find = |specifier: &str| {
        resolver
            .resolve(specifier, &project.path("entry.js"), &[])
            .unwrap()
    };
    assert_ne!(find("./a.js?1"), find("./a.js?2"));
    assert_eq!(find("./a.js?1"), find("./a.js?1"));
}

#[test]
fn attributes_decide_over_the_extension() {
    let project = Project::new(&[
        ("a.json", ""),
        ("a.ts", ""),
        ("a.css", ""),
        ("a.txt", ""),
        ("a", ""),
    ]);
    let resolver = project.resolver();
    let kind = |specifier: &str, attributes: &[(&str, &str)]| {
        let owned: Vec<_> = attributes
            .iter()
            .map(|(key, value)| (key.to_string(), value.to_string()))
            .collect();
        resolver
            .resolve(specifier, &project.path("entry.js"), &owned)
            .map(|found| found.kind)
    };
    use ModuleKind::{Asset, Json, Text, TypeScript};
    assert_eq!(kind("./a.json", &[]), Ok(Json));
    assert_eq!(kind("./a.json", &[("type", "json")]), Ok(Json));
    assert_eq!(kind("./a.json", &[("type", "text")]), Ok(Text));
    assert_eq!(kind("./a.ts", &[]), Ok(TypeScript));
    assert_eq!(kind("./a.ts", &[("type", "text")]), Ok(Text));
    assert_eq!(kind("./a.ts", &[("type", "file")]), Ok(Asset));
    assert_eq!(kind("./a.css", &[]), Ok(Asset));
    assert_eq!(kind("./a.css", &[("type", "json")]), Ok(Json));
    assert_eq!(kind("./a.txt", &[]), Ok(Text));
    for (key, value) in [("type", "css"), ("kind", "json"), ("", "")] {
        let error = kind("./a.json", &[(key, value)]).unwrap_err();
        let expected =
            format!("Import attribute \"{key}\" with value \"{value}\" is not supported");
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn other_schemes_and_nonsense() {
    let project = Project::new(&[]);
    let from = "imported from '/entry.js'";
    let only = "error: Only URLs with the scheme file: can be imported. Received protocol";
    let long = format!("data:text/javascript,{}", "x".repeat(1000));
    let cases = [
        (
            "node:fs",
            format!("error: No such built-in module: node:fs {from}"),
        ),
        ("fs", format!("error: Cannot find package 'fs' {from}")),
        (
            "https://x.y/z.js",
            format!("{only} 'https:' in 'https://x.y/z.js' {from}"),
        ),
        (
            "other:thing",
            format!("{only} 'other:' in 'other:thing' {from}"),
        ),
        (
            &long,
            format!("{only} 'data:' in '{}…' {from}", &long[..200]),
        ),
        (
            "",
            format!("error: Invalid module specifier '' {from}: it is empty"),
        ),
        (
            "./a\0b",
            format!(
                "error: Invalid module specifier './a\0b' {from}: it contains a null character"
            ),
        ),
        (
            "file://host/x",
            format!(
                "error: Invalid module specifier 'file://host/x' {from}: the URL names no file of this machine"
            ),
        ),
        (
            "{url}/no/such.js",
            format!("error: Cannot find module '{{url}}/no/such.js' {from}"),
        ),
        (
            "/no/such.js",
            format!("error: Cannot find module '/no/such.js' {from}"),
        ),
    ];
    let cases: Vec<(&str, &str)> = cases
        .iter()
        .map(|(specifier, expected)| (*specifier, expected.as_str()))
        .collect();
    project.check("entry.js", &cases);
    let resolver = project.resolver();
    let endless = "../".repeat(5000);
    let strange = [
        "#",
        "##",
        "#/",
        "?",
        "?x",
        "./?",
        "./#",
        "/",
        "//",
        "///x",
        "..",
        "../",
        "../../../../../../..",
        "@",
        "@/",
        "@a",
        "@a/",
        "./%",
        "./%zz",
        "./%00",
        "%2e/",
        "a/../..",
        "a/../../b",
        "\\",
        ".\\a",
        "\u{FEFF}",
        "💥",
        "./💥?💥#💥",
        ":",
        "::",
        "file:",
        "file:///",
        "FILE:///x",
        "a\nb",
        &endless,
        &"x".repeat(100_000),
        &"./x/".repeat(10_000),
        &"./x/".repeat(1_000),
        &"x/".repeat(2048),
        &format!("./{}", "x/".repeat(2047)),
    ];
    for specifier in strange {
        let result = resolver.resolve(specifier, &project.path("entry.js"), &[]);
        assert!(result.is_err(), "{specifier:?}: {result:?}");
    }
}
