use std::fs;

use super::*;

struct Project(tempfile::TempDir);

impl Project {
    fn new(files: &[(&str, &str)]) -> Self {
        let project = Self(tempfile::tempdir().unwrap());
        for (name, text) in files {
            project.write(name, text);
        }
        project
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        crate::resolve::real_path(self.0.path()).unwrap().join(name)
    }
}

#[test]
fn nothing_applies_without_a_config() {
    let project = Project::new(&[]);
    let settings = Settings::new();
    let found = settings.for_file(&project.path("a.ts")).unwrap();
    assert_eq!(*found, CompilerSettings::default());
    let missing = settings.dependencies().missing;
    assert!(
        missing.contains(&project.path("tsconfig.json"))
            && missing.contains(&project.path("jsconfig.json"))
    );
}

#[test]
fn options_are_read_with_comments_and_trailing_commas() {
    let project = Project::new(&[(
        "tsconfig.json",
        "\u{FEFF}{ // c\n \"compilerOptions\": { /* c */ \"jsx\": \"react\", \"jsxFactory\": \"h\",
          \"jsxFragmentFactory\": \"Fragment\", \"jsxImportSource\": \"preact\", \"experimentalDecorators\": true,
          \"emitDecoratorMetadata\": true, \"verbatimModuleSyntax\": true, \"target\": \"ES2020\", }, }",
    )]);
    let found = Settings::new()
        .for_file(&project.path("src/deep/a.tsx"))
        .unwrap();
    let expected = CompilerSettings {
        config: Some(project.path("tsconfig.json")),
        jsx: JsxMode::Classic,
        jsx_import_source: Some("preact".into()),
        jsx_factory: Some("h".into()),
        jsx_fragment_factory: Some("Fragment".into()),
        experimental_decorators: true,
        emit_decorator_metadata: true,
        verbatim_module_syntax: true,
        use_define_for_class_fields: false,
    };
    assert_eq!(*found, expected);
}

#[test]
fn the_nearest_config_applies_even_to_files_it_does_not_include() {
    let project = Project::new(&[
        (
            "tsconfig.json",
            r#"{"compilerOptions":{"jsxImportSource":"outer"}}"#,
        ),
        (
            "inner/jsconfig.json",
            r#"{"compilerOptions":{"jsxImportSource":"inner"},"include":["x"]}"#,
        ),
        (
            "both/jsconfig.json",
            r#"{"compilerOptions":{"jsxImportSource":"js"}}"#,
        ),
        (
            "both/tsconfig.json",
            r#"{"compilerOptions":{"jsxImportSource":"ts"}}"#,
        ),
        (
            "node_modules/p/tsconfig.json",
            r#"{"compilerOptions":{"jsxImportSource":"p"}}"#,
        ),
    ]);
    let settings = Settings::new();
    let source = |name: &str| {
        settings
            .for_file(&project.path(name))
            .unwrap()
            .jsx_import_source
            .clone()
    };
    assert_eq!(source("a.js").as_deref(), Some("outer"));
    assert_eq!(source("other/a.tsx").as_deref(), Some("outer"));
    assert_eq!(source("inner/deep/a.js").as_deref(), Some("inner"));
    assert_eq!(source("both/a.ts").as_deref(), Some("ts"));
    assert_eq!(source("node_modules/p/a.ts"), None);
}

#[test]
fn extends_chains_are_followed_and_remembered() {
    let project = Project::new(&[
        (
            "tsconfig.json",
            r#"{"extends":["./base","pkg/strict.json"],"compilerOptions":{"jsx":"react-jsxdev"}}"#,
        ),
        (
            "base.json",
            r#"{"extends":"./root.json","compilerOptions":{"jsxImportSource":"base"}}"#,
        ),
        (
            "root.json",
            r#"{"compilerOptions":{"jsxImportSource":"root","experimentalDecorators":true}}"#,
        ),
        (
            "node_modules/pkg/strict.json",
            r#"{"compilerOptions":{"verbatimModuleSyntax":true}}"#,
        ),
    ]);
    let settings = Settings::new();
    let found = settings.for_file(&project.path("a.ts")).unwrap();
    assert_eq!(found.jsx, JsxMode::AutomaticDev);
    assert_eq!(found.jsx_import_source.as_deref(), Some("base"));
    assert!(found.experimental_decorators && found.verbatim_module_syntax);
    let files = settings.dependencies().files;
    for name in [
        "tsconfig.json",
        "base.json",
        "root.json",
        "node_modules/pkg/strict.json",
    ] {
        assert!(
            files.get(&project.path(name)).is_some_and(Option::is_some),
            "{name} was read"
        );
    }
}

