//! The functions that the engine exports and no header declares, as a table made once.

mod table;

pub use table::Private;

use once_cell::sync::OnceCell;

/// The private functions of the engine in this process; looked up at the first call.
pub fn private() -> &'static Private {
    static PRIVATE: OnceCell<Private> = OnceCell::new();
    PRIVATE.get_or_init(|| Private::find(&crate::hidden::Hidden::from_env()))
}

/// Each name of [`Private`], and whether this engine has it; for reports.
pub fn names() -> impl Iterator<Item = (&'static str, bool)> {
    private().presence().into_iter()
}
