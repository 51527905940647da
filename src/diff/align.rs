//! Which stretches of an old text became which of a new one.
//!
//! What stands word for word on both sides, and only once on each, is put in order first: of such pairs the
//! heaviest row that stands in the same order on both sides stays, and the others have moved. Between two pairs
//! that stay lies a gap; within it, what is equal at its ends stays, and of the rest what is most alike is
//! paired. What is left over then is looked for everywhere: it has moved, reworded or not, or it is gone, or new.
//!
//! Every step is bounded by the size of the texts, or nearly so: a table of likenesses is only made for small
//! gaps, and in large ones only what shares rare words is compared.

use std::cell::OnceCell;
use std::cmp::Reverse;
use std::ops::Range;

use foldhash::{HashMap, HashMapExt};

use super::contents::{self, Contents};
use super::partners::Partners;
use super::tokens::sketch;
use super::wordings::{common_head, common_tail};
use crate::figures;

/// What a unit is. Text and items can be each other's partners; others only if they say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sort {
    /// A heading.
    Heading,
    /// Running text.
    Text,
    /// Text that is the first of an item of a list.
    Item,
    /// A row of a table.
    Row,
}

/// A stretch that is aligned as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit<'t> {
    /// What it is.
    pub sort: Sort,
    /// Its words, without its number.
    pub text: &'t str,
    /// Its number as printed; empty where it has none.
    pub number: &'t str,
    /// One past the last unit that stands under it; its own place plus one where none does.
    pub end: usize,
}

/// What can be aligned. What is seen of it is not kept: a text may have a unit for each few words.
pub trait Aligned {
    /// What is seen of it.
    fn unit(&self) -> Unit<'_>;
}

impl Aligned for Unit<'_> {
    fn unit(&self) -> Unit<'_> {
        *self
    }
}

/// A unit of the old text and what it is in the new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// Place of the old unit.
    pub old: usize,
    /// Place of the new unit.
    pub new: usize,
    /// Whether it stands elsewhere now.
    pub moved: bool,
}

/// Pairs of two units in a table of likenesses, at most.
const TABLE: usize = 4_096;
/// How alike units of a gap are that are one and the same, reworded: the part of their words that both have.
const ALIKE: f32 = 0.45;
/// The same, where they also have the same number, or nothing else stands in the gap.
const ALIKE_IN_PLACE: f32 = 0.35;
/// How much it counts that two units say the same, where they are of two sorts: a date may also stand in a list.
const EQUAL_OF_ANOTHER_SORT: f32 = 0.6;
/// The same, where one stands elsewhere.
const ALIKE_ELSEWHERE: f32 = 0.6;
/// The same, where both begin with the same label.
const ALIKE_IN_NAME: f32 = 0.25;
/// Part of the words of a unit that one that holds it has, at least; and how many words it has itself.
const HOLDS: f32 = 0.75;
/// See [`HOLDS`].
const HELD: usize = 10;
/// Words that a unit has at most of which only the values count.
const VALUE: usize = 8;
/// Words that a unit has at least to be found elsewhere by itself.
const FINDABLE: usize = 4;
/// The same, where it is also reworded.
const FINDABLE_REWORDED: usize = 8;
/// Words of a heading that runs into its text, at most.
const HEADING: usize = 8;
/// How often what is equal elsewhere is looked for: where several want one place, all but one look again.
const ROUNDS: usize = 16;
/// Words in a row by which alike units are looked for.
const SHINGLE: usize = 3;
/// Units that share such words at most: more say nothing.
const SHARED: usize = 8;

/// Pairs the units of two texts, in the order of the new one.
pub fn align<U: Aligned>(old: &[U], new: &[U]) -> Vec<Pair> {
    let contents = Contents::of(old, new);
    let (old, new) = (Side::of(old, contents.old), Side::of(new, contents.new));
    let mut aligner = Aligner { old, new, contents: contents.count, twins: [Vec::new(), Vec::new()] };
    aligner.stay();
    aligner.moves();
    let pair = |new| aligner.new.partner(new).map(|(old, moved)| Pair { old, new, moved });
    (0..aligner.new.units.len()).filter_map(pair).collect()
}

/// Units in a side, by place. A text may have a unit for each few words: what is kept for each is small.
struct Side<'t, U> {
    units: &'t [U],
    /// What each says, as a number.
    contents: Vec<u32>,
    /// How many words each has, about.
    lengths: Vec<u32>,
    /// Words of each, sorted: made for those that are compared.
    words: Vec<OnceCell<Box<Words>>>,
    /// The unit of the other side, and whether one of the two moved.
    partners: Partners,
}

struct Words {
    sorted: Vec<u32>,
}

/// Where something stands in a side: nowhere, at one place, or at several.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Standing(u32);

impl Standing {
    const NOWHERE: Standing = Standing(u32::MAX);
    const OFTEN: Standing = Standing(u32::MAX - 1);

    /// The place, if it is the only one.
    fn once(self) -> Option<usize> {
        (self.0 < Standing::OFTEN.0).then_some(self.0 as usize)
    }
}

/// A place or a number of units as it is kept. No text has so many units that it would not fit.
fn small(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX - 2)
}

/// How many sorts there are.
const SORTS: usize = 4;

impl<'t, U: Aligned> Side<'t, U> {
    fn of(units: &'t [U], said: contents::Side) -> Side<'t, U> {
        let words = units.iter().map(|_| OnceCell::new()).collect();
        let (contents, lengths) = (said.contents, said.lengths);
        Side { units, contents, lengths, words, partners: Partners::none(units.len()) }
    }

    fn unit(&self, at: usize) -> Unit<'t> {
        self.units[at].unit()
    }

