//! Saves around the time a plan is set.

use super::*;

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
