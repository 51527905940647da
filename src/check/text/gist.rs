//! What rules find in words alone, whoever says them and wherever they stand.
//!
//! It is found when a rule first asks, and kept with the words: the packs of many partners print the same
//! paragraphs but for a few.

use std::ops::Range;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use super::{Signs, letters};
use crate::library::memo::Memo;

/// What is looked for.
#[derive(Debug, Clone, Copy)]
pub enum Look {
    /// Damage, by kind.
    Damage,
    /// Prompts to fill something in.
    Prompts,
    /// Rows of dots and lines.
    Rows,
    /// Words that do not go together, by form.
    Forms,
    /// Names under which an agreement speaks of itself.
    Names,
    /// Runs of capitalised words within sentences, as stretches of [`Gist::words`].
    Runs,
    /// Characters that are not seen, and words of several scripts.
    Hidden,
    /// Numbers in words and figures.
    Pairs,
    /// What stands in round brackets.
    Brackets,
    /// Words that call places: clause, annex.
    Places,
    /// Verbs with which definitions begin their meanings.
    Verbs,
    /// What agreements call data, sides and people by several words.
    Terms,
    /// Addresses that reach nobody.
    Addresses,
    /// Prompts that end a paragraph: an answer is to follow.
    Asks,
    /// Titles of sections that define or interpret.
    Defining,
}

/// How many kinds of [`Look`] there are.
const LOOKS: usize = Look::Defining as usize + 1;

impl Look {
    /// Its bit among those of all looks.
    pub fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// A kind, where there are several, and where it stands in the words.
pub type Found = (u8, Range<usize>);

/// What was found in some words so far.
#[derive(Default)]
pub struct Gist {
    /// The bits of the looks that have found nothing.
    bare: AtomicU32,
    found: [OnceLock<Box<[Found]>>; LOOKS],
    words: OnceLock<Box<[Range<usize>]>>,
    stems: OnceLock<Box<[Vec<String>]>>,
    signs: OnceLock<Signs>,
}

impl Gist {
    /// The gist of a paragraph's words, shared with all that were the same.
    pub fn of(text: &str, memo: &Memo) -> Arc<Gist> {
        memo.get(text.as_bytes()).unwrap_or_else(|| {
            let gist = Arc::new(Gist::default());
            memo.put(text.as_bytes(), gist.clone(), size_of::<Gist>() + 4 * text.len());
            gist
        })
    }

    /// What is found in the words; `find` sees nothing but them.
    pub fn find(&self, look: Look, find: impl FnOnce() -> Vec<Found>) -> &[Found] {
        self.found[look as usize].get_or_init(|| {
            let found: Box<[Found]> = find().into();
            if found.is_empty() {
                self.bare.fetch_or(look.bit(), Ordering::Relaxed);
            }
            found
        })
    }

    /// The bits of the looks that are known to find nothing.
    pub fn bare(&self) -> u32 {
        self.bare.load(Ordering::Relaxed)
    }

    /// Which of some rare characters the words have.
    pub fn signs(&self, text: &str) -> Signs {
        *self.signs.get_or_init(|| Signs::of(text))
    }

    /// The words of each of the [`Look::Runs`], as they are compared; `make` sees nothing but the words.
    pub fn stems(&self, make: impl FnOnce() -> Vec<Vec<String>>) -> &[Vec<String>] {
        self.stems.get_or_init(|| make().into())
    }

    /// Where each of the words stands.
    pub fn words(&self, text: &str) -> &[Range<usize>] {
        self.words.get_or_init(|| letters::words(text).collect())
    }
}

/// Findings of one kind.
pub fn plain(ranges: impl IntoIterator<Item = Range<usize>>) -> Vec<Found> {
    ranges.into_iter().map(|range| (0, range)).collect()
}