    fn is_free(&self, at: usize) -> bool {
        !self.partners.has(at)
    }

    fn partner(&self, at: usize) -> Option<(usize, bool)> {
        self.partners.of(at)
    }

    fn free(&self, range: Range<usize>) -> Vec<usize> {
        range.filter(|at| self.is_free(*at)).collect()
    }

    fn length(&self, at: usize) -> usize {
        self.lengths[at] as usize
    }

    fn words(&self, at: usize) -> &[u32] {
        let words = self.words[at].get_or_init(|| {
            let mut sorted = sketch(self.unit(at).text);
            sorted.sort_unstable();
            Box::new(Words { sorted })
        });
        &words.sorted
    }

    /// What a unit says and is, as a number.
    fn kind(&self, at: usize) -> usize {
        self.contents[at] as usize * SORTS + self.unit(at).sort as usize
    }

    /// Where each kind of unit stands.
    fn standings(&self, contents: usize) -> Vec<Standing> {
        let mut standings = vec![Standing::NOWHERE; contents * SORTS];
        for at in 0..self.units.len() {
            let standing = &mut standings[self.kind(at)];
            *standing = if *standing == Standing::NOWHERE { Standing(small(at)) } else { Standing::OFTEN };
        }
        standings
    }
}

struct Aligner<'t, U> {
    old: Side<'t, U>,
    new: Side<'t, U>,
    /// How many different things the units of both sides say.
    contents: usize,
    /// Whether the other side says and is the same exactly once, of each unit that its own side has once, too: of the
    /// old ones and of the new ones.
    twins: [Vec<bool>; 2],
}

/// Items that are counted for the words that lead to them, at most.
const LONGEST_LED: usize = 100;

/// A possible pair and how much it weighs.
type Candidate = (u32, u32, u64);

