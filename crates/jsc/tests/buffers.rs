//! Buffers and typed arrays: bytes are copied, and nothing that a script does to a buffer reaches Rust's memory.

use std::thread;

use jsc::{
    ArrayBuffer, Bytes, Collect, Element, ElementType, Error, Local, Result, Scope, TypedArray, Vm,
};

fn run<T>(f: impl for<'s> FnOnce(&'s Scope) -> Result<T>) -> T {
    let context = Vm::new().unwrap().new_context().unwrap();
    context.enter(f).unwrap()
}

fn buffer<'s>(scope: &'s Scope, code: &str) -> Result<Local<'s, ArrayBuffer>> {
    scope.eval(code)?.cast(scope)
}

fn array<'s>(scope: &'s Scope, code: &str) -> Result<Local<'s, TypedArray>> {
    scope.eval(code)?.cast(scope)
}

#[test]
fn bytes_go_in_and_out() {
    run(|scope| {
        for bytes in [
            vec![],
            vec![7],
            (0..=255).collect::<Vec<u8>>(),
            vec![1; 100_000],
        ] {
            let buffer = scope.array_buffer(bytes.clone())?;
            assert_eq!(buffer.byte_length(scope), bytes.len());
            assert!(!buffer.is_detached(scope)?);
            assert_eq!(buffer.to_vec(scope)?, bytes);
            scope.global().set(scope, "buffer", buffer)?;
            let sum: u64 = scope
                .eval("new Uint8Array(buffer).reduce((a, b) => a + b, 0)")?
                .to(scope)?;
            assert_eq!(sum, bytes.iter().map(|&byte| u64::from(byte)).sum::<u64>());
        }
        Ok(())
    });
}

#[test]
fn spare_capacity_is_freed_with_the_rest() {
    run(|scope| {
        let mut bytes = Vec::with_capacity(1000);
        bytes.extend_from_slice(b"short");
        assert_eq!(scope.array_buffer(bytes)?.to_vec(scope)?, b"short");
        let unused: Vec<u8> = Vec::with_capacity(1000);
        assert_eq!(scope.array_buffer(unused)?.byte_length(scope), 0);
        Ok(())
    });
}

fn round_trip<T: Element + PartialEq + std::fmt::Debug>(
    scope: &Scope,
    elements: &[T],
    shown: &str,
) -> Result<()> {
    let array = scope.typed_array(elements)?;
    assert_eq!(array.element_type(scope), T::TYPE);
    assert_eq!(array.len(scope), elements.len());
    assert_eq!(array.byte_length(scope), size_of_val(elements));
    assert_eq!(array.to_vec::<T>(scope)?, elements);
    scope.global().set(scope, "array", array)?;
    let (name, text): (String, String) = scope
        .eval("[array.constructor.name, array.join()]")?
        .to(scope)?;
    assert_eq!(
        (name.as_str(), text.as_str()),
        (T::TYPE.array_name(), shown)
    );
    let theirs = self::array(scope, &format!("{}.from(array)", T::TYPE.array_name()))?;
    assert_eq!(theirs.to_vec::<T>(scope)?, elements);
    Ok(())
}

#[test]
fn every_element_type_keeps_its_values() {
    run(|scope| {
        round_trip(scope, &[i8::MIN, -1, 0, i8::MAX], "-128,-1,0,127")?;
        round_trip(scope, &[0, 1, u8::MAX], "0,1,255")?;
        round_trip(scope, &[i16::MIN, i16::MAX], "-32768,32767")?;
        round_trip(scope, &[u16::MAX], "65535")?;
        round_trip(scope, &[i32::MIN, i32::MAX], "-2147483648,2147483647")?;
        round_trip(scope, &[u32::MAX], "4294967295")?;
        round_trip(scope, &[1.5_f32, -0.0], "1.5,0")?;
        round_trip(
            scope,
            &[f64::MAX, 5e-324, f64::INFINITY],
            "1.7976931348623157e+308,5e-324,Infinity",
        )?;
        round_trip(
            scope,
            &[i64::MIN, i64::MAX],
            "-9223372036854775808,9223372036854775807",
        )?;
        round_trip(scope, &[u64::MAX], "18446744073709551615")?;
        round_trip::<f64>(scope, &[], "")
    });
}

