//! Timers, immediates and microtasks: small programs and exactly what they write.

mod common;

use std::cell::RefCell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use common::{Folder, Sink, run_embedded, turn_until};
use hot_vm::{Event, HotMode, HotVm, Tick};

fn check(table: &[(&str, &str)]) {
    for (source, expected) in table {
        let run = run_embedded(source);
        assert_eq!(
            (run.code, run.out.as_str(), run.err.as_str()),
            (0, *expected, ""),
            "{source}"
        );
    }
}

#[test]
fn order() {
    check(&[
        (
            "setTimeout(() => console.log('b'), 300); setTimeout(() => console.log('a'), 1); setTimeout(() => console.log('c'), 600);",
            "a\nb\nc\n",
        ),
        (
            "setTimeout(() => console.log('1'), 0); setTimeout(() => console.log('2'), 1); setTimeout(() => console.log('3'), -5); setTimeout(() => console.log('4'), NaN);",
            "1\n2\n3\n4\n",
        ),
        (
            "setImmediate(() => { console.log('i1'); setImmediate(() => console.log('i3')); }); setImmediate(() => console.log('i2'));",
            "i1\ni2\ni3\n",
        ),
        (
            "setTimeout(() => { console.log('a'); queueMicrotask(() => console.log('micro')); }, 1); setTimeout(() => console.log('b'), 1);",
            "a\nmicro\nb\n",
        ),
        (
            "setImmediate(() => { Promise.resolve().then(() => console.log('micro')); }); setImmediate(() => console.log('b'));",
            "micro\nb\n",
        ),
        (
            "console.log('a'); queueMicrotask(() => console.log('c')); console.log('b');",
            "a\nb\nc\n",
        ),
    ]);
}

#[test]
fn arguments_and_this() {
    check(&[
        (
            "setTimeout((...args: unknown[]) => console.log(args.join()), 1, 'a', 2);",
            "a,2\n",
        ),
        (
            "setImmediate((...args: unknown[]) => console.log(args.join()), 'b', 3);",
            "b,3\n",
        ),
        (
            "const t = setTimeout(function (this: unknown) { console.log(this === t); }, 1);",
            "true\n",
        ),
        (
            "console.log(typeof +setTimeout(() => {}, 1), setTimeout(() => {}, 1).hasRef());",
            "number true\n",
        ),
        (
            "try { (setTimeout as any)('code'); } catch (e: any) { console.log(e.name, e.code); }",
            "TypeError ERR_INVALID_ARG_TYPE\n",
        ),
        (
            "try { queueMicrotask(undefined as any); } catch (e: any) { console.log(e.name, e.code); } try { process.nextTick(1 as any); } catch (e: any) { console.log(e.name); }",
            "TypeError ERR_INVALID_ARG_TYPE\nTypeError\n",
        ),
    ]);
}

#[test]
fn clearing() {
    check(&[
        (
            "const t = setTimeout(() => console.log('never'), 1); clearTimeout(t); clearTimeout(t); clearTimeout(undefined); clearTimeout(null as any); clearTimeout('x' as any);",
            "",
        ),
        (
            "const t = setTimeout(() => console.log('never'), 1); clearTimeout(+t); const i = setImmediate(() => console.log('never')); clearImmediate(i);",
            "",
        ),
        (
            "let n = 0; const t = setInterval(() => { console.log(++n); if (n === 3) clearInterval(t); }, 1);",
            "1\n2\n3\n",
        ),
        (
            "const a = setTimeout(() => { console.log('a'); clearTimeout(b); }, 1); const b = setTimeout(() => console.log('never'), 1);",
            "a\n",
        ),
        (
            "setImmediate(() => { console.log('a'); clearImmediate(b); }); const b = setImmediate(() => console.log('never'));",
            "a\n",
        ),
        (
            "{ using t = setTimeout(() => console.log('never'), 1) as any; }",
            "",
        ),
    ]);
}

