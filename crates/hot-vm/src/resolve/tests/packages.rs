//! Packages, tsconfig paths, symbolic links.

use super::*;
use crate::settings::SettingsError;

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
