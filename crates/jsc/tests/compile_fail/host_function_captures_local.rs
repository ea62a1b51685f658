fn main() -> jsc::Result<()> {
    let context = jsc::Vm::new()?.new_context()?;
    context.enter(|scope| {
        let value = scope.eval("({})")?;
        let function = scope.function("f", move || format!("{value:?}"))?;
        scope.global().set(scope, "f", function)
    })
}
