//! [`GraphRuntime`]: what the graphs of a realm share: the JavaScript side, and what the engine made of sources.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::fmt;
use std::rc::{Rc, Weak};

use jsc::{Function, Local, Object, Protected, Scope, Source, Value};

use crate::module::{ErrorDetails, ModuleSource};
use crate::source_maps::SourceMaps;
use crate::transform::{ModuleCode, RUNTIME_HELPERS};

use super::GraphInner;
use super::natives;
use super::shape::Shape;

/// What stacks call the JavaScript side. Frames of it are of no interest to anybody but us.
pub(super) const RUNTIME_SOURCE: &str = "hot:graph";

/// Functions over `native`, the transformer's helpers, and [`NAMESPACE_TEXT`]'s functions.
const RUNTIME_TEXT: &str = include_str!("runtime.js");

/// Functions that make namespace objects.
const NAMESPACE_TEXT: &str = include_str!("namespace.js");

/// How many errors' details are kept: those of errors that are reported soon after they were made.
const KEPT_DETAILS: usize = 256;

/// Shared by the graphs of a realm, one after the other. See the [module](self).
pub(crate) struct GraphRuntime {
    pub(super) live: Rc<Live>,
    pub(super) helpers: Helpers,
    maps: Rc<SourceMaps>,
    cache: RefCell<Cache>,
}

/// What the host functions of the JavaScript side need. They are owned by the realm, so it holds nothing that roots anything there.
#[derive(Default)]
pub(super) struct Live {
    graphs: RefCell<HashMap<u32, Weak<GraphInner>>>,
    next_graph: Cell<u32>,
    runtime: RefCell<Weak<GraphRuntime>>,
    details: RefCell<HashMap<u32, Rc<ErrorDetails>>>,
    next_details: Cell<u32>,
}

/// What the engine made of the code of a source.
pub(super) struct Compiled {
    /// Under which the JavaScript side has the generator function.
    pub(super) number: u32,
    pub(super) shape: Rc<Shape>,
}

#[derive(Default)]
struct Cache {
    /// By the source's address, which is not used again while the entry's `Weak` exists.
    entries: HashMap<*const ModuleSource, (Weak<ModuleSource>, Rc<Compiled>)>,
    next: u32,
    sweep_at: usize,
}

/// Why code was not compiled.
pub(super) enum CompileError {
    /// The engine does not take it, with its message and the line in the generated code.
    Refused {
        message: String,
        source_name: Rc<str>,
        line: u32,
    },
    Failure(jsc::Error),
}

macro_rules! helpers {
    ($($field:ident: $name:literal,)*) => {
        /// Functions of the JavaScript side.
        pub(super) struct Helpers {
            $(pub(super) $field: Protected<Function>,)*
        }

        impl Helpers {
            fn take(scope: &Scope, object: Local<'_, Object>) -> jsc::Result<Helpers> {
                Ok(Helpers { $($field: object.get(scope, $name)?.cast::<Function>(scope)?.protect(scope),)* })
            }
        }
    };
}

helpers! {
    add_source: "addSource",
    remove_source: "removeSource",
    create_graph: "createGraph",
    hold: "hold",
    wake: "wake",
    instantiate: "instantiate",
    bind: "bind",
    execute: "execute",
    execute_async: "executeAsync",
    add_synthetic: "addSynthetic",
    add_json: "addJson",
    create_namespace: "createNamespace",
    get_namespace: "getNamespace",
    new_capability: "newCapability",
    get_capability: "getCapability",
    resolve_capability: "resolveCapability",
    reject_capability: "rejectCapability",
    fulfilled: "fulfilled",
    rejected: "rejected",
    rejected_with: "rejectedWith",
    evaluate: "evaluate",
    evaluate_when_idle: "evaluateWhenIdle",
    create_error: "createError",
    details_of: "detailsOf",
}

impl GraphRuntime {
    /// Sets up the JavaScript side. No program may have run in the realm before, because the intrinsics are taken here.
    ///
    /// # Errors
    /// Those of the engine.
    pub(crate) fn new(scope: &Scope, maps: Rc<SourceMaps>) -> jsc::Result<Rc<GraphRuntime>> {
        let live = Rc::new(Live::default());
        let eval = |text| scope.eval_from(text, Source::named(RUNTIME_SOURCE));
        let native = natives::object(scope, &live)?;
        let parts = (native, eval(RUNTIME_HELPERS)?, eval(NAMESPACE_TEXT)?);
        let make = eval(RUNTIME_TEXT)?.cast::<Function>(scope)?;
        let helpers = make.call(scope, parts)?.cast::<Object>(scope)?;
        let helpers = Helpers::take(scope, helpers)?;
        let runtime = Rc::new(GraphRuntime {
            live,
            helpers,
            maps,
            cache: RefCell::default(),
        });
        *runtime.live.runtime.borrow_mut() = Rc::downgrade(&runtime);
        Ok(runtime)
    }

    /// Which source a stack speaks of.
    pub(crate) fn source_maps(&self) -> &Rc<SourceMaps> {
        &self.maps
    }

