use std::cell::RefCell;

use jsc::Local;

thread_local! {
    static KEPT: RefCell<Option<Local<'static>>> = const { RefCell::new(None) };
}

fn main() -> jsc::Result<()> {
    let context = jsc::Vm::new()?.new_context()?;
    context.enter(|scope| {
        KEPT.set(Some(scope.eval("({})")?));
        Ok(())
    })
}
