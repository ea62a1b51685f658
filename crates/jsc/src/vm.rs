//! [`Vm`]: one instance of the engine, and the state that everything made from it shares.

mod builder;
pub(crate) mod grave;
mod inner;

use std::fmt;
use std::rc::Rc;

pub use builder::VmBuilder;
pub(crate) use inner::{VmInner, quieten};

use crate::context::Context;
use crate::error::Result;

/// One JavaScript virtual machine: a heap, a lock, a queue of microtasks. The engine calls it a context group.
///
/// `Vm` is a counted handle, like `Rc`: cloning is cheap, and the machine lives until the last `Vm`, [`Context`],
/// [`Protected`](crate::Protected) or other value that belongs to it is gone. It stays on the thread that made it.
///
/// ```
/// use jsc::Vm;
///
/// let vm = Vm::new()?;
/// let context = vm.new_context()?;
/// let answer: f64 = context.enter(|scope| scope.eval("6 * 7")?.to(scope))?;
/// assert_eq!(answer, 42.0);
/// # Ok::<(), jsc::Error>(())
/// ```
#[derive(Clone)]
#[doc(alias = "JSContextGroupRef")]
pub struct Vm {
    pub(crate) inner: Rc<VmInner>,
}

impl Vm {
    /// Makes a virtual machine that belongs to this thread.
    ///
    /// The first one of a process also starts the engine (some 5 ms), which installs signal handlers: see
    /// [`configure_gc_signal`](crate::configure_gc_signal).
    ///
    /// # Errors
    /// [`Error::Engine`](crate::Error::Engine) if the engine gives no machine or realm.
    #[doc(alias = "JSContextGroupCreate")]
    pub fn new() -> Result<Vm> {
        VmBuilder::default().build()
    }

    /// Starts the making of a virtual machine with options.
    pub fn builder() -> VmBuilder {
        VmBuilder::default()
    }

    /// Makes a realm: a global object with its own intrinsics.
    ///
    /// # Errors
    /// [`Error::Engine`](crate::Error::Engine) if the engine gives none.
    #[doc(alias = "JSGlobalContextCreateInGroup")]
    pub fn new_context(&self) -> Result<Context> {
        Context::create(&self.inner)
    }

    /// Whether both handles name the same machine.
    pub fn ptr_eq(&self, other: &Vm) -> bool {
        Rc::ptr_eq(&self.inner, &other.inner)
    }
}

impl crate::Scope {
    /// A handle on the scope's VM. A host function that kept one would keep its own VM alive for ever; this is how it gets one while it runs.
    pub fn vm_handle(&self) -> Vm {
        // SAFETY: the machine is alive while a scope of it is open.
        let inner = unsafe { VmInner::retain(self.vm_ptr()) };
        Vm { inner }
    }
}

/// What is known of the engine that was linked: `JavaScriptCore 2.50.6 (javascriptcoregtk-6.0)`.
///
/// WebKitGTK's version where pkg-config told it when this was built; elsewhere the name alone.
pub fn engine_version() -> String {
    let (library, version) = (crate::raw::LIBRARY, crate::raw::LIBRARY_VERSION);
    match (version, library) {
        ("", "") => "JavaScriptCore".to_owned(),
        ("", library) => format!("JavaScriptCore ({library})"),
        (version, library) => format!("JavaScriptCore {version} ({library})"),
    }
}

impl fmt::Debug for Vm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vm")
            .field("id", &self.inner.id())
            .finish_non_exhaustive()
    }
}