    /// Evaluates code to its generator function, unless that has been done: once per source, whichever graphs use it.
    pub(super) fn compile(
        &self,
        scope: &Scope,
        source: &Rc<ModuleSource>,
        code: &ModuleCode,
        path: &str,
    ) -> Result<Rc<Compiled>, CompileError> {
        if let Some((_, compiled)) = self.cache.borrow().entries.get(&Rc::as_ptr(source)) {
            return Ok(Rc::clone(compiled));
        }
        self.sweep(scope)?;
        let source_name = self.maps.register(source).expect("only code is compiled");
        let shape = Rc::new(Shape::of(code));
        let number = self.cache.borrow().next;
        let compiled = scope.nested(|scope| {
            let body = scope.eval_from(&code.code, Source::named(&source_name))?;
            let names = names_json(code, &shape);
            self.helpers
                .add_source
                .local(scope)
                .call(scope, (number, path, names.as_str(), body))
                .map(drop)
        });
        if let Err(error) = compiled {
            // A syntax error; or a `RangeError`, if the code is nested too deeply for the engine.
            let Some(exception) = error.exception() else {
                return Err(error.into());
            };
            let line = exception.line().unwrap_or(1);
            return Err(CompileError::Refused {
                message: exception.message().to_owned(),
                source_name,
                line,
            });
        }
        let compiled = Rc::new(Compiled { number, shape });
        let mut cache = self.cache.borrow_mut();
        cache.next += 1;
        cache.entries.insert(
            Rc::as_ptr(source),
            (Rc::downgrade(source), Rc::clone(&compiled)),
        );
        Ok(compiled)
    }

    /// From time to time: forgets the code of sources that are gone.
    fn sweep(&self, scope: &Scope) -> jsc::Result<()> {
        let mut gone = Vec::new();
        {
            let mut cache = self.cache.borrow_mut();
            if cache.entries.len() < cache.sweep_at.max(64) {
                return Ok(());
            }
            cache.entries.retain(|_, (source, compiled)| {
                let keep = source.strong_count() > 0;
                if !keep {
                    gone.push(compiled.number);
                }
                keep
            });
            cache.sweep_at = cache.entries.len() * 2;
        }
        for number in gone {
            scope.nested(|scope| {
                self.helpers
                    .remove_source
                    .local(scope)
                    .call(scope, (number,))
                    .map(drop)
            })?;
        }
        Ok(())
    }

    pub(crate) fn details_of(
        &self,
        scope: &Scope,
        error: Local<'_, Value>,
    ) -> Option<Rc<ErrorDetails>> {
        let number = scope.nested(|scope| {
            self.helpers
                .details_of
                .local(scope)
                .call(scope, (error.in_scope(scope),))?
                .to::<f64>(scope)
        });
        let number = number.ok().filter(|&number| number >= 0.0)?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the number that we gave, or it is not in the table"
        )]
        let number = number as u32;
        self.live.details.borrow().get(&number).cloned()
    }
}

impl Live {
    pub(super) fn next_graph(&self) -> u32 {
        let number = self.next_graph.get();
        self.next_graph.set(number.wrapping_add(1));
        number
    }

    pub(super) fn add_graph(&self, number: u32, graph: &Rc<GraphInner>) {
        let mut graphs = self.graphs.borrow_mut();
        graphs.retain(|_, graph| graph.strong_count() > 0);
        graphs.insert(number, Rc::downgrade(graph));
    }

    pub(super) fn graph(&self, number: u32) -> Option<Rc<GraphInner>> {
        self.graphs.borrow().get(&number)?.upgrade()
    }

    pub(super) fn runtime(&self) -> Option<Rc<GraphRuntime>> {
        self.runtime.borrow().upgrade()
    }

    /// Keeps what is known about an error, for some time.
    pub(super) fn add_details(&self, error: ErrorDetails) -> u32 {
        let number = self.next_details.get();
        self.next_details.set(number.wrapping_add(1));
        let mut details = self.details.borrow_mut();
        details.remove(&number.wrapping_sub(KEPT_DETAILS as u32));
        details.insert(number, Rc::new(error));
        number
    }
}

/// The names that the JavaScript side needs to know of code, as JSON.
fn names_json(code: &ModuleCode, shape: &Shape) -> String {
    let mut json = String::from("{\"locals\":[");
    push_strings(
        &mut json,
        code.imports.iter().map(|import| import.local.as_str()),
    );
    json.push_str("],\"getters\":[");
    push_strings(&mut json, shape.getters.iter().map(|name| &**name));
    json.push_str("],\"constants\":[");
    for (index, name) in shape.getters.iter().enumerate() {
        let constant =
            (code.local_exports.iter()).any(|export| export.local == **name && export.constant);
        json.push_str(if index > 0 { "," } else { "" });
        json.push_str(if constant { "true" } else { "false" });
    }
    json.push_str("]}");
    json
}

fn push_strings<'n>(json: &mut String, names: impl Iterator<Item = &'n str>) {
    for (index, name) in names.enumerate() {
        if index > 0 {
            json.push(',');
        }
        json.push('"');
        for c in name.chars() {
            match c {
                '"' | '\\' => json.extend(['\\', c]),
                c if c.is_control() => json.push_str(&format!("\\u{:04x}", u32::from(c))),
                c => json.push(c),
            }
        }
        json.push('"');
    }
}

impl From<jsc::Error> for CompileError {
    fn from(error: jsc::Error) -> CompileError {
        CompileError::Failure(error)
    }
}

impl fmt::Debug for GraphRuntime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GraphRuntime")
            .field("sources", &self.cache.borrow().entries.len())
            .finish_non_exhaustive()
    }
}
