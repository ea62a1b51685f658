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
    rearm: Protected<Function>,
    forget_timers: Protected<Function>,
    forget_listeners: Protected<Function>,
    reset_console: Protected<Function>,
    inspect: Protected<Function>,
    emit: Protected<Function>,
    run_exit_listeners: Protected<Function>,
    exit_code: Protected<Function>,
}

impl Prelude {
    /// Evaluates the prelude and defines its globals.
    ///
    /// # Errors
    /// Those of the engine.
    pub(crate) fn install(
        context: &Context,
        state: &Rc<State>,
        maps: &Rc<SourceMaps>,
        program: &Program,
    ) -> jsc::Result<Prelude> {
        context.enter(|scope| {
            let native = native::object(scope, state, maps, program)?;
            let part = |name: &str,
                        code: &str,
                        args: &[Local<'_, Value>]|
             -> jsc::Result<Local<'_, Value>> {
                scope
                    .eval_from(code, Source::named(name))?
                    .cast::<Function>(scope)?
                    .call(scope, args)
            };
            let process = part(
                "hot:process",
                include_str!("prelude/process.js"),
                &[native.into_value()],
            )?
            .cast::<Object>(scope)?;
            let uncaught = process.get(scope, "uncaught")?;
            let timers = part(
                "hot:timers",
                include_str!("prelude/timers.js"),
                &[native.into_value(), uncaught],
            )?
            .cast::<Object>(scope)?;
            part(
                "hot:async-work",
                include_str!("prelude/async_work.js"),
                &[native.into_value()],
            )?;
            let kinds = part(
                "hot:kinds",
                include_str!("prelude/kinds.js"),
                &[native.into_value()],
            )?;
            let quote = part("hot:quote", include_str!("prelude/quote.js"), &[])?;
            let layout = part("hot:layout", include_str!("prelude/layout.js"), &[])?;
            let inspect = part(
                "hot:inspect",
                include_str!("prelude/inspect.js"),
                &[native.into_value(), kinds, quote, layout],
            )?;
            let format = part("hot:format", include_str!("prelude/format.js"), &[inspect])?;
            let console = part(
                "hot:console",
                include_str!("prelude/console.js"),
                &[native.into_value(), inspect, format],
            )?
            .cast::<Object>(scope)?;
            let timer_globals = timers.get(scope, "globals")?.cast::<Object>(scope)?;
            process
                .get(scope, "setQueueMicrotask")?
                .cast::<Function>(scope)?
                .call(scope, (timer_globals.get(scope, "queueMicrotask")?,))?;

            for name in timer_globals.keys(scope)? {
                define(scope, &name, timer_globals.get(scope, name.as_str())?)?;
            }
            define(scope, "console", console.get(scope, "console")?)?;
            define(scope, "process", process.get(scope, "process")?)?;
            define(scope, "global", scope.global().into_value())?;

            let function =
                |object: Local<'_, Object>, name: &str| -> jsc::Result<Protected<Function>> {
                    Ok(object
                        .get(scope, name)?
                        .cast::<Function>(scope)?
                        .protect(scope))
                };
            Ok(Prelude {
                fire: function(timers, "fire")?,
                rearm: function(timers, "rearm")?,
                forget_timers: function(timers, "forget")?,
                forget_listeners: function(process, "forgetListeners")?,
                reset_console: function(console, "reset")?,
                inspect: inspect.cast::<Function>(scope)?.protect(scope),
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

    /// Schedules an interval anew whose callback was ended from outside.
    ///
    /// # Errors
    /// Those of the engine.
    pub(crate) fn rearm(&self, scope: &Scope, id: u32) -> jsc::Result<()> {
        self.rearm.local(scope).call(scope, (id,)).map(drop)
    }

    /// Drops what a generation leaves behind: the callbacks of its timers, its listeners, and the indentation of its output; also the listeners of
    /// preloads, if these are to run again.
    ///
    /// # Errors
    /// Those of the engine.
    pub(crate) fn retire(
        &self,
        scope: &Scope,
        timers: Vec<u32>,
        with_preloads: bool,
    ) -> jsc::Result<()> {
        self.forget_timers.local(scope).call(scope, (timers,))?;
        self.forget_listeners
            .local(scope)
            .call(scope, (with_preloads,))?;
        self.reset_console.local(scope).call(scope, ()).map(drop)
    }

    /// How a value looks in text.
    ///
    /// # Errors
    /// Those of the engine; an object that throws when it is looked at is shown as such.
    pub(crate) fn inspect(&self, scope: &Scope, value: Local<'_, Value>) -> jsc::Result<String> {
        scope.nested(|scope| {
            self.inspect
                .local(scope)
                .call(scope, (value.in_scope(scope),))?
                .to::<String>(scope)
        })
    }

    /// Emits an event of `process`; true if there were listeners.
    ///
    /// # Errors
    /// What a listener throws.
    pub(crate) fn emit(
        &self,
        scope: &Scope,
        event: &str,
        args: &[Local<'_, Value>],
    ) -> jsc::Result<bool> {
        scope.nested(|scope| {
            let mut all = vec![scope.string(event)?.into_value()];
            all.extend(args.iter().copied());
            self.emit
                .local(scope)
                .call(scope, &all[..])?
                .to::<bool>(scope)
        })
    }

    /// Offers a rejection that nobody looks after to the listeners of `unhandledRejection`, then to those of `uncaughtException`, as Node does. True if
    /// one of them took it.
    ///
    /// # Errors
    /// What a listener throws.
    pub(crate) fn emit_rejection(
        &self,
        scope: &Scope,
        promise: Local<'_, Value>,
        reason: Local<'_, Value>,
    ) -> jsc::Result<bool> {
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
        self.run_exit_listeners
            .local(scope)
            .call(scope, (code,))?
            .to::<i32>(scope)
    }

    /// `process.exitCode`, or 0.
    ///
    /// # Errors
    /// What reading it throws.
    pub(crate) fn exit_code(&self, scope: &Scope) -> jsc::Result<i32> {
        self.exit_code
            .local(scope)
            .call(scope, ())?
            .to::<i32>(scope)
    }
}

/// Defines a global as the specifications do: writable, configurable, not enumerable.
fn define(scope: &Scope, name: &str, value: Local<'_, Value>) -> jsc::Result<()> {
    scope
        .global()
        .define(scope, name, value, jsc::Attributes::HIDDEN)
}

/// A path as JavaScript sees it.
pub(crate) fn path_text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
