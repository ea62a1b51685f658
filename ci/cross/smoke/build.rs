//! Lists every function that `jsc-sys` declares, so that a test can take the address of each: a symbol that is missing from
//! an import library or a framework stub shows only where it is used.

use std::fmt::Write;

fn main() {
    let source = "../../../crates/jsc-sys/src/bindings/public.rs";
    println!("cargo::rerun-if-changed={source}");
    let text = std::fs::read_to_string(source).expect("jsc-sys's committed bindings");
    let names: Vec<_> = text
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("pub fn "))
        .map(|rest| rest.split('(').next().unwrap_or_default())
        .collect();
    let mut list = format!("const FUNCTIONS: [*const (); {}] = [\n", names.len());
    for name in names {
        writeln!(list, "    jsc_sys::{name} as *const (),").expect("a String");
    }
    list.push_str("];\n");
    let out = std::env::var("OUT_DIR").expect("cargo sets it");
    std::fs::write(format!("{out}/functions.rs"), list).expect("OUT_DIR can be written");
}
