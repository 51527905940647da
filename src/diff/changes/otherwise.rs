//! Words that were set otherwise: items that became rows of a table, titles that became headings, and the reverse.
//!
//! The redline shows them in both places. They are one change all the same: one that says what is other in their
//! words, or that nothing is.

use std::collections::VecDeque;

use foldhash::{HashMap, HashMapExt};

use super::teller::words;
use super::{Change, Op, Place, What, Words};
use crate::diff::align::shared;
use crate::diff::tokens::sketch;
use crate::diff::wordings::Wordings;

/// Words of what is known again as a row, at least.
const LEAST: usize = 3;
/// Words by which two texts begin that are perhaps one.
const FIRST: usize = 2;
/// Texts that begin alike of which one is looked for.
const LOOKED_AT: usize = 8;

/// Makes one change of what is gone and of what came instead, set otherwise.
pub(super) fn rejoined(all: &mut Vec<Change>, wordings: &mut Wordings) {
    for (gone, came) in [(What::Deleted, What::RowInserted), (What::RowDeleted, What::Inserted)] {
        let is_any = |what| all.iter().any(|change| change.what == what);
        if is_any(gone) && is_any(came) {
            let partners = partners(all, gone, came);
            join(all, &partners, wordings);
        }
    }
}

/// The words of a place that is one paragraph, item or row; of a row without the number in its first cell, which an
/// item does not have among its words.
fn text_of(place: &Place) -> &str {
    let text = place.text.trim_start();
    let (first, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let bare = first.trim_matches(['(', ')', '.']);
    let is_label = !bare.is_empty()
        && (bare.bytes().all(|byte| byte.is_ascii_digit())
            || bare.len() == 1 && first != "A" && first != "a");
    if is_label && !place.row.is_empty() { rest } else { text }
}

/// The words of what is gone or came, if it is one paragraph, item or row.
fn words_of(change: &Change) -> Option<Vec<u32>> {
    let place = change.old.as_ref().or(change.new.as_ref())?;
    let words = (place.units.len() == 1).then(|| sketch(text_of(place)))?;
    (words.len() >= LEAST).then_some(words)
}

/// The places of what came, each with that of what is gone.
fn partners(all: &[Change], gone: What, came: What) -> Vec<(usize, usize)> {
    let of = |what| {
        let changes = all.iter().enumerate().filter(move |(_, change)| change.what == what);
        changes.filter_map(|(at, change)| Some((at, words_of(change)?)))
    };
    let mut same: HashMap<Vec<u32>, VecDeque<usize>> = HashMap::new();
    of(gone).for_each(|(at, words)| same.entry(words).or_default().push_back(at));
    let mut found = Vec::new();
    let mut others = Vec::new();
    for (there, words) in of(came) {
        match same.get_mut(&words).and_then(VecDeque::pop_front) {
            Some(at) => found.push((there, at)),
            None => others.push((there, words)),
        }
    }
    let mut alike: HashMap<[u32; FIRST], VecDeque<(usize, Vec<u32>)>> = HashMap::new();
    for (words, places) in same {
        let first = alike.entry([words[0], words[1]]).or_default();
        first.extend(places.into_iter().map(|at| (at, words.clone())));
    }
    alike.values_mut().for_each(|first| first.make_contiguous().sort_unstable_by_key(|(at, _)| *at));
    for (there, words) in others {
        let Some(first) = alike.get_mut(&[words[0], words[1]]) else { continue };
        let place = first.iter().take(LOOKED_AT).position(|(_, other)| are_mostly_one(&words, other));
        found.extend(place.and_then(|place| first.remove(place)).map(|(at, _)| (there, at)));
    }
    found
}

/// Whether two texts share more than half of the words of the longer one.
fn are_mostly_one(one: &[u32], other: &[u32]) -> bool {
    let sorted = |words: &[u32]| {
        let mut words = words.to_vec();
        words.sort_unstable();
        words
    };
    2 * shared(&sorted(one), &sorted(other)) > one.len().max(other.len())
}

/// Joins changes, each with its partner, which goes.
fn join(all: &mut Vec<Change>, partners: &[(usize, usize)], wordings: &mut Wordings) {
    let mut goes = vec![false; all.len()];
    for (there, at) in partners {
        goes[*at] = true;
        let old = all[*at].old.take();
        let change = &mut all[*there];
        change.old = old;
        let (Some(old), Some(new)) = (&change.old, &change.new) else { continue };
        let (old, new) = (text_of(old), text_of(new));
        let compared = words(old, new, &wordings.of(old, new));
        (change.what, change.words) = told(compared);
    }
    keep(all, goes);
}

/// What changed where words were set otherwise.
fn told(words: Vec<Words>) -> (What, Vec<Words>) {
    let is_word = |words: &Words| words.op != Op::Equal && words.text.contains(char::is_alphanumeric);
    if words.iter().any(is_word) { (What::Reworded, words) } else { (What::Formatted, Vec::new()) }
}

fn keep(all: &mut Vec<Change>, goes: Vec<bool>) {
    let mut goes = goes.into_iter();
    all.retain(|_| !goes.next().unwrap_or_default());
}

/// Makes one change of a heading that came or went, and of the paragraph under it that lost or has those words as
/// its first.
pub(super) fn titled(all: &mut Vec<Change>) {
    for (what, op) in [(What::Inserted, Op::Delete), (What::Deleted, Op::Insert)] {
        let is_new = what == What::Inserted;
        let side = |change: &Change| if is_new { change.new.clone() } else { change.old.clone() };
        let single =
            |change: &Change| side(change).filter(|place| change.what == what && place.units.len() == 1);
        let headings: HashMap<usize, usize> =
            all.iter().enumerate().filter_map(|(at, change)| Some((single(change)?.units.end, at))).collect();
        let mut goes = vec![false; all.len()];
        for at in 0..all.len() {
            let Some(place) = side(&all[at]).filter(|_| all[at].what == What::Reworded) else { continue };
            let Some(title) = headings.get(&place.units.start).copied() else { continue };
            let first = all[at].words.first().filter(|words| words.op == op);
            let Some(heading) = side(&all[title]) else { continue };
            if goes[title] || first.is_none_or(|first| sketch(&first.text) != sketch(&heading.text)) {
                continue;
            }
            goes[title] = true;
            let change = &mut all[at];
            change.words[0].op = Op::Equal;
            (change.what, change.words) = told(std::mem::take(&mut change.words));
            let text = [&*heading.text, &*place.text].join("\n").into();
            let whole = Place { units: heading.units.start..place.units.end, text, ..*heading };
            *(if is_new { &mut change.new } else { &mut change.old }) = Some(Box::new(whole));
        }
        keep(all, goes);
    }
}
