//! What is declared and what the installed engines export, compared both ways.
#![cfg(target_os = "linux")]
#![allow(clippy::print_stderr, reason = "a skipped test says why")]

#[path = "support/engines.rs"]
mod engines;
#[path = "../src/bindings/public_table.rs"]
#[rustfmt::skip]
mod public_table;

use engines::{ENGINES, is_c_api};
use std::collections::BTreeSet;

fn public() -> BTreeSet<String> {
    public_table::public_functions()
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .collect()
}

fn recent() -> BTreeSet<String> {
    jsc_sys::recent()
        .presence()
        .into_iter()
        .map(|(name, _)| name.to_owned())
        .collect()
}

/// The private functions, C++ ones included, by the names the engine exports them under.
fn private() -> BTreeSet<String> {
    jsc_sys::Private::SYMBOLS
        .iter()
        .map(|(_, symbol)| (*symbol).to_owned())
        .collect()
}

#[test]
fn the_lists_have_the_length_they_should() {
    assert_eq!(public().len(), 117);
    assert_eq!(private().iter().filter(|name| is_c_api(name)).count(), 54);
    assert_eq!(private().len(), jsc_sys::names().count());
    assert!(recent().is_subset(&public()));
}

#[test]
fn declared_functions_are_exported_and_exported_ones_declared() {
    let mut compared = 0;
    for engine in ENGINES {
        let Some(exports) = engine.exports() else {
            eprintln!("skipped: {} is not installed", engine.package);
            continue;
        };
        compared += 1;
        let old: BTreeSet<_> = public().difference(&recent()).cloned().collect();
        let missing: Vec<_> = old.difference(&exports).collect();
        assert!(missing.is_empty(), "{} lacks {missing:?}", engine.package);

        let declared: BTreeSet<_> = public().union(&private()).cloned().collect();
        let lacking: Vec<_> = declared.difference(&exports).collect();
        let undeclared: Vec<_> = exports
            .difference(&declared)
            .filter(|name| is_c_api(name) && *name != "kJSClassDefinitionEmpty")
            .collect();
        if engine.is_surveyed() {
            assert!(lacking.is_empty(), "{} lacks {lacking:?}", engine.package);
            assert!(
                undeclared.is_empty(),
                "{} has more: {undeclared:?}",
                engine.package
            );
            assert!(exports.contains("kJSClassDefinitionEmpty"));
        } else {
            eprintln!(
                "{}: lacks {lacking:?}, has more: {undeclared:?}",
                engine.package
            );
        }
    }
    if compared == 0 {
        eprintln!("skipped: no engine with a pkg-config file");
    }
}
