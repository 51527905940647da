//! Which of the matches belong together: the modules they speak for, and the longest row in which
//! units and words both go forward.

use std::collections::BTreeMap;

use super::expected::{Expected, Part};
use super::search::Hit;

/// The share of the units of a module, among those that no other has, that must be there to say that
/// an agreement uses it.
const SHARE: (usize, usize) = (4, 10);

/// The modules of which an agreement has the words; none where the instrument has no modules.
pub(super) fn modules(expected: &[Expected], hits: &[Hit]) -> Vec<u8> {
    // A wording that several modules share speaks for none of them.
    let mut speaks: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for hit in hits.iter().filter(|hit| counts(&expected[hit.unit])) {
        speaks.entry((hit.range.start, hit.range.end)).or_default().push(hit.unit);
    }
    let mut found: BTreeMap<u8, std::collections::BTreeSet<usize>> = BTreeMap::new();
    for units in speaks.values() {
        let mut modules: Vec<u8> = units.iter().flat_map(|unit| expected[*unit].modules.clone()).collect();
        modules.sort_unstable();
        modules.dedup();
        if let [module] = modules.as_slice() {
            found.entry(*module).or_default().insert(units[0]);
        }
    }
    let shared = shared(expected);
    let total = |module: u8| {
        let own = |(at, one): &(usize, &Expected)| one.modules == [module] && counts(one) && !shared[*at];
        expected.iter().enumerate().filter(own).count()
    };
    let enough = |(module, units): &(&u8, &std::collections::BTreeSet<usize>)| {
        units.len() * SHARE.1 >= total(**module) * SHARE.0 && !units.is_empty()
    };
    let chosen: Vec<u8> = found.iter().filter(enough).map(|(module, _)| *module).collect();
    if !chosen.is_empty() {
        return chosen;
    }
    let best = found.iter().max_by_key(|(module, units)| {
        (units.len() * 1000 / total(**module).max(1), std::cmp::Reverse(**module))
    });
    best.map(|(module, _)| vec![*module]).unwrap_or_default()
}

fn counts(one: &Expected) -> bool {
    one.part == Part::Clauses
}

/// Which units have a wording that a unit of another module has too.
fn shared(expected: &[Expected]) -> Vec<bool> {
    let mut by_words: BTreeMap<_, std::collections::BTreeSet<&[u8]>> = BTreeMap::new();
    for one in expected {
        if let Some(hash) = one.readings.first().and_then(|reading| reading.pieces[0].loose) {
            by_words.entry(hash).or_default().insert(&one.modules);
        }
    }
    let hash = |one: &Expected| one.readings.first().and_then(|reading| reading.pieces[0].loose);
    expected.iter().map(|one| hash(one).is_some_and(|hash| by_words[&hash].len() > 1)).collect()
}

/// Whether a match is one of a set of modules, in a reading for them.
pub(super) fn is_of(expected: &[Expected], hit: &Hit, modules: &[u8]) -> bool {
    let one = &expected[hit.unit];
    one.is_of(modules) && one.readings[hit.reading].is_for(modules)
}

/// The heaviest row of matches in which units and words go forward and nothing overlaps. Notes stand
/// anywhere and take no part.
pub(super) fn chain(expected: &[Expected], hits: &[Hit], modules: &[u8]) -> Vec<Hit> {
    let part = |hit: &&Hit| is_of(expected, hit, modules) && expected[hit.unit].part != Part::Note;
    let mut all: Vec<&Hit> = hits.iter().filter(part).collect();
    all.sort_by_key(|hit| (hit.range.start, hit.range.end, hit.unit, hit.reading));
    let mut row = heaviest_row(&all, expected);
    tighten(&mut row, &all);
    row
}

/// What a match is worth. The words of a title within a sentence are hardly ever the title.
fn worth(hit: &Hit, expected: &[Expected]) -> usize {
    let short = matches!(expected[hit.unit].part, Part::Title | Part::Frame);
    if short && !hit.heads { hit.weight / 4 + 1 } else { hit.weight + 1 }
}

fn heaviest_row(all: &[&Hit], expected: &[Expected]) -> Vec<Hit> {
    let step = |hit: &&Hit| Step { unit: hit.unit, range: hit.range.clone(), weight: worth(hit, expected) };
    let steps: Vec<Step> = all.iter().map(step).collect();
    heaviest(&steps, expected.len()).into_iter().map(|at| all[at].clone()).collect()
}

/// A unit that may stand in a range of words, and what speaks for it.
pub(super) struct Step {
    pub unit: usize,
    pub range: std::ops::Range<usize>,
    pub weight: usize,
}

/// The heaviest row of steps in which units and words go forward and nothing overlaps, as places in
/// `steps`, which are in the order of their ranges' beginnings; `units` is how many units there are.
pub(super) fn heaviest(steps: &[Step], units: usize) -> Vec<usize> {
    let mut by_end: Vec<usize> = (0..steps.len()).collect();
    by_end.sort_by_key(|at| (steps[*at].range.end, *at));
    // Weight and last step of the best row that ends with each unit, of those that have ended.
    let mut best: Vec<Option<(usize, usize)>> = vec![None; units];
    let mut weight = vec![0; steps.len()];
    let mut before: Vec<Option<usize>> = vec![None; steps.len()];
    let mut ended = 0;
    for at in 0..steps.len() {
        while ended < by_end.len() && steps[by_end[ended]].range.end <= steps[at].range.start {
            let done = by_end[ended];
            let slot = &mut best[steps[done].unit];
            if slot.is_none_or(|(known, _)| weight[done] >= known) {
                *slot = Some((weight[done], done));
            }
            ended += 1;
        }
        let previous = best[..steps[at].unit].iter().flatten().max_by_key(|(weight, at)| (*weight, *at));
        weight[at] = previous.map_or(0, |(weight, _)| *weight) + steps[at].weight;
        before[at] = previous.map(|(_, at)| *at);
    }
    let mut last = (0..steps.len()).max_by_key(|at| (weight[*at], std::cmp::Reverse(*at)));
    let mut out = Vec::new();
    while let Some(at) = last {
        out.push(at);
        last = before[at];
    }
    out.reverse();
    out
}

/// Moves short units, which may stand in a table of contents too, next to what follows them.
fn tighten(chain: &mut [Hit], row: &[&Hit]) {
    for at in (0..chain.len().saturating_sub(1)).rev() {
        let after = chain[at + 1].range.start;
        let from = at.checked_sub(1).map_or(0, |before| chain[before].range.end);
        let fits = |hit: &&&Hit| {
            hit.unit == chain[at].unit
                && hit.range.start >= from
                && hit.range.end <= after
                && hit.weight == chain[at].weight
        };
        if let Some(nearest) = row.iter().filter(fits).max_by_key(|hit| (hit.heads, hit.range.end)) {
            chain[at] = (*nearest).clone();
        }
    }
}
