//! Where a unit stands that was changed: by the words it still shares with the official text, or,
//! where only fingerprints are known, by its place between two units that were found.

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::normal;
use super::chain::{Step, heaviest, is_of};
use super::expected::{Expected, Part};
use super::readings::BLANK;
use super::search::Hit;
use super::spelling::british;
use super::words::{Kind, Words};
use super::{Change, ChangeKind};
use crate::diff::words::compare;

/// Least likeness, in ten-thousandths, of a changed unit; titles and lines of forms, being short, need
/// more.
const LIKE: usize = 5_000;
const LIKE_SHORT: usize = 7_500;
/// Letters that make sure that words are those of a unit of another module.
const CERTAIN: usize = 20;
/// Most words of one gap that are looked at.
const MAX_GAP: usize = 6_000;
/// Most places that are tried for one unit.
const MAX_PLACES: usize = 60;

/// An official word: the key it is compared by, and how it is written.
pub(super) struct Official {
    key: String,
    shown: String,
}

/// The words of a reading; a blank is one word.
pub(super) fn official(text: &str, language: &str) -> Vec<Official> {
    let word = |shown: &str| {
        let loose = normal::loose(shown, language);
        let key = if shown.contains(BLANK) { BLANK.to_string() } else { british(&loose).unwrap_or(loose) };
        (!key.is_empty()).then(|| Official { key, shown: shown.to_owned() })
    };
    text.split_whitespace().filter_map(word).collect()
}

/// The units that stand, changed, in a gap, each with its words.
pub(super) fn changed(
    words: &Words,
    taken: &[bool],
    gap: Range<usize>,
    units: &[usize],
    expected: &[Expected],
    modules: &[u8],
    language: &str,
) -> Vec<(usize, Range<usize>)> {
    let gap = gap.start..gap.end.min(gap.start + MAX_GAP);
    let mut steps: Vec<Step> = Vec::new();
    for (order, unit) in units.iter().enumerate() {
        let one = &expected[*unit];
        let least = if matches!(one.part, Part::Title | Part::Appendix) { LIKE_SHORT } else { LIKE };
        let fits = one.readings.iter().filter(|reading| reading.is_for(modules));
        let mut found: Vec<Step> = Vec::new();
        for text in fits.filter_map(|reading| reading.text.as_deref()) {
            found.extend(places(words, taken, gap.clone(), &official(text, language), order, least));
        }
        found.sort_by_key(|step| (std::cmp::Reverse(step.weight), step.range.start, step.range.end));
        found.truncate(MAX_PLACES);
        steps.extend(found);
    }
    steps.sort_by_key(|step| (step.range.start, step.range.end, step.unit));
    let row = heaviest(&steps, units.len());
    let mut found: Vec<(usize, Range<usize>)> =
        row.into_iter().map(|at| (units[steps[at].unit], steps[at].range.clone())).collect();
    for at in 0..found.len() {
        let from = at.checked_sub(1).map_or(gap.start, |before| found[before].1.end);
        let to = found.get(at + 1).map_or(gap.end, |after| after.1.start);
        found[at].1 = whole(words, taken, &found[at].1, from..to);
    }
    found
}

/// A range with the words beside it in its paragraphs that belong to nothing else, if they are fewer than
/// its own.
fn whole(words: &Words, taken: &[bool], range: &Range<usize>, within: Range<usize>) -> Range<usize> {
    let free = |at: &usize, paragraph: usize| {
        within.contains(at)
            && !taken[*at]
            && words.all[*at].paragraph == paragraph
            && words.all[*at].kind != Kind::Mark
    };
    let (first, last) = (words.all[range.start].paragraph, words.all[range.end - 1].paragraph);
    let before = (0..range.start).rev().take_while(|at| free(at, first)).count();
    let after = (range.end..words.all.len()).take_while(|at| free(at, last)).count();
    let most = range.len().max(8);
    let before = if before <= most { before } else { 0 };
    let after = if after <= most { after } else { 0 };
    range.start - before..range.end + after
}

