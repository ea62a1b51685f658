//! A realm to run programs in, and what became of them.

use std::cell::RefCell;
use std::rc::Rc;

use jsc::{Coerced, Context, PromiseStatus, PromiseWatch, Rest, Scope, Vm};

use super::super::{Graph, GraphRuntime};
use super::host::{MemoryHost, key};
use crate::module::{ErrorDetails, ModuleHost};
use crate::source_maps::SourceMaps;

/// A realm with the function `log`, and one graph at a time.
pub(crate) struct Program {
    pub(crate) graph: Graph,
    pub(crate) runtime: Rc<GraphRuntime>,
    pub(crate) maps: Rc<SourceMaps>,
    pub(crate) host: Rc<MemoryHost>,
    pub(crate) context: Context,
    log: Rc<RefCell<Vec<String>>>,
}

/// How a promise stands.
#[derive(Debug)]
pub(crate) enum Outcome {
    Pending,
    Fulfilled,
    Rejected(Rejection),
}

#[derive(Debug)]
pub(crate) struct Rejection {
    /// The reason as text.
    pub(crate) text: String,
    pub(crate) details: Option<Rc<ErrorDetails>>,
}

impl Program {
    pub(crate) fn new(files: &[(&str, &str)]) -> Program {
        let context = Vm::new().unwrap().new_context().unwrap();
        let maps = Rc::new(SourceMaps::default());
        let host = Rc::new(MemoryHost::default());
        for &(name, text) in files {
            host.write(name, text);
        }
        let log = Rc::new(RefCell::new(Vec::new()));
        let lines = Rc::clone(&log);
        let (runtime, graph) = context
            .enter(|scope| {
                let log = scope.function("log", move |Rest(words): Rest<Coerced<String>>| {
                    let words: Vec<String> = words.into_iter().map(|Coerced(word)| word).collect();
                    lines.borrow_mut().push(words.join(" "));
                })?;
                scope.global().set(scope, "log", log)?;
                let runtime = GraphRuntime::new(scope, Rc::clone(&maps))?;
                let graph = Graph::new(scope, &runtime, Rc::clone(&host) as Rc<dyn ModuleHost>)?;
                Ok((runtime, graph))
            })
            .unwrap();
        Program {
            graph,
            runtime,
            maps,
            host,
            context,
            log,
        }
    }

    /// Begins to evaluate a module, and runs microtasks until there are none.
    pub(crate) fn start(&self, entry: &str) -> PromiseWatch {
        self.enter(|scope| self.graph.evaluate_entry(scope, &key(entry))?.watch(scope))
    }

    /// Evaluates a module as far as it goes without the world outside.
    pub(crate) fn run(&self, entry: &str) -> Outcome {
        self.outcome(&self.start(entry))
    }

    pub(crate) fn outcome(&self, watch: &PromiseWatch) -> Outcome {
        match watch.status() {
            PromiseStatus::Pending => Outcome::Pending,
            PromiseStatus::Fulfilled => Outcome::Fulfilled,
            PromiseStatus::Rejected => self.enter(|scope| {
                let Some(Err(error)) = watch.result() else {
                    panic!("{watch:?}")
                };
                let reason = error.throw(scope);
                let text = reason.to_display_string(scope)?;
                Ok(Outcome::Rejected(Rejection {
                    text,
                    details: self.graph.details_of(scope, reason),
                }))
            }),
        }
    }

    pub(crate) fn enter<T>(&self, f: impl for<'s> FnOnce(&'s Scope) -> jsc::Result<T>) -> T {
        self.context.enter(f).unwrap()
    }

    /// Runs a script, and then microtasks.
    pub(crate) fn eval(&self, script: &str) -> String {
        self.enter(|scope| scope.eval(script)?.to_display_string(scope))
    }

    /// What was logged since the last call.
    pub(crate) fn log(&self) -> Vec<String> {
        self.log.take()
    }

    /// Another generation: a new graph in the same realm. The old one is given back.
    pub(crate) fn reload(&mut self) -> Graph {
        let host = Rc::clone(&self.host) as Rc<dyn ModuleHost>;
        let graph = self.enter(|scope| Graph::new(scope, &self.runtime, host));
        std::mem::replace(&mut self.graph, graph)
    }
}

impl Outcome {
    #[track_caller]
    pub(crate) fn unwrap_rejected(self) -> Rejection {
        match self {
            Outcome::Rejected(rejection) => rejection,
            other => panic!("not rejected but {other:?}"),
        }
    }

    #[track_caller]
    pub(crate) fn unwrap_fulfilled(self) {
        assert!(
            matches!(self, Outcome::Fulfilled),
            "not fulfilled but {self:?}"
        );
    }
}

/// Runs the first file, which must succeed, and gives what it logs.
#[track_caller]
pub(crate) fn log_of(files: &[(&str, &str)]) -> Vec<String> {
    let program = Program::new(files);
    program.run(files[0].0).unwrap_fulfilled();
    program.log()
}

/// Runs the first file, which must fail, and gives the error as text.
#[track_caller]
pub(crate) fn error_of(files: &[(&str, &str)]) -> String {
    Program::new(files).run(files[0].0).unwrap_rejected().text
}
