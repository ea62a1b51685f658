//! [`VmBuilder`]: what can be chosen when a machine is made.

use crate::error::Result;
use crate::run_loop;
use crate::vm::{Vm, VmInner, grave};

/// Options of a new [`Vm`]. Made by [`Vm::builder`].
///
/// ```
/// let vm = jsc::Vm::builder().gc_timer(false).build()?;
/// # Ok::<(), jsc::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "`build` makes the machine"]
pub struct VmBuilder {
    pub(crate) own_run_loop: bool,
    pub(crate) gc_timer: bool,
    /// Whether the engine's encoding of values may be used if it is as expected; tests say no.
    pub(crate) trust_encoding: bool,
}

impl Default for VmBuilder {
    fn default() -> VmBuilder {
        VmBuilder {
            own_run_loop: true,
            gc_timer: true,
            trust_encoding: true,
        }
    }
}

impl VmBuilder {
    /// Whether the engine's work of this thread shall wait on a context that [`RunLoop::pump`](crate::RunLoop::pump) turns (the default) instead of the
    /// thread's own main context, which the program turns. Say `false` in a GTK program that makes VMs on its main thread.
    ///
    /// The thread's *first* VM decides for all that follow. Without meaning where the engine does not use GLib.
    pub fn own_run_loop(mut self, own: bool) -> VmBuilder {
        self.own_run_loop = own;
        self
    }

    /// Whether collections are also started by timers on the run loop, besides by allocation (the default). `false` turns the timers off for this
    /// VM and **every later one of the process**, as that is how the engine has it. Without effect where it lacks `JSDisableGCTimer`.
    #[doc(alias = "JSDisableGCTimer")]
    pub fn gc_timer(mut self, on: bool) -> VmBuilder {
        self.gc_timer = on;
        self
    }

    /// Makes the machine, which belongs to this thread.
    ///
    /// # Errors
    /// [`Error::Engine`](crate::Error::Engine) if the engine gives no machine or realm.
    pub fn build(self) -> Result<Vm> {
        if !self.gc_timer {
            run_loop::disable_gc_timers(crate::raw::private());
        }
        grave::clear();
        Ok(Vm {
            inner: VmInner::create(&self)?,
        })
    }
}
