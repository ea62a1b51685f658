fn main() -> jsc::Result<()> {
    let one = jsc::Vm::new()?.new_context()?;
    let two = jsc::Vm::new()?.new_context()?;
    one.enter(|scope| {
        let value = scope.eval("({})")?;
        two.enter_isolated(move |other| other.global().set(other, "stranger", value))
    })
}
