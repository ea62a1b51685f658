//! The functions and facts that the prelude's JavaScript is given.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::{Duration, Instant};

use jsc::{Args, Local, Object, Promise, PromiseStatus, Scope, Value};

use crate::cli::RESTARTED_VARIABLE;
use crate::error_report;
use crate::output::Stream;
use crate::prelude::{Program, path_text};
use crate::source_maps::SourceMaps;
use crate::state::State;
use crate::timers::Owner;

/// The object that `prelude/*.js` know as `native`.
pub(super) fn object<'s>(
    scope: &'s Scope,
    state: &Rc<State>,
    maps: &Rc<SourceMaps>,
    program: &Program,
) -> jsc::Result<Local<'s, Object>> {
    let native = scope.object();
    timers(scope, native, state, maps)?;
    output(scope, native, state, maps)?;
    process(scope, native, state, program)?;
    Ok(native)
}

fn timers(
    scope: &Scope,
    native: Local<'_, Object>,
    state: &Rc<State>,
    maps: &Rc<SourceMaps>,
) -> jsc::Result<()> {
    let shared = Rc::clone(state);
    native.set(
        scope,
        "schedule",
        scope.function("schedule", move |id: u32, milliseconds: f64| {
            let delay = Duration::from_secs_f64(milliseconds.clamp(0.0, 2_147_483_647.0) / 1000.0);
            let owner = shared.timers.owner(id).unwrap_or(shared.owner.get());
            shared.timers.schedule(id, Instant::now(), delay, owner);
        })?,
    )?;
    let shared = Rc::clone(state);
    native.set(
        scope,
        "immediate",
        scope.function("immediate", move |id: u32| {
            shared.timers.add_immediate(id, shared.owner.get())
        })?,
    )?;
    let shared = Rc::clone(state);
    native.set(
        scope,
        "cancel",
        scope.function("cancel", move |id: u32| shared.timers.cancel(id))?,
    )?;
    let shared = Rc::clone(state);
    native.set(
        scope,
        "setRef",
        scope.function("setRef", move |id: u32, is_ref: bool| {
            shared.timers.set_ref(id, is_ref)
        })?,
    )?;
    let shared = Rc::clone(state);
    native.set(
        scope,
        "hasExited",
        scope.function("hasExited", move || shared.exit_code.get().is_some())?,
    )?;
    let shared = Rc::clone(state);
    native.set(
        scope,
        "isPreload",
        scope.function("isPreload", move || shared.owner.get() == Owner::Preload)?,
    )?;
    let shared = Rc::clone(state);
    native.set(
        scope,
        "hold",
        scope.function("hold", move || shared.held.set(shared.held.get() + 1))?,
    )?;
    let shared = Rc::clone(state);
    native.set(
        scope,
        "release",
        scope.function("release", move || {
            shared.held.set(shared.held.get().saturating_sub(1))
        })?,
    )?;
    let (shared, maps) = (Rc::clone(state), Rc::clone(maps));
    native.set(
        scope,
        "report",
        scope.function_with("report", move |scope: &Scope, args: Args<'_>| {
            shared.push_uncaught(error_report::of_value(scope, args.value(0), &maps));
            Ok(scope.undefined())
        })?,
    )
}

