//! What units say, as numbers: the same number for what says the same, on both sides.
//!
//! A text may have a unit for each few words, so that no words are kept here: they are looked up in the units again.

use std::borrow::Cow;
use std::hash::BuildHasher;

use foldhash::fast::RandomState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

use super::align::{Aligned, Sort, Unit};
use super::tokens::normal;

/// What the units of two sides say.
pub struct Contents {
    /// Of the old units.
    pub old: Side,
    /// Of the new units.
    pub new: Side,
    /// How many different things they say.
    pub count: usize,
}

/// What the units of a side say.
pub struct Side {
    /// The number of what each says.
    pub contents: Vec<u32>,
    /// How many words each has, about.
    pub lengths: Vec<u32>,
}

impl Contents {
    /// Counts what the units of two sides say, in their order.
    pub fn of<U: Aligned>(old: &[U], new: &[U]) -> Contents {
        let mut counter = Counter {
            sides: [old, new],
            hasher: RandomState::default(),
            table: HashTable::with_capacity(old.len()),
            firsts: Vec::with_capacity(old.len()),
        };
        let (old, new) = (counter.side(0), counter.side(1));
        Contents { old, new, count: counter.firsts.len() }
    }
}

/// Bytes of a heading that is set as text, at most.
const HEADING: usize = 80;

/// Whether a text may be a heading that is only set otherwise: short, and no sentence.
fn may_head(text: &str) -> bool {
    text.len() <= HEADING && !text.ends_with(['.', ';', ':', ',', '?', '!'])
}

/// What a unit says, but for what does not count. "INTRODUCTION" and "Introduction" look different, as headings and as
/// lines in bold; by what an item ends, it stands in the middle of its list or is the last.
fn said(unit: Unit<'_>) -> Cow<'_, str> {
    match unit.sort {
        Sort::Heading => Cow::Owned(normal(unit.text).to_lowercase()),
        Sort::Text if may_head(unit.text) => Cow::Owned(normal(unit.text).to_lowercase()),
        Sort::Item => match normal(unit.text) {
            Cow::Borrowed(text) => Cow::Borrowed(unended(text)),
            Cow::Owned(text) => Cow::Owned(unended(&text).to_owned()),
        },
        _ => normal(unit.text),
    }
}

/// An item without the mark at its end, and the "and" or "or" behind that.
fn unended(text: &str) -> &str {
    let bare = text.strip_suffix(" and").or_else(|| text.strip_suffix(" or")).unwrap_or(text);
    let bare = if bare.ends_with([';', ',']) { bare } else { text };
    bare.trim_end_matches([';', ',', '.'])
}

struct Counter<'u, U> {
    sides: [&'u [U]; 2],
    hasher: RandomState,
    /// Numbers, by what they stand for.
    table: HashTable<u32>,
    /// For each number the first unit that says it, by its side and its place.
    firsts: Vec<(bool, u32)>,
}

impl<U: Aligned> Counter<'_, U> {
    fn side(&mut self, side: usize) -> Side {
        let units = self.sides[side];
        let (mut contents, mut lengths) = (Vec::with_capacity(units.len()), Vec::with_capacity(units.len()));
        for (at, unit) in units.iter().enumerate() {
            let text = said(unit.unit());
            let spaces = text.bytes().filter(|byte| *byte == b' ').count();
            lengths.push(small(spaces) + u32::from(!text.is_empty()));
            contents.push(self.number(&text, side, at));
        }
        Side { contents, lengths }
    }

    fn number(&mut self, text: &str, side: usize, at: usize) -> u32 {
        let Counter { sides, hasher, table, firsts } = self;
        let known = |number: u32| {
            let (side, at) = firsts[number as usize];
            said(sides[usize::from(side)][at as usize].unit())
        };
        let same = |number: &u32| known(*number) == text;
        match table.entry(hasher.hash_one(text), same, |number| hasher.hash_one(&*known(*number))) {
            Entry::Occupied(number) => *number.get(),
            Entry::Vacant(place) => {
                let next = small(firsts.len());
                place.insert(next);
                firsts.push((side == 1, small(at)));
                next
            }
        }
    }
}

/// A number as it is kept. No text has so many units that it would not fit.
fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX - 2)
}