#[test]
fn a_missing_base_is_named_and_watched_for() {
    let project = Project::new(&[("tsconfig.json", r#"{"extends":"./gone.json"}"#)]);
    let settings = Settings::new();
    let error = settings.for_file(&project.path("a.ts")).unwrap_err();
    let (path, base) = (project.path("tsconfig.json"), project.path("gone.json"));
    assert_eq!(
        error,
        SettingsError::BaseNotFound {
            path,
            base: base.clone()
        }
    );
    assert!(settings.dependencies().missing.contains(&base));

    project.write(
        "gone.json",
        r#"{"compilerOptions":{"jsxImportSource":"back"}}"#,
    );
    settings.clear_cache();
    let found = settings.for_file(&project.path("a.ts")).unwrap();
    assert_eq!(found.jsx_import_source.as_deref(), Some("back"));
    assert!(!settings.dependencies().missing.contains(&base));
}

#[test]
fn broken_configs_are_errors_that_name_the_place() {
    let broken = |files: &[(&str, &str)]| {
        let project = Project::new(files);
        let error = Settings::new().for_file(&project.path("a.ts")).unwrap_err();
        error
            .to_string()
            .replace(&project.path("").display().to_string(), "/")
    };
    let half_written = "{\n  // comment\n  \"compilerOptions\": {\n    \"jsx\": ";
    let message = broken(&[("tsconfig.json", half_written)]);
    assert!(
        message.starts_with("/tsconfig.json:4:") && message.contains("EOF"),
        "{message}"
    );

    let message = broken(&[
        ("tsconfig.json", r#"{"extends":"./base.json"}"#),
        ("base.json", "{\n\"compilerOptions\": 5}"),
    ]);
    assert!(
        message.starts_with("/base.json:2:") && message.contains("invalid type"),
        "{message}"
    );

    let message = broken(&[("tsconfig.json", r#"{"compilerOptions":{"jsx":"vue"}}"#)]);
    assert!(
        message.starts_with("Invalid value 'vue' for 'jsx' in '/tsconfig.json'"),
        "{message}"
    );

    let message = broken(&[
        ("tsconfig.json", r#"{"extends":"./b.json"}"#),
        ("b.json", r#"{"extends":"./tsconfig.json"}"#),
    ]);
    assert!(
        message.contains("Circular") && message.contains("/b.json"),
        "{message}"
    );
}

#[test]
fn a_solution_stands_for_its_project() {
    let project = Project::new(&[
        (
            "tsconfig.json",
            r#"{"files":[],"references":[{"path":"./app.json"},{"path":"./node.json"}]}"#,
        ),
        (
            "app.json",
            r#"{"compilerOptions":{"jsxImportSource":"app"},"include":["src"]}"#,
        ),
        (
            "node.json",
            r#"{"compilerOptions":{"jsxImportSource":"node"},"include":["*.config.ts"]}"#,
        ),
    ]);
    let settings = Settings::new();
    let source = |name: &str| {
        settings
            .for_file(&project.path(name))
            .unwrap()
            .jsx_import_source
            .clone()
    };
    assert_eq!(source("src/a.ts").as_deref(), Some("app"));
    assert_eq!(source("vite.config.ts").as_deref(), Some("node"));
    assert_eq!(source("other.ts"), None);
}

#[test]
fn a_broken_reference_does_not_stop_a_plain_project() {
    let project = Project::new(&[(
        "tsconfig.json",
        r#"{"compilerOptions":{"jsxImportSource":"x"},"references":[{"path":"./gone"}]}"#,
    )]);
    let found = Settings::new().for_file(&project.path("a.ts")).unwrap();
    assert_eq!(found.jsx_import_source.as_deref(), Some("x"));
}
