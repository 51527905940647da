//! What was made once, kept for the next who needs the same.
//!
//! What is kept is a pure function of its key, and whole keys are compared: it changes how long something
//! takes, never what comes of it. A store is bounded, and shared by threads.

use std::hash::BuildHasher;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use foldhash::fast::RandomState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry as Place;

/// How many parts a store has, each with a lock of its own.
const SHARDS: usize = 16;
/// What an entry takes beside its key and its value.
const ENTRY: usize = 96;

/// Values by the bytes of their keys.
pub struct Store<V> {
    shards: Vec<Mutex<Shard<V>>>,
    hasher: RandomState,
    /// Bytes that each of the two generations of a shard may hold.
    most: usize,
}

/// A value with its key, whose hash is made once.
struct Entry<V> {
    hash: u64,
    key: Box<[u8]>,
    value: V,
    size: usize,
}

impl<V> Entry<V> {
    fn is(&self, hash: u64, key: &[u8]) -> bool {
        self.hash == hash && *self.key == *key
    }
}

/// What was wanted of late, and what was wanted before.
struct Shard<V> {
    young: HashTable<Entry<V>>,
    young_size: usize,
    old: HashTable<Entry<V>>,
    old_size: usize,
}

impl<V> Shard<V> {
    fn insert(&mut self, entry: Entry<V>, most: usize) {
        if entry.size > most {
            return;
        }
        if self.young_size + entry.size > most {
            self.old = std::mem::take(&mut self.young);
            self.old_size = std::mem::take(&mut self.young_size);
        }
        self.young_size += entry.size;
        match self.young.entry(entry.hash, |known| known.is(entry.hash, &entry.key), |known| known.hash) {
            Place::Occupied(mut known) => {
                let before = std::mem::replace(known.get_mut(), entry);
                self.young_size -= before.size;
            }
            Place::Vacant(place) => {
                place.insert(entry);
            }
        }
    }
}

impl<V: Clone> Store<V> {
    /// Nothing kept yet; to hold no more than about so many bytes.
    pub fn of(most: usize) -> Store<V> {
        let shard = || Shard { young: HashTable::new(), young_size: 0, old: HashTable::new(), old_size: 0 };
        Store {
            shards: (0..SHARDS).map(|_| Mutex::new(shard())).collect(),
            hasher: RandomState::default(),
            most: most / SHARDS / 2,
        }
    }

    /// The shard of a key by its hash: by other bits of it than tables look at first.
    fn shard(&self, hash: u64) -> MutexGuard<'_, Shard<V>> {
        let shard = &self.shards[(hash >> 32) as usize % SHARDS];
        shard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The value of a key, if it is known.
    pub fn get(&self, key: &[u8]) -> Option<V> {
        let hash = self.hasher.hash_one(key);
        let mut shard = self.shard(hash);
        if let Some(known) = shard.young.find(hash, |known| known.is(hash, key)) {
            return Some(known.value.clone());
        }
        let (entry, _) = shard.old.find_entry(hash, |known| known.is(hash, key)).ok()?.remove();
        shard.old_size -= entry.size;
        let value = entry.value.clone();
        shard.insert(entry, self.most);
        Some(value)
    }

    /// Keeps a value, which takes about `size` bytes; not one that alone would be too much.
    pub fn put(&self, key: &[u8], value: V, size: usize) {
        let hash = self.hasher.hash_one(key);
        let entry = Entry { hash, key: key.into(), value, size: key.len() + size + ENTRY };
        self.shard(hash).insert(entry, self.most);
    }

    /// How many bytes are held, about.
    pub fn size(&self) -> usize {
        let size = |shard: &Mutex<Shard<V>>| {
            let shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
            shard.young_size + shard.old_size
        };
        self.shards.iter().map(size).sum()
    }
}

/// Whether somebody else has a value too: only then is it worth while to keep what is made of it.
pub fn is_shared<T>(value: &Arc<T>) -> bool {
    Arc::strong_count(value) > 1
}

/// What was made of values that packs share, by which value it was and with what else: two values that are alike
/// are two. A value stays where it is as long as something is kept of it, so that its place tells which it is.
pub struct Made<T, V>(Store<(Arc<T>, V)>);

impl<T, V: Clone> Made<T, V> {
    /// Nothing kept yet; to hold no more than about so many bytes.
    pub fn of(most: usize) -> Made<T, V> {
        Made(Store::of(most))
    }

    /// What was made of a value before; if that is not known it is made. `size` says about how many bytes the
    /// result takes.
    pub fn once(
        &self,
        value: &Arc<T>,
        with: &[u8],
        make: impl FnOnce() -> V,
        size: impl FnOnce(&V) -> usize,
    ) -> V {
        self.get(value, with).unwrap_or_else(|| {
            let made = make();
            self.put(value, with, made.clone(), size(&made));
            made
        })
    }

    /// What was made of a value before, with something else.
    pub fn get(&self, value: &Arc<T>, with: &[u8]) -> Option<V> {
        Self::keyed(value, with, |key| self.0.get(key)).map(|(_, made)| made)
    }

    /// Keeps what was made of a value with something else, which takes about `size` bytes.
    pub fn put(&self, value: &Arc<T>, with: &[u8], made: V, size: usize) {
        Self::keyed(value, with, |key| self.0.put(key, (value.clone(), made), size));
    }

    /// How many bytes are held, about.
    pub fn size(&self) -> usize {
        self.0.size()
    }

    /// Does something with the key of a value, which mostly is short.
    fn keyed<R>(value: &Arc<T>, with: &[u8], work: impl FnOnce(&[u8]) -> R) -> R {
        let place = (Arc::as_ptr(value) as usize).to_le_bytes();
        let mut short = [0; 64];
        let length = place.len() + with.len();
        match short.get_mut(..length) {
            Some(key) => {
                key[..place.len()].copy_from_slice(&place);
                key[place.len()..].copy_from_slice(with);
                work(key)
            }
            None => work(&[&place, with].concat()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Made, Store, is_shared};

    #[test]
    fn what_was_made_of_a_shared_value_is_made_once() {
        let made: Made<u8, usize> = Made::of(super::SHARDS * 2 * 4_000);
        let (value, alike) = (Arc::new(7), Arc::new(7));
        let same = value.clone();
        assert_eq!(made.once(&value, b"", || 1, |_| 8), 1);
        assert_eq!(made.once(&same, b"", || 2, |_| 8), 1, "it is known");
        assert_eq!(made.once(&value, b"more", || 3, |_| 8), 3, "with something else it is another");
        assert_eq!(made.once(&alike, b"", || 4, |_| 8), 4, "a value alike is another");
        assert!(is_shared(&value) && !is_shared(&Arc::new(7)));
    }

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
}
