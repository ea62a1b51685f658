//! Whatever is done to the files, and whenever: in the end, what was read last is what is on disk.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use super::*;

const FILES: [&str; 5] = [
    "a.js",
    "dir/b.js",
    "dir/deep/c.js",
    "dir/deep/d.js",
    "link/e.js",
];

/// A small generator of pseudo-random numbers.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

/// Reads all files and sets a plan of them, as a reload does.
fn reload(fixture: &Fixture) -> BTreeMap<&'static str, Option<Vec<u8>>> {
    let mut plan = WatchPlan::new(&fixture.root);
    let mut read = BTreeMap::new();
    for name in FILES {
        let path = fixture.path(name);
        let found = crate::sources::read_with_fingerprint(&path, u64::MAX - 1).ok();
        match &found {
            Some((_, fingerprint)) => plan.insert_read(path, fingerprint.clone()),
            None => plan.insert_missing(path),
        }
        read.insert(name, found.map(|(bytes, _)| bytes));
    }
    fixture.watcher.set_plan(plan);
    read
}

fn on_disk(root: &Path) -> BTreeMap<&'static str, Option<Vec<u8>>> {
    FILES
        .into_iter()
        .map(|name| (name, fs::read(root.join(name)).ok()))
        .collect()
}

/// One step of somebody who edits, checks out branches, cleans and builds. Steps may fail: what they need may be gone.
fn disturb(root: &Path, dice: &mut Dice, step: usize) {
    let file = root.join(FILES[dice.roll(FILES.len())]);
    // Often of equal length.
    let text = format!("{:04}", step % 10_000);
    let temporary = root.join("dir.tmp");
    let _ = match dice.roll(10) {
        0..=2 => fs::write(&file, text),
        3..=4 => {
            fs::write(root.join("tmp"), text).and_then(|()| fs::rename(root.join("tmp"), &file))
        }
        5 => fs::remove_file(&file),
        6 => fs::remove_dir_all(root.join("dir")),
        7 => fs::create_dir_all(root.join("dir/deep")),
        8 => fs::rename(root.join("dir"), &temporary).and_then(|()| {
            if dice.roll(2) == 0 {
                fs::create_dir_all(root.join("dir/deep"))?;
                fs::remove_dir_all(&temporary)
            } else {
                fs::rename(&temporary, root.join("dir"))
            }
        }),
        _ => swap_link(root, ["one", "two", "nowhere"][dice.roll(3)]),
    };
}

fn swap_link(root: &Path, target: &str) -> std::io::Result<()> {
    std::os::unix::fs::symlink(target, root.join("new-link"))?;
    fs::rename(root.join("new-link"), root.join("link"))
}

fn converges(seed: u64) {
    let fixture = Fixture::new(&["one/e.js", "two/e.js"]);
    let mut read = reload(&fixture);
    let done = Arc::new(AtomicBool::new(false));
    let writer = std::thread::spawn({
        let (root, done) = (fixture.root.clone(), Arc::clone(&done));
        move || {
            let mut dice = Dice(seed);
            for step in 0..400 {
                disturb(&root, &mut dice, step);
                if dice.roll(20) == 0 {
                    std::thread::sleep(Duration::from_millis(dice.roll(40) as u64));
                }
            }
            done.store(true, Ordering::SeqCst);
        }
    });
    let start = Instant::now();
    loop {
        // Only after an event is anything read again.
        let told = fixture.watcher.next_timeout(Duration::from_millis(20));
        if told.is_some() {
            read = reload(&fixture);
        } else if done.load(Ordering::SeqCst) && read == on_disk(&fixture.root) {
            break;
        }
        assert!(
            start.elapsed() < PATIENCE,
            "seed {seed}: read {read:?}, on disk {:?}",
            on_disk(&fixture.root)
        );
    }
    writer.join().unwrap();
}

#[test]
fn the_last_bytes_on_disk_are_read_in_the_end() {
    let seeds = [
        0x9E37_79B9_7F4A_7C15,
        0xD1B5_4A32_D192_ED03,
        0x8CB9_2BA7_2F3D_8DD7,
    ];
    seeds.into_iter().for_each(converges);
}
