fn main() -> jsc::Result<()> {
    let context = jsc::Vm::new()?.new_context()?;
    let _future = context.enter(|scope| {
        Ok(async move {
            let value = scope.eval("({})");
            std::future::ready(()).await;
            drop(value);
        })
    })?;
    Ok(())
}
