//! What stacks call modules, and the way back to the source.

use super::program::Program;
use crate::source_maps::Position;

fn position(path: &str, line: u32, column: u32) -> Option<Position> {
    Some(Position {
        path: path.into(),
        line,
        column,
    })
}

/// Name, line and column of each frame of a stack.
fn frames(stack: &str) -> Vec<(&str, u32, u32)> {
    (stack.lines())
        .filter_map(|line| {
            let (place, column) = line
                .split_once('@')
                .map_or(line, |(_, place)| place)
                .rsplit_once(':')?;
            let (source, line) = place.rsplit_once(':')?;
            Some((source, line.parse().ok()?, column.parse().ok()?))
        })
        .collect()
}

#[test]
fn a_stack_leads_back_to_the_source() {
    let program = Program::new(&[
        ("a.js", "import { f } from './b.js';\n\nf();"),
        (
            "b.js",
            "// A comment.\nexport function f() {\n  throw new Error('f');\n}",
        ),
    ]);
    program.eval("globalThis.stacks = []; 0");
    let watch = program.start("a.js");
    let stack = program.enter(|_| {
        let Some(Err(error)) = watch.result() else {
            panic!("{watch:?}")
        };
        Ok(error
            .exception()
            .and_then(|exception| exception.stack())
            .expect("a stack")
            .to_owned())
    });
    let places: Vec<Position> = frames(&stack)
        .iter()
        .filter_map(|&(source, line, column)| program.maps.lookup(source, line, column))
        .collect();
    assert_eq!(
        places.first(),
        position("/app/b.js", 3, 13).as_ref(),
        "{stack}"
    );
    assert_eq!(
        places.get(1).map(|place| (&*place.path, place.line)),
        Some(("/app/a.js", 3)),
        "{stack}"
    );
}

#[test]
fn versions_of_a_file_are_told_apart() {
    let mut program = Program::new(&[("a.js", "globalThis.old = () => new Error().stack;")]);
    program.run("a.js").unwrap_fulfilled();
    program
        .host
        .write("a.js", "\n\n\nglobalThis.young = () => new Error().stack;");
    let first = program.reload();
    program.run("a.js").unwrap_fulfilled();
    for (function, line) in [("old", 1), ("young", 4)] {
        let stack = program.eval(&format!("{function}()"));
        let (source, at, column) = frames(&stack)[0];
        assert_eq!(
            program
                .maps
                .lookup(source, at, column)
                .map(|place| (place.path, place.line)),
            Some(("/app/a.js".into(), line)),
            "{stack}"
        );
    }
    // Errors of the first version can still be told of when it is gone.
    drop(first);
    let stack = program.eval("old()");
    let (source, line, column) = frames(&stack)[0];
    assert_eq!(
        program
            .maps
            .lookup(source, line, column)
            .map(|place| place.line),
        Some(1)
    );
}

#[test]
fn versions_never_restart_and_old_ones_are_forgotten() {
    let mut program = Program::new(&[]);
    for version in 1..=100 {
        program.host.write("a.js", format!("log({version});"));
        drop(program.reload());
        program.run("a.js").unwrap_fulfilled();
    }
    let known = |version: u32| {
        let name = if version == 1 {
            "/app/a.js".to_owned()
        } else {
            format!("/app/a.js@v{version}")
        };
        program
            .maps
            .with_code(&name, |code| code.code.contains(&format!("log({version})")))
    };
    let kept: Vec<u32> = (1..=100)
        .filter(|&version| known(version) == Some(true))
        .collect();
    assert_eq!(kept, [96, 97, 98, 99, 100]);
    assert_eq!(program.maps.lookup("/app/nothing.js", 1, 1), None);
}

#[test]
fn queries_are_instances_of_one_file() {
    let program = Program::new(&[
        ("a.js", "import './b.js?one'; import './b.js?two';"),
        (
            "b.js",
            "globalThis.stacks ??= []; stacks.push(new Error().stack);",
        ),
    ]);
    program.run("a.js").unwrap_fulfilled();
    for index in 0..2 {
        let stack = program.eval(&format!("stacks[{index}]"));
        let (source, line, column) = frames(&stack)[0];
        assert_eq!(
            program
                .maps
                .lookup(source, line, column)
                .map(|place| place.path),
            Some("/app/b.js".into()),
            "{stack}"
        );
    }
}
