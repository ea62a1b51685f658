//! Roots that travel to other threads.

mod support;

use std::sync::mpsc;
use std::thread;

use jsc::{Context, Error, Function, IntoJs, Object, SendProtected, Value, Vm};
use support::{collect, context, js};

/// An object with that `index`, ready to travel.
fn sent(context: &Context, index: u32) -> SendProtected<Object> {
    context
        .enter(|scope| {
            let object = scope.object();
            object.set(scope, "index", index)?;
            Ok(object.protect(scope).into_send())
        })
        .unwrap()
}

/// How many objects the VM has rooted, after it has had the chance to let go.
fn rooted(context: &Context) -> usize {
    context.enter(|_| Ok(())).unwrap();
    context
        .vm()
        .protected_counts()
        .get("Object")
        .copied()
        .unwrap_or(0)
}

#[test]
fn send_protected_is_send_and_sync() {
    fn is_send_sync_static<T: Send + Sync + 'static>() {}
    is_send_sync_static::<SendProtected<Value>>();
    is_send_sync_static::<SendProtected<Function>>();
}

#[test]
fn values_come_back_from_another_thread() {
    let context = context();
    let objects: Vec<_> = (0..100).map(|index| sent(&context, index)).collect();
    let objects = thread::spawn(move || {
        let mut objects = objects;
        objects.reverse();
        objects
    })
    .join()
    .unwrap();
    collect(&context.vm());
    context
        .enter(|scope| {
            for (index, object) in objects.iter().rev().enumerate() {
                let object = object.local(scope)?;
                assert_eq!(object.get(scope, "index")?.to::<usize>(scope)?, index);
            }
            Ok(())
        })
        .unwrap();
    assert_eq!(rooted(&context), 100);
    drop(objects);
    assert_eq!(rooted(&context), 0);
}

#[test]
fn a_root_dropped_on_another_thread_is_given_up_at_home() {
    let context = context();
    let (kept, dropped) = (sent(&context, 1), sent(&context, 2));
    assert_eq!(rooted(&context), 2);
    thread::spawn(move || drop(dropped)).join().unwrap();
    assert_eq!(rooted(&context), 1);
    drop(kept);
    assert_eq!(rooted(&context), 0);
}

#[test]
fn many_threads_may_drop_while_the_vm_works() {
    const THREADS: u32 = 8;
    const EACH: u32 = 200;
    let context = context();
    let senders: Vec<mpsc::Sender<SendProtected<Object>>> = (0..THREADS)
        .map(|_| {
            let (sender, receiver) = mpsc::channel();
            thread::spawn(move || receiver.into_iter().for_each(drop));
            sender
        })
        .collect();
    for index in 0..EACH {
        for sender in &senders {
            sender.send(sent(&context, index)).unwrap();
        }
    }
    drop(senders);
    // The threads are done when nothing is rooted any more.
    let start = std::time::Instant::now();
    while rooted(&context) > 0 {
        assert!(
            start.elapsed().as_secs() < 60,
            "{} objects are left",
            rooted(&context)
        );
        thread::yield_now();
    }
}

#[test]
fn a_root_can_stay_at_home_again() {
    let context = context();
    let object = sent(&context, 7);
    let object = context.enter(|scope| object.into_protected(scope)).unwrap();
    assert_eq!(rooted(&context), 1);
    let clone = object.clone();
    drop(object);
    collect(&context.vm());
    let index = context
        .enter(|scope| clone.local(scope).get(scope, "index")?.to::<u32>(scope))
        .unwrap();
    assert_eq!(index, 7);
    drop(clone);
    assert_eq!(rooted(&context), 0);
}

#[test]
fn the_wrong_vm_is_an_error() {
    let (here, there) = (context(), context());
    let object = sent(&here, 1);
    let refused = there.enter(|scope| object.local(scope).map(drop));
    assert!(matches!(refused, Err(Error::AnotherVm)), "{refused:?}");
    there
        .enter(|scope| {
            assert!(!object.is_of(scope));
            Ok(())
        })
        .unwrap();
    let refused = there.enter(|scope| object.into_protected(scope).map(drop));
    assert!(matches!(refused, Err(Error::AnotherVm)), "{refused:?}");
    assert_eq!(rooted(&here), 0, "the refused root has been given up");
}

#[test]
fn the_handle_does_not_keep_its_vm() {
    let object = sent(&context(), 1);
    let other = context();
    let gone = other.enter(|scope| object.local(scope).map(drop));
    assert!(matches!(gone, Err(Error::VmGone)), "{gone:?}");
    // Dropped here and there after the VM's death.
    let second = sent(&context(), 2);
    thread::spawn(move || drop(second)).join().unwrap();
    drop(object);
}

#[test]
fn a_vm_may_die_on_its_thread_while_another_drops_its_roots() {
    for _ in 0..50 {
        let (sender, receiver) = mpsc::channel::<SendProtected<Object>>();
        let dropper = thread::spawn(move || receiver.into_iter().for_each(drop));
        let context = context();
        for index in 0..20 {
            sender.send(sent(&context, index)).unwrap();
        }
        drop((context, sender));
        dropper.join().unwrap();
    }
}

#[test]
fn primitives_travel_too() {
    let context = context();
    let values: Vec<SendProtected<Value>> = context
        .enter(|scope| {
            let values = [
                1.5.into_js(scope)?,
                true.into_js(scope)?,
                scope.undefined(),
                "text".into_js(scope)?,
                scope.symbol("s")?.into_value(),
            ];
            Ok(values.map(|value| value.protect(scope).into_send()).into())
        })
        .unwrap();
    let values = thread::spawn(move || values).join().unwrap();
    collect(&context.vm());
    let shown = context
        .enter(|scope| {
            let values: Vec<_> = values
                .iter()
                .map(|value| value.local(scope))
                .collect::<Result<_, _>>()?;
            let show = js(scope, "(...values) => values.map(String).join()");
            show.call(scope, &values[..])?.to::<String>(scope)
        })
        .unwrap();
    assert_eq!(shown, "1.5,true,undefined,text,Symbol(s)");
}

/// A promise whose functions travel: the usual way to come back from a worker thread.
#[test]
fn a_worker_settles_a_promise() {
    let context = context();
    let (watch, resolve) = context
        .enter(|scope| {
            let deferred = scope.deferred()?;
            let watch = deferred.promise().watch(scope)?;
            let (resolve, _) = deferred.protect(scope).into_functions();
            Ok((watch, resolve.into_send()))
        })
        .unwrap();
    let (resolve, n) = thread::spawn(move || (resolve, 6 * 7)).join().unwrap();
    context
        .enter(|scope| resolve.local(scope)?.call(scope, (n,)).map(drop))
        .unwrap();
    let value = watch.result().unwrap().unwrap();
    assert_eq!(
        context
            .enter(|scope| value.local(scope).to::<i32>(scope))
            .unwrap(),
        42
    );
}

#[test]
fn a_vm_made_later_is_not_mistaken_for_a_dead_one() {
    let object = sent(&context(), 1);
    // Machines that may well be at the dead one's address.
    for _ in 0..20 {
        let vm = Vm::new().unwrap();
        let context = vm.new_context().unwrap();
        let gone = context.enter(|scope| object.local(scope).map(drop));
        assert!(matches!(gone, Err(Error::VmGone)), "{gone:?}");
    }
}
