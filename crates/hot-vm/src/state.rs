//! [`State`]: what host functions share with the VM. No handle of the engine's is in here: a function that kept one would keep its own VM
//! alive for ever.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::time::Instant;

use crate::output::Output;
use crate::report::ErrorReport;
use crate::timers::{Owner, Timers};

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
    uncaught: RefCell<VecDeque<ErrorReport>>,
}

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
            uncaught: RefCell::default(),
        }
    }

    /// Keeps an error that nobody caught until the loop reports it. A loop that throws for ever must not fill the memory: beyond a thousand, the
    /// oldest are dropped.
    pub(crate) fn push_uncaught(&self, report: ErrorReport) {
        let mut uncaught = self.uncaught.borrow_mut();
        if uncaught.len() == 1000 {
            uncaught.pop_front();
        }
        uncaught.push_back(report);
    }

    pub(crate) fn pop_uncaught(&self) -> Option<ErrorReport> {
        self.uncaught.borrow_mut().pop_front()
    }

    /// Milliseconds since the VM was made.
    pub(crate) fn now(&self) -> f64 {
        self.started.elapsed().as_secs_f64() * 1000.0
    }
}
