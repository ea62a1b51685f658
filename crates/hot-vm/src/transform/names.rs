//! Names for what the transformer adds, that the module does not use.

use oxc::allocator::Allocator;
use oxc::semantic::Scoping;
use oxc::str::Ident;

/// The names the lowered code may use. All of them are free in the whole module, so that no scope can shadow them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names<'a> {
    /// The generator function.
    pub(super) function: Ident<'a>,
    /// Its first parameter: what the runtime offers.
    pub(super) runtime: Ident<'a>,
    /// Its second parameter: the imports.
    pub(super) environment: Ident<'a>,
    /// The binding of an `export default` that has no name of its own.
    pub(super) default: Ident<'a>,
    /// What `arguments` at the top level becomes: a name that is not bound.
    pub(super) arguments: Ident<'a>,
    /// The disposal scope of a block with `using`.
    pub(super) disposables: Ident<'a>,
    /// The iterator of a top-level `for await`.
    pub(super) iterator: Ident<'a>,
    /// The key of a binding called `__proto__`, which means something else in an object literal.
    pub(super) proto: Ident<'a>,
    /// A caught error.
    pub(super) error: Ident<'a>,
}

impl<'a> Names<'a> {
    pub(super) fn new(scoping: &Scoping, allocator: &'a Allocator) -> Self {
        let declared = scoping.symbol_names();
        let free = scoping
            .root_unresolved_references()
            .keys()
            .map(Ident::as_str);
        let taken: Vec<&str> = declared
            .chain(free)
            .filter(|name| name.starts_with('$'))
            .collect();
        let fresh = |base: &str| {
            let mut name = base.to_owned();
            let mut n = 0_u32;
            while taken.contains(&name.as_str()) {
                n += 1;
                name = format!("{base}{n}");
            }
            Ident::from_str_in(&name, &allocator)
        };
        Self {
            function: fresh("$module"),
            runtime: fresh("$m"),
            environment: fresh("$i"),
            default: fresh("$default"),
            arguments: fresh("$arguments"),
            disposables: fresh("$using"),
            iterator: fresh("$iterator"),
            proto: fresh("$proto"),
            error: fresh("$error"),
        }
    }
}
