//! Top-level `await` and `for await`, turn for turn against the engine's own async functions.

use super::realm::Realm;

/// What the programs use. The counter shows in which turn things happen.
const SETUP: &str = r#"
var iterable = (n, o = {}) => ({ [Symbol.asyncIterator]() {
    log("open");
    let i = 0;
    const iterator = { next() {
        log("next", arguments.length);
        if (o.throwNext === i) throw "next";
        if (o.rejectNext === i) return Promise.reject("next");
        if (o.badNext === i) return 1;
        i += 1;
        const result = { value: i, done: i > n };
        return o.sync ? result : Promise.resolve(result);
    } };
    if (!o.noReturn) iterator.return = function () {
        log("return", arguments.length);
        if (o.throwReturn) throw "return";
        if (o.rejectReturn) return Promise.reject("return");
        return o.badReturn ? 3 : Promise.resolve({});
    };
    return iterator;
} });
var syncIterable = (values, o = {}) => ({ [Symbol.iterator]() {
    log("open");
    let i = 0;
    const iterator = { next() {
        log("next", arguments.length);
        if (o.throwNext === i) throw "next";
        return i < values.length ? { value: values[i++], done: false } : { value: undefined, done: true };
    } };
    if (!o.noReturn) iterator.return = function () {
        log("return", arguments.length);
        if (o.throwReturn) throw "return";
        return o.badReturn ? 3 : { value: Promise.resolve(1), done: true };
    };
    return iterator;
} });
var count = () => { (async () => { for (let i = 0; i < 40; i += 1) { log(i); await 0; } })(); };
"#;

const ITERABLES: &[&str] = &[
    "iterable(2)",
    "iterable(0)",
    "iterable(2, { noReturn: 1 })",
    "iterable(3, { throwNext: 1 })",
    "iterable(3, { rejectNext: 1 })",
    "iterable(3, { badNext: 1 })",
    "iterable(3, { sync: 1 })",
    "iterable(3, { throwReturn: 1 })",
    "iterable(3, { rejectReturn: 1 })",
    "iterable(3, { badReturn: 1 })",
    "syncIterable([1, Promise.resolve(2), 3])",
    "syncIterable([1, Promise.reject('value'), 3])",
    "syncIterable([1, 2], { throwNext: 1 })",
    "syncIterable([1, 2, 3], { noReturn: 1 })",
    "syncIterable([1, 2, 3], { throwReturn: 1 })",
    "syncIterable([1, 2, 3], { badReturn: 1 })",
    "syncIterable([1, { get then() { throw 'then'; } }, 3])",
    "syncIterable([1, Object.defineProperty(Promise.resolve(1), 'constructor', { get() { throw 'constructor'; } }), 2])",
    "[]",
    "[Promise.resolve(1)]",
    "5",
    "null",
    "{ [Symbol.asyncIterator]: 1 }",
    "{ [Symbol.asyncIterator]() { return 1; } }",
    "{ [Symbol.asyncIterator]: null, [Symbol.iterator]: Array.prototype.values, length: 1, 0: 7 }",
];

/// `@` is the iterable.
const LOOPS: &[&str] = &[
    "for await (const x of @) log(x);",
    "for await (const x of @) { log(x); if (x === 2) break; }",
    "for await (const x of @) { log(x); if (x === 1) continue; log('rest'); }",
    "for await (const x of @) { log(x); throw 'body'; }",
    "for await (const x of @) { await 1; log(x); }",
    "for await (const x of @) { try { log(x); if (x === 1) break; } finally { log('finally'); await 2; } }",
    "for await (const { a: { b } } of @) log(b);",
    "var o = {}; for await (o.p of @) log(o.p);",
    "l: for (let q = 0; q < 2; q++) { for await (let x of @) { log(x, q); if (q === 0) continue l; break l; } }",
    "l: m: for await (let x of @) { for (;;) { log(x); if (x === 1) continue l; else break m; } }",
    "for await (let x of @) for await (let y of @) { log(x, y); if (y === 2) break; }",
];

const OTHERS: &[&str] = &[
    "for await (let x of [x]) log(1);",
    "let x = [1]; for await (let x of x) log(1);",
    "let fs = []; for await (let x of [1, 2, 3]) fs.push(() => x++); log(fs.map((f) => f()), fs.map((f) => f()));",
    "let f; try { for await (let x of ((f = () => x), [])) ; } finally { try { f(); } catch (e) { log(e.name); } }",
    "for await (var x of [1]) ; log(x);",
    "log(await Promise.resolve(4), await { then(r) { log('then'); r(5); } });",
    "try { await Promise.reject('q'); } catch (e) { log('caught', e); } finally { await 0; log('finally'); }",
    "let [a = await 1, b = (await 2) + 1] = []; log(a, b);",
    "log(typeof await 1, `${await 'x'}${await 'y'}`, (await [1])[0], !await 0);",
    "await { get then() { throw 'then'; } };",
    "await Object.defineProperty(Promise.resolve(1), 'constructor', { get() { throw 'constructor'; } });",
    "log(await (async () => { await 0; return await 1; })());",
    "class A extends (await class { static s = 's' }) { static [await 'k'] = super.s } log(A.k);",
    "for (let i = await 0; i < await 2; i += await 1) log(i); do { log('once'); } while (await false);",
    "switch (await 2) { case await 1: log('no'); case await 2: log('yes'); default: log('too'); }",
];

#[test]
fn the_same_turns_as_an_async_function() {
    let realm = Realm::new();
    realm.script(SETUP);
    let loops = LOOPS
        .iter()
        .flat_map(|l| ITERABLES.iter().map(|i| l.replace('@', &format!("({i})"))));
    for program in loops.chain(OTHERS.iter().map(ToString::to_string)) {
        // The end is logged inside: what follows a module takes another turn than what follows a function.
        let body = format!(
            "count(); try {{ {program} }} catch (error) {{ log('error', error?.name ?? error); }} log('end');"
        );
        let ours = realm.module(&body);
        realm.script(&format!(
            "(async function () {{ 'use strict'; {body} }})();"
        ));
        let engines = realm.take_log();
        assert!(
            engines.iter().any(|line| line == "end"),
            "{program}: {engines:?}"
        );
        assert_eq!(ours, engines, "{program}");
    }
}
