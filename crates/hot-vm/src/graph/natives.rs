//! What the JavaScript side calls.
//!
//! A graph is named by its number. Where it is gone, because its generation was replaced, the functions say so in their own way. A reason to reject
//! with is returned, not thrown: a thrown error would go through the engine's reporting first.

use std::path::Path;
use std::rc::Rc;

use jsc::{Args, IntoJs, JsString, Local, Object, Scope, Value};

use crate::module::{ErrorDetails, LoadError};
use crate::resolve::path_to_file_url;

use super::GraphInner;
use super::engine::Engine;
use super::record::ModuleId;
use super::runtime::{Live, RUNTIME_SOURCE};

type Native = for<'s> fn(&GraphInner, &'s Scope, Args<'s>) -> jsc::Result<Local<'s, Value>>;
type Gone = for<'s> fn(&Live, &'s Scope, Args<'s>) -> jsc::Result<Local<'s, Value>>;

/// Those that are about a graph, whose number is the first argument.
const OF_GRAPHS: &[(&str, Native, Gone)] = &[
    ("load", load, |live, scope, args| {
        replaced(
            live,
            scope,
            &args
                .value(2)
                .cast::<JsString>(scope)?
                .to_string_lossy(scope)?,
        )
    }),
    ("loadRequested", load_requested, undefined),
    ("link", link, |live, scope, _| {
        replaced(live, scope, "a module")
    }),
    ("evaluate", evaluate, undefined),
    ("namespace", namespace, undefined),
    ("resolve", resolve, |live, scope, args| {
        replaced(
            live,
            scope,
            &args
                .value(2)
                .cast::<JsString>(scope)?
                .to_string_lossy(scope)?,
        )
    }),
    ("fulfilled", fulfilled, undefined),
    ("rejected", rejected, undefined),
    ("isBusy", is_busy, |_, scope, _| false.into_js(scope)),
    ("isLive", is_live, |_, scope, _| false.into_js(scope)),
];

/// An object with all of them.
pub(super) fn object<'s>(scope: &'s Scope, live: &Rc<Live>) -> jsc::Result<Local<'s, Object>> {
    let object = scope.object();
    for &(name, native, gone) in OF_GRAPHS {
        let live = Rc::clone(live);
        let function =
            scope.function_with(name, move |scope, args| match live.graph(args.get(0)?) {
                Some(graph) => native(&graph, scope, args),
                None => gone(&live, scope, args),
            })?;
        object.set(scope, name, function)?;
    }
    object.set(
        scope,
        "meta",
        scope.function_with("meta", |scope, args| {
            meta(scope, args.get(0)?, args.get(1)?)
        })?,
    )?;
    object.set(scope, "caller", scope.function_with("caller", caller)?)?;
    Ok(object)
}

fn undefined<'s>(_: &Live, scope: &'s Scope, _: Args<'s>) -> jsc::Result<Local<'s, Value>> {
    Ok(scope.undefined())
}

/// The error that code of a replaced generation gets.
fn replaced<'s>(live: &Live, scope: &'s Scope, specifier: &str) -> jsc::Result<Local<'s, Value>> {
    let error = LoadError::Retired {
        specifier: specifier.to_owned(),
    };
    match live.runtime() {
        Some(runtime) => runtime.create_error(scope, ErrorDetails::new(error, None), true),
        None => Ok(jsc::Error::custom(error.to_string()).throw(scope)),
    }
}

fn module(args: Args<'_>, index: usize) -> jsc::Result<ModuleId> {
    args.get(index).map(ModuleId)
}

/// `load(graph, referrer, specifier, attributes)`: the number of the module, or the reason why there is none.
fn load<'s>(graph: &GraphInner, scope: &'s Scope, args: Args<'s>) -> jsc::Result<Local<'s, Value>> {
    let specifier = args
        .value(2)
        .cast::<JsString>(scope)?
        .to_string_lossy(scope)?;
    let mut attributes = Vec::new();
    let mut flat = args
        .opt::<Vec<Local<'_, Value>>>(3)?
        .unwrap_or_default()
        .into_iter();
    while let (Some(key), Some(value)) = (flat.next(), flat.next()) {
        let text = |value: Local<'_, Value>| value.cast::<JsString>(scope)?.to_string_lossy(scope);
        attributes.push((text(key)?, text(value)?));
    }
    attributes.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
    match graph.load_dynamically_imported(scope, module(args, 1)?, &specifier, attributes) {
        Ok(module) => module.0.into_js(scope),
        Err(stop) => graph.reason(scope, stop, true),
    }
}

/// `loadRequested(graph, module)`: `undefined`, or the reason why not.
fn load_requested<'s>(
    graph: &GraphInner,
    scope: &'s Scope,
    args: Args<'s>,
) -> jsc::Result<Local<'s, Value>> {
    match graph.load_requested_modules(scope, module(args, 1)?) {
        Ok(()) => Ok(scope.undefined()),
        Err(stop) => graph.reason(scope, stop, true),
    }
}

/// `link(graph, module)`: `undefined`, or the reason why not.
fn link<'s>(graph: &GraphInner, scope: &'s Scope, args: Args<'s>) -> jsc::Result<Local<'s, Value>> {
    match graph.link(scope, module(args, 1)?) {
        Ok(()) => Ok(scope.undefined()),
        Err(stop) => graph.reason(scope, stop, true),
    }
}

