//! What answers rest on, and when they are given anew.

use super::*;

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
