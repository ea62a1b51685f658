fn main() -> jsc::Result<()> {
    let context = jsc::Vm::new()?.new_context()?;
    let mut kept = None;
    context.enter(|scope| {
        kept = Some(scope.eval("({})")?);
        Ok(())
    })?;
    println!("{kept:?}");
    Ok(())
}
