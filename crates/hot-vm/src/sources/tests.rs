use std::convert::Infallible;
use std::fs;
use std::time::{Duration, SystemTime};

use super::*;

/// A file that is old enough for its time to be trusted.
fn write_old(path: &Path, text: &str, age: u64) {
    fs::write(path, text).unwrap();
    let time = SystemTime::now() - Duration::from_secs(age);
    fs::File::options()
        .write(true)
        .open(path)
        .unwrap()
        .set_modified(time)
        .unwrap();
}

/// Whether `path` is known, and still as it was when it was read or found absent.
fn is_as_known<T>(sources: &Sources<T>, path: &Path) -> bool {
    sources
        .fingerprints()
        .filter(|(known, _)| *known == path)
        .any(|(_, fingerprint)| match fingerprint {
            Some(fingerprint) => fingerprint.clone().check(path).is_ok(),
            None => !path.exists(),
        })
}

fn upper(sources: &mut Sources<String>, path: &Path) -> String {
    let made = sources.get_or_make(path, ModuleKind::JavaScript, 0, |text| {
        Ok::<_, Infallible>(text.to_uppercase())
    });
    made.unwrap().as_ref().clone()
}

#[test]
fn unchanged_files_are_neither_read_nor_made_again() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.js");
    write_old(&path, "one", 100);
    let mut sources = Sources::new();
    for _ in 0..5 {
        assert_eq!(upper(&mut sources, &path), "ONE");
    }
    assert_eq!(
        sources.counts(),
        Counts {
            reads: 1,
            makes: 1,
            verifications: 0
        }
    );
    write_old(&path, "two", 50);
    assert_eq!(upper(&mut sources, &path), "TWO");
    assert_eq!(
        sources.counts(),
        Counts {
            reads: 2,
            makes: 2,
            verifications: 0
        }
    );
    // The same bytes, written again.
    write_old(&path, "two", 40);
    assert_eq!(upper(&mut sources, &path), "TWO");
    assert_eq!(
        sources.counts(),
        Counts {
            reads: 3,
            makes: 3,
            verifications: 0
        }
    );
}

#[test]
fn a_write_within_the_granularity_of_time_is_seen() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.js");
    let stamp = SystemTime::now() + Duration::from_secs(10);
    let write = |text: &str| {
        fs::write(&path, text).unwrap();
        fs::File::options()
            .write(true)
            .open(&path)
            .unwrap()
            .set_modified(stamp)
            .unwrap();
    };
    let mut sources = Sources::new();
    write("one");
    assert_eq!(upper(&mut sources, &path), "ONE");
    assert_eq!(upper(&mut sources, &path), "ONE");
    assert_eq!(
        sources.counts(),
        Counts {
            reads: 1,
            makes: 1,
            verifications: 1
        }
    );
    write("two");
    assert_eq!(upper(&mut sources, &path), "TWO");
    assert_eq!(sources.counts().makes, 2);
}

#[test]
fn kinds_and_variants_have_their_own_products() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.json");
    write_old(&path, "x", 100);
    let mut sources: Sources<String> = Sources::new();
    let mut make = |kind, variant: u64| {
        let made = sources.get_or_make(&path, kind, variant, |text| {
            Ok::<_, Infallible>(format!("{text}{kind:?}{variant}"))
        });
        (made.unwrap().as_ref().clone(), sources.counts().makes)
    };
    assert_eq!(make(ModuleKind::Json, 0), ("xJson0".into(), 1));
    assert_eq!(make(ModuleKind::Text, 0), ("xText0".into(), 2));
    assert_eq!(make(ModuleKind::Json, 0), ("xJson0".into(), 2));
    assert_eq!(make(ModuleKind::Json, 1), ("xJson1".into(), 3));
    assert_eq!(make(ModuleKind::Json, 0), ("xJson0".into(), 4));
}

#[test]
fn failures_are_not_kept_but_their_files_are_known() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.js");
    let mut sources: Sources<String> = Sources::new();
    let attempt = |sources: &mut Sources<String>| {
        sources.get_or_make(&path, ModuleKind::JavaScript, 0, |text| {
            if text == "bad" {
                Err("syntax")
            } else {
                Ok(text)
            }
        })
    };
    let error = attempt(&mut sources).unwrap_err();
    assert!(
        matches!(&error, SourceError::Read(error) if error.is_not_found()),
        "{error}"
    );
    assert!(is_as_known(&sources, &path), "still absent");
    assert_eq!(sources.fingerprints().count(), 1);

    write_old(&path, "bad", 100);
    assert!(!is_as_known(&sources, &path));
    assert!(matches!(
        attempt(&mut sources),
        Err(SourceError::Make("syntax"))
    ));
    assert!(is_as_known(&sources, &path));
    assert!(matches!(
        attempt(&mut sources),
        Err(SourceError::Make("syntax"))
    ));

    write_old(&path, "good", 50);
    assert_eq!(attempt(&mut sources).unwrap().as_str(), "good");
    fs::write(&path, b"ab\xFF").unwrap();
    assert!(matches!(
        attempt(&mut sources),
        Err(SourceError::Read(ReadError::NotUtf8 { offset: 2, .. }))
    ));
    fs::remove_file(&path).unwrap();
    assert!(!is_as_known(&sources, &path));
}

#[test]
fn a_directory_is_an_error_not_a_source() {
    let dir = tempfile::tempdir().unwrap();
    let mut sources: Sources<String> = Sources::new();
    let error = sources
        .get_or_make(
            dir.path(),
            ModuleKind::JavaScript,
            0,
            Ok::<String, Infallible>,
        )
        .unwrap_err();
    assert!(
        matches!(&error, SourceError::Read(ReadError::Io { .. })),
        "{error}"
    );
    assert!(error.to_string().starts_with("Cannot read '"), "{error}");
}

#[test]
fn forgetting() {
    let dir = tempfile::tempdir().unwrap();
    let (a, b) = (dir.path().join("a.js"), dir.path().join("b.js"));
    write_old(&a, "a", 100);
    write_old(&b, "b", 100);
    let mut sources = Sources::new();
    upper(&mut sources, &a);
    upper(&mut sources, &b);
    assert!(!is_as_known(&sources, &dir.path().join("never")));
    sources.retain_only(&HashSet::from([a.clone()]));
    assert!(is_as_known(&sources, &a) && !is_as_known(&sources, &b));
    assert!(sources.track(&b, ModuleKind::Asset).is_some());
    assert!(is_as_known(&sources, &b));
    sources.retain_only(&HashSet::new());
    assert_eq!(sources.fingerprints().count(), 0);
}
