//! What the build script linked.

/// The library that was linked, as the linker names it (`javascriptcoregtk-4.1`); empty where
/// nothing was.
pub const LIBRARY: &str = env!("LINKED_JSC_LIB");

/// The version pkg-config gave, such as `2.50.6`; empty where nothing states one (Apple's
/// framework, a library given by its folder).
pub const LIBRARY_VERSION: &str = env!("LINKED_JSC_VERSION");

/// `dylib`, `static`, `framework`, or `none`.
pub const LINK_KIND: &str = env!("LINKED_JSC_KIND");
