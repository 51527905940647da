//! Paragraphs that became several, and several that became one: which they are, and which words belong to which.

use std::ops::Range;

use foldhash::{HashMap, HashMapExt};

use super::align::{Pair, Sort};
use super::tokens::{Vocabulary, normal, sketch};
use super::units::Leaf;
use super::words;

/// One paragraph on one side, and the several on the other that have its words. Only one of the several is paired
/// with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pieces {
    /// The old units.
    pub old: Range<usize>,
    /// The new units.
    pub new: Range<usize>,
    /// The bytes of the one paragraph that belong to each of the several.
    pub parts: Vec<Range<usize>>,
}

impl Pieces {
    /// Whether one paragraph became several.
    pub fn is_split(&self) -> bool {
        self.new.len() > 1
    }

    /// The words of each piece before and now.
    pub fn texts<'l>(&self, old: &'l [Leaf<'_>], new: &'l [Leaf<'_>]) -> Vec<(&'l str, &'l str)> {
        let (olds, news) = (&old[self.old.clone()], &new[self.new.clone()]);
        let part = |at: usize, (one, other): (&'l Leaf<'_>, &'l Leaf<'_>)| match self.is_split() {
            true => (&one.text[self.parts[at].clone()], &*other.text),
            false => (&*one.text, &other.text[self.parts[at].clone()]),
        };
        let last = |all: &'l [Leaf<'_>], at: usize| &all[at.min(all.len() - 1)];
        (0..self.parts.len()).map(|at| part(at, (last(olds, at), last(news, at)))).collect()
    }
}

/// Part of the words of a piece that its whole has, beside those of other pieces, at least.
const PIECE: f32 = 0.8;
/// The same of a long piece, in which something may have been put or changed.
const PIECE_WITH_MORE: f32 = 0.5;
/// Part of the words of a whole that its pieces have.
const WHOLE: f32 = 0.6;
/// Words that a long piece shares with its whole, at least.
const SHARED: usize = 8;
/// Words of a piece, at least, unless the whole begins or ends with it.
const LEAST: usize = 3;
/// Pairs of words of a whole and its pieces that are compared, at most.
const MOST: usize = 1_000_000;

/// The paragraphs that were split or joined where they stand, in the order of the new text; `pairs` are in that order
/// too.
pub fn pieces(old: &[Leaf<'_>], new: &[Leaf<'_>], pairs: &[Pair]) -> Vec<Pieces> {
    Finder::of(old, new, pairs).all(pairs.iter().filter(|pair| !pair.moved))
}

/// The same for paragraphs that moved; `here` are those that did not.
pub fn moved_pieces(old: &[Leaf<'_>], new: &[Leaf<'_>], pairs: &[Pair], here: &[Pieces]) -> Vec<Pieces> {
    let mut finder = Finder::of(old, new, pairs);
    for one in here {
        finder.free_old[one.old.clone()].fill(false);
        finder.free_new[one.new.clone()].fill(false);
    }
    finder.all(pairs.iter().filter(|pair| pair.moved))
}

struct Finder<'l, 'b> {
    old: &'l [Leaf<'b>],
    new: &'l [Leaf<'b>],
    /// Which units have no partner and belong to no whole.
    free_old: Vec<bool>,
    free_new: Vec<bool>,
}

impl<'l, 'b> Finder<'l, 'b> {
    fn of(old: &'l [Leaf<'b>], new: &'l [Leaf<'b>], pairs: &[Pair]) -> Finder<'l, 'b> {
        let mut finder =
            Finder { old, new, free_old: vec![true; old.len()], free_new: vec![true; new.len()] };
        for pair in pairs {
            (finder.free_old[pair.old], finder.free_new[pair.new]) = (false, false);
        }
        finder
    }

    fn all<'p>(&mut self, pairs: impl Iterator<Item = &'p Pair>) -> Vec<Pieces> {
        let mut found: Vec<Pieces> = pairs.filter_map(|pair| self.around(pair)).collect();
        found.sort_unstable_by_key(|one| one.new.start);
        found
    }

    /// What the units of a pair were split into or joined from.
    fn around(&mut self, pair: &Pair) -> Option<Pieces> {
        let (one, other) = (&self.old[pair.old], &self.new[pair.new]);
        if one.text == other.text || !is_text(one) || !is_text(other) {
            return None;
        }
        let news = around(pair.new, self.new.len(), |at| self.free_new[at] && is_text(&self.new[at]));
        if let Some(range) = pieces_of(&one.text, self.new, news, pair.new) {
            self.free_new[range.clone()].fill(false);
            let parts = parts(&one.text, &self.new[range.clone()]);
            return Some(Pieces { old: pair.old..pair.old + 1, new: range, parts });
        }
        let olds = around(pair.old, self.old.len(), |at| self.free_old[at] && is_text(&self.old[at]));
        let range = pieces_of(&other.text, self.old, olds, pair.old)?;
        self.free_old[range.clone()].fill(false);
        let parts = parts(&other.text, &self.old[range.clone()]);
        Some(Pieces { old: range, new: pair.new..pair.new + 1, parts })
    }
}