fn output(
    scope: &Scope,
    native: Local<'_, Object>,
    state: &Rc<State>,
    maps: &Rc<SourceMaps>,
) -> jsc::Result<()> {
    let shared = Rc::clone(state);
    native.set(
        scope,
        "write",
        scope.function_with("write", move |scope: &Scope, args: Args<'_>| {
            let stream = if args.get::<String>(0)? == "stderr" {
                Stream::Stderr
            } else {
                Stream::Stdout
            };
            let chunk = args.value(1);
            let length = match chunk.cast::<jsc::TypedArray>(scope) {
                Ok(bytes) => {
                    let bytes = bytes.to_bytes(scope)?;
                    shared.output.write(stream, &bytes);
                    bytes.len()
                }
                Err(_) => {
                    let text = chunk.cast::<jsc::JsString>(scope)?.to_string_lossy(scope)?;
                    shared.output.write(stream, text.as_bytes());
                    text.len()
                }
            };
            jsc::IntoJs::into_js(length as f64, scope)
        })?,
    )?;
    let shared = Rc::clone(state);
    native.set(scope, "now", scope.function("now", move || shared.now())?)?;
    native.set(
        scope,
        "describe",
        scope.function_with("describe", |scope: &Scope, args: Args<'_>| {
            let Ok(promise) = args.value(0).cast::<Promise>(scope) else {
                return Ok(scope.undefined());
            };
            let state = match promise.status(scope) {
                Ok(PromiseStatus::Pending) => "pending",
                Ok(PromiseStatus::Fulfilled) => "fulfilled",
                Ok(PromiseStatus::Rejected) => "rejected",
                // An engine that does not tell.
                Err(jsc::Error::Unsupported { .. }) => {
                    let state = scope.string("unknown")?.into_value();
                    return Ok(scope.array(&[state])?.into_value());
                }
                Err(error) => return Err(error),
            };
            let state = scope.string(state)?.into_value();
            let result = promise.result(scope)?.unwrap_or_else(|| scope.undefined());
            Ok(scope.array(&[state, result])?.into_value())
        })?,
    )?;
    let maps = Rc::clone(maps);
    native.set(
        scope,
        "stack",
        scope.function_with("stack", move |scope: &Scope, args: Args<'_>| {
            let stack = args
                .value(1)
                .cast::<jsc::JsString>(scope)?
                .to_string_lossy(scope)?;
            let frames: Vec<String> = error_report::frames(&stack, &maps)
                .iter()
                .map(ToString::to_string)
                .collect();
            jsc::IntoJs::into_js(frames, scope)
        })?,
    )
}

fn process(
    scope: &Scope,
    native: Local<'_, Object>,
    state: &Rc<State>,
    program: &Program,
) -> jsc::Result<()> {
    native.set(scope, "argv", program.argv.clone())?;
    let environment: BTreeMap<String, String> = std::env::vars_os()
        .filter(|(key, _)| key != RESTARTED_VARIABLE)
        .map(|(key, value)| {
            (
                key.to_string_lossy().into_owned(),
                value.to_string_lossy().into_owned(),
            )
        })
        .collect();
    native.set(scope, "env", environment)?;
    native.set(scope, "execPath", path_text(&program.exec_path))?;
    native.set(scope, "pid", std::process::id())?;
    let platform = match std::env::consts::OS {
        "macos" | "ios" => "darwin",
        "windows" => "win32",
        other => other,
    };
    native.set(scope, "platform", platform)?;
    let arch = match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => other,
    };
    native.set(scope, "arch", arch)?;
    native.set(scope, "version", concat!("v", env!("CARGO_PKG_VERSION")))?;
    let versions = BTreeMap::from([
        ("hot".to_owned(), env!("CARGO_PKG_VERSION").to_owned()),
        ("jsc".to_owned(), jsc::engine_version()),
    ]);
    native.set(scope, "versions", versions)?;
    native.set(scope, "stdoutIsTTY", state.output.stdout_is_terminal)?;
    native.set(scope, "stderrIsTTY", state.output.stderr_is_terminal)?;
    let cwd = path_text(&program.cwd);
    native.set(scope, "cwd", scope.function("cwd", move || cwd.clone())?)?;
    let shared = Rc::clone(state);
    native.set(
        scope,
        "exit",
        scope.function_with("exit", move |scope: &Scope, args: Args<'_>| {
            let code = args.get::<i32>(0)?;
            if shared.exit_code.get().is_none() {
                shared.exit_code.set(Some(code));
            }
            if let Some(on_exit) = &shared.on_exit {
                // It may never come to the loop's own reports.
                shared.print_uncaught();
                on_exit(code);
            }
            shared.end_script(scope);
            // `process.exit` does not return: whoever embeds the VM gets the code from `run`.
            Err::<Local<'_, Value>, _>(jsc::Error::Interrupted)
        })?,
    )
}
