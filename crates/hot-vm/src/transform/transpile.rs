//! TypeScript, JSX and legacy decorators to plain JavaScript.

use std::path::Path;

use oxc::allocator::Allocator;
use oxc::ast::ast::{Decorator, JSXElement, JSXFragment, Program};
use oxc::ast_visit::Visit;
use oxc::semantic::{Scoping, SemanticBuilder};
use oxc::transformer::{
    ClassPropertiesOptions, CompilerAssumptions, DecoratorOptions, HelperLoaderMode,
    HelperLoaderOptions, Module, Transformer, TypeScriptOptions,
};

use super::parse::reject;
use super::{Diagnostic, JsxRuntime, TransformOptions};

/// Where the transpiler's helpers are imported from. No specifier can be like it: it has a NUL.
const HELPERS: &str = "\0runtime";

/// Whether a specifier is that of a helper.
pub(super) fn is_helper(specifier: &str) -> bool {
    specifier.starts_with(HELPERS)
}

/// The name of the helper that a specifier stands for.
pub(super) fn helper_name(specifier: &str) -> &str {
    specifier.rsplit('/').next().unwrap_or(specifier)
}

/// Makes `program` plain JavaScript, and returns its scoping.
pub(super) fn transpile<'a>(
    allocator: &'a Allocator,
    program: &mut Program<'a>,
    scoping: Scoping,
    path: &Path,
    options: &TransformOptions,
) -> Result<Scoping, Vec<Diagnostic>> {
    if !is_needed(program, options) {
        return Ok(scoping);
    }
    let source = program.source_text;
    let options = transformer_options(program, options);
    let done = Transformer::new(allocator, path, &options).build_with_scoping(scoping, program);
    // What it calls a warning is something it cannot compile.
    reject(done.diagnostics.iter(), source)?;
    Ok(SemanticBuilder::new()
        .build(program)
        .semantic
        .into_scoping())
}

fn is_needed(program: &Program<'_>, options: &TransformOptions) -> bool {
    if program.source_type.is_typescript() {
        return true;
    }
    let source = program.source_text;
    let mut search = Search {
        jsx: false,
        decorators: false,
    };
    if source.contains(['<', '@']) {
        search.visit_program(program);
    }
    search.jsx || (search.decorators && options.experimental_decorators)
}

fn transformer_options(
    program: &Program<'_>,
    options: &TransformOptions,
) -> oxc::transformer::TransformOptions {
    let mut to = oxc::transformer::TransformOptions {
        typescript: TypeScriptOptions {
            only_remove_type_imports: options.verbatim_module_syntax,
            ..TypeScriptOptions::default()
        },
        decorator: DecoratorOptions {
            legacy: options.experimental_decorators,
            emit_decorator_metadata: options.emit_decorator_metadata,
            ..DecoratorOptions::default()
        },
        helper_loader: HelperLoaderOptions {
            module_name: HELPERS.into(),
            mode: HelperLoaderMode::Runtime,
        },
        ..oxc::transformer::TransformOptions::default()
    };
    if program.source_type.is_typescript() && !options.use_define_for_class_fields {
        to.assumptions = CompilerAssumptions {
            set_public_class_fields: true,
            ..CompilerAssumptions::default()
        };
        to.typescript.remove_class_fields_without_initializer = true;
        // Static blocks must be lowered with the fields, to stay in order with them.
        to.env.es2022.class_static_block = true;
        to.env.es2022.class_properties = Some(ClassPropertiesOptions { loose: false });
    }
    to.env.module = Module::Esm;
    let jsx = &options.jsx;
    to.jsx.pure = false;
    to.jsx.throw_if_namespace = false;
    to.jsx.development = jsx.development;
    match jsx.runtime {
        JsxRuntime::Automatic => {
            to.jsx.runtime = oxc::transformer::JsxRuntime::Automatic;
            to.jsx.import_source.clone_from(&jsx.import_source);
        }
        JsxRuntime::Classic => {
            to.jsx.runtime = oxc::transformer::JsxRuntime::Classic;
            to.jsx.pragma.clone_from(&jsx.factory);
            to.jsx.pragma_frag.clone_from(&jsx.fragment);
            // So that TypeScript does not take their imports for unused.
            if let Some(factory) = &jsx.factory {
                to.typescript.jsx_pragma = factory.clone().into();
            }
            if let Some(fragment) = &jsx.fragment {
                to.typescript.jsx_pragma_frag = fragment.clone().into();
            }
        }
    }
    to
}

struct Search {
    jsx: bool,
    decorators: bool,
}

impl<'a> Visit<'a> for Search {
    fn visit_jsx_element(&mut self, _: &JSXElement<'a>) {
        self.jsx = true;
    }

    fn visit_jsx_fragment(&mut self, _: &JSXFragment<'a>) {
        self.jsx = true;
    }

    fn visit_decorator(&mut self, _: &Decorator<'a>) {
        self.decorators = true;
    }
}
