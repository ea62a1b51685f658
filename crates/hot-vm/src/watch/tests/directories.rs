//! Directories and symbolic links on the way to a file.

use std::os::unix::fs::symlink;

use super::*;

#[test]
fn a_directory_moved_away_and_back_and_replaced() {
    let files = ["src/lib/a.js", "src/lib/deep/b.js"];
    let fixture = Fixture::new(&files);
    fixture.plan(&files);
    let (there, away) = (fixture.path("src"), fixture.path("away"));
    fs::rename(&there, &away).unwrap();
    fixture.expect(&[(files[0], Removed), (files[1], Removed)]);
    fs::rename(&away, &there).unwrap();
    fixture.expect(&[(files[0], Created), (files[1], Created)]);

    // Another directory under the same name, at once.
    fixture.write_old("other/lib/a.js");
    fixture.at_once(|| {
        fs::rename(&there, &away).unwrap();
        fs::rename(fixture.path("other"), &there).unwrap();
    });
    fixture.expect(&[(files[0], Modified), (files[1], Removed)]);
    // The watches are those of the new directory.
    fixture.save("src/lib/a.js", "written");
    fixture.expect(&[(files[0], Modified)]);
    fs::create_dir(fixture.path("src/lib/deep")).unwrap();
    fixture.save(files[1], "new");
    fixture.expect(&[(files[1], Created)]);
}

#[test]
fn a_directory_removed_and_made_again() {
    let fixture = Fixture::new(&["src/a.js"]);
    fixture.plan(&["src/a.js"]);
    for text in ["1", "22", "333"] {
        fixture.at_once(|| {
            fs::remove_dir_all(fixture.path("src")).unwrap();
            fs::create_dir(fixture.path("src")).unwrap();
            fs::write(fixture.path("src/a.js"), text).unwrap();
        });
        fixture.expect(&[("src/a.js", Modified)]);
    }
}

#[test]
fn modules_outside_the_root_are_watched_like_others() {
    let fixture = Fixture::new(&["project/entry.js", "elsewhere/lib/a.js"]);
    let mut plan = WatchPlan::new(fixture.path("project"));
    for name in ["project/entry.js", "elsewhere/lib/a.js"] {
        plan.insert_read(
            fixture.path(name),
            Fingerprint::of_content(&fixture.path(name)).unwrap(),
        );
    }
    fixture.watcher.set_plan(plan);
    {
        let state = lock(&fixture.watcher.state);
        assert!(
            state.is_watched(&fixture.path("project"))
                && state.is_watched(&fixture.path("elsewhere/lib"))
        );
        assert!(!state.is_watched(&fixture.path("elsewhere")) && !state.is_watched(&fixture.root));
    }
    for text in ["1", "22"] {
        fs::write(fixture.path("tmp"), text).unwrap();
        fs::rename(fixture.path("tmp"), fixture.path("elsewhere/lib/a.js")).unwrap();
        fixture.expect(&[("elsewhere/lib/a.js", Modified)]);
    }
    fs::rename(fixture.path("elsewhere/lib"), fixture.path("gone")).unwrap();
    fixture.expect(&[("elsewhere/lib/a.js", Removed)]);
    fs::rename(fixture.path("gone"), fixture.path("elsewhere/lib")).unwrap();
    fixture.expect(&[("elsewhere/lib/a.js", Created)]);
}

#[test]
fn symbolic_links_turned_elsewhere() {
    let fixture = Fixture::new(&["one/a.js", "two/a.js", "src/x.js"]);
    symlink(fixture.path("one"), fixture.path("current")).unwrap();
    symlink("../one/a.js", fixture.path("src/a.js")).unwrap();
    fixture.plan(&["current/a.js", "src/a.js"]);
    let swap = |target: &str, link: &str| {
        symlink(target, fixture.path("new-link")).unwrap();
        fs::rename(fixture.path("new-link"), fixture.path(link)).unwrap();
    };
    swap("two", "current");
    fixture.expect(&[("current/a.js", Modified)]);
    swap("../two/a.js", "src/a.js");
    fixture.expect(&[("src/a.js", Modified)]);
    // The file behind them, also one that was not there from the start.
    fixture.save("two/a.js", "new");
    fixture.expect(&[("current/a.js", Modified), ("src/a.js", Modified)]);
    fixture.save("one/a.js", "nobody leads here");
    fixture.expect_nothing();
    fs::remove_file(fixture.path("two/a.js")).unwrap();
    fixture.expect(&[("current/a.js", Removed), ("src/a.js", Removed)]);
    fixture.save("two/a.js", "new");
    fixture.expect(&[("current/a.js", Created), ("src/a.js", Created)]);
}

#[test]
fn a_link_to_a_directory_is_a_file_of_the_plan() {
    let fixture = Fixture::new(&["v1/a.js", "v2/a.js"]);
    symlink("v1", fixture.path("pkg")).unwrap();
    let mut plan = WatchPlan::new(&fixture.root);
    plan.insert_present(fixture.path("pkg"));
    plan.insert_present(fixture.path("beacon"));
    fixture.watcher.set_plan(plan);
    fs::write(
        fixture.path("v1/new.js"),
        "an entry more is no change of the directory",
    )
    .unwrap();
    fixture.expect_nothing();
    fs::remove_file(fixture.path("pkg")).unwrap();
    fixture.expect(&[("pkg", Removed)]);
    symlink("v2", fixture.path("pkg")).unwrap();
    fixture.expect(&[("pkg", Created)]);
}

#[test]
fn a_file_and_the_directories_it_is_in_removed_and_made_again() {
    let fixture = Fixture::new(&["x/y/z/c.js"]);
    fixture.plan(&["x/y/z/c.js"]);
    fs::remove_dir_all(fixture.path("x")).unwrap();
    fixture.expect(&[("x/y/z/c.js", Removed)]);
    fs::create_dir_all(fixture.path("x/y/z")).unwrap();
    fixture.save("x/y/z/c.js", "new");
    fixture.expect(&[("x/y/z/c.js", Created)]);
}
