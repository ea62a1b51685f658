use std::cell::RefCell;
use std::rc::Rc;

fn main() -> jsc::Result<()> {
    let context = jsc::Vm::new()?.new_context()?;
    context.enter(|scope| {
        let kept = Rc::new(RefCell::new(None));
        let inside = Rc::clone(&kept);
        let function = scope.function_with("f", move |scope, args| {
            *inside.borrow_mut() = Some(args.get::<jsc::Local<'_>>(0)?);
            Ok(scope.undefined())
        })?;
        scope.global().set(scope, "f", function)
    })
}
