//! A realm of the engine for lowered modules, one at a time.

use std::path::Path;

use jsc::{Context, Vm};

use crate::transform::{RUNTIME_HELPERS, TransformOptions, transform};

/// `log`, and `drive`, which instantiates and evaluates a module function with the given imports.
const DRIVER: &str = r#"
var LOG = [];
function log(...words) { LOG.push(words.map(String).join(" ")); }
function describe(error) {
    if (error instanceof SuppressedError) return `Suppressed(${describe(error.error)}, ${describe(error.suppressed)})`;
    return error instanceof Error ? error.name : String(error);
}
function drive(module, environment) {
    const runtime = Object.create(HELPERS);
    runtime.meta = { url: "file:///a.js" };
    runtime.import = (...args) => Promise.resolve(args.join());
    runtime.exports = (getters) => { runtime.exported = getters; };
    const generator = module.call(undefined, runtime, environment);
    const first = generator.next();
    if (first.done || first.value !== undefined) throw new Error("no pause");
    const step = (resume) => {
        let result;
        try { result = resume(); } catch (error) { log("threw", describe(error)); return; }
        if (result.done) return;
        let awaited;
        try { awaited = Promise.resolve(result.value); } catch (error) { step(() => generator.throw(error)); return; }
        awaited.then((value) => step(() => generator.next(value)), (error) => step(() => generator.throw(error)));
    };
    runtime.evaluate = () => step(() => generator.next());
    return runtime;
}
"#;

/// A realm with the driver.
pub(super) struct Realm(Context);

impl Realm {
    pub(super) fn new() -> Realm {
        let context = Vm::new().unwrap().new_context().unwrap();
        let realm = Realm(context);
        realm.script(&format!("var HELPERS = {RUNTIME_HELPERS};"));
        realm.script(DRIVER);
        realm
    }

    /// Runs a script, then microtasks until there are none.
    #[track_caller]
    pub(super) fn script(&self, code: &str) {
        self.0
            .enter(|scope| scope.eval(code).map(|_| ()))
            .unwrap_or_else(|e| panic!("{e}: {code}"));
    }

    /// What was logged since the last time.
    pub(super) fn take_log(&self) -> Vec<String> {
        let text: String = self
            .0
            .enter(|scope| scope.eval("LOG.splice(0).join('\\n')")?.to(scope))
            .unwrap();
        text.lines().map(str::to_owned).collect()
    }

    /// Evaluates a module without imports and returns its log.
    #[track_caller]
    pub(super) fn module(&self, source: &str) -> Vec<String> {
        self.module_with(
            source,
            Path::new("/app/a.js"),
            &TransformOptions::default(),
            "{}",
        )
    }

    /// Evaluates a module; `environment` is the object that its imports are read from.
    #[track_caller]
    pub(super) fn module_with(
        &self,
        source: &str,
        path: &Path,
        options: &TransformOptions,
        environment: &str,
    ) -> Vec<String> {
        let module = transform(source, path, options).unwrap_or_else(|e| panic!("{source}: {e:?}"));
        self.script(&format!(
            "drive({}, {environment}).evaluate();",
            module.code
        ));
        self.take_log()
    }
}
