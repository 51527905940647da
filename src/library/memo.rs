//! What was made of the words once, kept for the next pack that needs the same.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::memo::Store;

/// Results by key, of whatever type: rooms above the library keep theirs here.
pub struct Memo {
    begun: AtomicBool,
    kept: Store<Arc<dyn Any + Send + Sync>>,
}

impl Memo {
    /// An empty memo that holds up to about `limit` bytes.
    pub fn new(limit: usize) -> Memo {
        Memo { begun: AtomicBool::new(false), kept: Store::of(limit) }
    }

    /// Whether keeping is worth its while: from the second pack on. Most processes see one pack.
    pub fn is_wanted(&self) -> bool {
        self.begun.swap(true, Ordering::Relaxed)
    }

    /// What was kept under a key, if it is of this type.
    pub fn get<T: Any + Send + Sync>(&self, key: &[u8]) -> Option<Arc<T>> {
        self.kept.get(key)?.downcast().ok()
    }

    /// Keeps what was made for a key; `weight` is about how many bytes it takes.
    pub fn put<T: Any + Send + Sync>(&self, key: &[u8], value: Arc<T>, weight: usize) {
        self.kept.put(key, value, weight);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_gives_back_what_was_put_as_what_it_is() {
        let memo = Memo::new(1 << 20);
        memo.put(b"one", Arc::new(1_u32), 4);
        assert_eq!(memo.get::<u32>(b"one").as_deref(), Some(&1));
        assert!(memo.get::<String>(b"one").is_none(), "another kind of value");
        assert!(memo.get::<u32>(b"two").is_none());
    }
}
