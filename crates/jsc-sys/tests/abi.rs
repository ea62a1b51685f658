//! The bindings against the C compiler: sizes, offsets, constants, and every signature of the
//! public API against the headers that the engine's packages install.
#![cfg(unix)]
#![allow(clippy::print_stderr, reason = "a skipped test says why")]

#[path = "support/compiler.rs"]
mod compiler;
#[path = "../src/bindings/public_table.rs"]
#[rustfmt::skip]
mod public_table;

use compiler::{compiler, errors, include, run, scratch};
use jsc_sys::*;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::mem::{offset_of, size_of};
use std::path::{Path, PathBuf};
use std::process::Command;

/// `-I` options that find `<JavaScriptCore/JavaScript.h>`, where a package installs it.
fn system_headers() -> Option<Vec<String>> {
    ["javascriptcoregtk-4.1", "javascriptcoregtk-6.0"]
        .iter()
        .find_map(|package| {
            let mut config = pkg_config::Config::new();
            config.cargo_metadata(false).env_metadata(false);
            let found = config.probe(package).ok()?;
            let installed = |path: &PathBuf| path.join("JavaScriptCore/JavaScript.h").is_file();
            found.include_paths.iter().any(installed).then(|| {
                let paths = found.include_paths.iter();
                paths.map(|path| format!("-I{}", path.display())).collect()
            })
        })
}

/// What the C program prints: a name and a number on each line.
fn layout(name: &str, options: &[String]) -> BTreeMap<String, usize> {
    let program = scratch(name).join("layout");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/c/layout.c");
    let built = run(compiler().args(options).arg(source).arg("-o").arg(&program));
    assert!(built.status.success(), "{}", errors(&built));
    let output = run(&mut Command::new(program));
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).expect("names and numbers");
    text.lines()
        .map(|line| {
            let (name, number) = line.rsplit_once(' ').expect("a name and a number");
            (name.to_owned(), number.parse().expect("a number"))
        })
        .collect()
}

/// The same from Rust.
fn rust_layout() -> BTreeMap<String, usize> {
    let mut all = BTreeMap::new();
    macro_rules! size {
        ($($type:ident)*) => {
            $(all.insert(format!("sizeof({})", stringify!($type)), size_of::<$type>());)*
        };
    }
    macro_rules! fields {
        ($($type:ident: $($field:ident)*;)*) => {
            $($(all.insert(
                format!("{}.{}", stringify!($type), stringify!($field)),
                offset_of!($type, $field),
            );)*)*
        };
    }
    macro_rules! constants {
        ($($name:ident)*) => {
            $(all.insert(stringify!($name).to_owned(), $name as usize);)*
        };
    }
    size! {
        JSChar JSType JSTypedArrayType JSRelationCondition JSPropertyAttributes JSClassAttributes
        JSContextRef JSValueRef JSObjectCallAsFunctionCallback JSStaticValue JSStaticFunction
        JSClassDefinition JSMarker JSProcessID
    }
    fields! {
        JSStaticValue: name getProperty setProperty attributes;
        JSStaticFunction: name callAsFunction attributes;
        JSClassDefinition: version attributes className parentClass staticValues staticFunctions
            initialize finalize hasProperty getProperty setProperty deleteProperty
            getPropertyNames callAsFunction callAsConstructor hasInstance convertToType;
        JSMarker: IsMarked Mark;
    }
    constants! {
        kJSTypeUndefined kJSTypeNull kJSTypeBoolean kJSTypeNumber kJSTypeString kJSTypeObject
        kJSTypeSymbol kJSTypeBigInt
        kJSTypedArrayTypeInt8Array kJSTypedArrayTypeInt16Array kJSTypedArrayTypeInt32Array
        kJSTypedArrayTypeUint8Array kJSTypedArrayTypeUint8ClampedArray
        kJSTypedArrayTypeUint16Array kJSTypedArrayTypeUint32Array kJSTypedArrayTypeFloat32Array
        kJSTypedArrayTypeFloat64Array kJSTypedArrayTypeArrayBuffer kJSTypedArrayTypeNone
        kJSTypedArrayTypeBigInt64Array kJSTypedArrayTypeBigUint64Array
        kJSRelationConditionUndefined kJSRelationConditionEqual kJSRelationConditionGreaterThan
        kJSRelationConditionLessThan
        kJSPropertyAttributeNone kJSPropertyAttributeReadOnly kJSPropertyAttributeDontEnum
        kJSPropertyAttributeDontDelete
        kJSClassAttributeNone kJSClassAttributeNoAutomaticPrototype
    }
    all
}

#[test]
fn rust_and_c_agree_on_our_header() {
    let c = layout("layout-ours", &[format!("-I{}", include().display())]);
    assert_eq!(rust_layout(), c);
}