/// With bindings that hand out "the bytes" as whatever is asked for, this reads beyond the end.
#[test]
fn typed_array_of_another_type_is_an_error() {
    run(|scope| {
        let bytes = array(scope, "new Uint8Array([1, 2, 3])")?;
        let error = bytes.to_vec::<f64>(scope).unwrap_err();
        assert_eq!(error.to_string(), "expected Float64Array, found Uint8Array");
        assert!(matches!(bytes.to_vec::<i8>(scope), Err(Error::Type { .. })));
        assert!(matches!(
            bytes.write::<f64>(scope, 0, &[1.0]),
            Err(Error::Type { .. })
        ));
        assert_eq!(
            array(scope, "new Float64Array([1.5])")?.to_bytes(scope)?,
            1.5_f64.to_ne_bytes()
        );
        let clamped = array(scope, "new Uint8ClampedArray([300, -5])")?;
        assert_eq!(clamped.element_type(scope), ElementType::U8Clamped);
        assert_eq!(clamped.to_vec::<u8>(scope)?, [255, 0]);
        Ok(())
    });
}

/// A binding that does not ask first reads a property of the wrong thing, or makes a value of freed memory.
#[test]
fn what_is_no_typed_array_is_an_error_and_not_garbage() {
    run(|scope| {
        for code in [
            "({ length: 8, buffer: 1 })",
            "[1, 2]",
            "'text'",
            "5",
            "null",
            "Object.create(Uint8Array.prototype)",
            "new DataView(new ArrayBuffer(1))",
        ] {
            let value = scope.eval(&format!("({code})"))?;
            assert!(
                matches!(
                    value.cast::<TypedArray>(scope),
                    Err(Error::Type {
                        expected: "TypedArray",
                        ..
                    })
                ),
                "{code}"
            );
            assert!(
                matches!(value.cast::<ArrayBuffer>(scope), Err(Error::Type { .. })),
                "{code}"
            );
            assert!(
                matches!(value.to::<Bytes>(scope), Err(Error::Type { .. })),
                "{code}"
            );
        }
        Ok(())
    });
}

#[test]
fn a_view_in_the_middle_of_a_buffer_is_that_middle() {
    run(|scope| {
        scope.eval("var b = new Uint8Array([0, 1, 2, 3, 4, 5, 6, 7]).buffer")?;
        let middle = array(scope, "new Uint8Array(b, 2, 3)")?;
        assert_eq!(middle.byte_offset(scope), 2);
        assert_eq!(middle.to_vec::<u8>(scope)?, [2, 3, 4]);
        middle.write(scope, 1, &[30_u8, 40])?;
        assert_eq!(
            buffer(scope, "b")?.to_vec(scope)?,
            [0, 1, 2, 30, 40, 5, 6, 7]
        );
        let wide = array(scope, "new Uint16Array(b, 4, 2)")?;
        wide.write(scope, 1, &[0xabab_u16])?;
        assert_eq!(
            buffer(scope, "b")?.to_vec(scope)?,
            [0, 1, 2, 30, 40, 5, 0xab, 0xab]
        );
        let view = buffer(scope, "b")?.view(scope, ElementType::I8, 6, 2)?;
        assert_eq!(view.to_vec::<i8>(scope)?, [-85, -85]);
        Ok(())
    });
}

#[test]
fn reads_and_writes_outside_are_errors() {
    run(|scope| {
        let buffer = scope.array_buffer([1, 2, 3, 4])?;
        let mut two = [0; 2];
        buffer.read(scope, 2, &mut two)?;
        assert_eq!(two, [3, 4]);
        buffer.read(scope, 4, &mut [])?;
        for start in [3, 4, 5, usize::MAX] {
            let error = buffer.read(scope, start, &mut two).unwrap_err();
            assert!(
                matches!(error, Error::OutOfBounds { start: found, length: 4, .. } if found == start),
                "{error:?}"
            );
            assert!(matches!(
                buffer.write(scope, start, &[0, 0]),
                Err(Error::OutOfBounds { .. })
            ));
        }
        let wide = scope.typed_array([1.0, 2.0])?;
        assert!(matches!(
            wide.write(scope, 1, &[0.0, 0.0]),
            Err(Error::OutOfBounds { .. })
        ));
        assert!(matches!(
            wide.write(scope, usize::MAX, &[0.0]),
            Err(Error::OutOfBounds { .. })
        ));
        assert!(matches!(
            buffer.view(scope, ElementType::F64, 0, 1),
            Err(Error::Exception(_))
        ));
        assert!(matches!(
            buffer.view(scope, ElementType::I16, 1, 1),
            Err(Error::Exception(_))
        ));
        assert_eq!(buffer.to_vec(scope)?, [1, 2, 3, 4]);
        Ok(())
    });
}

