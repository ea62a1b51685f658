//! Where the engine comes from, on machines this one is not.

#[allow(dead_code, reason = "the build script uses the rest")]
#[path = "../build/policy.rs"]
mod policy;

use policy::{Kind, PACKAGES, Package, Plan, Settings, Target, decide};

const LINUX: Target<'_> = Target {
    os: "linux",
    vendor: "unknown",
    env: "gnu",
};
const FREEBSD: Target<'_> = Target {
    os: "freebsd",
    vendor: "unknown",
    env: "",
};
const MACOS: Target<'_> = Target {
    os: "macos",
    vendor: "apple",
    env: "",
};
const IOS: Target<'_> = Target {
    os: "ios",
    vendor: "apple",
    env: "",
};
const WINDOWS_GNU: Target<'_> = Target {
    os: "windows",
    vendor: "pc",
    env: "gnu",
};
const WINDOWS_MSVC: Target<'_> = Target {
    os: "windows",
    vendor: "pc",
    env: "msvc",
};

/// The answer as one line: `kind=lib,… search folders; package version`, or the error.
fn answer(target: Target<'_>, settings: &Settings, installed: &[&str]) -> String {
    let mut asked = Vec::new();
    let decision = decide(target, settings, &mut |name| {
        asked.push(name.to_owned());
        if installed.contains(&name) {
            Ok(Package {
                version: "2.50.6".to_owned(),
                libs: vec![
                    name.to_owned(),
                    "gobject-2.0".to_owned(),
                    "glib-2.0".to_owned(),
                ],
                link_paths: vec!["/opt/lib".to_owned()],
            })
        } else {
            Err(format!("\nPackage {name} was not found\nmore words"))
        }
    });
    let asked = asked.join(",");
    match decision {
        Ok(Plan::Nothing) => format!("nothing; asked [{asked}]"),
        Ok(Plan::Link(linkage)) => {
            let libs: Vec<_> = linkage
                .libs
                .iter()
                .map(|(kind, name)| format!("{}={name}", kind.rustc_name()))
                .collect();
            let search: Vec<_> = linkage
                .search
                .iter()
                .map(|(kind, dir)| format!("{kind}={dir}"))
                .collect();
            let from = [linkage.package, linkage.version]
                .map(Option::unwrap_or_default)
                .join(" ");
            let (libs, search, from) = (libs.join(","), search.join(","), from.trim());
            format!("{libs}; in [{search}]; {from}; asked [{asked}]")
        }
        Err(error) => error,
    }
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn each_target_finds_its_engine() {
    let none = Settings::default;
    let dir = || Settings {
        lib_dir: some("/jsc"),
        ..none()
    };
    let named = |name: &str| Settings {
        lib_dir: some("/jsc"),
        lib_name: some(name),
        ..none()
    };
    let statically = || Settings {
        statically: true,
        ..dir()
    };
    // Rows are read side by side.
    #[rustfmt::skip]
    let table: &[(&str, Target<'_>, Settings, &[&str], &str)] = &[
        ("Linux asks for the newest first", LINUX, none(), &PACKAGES,
         "dylib=javascriptcoregtk-6.0; in [native=/opt/lib]; javascriptcoregtk-6.0 2.50.6; asked [javascriptcoregtk-6.0]"),
        ("Linux falls back", LINUX, none(), &["javascriptcoregtk-4.1"],
         "dylib=javascriptcoregtk-4.1; in [native=/opt/lib]; javascriptcoregtk-4.1 2.50.6; asked [javascriptcoregtk-6.0,javascriptcoregtk-4.1]"),
        ("Linux falls back twice", LINUX, none(), &["javascriptcoregtk-4.0"],
         "dylib=javascriptcoregtk-4.0; in [native=/opt/lib]; javascriptcoregtk-4.0 2.50.6; asked [javascriptcoregtk-6.0,javascriptcoregtk-4.1,javascriptcoregtk-4.0]"),
        ("FreeBSD is like Linux", FREEBSD, none(), &["javascriptcoregtk-4.1"],
         "dylib=javascriptcoregtk-4.1; in [native=/opt/lib]; javascriptcoregtk-4.1 2.50.6; asked [javascriptcoregtk-6.0,javascriptcoregtk-4.1]"),
        ("a named package is the only one asked for", LINUX, Settings { package: some("javascriptcoregtk-4.1"), ..none() }, &PACKAGES,
         "dylib=javascriptcoregtk-4.1; in [native=/opt/lib]; javascriptcoregtk-4.1 2.50.6; asked [javascriptcoregtk-4.1]"),
        ("a named package on macOS", MACOS, Settings { package: some("wpe-javascriptcore"), ..none() }, &["wpe-javascriptcore"],
         "dylib=wpe-javascriptcore; in [native=/opt/lib]; wpe-javascriptcore 2.50.6; asked [wpe-javascriptcore]"),
        ("a named package as an archive brings the others", LINUX, Settings { package: some("javascriptcoregtk-4.1"), statically: true, ..none() }, &PACKAGES,
         "static=javascriptcoregtk-4.1,dylib=gobject-2.0,dylib=glib-2.0; in [native=/opt/lib]; javascriptcoregtk-4.1 2.50.6; asked [javascriptcoregtk-4.1]"),
        ("macOS has a framework", MACOS, none(), &PACKAGES,
         "framework=JavaScriptCore; in []; ; asked []"),
        ("iOS too", IOS, none(), &[],
         "framework=JavaScriptCore; in []; ; asked []"),
        ("a framework in a folder", MACOS, dir(), &[],
         "framework=JavaScriptCore; in [framework=/jsc]; ; asked []"),
        ("a library on macOS", MACOS, named("jsc"), &[],
         "dylib=jsc; in [native=/jsc]; ; asked []"),
        ("a folder on Linux beats pkg-config", LINUX, dir(), &PACKAGES,
         "dylib=JavaScriptCore; in [native=/jsc]; ; asked []"),
        ("a name without a folder", LINUX, Settings { lib_name: some("javascriptcoregtk-4.1"), ..none() }, &[],
         "dylib=javascriptcoregtk-4.1; in []; ; asked []"),
        ("Windows, gnu", WINDOWS_GNU, dir(), &PACKAGES,
         "dylib=JavaScriptCore; in [native=/jsc]; ; asked []"),
        ("Windows, msvc", WINDOWS_MSVC, dir(), &PACKAGES,
         "dylib=JavaScriptCore; in [native=/jsc]; ; asked []"),
        ("archives on Linux", LINUX, statically(), &PACKAGES,
         "static=JavaScriptCore,static=WTF,static=bmalloc,dylib=stdc++,dylib=icui18n,dylib=icuuc,dylib=icudata; in [native=/jsc]; ; asked []"),
        ("archives on macOS", MACOS, statically(), &[],
         "static=JavaScriptCore,static=WTF,static=bmalloc,dylib=c++,dylib=icucore; in [native=/jsc]; ; asked []"),
        ("archives on Windows, msvc", WINDOWS_MSVC, statically(), &[],
         "static=JavaScriptCore,static=WTF,static=bmalloc,dylib=icuin,dylib=icuuc; in [native=/jsc]; ; asked []"),
        ("archives with a list bring their own ICU", LINUX, Settings { lib_name: some("jsc, static=icu,,dylib=atomic"), ..statically() }, &[],
         "static=jsc,static=icu,dylib=atomic,dylib=stdc++; in [native=/jsc]; ; asked []"),
        ("told to link nothing", WINDOWS_MSVC, Settings { no_link: true, ..dir() }, &PACKAGES,
         "nothing; asked []"),
        ("docs.rs has no engine", LINUX, Settings { docs_rs: true, ..none() }, &[],
         "nothing; asked []"),
    ];
    for (case, target, settings, installed, expected) in table {
        assert_eq!(answer(*target, settings, installed), *expected, "{case}");
    }
}

#[test]
fn an_error_names_what_to_install_here() {
    struct Case<'a> {
        target: Target<'a>,
        distribution: &'a str,
        has: &'a [&'a str],
        has_not: &'a [&'a str],
    }
    let on = |distribution: &str| Settings {
        distribution: distribution.to_owned(),
        ..Settings::default()
    };
    // Rows are read side by side.
    #[rustfmt::skip]
    let table = [
        Case { target: LINUX, distribution: "debian", has: &["apt install libjavascriptcoregtk-4.1-dev"], has_not: &["dnf", "pacman"] },
        Case { target: LINUX, distribution: "ubuntu debian", has: &["apt install libjavascriptcoregtk-4.1-dev"], has_not: &["dnf", "pacman"] },
        Case { target: LINUX, distribution: "fedora", has: &["dnf install javascriptcoregtk4.1-devel"], has_not: &["apt", "pacman"] },
        Case { target: LINUX, distribution: "arch", has: &["pacman -S webkit2gtk-4.1"], has_not: &["apt", "dnf"] },
        Case { target: LINUX, distribution: "another", has: &["apt install", "dnf install", "pacman -S"], has_not: &[] },
        Case { target: WINDOWS_GNU, distribution: "debian", has: &["JSC_SYS_LIB_DIR", "libJavaScriptCore.dll.a"], has_not: &["apt", "pkg-config javascript"] },
        Case { target: WINDOWS_MSVC, distribution: "", has: &["JSC_SYS_LIB_DIR", "JavaScriptCore.lib"], has_not: &["apt"] },
    ];
    for Case {
        target,
        distribution,
        has,
        has_not,
    } in table
    {
        let case = format!("{} {distribution}", target.os);
        let error = answer(target, &on(distribution), &[]);
        assert!(
            error.starts_with("JavaScriptCore was not found"),
            "{case}: {error}"
        );
        assert!(error.contains("JSC_SYS_NO_LINK"), "{case}: {error}");
        for text in has {
            assert!(error.contains(text), "{case}: no {text:?} in {error}");
        }
        for text in has_not {
            assert!(!error.contains(text), "{case}: {text:?} in {error}");
        }
    }
    let error = answer(LINUX, &on("debian"), &[]);
    for package in PACKAGES {
        let line = format!("pkg-config {package}: Package {package} was not found\n");
        assert!(error.contains(&line), "{error}");
    }
}

#[test]
fn a_named_package_that_is_missing_is_named() {
    let settings = Settings {
        package: some("javascriptcoregtk-9.9"),
        ..Settings::default()
    };
    let error = answer(LINUX, &settings, &PACKAGES);
    assert!(
        error.contains("JSC_SYS_PKG") && error.contains("`javascriptcoregtk-9.9`"),
        "{error}"
    );
}

#[test]
fn kinds_are_spelled_as_rustc_does() {
    let kinds = [Kind::Dynamic, Kind::Static, Kind::Framework];
    assert_eq!(
        kinds.map(Kind::rustc_name),
        ["dylib", "static", "framework"]
    );
}
