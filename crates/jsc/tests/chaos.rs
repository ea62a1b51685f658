//! Everything at once, in an order that nobody thought of: scopes, machines, host functions, panics, collections, handles in odd places. Each value
//! knows its number, so a handle to a dead or foreign one would be noticed.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::{Rc, Weak};

use jsc::{
    Collect, Context, Error, Function, Local, Object, Protected, Result, Scope, SendProtected, Vm,
};

const MACHINES: usize = 3;

struct World {
    machines: Vec<(Vm, Vec<Context>)>,
    kept: RefCell<Vec<(usize, u32, Protected<Object>)>>,
    sent: RefCell<Vec<(usize, u32, SendProtected<Object>)>>,
    numbers: Cell<u32>,
    random: Cell<u64>,
    actions: Cell<u32>,
    /// How many scripts are still to be interrupted; each takes its time.
    interrupts: Cell<u32>,
}

/// A panic of ours on its way.
struct Planned;

impl World {
    fn new(seed: u64) -> Rc<World> {
        let machine = || {
            let vm = Vm::new().unwrap();
            let contexts = (0..2).map(|_| vm.new_context().unwrap()).collect();
            (vm, contexts)
        };
        let world = World {
            machines: (0..MACHINES).map(|_| machine()).collect(),
            kept: RefCell::default(),
            sent: RefCell::default(),
            numbers: Cell::new(0),
            random: Cell::new(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1),
            actions: Cell::new(1500),
            interrupts: Cell::new(if seed % 4 == 3 { 3 } else { 0 }),
        };
        if world.interrupts.get() > 0 {
            world
                .machines
                .iter()
                .for_each(|(vm, _)| drop(vm.interrupter()));
        }
        Rc::new(world)
    }

    fn below(&self, limit: usize) -> usize {
        let mut x = self.random.get();
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        self.random.set(x);
        (x >> 33) as usize % limit
    }

    fn context(&self, machine: usize) -> Context {
        let contexts = &self.machines[machine].1;
        contexts[self.below(contexts.len())].clone()
    }

    /// Whether there is something left to do.
    fn turn(&self) -> bool {
        let left = self.actions.get();
        self.actions.set(left.saturating_sub(1));
        left > 0
    }
}

fn make<'s>(world: &World, scope: &'s Scope) -> Result<(u32, Local<'s, Object>)> {
    let n = world.numbers.get();
    world.numbers.set(n + 1);
    let object = match n % 3 {
        0 => scope.object(),
        1 => scope.escape(|inner| {
            inner
                .eval("({ a: [1, 2, 3], b: 'x'.repeat(100) })")?
                .cast(inner)
        })?,
        _ => *scope.array_from((0..20).map(f64::from))?,
    };
    object.set(scope, "n", n)?;
    Ok((n, object))
}

fn check(scope: &Scope, n: u32, object: Local<'_, Object>) {
    let found = scope.nested(|inner| {
        object
            .get(inner, "n")
            .and_then(|value| value.to::<u32>(inner))
    });
    assert_eq!(found.expect("a number that was set"), n);
}

/// A function that does more of the same when JavaScript calls it. It does not keep the world.
fn function<'s>(
    world: &Rc<World>,
    scope: &'s Scope,
    machine: usize,
    depth: usize,
) -> Result<Local<'s, Function>> {
    let world: Weak<World> = Rc::downgrade(world);
    scope.function_with("f", move |scope, args| {
        let Some(world) = world.upgrade() else {
            return Ok(scope.undefined());
        };
        act(&world, scope, machine, depth)?;
        Ok(args.value(0))
    })
}