/// The places in a gap that share enough words with a unit: for each beginning the best end.
fn places(
    words: &Words,
    taken: &[bool],
    gap: Range<usize>,
    bag: &[Official],
    unit: usize,
    least: usize,
) -> Vec<Step> {
    if bag.is_empty() {
        return Vec::new();
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    bag.iter().for_each(|word| *counts.entry(&word.key).or_default() += 1);
    let mut out = Vec::new();
    for start in gap.clone() {
        let word = &words.all[start];
        if taken[start] || !word.begins || word.kind == Kind::Mark || word.loose.is_empty() {
            continue;
        }
        let mut left = counts.clone();
        let (mut common, mut length) = (0_usize, 0_usize);
        let mut best: Option<(usize, usize)> = None;
        for (at, word) in words.all.iter().enumerate().take(gap.end).skip(start) {
            if taken[at] || length > bag.len() * 2 + 8 {
                break;
            }
            if !word.loose.is_empty() && word.kind != Kind::Mark {
                length += 1;
                if let Some(count) = left.get_mut(word.key()).filter(|count| **count > 0) {
                    *count -= 1;
                    common += 1;
                }
            }
            let like = common * 20_000 / (bag.len() + length);
            if word.ends && like >= least && best.is_none_or(|(known, _)| like > known) {
                best = Some((like, at + 1));
            }
        }
        if let Some((like, end)) = best {
            out.push(Step { unit, range: start..end, weight: like * bag.len() });
        }
    }
    out
}

/// The changes from an official wording to the words of an agreement, and whether any is more than
/// typography. What fills a blank is no change.
pub(super) fn redline(
    words: &Words,
    range: Range<usize>,
    text: &str,
    language: &str,
) -> (Vec<Change>, bool, Vec<String>) {
    let old = official(text, language);
    let new: Vec<usize> =
        range.filter(|at| !words.all[*at].loose.is_empty() && words.all[*at].kind == Kind::Word).collect();
    let old_keys: Vec<&str> = old.iter().map(|word| word.key.as_str()).collect();
    let new_keys: Vec<&str> = new.iter().map(|at| words.all[*at].key()).collect();
    let mut changes: Vec<Change> = Vec::new();
    let mut fills = Vec::new();
    let mut real = false;
    for run in compare(&old_keys, &new_keys) {
        let before =
            old[run.old.clone()].iter().map(|word| word.shown.as_str()).collect::<Vec<_>>().join(" ");
        let after =
            new[run.new.clone()].iter().map(|at| words.all[*at].shown.as_str()).collect::<Vec<_>>().join(" ");
        let letters = |keys: &[&str]| keys.concat();
        let blank = old_keys[run.old.clone()] == [BLANK.to_string().as_str()];
        if run.same || letters(&old_keys[run.old.clone()]) == letters(&new_keys[run.new.clone()]) {
            changes.push(Change { kind: ChangeKind::Same, text: after });
        } else if blank {
            fills.push(after.clone());
            changes.push(Change { kind: ChangeKind::Filled, text: after });
        } else {
            real = true;
            let before = before.replace(BLANK, "[…]");
            for (kind, text) in [(ChangeKind::Removed, before), (ChangeKind::Inserted, after)] {
                if !text.is_empty() {
                    changes.push(Change { kind, text });
                }
            }
        }
    }
    (changes, real, fills)
}

/// Without the official words: units that were not found and stretches of words that are left between
/// two that were, paired in order. Titles are paired with short lines, and nothing else is.
pub(super) fn by_place(
    words: &Words,
    taken: &[bool],
    gap: Range<usize>,
    units: &[usize],
    expected: &[Expected],
) -> Vec<(usize, Range<usize>)> {
    let mut stretches = stretches(words, taken, gap).into_iter().peekable();
    let mut out = Vec::new();
    for unit in units {
        let title = expected[*unit].part == Part::Title;
        let mark = expected[*unit].mark();
        while let Some(stretch) = stretches.peek() {
            let short = stretch.len() <= 12 && !words.all[stretch.end - 1].shown.ends_with(['.', ';', ':']);
            if title && !short {
                break;
            }
            let stretch = stretches.next().unwrap_or_default();
            if title == short || !title && mark.is_some() && words.mark_before(stretch.start).is_some() {
                out.push((*unit, stretch));
                break;
            }
        }
    }
    out
}

/// Stretches of words of one paragraph that belong to no unit yet.
pub(super) fn stretches(words: &Words, taken: &[bool], gap: Range<usize>) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for at in gap {
        let word = &words.all[at];
        if taken[at] || word.kind == Kind::Mark {
            continue;
        }
        match out.last_mut() {
            Some(last) if last.end == at && words.all[at - 1].paragraph == word.paragraph => {
                last.end = at + 1
            }
            _ => out.push(at..at + 1),
        }
    }
    out.retain(|range| words.letters(range.clone()) > 2);
    out
}

/// The matches of units of other modules that lie in a gap, longest first, without overlap.
pub(super) fn of_others<'h>(
    hits: &'h [Hit],
    expected: &[Expected],
    modules: &[u8],
    gap: &Range<usize>,
    taken: &[bool],
) -> Vec<&'h Hit> {
    let other = |hit: &&Hit| {
        let one = &expected[hit.unit];
        let inside = hit.range.start >= gap.start && hit.range.end <= gap.end;
        inside
            && one.part == Part::Clauses
            && !one.is_of(modules)
            && !one.modules.is_empty()
            && hit.weight >= CERTAIN
            && !is_of(expected, hit, modules)
    };
    let mut found: Vec<&Hit> =
        hits.iter().filter(other).filter(|hit| hit.range.clone().all(|at| !taken[at])).collect();
    found.sort_by_key(|hit| (std::cmp::Reverse(hit.weight), hit.range.start, hit.unit));
    let mut out: Vec<&Hit> = Vec::new();
    for hit in found {
        if out.iter().all(|kept| hit.range.end <= kept.range.start || hit.range.start >= kept.range.end) {
            out.push(hit);
        }
    }
    out.sort_by_key(|hit| hit.range.start);
    out
}
