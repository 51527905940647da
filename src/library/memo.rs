//! What was made of the words once, kept for the next pack that needs the same.
//!
//! What is kept is a pure function of its key, so it never changes a result: it saves making it again. The
//! key is kept whole and compared whole; nobody is ever given what belongs to another key.

use std::any::Any;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Results by key, shared by threads. It holds so many bytes and no more: what was not asked for of late
/// goes first.
pub struct Memo {
    limit: usize,
    begun: AtomicBool,
    kept: Mutex<Kept>,
}

type Entry = (Arc<dyn Any + Send + Sync>, usize);

/// Two generations: what is asked for moves to the young one; when that is full, the old one goes.
#[derive(Default)]
struct Kept {
    young: HashMap<Box<[u8]>, Entry>,
    old: HashMap<Box<[u8]>, Entry>,
    weight: usize,
}

/// What an entry weighs beside its key and its value.
const OVERHEAD: usize = 96;

impl Memo {
    /// An empty memo that holds up to `limit` bytes.
    pub fn new(limit: usize) -> Memo {
        Memo { limit, begun: AtomicBool::new(false), kept: Mutex::default() }
    }

    /// Whether keeping is worth its while: from the second pack on. Most processes see one pack.
    pub fn is_wanted(&self) -> bool {
        self.begun.swap(true, Ordering::Relaxed)
    }

    /// What was kept under a key.
    pub fn get<T: Any + Send + Sync>(&self, key: &[u8]) -> Option<Arc<T>> {
        let mut kept = self.kept();
        let value = match kept.young.get(key) {
            Some((value, _)) => value.clone(),
            None => {
                let (key, (value, weight)) = kept.old.remove_entry(key)?;
                self.keep(&mut kept, key, (value.clone(), weight));
                value
            }
        };
        drop(kept);
        value.downcast().ok()
    }

    /// Keeps what was made for a key; `weight` is about how many bytes it takes.
    pub fn put<T: Any + Send + Sync>(&self, key: &[u8], value: Arc<T>, weight: usize) {
        let weight = weight + key.len() + OVERHEAD;
        self.keep(&mut self.kept(), key.into(), (value, weight));
    }

    fn keep(&self, kept: &mut Kept, key: Box<[u8]>, entry: Entry) {
        if kept.weight + entry.1 > self.limit / 2 {
            kept.old = std::mem::take(&mut kept.young);
            kept.weight = 0;
        }
        kept.weight += entry.1;
        kept.young.insert(key, entry);
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_gives_back_what_was_put_and_holds_no_more_than_it_may() {
        let memo = Memo::new(20_000);
        let key = |number: u32| number.to_le_bytes();
        for number in 0..1000 {
            memo.put(&key(number), Arc::new(number), 100);
            assert_eq!(memo.get::<u32>(&key(number)).as_deref(), Some(&number));
            // What is asked for again and again stays.
            assert_eq!(memo.get::<u32>(&key(0)).as_deref(), Some(&0));
        }
        let there = (0..1000).filter(|number| memo.get::<u32>(&key(*number)).is_some()).count();
        assert!((50..=100).contains(&there), "{there}");
        assert!(memo.get::<u32>(&key(1)).is_none());
        assert!(memo.get::<String>(&key(0)).is_none(), "another kind of value");
    }
}