impl<U: Aligned> Aligner<'_, U> {
    fn pair(&mut self, old: usize, new: usize, moved: bool) {
        self.old.partners.set(old, new, moved);
        self.new.partners.set(new, old, moved);
    }

    /// Whether two units say the same.
    fn equal(&self, old: usize, new: usize) -> bool {
        self.old.contents[old] == self.new.contents[new]
    }

    /// Whether they also are the same.
    fn is_same(&self, old: usize, new: usize) -> bool {
        self.old.kind(old) == self.new.kind(new)
    }

    /// Pairs what stands in the same order on both sides.
    fn stay(&mut self) {
        let new = self.new.standings(self.contents);
        let mut candidates: Vec<Candidate> = Vec::new();
        let mut twins = [vec![false; self.old.units.len()], vec![false; self.new.units.len()]];
        for (kind, standing) in self.old.standings(self.contents).into_iter().enumerate() {
            if let (Some(at), Some(there)) = (standing.once(), new[kind].once()) {
                candidates.push((small(at), small(there), self.weight(at)));
                (twins[0][at], twins[1][there]) = (true, true);
            }
        }
        drop(new);
        self.twins = twins;
        candidates.sort_unstable();
        let row = heaviest_row(&candidates);
        drop(candidates);
        let mut gaps = Vec::with_capacity(row.len() + 1);
        let mut from = (0, 0);
        for (old, new) in row {
            self.pair(old, new, false);
            if from != (old, new) {
                gaps.push((from.0..old, from.1..new));
            }
            from = (old + 1, new + 1);
        }
        gaps.push((from.0..self.old.units.len(), from.1..self.new.units.len()));
        while let Some((old, new)) = gaps.pop() {
            self.fill(old, new, &mut gaps);
        }
    }

    /// How much it counts that an old unit stays where it is: a heading stands for all that is under it, and words
    /// that lead to items for those. A section has not moved because its neighbour's last paragraph now stands at its
    /// end, nor a list because it has an item of another.
    fn weight(&self, at: usize) -> u64 {
        let own = self.old.length(at) + 1;
        let unit = self.old.unit(at);
        let under = match unit.sort {
            Sort::Heading => at + 1..unit.end,
            _ if unit.text.ends_with(':') => at + 1..at + 1 + self.led(at),
            _ => 0..0,
        };
        (own + 2 * under.map(|at| self.old.length(at)).sum::<usize>()) as u64
    }

    /// How many items stand behind the words that lead to them; no more are counted than a list has.
    fn led(&self, at: usize) -> usize {
        let is_led = |unit: &Unit<'_>| unit.sort == Sort::Item || unit.number.starts_with('(');
        self.old.units[at + 1..].iter().map(U::unit).take(LONGEST_LED).take_while(is_led).count()
    }

    /// Pairs what it can of a gap; what lies between new pairs are gaps again.
    fn fill(&mut self, old: Range<usize>, new: Range<usize>, gaps: &mut Vec<(Range<usize>, Range<usize>)>) {
        let (mut old, mut new) = (old, new);
        while !old.is_empty() && !new.is_empty() && self.is_same(old.start, new.start) {
            self.pair(old.start, new.start, false);
            (old.start, new.start) = (old.start + 1, new.start + 1);
        }
        while !old.is_empty() && !new.is_empty() && self.is_same(old.end - 1, new.end - 1) {
            (old.end, new.end) = (old.end - 1, new.end - 1);
            self.pair(old.end, new.end, false);
        }
        if old.is_empty() || new.is_empty() {
            return;
        }
        let one_by_one = || old.clone().zip(new.clone());
        if old.len() == new.len() && one_by_one().all(|(old, new)| self.is_plainly_alike(old, new)) {
            return one_by_one().for_each(|(old, new)| self.pair(old, new, false));
        }
        if old.len().saturating_mul(new.len()) <= TABLE {
            let (old, new): (Vec<usize>, Vec<usize>) = (old.collect(), new.collect());
            for (old, new) in self.table(&old, &new) {
                self.pair(old, new, false);
            }
            return;
        }
        let candidates = self.candidates(&old, &new);
        let mut from = (old.start, new.start);
        for (at, there) in heaviest_row(&candidates) {
            self.pair(at, there, false);
            gaps.push((from.0..at, from.1..there));
            from = (at + 1, there + 1);
        }
        if from != (old.start, new.start) {
            gaps.push((from.0..old.end, from.1..new.end));
        }
    }

    /// Whether the heads and tails of two units alone make them alike, byte by byte.
    fn is_plainly_alike(&self, old: usize, new: usize) -> bool {
        let (one, other) = (self.old.unit(old), self.new.unit(new));
        let (text, now) = (one.text.as_bytes(), other.text.as_bytes());
        let head = common_head(text, now);
        let tail = common_tail(&text[head..], &now[head..]);
        one.sort == other.sort
            && 2 * (head + tail) > text.len().max(now.len())
            && (self.is_same(old, new) || !self.is_elsewhere(old, new))
    }

    /// Whether one of two units stands elsewhere word for word, so that it is not the other one reworded: clauses that
    /// are much alike have only changed places.
    fn is_elsewhere(&self, old: usize, new: usize) -> bool {
        self.twins[0][old] || self.twins[1][new]
    }

    /// The pairs of a large gap that can be: what is equal, if it is not everywhere, and what shares rare words.
    fn candidates(&self, old: &Range<usize>, new: &Range<usize>) -> Vec<Candidate> {
        // Which contents stand where, sorted by the contents.
        let mut places: Vec<(u32, u32)> = old.clone().map(|at| (self.old.contents[at], small(at))).collect();
        places.sort_unstable();
        let mut candidates = Vec::new();
        for there in new.clone() {
            let content = self.new.contents[there];
            let first = places.partition_point(|(known, _)| *known < content);
            let equal = places[first..].iter().take(SHARED + 1).take_while(|(known, _)| *known == content);
            if equal.clone().count() <= SHARED {
                let weight = 2 * self.new.length(there) as u64 + 1;
                candidates.extend(equal.map(|(_, at)| (*at, small(there), weight)));
            }
        }
        drop(places);
        let (old, new): (Vec<usize>, Vec<usize>) = (old.clone().collect(), new.clone().collect());
        let alike = self.alike(&old, &new, SHINGLE, ALIKE).into_iter();
        for (at, there, alike) in alike.filter(|(at, there, _)| !self.is_elsewhere(*at, *there)) {
            candidates.push((small(at), small(there), (alike * self.new.length(there) as f32) as u64 + 1));
        }
        candidates.sort_by_key(|(at, there, weight)| (*at, Reverse(*there), Reverse(*weight)));
        candidates.dedup_by_key(|(at, there, _)| (*at, *there));
        candidates
    }

    /// The best two partners of each new unit among old ones, by the words in a row that they share.
    fn alike(&self, old: &[usize], new: &[usize], least: usize, alike: f32) -> Vec<(usize, usize, f32)> {
        let long = |side: &Side<'_, U>, at: usize| side.length(at) >= least;
        let rows = |at: &usize| self.old.length(*at).saturating_sub(SHINGLE - 1);
        // Where which words in a row stand, sorted by the words.
        let mut index: Vec<(u32, u32)> = Vec::with_capacity(old.iter().map(rows).sum());
        for at in old.iter().copied().filter(|at| long(&self.old, *at)) {
            shingles(&self.old, at, |words| index.push((words, small(at))));
        }
        index.sort_unstable();
        index.dedup();
        let mut found = Vec::new();
        let (mut votes, mut best): (HashMap<u32, usize>, Vec<(usize, usize)>) = (HashMap::new(), Vec::new());
        for there in new.iter().copied().filter(|there| long(&self.new, *there)) {
            votes.clear();
            shingles(&self.new, there, |words| {
                let first = index.partition_point(|(known, _)| *known < words);
                let places = index[first..].iter().take(SHARED + 1).take_while(|(known, _)| *known == words);
                if places.clone().count() <= SHARED {
                    places.for_each(|(_, at)| *votes.entry(*at).or_default() += 1);
                }
            });
            best.clear();
            best.extend(votes.iter().map(|(at, votes)| (*at as usize, *votes)));
            best.sort_by_key(|(at, votes)| (Reverse(*votes), *at));
            let likeness = best.iter().take(2).map(|(at, _)| {
                let holds = if self.holds(*at, there) { ALIKE_ELSEWHERE } else { 0.0 };
                (*at, there, self.likeness(*at, there).max(holds))
            });
            found.extend(likeness.filter(|(_, _, likeness)| *likeness >= alike));
        }
        found
    }

    /// The part of the words of two units that both have; none where they are of two sorts.
    fn likeness(&self, old: usize, new: usize) -> f32 {
        let (one, other) = (self.old.unit(old), self.new.unit(new));
        let is_text = |sort| matches!(sort, Sort::Text | Sort::Item);
        if one.sort != other.sort && !(is_text(one.sort) && is_text(other.sort)) {
            return 0.0;
        }
        let (one, other) = (self.old.words(old), self.new.words(new));
        if one.is_empty() || other.is_empty() {
            return 0.0;
        }
        let all = (one.len() + other.len()) as f32;
        // A few words are not like many, whichever they are.
        if 2.0 * (one.len().min(other.len()) as f32) < ALIKE_IN_PLACE * all {
            return 0.0;
        }
        let likeness = 2.0 * shared(one, other) as f32 / all;
        if likeness < ALIKE
            && one.len() == other.len()
            && one.len() <= VALUE
            && self.has_other_values(old, new)
        {
            return ALIKE;
        }
        likeness
    }

    /// Whether the longer of two units has nearly all words of the shorter, and is not much longer.
    fn holds(&self, old: usize, new: usize) -> bool {
        let (one, other) = (self.old.words(old), self.new.words(new));
        let (least, most) = (one.len().min(other.len()), one.len().max(other.len()));
        least >= HELD
            && most <= 4 * least
            && self.likeness(old, new) > 0.0
            && shared(one, other) as f32 >= HOLDS * least as f32
    }

    /// Whether two units begin with the same quoted term or the same heading: what it means, or what is said under
    /// it, may be said in other words altogether. The same where one goes on with the other.
    fn is_called_the_same(&self, old: usize, new: usize) -> bool {
        let (one, other) = (self.old.unit(old), self.new.unit(new));
        // What stands behind "Note:" may be anything.
        let labels = || is_label(one.text) || is_label(other.text);
        let is_named_the_same = || {
            called(one.text).is_some_and(|name| called(other.text) == Some(name))
                && (!labels() || self.likeness(old, new) >= ALIKE_IN_NAME)
        };
        one.sort == other.sort
            && (goes_on(one.text, other.text) || goes_on(other.text, one.text) || is_named_the_same())
    }

    /// Whether two short units differ in figures and months, and in what stands between them: "1 January 2020" and
    /// "12 August 2020".
    fn has_other_values(&self, old: usize, new: usize) -> bool {
        let words = |side: &Side<'_, U>, at: usize| -> Vec<String> {
            let text = side.unit(at).text.split(|c: char| !c.is_alphanumeric());
            text.filter(|word| !word.is_empty()).map(str::to_owned).collect()
        };
        let (one, other) = (words(&self.old, old), words(&self.new, new));
        let is_figure = |at: usize| {
            let figure = |words: &[String]| {
                words.get(at).is_some_and(|word| {
                    let is_month = || figures::month(&word.to_lowercase()).is_some();
                    word.contains(|c: char| c.is_ascii_digit()) || is_month()
                })
            };
            figure(&one) && figure(&other)
        };
        let fits = |at: usize| {
            one[at] == other[at] || is_figure(at) || (at > 0 && is_figure(at - 1) && is_figure(at + 1))
        };
        one.len() == other.len() && (0..one.len()).any(is_figure) && (0..one.len()).all(fits)
    }

    /// The heaviest row of pairs of a few units, by a table of how alike they are.
    fn table(&self, old: &[usize], new: &[usize]) -> Vec<(usize, usize)> {
        let alone = old.len() == 1 && new.len() == 1;
        let weight = |at: usize, there: usize| -> f32 {
            let length = (self.old.length(at) + self.new.length(there)) as f32 / 2.0;
            if self.is_same(at, there) {
                return length + 1.0;
            }
            if self.equal(at, there) {
                return length * EQUAL_OF_ANOTHER_SORT;
            }
            if self.is_elsewhere(at, there) {
                return 0.0;
            }
            let number = self.old.unit(at).number;
            let in_place = alone || (!number.is_empty() && number == self.new.unit(there).number);
            let likeness = self.likeness(at, there);
            if likeness < ALIKE && self.is_called_the_same(at, there) {
                return ALIKE * length;
            }
            if likeness >= if in_place { ALIKE_IN_PLACE } else { ALIKE } { likeness * length } else { 0.0 }
        };
        let width = new.len() + 1;
        let mut weights = vec![0.0_f32; old.len() * new.len()];
        let mut best = vec![0.0_f32; (old.len() + 1) * width];
        for (row, at) in old.iter().enumerate() {
            for (column, there) in new.iter().enumerate() {
                let own = weight(*at, *there);
                weights[row * new.len() + column] = own;
                let paired = if own > 0.0 { best[row * width + column] + own } else { 0.0 };
                let without = best[row * width + column + 1].max(best[(row + 1) * width + column]);
                best[(row + 1) * width + column + 1] = paired.max(without);
            }
        }
        let (mut row, mut column) = (old.len(), new.len());
        let mut pairs = Vec::new();
        while row > 0 && column > 0 {
            let here = best[row * width + column];
            let own = weights[(row - 1) * new.len() + column - 1];
            if own > 0.0 && here == best[(row - 1) * width + column - 1] + own {
                (row, column) = (row - 1, column - 1);
                pairs.push((old[row], new[column]));
            } else if here == best[(row - 1) * width + column] {
                row -= 1;
            } else {
                column -= 1;
            }
        }
        pairs.reverse();
        pairs
    }

    /// Finds what is left over on both sides.
    fn moves(&mut self) {
        let (expected, left) = (self.expected(), self.left());
        self.equal_elsewhere(&expected, &left);
        let old = self.old.free(0..self.old.units.len());
        let new = self.new.free(0..self.new.units.len());
        let mut alike = self.alike(&old, &new, FINDABLE_REWORDED, ALIKE_ELSEWHERE);
        let far = |(at, there, _): &(usize, usize, f32)| at.abs_diff(expected[*there] as usize);
        alike.sort_by(|one, other| {
            other
                .2
                .total_cmp(&one.2)
                .then(far(one).cmp(&far(other)))
                .then((one.0, one.1).cmp(&(other.0, other.1)))
        });
        for (at, there, _) in alike {
            if self.old.is_free(at) && self.new.is_free(there) {
                self.pair(at, there, true);
                self.extend(at, there, &left);
            }
        }
        self.terms();
        self.between();
        self.with_headings();
    }

    /// What is left over and defines a term that nothing else does is one, wherever it stands and whatever it says.
    fn terms(&mut self) {
        let terms = |side: &Side<'_, U>| {
            let mut terms: HashMap<String, Option<usize>> = HashMap::new();
            let is_text = |at: &usize| matches!(side.unit(*at).sort, Sort::Text | Sort::Item);
            for at in (0..side.units.len()).filter(|at| side.is_free(*at)).filter(is_text) {
                if let Some(term) = term(side.unit(at).text).filter(|_| defines(side.unit(at).text)) {
                    terms.entry(term).and_modify(|place| *place = None).or_insert(Some(at));
                }
            }
            terms
        };
        let before = terms(&self.old);
        let both = terms(&self.new).into_iter().filter_map(|(term, there)| there.zip(*before.get(&term)?));
        for (there, at) in both.collect::<Vec<_>>() {
            let labels = is_label(self.old.unit(at).text) && is_label(self.new.unit(there).text);
            if !labels || self.likeness(at, there) >= ALIKE_ELSEWHERE {
                self.pair(at, there, true);
            }
        }
    }

    /// Where in the old text each new unit would stand if it had not moved: behind the last that stays.
    fn expected(&self) -> Vec<u32> {
        let mut next = 0;
        let place = |there| {
            let here = next;
            if let Some((at, _)) = self.new.partner(there) {
                next = small(at + 1);
            }
            here
        };
        (0..self.new.units.len()).map(place).collect()
    }

    /// Which contents each side has left over, the old one and the new one.
    fn left(&self) -> [Vec<bool>; 2] {
        [&self.old, &self.new].map(|side| {
            let mut left = vec![false; self.contents];
            let free = (0..side.units.len()).filter(|at| side.is_free(*at));
            free.for_each(|at| left[side.contents[at] as usize] = true);
            left
        })
    }

    /// What stands elsewhere word for word and has enough words to be found by, with what stands around it. In a
    /// text that says much several times, what is nearest is meant: the nearest pairs are made first, and where the
    /// nearest stays as it stood, nothing tells that what is farther away came from there.
    fn equal_elsewhere(&mut self, expected: &[u32], left: &[Vec<bool>; 2]) {
        let findable = self.findable();
        for _ in 0..ROUNDS {
            let moved = |at: usize| matches!(self.old.partner(at), Some((_, true)));
            let here = (0..self.old.units.len()).filter(|at| !moved(*at));
            let mut places: Vec<(u32, u32)> = here.map(|at| (self.old.contents[at], small(at))).collect();
            places.sort_unstable();
            let seed = |there: &u32| {
                let (there, from) = (*there as usize, expected[*there as usize]);
                let at = nearest(&places, self.new.contents[there], from)?;
                let both = self.new.is_free(there) && self.old.is_free(at as usize);
                both.then(|| (at.abs_diff(from), small(there), at))
            };
            let mut seeds: Vec<(u32, u32, u32)> = findable.iter().filter_map(seed).collect();
            if seeds.is_empty() {
                return;
            }
            seeds.sort_unstable();
            for (_, there, at) in seeds {
                let (at, there) = (at as usize, there as usize);
                if self.old.is_free(at) && self.new.is_free(there) {
                    self.pair(at, there, true);
                    self.extend(at, there, left);
                }
            }
        }
    }

    /// New units without partner that have enough words to be found elsewhere by themselves.
    fn findable(&self) -> Vec<u32> {
        let (before, now) = (self.old.standings(self.contents), self.new.standings(self.contents));
        let least = |there: usize| {
            let kind = self.new.kind(there);
            // What no other unit of either text says is known by its words, however few.
            match self.new.unit(there).sort {
                _ if before[kind].once().is_some() && now[kind].once().is_some() => 1,
                Sort::Heading => 2,
                _ => FINDABLE,
            }
        };
        let places = 0..self.new.units.len();
        let findable =
            places.filter(|there| self.new.is_free(*there) && self.new.length(*there) >= least(*there));
        findable.map(small).collect()
    }

    /// What stands before and behind a pair that moved has moved with it: what says the same, however short it is,
    /// and what was reworded, unless both of it are found elsewhere word for word.
    fn extend(&mut self, old: usize, new: usize, left: &[Vec<bool>; 2]) {
        for step in [1, -1] {
            let next = |at: usize| at.checked_add_signed(step);
            let (mut at, mut there) = (next(old), next(new));
            while let (Some(one), Some(other)) = (at, there)
                && one < self.old.units.len()
                && other < self.new.units.len()
                && self.old.is_free(one)
                && self.new.is_free(other)
                && (self.equal(one, other) || self.goes_along(one, other, left))
            {
                self.pair(one, other, true);
                (at, there) = (next(one), next(other));
            }
        }
    }

    /// Whether two units beside a pair that moved are one, reworded.
    fn goes_along(&self, old: usize, new: usize, left: &[Vec<bool>; 2]) -> bool {
        let found = left[1][self.old.contents[old] as usize] && left[0][self.new.contents[new] as usize];
        !found && self.likeness(old, new) >= ALIKE_ELSEWHERE
    }

    /// What stands between two that moved together, on both sides, may have moved with them and be too short or too
    /// much reworded to be found by itself.
    fn between(&mut self) {
        let moved = |there| self.new.partner(there).filter(|(_, moved)| *moved).map(|(at, _)| (at, there));
        let moved: Vec<(usize, usize)> = (0..self.new.units.len()).filter_map(moved).collect();
        for pair in moved.windows(2) {
            let (before, after) = (pair[0], pair[1]);
            let gaps = (before.0 + 1..after.0, before.1 + 1..after.1);
            if gaps.0.is_empty() || gaps.1.is_empty() || gaps.0.len().saturating_mul(gaps.1.len()) > TABLE {
                continue;
            }
            let (old, new) = (self.old.free(gaps.0.clone()), self.new.free(gaps.1.clone()));
            if (old.len(), new.len()) == (gaps.0.len(), gaps.1.len()) {
                for (at, there) in self.table(&old, &new) {
                    self.pair(at, there, true);
                }
            }
        }
    }

    /// What stands under a heading that moved has moved with it.
    fn with_headings(&mut self) {
        let headings: Vec<(usize, usize)> = (0..self.new.units.len())
            .filter(|there| self.new.unit(*there).sort == Sort::Heading)
            .filter_map(|there| {
                self.new.partner(there).filter(|(_, moved)| *moved).map(|(at, _)| (at, there))
            })
            .collect();
        for (at, there) in headings {
            let old = self.old.free(at + 1..self.old.unit(at).end);
            let new = self.new.free(there + 1..self.new.unit(there).end);
            if old.len().saturating_mul(new.len()) <= TABLE {
                for (at, there) in self.table(&old, &new) {
                    self.pair(at, there, true);
                }
            }
        }
    }
}

