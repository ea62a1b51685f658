fn main() -> jsc::Result<()> {
    let context = jsc::Vm::new()?.new_context()?;
    context.enter(|scope| {
        let mut kept = Vec::new();
        scope.nested(|inner| {
            kept.push(inner.eval("({})")?);
            Ok::<(), jsc::Error>(())
        })?;
        println!("{kept:?}");
        Ok(())
    })
}
