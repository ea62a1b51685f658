fn main() -> jsc::Result<()> {
    let context = jsc::Vm::new()?.new_context()?;
    let kept = context.enter(|scope| Ok(scope.eval("({})")?.protect(scope)))?;
    std::thread::spawn(move || drop(kept));
    Ok(())
}
