//! One instrument in one agreement: which of its units are there, and what became of each.

mod added;
mod choices;
mod matched;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::super::foreign::{Foreign, Place};
use super::super::seal::Seal;
use super::super::store::Stored;
use super::chain::{chain, is_of, modules};
use super::copies::{Copy, copies};
use super::expected::{Expected, Part, expected};
use super::likeness::{by_place, changed, of_others, redline};
use super::search::{Entangled, Hit, search};
use super::words::Words;
use super::{Basis, Counted, Judged, Question, Verdict, Verified};
use matched::{of_hit, renumbered};

/// The share of the clauses, in hundredths, that must be there word for word to say that an agreement
/// has them at all.
const RECOGNISED: usize = 12;
/// Most words before the first and after the last unit that was found in which others are looked for.
const MARGIN: usize = 1_500;
/// Letters of a unit that make sure it is meant where it stands out of order.
const SURE: usize = 30;
/// An instrument, and an agreement that may have it.
pub(super) struct Case<'a> {
    seal: &'a Seal,
    stored: Option<Stored>,
    language: String,
    /// The whole agreement.
    pub words: Words,
    expected: Vec<Expected>,
    hits: Vec<Hit>,
}

impl<'a> Case<'a> {
    /// Looks for the units of an instrument in an agreement.
    pub(super) fn of(
        foreign: &Foreign,
        seal: &'a Seal,
        stored: Option<Stored>,
        language: String,
    ) -> Result<Case<'a>, Entangled> {
        let words = Words::of(foreign, &language);
        let expected = expected(seal, stored.as_ref().map(|stored| &stored.text), &language);
        let hits = search(&words, &expected)?;
        Ok(Case { seal, stored, language, words, expected, hits })
    }

    /// Where it has the clauses.
    pub(super) fn copies(&self) -> Vec<Copy> {
        copies(&self.expected, &self.hits)
    }
}

/// The state of judging.
struct Work<'a> {
    words: Words,
    expected: &'a [Expected],
    seal: &'a Seal,
    stored: Option<&'a Stored>,
    language: &'a str,
    modules: Vec<u8>,
    remarks: &'a [String],
    hits: Vec<Hit>,
    taken: Vec<bool>,
    /// Verdicts by unit.
    judged: BTreeMap<usize, Judged>,
    /// What stands after a unit and is none.
    extra: Vec<(usize, Judged)>,
}

/// Judges the units of an instrument in an agreement without the words that are gone, and says where they
/// begin; none where it is not there.
pub(super) fn judge(
    case: &Case<'_>,
    gone: &[bool],
    question: &Question,
) -> Result<Option<(usize, Verified)>, Entangled> {
    let expected = &case.expected;
    // Words keep their places in the whole agreement.
    let mut origin: Vec<usize> = (0..case.words.all.len()).filter(|at| !gone[*at]).collect();
    let (mut words, mut hits) = if gone.contains(&true) {
        let words = case.words.without(gone);
        let hits = search(&words, expected)?;
        (words, hits)
    } else {
        (case.words.clone(), case.hits.clone())
    };
    let has_modules = expected.iter().any(|one| !one.modules.is_empty());
    let chosen = match (has_modules, question.modules.is_empty()) {
        (true, false) => question.modules.clone(),
        (true, true) => modules(expected, &hits),
        (false, _) => Vec::new(),
    };
    let notes = notes(expected, &hits, &chosen);
    let mut judged = BTreeMap::new();
    let extra = added::among_notes(&words, expected, &hits, &notes);
    if !notes.is_empty() {
        let mut out = vec![false; words.all.len()];
        for hit in &notes {
            hit.range.clone().for_each(|at| out[at] = true);
            judged.insert(hit.unit, of_hit(&words, expected, hit, case.stored.is_some()));
        }
        origin = origin.into_iter().zip(&out).filter(|(_, out)| !**out).map(|(at, _)| at).collect();
        words = words.without(&out);
        hits = search(&words, expected)?;
    }
    let row = chain(expected, &hits, &chosen);
    if !is_recognised(expected, &row, &chosen) {
        return Ok(None);
    }
    let taken = vec![false; words.all.len()];
    let mut work = Work {
        words,
        expected,
        seal: case.seal,
        stored: case.stored.as_ref(),
        language: &case.language,
        modules: chosen,
        remarks: &question.remarks,
        hits,
        taken,
        judged,
        extra,
    };
    work.take(&row);
    work.moved(&row);
    work.gaps(&row);
    work.choices();
    work.missing();
    work.added(&row);
    let begin = row.first().map_or(0, |hit| origin[hit.range.start]);
    let place = |at: usize| case.words.place(origin[at]).unwrap_or(Place::Line(1));
    let last = row.iter().rfind(|hit| expected[hit.unit].part == Part::Clauses);
    let ends = row.first().zip(last).map(|(first, last)| [first, last].map(|hit| place(hit.range.start)));
    let [from, to] = ends.unwrap_or([Place::Line(1); 2]);
    Ok(Some((begin, work.verified(from, to, !question.modules.is_empty()))))
}

