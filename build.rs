//! Compiles the C programs that tests and benches compare with: what the same thing costs, and what it does, without the safe API.

use std::path::Path;

fn main() {
    println!("cargo:rerun-if-changed=tests/c");
    println!("cargo:rerun-if-changed=benches/c");
    println!("cargo:rerun-if-changed=vendor/jsc");
    if std::env::var("HOST") != std::env::var("TARGET") {
        // Checked for another system, not linked: its C compiler need not be here.
        return;
    }
    cc::Build::new()
        .include(Path::new("vendor/jsc"))
        .file("tests/c/unprotected_store.c")
        .file("tests/c/planted_rooting_bug.c")
        .file("benches/c/baseline.c")
        .opt_level(2)
        .warnings(true)
        .extra_warnings(true)
        .compile("jsc_workspace_c");
}