/// Does things in `scope`, which is of `machine`.
fn act(world: &Rc<World>, scope: &Scope, machine: usize, depth: usize) -> Result<()> {
    let mut locals = Vec::new();
    for _ in 0..3 + world.below(12) {
        if !world.turn() {
            break;
        }
        let deeper = depth.saturating_sub(1);
        match world.below(if depth == 0 { 9 } else { 20 }) {
            0..=2 => {
                for _ in 0..1 + world.below(80) {
                    locals.push(make(world, scope)?);
                }
            }
            3 => {
                if let Some(&(n, object)) = locals.get(world.below(locals.len().max(1))) {
                    let handle = object.protect(scope);
                    if world.below(3) == 0 {
                        world
                            .sent
                            .borrow_mut()
                            .push((machine, n, handle.into_send()));
                    } else {
                        world.kept.borrow_mut().push((machine, n, handle));
                    }
                }
            }
            4 => {
                let kept = world
                    .kept
                    .borrow()
                    .iter()
                    .filter(|(of, ..)| *of == machine)
                    .cloned()
                    .collect::<Vec<_>>();
                kept.iter()
                    .for_each(|(_, n, handle)| check(scope, *n, handle.local(scope)));
            }
            5 => {
                let mut kept = world.kept.borrow_mut();
                let len = kept.len();
                let dropped: Vec<_> = kept.drain(len / 2..).collect();
                drop(kept);
                drop(dropped);
            }
            6 => {
                let sent = world.sent.take();
                let mine = sent.into_iter().filter_map(|(of, n, handle)| {
                    (of == machine).then(|| (n, handle.local(scope)))
                });
                for (n, local) in mine.collect::<Vec<_>>() {
                    check(scope, n, local?);
                }
            }
            7 => {
                assert!(matches!(
                    scope.eval("throw { n: 1 }"),
                    Err(Error::Exception(_))
                ));
            }
            8 => {
                let _ = world.machines[world.below(MACHINES)]
                    .0
                    .collect([Collect::Full, Collect::Eden][world.below(2)]);
            }
            9 => scope.nested(|inner| act(world, inner, machine, deeper))?,
            10 => {
                let n = world.numbers.get();
                let object = scope.escape(|inner| {
                    let (_, object) = make(world, inner)?;
                    act(world, inner, machine, deeper)?;
                    Ok(object)
                })?;
                locals.push((n, object));
            }
            11 | 12 => {
                let f = function(world, scope, machine, deeper)?;
                let call =
                    scope.eval("(f, x) => { for (let i = 0; i < 3; i++) ({ i }); return f(x) }")?;
                let (n, object) = make(world, scope)?;
                let back = call.cast::<Function>(scope)?.call(scope, (f, object))?;
                check(scope, n, back.cast(scope)?);
            }
            13 => {
                let f = function(world, scope, machine, deeper)?;
                scope
                    .eval("f => { Promise.resolve().then(f) }")?
                    .cast::<Function>(scope)?
                    .call(scope, (f,))?;
            }
            14 => world
                .context(machine)
                .enter(|inner| act(world, inner, machine, deeper))?,
            15 | 16 => {
                let other = world.below(MACHINES);
                let context = world.context(other);
                if other != machine {
                    assert!(matches!(context.enter(|_| Ok(())), Err(Error::AnotherVm)));
                }
                let inside = Rc::clone(world);
                context.enter_isolated(move |scope| act(&inside, scope, other, deeper))?;
            }
            17 => {
                let panics =
                    scope.function("panics", || -> () { resume_unwind(Box::new(Planned)) })?;
                let caught = catch_unwind(AssertUnwindSafe(|| {
                    let run = scope
                        .eval("(f, g) => { try { f() } finally { g() } }")?
                        .cast::<Function>(scope)?;
                    run.call(scope, (panics, function(world, scope, machine, 0)?))
                        .map(drop)
                }));
                assert!(caught.is_err_and(|payload| payload.is::<Planned>()));
            }
            18 if world.interrupts.get() > 0 => {
                if let Ok(interrupter) = world.machines[machine].0.interrupter() {
                    world.interrupts.set(world.interrupts.get() - 1);
                    interrupter.interrupt();
                    let result = scope.eval("for (;;);").map(drop);
                    assert!(matches!(result, Err(Error::Interrupted)), "{result:?}");
                    return result;
                }
            }
            _ => {
                let vm = Vm::new()?;
                let context = vm.new_context()?;
                let (n, handle) =
                    context.enter_isolated(|scope| Ok((7, scope.object().protect(scope))))?;
                let inside = handle.clone();
                drop((vm, context));
                let seen = inside.vm().new_context()?.enter_isolated(move |scope| {
                    inside.local(scope).set(scope, "n", n)?;
                    inside.local(scope).get(scope, "n")?.to::<u32>(scope)
                })?;
                assert_eq!(seen, 7);
            }
        }
        for &(n, object) in locals.iter().rev().take(5).chain(locals.iter().take(5)) {
            check(scope, n, object);
        }
    }
    locals
        .iter()
        .for_each(|&(n, object)| check(scope, n, object));
    Ok(())
}

fn play(seed: u64) {
    let world = World::new(seed);
    while world.actions.get() > 0 {
        let machine = world.below(MACHINES);
        let result = world
            .context(machine)
            .enter(|scope| act(&world, scope, machine, 5));
        match result {
            Ok(()) | Err(Error::Interrupted) => {}
            // Passed on by a host function of another machine.
            Err(Error::Exception(exception)) if exception.message().contains("terminated") => {}
            Err(error) => panic!("seed {seed}: {error}"),
        }
        let sent = world.sent.take();
        std::thread::spawn(move || drop(sent)).join().unwrap();
        world.machines[machine].0.run_loop().pump().unwrap();
    }
    world.kept.take();
    for (machine, (vm, contexts)) in world.machines.iter().enumerate() {
        contexts[0].enter(|_| Ok(())).unwrap();
        let left = vm.protected_counts();
        assert_eq!(
            left.get("Object").copied().unwrap_or(0) + left.get("Array").copied().unwrap_or(0),
            0,
            "seed {seed}, machine {machine}: {left:?}"
        );
    }
}

#[test]
fn every_order_is_survived() {
    let seeds = std::env::var("CHAOS_SEEDS")
        .ok()
        .and_then(|seeds| seeds.parse().ok())
        .unwrap_or(8);
    (0..seeds).for_each(play);
}
