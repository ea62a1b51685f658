//! One turn of the loop, and reloads, which happen between turns only.

use std::time::{Duration, Instant};

use jsc::PromiseStatus;

use crate::builder::HotMode;
use crate::cli::{CLEAR_SCREEN, exit};
use crate::error::RunError;
use crate::events::Event;
use crate::load::{LoadFailure, Stage};
use crate::output::Stream;
use crate::timers::Owner;
use crate::vm::{HotVm, Tick};

impl HotVm {
    /// Does what is due: saved files, timers, the engine's own work, the load's next step, reports. Never blocks, but for as long as scripts run.
    ///
    /// # Errors
    /// [`RunError`] if the engine fails.
    ///
    /// # Panics
    /// A panic of a host function of the embedder's goes on from here.
    pub fn tick(&mut self) -> Result<Tick, RunError> {
        if let Some(code) = self.finished {
            return Ok(Tick::Finished(code));
        }
        // Runs nothing: refuses where a scope is open, and takes note of wakers, for an embedder may wait in a way of its own.
        self.vm.run_loop().wait(Some(Duration::ZERO))?;
        self.look_for_changes();
        let mut busy = false;
        if self.stage == Stage::NotStarted {
            let loaded = self.reload_entry_point();
            self.after_load(loaded)?;
            busy = true;
        } else if self.reload_requested {
            self.reload()?;
            busy = true;
        }
        self.host.update_watching();
        // Before anything else runs, which may end the program.
        self.report()?;
        busy |= self.run_timers()?;
        // Microtasks run here too, and may have to be ended.
        let pumped = self.vm.run_loop().pump();
        busy |= self.or_interrupted(pumped)?.unwrap_or(true);
        while !self.is_over() {
            let advanced = self.advance_load();
            match advanced {
                Ok(false) => break,
                Ok(true) => {
                    busy = true;
                    self.after_load(Ok(()))?;
                }
                Err(failure) => self.after_load(Err(failure))?,
            }
        }
        self.report()?;
        if let Some(code) = self.state.exit_code.get() {
            self.state.calm();
            return self.finish(code);
        }
        if let Some(code) = self.finished {
            return Ok(Tick::Finished(code));
        }
        if busy || self.reload_requested || self.state.timers.has_immediates() {
            return Ok(Tick::Busy);
        }
        if self.is_event_loop_alive() {
            return Ok(self.next_deadline().map_or(Tick::Wait, Tick::WaitFor));
        }
        self.ran_dry()
    }

    /// Nothing keeps the program running. With files being watched it waits for a save; else it ends.
    fn ran_dry(&mut self) -> Result<Tick, RunError> {
        if !self.before_exit_emitted {
            self.before_exit_emitted = true;
            self.emit_before_exit()?;
            if self.is_event_loop_alive() {
                self.before_exit_emitted = false;
            }
            return Ok(Tick::Busy);
        }
        if !self.ends_when_idle() {
            return Ok(self.next_deadline().map_or(Tick::Wait, Tick::WaitFor));
        }
        let code = match self.entry_status()? {
            // It can never settle, as what it waited for was ended.
            Some(PromiseStatus::Pending) if self.interrupted => i32::from(exit::INTERRUPTED),
            Some(PromiseStatus::Pending) => {
                self.warn("Warning: Detected unsettled top-level await");
                i32::from(exit::UNSETTLED)
            }
            _ => self.exit_code()?,
        };
        self.finish(code)
    }

    /// Whether a timer, or work that the engine does elsewhere, keeps the program running.
    fn is_event_loop_alive(&self) -> bool {
        self.state.timers.keep_alive() || self.state.held.get() > 0
    }

    /// The program has ended, or `process.exit` was called: what its unwinding rejects is nobody's error.
    pub(crate) fn is_over(&self) -> bool {
        self.finished.is_some() || self.state.exit_code.get().is_some()
    }

    /// Takes what the watcher has seen.
    fn look_for_changes(&mut self) {
        let Some(watching) = &self.watching else {
            return;
        };
        let seen = watching.take();
        for message in seen.warnings {
            self.warn(&message);
            self.tell(&Event::WatchWarning { message });
        }
        if !seen.files.is_empty() {
            self.reload_requested |= self.settings.mode == HotMode::Full;
            self.tell(&Event::Changed { files: seen.files });
        }
    }

    /// Fires what is due now: timers in order of their time, then the immediates of this turn. After each, microtasks have run.
    fn run_timers(&mut self) -> Result<bool, RunError> {
        let now = Instant::now();
        let mut any = false;
        while !self.is_over() {
            let Some(id) = self.state.timers.take_due(now) else {
                break;
            };
            any = true;
            self.fire(id)?;
            self.state.timers.finish(id);
            self.report()?;
            self.look_for_changes();
            if self.reload_requested {
                return Ok(true);
            }
        }
        for id in self.state.timers.take_immediates() {
            if self.is_over() {
                break;
            }
            if self.state.timers.is_live(id) {
                any = true;
                self.fire(id)?;
                self.state.timers.cancel(id);
                self.report()?;
            }
        }
        Ok(any)
    }

