//! One file, saved in every way, and what is no save.

use super::*;

#[test]
fn overwriting_counts_each_time_even_with_the_same_bytes() {
    let fixture = Fixture::new(&["a.js"]);
    fixture.plan(&["a.js"]);
    for _ in 0..3 {
        fixture.save("a.js", "old");
        fixture.expect(&[("a.js", Modified)]);
        fixture.plan(&["a.js"]);
    }
    fixture.expect_nothing();
}

#[test]
fn changes_are_told_without_a_new_plan_too() {
    let fixture = Fixture::new(&["a.js"]);
    fixture.plan(&["a.js"]);
    for text in ["1", "22", "333"] {
        fixture.save("a.js", text);
        fixture.expect(&[("a.js", Modified)]);
    }
}

#[test]
fn renaming_over_counts_each_time() {
    let fixture = Fixture::new(&["src/a.js"]);
    fixture.plan(&["src/a.js"]);
    for text in ["1", "22", "333"] {
        fs::write(fixture.path("src/a.js.tmp"), text).unwrap();
        fs::rename(fixture.path("src/a.js.tmp"), fixture.path("src/a.js")).unwrap();
        fixture.expect(&[("src/a.js", Modified)]);
        fixture.plan(&["src/a.js"]);
    }
    fixture.expect_nothing();
}

#[test]
fn removed_and_written_anew() {
    let fixture = Fixture::new(&["a.js"]);
    fixture.plan(&["a.js"]);
    fs::remove_file(fixture.path("a.js")).unwrap();
    fixture.expect(&[("a.js", Removed)]);
    fixture.plan(&["a.js"]);
    fixture.save("a.js", "back");
    fixture.expect(&[("a.js", Created)]);
    fixture.at_once(|| {
        fs::remove_file(fixture.path("a.js")).unwrap();
        fs::write(fixture.path("a.js"), "new").unwrap();
    });
    fixture.expect(&[("a.js", Modified)]);
    fixture.expect_nothing();
}

#[test]
fn a_removed_file_is_waited_for() {
    let options = WatchOptions {
        quiet: Duration::from_millis(1),
        max_delay: PATIENCE,
        ..WatchOptions::default()
    };
    let mut fixture = Fixture::new(&["a.js", "b.js"]);
    fixture.watcher = Watcher::with_options(options, |_| {}).unwrap();
    fixture.plan(&["a.js", "b.js"]);
    fs::remove_file(fixture.path("a.js")).unwrap();
    // Seen, and held: long enough for the worker to have looked more than once, though nothing depends on that.
    assert_eq!(
        fixture.watcher.next_timeout(Duration::from_millis(50)),
        None
    );
    fixture.save("a.js", "back");
    fixture.expect(&[("a.js", Modified)]);
    // The same for a file that is emptied before it is written.
    fs::write(fixture.path("a.js"), "").unwrap();
    assert_eq!(
        fixture.watcher.next_timeout(Duration::from_millis(50)),
        None
    );
    fixture.save("a.js", "full");
    fixture.expect(&[("a.js", Modified)]);
}

#[test]
fn missing_files_that_are_created() {
    let fixture = Fixture::new(&["a.js"]);
    fixture.plan(&["a.js", "b.js", "x/y/z/c.js"]);
    fixture.save("b.js", "new");
    fixture.expect(&[("b.js", Created)]);
    // One directory at a time, each in its turn the nearest one that exists.
    for name in ["x", "x/y", "x/y/z"] {
        fs::create_dir(fixture.path(name)).unwrap();
    }
    fixture.expect_nothing();
    fixture.save("x/y/z/c.js", "new");
    fixture.expect(&[("x/y/z/c.js", Created)]);
}

#[test]
fn other_files_do_not_count() {
    let fixture = Fixture::new(&["a.js", "src/b.js"]);
    fixture.plan(&["a.js", "src/b.js"]);
    for name in ["random.js", "src/a.js", "a.js.swp", "A.tmp"] {
        fs::write(fixture.path(name), "x").unwrap();
        fs::remove_file(fixture.path(name)).unwrap();
    }
    fs::create_dir(fixture.path("other")).unwrap();
    fs::read(fixture.path("a.js")).unwrap();
    fixture.expect_nothing();
}

#[cfg(unix)]
#[test]
fn metadata_does_not_count() {
    use std::os::unix::fs::PermissionsExt;
    let fixture = Fixture::new(&["a.js"]);
    fixture.plan(&["a.js"]);
    fs::set_permissions(fixture.path("a.js"), fs::Permissions::from_mode(0o600)).unwrap();
    fs::hard_link(fixture.path("a.js"), fixture.path("hard-link")).unwrap();
    fs::remove_file(fixture.path("hard-link")).unwrap();
    fixture.expect_nothing();
}
