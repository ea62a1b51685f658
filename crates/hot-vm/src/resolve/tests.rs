use std::fs;

use super::*;
use crate::settings::SettingsError;

struct Project(tempfile::TempDir);

impl Project {
    fn new(files: &[(&str, &str)]) -> Self {
        let project = Self(tempfile::tempdir().unwrap());
        files
            .iter()
            .for_each(|(name, text)| project.write(name, text));
        project
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root().join(name)
    }

    fn root(&self) -> PathBuf {
        self.0.path().canonicalize().unwrap()
    }

    fn resolver(&self) -> Resolver {
        Resolver::new(self.root())
    }

    /// `path?query`, relative to the project, or the message of the error.
    fn shown(&self, result: Result<Resolved, ResolveError>) -> String {
        let root = format!("{}/", self.root().display());
        match result {
            Ok(found) => {
                let path = found
                    .path
                    .strip_prefix(self.root())
                    .unwrap()
                    .display()
                    .to_string();
                format!("{path}{}", found.query.unwrap_or_default())
            }
            Err(error) => format!("error: {error}").replace(&root, "/"),
        }
    }

    /// Resolves specifiers in `importer`.
    fn check(&self, importer: &str, cases: &[(&str, &str)]) {
        let resolver = self.resolver();
        for (specifier, expected) in cases {
            let specifier = specifier.replace("{root}", &self.root().display().to_string());
            let result = resolver.resolve(&specifier, &self.path(importer), &[]);
            assert_eq!(self.shown(result), *expected, "{specifier} in {importer}");
        }
    }
}

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
            ("file://{root}/src/b.ts", "src/b.ts"),
            ("file://{root}/src/a%20b.js?x", "src/a b.js?x"),
            ("file://{root}/src/b.js", "src/b.ts"),
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
fn packages() {
    let project = Project::new(&[
        (
            "package.json",
            r##"{"name":"app","exports":{"./self":"./src/self.js"},"imports":{"#int":"./src/int.ts"}}"##,
        ),
        ("src/self.js", ""),
        ("src/int.ts", ""),
        ("node_modules/plain/index.js", ""),
        ("node_modules/plain/sub/x.js", ""),
        (
            "node_modules/main/package.json",
            r#"{"main":"./m.cjs","module":"./m.mjs"}"#,
        ),
        ("node_modules/main/m.cjs", ""),
        ("node_modules/main/m.mjs", ""),
        (
            "node_modules/@s/p/package.json",
            r#"{"exports":{".":{"require":"./r.js","hot":"./h.js","default":"./d.js"},"./f/*":"./lib/*.js","./no":null}}"#,
        ),
        ("node_modules/@s/p/h.js", ""),
        ("node_modules/@s/p/lib/one.js", ""),
        (
            "node_modules/cond/package.json",
            r#"{"exports":{"browser":"./b.js","import":"./i.js","default":"./d.js"}}"#,
        ),
        ("node_modules/cond/i.js", ""),
        (
            "node_modules/nomain/package.json",
            r#"{"exports":{"./x":"./x.js"}}"#,
        ),
        (
            "node_modules/gone/package.json",
            r#"{"exports":"./gone.js"}"#,
        ),
        ("node_modules/broken/package.json", "{ \"exports\": "),
        (
            "node_modules/mixed/package.json",
            r#"{"exports":{".":"./a.js","import":"./b.js"}}"#,
        ),
        ("src/node_modules/near/index.js", ""),
    ]);
    project.check(
        "src/entry.ts",
        &[
            ("plain", "node_modules/plain/index.js"),
            ("plain/sub/x", "node_modules/plain/sub/x.js"),
            ("main", "node_modules/main/m.mjs"),
            ("@s/p", "node_modules/@s/p/h.js"),
            ("@s/p/f/one", "node_modules/@s/p/lib/one.js"),
            ("cond", "node_modules/cond/i.js"),
            ("near", "src/node_modules/near/index.js"),
            ("app/self", "src/self.js"),
            ("#int", "src/int.ts"),
            ("absent", "error: Cannot find package 'absent' imported from '/src/entry.ts'"),
            ("@s/absent/x", "error: Cannot find package '@s/absent/x' imported from '/src/entry.ts'"),
            ("gone", "error: Cannot find package 'gone' imported from '/src/entry.ts'"),
            (
                "nomain",
                "error: No \"exports\" main defined in '/node_modules/nomain/package.json' imported from '/src/entry.ts'",
            ),
            (
                "@s/p/no",
                "error: Package subpath './no' is not defined by \"exports\" in '/node_modules/@s/p/package.json' \
                 imported from '/src/entry.ts'",
            ),
            (
                "#absent",
                "error: Package import specifier \"#absent\" is not defined in package '/package.json' imported from \
                 '/src/entry.ts'",
            ),
            (
                "mixed",
                "error: Invalid package config '/node_modules/mixed/package.json': \"exports\" cannot contain some keys \
                 starting with '.' and some not imported from '/src/entry.ts'",
            ),
        ],
    );
    let broken = project
        .resolver()
        .resolve("broken", &project.path("src/entry.ts"), &[])
        .unwrap_err();
    let ResolveError::InvalidPackageConfig { path, .. } = &broken else {
        panic!("{broken:?}")
    };
    assert_eq!(
        (path, broken.code()),
        (
            &project.path("node_modules/broken/package.json"),
            "ERR_INVALID_PACKAGE_CONFIG"
        )
    );
}