#[test]
fn a_detached_buffer_is_an_error() {
    run(|scope| {
        scope.eval("var b = new ArrayBuffer(8), v = new Uint8Array(b); b.transfer()")?;
        let (buffer, view) = (buffer(scope, "b")?, array(scope, "v")?);
        assert!(buffer.is_detached(scope)?);
        assert_eq!(buffer.byte_length(scope), 0);
        assert!(matches!(buffer.to_vec(scope), Err(Error::Detached)));
        assert!(matches!(buffer.write(scope, 0, &[]), Err(Error::Detached)));
        assert!(matches!(
            buffer.write(scope, 0, &[1]),
            Err(Error::OutOfBounds { .. })
        ));
        assert!(matches!(view.to_vec::<u8>(scope), Err(Error::Detached)));
        assert_eq!(view.len(scope), 0);
        assert!(!self::buffer(scope, "new ArrayBuffer(0)")?.is_detached(scope)?);
        Ok(())
    });
}

/// Asking the engine for the address would pin the buffer, and `transfer` would copy from then on.
#[test]
fn a_buffer_that_was_read_can_still_be_transferred() {
    run(|scope| {
        scope.eval("var b = new Uint8Array([1, 2, 3]).buffer, small = new Uint8Array([4, 5])")?;
        assert_eq!(buffer(scope, "b")?.to_vec(scope)?, [1, 2, 3]);
        buffer(scope, "b")?.write(scope, 0, &[9])?;
        assert_eq!(array(scope, "small")?.to_vec::<u8>(scope)?, [4, 5]);
        for name in ["b", "small.buffer"] {
            let detached: bool = scope
                .eval(&format!(
                    "(b => {{ b.transfer(); return b.detached }})({name})"
                ))?
                .to(scope)?;
            assert!(detached, "{name}");
        }
        // So can one that we made: its memory moves on, and is freed once.
        let ours = scope.array_buffer(vec![5; 1000])?;
        scope.global().set(scope, "ours", ours)?;
        assert_eq!(
            scope
                .eval("var moved = ours.transfer(2000); [ours.detached, moved.byteLength].join()")?
                .to::<String>(scope)?,
            "true,2000"
        );
        assert_eq!(
            &buffer(scope, "moved")?.to_vec(scope)?[998..1002],
            [5, 5, 0, 0]
        );
        Ok(())
    });
}

/// Memory behind the end of a shrunk buffer is unmapped: reading the old range would be a SIGSEGV.
#[test]
fn a_buffer_that_shrinks_is_read_as_it_is() {
    run(|scope| {
        scope.eval("var b = new ArrayBuffer(100000, { maxByteLength: 1000000 }); var v = new Uint8Array(b), fixed = new Uint8Array(b, 50000, 10)")?;
        let (buffer, view, fixed) = (
            buffer(scope, "b")?,
            array(scope, "v")?,
            array(scope, "fixed")?,
        );
        assert_eq!(view.to_vec::<u8>(scope)?.len(), 100_000);
        scope.eval("b.resize(10); v.fill(7)")?;
        assert_eq!(buffer.to_vec(scope)?, [7; 10]);
        assert_eq!(view.to_vec::<u8>(scope)?, [7; 10]);
        assert_eq!(
            fixed.to_vec::<u8>(scope)?,
            [],
            "out of bounds, as scripts see it"
        );
        scope.eval("b.resize(900000)")?;
        assert_eq!(view.to_vec::<u8>(scope)?.len(), 900_000);
        buffer.write(scope, 899_999, &[1])?;
        assert_eq!(view.to_vec::<u8>(scope)?[899_999], 1);
        // The C function for a view without an offset aborts the process here.
        assert_eq!(
            buffer
                .view(scope, ElementType::U8, 0, 10)?
                .to_vec::<u8>(scope)?,
            [7; 10]
        );
        Ok(())
    });
}

