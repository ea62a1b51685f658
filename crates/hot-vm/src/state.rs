//! [`State`]: what host functions share with the VM. No handle of the engine's is in here: a function that kept one would keep its own VM
//! alive for ever.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::VecDeque;
use std::time::Instant;

use jsc::{Interrupter, Scope};

use crate::output::Output;
use crate::report::ErrorReport;
use crate::timers::{Owner, Timers};

/// Errors that are kept between two turns of the loop.
const MOST_KEPT: usize = 1000;

/// Shared by the VM and its host functions.
pub(crate) struct State {
    pub(crate) timers: Timers,
    pub(crate) output: Output,
    pub(crate) started: Instant,
    /// Whose the timers are that are made now.
    pub(crate) owner: Cell<Owner>,
    /// How much work the engine is doing on other threads.
    pub(crate) held: Cell<u32>,
    /// The code that `process.exit` was called with.
    pub(crate) exit_code: Cell<Option<i32>>,
    pub(crate) on_exit: Option<Box<dyn Fn(i32)>>,
    /// A listener was interrupted of which the engine tells nobody.
    pub(crate) interrupted: Cell<bool>,
    /// Ends the script that called `process.exit`.
    ender: RefCell<Option<Interrupter>>,
    uncaught: RefCell<VecDeque<ErrorReport>>,
    /// How many were not kept.
    more: Cell<u64>,
    /// Writes a report.
    printer: OnceCell<Box<Printer>>,
}

type Printer = dyn Fn(&Output, &ErrorReport);

impl State {
    pub(crate) fn new(output: Output, on_exit: Option<Box<dyn Fn(i32)>>) -> State {
        State {
            timers: Timers::default(),
            output,
            started: Instant::now(),
            owner: Cell::new(Owner::Preload),
            held: Cell::new(0),
            exit_code: Cell::new(None),
            on_exit,
            interrupted: Cell::new(false),
            ender: RefCell::default(),
            uncaught: RefCell::default(),
            more: Cell::new(0),
            printer: OnceCell::new(),
        }
    }

    /// Keeps an error that nobody caught until the loop reports it. A loop that throws for ever must not fill the memory: beyond a thousand, they
    /// are only counted. The first say most.
    ///
    /// After `process.exit` there are none: what its unwinding throws and rejects is nobody's error.
    pub(crate) fn push_uncaught(&self, report: ErrorReport) {
        if self.exit_code.get().is_some() {
            return;
        }
        let mut uncaught = self.uncaught.borrow_mut();
        if uncaught.len() == MOST_KEPT {
            self.more.set(self.more.get() + 1);
        } else {
            uncaught.push_back(report);
        }
    }

    /// Says how reports are written; the first word counts.
    pub(crate) fn set_printer(&self, printer: impl Fn(&Output, &ErrorReport) + 'static) {
        let _ = self.printer.set(Box::new(printer));
    }

    pub(crate) fn print(&self, report: &ErrorReport) {
        if let Some(printer) = self.printer.get() {
            printer(&self.output, report);
        }
    }

    /// Writes what has not been reported yet, because the process may end now.
    pub(crate) fn print_uncaught(&self) {
        while let Some(report) = self.pop_uncaught() {
            self.print(&report);
        }
    }

    pub(crate) fn pop_uncaught(&self) -> Option<ErrorReport> {
        let next = self.uncaught.borrow_mut().pop_front();
        next.or_else(|| match self.more.take() {
            0 => None,
            more => Some(ErrorReport::thrown(format!("{more} more errors at once"))),
        })
    }

    /// The script that runs has called `process.exit`, which it may catch like an error: it is ended all the same.
    pub(crate) fn end_script(&self, scope: &Scope) {
        // Once: asking again would begin the time anew.
        if self.ender.borrow().is_some() {
            return;
        }
        // An engine that cannot be interrupted has to rely on the script.
        let Ok(interrupter) = scope.vm_handle().interrupter() else {
            return;
        };
        interrupter.interrupt();
        *self.ender.borrow_mut() = Some(interrupter);
    }

    /// The script has ended, so that nothing else shall be.
    pub(crate) fn calm(&self) {
        if let Some(interrupter) = self.ender.take() {
            interrupter.cancel();
        }
    }

    /// Milliseconds since the VM was made.
    pub(crate) fn now(&self) -> f64 {
        self.started.elapsed().as_secs_f64() * 1000.0
    }
}