/// `evaluate(graph, module)`: the promise.
fn evaluate<'s>(
    graph: &GraphInner,
    scope: &'s Scope,
    args: Args<'s>,
) -> jsc::Result<Local<'s, Value>> {
    graph.evaluate(scope, module(args, 1)?)
}

/// `namespace(graph, module)`
fn namespace<'s>(
    graph: &GraphInner,
    scope: &'s Scope,
    args: Args<'s>,
) -> jsc::Result<Local<'s, Value>> {
    graph.namespace(scope, module(args, 1)?)
}

/// `resolve(graph, referrer, specifier)`: the URL, or the error.
fn resolve<'s>(
    graph: &GraphInner,
    scope: &'s Scope,
    args: Args<'s>,
) -> jsc::Result<Local<'s, Value>> {
    let specifier = args
        .value(2)
        .cast::<JsString>(scope)?
        .to_string_lossy(scope)?;
    let referrer = graph.modules.get(module(args, 1)?).key.clone();
    match graph.host.resolve(&specifier, &[], Some(&referrer)) {
        Ok(key) => graph.host.url(&key).into_js(scope),
        Err(error) => graph
            .runtime
            .create_error(scope, ErrorDetails::new(error, None), true),
    }
}

/// `fulfilled(graph, module)`: an asynchronous module's body has ended.
fn fulfilled<'s>(
    graph: &GraphInner,
    scope: &'s Scope,
    args: Args<'s>,
) -> jsc::Result<Local<'s, Value>> {
    let module = module(args, 1)?;
    graph.busily(scope, || {
        graph
            .modules
            .async_module_execution_fulfilled(&mut Engine::new(graph, scope), module)
    })?;
    Ok(scope.undefined())
}

/// `rejected(graph, module, error)`: an asynchronous module's body has thrown.
fn rejected<'s>(
    graph: &GraphInner,
    scope: &'s Scope,
    args: Args<'s>,
) -> jsc::Result<Local<'s, Value>> {
    let module = module(args, 1)?;
    let thrown = graph.hold(scope, args.value(2))?;
    graph.busily(scope, || {
        graph.modules.async_module_execution_rejected(
            &mut Engine::new(graph, scope),
            module,
            thrown,
        )
    })?;
    Ok(scope.undefined())
}

/// `isBusy(graph)`: whether an evaluation is on the stack. Whoever asks waits for its end if so.
fn is_busy<'s>(graph: &GraphInner, scope: &'s Scope, _: Args<'s>) -> jsc::Result<Local<'s, Value>> {
    let busy = graph.busy.get();
    if busy {
        graph.waiting.set(true);
    }
    busy.into_js(scope)
}

/// `isLive(graph, module)`: whether the module's body may go on.
fn is_live<'s>(
    graph: &GraphInner,
    scope: &'s Scope,
    args: Args<'s>,
) -> jsc::Result<Local<'s, Value>> {
    let live = !graph.abandoned.borrow().contains(&module(args, 1)?);
    live.into_js(scope)
}

/// `meta(path, id)`: URL, file name and directory. Independent of the graph: code may outlive it.
fn meta<'s>(scope: &'s Scope, path: String, id: String) -> jsc::Result<Local<'s, Value>> {
    let file = Path::new(&path);
    let url = if file.is_absolute() {
        path_to_file_url(file, id.strip_prefix(path.as_str()))
    } else {
        id
    };
    let directory = file.parent().map(Path::to_string_lossy).unwrap_or_default();
    let parts = [
        url.into_js(scope)?,
        path.as_str().into_js(scope)?,
        (*directory).into_js(scope)?,
    ];
    Ok(scope.array(&parts)?.into_value())
}

/// `caller(stack)`: the stack without our own frames, and source, line and column of what is on top then.
fn caller<'s>(scope: &'s Scope, args: Args<'s>) -> jsc::Result<Local<'s, Value>> {
    let stack = args
        .value(0)
        .cast::<JsString>(scope)?
        .to_string_lossy(scope)?;
    let is_ours = |line: &str| {
        line.split_once('@')
            .is_some_and(|(_, place)| place.starts_with(RUNTIME_SOURCE))
    };
    let is_on_top = |line: &&str| is_ours(line) || line.ends_with("@[native code]");
    let mut lines: Vec<&str> = stack
        .lines()
        .skip_while(is_on_top)
        .filter(|line| !is_ours(line))
        .collect();
    // What ours called to get to the program.
    while lines
        .last()
        .is_some_and(|line| line.ends_with("@[native code]"))
    {
        lines.pop();
    }
    let rest = lines.join("\n");
    let place = lines.first().and_then(|line| {
        let (_, place) = line.split_once('@')?;
        let (place, column) = place.rsplit_once(':')?;
        let (source, line) = place.rsplit_once(':')?;
        Some((
            source,
            line.parse::<u32>().ok()?,
            column.parse::<u32>().ok()?,
        ))
    });
    let undefined = scope.undefined();
    let parts = match place {
        Some((source, line, column)) => [
            rest.into_js(scope)?,
            source.into_js(scope)?,
            line.into_js(scope)?,
            column.into_js(scope)?,
        ],
        None => [rest.into_js(scope)?, undefined, undefined, undefined],
    };
    Ok(scope.array(&parts)?.into_value())
}
