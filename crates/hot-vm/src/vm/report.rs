//! Errors of the program: each is reported once, with positions in the sources that its own generation was made of.

use std::rc::Rc;

use jsc::PromiseStatus;

use crate::builder::HotMode;
use crate::error::RunError;
use crate::error_report;
use crate::events::Event;
use crate::output::Stream;
use crate::report::{ErrorReport, Formatter};
use crate::vm::{HotVm, Tick};

impl HotVm {
    /// Reports the rejection of the entry promise, once per generation.
    ///
    /// The generation is marked before any handler of the user's can run, so that a handler which reloads or throws cannot have it reported twice.
    pub(crate) fn report_exception_in_hot_reloaded_module_if_needed(&mut self) -> Result<(), RunError> {
        if self.reported == Some(self.generation) || self.is_over() || self.entry_status()? != Some(PromiseStatus::Rejected) {
            return Ok(());
        }
        self.reported = Some(self.generation);
        let HotVm { context, entry, maps, graph, prelude, .. } = self;
        let outcome = context.enter(|scope| {
            let Some(reason) = entry.get(scope).map(|promise| promise.result(scope)).transpose()?.flatten() else { return Ok(None) };
            let details = graph.as_ref().and_then(|graph| graph.details_of(scope, reason));
            let report = error_report::of_rejection(scope, reason, details.as_deref(), maps);
            let prelude = prelude.as_ref().expect("dropped by teardown alone");
            let origin = scope.string("unhandledRejection")?.into_value();
            // A handler that throws has not handled the error: both are reported.
            match prelude.emit(scope, "uncaughtException", &[reason, origin]) {
                Ok(handled) => Ok(Some((report, handled, None))),
                Err(error) => Ok(Some((report, false, Some(error_report::of_error(&error, maps))))),
            }
        });
        let Some((report, handled, second)) = self.or_interrupted(outcome)?.flatten() else { return Ok(()) };
        if handled {
            return Ok(());
        }
        self.print(&report);
        self.tell(&Event::Rejected { generation: self.generation, report });
        if let Some(report) = second {
            self.print(&report);
            self.tell(&Event::Uncaught { generation: self.generation, report });
        }
        if self.settings.mode == HotMode::Off {
            self.finish(1);
        }
        Ok(())
    }

    /// Reports what callbacks and forgotten promises have thrown since the last time.
    pub(crate) fn report_uncaught(&mut self) -> Result<(), RunError> {
        while let Some(report) = self.state.pop_uncaught() {
            if self.is_over() {
                return Ok(());
            }
            self.print(&report);
            self.tell(&Event::Uncaught { generation: self.generation, report });
            if self.settings.mode == HotMode::Off {
                self.finish(1);
            }
        }
        Ok(())
    }

    /// Takes the outcome of a callback: an error is an uncaught exception, which `process`'s listeners may take.
    pub(crate) fn after_script(&mut self, outcome: jsc::Result<()>) -> Result<(), RunError> {
        let Err(error) = outcome else { return Ok(()) };
        if let jsc::Error::Interrupted = error {
            return self.interrupted();
        }
        let HotVm { context, maps, prelude, .. } = self;
        let outcome = context.enter(|scope| {
            let prelude = prelude.as_ref().expect("dropped by teardown alone");
            let report = error_report::of_error(&error, maps);
            let origin = scope.string("uncaughtException")?.into_value();
            match prelude.emit(scope, "uncaughtException", &[error.throw(scope), origin]) {
                Ok(true) => Ok(vec![]),
                Ok(false) => Ok(vec![report]),
                Err(second) => Ok(vec![report, error_report::of_error(&second, maps)]),
            }
        });
        for report in self.or_interrupted(outcome)?.unwrap_or_default() {
            self.state.push_uncaught(report);
        }
        Ok(())
    }

    /// Listens for promises that are rejected and that nobody looks after. Without the engine's hook they go unseen, as with any such engine.
    pub(crate) fn watch_rejections(&self) {
        let (state, maps) = (Rc::clone(&self.state), Rc::clone(&self.maps));
        // Weak: the realm owns this closure, and a root in it would keep its own VM alive.
        let prelude = self.prelude.as_ref().map(Rc::downgrade).unwrap_or_default();
        let installed = self.context.on_unhandled_rejection(move |scope, promise, reason| {
            let Some(prelude) = prelude.upgrade() else { return };
            let reports = match prelude.emit_rejection(scope, promise.into_value(), reason) {
                Ok(true) => vec![],
                Ok(false) => vec![error_report::of_value(scope, reason, &maps)],
                Err(error) => vec![error_report::of_value(scope, reason, &maps), error_report::of_error(&error, &maps)],
            };
            for report in reports {
                state.push_uncaught(report);
            }
        });
        // Where the engine has no such hook, forgotten promises go unseen; everything else works.
        drop(installed);
    }

    pub(crate) fn report_missing_preload(&mut self, specifier: &str) {
        let report = ErrorReport::thrown(format!("preload not found \"{specifier}\""));
        self.reported = Some(self.generation);
        self.print(&report);
        self.tell(&Event::Rejected { generation: self.generation, report });
    }

    /// Ends the program: the listeners of `exit` run, and their code counts.
    pub(crate) fn finish(&mut self, code: i32) -> Tick {
        if let Some(code) = self.finished {
            return Tick::Finished(code);
        }
        let prelude = self.prelude.as_ref().expect("dropped by teardown alone");
        let code = match self.context.enter(|scope| prelude.run_exit_listeners(scope, code)) {
            Ok(code) => code,
            Err(_) => 1,
        };
        self.finished = Some(code);
        Tick::Finished(code)
    }

    pub(crate) fn exit_code(&self) -> Result<i32, RunError> {
        let prelude = self.prelude.as_ref().expect("dropped by teardown alone");
        Ok(self.context.enter(|scope| prelude.exit_code(scope)).unwrap_or(1))
    }

    pub(crate) fn emit_before_exit(&mut self) -> Result<(), RunError> {
        let code = self.exit_code()?;
        let HotVm { context, prelude, .. } = self;
        let prelude = prelude.as_ref().expect("dropped by teardown alone");
        let outcome = context.enter(|scope| prelude.emit(scope, "beforeExit", &[jsc::IntoJs::into_js(code, scope)?]).map(drop));
        self.after_script(outcome)
    }

    pub(crate) fn tell(&mut self, event: &Event) {
        if let Some(on_event) = &mut self.on_event {
            on_event(event);
        }
    }

    pub(crate) fn warn(&self, message: &str) {
        if !self.settings.quiet {
            self.state.output.write(Stream::Stderr, &format!("{message}\n"));
        }
    }

    fn print(&self, report: &ErrorReport) {
        if !self.settings.quiet {
            self.state.output.write(Stream::Stderr, &Formatter::new(&*self.host).colors(self.settings.colors).format_error(report));
        }
    }

    /// Separates an interruption, which is an event, from a failure of the engine.
    fn or_interrupted<T>(&mut self, outcome: jsc::Result<T>) -> Result<Option<T>, RunError> {
        match outcome {
            Ok(value) => Ok(Some(value)),
            Err(jsc::Error::Interrupted) => self.interrupted().map(|()| None),
            Err(error) => Err(error.into()),
        }
    }
}
