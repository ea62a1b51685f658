//! Taking a VM down: handles first, then the engine.

use crate::vm::HotVm;

impl HotVm {
    /// Releases what roots anything in the VM, the entry promise first of all: the engine is still alive here, and unprotecting
    /// after its death would touch a dead heap (the types see to that too: a `Protected` keeps its VM).
    pub(crate) fn teardown(&mut self) {
        self.entry.set_pending_internal_promise(None);
        for graph in [self.graph.take(), self.preload_graph.take()]
            .into_iter()
            .flatten()
        {
            graph.retire();
        }
        self.host.set_watching(None);
        self.watching = None;
        self.runtime = None;
        self.prelude = None;
    }
}

impl Drop for HotVm {
    fn drop(&mut self) {
        self.teardown();
    }
}