/// The place of a content that is nearest to another place; `places` of contents are sorted.
fn nearest(places: &[(u32, u32)], content: u32, from: u32) -> Option<u32> {
    let behind = places.partition_point(|place| *place < (content, from));
    let before = behind.checked_sub(1).and_then(|before| places.get(before));
    let beside = before.into_iter().chain(places.get(behind)).filter(|(known, _)| *known == content);
    beside.map(|(_, at)| *at).min_by_key(|at| at.abs_diff(from))
}

/// Visits the words in a row of a unit, as many as alike units are looked for by, each row as a number. Two rows
/// may have one number: these are for guesses.
fn shingles<U: Aligned>(side: &Side<'_, U>, at: usize, mut visit: impl FnMut(u32)) {
    /// An odd number whose bits have no order.
    const MIX: u64 = 0x9e37_79b9_7f4a_7c15;
    let mix = |row: u64, word: &u32| (row ^ u64::from(*word)).wrapping_mul(MIX).rotate_left(29);
    // The lower half of what is mixed.
    sketch(side.unit(at).text).windows(SHINGLE).for_each(|words| visit(words.iter().fold(0, mix) as u32));
}

/// What a text is called, in small letters: a term that it defines, or a heading that runs into it, "Water rights. The
/// brook ...".
fn called(text: &str) -> Option<String> {
    term(text).or_else(|| {
        let heading = head(text.trim_start(), ". ", HEADING)?;
        heading.contains(' ').then(|| heading.to_lowercase())
    })
}

