//! Finds the engine, links it, and makes the bindings. The decision is in `build/policy.rs`.

#[cfg(feature = "bindgen")]
#[path = "build/generate.rs"]
mod generate;
#[path = "build/policy.rs"]
mod policy;

use policy::{Kind, Package, Plan, Settings, Target};
use std::env;
use std::path::{Path, PathBuf};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rustc-check-cfg=cfg(jsc_sys_static)");
    println!("cargo::rustc-check-cfg=cfg(jsc_sys_generated)");
    let settings = settings();
    bindings(&settings);
    let mut ask = |name: &str| pkg_config(name, settings.statically);
    match policy::decide(target(), &settings, &mut ask) {
        Ok(plan) => link(&plan, &settings),
        Err(text) => {
            for line in text.lines() {
                println!("cargo::error={line}");
            }
        }
    }
}

/// An environment variable, and the promise to run again when it changes.
fn read(name: &str) -> Option<String> {
    println!("cargo::rerun-if-env-changed={name}");
    env::var(name).ok().filter(|value| !value.is_empty())
}

fn flag(name: &str) -> bool {
    read(name).is_some_and(|value| value != "0")
}

fn settings() -> Settings {
    Settings {
        docs_rs: flag("DOCS_RS"),
        no_link: flag("JSC_SYS_NO_LINK"),
        statically: flag("JSC_SYS_STATIC"),
        lib_dir: read("JSC_SYS_LIB_DIR"),
        lib_name: read("JSC_SYS_LIB_NAME"),
        package: read("JSC_SYS_PKG"),
        distribution: distribution(),
    }
}

/// The target's parts as Cargo gives them: `cfg!` here would speak of the host.
fn target() -> Target<'static> {
    let part = |name: &str| -> &'static str { env::var(name).unwrap_or_default().leak() };
    Target {
        os: part("CARGO_CFG_TARGET_OS"),
        vendor: part("CARGO_CFG_TARGET_VENDOR"),
        env: part("CARGO_CFG_TARGET_ENV"),
    }
}

fn distribution() -> String {
    let text = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let values = text.lines().filter_map(|line| {
        line.strip_prefix("ID=")
            .or_else(|| line.strip_prefix("ID_LIKE="))
    });
    values
        .map(|value| value.trim_matches('"'))
        .collect::<Vec<_>>()
        .join(" ")
}

fn pkg_config(name: &str, statically: bool) -> Result<Package, String> {
    let mut config = pkg_config::Config::new();
    config
        .cargo_metadata(false)
        .env_metadata(true)
        .statik(statically);
    let found = config.probe(name).map_err(|error| match error {
        // What pkg-config says itself is shorter than what the crate makes of it.
        pkg_config::Error::ProbeFailure { output, .. } if !output.stderr.is_empty() => {
            String::from_utf8_lossy(&output.stderr).into_owned()
        }
        other => other.to_string(),
    })?;
    Ok(Package {
        version: found.version,
        libs: found.libs,
        link_paths: found
            .link_paths
            .iter()
            .map(|path| path.to_string_lossy().into_owned())
            .collect(),
    })
}

/// Tells Cargo what to link, and dependants (`DEP_JAVASCRIPTCORE_…`) what was linked.
fn link(plan: &Plan, settings: &Settings) {
    let (kind, library, package, version) = match plan {
        Plan::Nothing => ("none", "", "", ""),
        Plan::Link(linkage) => {
            for (kind, dir) in &linkage.search {
                println!("cargo::rustc-link-search={kind}={dir}");
            }
            for (kind, name) in &linkage.libs {
                println!("cargo::rustc-link-lib={}={name}", kind.rustc_name());
                if *kind == Kind::Static {
                    watch_archive(&linkage.search, name);
                }
            }
            let engine = linkage.libs.first();
            (
                engine.map_or("none", |(kind, _)| kind.rustc_name()),
                engine.map_or("", |(_, name)| name.as_str()),
                linkage.package.as_deref().unwrap_or_default(),
                linkage.version.as_deref().unwrap_or_default(),
            )
        }
    };
    if settings.statically && kind == "static" {
        println!("cargo::rustc-cfg=jsc_sys_static");
    }
    for (key, value) in [
        ("KIND", kind),
        ("LIB", library),
        ("PACKAGE", package),
        ("VERSION", version),
    ] {
        println!("cargo::metadata={key}={value}");
        println!("cargo::rustc-env=LINKED_JSC_{key}={value}");
    }
}

/// rustc copies an archive into the crate: a changed one has to be copied again.
fn watch_archive(search: &[(&str, String)], name: &str) {
    for (_, dir) in search {
        for file in [format!("lib{name}.a"), format!("{name}.lib")] {
            let path = Path::new(dir).join(file);
            if path.is_file() {
                println!("cargo::rerun-if-changed={}", path.display());
            }
        }
    }
}

/// The folder of our headers: the workspace's, or the copy in a published package.
fn include_dir() -> PathBuf {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let ours = root.join("../../vendor/jsc");
    if ours.join("JavaScriptCore.h").is_file() {
        ours
    } else {
        root.join("vendor")
    }
}

fn bindings(settings: &Settings) {
    let include = include_dir();
    println!("cargo::rerun-if-changed={}", include.display());
    println!("cargo::metadata=INCLUDE={}", include.display());
    // For the tests, which call the C compiler.
    println!("cargo::rustc-env=LINKED_JSC_INCLUDE={}", include.display());
    println!(
        "cargo::rustc-env=LINKED_JSC_TARGET={}",
        env::var("TARGET").unwrap_or_default()
    );
    if !settings.docs_rs && generated(&include) {
        println!("cargo::rustc-cfg=jsc_sys_generated");
    }
}

#[cfg(not(feature = "bindgen"))]
fn generated(_include: &Path) -> bool {
    false
}

/// Whether bindings were generated into `OUT_DIR`; if not, the committed ones serve.
#[cfg(feature = "bindgen")]
fn generated(include: &Path) -> bool {
    println!("cargo::rerun-if-env-changed=LIBCLANG_PATH");
    // bindgen panics where libclang is missing. The message goes into our warning instead.
    std::panic::set_hook(Box::new(|_| {}));
    let made = std::panic::catch_unwind(|| generate::generate(include));
    drop(std::panic::take_hook());
    let made = made.unwrap_or_else(|panic| {
        Err(panic
            .downcast_ref::<String>()
            .cloned()
            .unwrap_or_else(|| "bindgen panicked".into()))
    });
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let written = made.and_then(|files| {
        files.iter().try_for_each(|file| {
            std::fs::write(out.join(file.file), &file.text).map_err(|error| error.to_string())
        })
    });
    match written {
        Ok(()) => true,
        Err(error) => {
            let line = error.lines().next().unwrap_or_default();
            println!("cargo::warning=using the committed bindings, because bindgen failed: {line}");
            false
        }
    }
}
