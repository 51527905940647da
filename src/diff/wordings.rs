//! Two wordings of one text compared: which of their bytes say the same.
//!
//! What stands alike at both ends is set aside byte by byte; only what lies between is parted into words. All
//! comparisons of two texts are made here, one after another, and together stay within bounds.

use std::ops::Range;
use std::rc::Rc;

use foldhash::{HashMap, HashMapExt};

use super::tokens::{Token, Vocabulary};
use super::words::{self, Run};

/// A stretch of both wordings. The stretches of a comparison stand in order, those that are the same and those
/// that are not take turns, and between two of them lies white space only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// Whether its words are the same.
    pub same: bool,
    /// Its bytes in the old wording, from its first word to its last; where words only came, the empty place
    /// between the words that they came between.
    pub old: Range<usize>,
    /// The same in the new wording.
    pub new: Range<usize>,
}

/// Pairs of words that may be compared one with another before comparisons become coarse.
const BUDGET: usize = 1_000_000_000;

/// Comparisons of wordings, those of paired units remembered.
pub struct Wordings {
    vocabulary: Vocabulary,
    known: HashMap<(usize, usize), Rc<[Stretch]>>,
    budget: usize,
    old: Row,
    new: Row,
}

/// Words in a row, in a memory that is used again.
#[derive(Default)]
struct Row {
    tokens: Vec<Token>,
    words: Vec<u32>,
}

impl Default for Wordings {
    fn default() -> Wordings {
        Wordings::new()
    }
}

impl Wordings {
    /// Has compared nothing yet.
    pub fn new() -> Wordings {
        Wordings {
            vocabulary: Vocabulary::new(),
            known: HashMap::new(),
            budget: BUDGET,
            old: Row::default(),
            new: Row::default(),
        }
    }

    /// The stretches of two wordings that belong to the units at two places, compared once.
    pub fn of_pair(&mut self, places: (usize, usize), old: &str, new: &str) -> Rc<[Stretch]> {
        if let Some(known) = self.known.get(&places) {
            return Rc::clone(known);
        }
        let stretches: Rc<[Stretch]> = self.of(old, new).into();
        self.known.insert(places, Rc::clone(&stretches));
        stretches
    }

    /// The stretches of two wordings.
    pub fn of(&mut self, old: &str, new: &str) -> Vec<Stretch> {
        let (head, tail) = ends(old, new);
        let mut out = Vec::new();
        let same = |one: Range<usize>, other: Range<usize>, out: &mut Vec<Stretch>| {
            let (one, other) = (trimmed(old, one), trimmed(new, other));
            if !one.is_empty() {
                push(out, Stretch { same: true, old: one, new: other });
            }
        };
        same(0..head, 0..head, &mut out);
        let (old_end, new_end) = (old.len() - tail, new.len() - tail);
        self.between(old, head..old_end, new, head..new_end, &mut out);
        same(old_end..old.len(), new_end..new.len(), &mut out);
        out
    }

    /// The stretches of a part of two wordings, word by word.
    fn between(
        &mut self,
        old: &str,
        one: Range<usize>,
        new: &str,
        other: Range<usize>,
        out: &mut Vec<Stretch>,
    ) {
        let (from, start) = (one.start, other.start);
        // Too long to be compared word by word, by far: then its words need not be found either.
        let chunks = |text: &str| text.split_ascii_whitespace().count();
        let most = words::MOST.min(self.budget);
        if one.len().saturating_mul(other.len()) > most
            && chunks(&old[one.clone()]).saturating_mul(chunks(&new[other.clone()])) > most
        {
            push(out, Stretch { same: false, old: trimmed(old, one), new: trimmed(new, other) });
            return;
        }
        self.old.read(&old[one], &mut self.vocabulary);
        self.new.read(&new[other], &mut self.vocabulary);
        let cost = self.old.words.len().saturating_mul(self.new.words.len());
        self.budget = self.budget.saturating_sub(cost.min(most));
        for Run { same, old, new } in words::compare_within(&self.old.words, &self.new.words, most) {
            let (old, new) = (self.old.bytes(&old, from), self.new.bytes(&new, start));
            push(out, Stretch { same, old, new });
        }
    }
}

impl Row {
    fn read(&mut self, text: &str, vocabulary: &mut Vocabulary) {
        self.tokens.clear();
        self.words.clear();
        vocabulary.tokens_into(text, &mut self.tokens);
        self.words.extend(self.tokens.iter().map(|token| token.word));
    }

    /// The bytes of some words of a part of a text that begins at a place; of no words, where they would stand:
    /// behind the word before them.
    fn bytes(&self, words: &Range<usize>, from: usize) -> Range<usize> {
        let end = words.end.checked_sub(1).and_then(|last| self.tokens.get(last));
        let end = from + end.map_or(0, |last| last.range.end);
        match self.tokens.get(words.start) {
            Some(first) if !words.is_empty() => from + first.range.start..end,
            _ => end..end,
        }
    }
}

/// A part of a text without the white space at its ends.
fn trimmed(text: &str, part: Range<usize>) -> Range<usize> {
    let within = &text[part.clone()];
    let trimmed = within.trim_start();
    let start = part.start + within.len() - trimmed.len();
    start..start + trimmed.trim_end().len()
}

