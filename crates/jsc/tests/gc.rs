//! Collections on demand, and the counts that must agree.

use jsc::{Collect, Error, HeapStatistics, Vm};

fn statistics(vm: &Vm) -> Option<HeapStatistics> {
    match vm.heap_statistics() {
        Ok(statistics) => Some(statistics),
        Err(Error::Unsupported { .. }) => {
            assert!(
                std::env::var_os("HIDE_JSC_PRIVATE").is_some(),
                "the engine lacks heap statistics"
            );
            None
        }
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn garbage_is_collected() {
    let vm = Vm::new().unwrap();
    let context = vm.new_context().unwrap();
    let Some(before) = statistics(&vm) else {
        return;
    };
    context
        .enter(|scope| {
            scope.nested(|inner| inner.eval("(function deep(n) { if (n) return deep(n - 1); for (let i = 0; i < 1e5; i++) ({ i }); })(50)").map(drop))
        })
        .unwrap();
    vm.collect(Collect::Eden).unwrap();
    vm.collect(Collect::Full).unwrap();
    let after = statistics(&vm).unwrap();
    assert!(
        after.object_count < before.object_count + 10_000,
        "{} objects, then {}",
        before.object_count,
        after.object_count
    );
    assert!(after.heap_size > 0 && after.heap_capacity >= after.heap_size);
    assert!(after.object_type_counts["Function"] > 100);
}

#[test]
fn unsupported_collections_say_so() {
    let vm = Vm::new().unwrap();
    for what in [Collect::Full, Collect::Eden] {
        match vm.collect(what) {
            Ok(()) => {}
            Err(Error::Unsupported { .. }) => {
                assert!(std::env::var_os("HIDE_JSC_PRIVATE").is_some())
            }
            Err(other) => panic!("{other}"),
        }
    }
}

#[test]
fn the_ledger_agrees_with_the_engine() {
    let vm = Vm::new().unwrap();
    let Some(empty) = statistics(&vm) else { return };
    let ours = |vm: &Vm| vm.protected_counts().values().sum::<usize>();
    assert_eq!(empty.protected_object_count, ours(&vm) + 1);
    let contexts: Vec<_> = (0..3).map(|_| vm.new_context().unwrap()).collect();
    // The engine roots each script that its code cache has.
    let codes = [
        "({})",
        "[]",
        "() => 1",
        "'a' + Math.random()",
        "Symbol()",
        "Promise.resolve()",
        "12345678901234567890n",
        "1",
    ];
    for code in codes {
        contexts[0]
            .enter(|scope| scope.eval(code).map(drop))
            .unwrap();
    }
    let warm = statistics(&vm).unwrap();
    let engines = warm.protected_object_count - warm.protected_global_object_count - ours(&vm);
    let mut kept = Vec::new();
    for context in &contexts {
        context
            .enter(|scope| {
                for i in 0..100 {
                    let value = scope.eval(codes[i % codes.len()])?.protect(scope);
                    kept.push(value.clone());
                    kept.push(value);
                }
                Ok(())
            })
            .unwrap();
    }
    let check = |vm: &Vm| {
        let now = statistics(vm).unwrap();
        assert_eq!(
            now.protected_object_count,
            ours(vm) + now.protected_global_object_count + engines,
            "{:?}",
            vm.protected_counts()
        );
        now
    };
    assert_eq!(
        check(&vm).protected_global_object_count,
        4,
        "three realms and the VM's own"
    );
    assert_eq!(vm.protected_counts()["Promise"], 3 * 12);
    // Numbers need no root, and the BigInt is one constant of the cached script.
    assert!(!vm.protected_counts().contains_key("number"));
    assert_eq!(vm.protected_counts()["bigint"], 1);
    vm.collect(Collect::Full).unwrap();
    check(&vm);
    kept.truncate(100);
    check(&vm);
    drop(contexts);
    assert_eq!(check(&vm).protected_global_object_count, 1);
    kept.clear();
    check(&vm);
    assert_eq!(ours(&vm), 0);
}
