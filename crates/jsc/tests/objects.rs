//! Objects and their properties.

use jsc::{Result, Scope, Vm};

fn run<T>(f: impl for<'s> FnOnce(&'s Scope) -> Result<T>) -> T {
    let context = Vm::new().unwrap().new_context().unwrap();
    context.enter(f).unwrap()
}

#[test]
fn get_reads_what_set_wrote() {
    run(|scope| {
        let object = scope.object();
        object.set(scope, "answer", 42)?;
        object.set_index(scope, 7, "seven")?;
        assert_eq!(object.get(scope, "answer")?.to::<i32>(scope)?, 42);
        assert_eq!(object.get(scope, "7")?.to::<String>(scope)?, "seven");
        assert!(object.get(scope, "nothing")?.is_undefined(scope));
        Ok(())
    });
}
