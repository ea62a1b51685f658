//! What lowered code calls at run time.

/// A script whose value is an object of functions that lowered modules reach through `$m`; evaluate it once per realm, before any
/// module, and let every `$m` inherit from the object.
///
/// Where the realm lacks them, it also installs `Symbol.dispose`, `Symbol.asyncDispose` and `SuppressedError`.
///
/// | function | for |
/// |---|---|
/// | `asyncIterator(iterable)` | a top-level `for await`: an iteration with `next`, `step`, `abort`, `close`, `check` |
/// | `disposables()` | a block with `using`: a scope with `add`, `addAsync`, `fail`, `dispose`, or `step` and `end` |
/// | `propertyKey(key)`, `lastPropertyKey()` | `accessor` fields with a computed key |
/// | `decorate`, `decorateParam`, `decorateMetadata` | TypeScript's decorators |
/// | the rest | classes under `useDefineForClassFields: false` |
pub const RUNTIME_HELPERS: &str = include_str!("runtime.js");
