//! The interned keys of a VM: a bounded, two-way associative cache, so that no script can make it grow.

use std::cell::RefCell;
use std::mem;
use std::rc::Rc;

use crate::raw;

/// A power of two.
const SETS: usize = 256;
/// A set holds two entries, the more recently used one first.
const WAYS: usize = 2;
/// Longer texts are no keys that a program repeats.
const LONGEST: usize = 64;

/// Whether a text may be cached at all.
pub(super) fn fits(text: &str) -> bool {
    text.len() <= LONGEST
}

pub(super) enum Lookup {
    /// Rooted by the cache; alive until the next call of the engine at least.
    Found(raw::JSValueRef),
    /// It is worth interning.
    SeenBefore,
    /// It may be one of many that are used once, like the keys of a map that is being converted.
    New,
}

struct Entry {
    text: Rc<str>,
    string: raw::JSValueRef,
}

#[derive(Default)]
struct Set {
    entries: [Option<Entry>; WAYS],
    /// What was last looked for here in vain.
    missed: u64,
}

/// The keys that a VM has interned. No borrow of it is held while the engine is called, because that may run anything.
#[derive(Default)]
pub(crate) struct KeyCache {
    sets: RefCell<Vec<Set>>,
}

impl KeyCache {
    #[inline]
    pub(super) fn look_up(&self, text: &str) -> Lookup {
        if !fits(text) {
            return Lookup::New;
        }
        let hash = hash(text);
        self.with_set(hash, |set| match set.find(text).map(|entry| entry.string) {
            Some(string) => Lookup::Found(string),
            None if mem::replace(&mut set.missed, hash) == hash => Lookup::SeenBefore,
            None => Lookup::New,
        })
    }

    pub(super) fn find_shared(&self, text: &str) -> Option<(raw::JSValueRef, Rc<str>)> {
        if !fits(text) {
            return None;
        }
        self.with_set(hash(text), |set| {
            set.find(text)
                .map(|entry| (entry.string, Rc::clone(&entry.text)))
        })
    }

    /// Adds a string that the caller has rooted. Returns the one that had to go, with its root.
    pub(super) fn insert(&self, text: Rc<str>, string: raw::JSValueRef) -> Option<raw::JSValueRef> {
        self.with_set(hash(&text), |set| {
            let evicted = match set.find(&text) {
                // Another call of the engine has interned it meanwhile.
                Some(entry) => Some(mem::replace(&mut entry.string, string)),
                None => {
                    set.entries.swap(0, 1);
                    set.entries[0]
                        .replace(Entry { text, string })
                        .map(|entry| entry.string)
                }
            };
            set.missed = 0;
            evicted
        })
    }

    /// Forgets every key and hands its root back.
    pub(crate) fn clear(&self, mut unprotect: impl FnMut(raw::JSValueRef)) {
        for set in self.sets.take() {
            for entry in set.entries.into_iter().flatten() {
                unprotect(entry.string);
            }
        }
    }

    #[inline]
    fn with_set<R>(&self, hash: u64, f: impl FnOnce(&mut Set) -> R) -> R {
        let mut sets = self.sets.borrow_mut();
        if sets.is_empty() {
            sets.resize_with(SETS, Set::default);
        }
        f(&mut sets[(hash >> 32) as usize & (SETS - 1)])
    }
}

impl Set {
    #[inline]
    fn find(&mut self, text: &str) -> Option<&mut Entry> {
        let way = self
            .entries
            .iter()
            .position(|entry| entry.as_ref().is_some_and(|entry| *entry.text == *text))?;
        self.entries.swap(0, way);
        self.entries[0].as_mut()
    }
}

/// Any quick hash does: who makes texts collide makes only himself slower. Never 0.
#[inline]
fn hash(text: &str) -> u64 {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut hash = text.len() as u64;
    let mut chunks = text.as_bytes().chunks_exact(8);
    for chunk in &mut chunks {
        let word = u64::from_le_bytes(chunk.try_into().expect("a chunk of eight"));
        hash = (hash.rotate_left(5) ^ word).wrapping_mul(FACTOR);
    }
    for &byte in chunks.remainder() {
        hash = (hash.rotate_left(5) ^ u64::from(byte)).wrapping_mul(FACTOR);
    }
    hash | 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn string(number: usize) -> raw::JSValueRef {
        std::ptr::without_provenance(16 * number)
    }

    #[test]
    fn a_text_is_worth_interning_when_it_comes_again() {
        let cache = KeyCache::default();
        assert!(matches!(cache.look_up("a"), Lookup::New));
        assert!(matches!(cache.look_up("a"), Lookup::SeenBefore));
        assert_eq!(cache.insert("a".into(), string(1)), None);
        assert!(matches!(cache.look_up("a"), Lookup::Found(found) if found == string(1)));
        assert!(matches!(cache.look_up(&"long".repeat(100)), Lookup::New));
        assert!(matches!(cache.look_up(&"long".repeat(100)), Lookup::New));
    }

    #[test]
    fn every_root_is_handed_back_once() {
        let cache = KeyCache::default();
        let mut back = Vec::new();
        for number in 1..=5000 {
            back.extend(cache.insert(number.to_string().into(), string(number)));
        }
        assert!(back.len() >= 5000 - SETS * WAYS, "the cache is bounded");
        cache.clear(|value| back.push(value));
        back.sort_by_key(|value| value.addr());
        assert_eq!(back, (1..=5000).map(string).collect::<Vec<_>>());
    }

    #[test]
    fn the_same_text_twice_gives_the_first_root_back() {
        let cache = KeyCache::default();
        assert_eq!(cache.insert("a".into(), string(1)), None);
        assert_eq!(cache.insert("a".into(), string(2)), Some(string(1)));
        assert!(matches!(cache.look_up("a"), Lookup::Found(found) if found == string(2)));
    }

    #[test]
    fn the_more_recently_used_of_two_stays() {
        let texts: Vec<String> = (0..100_000).map(|n| n.to_string()).collect();
        let set_of = |text: &str| (hash(text) >> 32) as usize & (SETS - 1);
        let same: Vec<&String> = texts
            .iter()
            .filter(|text| set_of(text) == set_of("0"))
            .take(3)
            .collect();
        let cache = KeyCache::default();
        cache.insert(same[0].as_str().into(), string(1));
        cache.insert(same[1].as_str().into(), string(2));
        assert!(matches!(cache.look_up(same[0]), Lookup::Found(_)));
        assert_eq!(
            cache.insert(same[2].as_str().into(), string(3)),
            Some(string(2))
        );
        assert!(matches!(cache.look_up(same[0]), Lookup::Found(_)));
    }
}
