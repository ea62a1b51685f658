//! What scripts find in the realm before any module runs: timers, `console`, `process`. Their code is in `prelude/*.js`, evaluated once; the
//! functions that reach into the host are passed as arguments and are never globals.

mod native;

use std::path::{Path, PathBuf};
use std::rc::Rc;

use jsc::{Context, Function, Local, Object, Protected, Scope, Source, Value};

use crate::source_maps::SourceMaps;
use crate::state::State;

/// What the prelude is told about the program.
pub(crate) struct Program {
    pub(crate) argv: Vec<String>,
    pub(crate) exec_path: PathBuf,
    pub(crate) cwd: PathBuf,
}

/// The prelude's functions that the loop calls.
pub(crate) struct Prelude {
    fire: Protected<Function>,
    forget: Protected<Function>,
    emit: Protected<Function>,
    run_exit_listeners: Protected<Function>,
    exit_code: Protected<Function>,
}

impl Prelude {
    /// Evaluates the prelude and defines its globals.
    ///
    /// # Errors
    /// Those of the engine.
    pub(crate) fn install(context: &Context, state: &Rc<State>, maps: &Rc<SourceMaps>, program: &Program) -> jsc::Result<Prelude> {
        context.enter(|scope| {
            let native = native::object(scope, state, maps, program)?;
            let part = |name: &str, code: &str, args: &[Local<'_, Value>]| -> jsc::Result<Local<'_, Value>> {
                scope.eval_from(code, Source::named(name))?.cast::<Function>(scope)?.call(scope, args)
            };
            let timers = part("hot:timers", include_str!("prelude/timers.js"), &[native.into_value()])?.cast::<Object>(scope)?;
            part("hot:async-work", include_str!("prelude/async_work.js"), &[native.into_value()])?;
            let inspect = part("hot:inspect", include_str!("prelude/inspect.js"), &[native.into_value()])?;
            let console = part("hot:console", include_str!("prelude/console.js"), &[native.into_value(), inspect])?;
            let timer_globals = timers.get(scope, "globals")?.cast::<Object>(scope)?;
            let queue_microtask = timer_globals.get(scope, "queueMicrotask")?;
            let process = part("hot:process", include_str!("prelude/process.js"), &[native.into_value(), queue_microtask])?.cast::<Object>(scope)?;

            for name in timer_globals.keys(scope)? {
                define(scope, &name, timer_globals.get(scope, name.as_str())?)?;
            }
            define(scope, "console", console)?;
            define(scope, "process", process.get(scope, "process")?)?;
            define(scope, "global", scope.global().into_value())?;

            let function = |object: Local<'_, Object>, name: &str| -> jsc::Result<Protected<Function>> {
                Ok(object.get(scope, name)?.cast::<Function>(scope)?.protect(scope))
            };
            Ok(Prelude {
                fire: function(timers, "fire")?,
                forget: function(timers, "forget")?,
                emit: function(process, "emit")?,
                run_exit_listeners: function(process, "runExitListeners")?,
                exit_code: function(process, "exitCode")?,
            })
        })
    }

    /// Calls the callback of a timer that is due.
    ///
    /// # Errors
    /// What it throws.
    pub(crate) fn fire(&self, scope: &Scope, id: u32) -> jsc::Result<()> {
        self.fire.local(scope).call(scope, (id,)).map(drop)
    }

    /// Drops the callbacks of timers that were disposed of.
    ///
    /// # Errors
    /// Those of the engine.
    pub(crate) fn forget(&self, scope: &Scope, ids: Vec<u32>) -> jsc::Result<()> {
        self.forget.local(scope).call(scope, (ids,)).map(drop)
    }

    /// Emits an event of `process`; true if there were listeners.
    ///
    /// # Errors
    /// What a listener throws.
    pub(crate) fn emit(&self, scope: &Scope, event: &str, args: &[Local<'_, Value>]) -> jsc::Result<bool> {
        scope.nested(|scope| {
            let mut all = vec![scope.string(event)?.into_value()];
            all.extend(args.iter().copied());
            self.emit.local(scope).call(scope, &all[..])?.to::<bool>(scope)
        })
    }

    /// Offers a rejection that nobody looks after to the listeners of `unhandledRejection`, then to those of `uncaughtException`, as Node does. True if
    /// one of them took it.
    ///
    /// # Errors
    /// What a listener throws.
    pub(crate) fn emit_rejection(&self, scope: &Scope, promise: Local<'_, Value>, reason: Local<'_, Value>) -> jsc::Result<bool> {
        if self.emit(scope, "unhandledRejection", &[reason, promise])? {
            return Ok(true);
        }
        let origin = scope.string("unhandledRejection")?.into_value();
        self.emit(scope, "uncaughtException", &[reason, origin])
    }

    /// Runs the listeners of `exit`, once, and gives the code that they leave.
    ///
    /// # Errors
    /// What a listener throws.
    pub(crate) fn run_exit_listeners(&self, scope: &Scope, code: i32) -> jsc::Result<i32> {
        self.run_exit_listeners.local(scope).call(scope, (code,))?.to::<i32>(scope)
    }

    /// `process.exitCode`, or 0.
    ///
    /// # Errors
    /// What reading it throws.
    pub(crate) fn exit_code(&self, scope: &Scope) -> jsc::Result<i32> {
        self.exit_code.local(scope).call(scope, ())?.to::<i32>(scope)
    }
}

/// Defines a global as the specifications do: writable, configurable, not enumerable.
fn define(scope: &Scope, name: &str, value: Local<'_, Value>) -> jsc::Result<()> {
    scope.global().define(scope, name, value, jsc::Attributes::HIDDEN)
}

/// A path as JavaScript sees it.
pub(crate) fn path_text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
