//! What can be thrown is anything, hostile things included.

mod support;

use jsc::{Error, Exception, Function, Scope};
use support::{js, run};

/// The exception that a script throws.
fn thrown(scope: &Scope, code: &str) -> Exception {
    match scope.eval(code) {
        Err(Error::Exception(exception)) => exception,
        other => panic!("{code}: {other:?}"),
    }
}

#[test]
fn anything_can_be_thrown() {
    run(|scope| {
        for (code, name, text) in [
            ("throw 'text'", "", "text"),
            ("throw ''", "", ""),
            ("throw 42", "", "42"),
            ("throw -0", "", "0"),
            ("throw 10n", "", "10"),
            ("throw true", "", "true"),
            ("throw null", "", "null"),
            ("throw undefined", "", "undefined"),
            ("throw Symbol('mark')", "", "Symbol(mark)"),
            ("throw Symbol()", "", "Symbol()"),
            ("throw {}", "", "[object Object]"),
            ("throw [1, 2]", "", "1,2"),
            ("throw { message: 'm' }", "", "m"),
            ("throw { name: 'N', message: 'm' }", "N", "m"),
            ("throw { name: 'N', message: 7 }", "N", "7"),
            (
                "throw { name: Symbol('n'), message: Symbol('m') }",
                "Symbol(n)",
                "Symbol(m)",
            ),
            ("throw { name: {}, message: {} }", "", "[object Object]"),
            ("throw Object.create(null)", "", "object"),
            (
                "throw Object.assign(Object.create(null), { message: 'bare' })",
                "",
                "bare",
            ),
            (
                "throw Object.freeze(new Error('frozen'))",
                "Error",
                "frozen",
            ),
            ("throw new Error", "Error", ""),
            ("throw new Error('')", "Error", ""),
            (
                "class Mine extends Error { get name() { return 'Mine' } } throw new Mine('m')",
                "Mine",
                "m",
            ),
            (
                "throw Promise",
                "",
                "function Promise() {\n    [native code]\n}",
            ),
            ("var e = new Error('x'); e.name = ''; throw e", "", "x"),
            (
                "throw new Proxy(new Error('proxied'), {})",
                "Error",
                "proxied",
            ),
        ] {
            let exception = thrown(scope, code);
            assert_eq!(
                (exception.name(), exception.message()),
                (name, text),
                "{code}"
            );
        }
        assert_eq!(thrown(scope, "throw new Error").to_string(), "Error");
        assert_eq!(
            thrown(scope, "throw { name: 'N', message: 'm' }").to_string(),
            "N: m"
        );
        Ok(())
    });
}

#[test]
fn hostile_objects_give_a_snapshot_too() {
    run(|scope| {
        for code in [
            "throw { get name() { throw 1 }, get message() { throw 2 }, get stack() { throw 3 }, toString() { throw 4 } }",
            "throw { get message() { throw { get message() { throw { get message() { throw 1 } } } } } }",
            "throw { message: 'm', get line() { throw 1 }, get column() { throw 1 }, get sourceURL() { throw 1 }, get cause() { throw 1 }, get errors() { throw 1 } }",
            "throw new Proxy({}, new Proxy({}, { get() { throw new Error('trap') } }))",
            "var r = Proxy.revocable({}, {}); r.revoke(); throw r.proxy",
            "var e = new Error('loop'); e.cause = e; throw e",
            "throw { message: 'm', line: -1, column: 1.5, sourceURL: {}, stack: 7 }",
            "throw { message: 'm', line: NaN, column: Infinity, sourceURL: Symbol(), stack: null }",
            "throw { message: 'm', line: '3', column: { valueOf() { throw 1 } } }",
            "throw { message: 'm', errors: new Proxy([1], {}), cause: new Proxy(() => {}, { get() { throw 1 } }) }",
            "var a = []; Object.defineProperty(a, 0, { get() { throw 1 } }); a.length = 2 ** 32 - 1; throw { message: 'm', errors: a }",
            "throw { [Symbol.toPrimitive]() { return {} } }",
            "throw { [Symbol.toPrimitive]: 1 }",
            "throw new (class extends Array { get length() { throw 1 } toString() { throw 1 } })",
            "var deep = {}; for (let i = 0; i < 1000; i++) deep = { message: 'm' + i, cause: deep }; throw deep",
            "var f = () => { throw f }; f.toString = f; throw f",
            "(function deep() { try { deep() } catch (e) { throw e } })()",
        ] {
            let exception = thrown(scope, code);
            assert!(exception.line().is_none_or(|line| line > 0), "{code}");
            assert!(
                format!("{exception} {exception:?}").len() < 1 << 20,
                "{code}"
            );
            assert_eq!(scope.eval("1 + 1")?.to::<i32>(scope)?, 2, "after {code}");
        }
        Ok(())
    });
}

#[test]
fn huge_texts_are_cut() {
    run(|scope| {
        let exception = thrown(scope, "throw new Error('x'.repeat(1e7))");
        assert_eq!(exception.message().len(), 65_536 + '…'.len_utf8());
        assert!(exception.message().ends_with("x…"));
        // Not in the middle of a character, nor of a pair.
        let exception = thrown(scope, "throw 'x' + '🦀'.repeat(65536)");
        assert!(exception.message().ends_with("🦀…"));
        assert!(exception.message().len() > 65_500);
        let exact = thrown(scope, "throw 'é'.repeat(65536)");
        assert_eq!(exact.message(), "é".repeat(65_536));
        Ok(())
    });
}

#[test]
fn lone_surrogates_are_replaced() {
    run(|scope| {
        let exception = thrown(scope, "throw new Error('a\\ud800b\\0c')");
        assert_eq!(exception.message(), "a\u{fffd}b\0c");
        Ok(())
    });
}

#[test]
fn the_thrown_value_itself_comes_back_to_javascript() {
    run(|scope| {
        let through = scope.function_with("through", |scope, args| {
            args.get::<jsc::Local<'_, Function>>(0)?.call(scope, ())
        })?;
        for value in [
            "new Error('same')",
            "{}",
            "'text'",
            "Symbol('s')",
            "undefined",
            "0.5",
            "10n",
            "() => 1",
        ] {
            let code = format!(
                "through => {{ const thrown = {value}; try {{ through(() => through(() => {{ throw thrown }})) }}
                               catch (caught) {{ return Object.is(caught, thrown) }} }}"
            );
            assert!(
                js(scope, &code)
                    .call(scope, (through,))?
                    .to::<bool>(scope)?,
                "{value}"
            );
        }
        Ok(())
    });
}

/// The engine calls `toString` of whatever leaves through the C API; whatever that does, the exception is the first one.
#[test]
fn a_hostile_to_string_changes_nothing() {
    run(|scope| {
        let value = "({ message: 'the one', toString() { globalThis.called = true; throw new Error('another') } })";
        let exception = thrown(scope, &format!("throw {value}"));
        assert_eq!(exception.message(), "the one");
        assert_eq!(scope.eval("1 + 1")?.to::<i32>(scope)?, 2);
        Ok(())
    });
}
