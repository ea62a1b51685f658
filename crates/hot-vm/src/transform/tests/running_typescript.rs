//! Lowered TypeScript on the engine.

use std::path::Path;

use super::realm::Realm;
use crate::transform::TransformOptions;

#[test]
fn legacy_decorators_run() {
    let realm = Realm::new();
    let options = TransformOptions {
        experimental_decorators: true,
        emit_decorator_metadata: true,
        ..TransformOptions::default()
    };
    let source = "const d = (n) => (...a) => { log(n, typeof a[0], a[1], typeof a[2]) };
const wrap = (t, k, p) => ({ ...p, value() { return p.value.call(this) + 1 } });
@d('class') class A { @d('field') x = 1; @wrap m() { return 1 } n(@d('param') p) {} @d('static') static s() {} }
log(new A().m());
@((c) => class extends c { extra = 1 }) class B {} log(new B().extra);";
    let log = realm.module_with(source, Path::new("/app/a.ts"), &options, "{}");
    assert_eq!(
        log,
        [
            "field object x undefined",
            "param object n number",
            "static function s object",
            "class function undefined undefined",
            "2",
            "1"
        ]
    );
}

#[test]
fn assigned_fields_run() {
    let realm = Realm::new();
    let options = TransformOptions {
        use_define_for_class_fields: false,
        ..TransformOptions::default()
    };
    let source = "class A { set x(v) { log('set', v) } }
class B extends A { x = 1; y: number; #p = 2; static #q = 3; static { log(B.#q, 'y' in new B(0)) }
  constructor(public z: number) { super(); log(this.z) }
  #m() { return ++this.#p } get p() { return this.#m() + B.#q } has(o) { return #p in o } t() { return super.toString() } }
const b = new B(4); log(b.p, b.has(b), b.has({}), b.t());
try { b.has(1) } catch (e) { log(e.name) }
try { Object.getOwnPropertyDescriptor(B.prototype, 'p').get.call({}) } catch (e) { log(e.name) }";
    let log = realm.module_with(source, Path::new("/app/a.ts"), &options, "{}");
    assert_eq!(
        log,
        [
            "set 1",
            "0",
            "3 false",
            "set 1",
            "4",
            "6 true false [object Object]",
            "TypeError",
            "TypeError"
        ]
    );
}

#[test]
fn typescript_runs() {
    let realm = Realm::new();
    let source = "enum E { A, B = 'b', C = 4, D } namespace N { export const x = 1; export namespace M { export const y = x + 1 } }
class P { constructor(public a = 1, readonly b = a + 1) {} }
log(E.A, E[0], E.B, E.D, N.M.y, new P().b); namespace E2 { export enum F { G = 7 } } log(E2.F.G);";
    let log = realm.module_with(
        source,
        Path::new("/app/a.ts"),
        &TransformOptions::default(),
        "{}",
    );
    assert_eq!(log, ["0 A b 5 2 2", "7"]);
}
