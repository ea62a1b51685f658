//! The part of a tsconfig that decides how a file is transformed.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use oxc_resolver::{CompilerOptions, TsConfig};

use super::SettingsError;

/// How JSX becomes calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) enum JsxMode {
    /// `import { jsx } from "react/jsx-runtime"`, added where it is needed; tsconfig's `react-jsx`.
    #[default]
    Automatic,
    /// The same from `…/jsx-dev-runtime`, with source positions; tsconfig's `react-jsxdev`.
    AutomaticDev,
    /// `React.createElement(…)`, with `React` in scope; tsconfig's `react`.
    Classic,
}

/// The compiler options that apply to one file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct CompilerSettings {
    /// The tsconfig or jsconfig they come from, if there is one.
    pub config: Option<PathBuf>,
    /// `jsx`; `preserve` and `react-native` mean [`JsxMode::Automatic`], for nothing after us would transform it.
    pub jsx: JsxMode,
    /// `jsxImportSource`: the package whose `jsx-runtime` is imported.
    pub jsx_import_source: Option<String>,
    /// `jsxFactory`: what is called instead of `React.createElement`.
    pub jsx_factory: Option<String>,
    /// `jsxFragmentFactory`: what is used instead of `React.Fragment`.
    pub jsx_fragment_factory: Option<String>,
    /// `experimentalDecorators`: decorators as TypeScript had them before the standard.
    pub experimental_decorators: bool,
    /// `emitDecoratorMetadata`.
    pub emit_decorator_metadata: bool,
    /// `verbatimModuleSyntax` (or its forerunner `preserveValueImports`): only imports marked `type` vanish.
    pub verbatim_module_syntax: bool,
    /// `useDefineForClassFields`; if it is not given, true unless `target` is older than ES2022.
    pub use_define_for_class_fields: bool,
}

impl Default for CompilerSettings {
    fn default() -> Self {
        Self {
            config: None,
            jsx: JsxMode::Automatic,
            jsx_import_source: None,
            jsx_factory: None,
            jsx_fragment_factory: None,
            experimental_decorators: false,
            emit_decorator_metadata: false,
            verbatim_module_syntax: false,
            use_define_for_class_fields: true,
        }
    }
}

impl CompilerSettings {
    /// A number that differs where the settings do: the `variant` of [`Sources::get_or_make`].
    ///
    /// [`Sources::get_or_make`]: crate::sources::Sources::get_or_make
    #[must_use]
    pub(crate) fn variant(&self) -> u64 {
        let Self {
            config: _, ref jsx, ..
        } = *self;
        let mut hasher = DefaultHasher::new();
        jsx.hash(&mut hasher);
        self.jsx_import_source.hash(&mut hasher);
        self.jsx_factory.hash(&mut hasher);
        self.jsx_fragment_factory.hash(&mut hasher);
        let flags = [
            self.experimental_decorators,
            self.emit_decorator_metadata,
            self.verbatim_module_syntax,
            self.use_define_for_class_fields,
        ];
        flags.hash(&mut hasher);
        hasher.finish()
    }

    pub(super) fn from_tsconfig(tsconfig: &TsConfig) -> Result<Self, SettingsError> {
        let options = &tsconfig.compiler_options;
        Ok(Self {
            config: Some(tsconfig.path().to_path_buf()),
            jsx: jsx_mode(options, tsconfig.path())?,
            jsx_import_source: options.jsx_import_source.clone(),
            jsx_factory: options.jsx_factory.clone(),
            jsx_fragment_factory: options.jsx_fragment_factory.clone(),
            experimental_decorators: options.experimental_decorators.unwrap_or(false),
            emit_decorator_metadata: options.emit_decorator_metadata.unwrap_or(false),
            verbatim_module_syntax: options.verbatim_module_syntax.unwrap_or(false)
                || options.preserve_value_imports.unwrap_or(false),
            use_define_for_class_fields: options
                .use_define_for_class_fields
                .unwrap_or_else(|| options.target.as_deref().is_none_or(is_es2022_or_later)),
        })
    }
}

fn jsx_mode(options: &CompilerOptions, path: &Path) -> Result<JsxMode, SettingsError> {
    match options
        .jsx
        .as_deref()
        .map(str::to_ascii_lowercase)
        .as_deref()
    {
        Some("react-jsx" | "preserve" | "react-native") => Ok(JsxMode::Automatic),
        Some("react-jsxdev") => Ok(JsxMode::AutomaticDev),
        Some("react") => Ok(JsxMode::Classic),
        // A factory without a mode has a meaning only in classic mode.
        None if options.jsx_factory.is_some() => Ok(JsxMode::Classic),
        None => Ok(JsxMode::Automatic),
        Some(_) => Err(SettingsError::InvalidOption {
            path: path.to_path_buf(),
            option: "jsx",
            value: options.jsx.clone().unwrap_or_default(),
            expected: "'preserve', 'react', 'react-jsx', 'react-jsxdev' or 'react-native'",
        }),
    }
}

/// TypeScript's rule for the default of `useDefineForClassFields`. Unknown targets are taken for later ones.
fn is_es2022_or_later(target: &str) -> bool {
    match target.to_ascii_lowercase().strip_prefix("es") {
        Some("next") => true,
        Some(year) => year.parse::<u32>().map_or(true, |year| year >= 2022),
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets() {
        let old = ["es3", "ES5", "ES6", "es2015", "ES2021"];
        let new = ["es2022", "ES2023", "ESNext", "esnext", "latest"];
        assert!(old.into_iter().all(|target| !is_es2022_or_later(target)));
        assert!(new.into_iter().all(is_es2022_or_later));
    }

    #[test]
    fn every_field_but_the_path_makes_a_variant() {
        let base = CompilerSettings::default();
        let text = Some("h".to_owned());
        let others = [
            CompilerSettings {
                jsx: JsxMode::Classic,
                ..base.clone()
            },
            CompilerSettings {
                jsx_import_source: text.clone(),
                ..base.clone()
            },
            CompilerSettings {
                jsx_factory: text.clone(),
                ..base.clone()
            },
            CompilerSettings {
                jsx_fragment_factory: text,
                ..base.clone()
            },
            CompilerSettings {
                experimental_decorators: true,
                ..base.clone()
            },
            CompilerSettings {
                emit_decorator_metadata: true,
                ..base.clone()
            },
            CompilerSettings {
                verbatim_module_syntax: true,
                ..base.clone()
            },
            CompilerSettings {
                use_define_for_class_fields: false,
                ..base.clone()
            },
        ];
        let mut variants: Vec<u64> = others.iter().map(CompilerSettings::variant).collect();
        variants.push(base.variant());
        variants.sort_unstable();
        variants.dedup();
        assert_eq!(variants.len(), 9);
        let elsewhere = CompilerSettings {
            config: Some("/tsconfig.json".into()),
            ..base.clone()
        };
        assert_eq!(elsewhere.variant(), base.variant());
    }
}
