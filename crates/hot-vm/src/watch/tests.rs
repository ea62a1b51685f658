//! Real files, real events. What must happen may take long; what must not happen is shown by a later save of another
//! file ("beacon"): its change comes alone.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;

use super::*;
use crate::sources::Fingerprint;

mod convergence;

const PATIENCE: Duration = Duration::from_secs(60);

pub(super) struct Fixture {
    dir: tempfile::TempDir,
    root: PathBuf,
    watcher: Watcher,
}

impl Fixture {
    pub(super) fn new(files: &[&str]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        let fixture = Self {
            watcher: Watcher::new(|_| {}).unwrap(),
            dir,
            root,
        };
        files.iter().for_each(|name| fixture.write_old(name));
        fixture.write_old("beacon");
        fixture
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// A file with a time long past, so that any write shows.
    fn write_old(&self, name: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "old").unwrap();
        let long_ago = SystemTime::now() - Duration::from_secs(1000);
        fs::File::options()
            .write(true)
            .open(&path)
            .unwrap()
            .set_modified(long_ago)
            .unwrap();
    }

    /// Writes so that the file's time is another one; the watcher sees it done.
    fn save(&self, name: &str, text: &str) {
        self.at_once(|| self.write_anew(name, text));
    }

    fn write_anew(&self, name: &str, text: &str) {
        let path = self.path(name);
        let time = |path: &Path| {
            fs::metadata(path)
                .ok()
                .map(|metadata| metadata.modified().unwrap())
        };
        let before = time(&path);
        while {
            fs::write(&path, text).unwrap();
            time(&path) == before
        } {}
    }

    /// Sets a plan of these files, as they are now, and the beacon.
    pub(super) fn plan(&self, files: &[&str]) {
        let mut plan = WatchPlan::new(&self.root);
        for name in files.iter().chain(&["beacon"]) {
            match Fingerprint::of_content(&self.path(name)) {
                Ok(fingerprint) => plan.insert_read(self.path(name), fingerprint),
                Err(_) => plan.insert_missing(self.path(name)),
            }
        }
        self.watcher.set_plan(plan);
    }

    fn next(&self) -> Vec<(String, ChangeKind)> {
        match self.watcher.next_timeout(PATIENCE) {
            Some(WatchEvent::Changed(changes)) => changes
                .into_iter()
                .map(|change| {
                    let name = change
                        .path
                        .strip_prefix(&self.root)
                        .unwrap()
                        .to_str()
                        .unwrap();
                    (name.to_owned(), change.kind)
                })
                .collect(),
            other => panic!("{other:?} instead of a change"),
        }
    }

    fn expect(&self, changes: &[(&str, ChangeKind)]) {
        let expected: Vec<_> = changes
            .iter()
            .map(|(name, kind)| ((*name).to_owned(), *kind))
            .collect();
        assert_eq!(self.next(), expected);
    }

    /// Nothing has been told, and nothing but the beacon will be.
    fn expect_nothing(&self) {
        self.save("beacon", "lit");
        self.expect(&[("beacon", ChangeKind::Modified)]);
    }

    /// While `write` runs, the watcher sees nothing; then it sees everything at once.
    fn at_once(&self, write: impl FnOnce()) {
        let state = lock(&self.watcher.state);
        write();
        drop(state);
    }
}

use ChangeKind::{Created, Modified, Removed};

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
    fs::remove_dir_all(fixture.path("x")).unwrap();
    fixture.expect(&[("x/y/z/c.js", Removed)]);
    fs::create_dir_all(fixture.path("x/y/z")).unwrap();
    fixture.save("x/y/z/c.js", "new");
    fixture.expect(&[("x/y/z/c.js", Created)]);
}

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

