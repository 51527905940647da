//! Where an agreement has the clauses, and whether it has them more than once: one text for each
//! transfer, say, or an old one kept beside the new.
//!
//! Units that every module has stand once in each copy. Where they begin anew, the next copy begins;
//! what lies between its first and its last unit belongs to it, and so do the lines of annexes and the
//! notes that follow before the next.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::expected::{Expected, Part};
use super::search::Hit;

/// Letters of a passage that nobody writes by chance.
const LONG: usize = 40;
/// How many units are looked at to tell a copy that begins from a passage that is repeated.
const WINDOW: usize = 5;
/// How many of them must have been there before.
const AGAIN: usize = 4;
/// The share of the units that every module has, in hundredths, that makes a copy; and the fewest.
const SHARE: usize = 12;
const FEWEST: usize = 3;
/// Most words between the heading of the clauses and their first unit.
const HEADING: usize = 12;
/// Lines of annexes after the clauses that make them the annexes of this copy.
const LINES: usize = 3;

/// One copy of the clauses of an instrument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Copy {
    /// From its heading to its last unit, or to the last line of its own annexes.
    pub reach: Range<usize>,
    /// Where its notes stand, wherever that is.
    pub notes: Vec<Range<usize>>,
    /// Where notes of other copies stand within its reach: at the feet of its pages, say.
    pub strange: Vec<Range<usize>>,
    /// Letters that are official.
    pub weight: usize,
}

impl Copy {
    /// Which words belong to it.
    pub(super) fn words(&self) -> impl Iterator<Item = usize> {
        let strange = |at: &usize| self.strange.iter().any(|range| range.contains(at));
        self.reach.clone().filter(move |at| !strange(at)).chain(self.notes.iter().cloned().flatten())
    }

    /// Whether two copies claim the same words.
    pub(super) fn overlaps(&self, other: &Copy) -> bool {
        self.reach.start < other.reach.end && other.reach.start < self.reach.end
    }
}

/// The copies of an instrument in an agreement, in order, by what a search found.
pub(super) fn copies(expected: &[Expected], hits: &[Hit]) -> Vec<Copy> {
    let clause = |hit: &&Hit| expected[hit.unit].part == Part::Clauses && hit.weight > LONG;
    let mut clauses: Vec<&Hit> = hits.iter().filter(clause).collect();
    clauses.sort_by_key(|hit| (hit.range.start, hit.unit));
    let every: BTreeSet<u8> = expected.iter().flat_map(|one| one.modules.clone()).collect();
    let is_common = |one: &Expected| one.modules.is_empty() || one.modules.len() == every.len();
    let mut common: Vec<(usize, usize)> = clauses
        .iter()
        .filter(|hit| is_common(&expected[hit.unit]))
        .map(|hit| (hit.range.start, hit.unit))
        .collect();
    common.dedup();
    let all: BTreeSet<usize> = common.iter().map(|(_, unit)| *unit).collect();
    let wanted = expected.iter().filter(|one| one.part == Part::Clauses && is_common(one)).count();
    let least = FEWEST.max(wanted * SHARE / 100);
    let starts = restarts(&common);
    let territory =
        |at: usize| starts[at]..starts.get(at + 1).copied().unwrap_or_else(|| hits_end(hits).max(starts[at]));
    let mut out: Vec<Copy> = Vec::new();
    if all.len() >= least {
        for at in 0..starts.len() {
            let own = territory(at);
            let units: BTreeSet<usize> =
                common.iter().filter(|(start, _)| own.contains(start)).map(|(_, unit)| *unit).collect();
            if units.len() >= least {
                out.push(copy(expected, hits, &clauses, &own));
            }
        }
    }
    share_notes(expected, hits, &mut out);
    out
}

fn hits_end(hits: &[Hit]) -> usize {
    hits.iter().map(|hit| hit.range.end).max().unwrap_or_default()
}

/// The words with which copies begin.
fn restarts(common: &[(usize, usize)]) -> Vec<usize> {
    let mut out = Vec::new();
    let mut seen: BTreeSet<usize> = BTreeSet::new();
    for (at, (start, unit)) in common.iter().enumerate() {
        let next: BTreeSet<usize> = common[at..].iter().map(|(_, unit)| *unit).take(WINDOW).collect();
        let again = next.iter().filter(|unit| seen.contains(unit)).count();
        if out.is_empty() || seen.contains(unit) && again >= AGAIN.min(next.len()) && next.len() >= FEWEST {
            out.push(*start);
            seen.clear();
        }
        seen.insert(*unit);
    }
    out
}

/// The copy that begins in a territory.
fn copy(expected: &[Expected], hits: &[Hit], clauses: &[&Hit], own: &Range<usize>) -> Copy {
    let inside = |hit: &&&Hit| own.contains(&hit.range.start);
    let weights: BTreeMap<usize, usize> =
        clauses.iter().filter(inside).map(|hit| (hit.range.start, hit.weight)).collect();
    let end = clauses.iter().filter(inside).map(|hit| hit.range.end).max().unwrap_or(own.start);
    let lines = hits.iter().filter(|hit| {
        expected[hit.unit].part == Part::Appendix && hit.range.start >= end && hit.range.end <= own.end
    });
    let lines: BTreeMap<usize, usize> = lines.map(|hit| (hit.unit, hit.range.end)).collect();
    let last = lines.values().max().copied().filter(|_| lines.len() >= LINES).unwrap_or(end);
    let reach = heading(expected, hits, own.start)..last.max(end);
    Copy { reach, notes: Vec::new(), strange: Vec::new(), weight: weights.values().sum() }
}

/// Where the headings before the first unit begin.
fn heading(expected: &[Expected], hits: &[Hit], start: usize) -> usize {
    let mut start = start;
    let title = |hit: &&Hit| {
        matches!(expected[hit.unit].part, Part::Title | Part::Frame | Part::Clauses) && hit.heads
    };
    while let Some(hit) =
        hits.iter().filter(title).find(|hit| hit.range.start < start && hit.range.end + HEADING >= start)
    {
        start = hit.range.start;
    }
    start
}

/// Gives each copy its notes. Notes that stand after a copy and before the next are its own; where they
/// all stand after the last, each copy has its turn, and a single list serves all.
fn share_notes(expected: &[Expected], hits: &[Hit], copies: &mut [Copy]) {
    if copies.len() < 2 {
        return;
    }
    let begins: Vec<usize> = copies.iter().map(|copy| copy.reach.start).collect();
    let mut notes: BTreeMap<usize, BTreeMap<usize, Range<usize>>> = BTreeMap::new();
    for hit in hits.iter().filter(|hit| expected[hit.unit].part == Part::Note) {
        notes.entry(hit.unit).or_default().entry(hit.range.start).or_insert_with(|| hit.range.clone());
    }
    for places in notes.into_values() {
        let owner = |start: usize| begins.partition_point(|begin| *begin <= start).saturating_sub(1);
        let last = copies.len() - 1;
        let behind = places.len() > 1 && places.keys().all(|start| owner(*start) == last);
        let single = places.len() == 1 && places.keys().all(|start| owner(*start) == last);
        for (turn, (start, range)) in places.into_iter().enumerate() {
            let of = if behind { turn.min(last) } else { owner(start) };
            let around = copies.iter_mut().enumerate().find(|(_, copy)| copy.reach.contains(&start));
            if let Some((_, copy)) = around.filter(|(at, _)| single || *at != of) {
                copy.strange.push(range.clone());
            }
            if !single {
                copies[of].notes.push(range);
            }
        }
    }
}