/// Adds a stretch, to the one before it if both are the same or neither is.
fn push(out: &mut Vec<Stretch>, stretch: Stretch) {
    let join = |one: &mut Range<usize>, other: &Range<usize>| {
        if one.start == one.end {
            *one = other.clone();
        } else if other.start < other.end {
            one.end = other.end;
        }
    };
    match out.last_mut() {
        Some(last) if last.same == stretch.same => {
            join(&mut last.old, &stretch.old);
            join(&mut last.new, &stretch.new);
        }
        _ => out.push(stretch),
    }
}

/// How many bytes two texts have alike at their heads and at their tails, up to a space that parts words in both.
fn ends(old: &str, new: &str) -> (usize, usize) {
    let (one, other) = (old.as_bytes(), new.as_bytes());
    let head = common_head(one, other);
    if head == one.len() && head == other.len() {
        return (head, 0);
    }
    let head = one[..head].iter().rposition(|byte| *byte == b' ').map_or(0, |space| space + 1);
    let tail = common_tail(&one[head..], &other[head..]);
    let tail_start = one.len() - tail;
    let tail = one[tail_start..].iter().position(|byte| *byte == b' ').map_or(0, |space| tail - space);
    (head, tail)
}

/// Bytes that are compared at once.
const AT_ONCE: usize = 16;

/// How many bytes two texts have alike at their heads.
pub(super) fn common_head(one: &[u8], other: &[u8]) -> usize {
    let blocks = one.chunks_exact(AT_ONCE).zip(other.chunks_exact(AT_ONCE));
    let whole = AT_ONCE * blocks.take_while(|(one, other)| one == other).count();
    whole + one[whole..].iter().zip(&other[whole..]).take_while(|(one, other)| one == other).count()
}

/// How many bytes two texts have alike at their tails.
pub(super) fn common_tail(one: &[u8], other: &[u8]) -> usize {
    let blocks = one.rchunks_exact(AT_ONCE).zip(other.rchunks_exact(AT_ONCE));
    let whole = AT_ONCE * blocks.take_while(|(one, other)| one == other).count();
    let (one, other) = (&one[..one.len() - whole], &other[..other.len() - whole]);
    whole + one.iter().rev().zip(other.iter().rev()).take_while(|(one, other)| one == other).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Stretches as `=same`, `-gone` and `+come`.
    fn told(old: &str, new: &str) -> String {
        let mut out = Vec::new();
        for stretch in Wordings::new().of(old, new) {
            if stretch.same {
                out.push(format!("={}", &new[stretch.new]));
                continue;
            }
            for (sign, words) in [('-', &old[stretch.old]), ('+', &new[stretch.new])] {
                if !words.is_empty() {
                    out.push(format!("{sign}{words}"));
                }
            }
        }
        out.join(" ")
    }

    #[test]
    fn words_between_what_is_alike_at_both_ends_are_compared() {
        assert_eq!(told("the mill grinds corn", "the mill grinds rye"), "=the mill grinds -corn +rye");
        assert_eq!(told("the mill grinds corn", "the mill grinds"), "=the mill grinds -corn");
        assert_eq!(
            told("a mill grinds corn daily", "a mill grinds much corn daily"),
            "=a mill grinds +much =corn daily"
        );
        assert_eq!(told("the “mill” grinds", "the \"mill\"  grinds"), "=the \"mill\"  grinds");
        assert_eq!(told("", "corn"), "+corn");
        assert_eq!(told("corn", ""), "-corn");
        assert_eq!(told("the the", "the the the"), "=the the +the");
        assert_eq!(told("same", "same"), "=same");
        assert_eq!(told(" ", ""), "");
    }

    #[test]
    fn wordings_that_are_far_too_long_change_as_a_whole() {
        let row = |word: &str| (0..6_000).map(|at| format!("{word}{at} ")).collect::<String>();
        let (old, new) = (format!("the {}end", row("a")), format!("the {}end", row("b")));
        let same: Vec<bool> = Wordings::new().of(&old, &new).iter().map(|stretch| stretch.same).collect();
        assert_eq!(same, [true, false, true]);
    }

    #[test]
    fn bytes_alike_at_heads_and_tails_are_counted() {
        let long = "the mill grinds corn on every day but Sunday".as_bytes();
        assert_eq!(common_head(long, long), long.len());
        assert_eq!(common_tail(long, &long[3..]), long.len() - 3);
        assert_eq!(common_head(&long[..20], long), 20);
        assert_eq!((common_head(b"ab", b"b"), common_tail(b"ab", b"b")), (0, 1));
    }

    proptest! {
        #[test]
        fn what_is_the_same_has_the_same_words_and_nothing_is_left_out(
            old in "[ab“\u{a0}\u{200b} .]{0,40}", new in "[ab“\u{a0}\u{200b} .]{0,40}",
        ) {
            let mut vocabulary = Vocabulary::new();
            let mut words = |text: &str| -> Vec<u32> {
                vocabulary.tokens(text).into_iter().map(|token| token.word).collect()
            };
            let (mut before, mut now) = (Vec::new(), Vec::new());
            let mut last = None;
            for stretch in Wordings::new().of(&old, &new) {
                let (gone, come) = (words(&old[stretch.old]), words(&new[stretch.new]));
                prop_assert_ne!(last.replace(stretch.same), Some(stretch.same));
                if stretch.same {
                    prop_assert_eq!(&gone, &come);
                }
                before.extend(gone);
                now.extend(come);
            }
            prop_assert_eq!((before, now), (words(&old), words(&new)));
        }
    }
}
