//! The table of private functions says what this engine has, and hides what it is told to hide.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a child tells its parent; a skipped test says why"
)]

#[cfg(target_os = "linux")]
#[path = "support/engines.rs"]
mod engines;

use jsc_sys::*;
use std::collections::BTreeMap;
use std::process::Command;

/// Also what the child processes of this file run.
#[test]
fn the_names_say_what_the_fields_hold() {
    let names: BTreeMap<_, _> = names().collect();
    let private = private();
    assert_eq!(names["JSLock"], private.JSLock.is_some());
    assert_eq!(names["JSUnlock"], private.JSUnlock.is_some());
    assert_eq!(names["JSWeakCreate"], private.JSWeakCreate.is_some());
    assert_eq!(
        names["jsAuditJSValueRef"],
        private.jsAuditJSValueRef.is_some()
    );
    assert_eq!(names["promise_status"], private.promise_status.is_some());
    assert_eq!(
        names["vm_drain_microtasks"],
        private.vm_drain_microtasks.is_some()
    );
    println!();
    for (name, present) in names.into_iter().chain(recent().presence()) {
        println!("has {name} {present}");
    }
    println!("has glib {}", glib().is_some());
}

/// What a process finds that runs with this `HIDE_JSC_PRIVATE`.
fn presence_with(hide: Option<&str>) -> BTreeMap<String, bool> {
    let mut child = Command::new(std::env::current_exe().expect("this program has a path"));
    child.args([
        "--exact",
        "the_names_say_what_the_fields_hold",
        "--nocapture",
    ]);
    child.env_remove("HIDE_JSC_PRIVATE");
    if let Some(hide) = hide {
        child.env("HIDE_JSC_PRIVATE", hide);
    }
    let output = child.output().expect("this program runs");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{text}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let lines = text
        .lines()
        .filter_map(|line| line.strip_prefix("has ")?.split_once(' '));
    let found: BTreeMap<_, _> = lines
        .map(|(name, present)| (name.to_owned(), present == "true"))
        .collect();
    assert_eq!(
        found.len(),
        names().count() + recent().presence().len() + 1,
        "{text}"
    );
    found
}

#[test]
fn hiding_all_leaves_the_public_functions() {
    let all = presence_with(None);
    let hidden = presence_with(Some("1"));
    for (name, _) in names() {
        assert!(!hidden[name], "{name} is still there");
    }
    for (name, _) in recent().presence() {
        assert_eq!(hidden[name], all[name], "{name}");
    }
    assert_eq!(hidden["glib"], all["glib"]);
}

#[test]
fn hiding_some_leaves_the_others() {
    let all = presence_with(None);
    let hidden = presence_with(Some("JSLock, promise_status,JSValueToInt64"));
    for (name, present) in &all {
        let expected =
            *present && !["JSLock", "promise_status", "JSValueToInt64"].contains(&name.as_str());
        assert_eq!(hidden[name], expected, "{name}");
    }
}

/// The look-up finds a function exactly where the library that was linked exports it.
#[cfg(target_os = "linux")]
#[test]
fn what_the_library_exports_is_found() {
    let Some(engine) = engines::ENGINES
        .iter()
        .find(|engine| engine.package == LIBRARY)
    else {
        eprintln!("skipped: linked with {LIBRARY:?}, not with a library that pkg-config finds");
        return;
    };
    let exports = engine
        .exports()
        .expect("the library that was linked is installed");
    let found = presence_with(None);
    let mut present = 0;
    for (name, _) in names().filter(|(name, _)| engines::is_c_api(name)) {
        assert_eq!(found[name], exports.contains(name), "{name}");
        present += usize::from(found[name]);
    }
    if engine.is_surveyed() {
        assert_eq!(present, 54);
        assert!(found.values().all(|present| *present), "{found:?}");
    }
}
