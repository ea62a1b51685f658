//! Machines come and go, on many threads, and leave nothing behind.

use jsc::{Collect, Vm};

fn turn() {
    let vm = Vm::new().unwrap();
    let context = vm.new_context().unwrap();
    let sum: f64 = context
        .enter(|scope| {
            let add = scope.function("add", |a: f64, b: f64| a + b)?;
            scope.global().set(scope, "add", add)?;
            scope.eval("let a = []; for (let i = 0; i < 100; i++) a.push({ i: add(i, 1) }); a.reduce((s, x) => s + x.i, 0)")?.to(scope)
        })
        .unwrap();
    assert_eq!(sum, 5050.0);
}

/// Resident memory in bytes, where it can be told.
fn resident() -> Option<usize> {
    let statm = std::fs::read_to_string("/proc/self/statm").ok()?;
    statm
        .split(' ')
        .nth(1)?
        .parse::<usize>()
        .ok()
        .map(|pages| pages * 4096)
}

#[test]
fn a_thousand_machines_do_not_grow_the_process() {
    // The engine's stress modes make each machine some hundred times as slow.
    let stressed = std::env::vars().any(|(name, _)| name.starts_with("JSC_"));
    let rounds = if stressed { 50 } else { 1000 };
    (0..rounds / 5).for_each(|_| turn());
    let before = resident();
    (0..rounds).for_each(|_| turn());
    if let (Some(before), Some(after)) = (before, resident()) {
        // One machine takes some 700 KB; other tests of this file may run at the same time.
        let grown = after.saturating_sub(before);
        assert!(
            grown < 100 * 700_000,
            "{grown} bytes more after {rounds} machines"
        );
    }
}

#[test]
fn machines_on_many_threads() {
    let threads: Vec<_> = (0..8)
        .map(|_| std::thread::spawn(|| (0..10).for_each(|_| turn())))
        .collect();
    threads
        .into_iter()
        .for_each(|thread| thread.join().unwrap());
}

#[test]
fn a_thousand_realms_of_one_machine() {
    let vm = Vm::new().unwrap();
    for n in 0..1000 {
        let context = vm.new_context().unwrap();
        let value: f64 = context
            .enter(|scope| {
                scope
                    .eval("globalThis.n = (globalThis.n ?? 0) + 1; n")?
                    .to(scope)
            })
            .unwrap();
        assert_eq!(value, 1.0, "realm {n} is fresh");
    }
    let _ = vm.collect(Collect::Full);
}

#[test]
fn handles_go_in_any_order() {
    for order in 0..6 {
        let vm = Vm::new().unwrap();
        let context = vm.new_context().unwrap();
        let value = context
            .enter(|scope| Ok(scope.object().protect(scope)))
            .unwrap();
        match order {
            0 => drop((vm, context, value)),
            1 => drop((value, context, vm)),
            2 => drop((context, value, vm)),
            3 => drop((context, vm, value)),
            4 => drop((vm, value, context)),
            _ => drop((value, vm, context)),
        }
    }
}

#[test]
fn a_leaked_machine_does_no_harm() {
    std::thread::spawn(|| {
        let vm = Vm::new().unwrap();
        let context = vm.new_context().unwrap();
        let kept = context
            .enter(|scope| Ok(scope.object().protect(scope)))
            .unwrap();
        std::mem::forget(kept);
    })
    .join()
    .unwrap();
    turn();
}

#[test]
fn a_machine_in_each_destructor_of_a_thread() {
    struct Late;
    impl Drop for Late {
        fn drop(&mut self) {
            turn();
        }
    }
    thread_local! {
        static LATE: Late = const { Late };
    }
    std::thread::spawn(|| {
        LATE.with(|_| ());
        turn();
    })
    .join()
    .unwrap();
    std::thread::spawn(|| LATE.with(|_| ())).join().unwrap();
}
