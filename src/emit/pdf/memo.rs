//! What is the same in many files is made once: broken paragraphs, measured cells, fonts cut down,
//! pages compressed.
//!
//! A memo holds nothing but what follows from its key, and compares whole keys: it changes how long a
//! file takes, never what is in it. It is bounded: what was not wanted for long is forgotten.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError};

use super::lines::Line;
use super::paint::Embedded;

/// Bytes of memory that all memos of a look may hold together, about.
const MOST: usize = 32 << 20;

/// The memos of a look: one value serves all files, on all threads.
pub struct Memo {
    /// Paragraphs broken into lines; phrases and notes are numbered by their order in the paragraph.
    pub(super) lines: Store<Arc<[Line]>>,
    /// The width of the widest part that cannot be broken, and of each line, were none broken.
    pub(super) extremes: Store<Arc<(f32, Vec<f32>)>>,
    /// Faces cut down to the glyphs used.
    pub(super) fonts: Store<Arc<Embedded>>,
    /// Pieces of streams, compressed.
    pub(super) streams: Store<Arc<[u8]>>,
}

impl Memo {
    /// Nothing known yet; to hold no more than about so many bytes.
    pub fn of(most: usize) -> Memo {
        Memo {
            lines: Store::of(most / 2),
            extremes: Store::of(most / 16),
            fonts: Store::of(most / 16 * 3),
            streams: Store::of(most / 4),
        }
    }

    /// How many bytes are held, about.
    pub fn size(&self) -> usize {
        self.lines.size() + self.extremes.size() + self.fonts.size() + self.streams.size()
    }
}

impl Default for Memo {
    fn default() -> Memo {
        Memo::of(MOST)
    }
}

impl std::fmt::Debug for Memo {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Memo")
    }
}

/// How many parts a store has, each with a lock of its own.
const SHARDS: usize = 16;
/// What an entry takes beside its key and its value.
const ENTRY: usize = 96;

/// Values by the bytes of their keys.
pub(super) struct Store<V> {
    shards: Vec<Mutex<Shard<V>>>,
    hasher: RandomState,
    /// Bytes that each of the two generations of a shard may hold.
    most: usize,
}

/// What was wanted of late, and what was wanted before.
struct Shard<V> {
    young: HashMap<Box<[u8]>, (V, usize)>,
    young_size: usize,
    old: HashMap<Box<[u8]>, (V, usize)>,
    old_size: usize,
}

impl<V> Shard<V> {
    fn insert(&mut self, key: Box<[u8]>, value: V, size: usize, most: usize) {
        if size > most {
            return;
        }
        if self.young_size + size > most {
            self.old = std::mem::take(&mut self.young);
            self.old_size = std::mem::take(&mut self.young_size);
        }
        self.young_size += size;
        if let Some((_, before)) = self.young.insert(key, (value, size)) {
            self.young_size -= before;
        }
    }
}

impl<V: Clone> Store<V> {
    fn of(most: usize) -> Store<V> {
        let shard = || Shard { young: HashMap::new(), young_size: 0, old: HashMap::new(), old_size: 0 };
        Store {
            shards: (0..SHARDS).map(|_| Mutex::new(shard())).collect(),
            hasher: RandomState::new(),
            most: most / SHARDS / 2,
        }
    }

    fn shard(&self, key: &[u8]) -> &Mutex<Shard<V>> {
        &self.shards[self.hasher.hash_one(key) as usize % SHARDS]
    }

    /// The value of a key, if it is known.
    pub fn get(&self, key: &[u8]) -> Option<V> {
        let mut shard = self.shard(key).lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((value, _)) = shard.young.get(key) {
            return Some(value.clone());
        }
        let (key, (value, size)) = shard.old.remove_entry(key)?;
        shard.old_size -= size;
        shard.insert(key, value.clone(), size, self.most);
        Some(value)
    }

    /// Keeps a value, which takes about `size` bytes.
    pub fn put(&self, key: &[u8], value: V, size: usize) {
        let mut shard = self.shard(key).lock().unwrap_or_else(PoisonError::into_inner);
        shard.insert(key.into(), value, key.len() + size + ENTRY, self.most);
    }

    fn size(&self) -> usize {
        let size = |shard: &Mutex<Shard<V>>| {
            let shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
            shard.young_size + shard.old_size
        };
        self.shards.iter().map(size).sum()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Memo, Store};
    use crate::document::Document;
    use crate::emit::pdf::fixture;
    use crate::emit::pdf::{Pdf, fixture::para};
    use crate::emit::{Format, Look, Volume};

    #[test]
    fn what_is_wanted_stays_and_what_is_not_goes() {
        let store: Store<usize> = Store::of(super::SHARDS * 2 * 4_000);
        store.put(b"wanted", 7, 100);
        for number in 0..10_000_usize {
            store.put(&number.to_be_bytes(), number, 100);
            assert_eq!(store.get(b"wanted"), Some(7));
        }
        assert!(store.size() <= super::SHARDS * 2 * 4_000);
        assert_eq!(store.get(&0_usize.to_be_bytes()), None);
        assert_eq!(store.get(&9_999_usize.to_be_bytes()), Some(9_999));
        store.put(b"large", 1, 5_000);
        assert_eq!(store.get(b"large"), None, "it alone would be too much");
    }

    /// Agreements that differ in a name, some of whose letters no other has.
    fn agreements() -> Vec<Document> {
        let names = ["ACME Inc.", "Żółw Sp. z o.o.", "Ελένη ΑΕ", "ACME & Søn (1998)", "בע״מ Ltd"];
        let mut all: Vec<Document> = names.iter().map(|name| fixture::with_fact(name)).collect();
        let blocks =
            (0..60).map(|number| para(&format!("Paragraph {number} {}", "of many words ".repeat(30))));
        all.push(fixture::document(fixture::meta("Long"), blocks.collect()));
        all.push(fixture::schedule());
        all
    }

    fn written(document: &Document, look: &Look) -> Vec<u8> {
        let mut out = Vec::new();
        Pdf.write(&Volume::of(std::slice::from_ref(document)), look, &mut out).unwrap();
        out
    }

    fn fresh() -> Look {
        Look { system_fonts: false, ..Look::default() }
    }

    #[test]
    fn a_memo_changes_no_byte() {
        let all = agreements();
        let alone: Vec<Vec<u8>> = all.iter().map(|one| written(one, &fresh())).collect();
        let look = fresh();
        for _ in 0..2 {
            let again: Vec<Vec<u8>> = all.iter().rev().map(|one| written(one, &look)).collect();
            assert!(alone.iter().eq(again.iter().rev()));
        }
    }

    #[test]
    fn threads_share_a_memo_and_change_no_byte() {
        let all = agreements();
        let alone: Vec<Vec<u8>> = all.iter().map(|one| written(one, &fresh())).collect();
        let look = fresh();
        std::thread::scope(|scope| {
            for first in 0..4 {
                let (all, alone, look) = (&all, &alone, &look);
                scope.spawn(move || {
                    for at in (first..all.len()).chain(0..first) {
                        assert!(written(&all[at], look) == alone[at]);
                    }
                });
            }
        });
    }

    #[test]
    fn a_memo_stays_within_its_bound() {
        let most = 200_000;
        let look = Look { memo: Arc::new(Memo::of(most)), ..fresh() };
        for number in 0..20 {
            let document = fixture::with_fact(&format!("Partner {number} of {number}"));
            assert!(written(&document, &look) == written(&document, &fresh()));
            assert!(look.memo.size() <= most, "{}", look.memo.size());
        }
        assert!(look.memo.size() > 0);
    }
}
