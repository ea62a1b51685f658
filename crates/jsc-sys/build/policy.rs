//! Where the engine comes from, decided from facts that are handed in: a pure function, so that one
//! machine can check the answer for every target.

/// The machine the program is built for, as Cargo names it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target<'a> {
    /// `CARGO_CFG_TARGET_OS`
    pub(crate) os: &'a str,
    /// `CARGO_CFG_TARGET_VENDOR`
    pub(crate) vendor: &'a str,
    /// `CARGO_CFG_TARGET_ENV`
    pub(crate) env: &'a str,
}

impl Target<'_> {
    fn is_apple(&self) -> bool {
        self.vendor == "apple"
    }

    fn is_windows(&self) -> bool {
        self.os == "windows"
    }
}

/// What the environment asks for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Settings {
    /// docs.rs builds this: there is no engine, and nothing is linked.
    pub(crate) docs_rs: bool,
    /// `JSC_SYS_NO_LINK`
    pub(crate) no_link: bool,
    /// `JSC_SYS_STATIC`
    pub(crate) statically: bool,
    /// `JSC_SYS_LIB_DIR`
    pub(crate) lib_dir: Option<String>,
    /// `JSC_SYS_LIB_NAME`, a list with commas
    pub(crate) lib_name: Option<String>,
    /// `JSC_SYS_PKG`
    pub(crate) package: Option<String>,
    /// `ID` and `ID_LIKE` of `/etc/os-release`, for the advice in an error
    pub(crate) distribution: String,
}

/// What pkg-config says of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Package {
    pub(crate) version: String,
    pub(crate) libs: Vec<String>,
    pub(crate) link_paths: Vec<String>,
}

/// How a library is linked; the word rustc uses for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Dynamic,
    Static,
    Framework,
}

impl Kind {
    pub(crate) fn rustc_name(self) -> &'static str {
        match self {
            Kind::Dynamic => "dylib",
            Kind::Static => "static",
            Kind::Framework => "framework",
        }
    }
}

/// What to link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Plan {
    /// Nothing: for documentation, and for a build that links the engine itself.
    Nothing,
    Link(Linkage),
}

/// The engine, and what it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Linkage {
    /// Folders, each with the kind rustc looks for in it.
    pub(crate) search: Vec<(&'static str, String)>,
    /// The first one is the engine.
    pub(crate) libs: Vec<(Kind, String)>,
    /// The pkg-config package, where one answered.
    pub(crate) package: Option<String>,
    pub(crate) version: Option<String>,
}

/// The packages asked for, the newest API first. The C API is the same in all of them.
pub(crate) const PACKAGES: [&str; 3] = [
    "javascriptcoregtk-6.0",
    "javascriptcoregtk-4.1",
    "javascriptcoregtk-4.0",
];

/// Chooses: the environment, else Apple's framework, else pkg-config.
///
/// # Errors
/// The text for the user: what was tried, and what to install or set.
pub(crate) fn decide(
    target: Target<'_>,
    settings: &Settings,
    pkg_config: &mut dyn FnMut(&str) -> Result<Package, String>,
) -> Result<Plan, String> {
    if settings.docs_rs || settings.no_link {
        return Ok(Plan::Nothing);
    }
    if let Some(package) = &settings.package {
        return match pkg_config(package) {
            Ok(found) => Ok(from_package(package, found, settings.statically)),
            Err(error) => Err(format!(
                "JSC_SYS_PKG names the pkg-config package `{package}`, which was not found:\n{error}"
            )),
        };
    }
    if settings.lib_dir.is_some() || settings.lib_name.is_some() || settings.statically {
        return Ok(from_environment(target, settings));
    }
    if target.is_apple() {
        return Ok(system_framework());
    }
    let mut tried = Vec::new();
    if !target.is_windows() {
        for package in PACKAGES {
            match pkg_config(package) {
                Ok(found) => return Ok(from_package(package, found, false)),
                Err(error) => tried.push(format!("{package}: {}", first_line(&error))),
            }
        }
    }
    Err(missing(target, settings, &tried))
}

fn from_environment(target: Target<'_>, settings: &Settings) -> Plan {
    let framework = target.is_apple() && !settings.statically && settings.lib_name.is_none();
    let (kind, default) = match (framework, settings.statically) {
        (true, _) => (Kind::Framework, "JavaScriptCore"),
        (false, true) => (Kind::Static, "JavaScriptCore,WTF,bmalloc"),
        (false, false) => (Kind::Dynamic, "JavaScriptCore"),
    };
    let names = settings.lib_name.as_deref().unwrap_or(default);
    let mut libs: Vec<_> = names
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(|name| named(kind, name))
        .collect();
    if settings.statically {
        libs.extend(
            runtime(target)
                .iter()
                .map(|name| named(Kind::Dynamic, name)),
        );
        if settings.lib_name.is_none() {
            libs.extend(
                unicode(target)
                    .iter()
                    .map(|name| named(Kind::Dynamic, name)),
            );
        }
    }
    let folder = if framework { "framework" } else { "native" };
    Plan::Link(Linkage {
        search: settings
            .lib_dir
            .iter()
            .map(|dir| (folder, dir.clone()))
            .collect(),
        libs,
        package: None,
        version: None,
    })
}

