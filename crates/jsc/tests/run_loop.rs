//! The engine's own work: it runs when the loop is pumped, and only then.

use std::time::{Duration, Instant};

use jsc::{Context, Error, RunLoop, Vm};

/// For what happens at some time. Only a failing test waits that long.
const PATIENCE: Duration = Duration::from_secs(60);

fn number(context: &Context, code: &str) -> f64 {
    context.enter(|scope| scope.eval(code)?.to(scope)).unwrap()
}

/// Pumps until `done`, or until patience ends.
fn pump_until(run_loop: &RunLoop, mut done: impl FnMut() -> bool) -> bool {
    let end = Instant::now() + PATIENCE;
    while !done() {
        if Instant::now() > end {
            return false;
        }
        run_loop.wait(Some(Duration::from_millis(100))).unwrap();
        while run_loop.pump().unwrap() {}
    }
    true
}

/// `(module (func (export "f") (result i32) i32.const 42))`
const WASM: &str = "new Uint8Array([0,97,115,109,1,0,0,0,1,5,1,96,0,1,127,3,2,1,0,7,5,1,1,102,0,0,10,6,1,4,0,65,42,11])";

#[test]
fn web_assembly_is_instantiated_by_pumping() {
    let vm = Vm::new().unwrap();
    let context = vm.new_context().unwrap();
    let run_loop = vm.run_loop();
    if !run_loop.is_driven() {
        return;
    }
    let start = format!(
        "globalThis.out = 0; WebAssembly.instantiate({WASM}).then(r => {{ out = r.instance.exports.f() }}, e => {{ out = -1 }}); 0"
    );
    number(&context, &start);
    assert_eq!(
        number(&context, "out"),
        0.0,
        "nothing happens before the loop is pumped"
    );
    assert!(pump_until(&run_loop, || number(&context, "out") != 0.0));
    assert_eq!(number(&context, "out"), 42.0);
}

#[test]
fn finalization_registry_calls_back() {
    let vm = Vm::new().unwrap();
    let context = vm.new_context().unwrap();
    let run_loop = vm.run_loop();
    if !run_loop.is_driven() {
        return;
    }
    number(
        &context,
        "globalThis.dead = 0; globalThis.r = new FinalizationRegistry(() => { dead += 1 });
         (function deep(n) { if (n) return deep(n - 1); for (let i = 0; i < 1000; i++) r.register({}, i); })(50); 0",
    );
    vm.collect(jsc::Collect::Full).unwrap();
    assert!(pump_until(&run_loop, || number(&context, "dead") >= 900.0));
}

#[test]
fn a_second_vm_on_the_thread_shares_the_loop() {
    let first = Vm::new().unwrap();
    let second = Vm::new().unwrap();
    assert_eq!(first.run_loop().is_driven(), second.run_loop().is_driven());
    if !first.run_loop().is_driven() {
        return;
    }
    let context = second.new_context().unwrap();
    let start = format!(
        "globalThis.out = 0; WebAssembly.compile({WASM}).then(() => {{ out = 1 }}, () => {{ out = 2 }}); 0"
    );
    number(&context, &start);
    assert!(pump_until(&first.run_loop(), || number(&context, "out") != 0.0));
    assert_eq!(number(&context, "out"), 1.0);
}

#[test]
fn the_loop_is_refused_in_a_scope() {
    let vm = Vm::new().unwrap();
    let context = vm.new_context().unwrap();
    let run_loop = vm.run_loop();
    context
        .enter(|_| {
            assert!(matches!(run_loop.pump(), Err(Error::InScope)));
            assert!(matches!(
                run_loop.wait(Some(Duration::ZERO)),
                Err(Error::InScope)
            ));
            Ok(())
        })
        .unwrap();
    assert!(run_loop.pump().is_ok());
}

#[test]
fn a_waker_ends_the_wait_from_another_thread() {
    let vm = Vm::new().unwrap();
    let run_loop = vm.run_loop();
    let (send, receive) = std::sync::mpsc::channel();
    let waker = run_loop.waker();
    let thread = std::thread::spawn(move || {
        for i in 0..100 {
            send.send(i).unwrap();
            waker.wake();
        }
    });
    let end = Instant::now() + PATIENCE;
    let mut got = 0;
    while got < 100 {
        got += receive.try_iter().count();
        run_loop.pump().unwrap();
        if got < 100 {
            // No limit: a wake-up that got lost between the look at the channel and here would hang.
            run_loop.wait(None).unwrap();
        }
        assert!(Instant::now() < end);
    }
    thread.join().unwrap();
}

#[test]
fn a_wake_up_is_not_swallowed_by_pumping() {
    let vm = Vm::new().unwrap();
    let run_loop = vm.run_loop();
    run_loop.waker().wake();
    while run_loop.pump().unwrap() {}
    assert_eq!(run_loop.next_timeout(), Some(Duration::ZERO));
    run_loop.wait(None).unwrap();
}

#[test]
fn a_waker_outlives_the_vm_and_its_thread() {
    let waker = std::thread::spawn(|| Vm::new().unwrap().run_loop().waker())
        .join()
        .unwrap();
    waker.wake();
    std::task::Waker::from(waker).wake();
}

#[test]
fn a_wait_ends_when_its_time_is_over() {
    let vm = Vm::new().unwrap();
    let start = Instant::now();
    while start.elapsed() < Duration::from_millis(20) {
        vm.run_loop().wait(Some(Duration::from_millis(20))).unwrap();
    }
}

/// The machine is on nobody's stack while the loop runs its work, and its own host function lets go of it.
#[test]
fn a_host_function_drops_its_own_machine_while_the_loop_turns() {
    use std::cell::RefCell;
    thread_local! {
        static DOOMED: RefCell<Option<(Vm, Context)>> = const { RefCell::new(None) };
    }
    let other = Vm::new().unwrap();
    let run_loop = other.run_loop();
    if !run_loop.is_driven() {
        return;
    }
    for round in 0..20 {
        let doomed = Vm::new().unwrap();
        let context = doomed.new_context().unwrap();
        context
            .enter(|scope| {
                let drop_it = scope.function("dropIt", || drop(DOOMED.take()))?;
                scope.global().set(scope, "dropIt", drop_it)?;
                // Enough values for the collector to look at the slab, had it been freed.
                let code = format!(
                    "WebAssembly.instantiate({WASM}).then(() => {{
                        dropIt();
                        let kept = [];
                        for (let i = 0; i < 1e4; i++) kept.push({{ i, s: 'x'.repeat({round}) + i }});
                        dropIt();
                        return kept.length;
                    }}); 0"
                );
                scope.eval(&code).map(drop)
            })
            .unwrap();
        DOOMED.set(Some((doomed, context)));
        assert!(pump_until(&run_loop, || DOOMED.with_borrow(Option::is_none)));
    }
}
