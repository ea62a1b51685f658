//! The entry and the preloads.

use super::*;

/// Windows allows no `?` in names.
const ODD: &str = if cfg!(windows) {
    "what#.js"
} else {
    "what?#.js"
};

#[test]
fn entries() {
    let names = [
        "app.ts",
        "dir/index.js",
        ODD,
        "pkg/package.json",
        "pkg/start.js",
        "README.md",
        "run",
    ];
    let project = Project::new(&names.map(|name| (name, "")));
    project.write("pkg/package.json", r#"{"main":"start.js"}"#);
    let resolver = project.resolver();
    let absolute = project.path("app.ts");
    let url = path_to_file_url(&project.path(ODD), None);
    let cases = [
        ("app.ts", "app.ts"),
        ("./app.ts", "app.ts"),
        ("app", "app.ts"),
        ("app.js", "app.ts"),
        ("dir", "dir/index.js"),
        ("dir/", "dir/index.js"),
        (ODD, ODD),
        ("pkg", "pkg/start.js"),
        ("README.md", "README.md"),
        ("run", "run"),
        ("dir/../app.ts", "app.ts"),
        (absolute.to_str().unwrap(), "app.ts"),
        (&url, ODD),
        ("gone.ts", "error: Cannot find module 'gone.ts'"),
        ("./gone", "error: Cannot find module './gone'"),
        ("", "error: Cannot find module ''"),
    ];
    for (entry, expected) in cases {
        assert_eq!(
            project.shown(resolver.resolve_entry(Path::new(entry))),
            expected,
            "{entry}"
        );
    }
    let missing = resolver.dependencies().missing;
    assert!(missing.contains(&project.path("gone.ts")), "{missing:?}");
}

#[test]
fn preloads() {
    let project = Project::new(&[("setup.ts", ""), ("node_modules/pkg/index.js", "")]);
    let resolver = project.resolver();
    let url = path_to_file_url(&project.path("setup.ts"), None);
    let cases = [
        ("./setup.ts", "setup.ts"),
        ("setup", "setup.ts"),
        ("pkg", "node_modules/pkg/index.js"),
        (&url, "setup.ts"),
        (
            "/dev/foobarbarbar",
            "error: preload not found \"/dev/foobarbarbar\"",
        ),
        ("./gone", "error: preload not found \"./gone\""),
        ("absent", "error: preload not found \"absent\""),
        ("./no/such", "error: preload not found \"./no/such\""),
    ];
    for (specifier, expected) in cases {
        assert_eq!(
            project.shown(resolver.resolve_preload(specifier)),
            expected,
            "{specifier}"
        );
    }
}