/// One entry of `JSC_SYS_LIB_NAME`: a name, or `static=name`, `dylib=name`.
fn named(kind: Kind, entry: &str) -> (Kind, String) {
    match entry.split_once('=') {
        Some(("static", name)) => (Kind::Static, name.to_owned()),
        Some(("dylib", name)) => (Kind::Dynamic, name.to_owned()),
        Some(("framework", name)) => (Kind::Framework, name.to_owned()),
        _ => (kind, entry.to_owned()),
    }
}

/// The C++ library that the engine's objects need and rustc does not add.
fn runtime(target: Target<'_>) -> &'static [&'static str] {
    match (target.is_apple(), target.env) {
        (true, _) => &["c++"],
        (false, "msvc") => &[],
        (false, _) => &["stdc++"],
    }
}

/// ICU as the system has it.
fn unicode(target: Target<'_>) -> &'static [&'static str] {
    if target.is_apple() {
        &["icucore"]
    } else if target.is_windows() {
        &["icuin", "icuuc"]
    } else {
        &["icui18n", "icuuc", "icudata"]
    }
}

fn system_framework() -> Plan {
    Plan::Link(Linkage {
        search: Vec::new(),
        libs: vec![(Kind::Framework, "JavaScriptCore".to_owned())],
        package: None,
        version: None,
    })
}

fn from_package(name: &str, found: Package, statically: bool) -> Plan {
    let (mut engine, others): (Vec<_>, Vec<_>) = found
        .libs
        .into_iter()
        .partition(|lib| lib.to_ascii_lowercase().contains("javascriptcore"));
    if engine.is_empty() {
        engine.push(name.to_owned());
    }
    let kind = if statically {
        Kind::Static
    } else {
        Kind::Dynamic
    };
    let mut libs: Vec<_> = engine.into_iter().map(|lib| (kind, lib)).collect();
    if statically {
        // A shared library brings what it needs; an archive does not.
        libs.extend(others.into_iter().map(|lib| (Kind::Dynamic, lib)));
    }
    Plan::Link(Linkage {
        search: found
            .link_paths
            .into_iter()
            .map(|dir| ("native", dir))
            .collect(),
        libs,
        package: Some(name.to_owned()),
        version: Some(found.version),
    })
}

fn missing(target: Target<'_>, settings: &Settings, tried: &[String]) -> String {
    let mut text = String::from("JavaScriptCore was not found.\n");
    for line in tried {
        text.push_str("  pkg-config ");
        text.push_str(line);
        text.push('\n');
    }
    text.push_str(&advice(target, &settings.distribution));
    text.push_str(
        "\nOr set JSC_SYS_LIB_DIR to a folder with the library (and JSC_SYS_LIB_NAME if it is not called\n\
         JavaScriptCore), JSC_SYS_PKG to a pkg-config package, or JSC_SYS_NO_LINK=1 to link nothing.",
    );
    text
}

/// What to install, for the system at hand where it is known.
fn advice(target: Target<'_>, distribution: &str) -> String {
    const KNOWN: [(&[&str], &str, &str); 3] = [
        (
            &["debian", "ubuntu"],
            "Debian, Ubuntu",
            "apt install libjavascriptcoregtk-4.1-dev pkg-config",
        ),
        (
            &["fedora", "rhel"],
            "Fedora",
            "dnf install javascriptcoregtk4.1-devel pkgconf-pkg-config",
        ),
        (&["arch"], "Arch Linux", "pacman -S webkit2gtk-4.1 pkgconf"),
    ];
    if target.is_windows() {
        return "Windows has no JavaScriptCore of its own: put JavaScriptCore.dll and its import library \
                (JavaScriptCore.lib, or libJavaScriptCore.dll.a for the gnu toolchain) into one folder \
                and set JSC_SYS_LIB_DIR to it."
            .to_owned();
    }
    let ours = KNOWN
        .iter()
        .filter(|(ids, _, _)| distribution.split_whitespace().any(|id| ids.contains(&id)));
    let mut lines: Vec<_> = ours.collect();
    if lines.is_empty() {
        lines = KNOWN.iter().collect();
    }
    let lines: Vec<_> = lines
        .into_iter()
        .map(|(_, name, command)| format!("  {name}: {command}"))
        .collect();
    format!("Install it:\n{}", lines.join("\n"))
}

fn first_line(text: &str) -> &str {
    text.lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or("not found")
        .trim()
}
