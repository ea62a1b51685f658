fn main() -> jsc::Result<()> {
    let vm = jsc::Vm::new()?;
    std::thread::spawn(move || vm.new_context().is_ok());
    Ok(())
}