#[test]
fn refreshing() {
    check(&[
        (
            "let n = 0; const t: any = setTimeout(() => { console.log(++n); if (n < 3) t.refresh(); }, 1);",
            "1\n2\n3\n",
        ),
        (
            "let n = 0; const t: any = setTimeout(() => console.log(++n), 1); setTimeout(() => t.refresh(), 20);",
            "1\n2\n",
        ),
        (
            "const t: any = setTimeout(() => console.log('never'), 1); clearTimeout(t); t.refresh();",
            "",
        ),
        (
            "const t: any = setTimeout(() => console.log('once'), 1); setTimeout(() => { clearTimeout(t); t.refresh(); }, 20);",
            "once\n",
        ),
    ]);
}

#[test]
fn unref() {
    check(&[
        (
            "setTimeout(() => console.log('never'), 1 << 30).unref();",
            "",
        ),
        (
            "const t = setTimeout(() => console.log('yes'), 5); t.unref(); t.ref(); console.log(t.hasRef());",
            "true\nyes\n",
        ),
        // What does not keep the program running still fires while something else does.
        (
            "setTimeout(() => console.log('unref'), 1).unref(); setTimeout(() => console.log('ref'), 60);",
            "unref\nref\n",
        ),
        (
            "const t: any = setTimeout(() => {}, 1).unref(); setTimeout(() => { t.refresh(); console.log(t.hasRef()); }, 20);",
            "false\n",
        ),
    ]);
}

#[test]
fn an_error_in_an_interval_does_not_end_it_if_a_listener_takes_it() {
    check(&[(
        "let n = 0; process.on('uncaughtException', (e: any, origin: string) => console.log(e.message, origin));\nconst t = setInterval(() => { n++; if (n === 3) clearInterval(t); throw new Error('e' + n); }, 1);",
        "e1 uncaughtException\ne2 uncaughtException\ne3 uncaughtException\n",
    )]);
}

#[test]
fn what_a_microtask_throws_is_an_uncaught_exception() {
    check(&[(
        "process.on('uncaughtException', (e: any, origin: string) => console.log(e.message, origin)); queueMicrotask(() => { throw new Error('micro'); });",
        "micro uncaughtException\n",
    )]);
    let run = run_embedded(
        "queueMicrotask(() => { throw new Error('micro'); });\nsetTimeout(() => console.log('never'), 1 << 30);\n",
    );
    assert_eq!((run.code, run.out.as_str()), (1, ""));
    assert!(run.err.contains("error: micro"), "{}", run.err);
}

/// An error that came first is reported, even if the next callback ends the program.
#[test]
fn an_error_is_not_lost_to_an_exit_that_comes_after_it() {
    if crate::common::lacks(crate::common::Needs::RejectionHook) {
        return;
    }
    for first in [
        "throw new Error('first');",
        "Promise.reject(new Error('first'));",
        "queueMicrotask(() => { throw new Error('first'); });",
        "await null; throw new Error('first');",
    ] {
        let run = run_embedded(&format!("setImmediate(() => process.exit(0));\n{first}\n"));
        assert_eq!(run.code, 1, "{first}");
        assert!(run.err.contains("error: first"), "{first}: {}", run.err);
    }
}

/// Turns without anything to do, and without the VM's own way to wait: no turn says that there is work.
#[test]
fn an_idle_vm_is_not_busy_even_if_nobody_waits_on_its_run_loop() {
    let folder = Folder::with(&[("app.ts", "setInterval(() => {}, 1 << 30);\n")]);
    let mut vm = HotVm::builder()
        .entry("app.ts")
        .cwd(folder.path())
        .build()
        .unwrap();
    vm.vm().run_loop().waker().wake();
    let deadline = Instant::now() + Duration::from_secs(60);
    let mut quiet = 0;
    while quiet < 3 {
        assert!(Instant::now() < deadline, "always something to do");
        match vm.tick().unwrap() {
            Tick::WaitFor(time) if time > Duration::from_millis(50) => quiet += 1,
            Tick::Wait => quiet += 1,
            _ => std::thread::sleep(Duration::from_millis(5)),
        }
    }
}

