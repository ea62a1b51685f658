//! What a module's bytes are taken for.

use std::path::Path;

/// How a file becomes a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum ModuleKind {
    /// JavaScript: `.js`, `.mjs`, `.cjs`.
    JavaScript,
    /// JavaScript with JSX: `.jsx`.
    Jsx,
    /// TypeScript: `.ts`, `.mts`, `.cts`.
    TypeScript,
    /// TypeScript with JSX: `.tsx`.
    Tsx,
    /// JSON: `.json`, or asked for with `{ type: "json" }`. The value is the default export.
    Json,
    /// Plain text, asked for with `{ type: "text" }`, or `.txt`. The text is the default export.
    Text,
    /// Anything else. The absolute path of the file is the default export.
    Asset,
}

impl ModuleKind {
    /// Every kind, once.
    pub(crate) const ALL: [Self; 7] = [
        Self::JavaScript,
        Self::Jsx,
        Self::TypeScript,
        Self::Tsx,
        Self::Json,
        Self::Text,
        Self::Asset,
    ];

    /// The kind that a file's extension means; `.json5` and the like are assets.
    ///
    /// A file without any extension is JavaScript, as a script with a `#!` line usually is.
    #[must_use]
    pub(crate) fn from_path(path: &Path) -> Self {
        let Some(extension) = path.extension() else {
            return Self::JavaScript;
        };
        match extension.to_str().map(str::to_ascii_lowercase).as_deref() {
            Some("js" | "mjs" | "cjs") => Self::JavaScript,
            Some("jsx") => Self::Jsx,
            Some("ts" | "mts" | "cts") => Self::TypeScript,
            Some("tsx") => Self::Tsx,
            Some("json") => Self::Json,
            Some("txt") => Self::Text,
            _ => Self::Asset,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ModuleKind::{self, *};
    use std::path::Path;

    #[test]
    fn extension_decides() {
        let cases = [
            ("/a/b.js", JavaScript),
            ("/a/b.mjs", JavaScript),
            ("/a/b.cjs", JavaScript),
            ("/a/b.jsx", Jsx),
            ("/a/b.ts", TypeScript),
            ("/a/b.d.ts", TypeScript),
            ("/a/b.mts", TypeScript),
            ("/a/b.cts", TypeScript),
            ("/a/b.TSX", Tsx),
            ("/a/b.json", Json),
            ("/a/b.txt", Text),
            ("/a/b.css", Asset),
            ("/a/hot-file-loader.file", Asset),
            ("/a/b.json5", Asset),
            ("/a/script", JavaScript),
            ("/a.d/.env", JavaScript),
        ];
        for (path, kind) in cases {
            assert_eq!(ModuleKind::from_path(Path::new(path)), kind, "{path}");
        }
    }

    #[test]
    fn all_is_complete() {
        let distinct: std::collections::HashSet<_> = ModuleKind::ALL.into_iter().collect();
        assert_eq!(distinct.len(), ModuleKind::ALL.len());
    }
}
