//! What is settled once per process, each in a process of its own: this program again, with one test and an environment.

use std::process::{Command, Output};
use std::time::{Duration, Instant};

#[cfg(target_os = "linux")]
use jsc::Error;
use jsc::{Collect, Vm};

/// Makes the engine's collection timers fire at once, not when the program has been idle for 45 s.
const TIMERS_AT_ONCE: [(&str, &str); 3] = [
    ("JSC_collectionTimerMaxPercentCPU", "1000"),
    ("JSC_percentCPUPerMBForFullTimer", "1000"),
    ("JSC_percentCPUPerMBForEdenTimer", "1000"),
];

fn is_child(test: &str) -> bool {
    std::env::var("TEST_CHILD").is_ok_and(|name| name == test)
}

fn run_child(test: &str, environment: &[(&str, &str)]) -> Output {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child
        .args(["--exact", test, "--nocapture"])
        .env("TEST_CHILD", test)
        .envs(environment.iter().copied());
    child.output().unwrap()
}

fn assert_success(output: &Output) {
    assert!(
        output.status.success(),
        "{}\n{}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

/// In a program without WebKit the engine's timer of full collections reads a main run loop that nobody made, and dies.
#[test]
fn the_timer_of_full_collections_does_not_crash() {
    const NAME: &str = "the_timer_of_full_collections_does_not_crash";
    if !is_child(NAME) {
        return assert_success(&run_child(NAME, &TIMERS_AT_ONCE));
    }
    let vm = Vm::new().unwrap();
    let run_loop = vm.run_loop();
    if !run_loop.is_driven() {
        assert!(
            std::env::var_os("HIDE_JSC_PRIVATE").is_some(),
            "the loop is ours where the engine has all functions"
        );
        return;
    }
    let context = vm.new_context().unwrap();
    let number =
        |code: &str| -> f64 { context.enter(|scope| scope.eval(code)?.to(scope)).unwrap() };
    // Old objects, which only a full collection finds dead.
    number(
        "globalThis.dead = 0; globalThis.r = new FinalizationRegistry(() => { dead++ }); globalThis.old = [];
         for (let i = 0; i < 1000; i++) { let o = { i }; old.push(o); r.register(o, i) } 0",
    );
    vm.collect(Collect::Eden).unwrap();
    vm.collect(Collect::Eden).unwrap();
    number("old = undefined; 0");
    let end = Instant::now() + Duration::from_secs(60);
    while number("dead") < 900.0 {
        assert!(Instant::now() < end, "no full collection came");
        // A realm that goes tells the collector that a full collection may be worth while.
        drop(vm.new_context().unwrap());
        run_loop.wait(Some(Duration::from_millis(20))).unwrap();
        while run_loop.pump().unwrap() {}
    }
}

/// The main run loop is that of the first machine's thread. It must stay when the thread ends.
#[test]
fn the_first_thread_may_end() {
    const NAME: &str = "the_first_thread_may_end";
    if !is_child(NAME) {
        return assert_success(&run_child(NAME, &TIMERS_AT_ONCE));
    }
    std::thread::spawn(|| drop(Vm::new().unwrap()))
        .join()
        .unwrap();
    let vm = Vm::new().unwrap();
    let run_loop = vm.run_loop();
    let end = Instant::now() + Duration::from_millis(500);
    while Instant::now() < end {
        let context = vm.new_context().unwrap();
        context
            .enter(|scope| {
                scope
                    .eval("for (let i = 0; i < 1e4; i++) ({ i })")
                    .map(drop)
            })
            .unwrap();
        run_loop.wait(Some(Duration::from_millis(10))).unwrap();
        while run_loop.pump().unwrap() {}
    }
}

#[test]
fn timers_can_be_turned_off() {
    const NAME: &str = "timers_can_be_turned_off";
    if !is_child(NAME) {
        return assert_success(&run_child(NAME, &TIMERS_AT_ONCE));
    }
    if ["JSC_slowPathAllocsBetweenGCs", "JSC_collectContinuously"]
        .iter()
        .any(|mode| std::env::var_os(mode).is_some())
    {
        return; // Then there are other reasons to collect.
    }
    let vm = Vm::builder().gc_timer(false).build().unwrap();
    let context = vm.new_context().unwrap();
    let number =
        |code: &str| -> f64 { context.enter(|scope| scope.eval(code)?.to(scope)).unwrap() };
    number(
        "globalThis.dead = 0; globalThis.r = new FinalizationRegistry(() => { dead++ });
         for (let i = 0; i < 1000; i++) r.register({ i }, i); 0",
    );
    let end = Instant::now() + Duration::from_millis(500);
    while Instant::now() < end {
        vm.run_loop().wait(Some(Duration::from_millis(20))).unwrap();
        while vm.run_loop().pump().unwrap() {}
    }
    assert_eq!(number("dead"), 0.0);
}

#[test]
fn the_program_s_own_context_can_be_used() {
    const NAME: &str = "the_program_s_own_context_can_be_used";
    if !is_child(NAME) {
        return assert_success(&run_child(NAME, &[]));
    }
    let vm = Vm::builder().own_run_loop(false).build().unwrap();
    assert!(!vm.run_loop().is_driven());
    assert!(!vm.run_loop().pump().unwrap());
    vm.run_loop().wait(Some(Duration::from_millis(1))).unwrap();
    let (Some(glib), false) = (
        jsc_sys::glib(),
        std::env::var_os("HIDE_JSC_PRIVATE").is_some(),
    ) else {
        return;
    };
    let context = vm.new_context().unwrap();
    let number =
        |code: &str| -> f64 { context.enter(|scope| scope.eval(code)?.to(scope)).unwrap() };
    number(
        "globalThis.out = 0; WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(() => { out = 1 }); 0",
    );
    let end = Instant::now() + Duration::from_secs(60);
    while number("out") == 0.0 {
        assert!(Instant::now() < end);
        // SAFETY: NULL is the program's main context, which a GTK program would turn.
        unsafe { (glib.g_main_context_iteration)(std::ptr::null_mut(), 0) };
    }
}

/// Leaving the process runs destructors of thread-locals, with JavaScript still on the stack.
#[test]
fn a_host_function_may_end_the_process() {
    const NAME: &str = "a_host_function_may_end_the_process";
    if !is_child(NAME) {
        let output = run_child(NAME, &[]);
        assert_eq!(
            output.status.code(),
            Some(42),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        return;
    }
    thread_local! {
        static MACHINE: (Vm, jsc::Context) = {
            let vm = Vm::new().unwrap();
            let context = vm.new_context().unwrap();
            (vm, context)
        };
    }
    MACHINE.with(|(_, context)| {
        let ended: jsc::Result<()> = context.enter(|scope| {
            let many: Vec<_> = (0..1000).map(|_| scope.object()).collect();
            let exit = scope.function("exit", |code: i32| -> () { std::process::exit(code) })?;
            let result = exit.call(scope, (42,));
            panic!("{} {result:?}", many.len());
        });
        drop(ended);
    });
}

#[cfg(target_os = "linux")]
#[test]
fn the_collector_s_signal_can_be_chosen() {
    const NAME: &str = "the_collector_s_signal_can_be_chosen";
    if !is_child(NAME) {
        return assert_success(&run_child(NAME, &[]));
    }
    let handler = |signal: i32| {
        let mut action = std::mem::MaybeUninit::<libc::sigaction>::uninit();
        // SAFETY: a NULL action only asks, and the old one is written.
        unsafe {
            assert_eq!(
                libc::sigaction(signal, std::ptr::null(), action.as_mut_ptr()),
                0
            );
            action.assume_init().sa_sigaction
        }
    };
    let signal = libc::SIGRTMIN() + 5;
    for bad in [0, -1, 10_000, libc::SIGKILL, libc::SIGSEGV] {
        assert!(
            matches!(
                jsc::configure_gc_signal(bad),
                Err(Error::Unsupported { .. })
            ),
            "{bad}"
        );
    }
    match jsc::configure_gc_signal(signal) {
        Ok(()) => {}
        Err(Error::Unsupported { .. }) => {
            assert!(std::env::var_os("HIDE_JSC_PRIVATE").is_some());
            return;
        }
        Err(other) => panic!("{other}"),
    }
    let vm = Vm::new().unwrap();
    vm.collect(Collect::Full).unwrap();
    assert_ne!(handler(signal), libc::SIG_DFL);
    assert_eq!(
        handler(libc::SIGUSR1),
        libc::SIG_DFL,
        "the default signal is the program's"
    );
    assert!(
        matches!(
            jsc::configure_gc_signal(signal),
            Err(Error::Unsupported { .. })
        ),
        "too late"
    );
}
