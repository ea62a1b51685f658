//! Keeps a JavaScript function in a Rust struct, which a `Local` could not do.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use jsc::{Context, Function, Protected, Vm};

struct Plugin {
    context: Context,
    on_event: Protected<Function>,
}

impl Plugin {
    fn load(source: &str) -> jsc::Result<Plugin> {
        let context = Vm::new()?.new_context()?;
        let on_event = context
            .enter(|scope| Ok(scope.eval(source)?.cast::<Function>(scope)?.protect(scope)))?;
        Ok(Plugin { context, on_event })
    }

    fn event(&self, name: &str) -> jsc::Result<String> {
        self.context
            .enter(|scope| self.on_event.local(scope).call(scope, (name,))?.to(scope))
    }
}

fn main() -> Result<(), jsc::Error> {
    let plugin = Plugin::load("let count = 0; (name) => `${name} #${++count}`")?;
    println!("{}", plugin.event("click")?);
    // Nothing on the stack refers to the function meanwhile; the handle roots it.
    plugin.context.vm().collect(jsc::Collect::Full).ok();
    println!("{}", plugin.event("click")?);
    Ok(())
}
