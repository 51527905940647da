//! How long something is looked for among what other packs have made: what each pack makes in its own way would
//! only cost time and room there.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::library::memo::Memo;

/// So often something may be new in a row until it is taken for what each pack makes in its own way.
const PATIENCE: u32 = 8;
/// Of what each pack makes in its own way, one in so many is looked for nonetheless: it may be time again.
const PROBE: u32 = 32;

/// How often something was new since it was last known.
pub(super) struct Patience(Arc<AtomicU32>);

impl Patience {
    /// That with something of a name.
    pub(super) fn with(memo: &Memo, kind: &str, name: &str) -> Patience {
        let name = ["patience with ", kind, " ", name].concat();
        let known = memo.get(name.as_bytes());
        Patience(known.unwrap_or_else(|| {
            let none = Arc::new(AtomicU32::new(0));
            memo.put(name.as_bytes(), none.clone(), 0);
            none
        }))
    }

    /// Whether it is to be looked for this time.
    pub(super) fn lasts(&self) -> bool {
        let missed = self.0.load(Ordering::Relaxed);
        let lasts = missed < PATIENCE || missed.is_multiple_of(PROBE);
        if !lasts {
            self.was_new();
        }
        lasts
    }

    /// It was new, or not looked for.
    pub(super) fn was_new(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// It was known.
    pub(super) fn was_known(&self) {
        self.0.store(0, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_always_new_is_looked_for_now_and_then() {
        let memo = Memo::new(1 << 20);
        let looks = |known: bool| {
            let patience = Patience::with(&memo, "a clause", "dpa/term@1");
            let lasts = patience.lasts();
            match (lasts, known) {
                (true, true) => patience.was_known(),
                (true, false) => patience.was_new(),
                (false, _) => {}
            }
            lasts
        };
        let looked = (0..64).filter(|_| looks(false)).count();
        assert_eq!(looked, PATIENCE as usize + 1, "and once more after {PROBE}");
        assert!(looks(true), "it is time again");
        assert!((0..PATIENCE).all(|_| looks(false)), "and patience is back");
        assert!(!looks(false));
    }
}
