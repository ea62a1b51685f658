//! The committed bindings are what the headers give.
//!
//! `JSC_SYS_BLESS=1 cargo test -p jsc-sys --test bindings` writes them anew.
#![allow(clippy::print_stderr, reason = "a skipped test says why")]

use std::fs;
use std::path::Path;

const FILES: [&str; 5] = [
    "public.rs",
    "private_types.rs",
    "private_functions.rs",
    "public_table.rs",
    "private_table.rs",
];

#[test]
fn committed_bindings_are_what_bindgen_generates() {
    if !cfg!(jsc_sys_generated) {
        eprintln!(
            "skipped: this build used the committed bindings (no feature `bindgen`, or no libclang)"
        );
        return;
    }
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/bindings");
    let generated = Path::new(env!("OUT_DIR"));
    let read = |path: &Path| {
        fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    for file in FILES {
        let new = read(&generated.join(file));
        assert!(new.lines().count() > 20, "{file} is nearly empty");
        if std::env::var_os("JSC_SYS_BLESS").is_some() {
            fs::write(committed.join(file), &new).expect("the source folder is writable");
        }
        let old = read(&committed.join(file));
        // By lines: a checkout may have changed their ends.
        for (number, (old, new)) in old.lines().zip(new.lines()).enumerate() {
            assert_eq!(
                old,
                new,
                "{file}:{}; bless with JSC_SYS_BLESS=1",
                number + 1
            );
        }
        assert_eq!(
            old.lines().count(),
            new.lines().count(),
            "{file}; bless with JSC_SYS_BLESS=1"
        );
    }
}

#[test]
fn the_crate_carries_the_headers_it_is_made_from() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let workspace = root.join("../../vendor/jsc");
    for header in ["JavaScriptCore.h", "JavaScriptCorePrivate.h"] {
        // A package has a copy; a checkout has a link, or (without links) a file with its target.
        let carried =
            fs::read_to_string(root.join("vendor").join(header)).expect("vendor/ is complete");
        let Ok(original) = fs::read_to_string(workspace.join(header)) else {
            continue;
        };
        assert!(
            carried == original || carried.trim() == format!("../../../vendor/jsc/{header}"),
            "vendor/{header} is neither the header nor a link to it"
        );
    }
}
