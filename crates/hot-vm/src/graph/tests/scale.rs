//! Large graphs.

use super::program::Program;

fn write(program: &Program, count: usize, text: impl Fn(usize) -> String) {
    for n in 0..count {
        program.host.write(&format!("m{n}.js"), text(n));
    }
}

#[test]
fn a_chain_of_ten_thousand_modules() {
    const COUNT: usize = 10_000;
    let program = Program::new(&[]);
    write(&program, COUNT, |n| match n + 1 {
        COUNT => "export let x = 'end'; export const last = () => x;".to_owned(),
        next => format!(
            "import {{ x as y }} from './m{next}.js'; export * from './m{next}.js'; globalThis.n = (globalThis.n ?? 0) + (y === 'end');"
        ),
    });
    program.run("m0.js").unwrap_fulfilled();
    assert_eq!(program.eval("n"), (COUNT - 1).to_string());
    program.eval("0");
}

#[test]
fn a_chain_of_ten_thousand_modules_over_an_await() {
    const COUNT: usize = 10_000;
    let program = Program::new(&[]);
    write(&program, COUNT, |n| match n + 1 {
        COUNT => "await 0; globalThis.n = 1;".to_owned(),
        next => format!("import './m{next}.js'; globalThis.n++;"),
    });
    program.run("m0.js").unwrap_fulfilled();
    assert_eq!(program.eval("n"), COUNT.to_string());
}

#[test]
fn a_chain_of_ten_thousand_modules_that_fails() {
    const COUNT: usize = 10_000;
    let program = Program::new(&[]);
    write(&program, COUNT, |n| match n + 1 {
        COUNT => "await 0; throw new Error('deep');".to_owned(),
        next => format!("import './m{next}.js'; log('never');"),
    });
    assert_eq!(program.run("m0.js").unwrap_rejected().text, "Error: deep");
    assert_eq!(
        program.run("m5000.js").unwrap_rejected().text,
        "Error: deep"
    );
    assert_eq!(program.log(), [""; 0]);
}

#[test]
fn namespaces_in_a_chain() {
    const COUNT: usize = 2_000;
    let program = Program::new(&[(
        "a.js",
        "import * as ns from './m0.js'; let n = ns, depth = 0; while (n.next) { n = n.next; depth++; } log(depth, n.end);",
    )]);
    write(&program, COUNT, |n| match n + 1 {
        COUNT => "export const end = 'end';".to_owned(),
        next => format!("export * as next from './m{next}.js';"),
    });
    program.run("a.js").unwrap_fulfilled();
    assert_eq!(program.log(), [format!("{} end", COUNT - 1)]);
}

#[test]
fn a_barrel_of_a_thousand_files() {
    const COUNT: usize = 1_000;
    let barrel: String = (0..COUNT)
        .map(|n| format!("export * from './m{n}.js';"))
        .collect();
    let program = Program::new(&[
        (
            "a.js",
            "import * as all from './barrel.js'; import { x0, x999, f500 } from './barrel.js'; log(Object.keys(all).length, x0, x999, f500(), all.x500);",
        ),
        ("barrel.js", &barrel),
    ]);
    write(&program, COUNT, |n| {
        format!(
            "export const x{n} = {n}; export function f{n}() {{ return x{n}; }} export default 0;"
        )
    });
    program.run("a.js").unwrap_fulfilled();
    assert_eq!(program.log(), ["2000 0 999 500 500"]);
}

#[test]
fn a_module_with_ten_thousand_exports() {
    const COUNT: usize = 10_000;
    let exports: String = (0..COUNT)
        .map(|n| format!("export let e{n} = {n};\n"))
        .collect();
    let names: Vec<String> = (0..COUNT).map(|n| format!("e{n}")).collect();
    let imports = format!(
        "import {{ {} }} from './b.js'; log([{}].reduce((a, b) => a + b));",
        names.join(",\n"),
        names.join(",\n")
    );
    let program = Program::new(&[("a.js", &imports), ("b.js", &exports)]);
    program.run("a.js").unwrap_fulfilled();
    assert_eq!(program.log(), [(COUNT * (COUNT - 1) / 2).to_string()]);
}