/// Words of a term before a colon, at most.
const TERM: usize = 4;

/// The term at the head of a text, in small letters: in quotation marks, or before a colon.
fn term(text: &str) -> Option<String> {
    let text = text.trim_start();
    let name = match text.strip_prefix(QUOTES) {
        Some(inside) => inside.split_once(['”', '"', '“', '»', '’'])?.0,
        None => {
            let name = head(text, ": ", TERM)?;
            Some(name).filter(|_| !text[name.len() + 1..].trim().is_empty())?
        }
    };
    Some(name.trim().to_lowercase()).filter(|name| !name.is_empty())
}

/// What stands before the first of some signs, if that begins with a capital letter and is no more than some words.
fn head<'t>(text: &'t str, signs: &str, words: usize) -> Option<&'t str> {
    if !text.starts_with(char::is_uppercase) {
        return None;
    }
    let mut spaces = text.bytes().enumerate().filter(|(_, byte)| *byte == b' ');
    let far = spaces.nth(words).map_or(text.len(), |(space, _)| space);
    text[..far].split_once(signs).map(|(head, _)| head)
}

/// Whether a text begins with a name and a colon, and with no quotation mark.
fn is_label(text: &str) -> bool {
    !text.trim_start().starts_with(QUOTES)
}

/// Quotation marks before a term.
const QUOTES: [char; 5] = ['“', '"', '„', '«', '‘'];

