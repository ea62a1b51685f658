//! Errors of the program: each is reported once, with positions in the sources that its own generation was made of.

use std::rc::Rc;

use jsc::PromiseStatus;

use crate::builder::HotMode;
use crate::cli::exit;
use crate::error::RunError;
use crate::error_report;
use crate::events::Event;
use crate::load::Stage;
use crate::output::Stream;
use crate::report::{ErrorReport, Formatter};
use crate::vm::{HotVm, Tick};

impl HotVm {
    /// Reports the rejection of the entry promise, once per generation.
    ///
    /// The generation is marked before any handler of the user's can run, so that a handler which reloads or throws cannot have it reported twice.
    pub(crate) fn report_exception_in_hot_reloaded_module_if_needed(
        &mut self,
    ) -> Result<(), RunError> {
        if self.reported == Some(self.generation) || self.fulfilled || self.is_over() {
            return Ok(());
        }
        match self.entry_status()? {
            Some(PromiseStatus::Rejected) => {}
            status => {
                // That is for good, and this is asked after every timer.
                self.fulfilled =
                    status == Some(PromiseStatus::Fulfilled) && self.stage == Stage::Entry;
                return Ok(());
            }
        }
        self.reported = Some(self.generation);
        let HotVm {
            context,
            entry,
            maps,
            graph,
            prelude,
            ..
        } = self;
        // Out of the closure by itself: an interrupt that comes after it was made shall not lose it.
        let mut made = None;
        let outcome = context.enter(|scope| {
            let Some(reason) = entry.result(scope)? else {
                return Ok(true);
            };
            let details = graph
                .as_ref()
                .and_then(|graph| graph.details_of(scope, reason));
            let prelude = prelude.as_ref().expect("dropped by teardown alone");
            let report =
                error_report::of_rejection(scope, reason, details.as_deref(), maps, |value| {
                    prelude.inspect(scope, value)
                });
            made = Some(report);
            let origin = scope.string("unhandledRejection")?.into_value();
            prelude.emit(scope, "uncaughtException", &[reason, origin])
        });
        // A handler that throws, or is ended, has not handled the error.
        if matches!(outcome, Ok(true)) || self.is_over() {
            return Ok(());
        }
        if let Some(report) = made {
            self.state.print(&report);
            self.tell(&Event::Rejected {
                generation: self.generation,
                report,
            });
        }
        match outcome {
            Ok(_) => {}
            Err(jsc::Error::Interrupted) => self.interrupted()?,
            Err(second) => self.uncaught(error_report::of_error(&second, &self.maps)),
        }
        if self.settings.mode == HotMode::Off {
            self.finish(1)?;
        }
        Ok(())
    }

    /// Reports what callbacks and forgotten promises have thrown since the last time.
    pub(crate) fn report_uncaught(&mut self) -> Result<(), RunError> {
        while !self.is_over() {
            let Some(report) = self.state.pop_uncaught() else {
                break;
            };
            self.uncaught(report);
            if self.settings.mode == HotMode::Off {
                self.finish(1)?;
            }
        }
        Ok(())
    }

    fn uncaught(&mut self, report: ErrorReport) {
        self.state.print(&report);
        self.tell(&Event::Uncaught {
            generation: self.generation,
            report,
        });
    }

    /// Takes the outcome of a callback: an error is an uncaught exception, which `process`'s listeners may take.
    pub(crate) fn after_script(&mut self, outcome: jsc::Result<()>) -> Result<(), RunError> {
        let Err(error) = outcome else { return Ok(()) };
        // What `process.exit` throws, to end the script, is nobody's error.
        if self.is_over() {
            return Ok(());
        }
        if let jsc::Error::Interrupted = error {
            return self.interrupted();
        }
        let HotVm {
            context,
            maps,
            prelude,
            ..
        } = self;
        let mut report = error_report::of_error(&error, maps);
        let outcome = context.enter(|scope| {
            let prelude = prelude.as_ref().expect("dropped by teardown alone");
            let thrown = error.throw(scope);
            error_report::show_thrown(scope, &mut report, thrown, |value| {
                prelude.inspect(scope, value)
            });
            let origin = scope.string("uncaughtException")?.into_value();
            prelude.emit(scope, "uncaughtException", &[thrown, origin])
        });
        // A handler that throws, or is ended, has not handled the error.
        if !matches!(outcome, Ok(true)) {
            self.state.push_uncaught(report);
        }
        match outcome {
            Ok(_) => {}
            Err(jsc::Error::Interrupted) => self.interrupted()?,
            Err(second) => self
                .state
                .push_uncaught(error_report::of_error(&second, &self.maps)),
        }
        Ok(())
    }

