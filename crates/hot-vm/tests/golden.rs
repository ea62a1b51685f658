//! Golden folders: each case under `tests/golden/` is a program before and after saves, and what it prints.
//!
//! `before/` is copied to a folder of its own and run under `hot --hot --no-clear-screen` (with the options in `args`, if there is such a file).
//! When the program has printed what the first part of `expected.out` says, `after/` is copied over it, then `after2/`, and so on; the parts are divided by
//! lines of `--- saved`. Lines of `expected.err` are looked for in standard error, in order, each part after its save. `[..]` stands for any text.
//! `UPDATE_EXPECTED=1` writes `expected.out` anew.

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{Folder, Program};

const DIVIDER: &str = "--- saved";

fn case(name: &str) {
    let case = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name);
    let read = |file: &str| fs::read_to_string(case.join(file)).unwrap_or_default();
    let stages: Vec<PathBuf> = std::iter::once("before".to_owned())
        .chain(std::iter::once("after".to_owned()))
        .chain((2..10).map(|n| format!("after{n}")))
        .map(|n| case.join(n))
        .filter(|p| p.is_dir())
        .collect();
    let expected_out = parts(&read("expected.out"), stages.len());
    let expected_err = parts(&read("expected.err"), stages.len());
    let args = read("args");
    let mut args: Vec<&str> = ["--hot", "--no-clear-screen"]
        .into_iter()
        .chain(args.split_whitespace())
        .collect();
    args.push("app.ts");

    let folder = Folder::new();
    folder.overlay(&stages[0]);
    let mut program = Program::start(folder.path(), &args);
    let update = std::env::var_os("UPDATE_EXPECTED").is_some();
    let mut blessed = String::new();
    for (index, stage) in stages.iter().enumerate() {
        if index > 0 {
            folder.overlay(stage);
            blessed += &format!("{DIVIDER}\n");
        }
        if update {
            // Programs of golden cases end each load with this line.
            loop {
                let line = program.next_line("end of load");
                blessed += &format!("{line}\n");
                if line.starts_with("end") {
                    break;
                }
            }
        } else {
            for expected in &expected_out[index] {
                let line = program.next_line(expected);
                assert!(
                    matches(expected, &line),
                    "{name}, part {index}: expected {expected:?}, found {line:?}"
                );
            }
        }
        for expected in &expected_err[index] {
            program.expect_error_where(expected, |line| matches(expected, line));
        }
    }
    if update {
        fs::write(case.join("expected.out"), blessed).expect("the case can be written");
    }
}

fn parts(text: &str, count: usize) -> Vec<Vec<String>> {
    let mut parts = vec![Vec::new()];
    for line in text.lines() {
        if line == DIVIDER {
            parts.push(Vec::new());
        } else {
            parts.last_mut().expect("not empty").push(line.to_owned());
        }
    }
    parts.resize_with(count.max(parts.len()), Vec::new);
    parts
}

fn matches(pattern: &str, line: &str) -> bool {
    let mut pieces = pattern.split("[..]");
    let first = pieces.next().unwrap_or("");
    let Some(mut rest) = line.strip_prefix(first) else {
        return false;
    };
    let pieces: Vec<&str> = pieces.collect();
    let Some((last, middle)) = pieces.split_last() else {
        return rest.is_empty();
    };
    for piece in middle {
        match rest.find(piece) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

macro_rules! cases {
    ($($name:ident),* $(,)?) => {
        $(#[test] fn $name() { case(stringify!($name)); })*

        #[test]
        fn every_folder_is_a_test() {
            let mut names: Vec<String> = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden"))
                .expect("the folder is there")
                .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
                .collect();
            names.sort();
            let mut tested = vec![$(stringify!($name).to_owned()),*];
            tested.sort();
            assert_eq!(names, tested);
        }
    };
}

cases! {
    live_bindings_across_a_cycle,
    state_is_kept_and_unchanged_modules_run_again,
    stale_source_map,
    tsconfig_is_part_of_the_program,
}