/// Whether a text says what the term at its head means, and does not only begin with it.
fn defines(text: &str) -> bool {
    let Some(inside) = text.trim_start().strip_prefix(QUOTES) else { return true };
    let behind = inside.split_once(['”', '"', '“', '»', '’']).map_or("", |(_, behind)| behind.trim_start());
    let first = behind.split_whitespace().next().unwrap_or_default().to_lowercase();
    let means = [
        "mean",
        "means",
        "refers",
        "shall",
        "has",
        "have",
        "is",
        "are",
        "bedeutet",
        "bezeichnet",
        "ist",
        "sind",
    ];
    behind.starts_with([':', '(', ',', '–', '-', '=']) || means.contains(&first.as_str())
}

/// Whether a text begins with all of a short one: "Basecamp" with a colon behind it, or several words.
fn goes_on(short: &str, text: &str) -> bool {
    let short = short.trim().trim_end_matches(['.', ';', ':']);
    let rest = text.trim_start().strip_prefix(short).filter(|_| !short.is_empty());
    rest.is_some_and(|rest| {
        let words = || short.split_whitespace().take(HEADING + 1).count();
        rest.starts_with(':')
            || rest.starts_with(|c: char| !c.is_alphanumeric()) && (2..=HEADING).contains(&words())
    })
}