/// `grow` moves such a memory, or detaches its buffer; a pointer into it would dangle.
#[test]
fn wasm_memory_is_copied_before_it_moves() {
    run(|scope| {
        scope.eval("var m = new WebAssembly.Memory({ initial: 1 }); new Uint8Array(m.buffer)[65535] = 5; var old = m.buffer")?;
        let bytes = buffer(scope, "m.buffer")?.to_vec(scope)?;
        assert_eq!((bytes.len(), bytes[65_535]), (65_536, 5));
        scope.eval("m.grow(10); new Uint8Array(m.buffer)[65536] = 6")?;
        assert!(matches!(
            buffer(scope, "old")?.to_vec(scope),
            Err(Error::Detached)
        ));
        let bytes = array(scope, "new Uint8Array(m.buffer)")?.to_vec::<u8>(scope)?;
        assert_eq!(
            (bytes.len(), bytes[65_535], bytes[65_536]),
            (11 * 65_536, 5, 6)
        );
        Ok(())
    });
}

/// Zeroed memory that is never touched, so it costs address space only; `None` where even that is not to be had.
fn zeroed(length: usize) -> Option<Vec<u8>> {
    let layout = std::alloc::Layout::array::<u8>(length).ok()?;
    // SAFETY: the layout is not empty.
    let memory = unsafe { std::alloc::alloc_zeroed(layout) };
    // SAFETY: allocated by the global allocator with the layout of such a vector, and zero is a `u8`.
    (!memory.is_null()).then(|| unsafe { Vec::from_raw_parts(memory, length, length) })
}

/// The engine would abort.
#[test]
fn a_buffer_too_long_for_the_engine_is_an_error() {
    let Some(bytes) = zeroed((1 << 32) + 1) else {
        return;
    };
    run(|scope| {
        assert!(
            matches!(scope.array_buffer(bytes), Err(Error::BufferTooLong { length, .. }) if length == (1 << 32) + 1)
        );
        Ok(())
    });
}

/// JavaScript keeps the memory longer than Rust does: it has to be its own.
#[test]
fn no_copy_memory_outlives_the_vec_it_came_from() {
    let context = Vm::new().unwrap().new_context().unwrap();
    context
        .enter(|scope| {
            let arrays = (0..50)
                .map(|n| scope.uint8_array(vec![n; 10_000]))
                .collect::<Result<Vec<_>>>()?;
            let list = scope.array(&arrays)?;
            scope.global().set(scope, "arrays", list)
        })
        .unwrap();
    let noise: Vec<Vec<u8>> = (0..50).map(|_| vec![0xff; 10_000]).collect();
    context
        .enter(|scope| {
            assert!(
                scope
                    .eval("arrays.every((a, n) => a.length === 10000 && a.every(b => b === n))")?
                    .to::<bool>(scope)?
            );
            Ok(())
        })
        .unwrap();
    drop(noise);
}

#[test]
fn memory_is_freed_by_whatever_thread_collects() {
    thread::spawn(|| {
        let vm = Vm::new().unwrap();
        let context = vm.new_context().unwrap();
        for _ in 0..20 {
            context
                .enter(|scope| {
                    for _ in 0..200 {
                        scope.nested(|turn| turn.array_buffer(vec![1; 20_000]).map(drop))?;
                    }
                    Ok(())
                })
                .unwrap();
            match vm.collect(Collect::Full) {
                Ok(()) | Err(Error::Unsupported { .. }) => {}
                Err(error) => panic!("{error}"),
            }
        }
    })
    .join()
    .unwrap();
}

#[test]
fn bytes_are_arguments_and_results() {
    run(|scope| {
        let value = scope.array_from([Bytes(vec![1, 2])])?.get_index(scope, 0)?;
        assert!(value.is::<TypedArray>(scope));
        assert_eq!(value.to::<Bytes>(scope)?, Bytes(vec![1, 2]));
        assert_eq!(
            scope.eval("new Uint16Array([1])")?.to::<Bytes>(scope)?,
            Bytes(1_u16.to_ne_bytes().to_vec())
        );
        assert_eq!(
            scope.eval("new ArrayBuffer(2)")?.to::<Bytes>(scope)?,
            Bytes(vec![0, 0])
        );
        Ok(())
    });
}