#[test]
fn tsconfig_paths_apply_to_every_file_below() {
    let project = Project::new(&[
        ("tsconfig.json", r#"{"extends":"./base.json"}"#),
        (
            "base.json",
            r#"{"compilerOptions":{"baseUrl":".","paths":{"@/*":["src/*"],"app:*":["lib/*.ts"],"pkg":["lib/db"]}}}"#,
        ),
        ("src/a.ts", ""),
        ("lib/db.ts", ""),
        ("node_modules/pkg/index.js", ""),
        (
            "inner/jsconfig.json",
            r#"{"compilerOptions":{"paths":{"~/*":["./*"]}}}"#,
        ),
        ("inner/b.js", ""),
        ("node_modules/dep/index.js", ""),
    ]);
    let cases = [
        ("@/a", "src/a.ts"),
        ("@/a.js", "src/a.ts"),
        ("@/a?v=2", "src/a.ts?v=2"),
        ("lib/db", "lib/db.ts"),
        ("app:db", "lib/db.ts"),
        ("pkg", "lib/db.ts"),
        (
            "@/none",
            "error: Cannot find package '@/none' imported from '/src/entry.ts'",
        ),
    ];
    project.check("src/entry.ts", &cases);
    project.check("src/entry.js", &cases[..6]);
    project.check(
        "inner/deep/x.js",
        &[
            ("~/b.js", "inner/b.js"),
            (
                "@/a",
                "error: Cannot find package '@/a' imported from '/inner/deep/x.js'",
            ),
            ("pkg", "node_modules/pkg/index.js"),
        ],
    );
    project.check(
        "node_modules/dep/index.js",
        &[("pkg", "node_modules/pkg/index.js")],
    );
}

#[test]
fn a_broken_tsconfig_is_the_error() {
    let project = Project::new(&[
        ("tsconfig.json", "{\n \"compilerOptions\": {,"),
        ("a.ts", ""),
    ]);
    let resolver = project.resolver();
    let error = resolver
        .resolve("./a", &project.path("b.ts"), &[])
        .unwrap_err();
    assert!(
        matches!(
            &error,
            ResolveError::Settings(SettingsError::Syntax { line: 2, .. })
        ),
        "{error:?}"
    );
    project.write("tsconfig.json", "{}");
    resolver.clear_cache();
    assert!(resolver.resolve("./a", &project.path("b.ts"), &[]).is_ok());
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
            "file:///no/such.js",
            format!("error: Cannot find module 'file:///no/such.js' {from}"),
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
fn entries() {
    let names = [
        "app.ts",
        "dir/index.js",
        "what?#.js",
        "pkg/package.json",
        "pkg/start.js",
        "README.md",
        "run",
    ];
    let project = Project::new(&names.map(|name| (name, "")));
    project.write("pkg/package.json", r#"{"main":"start.js"}"#);
    let resolver = project.resolver();
    let absolute = project.path("app.ts");
    let url = path_to_file_url(&project.path("what?#.js"), None);
    let cases = [
        ("app.ts", "app.ts"),
        ("./app.ts", "app.ts"),
        ("app", "app.ts"),
        ("app.js", "app.ts"),
        ("dir", "dir/index.js"),
        ("dir/", "dir/index.js"),
        ("what?#.js", "what?#.js"),
        ("pkg", "pkg/start.js"),
        ("README.md", "README.md"),
        ("run", "run"),
        ("dir/../app.ts", "app.ts"),
        (absolute.to_str().unwrap(), "app.ts"),
        (&url, "what?#.js"),
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
        (
            "file:///no/such",
            "error: preload not found \"file:///no/such\"",
        ),
    ];
    for (specifier, expected) in cases {
        assert_eq!(
            project.shown(resolver.resolve_preload(specifier)),
            expected,
            "{specifier}"
        );
    }
}

#[cfg(unix)]
#[test]
fn symbolic_links_lead_to_one_module() {
    use std::os::unix::fs::symlink;
    let project = Project::new(&[
        ("packages/lib/index.ts", ""),
        ("packages/lib/package.json", r#"{"main":"index.ts"}"#),
    ]);
    fs::create_dir(project.path("node_modules")).unwrap();
    symlink("../packages/lib", project.path("node_modules/lib")).unwrap();
    symlink("packages/lib/index.ts", project.path("alias.ts")).unwrap();
    symlink("loop.js", project.path("loop.js")).unwrap();
    project.check(
        "entry.js",
        &[
            ("lib", "packages/lib/index.ts"),
            ("./alias", "packages/lib/index.ts"),
            (
                "./loop.js",
                "error: Cannot find module './loop.js' imported from '/entry.js'",
            ),
        ],
    );
    let resolver = project.resolver();
    resolver
        .resolve("lib", &project.path("entry.js"), &[])
        .unwrap();
    resolver.resolve_entry(Path::new("alias.ts")).unwrap();
    let files = resolver.dependencies().files;
    for name in [
        "node_modules/lib",
        "alias.ts",
        "node_modules/lib/index.ts",
        "node_modules/lib/package.json",
    ] {
        assert!(
            files.contains_key(&project.path(name)),
            "{name} in {files:?}"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_module_outside_of_the_project_has_its_own_surroundings() {
    use std::os::unix::fs::symlink;
    let project = Project::new(&[("app/entry.js", ""), ("lib/src/x.js", "")]);
    fs::create_dir(project.path("app/node_modules")).unwrap();
    symlink("../../lib/src", project.path("app/node_modules/lib")).unwrap();
    let resolver = Resolver::new(project.path("app"));
    let found = resolver
        .resolve("lib/x.js", &project.path("app/entry.js"), &[])
        .unwrap();
    assert!(resolver.resolve("absent", &found.path, &[]).is_err());
    let missing = resolver.dependencies().missing;
    assert!(
        missing.contains(&project.path("lib/src/node_modules")),
        "{missing:?}"
    );
    assert!(
        !missing.contains(&project.path("node_modules")),
        "{missing:?}"
    );
}

#[test]
fn what_is_missing_is_known_until_it_is_there() {
    let project = Project::new(&[("a.js", "")]);
    let resolver = project.resolver();
    let importer = project.path("a.js");
    let resolve = |specifier: &str| resolver.resolve(specifier, &importer, &[]);
    assert!(resolve("./dir/b").is_err() && resolve("pkg").is_err() && resolve("./c.js").is_err());
    let missing = resolver.dependencies().missing;
    for name in [
        "dir/b",
        "dir/b.ts",
        "dir/b.json",
        "node_modules",
        "c.js",
        "c.ts",
        "tsconfig.json",
        "package.json",
    ] {
        assert!(
            missing.contains(&project.path(name)),
            "{name} in {missing:?}"
        );
    }
    let root = project.root();
    assert!(
        missing.iter().all(|path| path.starts_with(&root)),
        "{missing:?}"
    );

    project.write("dir/b.ts", "");
    project.write("node_modules/pkg/index.js", "");
    project.write("c.ts", "");
    assert!(resolve("./c.js").is_err(), "answers are kept");
    resolver.clear_cache();
    assert!(resolver.dependencies().missing.is_empty());
    assert!(resolve("./dir/b").is_ok() && resolve("pkg").is_ok() && resolve("./c.js").is_ok());
    fs::remove_file(project.path("c.ts")).unwrap();
    project.write("c.js", "");
    resolver.clear_cache();
    assert_eq!(project.shown(resolve("./c.js")), "c.js");
}
