//! Property keys of all kinds.

use jsc::{Key, Result, Scope, Vm};

fn run<T>(f: impl for<'s> FnOnce(&'s Scope) -> Result<T>) -> T {
    let context = Vm::new().unwrap().new_context().unwrap();
    context.enter(f).unwrap()
}

#[test]
fn everything_that_names_a_property_names_the_same() {
    run(|scope| {
        let owned = String::from("name");
        let object = scope.object();
        let key = scope.key("name")?;
        object.set(scope, "name", 1)?;
        let string = scope.string("name")?;
        for value in [
            object.get(scope, "name")?,
            object.get(scope, owned.clone())?,
            object.get(scope, &owned)?,
            object.get(scope, &key)?,
            object.get(scope, key.clone())?,
            object.get(scope, string)?,
        ] {
            assert_eq!(value.to::<i32>(scope)?, 1);
        }
        Ok(())
    });
}

#[test]
fn an_index_is_the_same_property_as_its_digits() {
    run(|scope| {
        let object = scope.object();
        for index in [0, 1, 7, 1000, u32::MAX - 1, u32::MAX] {
            object.set_index(scope, index, index)?;
            assert_eq!(
                object.get(scope, index.to_string())?.to::<u32>(scope)?,
                index
            );
            assert_eq!(object.get_index(scope, index)?.to::<u32>(scope)?, index);
            assert!(object.has(scope, index)?);
            object.put(scope, index, "put")?;
            assert_eq!(object.get(scope, index)?.to::<String>(scope)?, "put");
            assert!(object.delete(scope, index)?);
            assert!(!object.has(scope, index.to_string())?);
        }
        Ok(())
    });
}

#[test]
fn a_symbol_is_no_string() {
    run(|scope| {
        let object = scope.object();
        let (a, b) = (scope.symbol("k")?, scope.symbol("k")?);
        object.set(scope, a, "a")?;
        object.set(scope, b, "b")?;
        object.set(scope, "k", "text")?;
        assert_eq!(object.get(scope, a)?.to::<String>(scope)?, "a");
        assert_eq!(object.get(scope, b)?.to::<String>(scope)?, "b");
        assert_eq!(object.get(scope, "k")?.to::<String>(scope)?, "text");
        assert_eq!(object.keys(scope)?, ["k"]);
        assert_eq!(object.own_keys(scope)?.len(), 3);
        Ok(())
    });
}

#[test]
fn odd_texts_are_keys_too() {
    run(|scope| {
        let object = scope.object();
        let long = "k".repeat(10_000);
        for text in [
            "",
            "\0",
            "a\0b",
            "ключ",
            "😀",
            "constructor",
            "00",
            "-1",
            "4294967296",
            long.as_str(),
        ] {
            // Three times: uncached, on its way into the cache, and from it.
            for round in 0..3 {
                object.set(scope, text, round)?;
                assert_eq!(
                    object.get(scope, text)?.to::<i32>(scope)?,
                    round,
                    "{text:?}"
                );
            }
            let key = scope.key(text)?;
            assert_eq!(key.as_str(), text);
            assert_eq!(object.get(scope, &key)?.to::<i32>(scope)?, 2, "{text:?}");
        }
        Ok(())
    });
}

#[test]
fn a_key_works_in_every_scope_and_realm_of_its_vm() {
    let vm = Vm::new().unwrap();
    let (first, second) = (vm.new_context().unwrap(), vm.new_context().unwrap());
    let key = first.enter(|scope| scope.key("shared")).unwrap();
    for context in [&first, &second, &first] {
        context
            .enter(|scope| {
                scope.global().set(scope, &key, 5)?;
                scope.nested(|inner| {
                    assert_eq!(inner.eval("shared")?.to::<i32>(inner)?, 5);
                    assert_eq!(inner.global().get(inner, &key)?.to::<i32>(inner)?, 5);
                    Ok(())
                })
            })
            .unwrap();
    }
}

#[test]
fn a_key_of_another_vm_works_by_its_text() {
    let (first, second) = (
        Vm::new().unwrap().new_context().unwrap(),
        Vm::new().unwrap().new_context().unwrap(),
    );
    let key = first.enter(|scope| scope.key("shared")).unwrap();
    second
        .enter(move |scope| {
            scope.eval("var shared = 'theirs'")?;
            assert_eq!(
                scope.global().get(scope, &key)?.to::<String>(scope)?,
                "theirs"
            );
            assert_eq!(key.local(scope)?.to_string(scope)?, "shared");
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_key_outlives_every_other_handle() {
    let key = {
        let context = Vm::new().unwrap().new_context().unwrap();
        context.enter(|scope| scope.key("last")).unwrap()
    };
    let copy = key.clone();
    drop(key);
    assert_eq!(copy.as_str(), "last");
}

#[test]
fn keys_are_equal_by_their_text() {
    let (a, b): (Key, Key) = run(|scope| Ok((scope.key("k")?, scope.key("k")?)));
    let other = run(|scope| scope.key("k"));
    assert_eq!(a, b);
    assert_eq!(a, other);
    assert_eq!(format!("{a:?}"), "Key(\"k\")");
}

/// The cache is bounded, and no key in use dies when it leaves the cache.
#[test]
fn many_keys_come_and_go() {
    run(|scope| {
        let object = scope.object();
        let kept: Vec<Key> = (0..100)
            .map(|n| scope.key(&format!("kept{n}")))
            .collect::<Result<_>>()?;
        for round in 0..3 {
            for n in 0..3000 {
                scope.nested(|turn| object.put(turn, format!("key{n}"), n + round))?;
            }
        }
        for (n, key) in kept.iter().enumerate() {
            object.set(scope, key, n)?;
        }
        for n in 0..3000 {
            let value =
                scope.nested(|turn| object.get(turn, format!("key{n}"))?.to::<i32>(turn))?;
            assert_eq!(value, n + 2);
        }
        for (n, key) in kept.iter().enumerate() {
            assert_eq!(object.get(scope, key.as_str())?.to::<usize>(scope)?, n);
        }
        Ok(())
    });
}