/// The first match of each note that the modules have; notes with the same words take turns.
fn notes(expected: &[Expected], hits: &[Hit], modules: &[u8]) -> Vec<Hit> {
    let mut all: BTreeMap<usize, Vec<&Hit>> = BTreeMap::new();
    for hit in
        hits.iter().filter(|hit| expected[hit.unit].part == Part::Note && is_of(expected, hit, modules))
    {
        all.entry(hit.unit).or_default().push(hit);
    }
    let mut used = BTreeSet::new();
    let turn = |found: Vec<&Hit>| {
        let free = found.iter().find(|hit| !used.contains(&hit.range.start)).or(found.first()).copied();
        used.extend(free.map(|hit| hit.range.start));
        free.cloned()
    };
    all.into_values().filter_map(turn).collect()
}

fn is_recognised(expected: &[Expected], row: &[Hit], modules: &[u8]) -> bool {
    let found = row.iter().filter(|hit| expected[hit.unit].part == Part::Clauses && hit.weight > 12).count();
    let all = expected.iter().filter(|one| one.part == Part::Clauses && one.is_of(modules)).count();
    found >= 3 && found * 100 >= all * RECOGNISED
}

impl Work<'_> {
    fn take(&mut self, row: &[Hit]) {
        for hit in row {
            hit.range.clone().for_each(|at| self.taken[at] = true);
            let judged = self.best(hit);
            self.judged.insert(hit.unit, judged);
        }
    }

    /// The verdict by the reading that speaks most for the agreement, of those with the same words.
    fn best(&self, hit: &Hit) -> Judged {
        let same = |other: &&Hit| {
            other.unit == hit.unit
                && other.range == hit.range
                && other.weight == hit.weight
                && is_of(self.expected, other, &self.modules)
        };
        let judged = self
            .hits
            .iter()
            .filter(same)
            .map(|hit| of_hit(&self.words, self.expected, hit, self.stored.is_some()));
        let own = of_hit(&self.words, self.expected, hit, self.stored.is_some());
        judged.fold(own, |best, other| if other.notes.len() < best.notes.len() { other } else { best })
    }

    fn is_wanted(&self, unit: usize) -> bool {
        let one = &self.expected[unit];
        one.is_of(&self.modules) && !self.judged.contains_key(&unit)
    }

    /// Units that stand out of order: words that belong to nothing else.
    fn moved(&mut self, row: &[Hit]) {
        let Some(region) = region(row) else { return };
        for at in 0..self.hits.len() {
            let hit = &self.hits[at];
            let part = self.expected[hit.unit].part;
            let free = region.contains(&hit.range.start) && hit.range.clone().all(|at| !self.taken[at]);
            if part != Part::Clauses
                || hit.weight < SURE
                || !free
                || !self.is_wanted(hit.unit)
                || !is_of(self.expected, hit, &self.modules)
            {
                continue;
            }
            let mut judged = of_hit(&self.words, self.expected, hit, self.stored.is_some());
            if judged.verdict == Verdict::Verbatim {
                judged.verdict = Verdict::Typographic;
            }
            judged.notes.push("stands in another place".to_owned());
            hit.range.clone().for_each(|at| self.taken[at] = true);
            self.judged.insert(hit.unit, judged);
        }
    }

    /// What stands between two units that were found.
    fn gaps(&mut self, row: &[Hit]) {
        let mut before: Option<&Hit> = None;
        for hit in row.iter().map(Some).chain([None]) {
            let start = before.map_or_else(
                || hit.map_or(0, |hit| hit.range.start.saturating_sub(MARGIN)),
                |hit| hit.range.end,
            );
            let end = hit.map_or_else(|| self.words.all.len().min(start + MARGIN), |hit| hit.range.start);
            let first = before.map_or(0, |hit| hit.unit + 1);
            let last = hit.map_or(self.expected.len(), |hit| hit.unit);
            let inside = before.is_some() && hit.is_some();
            before = hit;
            if start < end && first <= last {
                self.gap(start..end, first..last, inside);
            }
        }
        self.changed_notes();
    }

    fn gap(&mut self, gap: Range<usize>, units: Range<usize>, inside: bool) {
        self.others(&gap, units.clone());
        let part = |unit: &usize| {
            let one = &self.expected[*unit];
            self.is_wanted(*unit)
                && !one.form
                && matches!(one.part, Part::Title | Part::Clauses | Part::Appendix)
        };
        let wanted: Vec<usize> = units.filter(part).collect();
        if wanted.is_empty() {
            return;
        }
        if self.stored.is_some() {
            let found =
                changed(&self.words, &self.taken, gap, &wanted, self.expected, &self.modules, self.language);
            found.into_iter().for_each(|(unit, range)| self.change(unit, range));
        } else if inside {
            // A form is filled in with words of the parties, which say nothing about its lines.
            let clauses: Vec<usize> = wanted
                .into_iter()
                .filter(|unit| self.expected[*unit].part != Part::Appendix && !self.is_left_out(*unit))
                .collect();
            let found = by_place(&self.words, &self.taken, gap, &clauses, self.expected);
            found.into_iter().for_each(|(unit, range)| self.unknown(unit, range));
        }
    }

    /// Words of other modules, in the place of the unit that has their address in this one.
    fn others(&mut self, gap: &Range<usize>, units: Range<usize>) {
        let hits = self.hits.clone();
        for hit in of_others(&hits, self.expected, &self.modules, gap, &self.taken) {
            let like = self.expected[hit.unit].id.clone();
            let address = |id: &str| {
                id.split_once('.')
                    .filter(|(scope, _)| scope.starts_with('m'))
                    .map_or_else(|| id.to_owned(), |(_, rest)| rest.to_owned())
            };
            let own = units
                .clone()
                .find(|unit| self.is_wanted(*unit) && address(&self.expected[*unit].id) == address(&like));
            let mut judged = of_hit(&self.words, self.expected, hit, self.stored.is_some());
            judged.verdict = Verdict::OtherModule;
            judged.finding = true;
            judged.like = Some(like);
            hit.range.clone().for_each(|at| self.taken[at] = true);
            match own {
                Some(unit) => {
                    judged.id.clone_from(&self.expected[unit].id);
                    judged.redline = self.redline_of(unit, hit.range.clone());
                    self.judged.insert(unit, judged);
                }
                None => self.extra.push((hit.unit, judged)),
            }
        }
    }

    /// The redline of a unit against words that stand for it, by the reading for the modules that is nearest.
    fn redline_of(&self, unit: usize, range: Range<usize>) -> Vec<super::Change> {
        let fits = self.expected[unit].readings.iter().filter(|reading| reading.is_for(&self.modules));
        fits.filter_map(|reading| reading.text.as_deref())
            .map(|text| redline(&self.words, range.clone(), text, self.language).0)
            .min_by_key(|changes| cost(changes))
            .unwrap_or_default()
    }

    /// A unit that shares most of its words with the official one, held against the reading for its modules
    /// that is nearest.
    fn change(&mut self, unit: usize, range: Range<usize>) {
        let one = &self.expected[unit];
        let fits = one.readings.iter().filter(|reading| reading.is_for(&self.modules));
        let redlines = fits
            .filter_map(|reading| reading.text.as_deref())
            .map(|text| redline(&self.words, range.clone(), text, self.language));
        let Some((changes, real, filled)) = redlines.min_by_key(|(changes, _, _)| cost(changes)) else {
            return;
        };
        let closer =
            if real && one.part == Part::Clauses { self.closer(unit, range.clone(), &changes) } else { None };
        let one = &self.expected[unit];
        let mut notes: Vec<String> =
            renumbered(one, self.words.mark_before(range.start)).into_iter().collect();
        notes.extend(closer.map(|like| format!("closer to {like}")));
        if !real {
            notes.push("spaces".to_owned());
        }
        let verdict = if real { Verdict::Altered } else { Verdict::Typographic };
        let judged = Judged {
            id: one.id.clone(),
            annex: one.annex,
            verdict,
            finding: real && one.part != Part::Appendix,
            place: self.words.place(range.start),
            found: self.words.text(range.clone(), &[]),
            redline: if real { changes } else { Vec::new() },
            like: None,
            filled,
            notes,
        };
        range.for_each(|at| self.taken[at] = true);
        self.judged.insert(unit, judged);
    }

    /// The unit of another module that altered words are nearer to.
    fn closer(&self, unit: usize, range: Range<usize>, changes: &[super::Change]) -> Option<String> {
        let mut best = (cost(changes), None);
        let address = |id: &str| id.split_once('.').map(|(_, rest)| rest.to_owned());
        let own = &self.expected[unit];
        for other in self
            .expected
            .iter()
            .filter(|other| !other.is_of(&self.modules) && address(&other.id) == address(&own.id))
        {
            for text in other.readings.iter().filter_map(|reading| reading.text.as_deref()) {
                let cost = cost(&redline(&self.words, range.clone(), text, self.language).0);
                if cost < best.0 {
                    best = (cost, Some(other.id.clone()));
                }
            }
        }
        best.1
    }

    /// Words in the place of a unit whose official words are not known.
    fn unknown(&mut self, unit: usize, range: Range<usize>) {
        let one = &self.expected[unit];
        let mut notes: Vec<String> =
            renumbered(one, self.words.mark_before(range.start)).into_iter().collect();
        notes.push("told by its place; a redline needs the official text".to_owned());
        let judged = Judged {
            id: one.id.clone(),
            annex: one.annex,
            verdict: Verdict::Altered,
            finding: true,
            place: self.words.place(range.start),
            found: self.words.text(range.clone(), &[]),
            redline: Vec::new(),
            like: None,
            filled: Vec::new(),
            notes,
        };
        range.for_each(|at| self.taken[at] = true);
        self.judged.insert(unit, judged);
    }

    /// Notes with other words, anywhere among what belongs to nothing else.
    fn changed_notes(&mut self) {
        if self.stored.is_none() {
            return;
        }
        let wanted: Vec<usize> = (0..self.expected.len())
            .filter(|unit| self.is_wanted(*unit) && self.expected[*unit].part == Part::Note)
            .collect();
        for unit in wanted {
            let gap = 0..self.words.all.len();
            let found =
                changed(&self.words, &self.taken, gap, &[unit], self.expected, &self.modules, self.language);
            found.into_iter().for_each(|(unit, range)| self.change(unit, range));
        }
    }

    fn verified(self, from: Place, to: Place, asked: bool) -> Verified {
        let notes = self.seal.notes.is_empty() || self.expected.iter().any(|one| one.part == Part::Note);
        let not_needed = (0..self.expected.len()).filter(|unit| !self.judged.contains_key(unit)).count();
        let mut units: Vec<(usize, usize, Judged)> =
            self.judged.into_iter().map(|(unit, one)| (unit, 0, one)).collect();
        units.extend(self.extra.into_iter().enumerate().map(|(at, (unit, one))| (unit, at + 1, one)));
        units.sort_by_key(|(unit, at, _)| (*unit, *at));
        let units: Vec<Judged> = units.into_iter().map(|(_, _, one)| one).collect();
        let counted = |annex: bool| {
            let count =
                |verdict| units.iter().filter(|one| one.annex == annex && one.verdict == verdict).count();
            let counts = Verdict::ALL.map(|verdict| Counted { verdict, units: count(verdict) });
            counts.into_iter().filter(|count| count.units > 0).collect::<Vec<Counted>>()
        };
        let seal = &self.seal.instrument;
        Verified {
            instrument: seal.id.clone(),
            title: seal.title.clone(),
            citation: seal.citation.clone(),
            modules: self.modules,
            asked,
            from,
            to,
            basis: Basis { notes, ..basis(self.seal, self.stored) },
            counts: counted(false),
            annexes: counted(true),
            not_needed,
            units,
        }
    }
}

/// How many words were changed.
fn cost(changes: &[super::Change]) -> usize {
    let same = |one: &&super::Change| matches!(one.kind, super::ChangeKind::Same | super::ChangeKind::Filled);
    changes.iter().filter(|one| !same(one)).map(|one| one.text.split_whitespace().count()).sum()
}

/// From the first to the last word of a row of matches.
fn region(row: &[Hit]) -> Option<Range<usize>> {
    Some(row.first()?.range.start..row.last()?.range.end)
}

fn basis(seal: &Seal, stored: Option<&Stored>) -> Basis {
    let from = stored.map(|stored| &stored.text.provenance);
    Basis {
        fingerprints: seal.instrument.status.clone(),
        text: from.map(|from| format!("{}, {}", from.files.join(", "), from.date)),
        edition: from.and_then(|from| from.edition.clone().or_else(|| from.instances.last().cloned())),
        notes: true,
        unsure: stored.map_or(0, |stored| stored.faults().count()),
    }
}
