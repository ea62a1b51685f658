//! A build with `JSC_SYS_STATIC` links the private functions rather than looking them up. The
//! archive here is made by this test: its functions do nothing, but the linker finds them.
#![cfg(unix)]

#[path = "support/compiler.rs"]
mod compiler;

use compiler::{compiler, errors, include, run, scratch};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The names of the functions that a header declares.
fn declared(header: &str) -> Vec<String> {
    let text = fs::read_to_string(include().join(header)).expect("our header");
    text.lines()
        .filter(|line| {
            line.ends_with(");") && !line.starts_with("typedef") && !line.starts_with(' ')
        })
        .filter_map(|line| line.split('(').next()?.rsplit([' ', '*']).next())
        .map(str::to_owned)
        .collect()
}

/// An archive with a function of each name.
fn archive(folder: &Path, names: &[String]) {
    let source = folder.join("engine.c");
    let lines: Vec<_> = names
        .iter()
        .map(|name| format!("int {name}(void) {{ return 0; }}"))
        .collect();
    fs::write(&source, lines.join("\n")).expect("the folder is writable");
    let object = folder.join("engine.o");
    let built = run(compiler().arg("-c").arg(&source).arg("-o").arg(&object));
    assert!(built.status.success(), "{}", errors(&built));
    let built = run(Command::new("ar")
        .arg("crs")
        .arg(folder.join("libengine.a"))
        .arg(&object));
    assert!(built.status.success(), "{}", errors(&built));
}

/// Builds the example `capabilities` against the archive in `folder`, and runs it.
fn capabilities(folder: &Path) -> Result<String, String> {
    let target: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join("static-target");
    let output = run(Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--offline", "--no-default-features"])
        .args(["--package", "jsc-sys", "--example", "capabilities", "--manifest-path"])
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"))
        .arg("--target-dir")
        .arg(target)
        .env("JSC_SYS_STATIC", "1")
        .env("JSC_SYS_LIB_NAME", "engine")
        .env("JSC_SYS_LIB_DIR", folder)
        // What belongs to the build of this test: its target, sanitizer, other engine.
        .env_remove("JSC_SYS_PKG")
        .env_remove("JSC_SYS_NO_LINK")
        .env_remove("HIDE_JSC_PRIVATE")
        .env_remove("CARGO_BUILD_TARGET")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env_remove("RUSTFLAGS"));
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(errors(&output))
    }
}

#[test]
fn an_archive_gives_its_private_functions() {
    let folder = scratch("static");
    let mut names = declared("JavaScriptCore.h");
    names.extend(declared("JavaScriptCorePrivate.h"));
    assert_eq!(names.len(), 117 + 54);
    // The C++ functions are linked where their names are known.
    let links_cpp = cfg!(target_os = "linux");
    let symbols = jsc_sys::Private::SYMBOLS.iter();
    names.extend(
        symbols
            .filter(|(name, symbol)| links_cpp && name != symbol)
            .map(|(_, symbol)| (*symbol).to_owned()),
    );
    archive(&folder, &names);
    let report = capabilities(&folder).unwrap_or_else(|error| panic!("{error}"));
    assert!(report.starts_with("engine  (static)\n"), "{report}");
    for (name, symbol) in jsc_sys::Private::SYMBOLS {
        let absent = cfg!(target_vendor = "apple") && *name == "JSConfigureSignalForGC";
        let expected = if (name == symbol || links_cpp) && !absent {
            "has  "
        } else {
            "lacks"
        };
        assert!(
            report.contains(&format!("{expected} {name}\n")),
            "{name} in {report}"
        );
    }

    // An archive without one of them does not link: it would be missed only when it is called.
    names.retain(|name| name != "JSLock");
    archive(&folder, &names);
    let error = capabilities(&folder).expect_err("the archive lacks JSLock");
    assert!(error.contains("JSLock"), "{error}");
}