    /// Reports what has gone wrong since the last time.
    fn report(&mut self) -> Result<(), RunError> {
        if self.state.interrupted.get() {
            self.interrupted()?;
        }
        self.report_exception_in_hot_reloaded_module_if_needed()?;
        self.report_uncaught()
    }

    fn fire(&mut self, id: u32) -> Result<(), RunError> {
        let outer = self.state.owner.replace(
            self.state
                .timers
                .owner(id)
                .unwrap_or(Owner::Generation(self.generation)),
        );
        let prelude = self.prelude.as_ref().expect("dropped by teardown alone");
        let fired = self.context.enter(|scope| prelude.fire(scope, id));
        self.state.owner.set(outer);
        let was_ended = matches!(fired, Err(jsc::Error::Interrupted));
        self.after_script(fired)?;
        if was_ended && !self.is_over() {
            // An interval goes on, as after an error; it was ended before it could see to that itself.
            let HotVm {
                context, prelude, ..
            } = self;
            let prelude = prelude.as_ref().expect("dropped by teardown alone");
            let rearmed = context.enter(|scope| prelude.rearm(scope, id));
            self.or_interrupted(rearmed)?;
        }
        Ok(())
    }

    /// Replaces the running generation: what it made is disposed of, its parked modules never go on, and the graph is loaded anew.
    ///
    /// A generation whose promise is pending is replaced too: modules are read and linked without leaving the host, so a pending promise is
    /// always that of a module that *evaluates*, parked on a top-level `await`, and waiting for that could take for ever. One that was rejected is
    /// reported first, while its own source maps are at hand.
    fn reload(&mut self) -> Result<(), RunError> {
        self.report()?;
        if self.is_over() {
            return Ok(());
        }
        self.reload_requested = false;
        if self.settings.clear_screen {
            let output = &self.state.output;
            output.write(Stream::Stdout, CLEAR_SCREEN.as_bytes());
            // A terminal's errors may go to a file, which is not to be cleared.
            if output.stderr_is_terminal || !output.stdout_is_terminal {
                output.write(Stream::Stderr, CLEAR_SCREEN.as_bytes());
            }
        }
        self.retire_generation()?;
        self.generation += 1;
        self.host.start_generation();
        let loaded = self.reload_entry_point();
        self.after_load(loaded)
    }

    fn retire_generation(&mut self) -> Result<(), RunError> {
        // Preloads that run again make what they made again.
        let with_preloads = self.runs_preloads();
        let gone = self.state.timers.dispose(with_preloads);
        let HotVm {
            context, prelude, ..
        } = self;
        let prelude = prelude.as_ref().expect("dropped by teardown alone");
        let retired = context.enter(|scope| prelude.retire(scope, gone, with_preloads));
        self.or_interrupted(retired)?;
        if let Some(graph) = self.graph.take() {
            graph.retire();
        }
        self.entry.set_pending_internal_promise(None);
        Ok(())
    }

    /// What follows a load, or a step of one.
    fn after_load(&mut self, loaded: Result<(), LoadFailure>) -> Result<(), RunError> {
        if self.is_over() {
            return Ok(());
        }
        // The graph that preloads ran in, the current one, or both.
        let graphs = [self.graph.as_ref(), self.preload_graph.as_ref()];
        self.host.retain(
            &graphs
                .into_iter()
                .flatten()
                .flat_map(|graph| graph.keys())
                .collect::<Vec<_>>(),
        );
        self.host.update_watching();
        match loaded {
            Ok(()) => {
                if self.settings.small_heap {
                    // Only a matter of memory: an engine without the function goes on.
                    let _ = self.vm.collect(jsc::Collect::Full);
                }
                if self.stage == Stage::Entry {
                    let status = self.entry_status()?;
                    if status != Some(PromiseStatus::Rejected) {
                        let event = if self.generation == 0 {
                            Event::Loaded
                        } else {
                            Event::Reloaded {
                                generation: self.generation,
                            }
                        };
                        self.tell(&event);
                    }
                }
                Ok(())
            }
            Err(LoadFailure::PreloadNotFound(specifier)) => {
                self.report_missing_preload(&specifier);
                if self.generation == 0 && (self.ends_when_idle() || !self.settings.wait_for_entry)
                {
                    self.finish(1)?;
                }
                Ok(())
            }
            Err(LoadFailure::Interrupted) => self.interrupted(),
            Err(LoadFailure::Engine(error)) => Err(error.into()),
        }
    }

    /// A script was ended from outside: by a save, by `process.exit`, or by the embedder.
    pub(crate) fn interrupted(&mut self) -> Result<(), RunError> {
        self.state.interrupted.set(false);
        if self.state.exit_code.get().is_none() {
            self.interrupted = true;
            self.tell(&Event::Interrupted {
                generation: self.generation,
            });
        }
        Ok(())
    }
}