/// The time to wait never goes past the next timer.
#[test]
fn the_time_to_wait_is_that_of_the_next_timer() {
    let folder = Folder::with(&[(
        "app.ts",
        "setTimeout(() => {}, 3_600_000); setTimeout(() => {}, 60_000);\n",
    )]);
    let mut vm = HotVm::builder()
        .entry("app.ts")
        .cwd(folder.path())
        .build()
        .unwrap();
    let deadline = Instant::now() + Duration::from_secs(50);
    loop {
        assert!(Instant::now() < deadline, "never idle");
        if let Tick::WaitFor(time) = vm.tick().unwrap() {
            assert!(time <= Duration::from_secs(60), "{time:?}");
            break;
        }
    }
}

#[test]
fn a_reload_ends_timers_listeners_and_groups_of_the_generation_before() {
    let folder = Folder::with(&[(
        "app.ts",
        "const g = ((globalThis as any).g ??= []);\nconst n = g.length;\ng.push(setTimeout(() => console.log('late', n), 1 << 30), 0);\nsetImmediate(() => console.log('immediate', n));\nif (n > 0) g[0].refresh();\nprocess.on('hello' as any, () => console.log('hello', n));\n(process as any).emit('hello');\nconsole.group();\n",
    )]);
    let out = Sink::default();
    let mut vm = HotVm::builder()
        .entry("app.ts")
        .cwd(folder.path())
        .hot(HotMode::Full)
        .stdout(out.clone())
        .build()
        .unwrap();
    turn_until(&mut vm, "the first load", || {
        out.text() == "hello 0\n  immediate 0\n"
    });
    vm.request_reload();
    turn_until(&mut vm, "the reload", || {
        out.text() == "hello 0\n  immediate 0\nhello 2\n  immediate 2\n"
    });
}

#[test]
fn an_error_in_a_timer_is_one_event_and_timers_go_on() {
    let folder = Folder::with(&[(
        "app.ts",
        "let n = 0;\nsetInterval(() => { n++; if (n < 4) throw new Error('e' + n); }, 1);\n",
    )]);
    let events = Rc::new(RefCell::new(Vec::new()));
    let log = Rc::clone(&events);
    let mut vm = HotVm::builder()
        .entry("app.ts")
        .cwd(folder.path())
        .hot(HotMode::Full)
        .quiet(true)
        .on_event(move |event| {
            if let Event::Uncaught { generation, report } = event {
                log.borrow_mut().push((*generation, report.message.clone()));
            }
        })
        .build()
        .unwrap();
    turn_until(&mut vm, "three errors", || events.borrow().len() == 3);
    for _ in 0..20 {
        vm.tick().unwrap();
    }
    assert_eq!(
        *events.borrow(),
        [
            (0, "e1".to_owned()),
            (0, "e2".to_owned()),
            (0, "e3".to_owned())
        ]
    );
}

#[test]
fn of_very_many_errors_at_once_the_first_are_told_and_the_others_counted() {
    if crate::common::lacks(crate::common::Needs::RejectionHook) {
        return;
    }
    let folder = Folder::with(&[(
        "app.ts",
        "for (let i = 0; i < 1500; i++) Promise.reject(new Error('e' + i));\n",
    )]);
    let events = Rc::new(RefCell::new(Vec::new()));
    let log = Rc::clone(&events);
    let mut vm = HotVm::builder()
        .entry("app.ts")
        .cwd(folder.path())
        .hot(HotMode::Full)
        .quiet(true)
        .on_event(move |event| {
            if let Event::Uncaught { report, .. } = event {
                log.borrow_mut().push(report.message.clone());
            }
        })
        .build()
        .unwrap();
    turn_until(&mut vm, "the errors", || events.borrow().len() > 1000);
    vm.tick().unwrap();
    let events = events.borrow();
    assert_eq!((events[0].as_str(), events[999].as_str()), ("e0", "e999"));
    assert_eq!(events[1000..], ["500 more errors at once"]);
}