#[cfg(unix)]
#[test]
fn symbolic_links_turned_elsewhere() {
    use std::os::unix::fs::symlink;
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

#[cfg(unix)]
#[test]
fn a_link_to_a_directory_is_a_file_of_the_plan() {
    use std::os::unix::fs::symlink;
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

#[test]
fn moved_away_and_back_within_a_burst_is_nothing() {
    let fixture = Fixture::new(&["a.js"]);
    fixture.plan(&["a.js"]);
    fixture.at_once(|| {
        fs::rename(fixture.path("a.js"), fixture.path("b.js")).unwrap();
        fs::rename(fixture.path("b.js"), fixture.path("a.js")).unwrap();
    });
    fixture.expect_nothing();
}

#[test]
fn a_burst_is_one_change() {
    let names: Vec<String> = (0..129)
        .map(|number| format!("d{number:03}/m.js"))
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let fixture = Fixture::new(&names);
    fixture.plan(&names);
    let all: Vec<_> = names.iter().map(|&name| (name, Modified)).collect();
    for round in 0..3 {
        fixture.at_once(|| {
            for repeat in 0..3 {
                names
                    .iter()
                    .for_each(|name| fixture.write_anew(name, &format!("{round}{repeat}")));
            }
        });
        fixture.expect(&all);
        fixture.plan(&names);
    }
    fixture.expect_nothing();
}

#[test]
fn a_save_between_reading_and_watching_is_told() {
    let fixture = Fixture::new(&["a.js", "dir/b.js"]);
    let mut plan = WatchPlan::new(&fixture.root);
    plan.insert_read(
        fixture.path("a.js"),
        Fingerprint::of_content(&fixture.path("a.js")).unwrap(),
    );
    plan.insert_missing(fixture.path("c.js"));
    plan.insert_present(fixture.path("dir/b.js"));
    plan.insert_present(fixture.path("never-there.js"));
    fixture.save("a.js", "new");
    fs::write(fixture.path("c.js"), "").unwrap();
    fixture.watcher.set_plan(plan);
    fixture.expect(&[
        ("a.js", Modified),
        ("c.js", Created),
        ("never-there.js", Removed),
    ]);
}

#[test]
fn a_save_with_equal_times_between_reading_and_watching_is_told() {
    let fixture = Fixture::new(&["a.js"]);
    let path = fixture.path("a.js");
    let stamp = SystemTime::now() + Duration::from_secs(5);
    let write = |text: &str| {
        fs::write(&path, text).unwrap();
        fs::File::options()
            .write(true)
            .open(&path)
            .unwrap()
            .set_modified(stamp)
            .unwrap();
    };
    write("one");
    let mut plan = WatchPlan::new(&fixture.root);
    plan.insert_read(&path, Fingerprint::of_content(&path).unwrap());
    write("two");
    fixture.watcher.set_plan(plan);
    fixture.expect(&[("a.js", Modified)]);
}

#[test]
fn what_the_new_plan_knows_is_not_told_again() {
    let woken = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&woken);
    let mut fixture = Fixture::new(&["a.js"]);
    fixture.watcher = Watcher::new(move |changed| {
        assert!(changed);
        count.fetch_add(1, Ordering::SeqCst);
    })
    .unwrap();
    fixture.plan(&["a.js"]);
    fixture.save("a.js", "new");
    let start = Instant::now();
    while woken.load(Ordering::SeqCst) == 0 {
        assert!(start.elapsed() < PATIENCE, "not woken");
        std::thread::yield_now();
    }
    // Told, but not fetched; the new plan is made from the new text.
    fixture.plan(&["a.js"]);
    fixture.expect_nothing();
}

#[test]
fn an_overflow_has_everything_looked_at() {
    let fixture = Fixture::new(&["a.js", "unwatched/x"]);
    fs::remove_file(fixture.path("unwatched/x")).unwrap();
    fs::hard_link(fixture.path("a.js"), fixture.path("unwatched/x")).unwrap();
    fixture.plan(&["a.js"]);
    // A write that makes no event.
    fixture.save("unwatched/x", "through the other name");
    let rescan = notify::Event::new(notify::EventKind::Other).set_flag(notify::event::Flag::Rescan);
    fixture
        .watcher
        .messages
        .send(Message::Event(Ok(rescan)))
        .unwrap();
    fixture.expect(&[("a.js", Modified)]);
}

#[test]
fn failures_are_events_and_have_everything_looked_at() {
    let fixture = Fixture::new(&["a.js", "unwatched/x"]);
    fs::remove_file(fixture.path("unwatched/x")).unwrap();
    fs::hard_link(fixture.path("a.js"), fixture.path("unwatched/x")).unwrap();
    fixture.plan(&["a.js"]);
    fixture.save("unwatched/x", "through the other name");
    fixture
        .watcher
        .messages
        .send(Message::Event(Err(notify::Error::generic("lost"))))
        .unwrap();
    let warning = WatchWarning::EventsLost {
        message: "lost".into(),
    };
    assert_eq!(
        fixture.watcher.next_timeout(PATIENCE),
        Some(WatchEvent::Warning(warning))
    );
    fixture.expect(&[("a.js", Modified)]);
}

/// Through a second name in a directory that is not watched, so that there is no event.
#[test]
fn without_events_the_files_are_looked_at() {
    let mut fixture = Fixture::new(&["a.js", "unwatched/x"]);
    fs::remove_file(fixture.path("unwatched/x")).unwrap();
    fs::hard_link(fixture.path("a.js"), fixture.path("unwatched/x")).unwrap();
    let options = WatchOptions {
        poll_interval: Duration::from_millis(5),
        always_poll: true,
        ..WatchOptions::default()
    };
    fixture.watcher = Watcher::with_options(options, |_| {}).unwrap();
    fixture.plan(&["a.js"]);
    for text in ["1", "22"] {
        fixture.save("unwatched/x", text);
        fixture.expect(&[("a.js", Modified)]);
    }
    fixture.expect_nothing();
}

#[test]
fn without_a_watcher_the_files_are_looked_at() {
    let mut fixture = Fixture::new(&["a.js"]);
    let options = WatchOptions {
        poll_interval: Duration::from_millis(5),
        ..WatchOptions::default()
    };
    fixture.watcher = Watcher::with_options(options, |_| {}).unwrap();
    fixture.plan(&["a.js", "x/b.js"]);
    // As if its thread had ended.
    let blind = State::new(Backend::absent());
    drop(std::mem::replace(&mut *lock(&fixture.watcher.state), blind));
    fixture.plan(&["a.js", "x/b.js"]);
    fixture.save("a.js", "new");
    fixture.expect(&[("a.js", Modified)]);
    fixture.at_once(|| {
        fs::create_dir(fixture.path("x")).unwrap();
        fixture.write_anew("x/b.js", "new");
    });
    fixture.expect(&[("x/b.js", Created)]);
    fixture.expect_nothing();
}

#[test]
fn nothing_is_told_without_a_plan_or_after_the_end() {
    let fixture = Fixture::new(&["a.js"]);
    fixture.save("a.js", "new");
    assert_eq!(fixture.watcher.try_next(), None);
    fixture.plan(&["a.js"]);
    fixture.expect_nothing();
    let Fixture { watcher, dir, .. } = fixture;
    drop(watcher);
    drop(dir);
}
