//! Reloads of 1, 100 and 1,000 modules: nothing changed, one changed, all changed; beside what the engine alone needs for as many new scripts.
#![allow(
    missing_docs,
    reason = "criterion's macros make public functions without any"
)]

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use hot_vm::{HotMode, HotVm, Tick};
use jsc::Vm;

fn folder() -> PathBuf {
    std::env::temp_dir().join(format!("jsc-bench-reload-{}", std::process::id()))
}

/// A module of some twenty lines.
fn module(index: usize, version: u64) -> String {
    let mut text = format!(
        "export interface Item{index} {{ id: number; name: string }}\nexport const version{index} = {version};\n"
    );
    for f in 0..5 {
        text += &format!(
            "export function f{index}_{f}(a: number, b: string): Item{index} {{\n  return {{ id: a + {f}, name: `${{b}} {index}` }};\n}}\n"
        );
    }
    text
}

fn write(folder: &Path, count: usize, version: u64) {
    fs::create_dir_all(folder).expect("a folder can be made");
    let mut entry = String::new();
    for index in 0..count {
        fs::write(folder.join(format!("m{index}.ts")), module(index, version))
            .expect("a file can be written");
        entry += &format!("import {{ version{index} }} from './m{index}';\n");
    }
    entry += "globalThis.sum = ";
    entry += &(0..count)
        .map(|index| format!("version{index}"))
        .collect::<Vec<_>>()
        .join(" + ");
    entry += ";\n";
    fs::write(folder.join("app.ts"), entry).expect("a file can be written");
}

fn reload(vm: &mut HotVm) {
    let before = vm.generation();
    vm.request_reload();
    while vm.generation() == before {
        assert!(!matches!(
            vm.tick().expect("the engine works"),
            Tick::Finished(_)
        ));
    }
}

fn reloads(c: &mut Criterion) {
    let mut group = c.benchmark_group("reload");
    group
        .sample_size(10)
        .measurement_time(Duration::from_secs(5));
    for count in [1, 100, 1000] {
        let folder = folder().join(count.to_string());
        write(&folder, count, 0);
        let mut vm = HotVm::builder()
            .entry("app.ts")
            .cwd(&folder)
            .hot(HotMode::Full)
            .build()
            .expect("the program is there");
        vm.tick().expect("the engine works");
        group.bench_with_input(BenchmarkId::new("unchanged", count), &count, |b, _| {
            b.iter(|| reload(&mut vm))
        });
        let mut version = 0;
        group.bench_with_input(BenchmarkId::new("one_changed", count), &count, |b, _| {
            b.iter_batched(
                || {
                    version += 1;
                    fs::write(folder.join("m0.ts"), module(0, version))
                        .expect("a file can be written");
                },
                |()| reload(&mut vm),
                criterion::BatchSize::PerIteration,
            );
        });
        group.bench_with_input(
            BenchmarkId::new("all_changed", count),
            &count,
            |b, &count| {
                b.iter_batched(
                    || {
                        version += 1;
                        write(&folder, count, version);
                    },
                    |()| reload(&mut vm),
                    criterion::BatchSize::PerIteration,
                );
            },
        );
        let engine = Vm::new()
            .and_then(|vm| vm.new_context())
            .expect("the engine starts");
        group.bench_with_input(
            BenchmarkId::new("engine_alone_new_scripts", count),
            &count,
            |b, &count| {
                let mut version = 0;
                b.iter_batched(
                    || {
                        version += 1;
                        (0..count)
                            .map(|index| script(index, version))
                            .collect::<Vec<_>>()
                    },
                    |scripts| {
                        for script in scripts {
                            let value = engine
                                .enter(|scope| scope.eval(&script)?.to::<f64>(scope))
                                .expect("the script is right");
                            black_box(value);
                        }
                    },
                    criterion::BatchSize::PerIteration,
                );
            },
        );
    }
    group.finish();
    let _ = fs::remove_dir_all(folder());
}

/// The same module as a plain script that the engine has not seen before.
fn script(index: usize, version: u64) -> String {
    let mut text = format!("(function () {{ const version = {version};\n");
    for f in 0..5 {
        text += &format!(
            "function f{index}_{f}(a, b) {{\n  return {{ id: a + {f}, name: `${{b}} {index}` }};\n}}\n"
        );
    }
    text + "return version; })()"
}

criterion_group!(benches, reloads);
criterion_main!(benches);
