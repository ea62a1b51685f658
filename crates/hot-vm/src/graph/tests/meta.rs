//! `import.meta`.

use super::host::key;
use super::program::{Program, log_of};

#[test]
fn it_says_where_the_module_is() {
    let log = log_of(&[(
        "sub dir/a#1.js",
        "const { url, filename, dirname } = import.meta; log(url, filename, dirname); log(Object.getPrototypeOf(import.meta), Object.keys(import.meta).join(), import.meta.hot);",
    )]);
    assert_eq!(
        log,
        [
            "file:///app/sub%20dir/a%231.js /app/sub dir/a#1.js /app/sub dir",
            "null url,filename,dirname,main,resolve undefined"
        ]
    );
}

#[test]
fn it_is_one_object_of_each_module_and_open_to_change() {
    let log = log_of(&[
        (
            "a.js",
            "import { meta, get } from './b.js'; import.meta.mine = 1; log(import.meta === import.meta, import.meta !== meta, get() === meta, import.meta.mine, meta.mine, Object.isExtensible(meta)); delete meta.url; log(get().url);",
        ),
        (
            "b.js",
            "export const meta = import.meta; export const get = () => import.meta;",
        ),
    ]);
    assert_eq!(log, ["true true true 1 undefined true", "undefined"]);
}

#[test]
fn main_is_the_module_that_was_named_so() {
    let program = Program::new(&[
        ("a.js", "import './b.js'; log('a', import.meta.main);"),
        ("b.js", "log('b', import.meta.main);"),
        ("preload.js", "log('preload', import.meta.main);"),
    ]);
    program.graph.set_main(&key("a.js"));
    for entry in ["preload.js", "a.js"] {
        program.run(entry).unwrap_fulfilled();
    }
    assert_eq!(program.log(), ["preload false", "b false", "a true"]);
}

#[test]
fn resolve() {
    let program = Program::new(&[
        ("a.js", "log(import.meta.resolve('./b c.js?x=1'), import.meta.resolve('app:native')); const { resolve } = import.meta; log(resolve('./a.js'));
                  for (const bad of ['./nowhere.js', Symbol()]) try { resolve(bad); } catch (error) { log(error.name, error.code); }"),
        ("b c.js", ""),
    ]);
    program.host.native("app:native", |_| Ok(Vec::new()));
    program.run("a.js").unwrap_fulfilled();
    assert_eq!(
        program.log(),
        [
            "file:///app/b%20c.js?x=1 app:native",
            "file:///app/a.js",
            "Error ERR_MODULE_NOT_FOUND",
            "TypeError undefined"
        ]
    );
    assert_eq!(
        program.host.loaded.borrow().len(),
        1,
        "resolving loads nothing"
    );
}

#[test]
fn it_outlives_its_graph() {
    let mut program = Program::new(&[
        (
            "a.js",
            "globalThis.late = () => `${import.meta.url} ${import.meta.main}`;",
        ),
        ("b.js", ""),
    ]);
    program.run("a.js").unwrap_fulfilled();
    drop(program.reload());
    assert_eq!(program.eval("late()"), "file:///app/a.js false");
}
