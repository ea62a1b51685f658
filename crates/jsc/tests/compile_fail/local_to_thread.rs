fn main() -> jsc::Result<()> {
    let context = jsc::Vm::new()?.new_context()?;
    context.enter(|scope| {
        let value = scope.eval("({})")?;
        std::thread::scope(|threads| {
            threads.spawn(move || println!("{value:?}"));
        });
        Ok(())
    })
}