#[test]
fn rust_and_c_agree_on_the_installed_headers() {
    let Some(mut options) = system_headers() else {
        eprintln!("skipped: no package installs JavaScriptCore/JavaScript.h");
        return;
    };
    options.push("-DSYSTEM_HEADERS".to_owned());
    let c = layout("layout-system", &options);
    let mut rust = rust_layout();
    // What no installed header has.
    rust.retain(|name, _| !name.contains("JSMarker") && !name.contains("JSProcessID"));
    assert_eq!(rust, c);
}

/// C that includes the installed headers, then ours with each function renamed, and asserts that
/// the two declarations have one type. `change` alters our header first.
fn comparison(folder: &Path, change: impl Fn(&str) -> String) -> PathBuf {
    let names = public_table::public_functions().map(|(name, _)| name);
    let header = fs::read_to_string(include().join("JavaScriptCore.h")).expect("our header");
    fs::write(folder.join("ours.h"), change(&header)).expect("the folder is writable");
    let mut text = String::from("#include <JavaScriptCore/JavaScript.h>\n");
    text.push_str("#define JSC_SYS_WITH_SYSTEM_TYPES\n");
    for name in names {
        writeln!(text, "#define {name} ours_{name}").expect("a string");
    }
    text.push_str("#include \"ours.h\"\n");
    for name in names {
        writeln!(text, "#undef {name}").expect("a string");
    }
    for name in names {
        let same =
            format!("__builtin_types_compatible_p(__typeof__({name}), __typeof__(ours_{name}))");
        writeln!(text, "_Static_assert({same}, \"{name} differs\");").expect("a string");
    }
    let file = folder.join("compare.c");
    fs::write(&file, text).expect("the folder is writable");
    file
}

fn compile(options: &[String], file: &Path) -> std::process::Output {
    run(compiler()
        .args(options)
        .args(["-std=c11", "-Werror", "-fsyntax-only"])
        .arg(file))
}

#[test]
fn every_public_function_has_the_installed_headers_signature() {
    let Some(options) = system_headers() else {
        eprintln!("skipped: no package installs JavaScriptCore/JavaScript.h");
        return;
    };
    let folder = scratch("signatures");
    let output = compile(&options, &comparison(&folder, str::to_owned));
    assert!(output.status.success(), "{}", errors(&output));
}

/// The comparison above can fail: each of these slips is caught, and names the function.
#[test]
fn a_wrong_signature_is_noticed() {
    let Some(options) = system_headers() else {
        eprintln!("skipped: no package installs JavaScriptCore/JavaScript.h");
        return;
    };
    let slips = [
        (
            "void JSGarbageCollect(JSContextRef ctx)",
            "void JSGarbageCollect(JSGlobalContextRef ctx)",
            "JSGarbageCollect",
        ),
        (
            "double JSValueToNumber(",
            "float JSValueToNumber(",
            "JSValueToNumber",
        ),
        (
            "left, int64_t right",
            "left, int32_t right",
            "JSValueCompareInt64",
        ),
        (
            "unsigned propertyIndex, JSValueRef value",
            "int propertyIndex, JSValueRef value",
            "JSObjectSetPropertyAtIndex",
        ),
        (
            "bool JSStringIsEqual(JSStringRef a, JSStringRef b)",
            "int JSStringIsEqual(JSStringRef a, JSStringRef b)",
            "JSStringIsEqual",
        ),
        (
            "bool (*JSObjectHasInstanceCallback)",
            "int (*JSObjectHasInstanceCallback)",
            "JSObjectHasInstanceCallback",
        ),
    ];
    for (number, (right, wrong, name)) in slips.into_iter().enumerate() {
        let folder = scratch(&format!("slip-{number}"));
        let file = comparison(&folder, |header| {
            assert_eq!(header.matches(right).count(), 1, "{right:?} in the header");
            header.replace(right, wrong)
        });
        let output = compile(&options, &file);
        assert!(!output.status.success(), "{wrong:?} went unnoticed");
        assert!(
            errors(&output).contains(name),
            "{name} is not named in {}",
            errors(&output)
        );
    }
}

/// The private header is C too, alone and together with C++.
#[test]
fn our_headers_are_self_contained_c_and_cpp() {
    let folder = scratch("self-contained");
    for (name, text) in [
        (
            "both.c",
            "#include \"JavaScriptCorePrivate.h\"\n#include \"JavaScriptCore.h\"\n",
        ),
        (
            "public.c",
            "#include \"JavaScriptCore.h\"\nint main(void) { return sizeof(JSClassDefinition) == 0; }\n",
        ),
        (
            "both.cpp",
            "#include \"JavaScriptCorePrivate.h\"\nvoid f(JSContextRef c) { JSLock(c); }\n",
        ),
    ] {
        let file = folder.join(name);
        fs::write(&file, text).expect("the folder is writable");
        let output = run(compiler()
            .arg(format!("-I{}", include().display()))
            .args(["-Wall", "-Wextra", "-Werror", "-fsyntax-only"])
            .arg(&file));
        assert!(output.status.success(), "{name}: {}", errors(&output));
    }
}
