//! Lists what the engine in this process has beyond the C API that it is sure to have.
#![allow(clippy::print_stdout, reason = "the list is what it is for")]

fn main() {
    println!(
        "{} {} ({})",
        jsc_sys::LIBRARY,
        jsc_sys::LIBRARY_VERSION,
        jsc_sys::LINK_KIND
    );
    for (name, present) in jsc_sys::names().chain(jsc_sys::recent().presence()) {
        println!("{} {name}", if present { "has  " } else { "lacks" });
    }
}