/// The stretch of units around one that make up a whole: more than that one, and most of it.
fn pieces_of(whole: &str, leaves: &[Leaf<'_>], near: Range<usize>, at: usize) -> Option<Range<usize>> {
    if near.len() < 2 {
        return None;
    }
    let mut rest = Rest::of(whole);
    rest.takes(&leaves[at].text, |_, _| true);
    // Whether the whole has most words of a unit beside those that it shares with the others.
    let text = normal(whole);
    let is_edge = |near: usize| {
        let piece = normal(&leaves[near].text);
        if near < at { text.starts_with(&*piece) } else { text.ends_with(&*piece) }
    };
    let mut belongs = |near: &usize| {
        rest.takes(&leaves[*near].text, |both, all| {
            let least = if both < SHARED { PIECE } else { PIECE_WITH_MORE };
            (all >= LEAST || all > 0 && is_edge(*near)) && both as f32 >= least * all as f32
        })
    };
    let mut range = at..at + 1;
    // One unit of other words may stand between two pieces: something new or gone in the middle.
    while let Some(start) = (near.start..range.start).rev().take(2).find(&mut belongs) {
        range.start = start;
    }
    while let Some(last) = (range.end..near.end).take(2).find(&mut belongs) {
        range.end = last + 1;
    }
    (range.len() > 1 && rest.taken as f32 >= WHOLE * rest.all as f32).then_some(range)
}

/// The words of a whole that no piece has taken yet.
struct Rest {
    counts: HashMap<u32, u32>,
    all: usize,
    taken: usize,
}

impl Rest {
    fn of(whole: &str) -> Rest {
        let words = sketch(whole);
        let mut counts: HashMap<u32, u32> = HashMap::with_capacity(words.len());
        words.iter().for_each(|word| *counts.entry(*word).or_default() += 1);
        Rest { counts, all: words.len(), taken: 0 }
    }

    /// Takes the words that a text shares with it, if those, and all of the text, are enough.
    fn takes(&mut self, text: &str, enough: impl Fn(usize, usize) -> bool) -> bool {
        let words = sketch(text);
        let mut both: Vec<u32> = Vec::with_capacity(words.len());
        for word in &words {
            if let Some(count) = self.counts.get_mut(word).filter(|count| **count > 0) {
                *count -= 1;
                both.push(*word);
            }
        }
        let enough = enough(both.len(), words.len());
        if enough {
            self.taken += both.len();
        } else {
            both.iter().for_each(|word| *self.counts.entry(*word).or_default() += 1);
        }
        enough
    }
}

/// The bytes of a whole that belong to each of its pieces, one behind the other.
fn parts(whole: &str, pieces: &[Leaf<'_>]) -> Vec<Range<usize>> {
    let mut vocabulary = Vocabulary::new();
    let words = vocabulary.tokens(whole);
    let mut row: Vec<u32> = Vec::new();
    let mut ends = Vec::with_capacity(pieces.len());
    for piece in pieces {
        row.extend(vocabulary.tokens(&piece.text).iter().map(|token| token.word));
        ends.push(row.len());
    }
    let numbers: Vec<u32> = words.iter().map(|token| token.word).collect();
    let runs = words::compare_within(&numbers, &row, MOST);
    let place = |end: usize| {
        // What is gone between two pieces belongs to the first.
        let run = runs.iter().rfind(|run| run.new.start <= end);
        let at = run.map_or(words.len(), |run| match run.same || end == run.new.start {
            true => run.old.start + end - run.new.start,
            false => run.old.end,
        });
        words.get(at).map_or(whole.len(), |token| token.range.start)
    };
    let mut start = 0;
    let last = ends.len() - 1;
    let part = |(at, end): (usize, usize)| {
        let end = if at == last { whole.len() } else { place(end).max(start) };
        std::mem::replace(&mut start, end)..end
    };
    ends.into_iter().enumerate().map(part).collect()
}

/// Whether a unit is running text, which can be parted and joined.
fn is_text(leaf: &Leaf<'_>) -> bool {
    matches!(leaf.sort, Sort::Text | Sort::Item)
}

/// The places around one for which something holds, itself among them.
fn around(at: usize, length: usize, holds: impl Fn(usize) -> bool) -> Range<usize> {
    let start = (0..at).rev().take_while(|near| holds(*near)).last().unwrap_or(at);
    let end = (at + 1..length).take_while(|near| holds(*near)).last().map_or(at + 1, |last| last + 1);
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::units::{pairs, units};
    use crate::document::markdown::foreign;

    /// What belongs to what, as `before > now`, a line for each piece.
    fn told(old: &str, new: &str) -> Vec<String> {
        let (old, new) = (foreign(old), foreign(new));
        let (old, new) = (units(&old), units(&new));
        let found = pieces(&old, &new, &pairs(&old, &new));
        let texts = found.iter().flat_map(|one| one.texts(&old, &new));
        texts.map(|(before, now)| format!("{} > {}", before.trim(), now.trim())).collect()
    }

    const ONE: &str =
        "The mill grinds corn on every day but Sunday. The miller keeps a sixteenth of the flour.";

    #[test]
    fn each_piece_has_its_part_of_the_whole() {
        let two = ONE.replace("Sunday. ", "Monday.\n\n");
        let (first, second) =
            ("The mill grinds corn on every day but", "The miller keeps a sixteenth of the flour.");
        assert_eq!(
            told(ONE, &two),
            [format!("{first} Sunday. > {first} Monday."), format!("{second} > {second}")]
        );
        assert_eq!(
            told(&two, ONE),
            [format!("{first} Monday. > {first} Sunday."), format!("{second} > {second}")]
        );
    }

    #[test]
    fn what_stands_between_two_pieces_has_no_part() {
        let three = ONE.replace("Sunday. ", "Sunday.\n\nNot at Easter!\n\n");
        assert_eq!(told(ONE, &three)[1], " > Not at Easter!");
        assert_eq!(told(ONE, "The brook drives the wheel."), [""; 0]);
    }
}
