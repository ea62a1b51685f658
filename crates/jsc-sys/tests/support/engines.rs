//! The engines installed on this machine, and what their shared libraries export.

use object::{Object as _, ObjectSymbol as _};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// A WebKitGTK flavour of the engine.
pub(crate) struct Engine {
    pub(crate) package: &'static str,
    soname: &'static str,
}

pub(crate) const ENGINES: [Engine; 2] = [
    Engine {
        package: "javascriptcoregtk-4.1",
        soname: "libjavascriptcoregtk-4.1.so.0",
    },
    Engine {
        package: "javascriptcoregtk-6.0",
        soname: "libjavascriptcoregtk-6.0.so.1",
    },
];

impl Engine {
    /// What pkg-config states; `None` where the package is not installed.
    fn variable(&self, name: &str) -> Option<String> {
        pkg_config::get_variable(self.package, name).ok()
    }

    /// Whether its list of exports is the one these bindings were written from. Other versions may
    /// have more functions, or fewer.
    pub(crate) fn is_surveyed(&self) -> bool {
        let mut config = pkg_config::Config::new();
        let found = config
            .cargo_metadata(false)
            .env_metadata(false)
            .probe(self.package);
        found.is_ok_and(|library| library.version.starts_with("2.50."))
    }

    /// The names of the symbols it exports; `None` where it is not installed.
    pub(crate) fn exports(&self) -> Option<BTreeSet<String>> {
        let path = PathBuf::from(self.variable("libdir")?).join(self.soname);
        let bytes = std::fs::read(&path).ok()?;
        let file = object::File::parse(&*bytes)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let names = file
            .dynamic_symbols()
            .filter(|symbol| symbol.is_definition())
            .filter_map(|symbol| symbol.name().ok().map(str::to_owned));
        Some(names.collect())
    }
}

/// Whether a symbol is of the C API: not GLib's `jsc_…`, not C++.
pub(crate) fn is_c_api(name: &str) -> bool {
    ["JS", "kJS", "jsAudit"]
        .iter()
        .any(|prefix| name.starts_with(prefix))
}