    /// Listens for promises that are rejected and that nobody looks after. Without the engine's hook they go unseen, as with any such engine.
    pub(crate) fn watch_rejections(&self) {
        let (state, maps) = (Rc::clone(&self.state), Rc::clone(&self.maps));
        // Weak: the realm owns this closure, and a root in it would keep its own VM alive.
        let prelude = self.prelude.as_ref().map(Rc::downgrade).unwrap_or_default();
        let runtime = self.runtime.as_ref().map(Rc::downgrade).unwrap_or_default();
        let installed = self
            .context
            .on_unhandled_rejection(move |scope, promise, reason| {
                let (Some(prelude), Some(runtime)) = (prelude.upgrade(), runtime.upgrade()) else {
                    return;
                };
                // What the unwinding of `process.exit` rejects is not for listeners.
                if state.exit_code.get().is_some() {
                    return;
                }
                // Made first: a listener may change the error. Failed imports are shown with their place.
                let details = runtime.details_of(scope, reason);
                let report =
                    error_report::of_rejection(scope, reason, details.as_deref(), &maps, |value| {
                        prelude.inspect(scope, value)
                    });
                let outcome = prelude.emit_rejection(scope, promise.into_value(), reason);
                if !matches!(outcome, Ok(true)) {
                    state.push_uncaught(report);
                }
                match outcome {
                    Ok(_) => {}
                    // Whoever runs the microtasks may not be told.
                    Err(jsc::Error::Interrupted) => state.interrupted.set(true),
                    Err(second) => state.push_uncaught(error_report::of_error(&second, &maps)),
                }
            });
        // Where the engine has no such hook, forgotten promises go unseen; everything else works.
        drop(installed);
    }

    pub(crate) fn report_missing_preload(&mut self, specifier: &str) {
        let report = ErrorReport::thrown(format!("preload not found \"{specifier}\""));
        self.reported = Some(self.generation);
        self.state.print(&report);
        self.tell(&Event::Rejected {
            generation: self.generation,
            report,
        });
    }

    /// Ends the program: the listeners of `exit` run, unless they have, and their code counts. One that throws is an error like any other, but
    /// nobody can take it any more.
    pub(crate) fn finish(&mut self, code: i32) -> Result<Tick, RunError> {
        if let Some(code) = self.finished {
            return Ok(Tick::Finished(code));
        }
        let HotVm {
            context, prelude, ..
        } = self;
        let prelude = prelude.as_ref().expect("dropped by teardown alone");
        let outcome = context.enter(|scope| prelude.run_exit_listeners(scope, code));
        let called = self.state.exit_code.get();
        // Also what the listeners have left behind, in microtasks.
        while let Some(report) = self.state.pop_uncaught() {
            self.uncaught(report);
        }
        let code = match (outcome, called) {
            // A listener called `process.exit`, or that is what brought us here.
            (_, Some(code)) => code,
            (Ok(code), None) => code,
            (Err(jsc::Error::Interrupted), None) => {
                self.interrupted()?;
                i32::from(exit::INTERRUPTED)
            }
            (Err(error), None) => {
                self.uncaught(error_report::of_error(&error, &self.maps));
                1
            }
        };
        self.state.calm();
        self.finished = Some(code);
        Ok(Tick::Finished(code))
    }

    pub(crate) fn exit_code(&self) -> Result<i32, RunError> {
        let prelude = self.prelude.as_ref().expect("dropped by teardown alone");
        Ok(self
            .context
            .enter(|scope| prelude.exit_code(scope))
            .unwrap_or(1))
    }

    pub(crate) fn emit_before_exit(&mut self) -> Result<(), RunError> {
        let code = self.exit_code()?;
        let HotVm {
            context, prelude, ..
        } = self;
        let prelude = prelude.as_ref().expect("dropped by teardown alone");
        let outcome = context.enter(|scope| {
            prelude
                .emit(scope, "beforeExit", &[jsc::IntoJs::into_js(code, scope)?])
                .map(drop)
        });
        self.after_script(outcome)
    }

    pub(crate) fn tell(&mut self, event: &Event) {
        if let Some(on_event) = &mut self.on_event {
            on_event(event);
        }
    }

    pub(crate) fn warn(&self, message: &str) {
        if !self.settings.quiet {
            self.state
                .output
                .write(Stream::Stderr, format!("{message}\n").as_bytes());
        }
    }

    /// Tells the host functions how reports are written.
    pub(crate) fn set_printer(&self) {
        if self.settings.quiet {
            return;
        }
        let (host, colors) = (Rc::downgrade(&self.host), self.settings.colors);
        self.state.set_printer(move |output, report| {
            let Some(host) = host.upgrade() else { return };
            output.write(
                Stream::Stderr,
                Formatter::new(&*host)
                    .colors(colors)
                    .format_error(report)
                    .as_bytes(),
            );
        });
    }

    /// Separates an interruption, which is an event, from a failure of the engine.
    pub(crate) fn or_interrupted<T>(
        &mut self,
        outcome: jsc::Result<T>,
    ) -> Result<Option<T>, RunError> {
        match outcome {
            Ok(value) => Ok(Some(value)),
            Err(jsc::Error::Interrupted) => self.interrupted().map(|()| None),
            Err(error) => Err(error.into()),
        }
    }
}
