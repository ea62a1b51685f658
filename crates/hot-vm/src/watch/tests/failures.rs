//! Events that are lost, or never come.

use super::*;

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
