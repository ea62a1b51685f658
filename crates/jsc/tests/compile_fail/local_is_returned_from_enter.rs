fn main() -> jsc::Result<()> {
    let context = jsc::Vm::new()?.new_context()?;
    let _value = context.enter(|scope| scope.eval("({})"))?;
    Ok(())
}