/// How many entries two sorted lists share.
pub(super) fn shared(one: &[u32], other: &[u32]) -> usize {
    let (mut at, mut there, mut count) = (0, 0, 0);
    while at < one.len() && there < other.len() {
        match one[at].cmp(&other[there]) {
            std::cmp::Ordering::Less => at += 1,
            std::cmp::Ordering::Greater => there += 1,
            std::cmp::Ordering::Equal => (at, there, count) = (at + 1, there + 1, count + 1),
        }
    }
    count
}

/// Of possible pairs, sorted by the old place and then by the new one downwards, the heaviest row that goes up
/// on both sides.
fn heaviest_row(candidates: &[Candidate]) -> Vec<(usize, usize)> {
    const NONE: u32 = u32::MAX;
    let first = candidates.iter().map(|(_, new, _)| *new).min().unwrap_or(0);
    let last = candidates.iter().map(|(_, new, _)| *new).max().unwrap_or(0);
    // A Fenwick tree of the heaviest row that ends at or before a new place.
    let mut tree: Vec<(u64, u32)> = vec![(0, NONE); (last - first) as usize + 2];
    let mut before = vec![NONE; candidates.len()];
    let mut heaviest = (0, NONE);
    for (index, (_, new, weight)) in candidates.iter().enumerate() {
        let place = (new - first) as usize + 1;
        let (mut best, mut at) = ((0, NONE), place - 1);
        while at > 0 {
            if tree[at].0 > best.0 {
                best = tree[at];
            }
            at -= at & at.wrapping_neg();
        }
        before[index] = best.1;
        let whole = (best.0 + weight, small(index));
        if whole.0 > heaviest.0 {
            heaviest = whole;
        }
        let mut at = place;
        while at < tree.len() {
            if whole.0 > tree[at].0 {
                tree[at] = whole;
            }
            at += at & at.wrapping_neg();
        }
    }
    let mut row = Vec::new();
    let mut at = heaviest.1;
    while let Some((old, new, _)) = candidates.get(at as usize) {
        row.push((*old as usize, *new as usize));
        at = before[at as usize];
    }
    row.reverse();
    row
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn units(text: &str) -> Vec<Unit<'_>> {
        let lines: Vec<&str> = text.lines().collect();
        let is_heading = |line: &str| line.starts_with('#');
        let unit = |(at, line): (usize, &&'_ str)| -> (Sort, usize) {
            if !is_heading(line) {
                return (Sort::Text, at + 1);
            }
            let next = lines[at + 1..].iter().position(|line| is_heading(line));
            (Sort::Heading, next.map_or(lines.len(), |next| at + 1 + next))
        };
        let ends: Vec<(Sort, usize)> = lines.iter().enumerate().map(unit).collect();
        let texts = text.lines().zip(ends);
        texts
            .map(|(text, (sort, end))| Unit { sort, text: text.trim_start_matches('#'), number: "", end })
            .collect()
    }

    /// Pairs as `old>new`, those that moved with `~`; what has no partner is left out.
    fn aligned(old: &str, new: &str) -> String {
        let pairs = align(&units(old), &units(new));
        let shown = pairs
            .iter()
            .map(|pair| format!("{}{}{}", pair.old, if pair.moved { '~' } else { '>' }, pair.new));
        shown.collect::<Vec<_>>().join(" ")
    }

    const MILLS: &str = "#Grinding\nthe mill grinds corn on every day but Sunday\n#Water\nthe brook drives the wheel \
                         from spring to autumn\n#Payment\nthe miller keeps a sixteenth of the flour as his share";

    #[test]
    fn what_is_equal_stays_and_what_is_new_or_gone_has_no_partner() {
        assert_eq!(aligned(MILLS, MILLS), "0>0 1>1 2>2 3>3 4>4 5>5");
        assert_eq!(aligned("", MILLS), "");
        assert_eq!(aligned(MILLS, ""), "");
        assert_eq!(aligned("a b c d\ne f g h", "a b c d\nx y z w\ne f g h"), "0>0 1>2");
    }

    #[test]
    fn a_section_that_moved_moves_whole_and_the_others_stay() {
        let moved = "#Water\nthe brook drives the wheel from spring to autumn\n#Payment\nthe miller keeps a \
                     sixteenth of the flour as his share\n#Grinding\nthe mill grinds corn on every day but Sunday";
        assert_eq!(aligned(MILLS, moved), "2>0 3>1 4>2 5>3 0~4 1~5");
    }

    #[test]
    fn a_paragraph_moves_before_a_heading_does_and_short_words_move_too() {
        let old = "#Grinding\nthe mill grinds corn\nthe miller keeps a sixteenth of the flour\n#Water\nthe brook drives it";
        let new = "#Grinding\nthe mill grinds corn\n#Water\nthe brook drives it\nthe miller keeps a sixteenth of the flour";
        assert_eq!(aligned(old, new), "0>0 1>1 3>2 4>3 2~4");
        assert_eq!(
            aligned("corn\nrye\nthe mill grinds oats", "the mill grinds oats\ncorn\nrye"),
            "2>0 0~1 1~2"
        );
    }

    #[test]
    fn a_section_that_moved_and_was_reworded_is_found() {
        let moved = "#Water\nthe brook drives the wheel from spring to autumn\n#Payment\nthe miller keeps a \
                     sixteenth of the flour as his share\n#Grinding\nthe mill grinds corn and rye on every day but \
                     Sunday and Easter\nno other mill does";
        assert_eq!(aligned(MILLS, moved), "2>0 3>1 4>2 5>3 0~4 1~5");
    }

    #[test]
    fn what_is_reworded_in_its_place_is_paired() {
        let old = "one two three four\nthe term is thirty days from the notice\nfive six seven";
        let new = "one two three four\nthe term is forty-five days from the notice\nfive six seven";
        assert_eq!(aligned(old, new), "0>0 1>1 2>2");
        assert_eq!(aligned("Version 2.0", "Version 2.1"), "0>0");
        assert_eq!(aligned("Terms\n1 January 2020", "Terms\n12 August 2020\nEarlier versions"), "0>0 1>1");
        assert_eq!(aligned("nothing of this", "is in the other text"), "");
        assert_eq!(aligned("“Corn” means what the mill grinds", "\"Corn\" is rye, oats or barley"), "0>0");
        assert_eq!(aligned("“Corn” means what the mill grinds", "\"Rye\" is corn, oats or barley"), "");
        assert_eq!(aligned("Water rights. The brook is his", "Water rights. Nobody may bar it"), "0>0");
        assert_eq!(aligned("Water rights. The brook is his", "Fishing rights. Nobody may bar it"), "");
        assert_eq!(aligned("Effective: May 1, 2024", "Effective: June 9, 2025"), "0>0");
        assert_eq!(
            aligned("Old mills", "Old mills: millers may also close those that they do not own"),
            "0>0"
        );
        assert_eq!(aligned("Old", "Old mills: millers may also close those that they do not own"), "");
    }

    #[test]
    fn what_a_text_says_often_comes_from_nearby() {
        let unique = |at: usize| format!("number {at} says {at} and {at}");
        let clause = || "the same clause once again".to_owned();
        let old = [unique(1), clause(), unique(2), unique(3), clause(), unique(4), unique(5), unique(6)];
        let new = [unique(1), unique(2), unique(3), clause(), unique(4), unique(5), clause(), unique(6)];
        assert_eq!(aligned(&old.join("\n"), &new.join("\n")), "0>0 2>1 3>2 4>3 5>4 6>5 7>7");
    }

    #[test]
    fn what_stands_around_what_moved_goes_along() {
        let rest = "corn is ground on every day but Sunday\nthe miller keeps a sixteenth of the flour as his share\nthe \
                    brook drives the wheel from spring to autumn";
        let moved =
            "here begins what goes to the end\nthe baker pays for his bread\nand this closes what goes";
        let reworded = moved.replace("his bread", "her bread");
        assert_eq!(
            aligned(&format!("{moved}\n{rest}"), &format!("{rest}\n{reworded}")),
            "3>0 4>1 5>2 0~3 1~4 2~5"
        );
    }

    #[test]
    fn texts_all_alike_and_texts_with_nothing_in_common_stay_within_bounds() {
        let alike = "the same clause again\n".repeat(20_000);
        assert_eq!(align(&units(&alike), &units(&alike)).len(), 20_000);
        let fewer = "the same clause again\n".repeat(13_000) + "and one other\n";
        assert!(align(&units(&alike), &units(&fewer)).len() >= 13_000);
        let number = |word: &str| {
            (0..20_000).map(|at| format!("{word}{at} {word} {word}is{at} {word}here\n")).collect::<String>()
        };
        assert!(align(&units(&number("a")), &units(&number("b"))).is_empty());
    }

    proptest! {
        #[test]
        fn no_unit_has_two_partners_and_those_that_stay_are_in_order(
            old in proptest::collection::vec("[ab]( [abc]){0,5}", 0..40),
            new in proptest::collection::vec("[ab]( [abc]){0,5}", 0..40),
        ) {
            let (old, new) = (old.join("\n"), new.join("\n"));
            let pairs = align(&units(&old), &units(&new));
            let mut olds: Vec<usize> = pairs.iter().map(|pair| pair.old).collect();
            prop_assert!(pairs.windows(2).all(|pair| pair[0].new < pair[1].new));
            let staying: Vec<usize> = pairs.iter().filter(|pair| !pair.moved).map(|pair| pair.old).collect();
            prop_assert!(staying.windows(2).all(|pair| pair[0] < pair[1]));
            olds.sort_unstable();
            olds.dedup();
            prop_assert_eq!(olds.len(), pairs.len());
        }

        #[test]
        fn a_text_and_itself_stay(text in proptest::collection::vec("[ab]( [abc]){0,5}", 0..40)) {
            let text = text.join("\n");
            let pairs = align(&units(&text), &units(&text));
            prop_assert_eq!(pairs.len(), text.lines().count());
            prop_assert!(pairs.iter().all(|pair| pair.old == pair.new && !pair.moved));
        }
    }
}
