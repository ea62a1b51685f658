//! What the caller may choose.

/// How a module is transformed. The defaults are those of `tsc --target esnext`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TransformOptions {
    /// Take the source as plain JavaScript whatever its extension: TypeScript and JSX are syntax errors then.
    pub no_transpile: bool,
    /// How JSX is compiled.
    pub jsx: JsxOptions,
    /// Compile decorators the way TypeScript's `experimentalDecorators` does. Without it, a decorator is an error.
    pub experimental_decorators: bool,
    /// TypeScript's `emitDecoratorMetadata`; only with `experimental_decorators`.
    pub emit_decorator_metadata: bool,
    /// TypeScript's `verbatimModuleSyntax`: imports that are never used as a value stay, unless they say `type`.
    pub verbatim_module_syntax: bool,
    /// TypeScript's `useDefineForClassFields`. When off, class fields are assigned, and those without a value vanish.
    pub use_define_for_class_fields: bool,
}

impl Default for TransformOptions {
    fn default() -> Self {
        Self {
            no_transpile: false,
            jsx: JsxOptions::default(),
            experimental_decorators: false,
            emit_decorator_metadata: false,
            verbatim_module_syntax: false,
            use_define_for_class_fields: true,
        }
    }
}

/// How JSX is compiled. The pragma comments of a file (`@jsx`, `@jsxFrag`, `@jsxRuntime`, `@jsxImportSource`) come first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct JsxOptions {
    /// Which runtime the elements call.
    pub runtime: JsxRuntime,
    /// The package of the automatic runtime; `react` unless given.
    pub import_source: Option<String>,
    /// The classic runtime's element function; `React.createElement` unless given.
    pub factory: Option<String>,
    /// The classic runtime's fragment; `React.Fragment` unless given.
    pub fragment: Option<String>,
    /// Call the development functions (`jsxDEV` of `jsx-dev-runtime`), which receive source positions.
    pub development: bool,
}

/// Which functions JSX elements call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum JsxRuntime {
    /// `jsx` and `jsxs`, imported from `IMPORT_SOURCE/jsx-runtime` as an ordinary request of the module.
    #[default]
    Automatic,
    /// A function that the module has to have in scope, by default `React.createElement`.
    Classic,
}
