//! Tells each reference what its place is called.

use std::collections::BTreeMap;

use crate::document::{Block, Draft, Inline, Key, Kind, Labels, Reference, Section, Text, plain, walk};

use super::{Dangling, Fault, fit};

/// Labels every reference of numbered drafts; returns the references that lead nowhere and the
/// keys that lead to two places.
pub fn refer(drafts: &mut [Draft], labels: &Labels) -> Vec<Dangling> {
    let mut faults = Vec::new();
    let map = Map::of(drafts, labels, &mut faults);
    for (at, draft) in drafts.iter_mut().enumerate() {
        let language = draft.meta.language.clone();
        let mut visit = |role: walk::Role, place: &walk::Place, run: &mut Vec<Inline>| {
            walk::each_mut(run, &mut |inline| {
                let Inline::Reference(reference) = inline else {
                    return;
                };
                if !map.label(reference, at, labels) {
                    let fault = Dangling {
                        fault: Fault::NoPlace,
                        from: place.origin.clone(),
                        to: reference.to.clone(),
                        near: map.near(&reference.to),
                    };
                    if !faults.contains(&fault) {
                        faults.push(fault);
                    }
                }
            });
            if !has_bare_reference(run) {
                return;
            }
            let sentence = role == walk::Role::Paragraph && plain(run).trim_end().ends_with('.');
            let begins = sentence || matches!(role, walk::Role::Cell | walk::Role::Cover);
            fit::labels(run, begins, &language);
        };
        walk::cover_runs_mut(&mut draft.meta, &mut visit);
        walk::runs_mut(&mut draft.blocks, &mut visit);
    }
    faults
}

/// Whether a label is yet to stand in a run, where no words do.
fn has_bare_reference(run: &[Inline]) -> bool {
    let mut has = false;
    walk::each(run, &mut |inline| {
        has |= matches!(inline, Inline::Reference(reference) if reference.text.is_empty());
    });
    has
}

/// Every place that can be referred to.
struct Map {
    /// By key: sections, clauses, annexes, whole drafts.
    places: BTreeMap<Key, Spot>,
    /// By key and draft: each draft may define a term for itself.
    terms: BTreeMap<(usize, Key), Text>,
    /// What drafts are called, and their slugs.
    drafts: Vec<(Text, Text)>,
}

struct Spot {
    draft: usize,
    label: Text,
    /// Whether the label names a place within the draft, not the draft itself.
    within: bool,
}

impl Map {
    fn of(drafts: &[Draft], labels: &Labels, faults: &mut Vec<Dangling>) -> Map {
        let mut map = Map { places: BTreeMap::new(), terms: BTreeMap::new(), drafts: Vec::new() };
        for (at, draft) in drafts.iter().enumerate() {
            let meta = &draft.meta;
            map.drafts.push((meta.called.clone(), meta.slug.clone()));
            let whole = Spot { draft: at, label: meta.called.clone(), within: false };
            map.add(&meta.slug, whole, None, faults);
            map.add_sections(draft, at, labels, faults);
            map.add_terms(&draft.blocks, at, faults);
        }
        map
    }

    fn add(&mut self, key: &Key, spot: Spot, origin: Option<Text>, faults: &mut Vec<Dangling>) {
        if key.is_empty() {
            return;
        }
        if self.places.insert(key.clone(), spot).is_some() {
            faults.push(twice(key, origin));
        }
    }

    fn add_sections(&mut self, draft: &Draft, at: usize, labels: &Labels, faults: &mut Vec<Dangling>) {
        walk::each_section(&draft.blocks, &mut |section, origin| {
            let spot =
                Spot { draft: at, label: label(section, labels, &draft.meta.language).into(), within: true };
            self.add(&section.key, spot, origin.cloned(), faults);
        });
    }

    fn add_terms(&mut self, blocks: &[Block], at: usize, faults: &mut Vec<Dangling>) {
        for definition in walk::definitions(blocks) {
            let entry = (at, definition.key.clone());
            let known = self.terms.insert(entry, definition.term.clone());
            // The same term twice is told by the terms; here only two terms with one key.
            if known.is_some_and(|term| term != definition.term) {
                faults.push(twice(&definition.key, walk::origin_of(blocks, definition)));
            }
        }
    }

    /// Sets label and document of a reference in draft `at`; false if there is no such place.
    fn label(&self, reference: &mut Reference, at: usize, labels: &Labels) -> bool {
        let (draft, label) = match self.places.get(&reference.to) {
            Some(spot) if spot.draft == at || !spot.within => (spot.draft, spot.label.clone()),
            Some(spot) => {
                let called = &self.drafts[spot.draft].0;
                let label = labels.of.replace("{document}", called).replace("{place}", &spot.label);
                (spot.draft, label.into())
            }
            None => match self.term(&reference.to, at) {
                Some((draft, term)) => (draft, term.clone()),
                None => return false,
            },
        };
        reference.label = label;
        reference.document = self.drafts[draft].1.clone();
        true
    }

    fn term(&self, key: &Key, at: usize) -> Option<(usize, &Text)> {
        [at, 0].into_iter().find_map(|draft| {
            let term = self.terms.get(&(draft, key.clone()))?;
            Some((draft, term))
        })
    }

    /// The existing key most like this one, if it is like it at all.
    fn near(&self, key: &Key) -> Option<Key> {
        let terms = self.terms.keys().map(|(_, key)| key);
        self.places
            .keys()
            .chain(terms)
            .map(|known| (strsim::normalized_damerau_levenshtein(key, known), known))
            .filter(|(likeness, _)| *likeness >= 0.6)
            .max_by(|(a, _), (b, _)| a.total_cmp(b))
            .map(|(_, known)| known.clone())
    }
}

fn twice(key: &Key, origin: Option<Text>) -> Dangling {
    Dangling { fault: Fault::KeyTwice, from: origin, to: key.clone(), near: None }
}

/// What a section is called in its own document: "clause 8 (Breach notice)".
fn label(section: &Section, labels: &Labels, language: &str) -> String {
    let title = plain(&section.title);
    let number = &section.number;
    let word = match section.kind {
        Kind::Section => &*labels.section,
        Kind::Clause => &*labels.clause,
        Kind::Part | Kind::Annex | Kind::Signing => "",
    };
    // A published number may bring its own word: "Clause 8", "Annex I.B".
    let worded = word.is_empty() || (number.published && number.label.contains(' '));
    let called = match (number.is_empty(), worded) {
        (true, _) if !title.is_empty() => return fit::quoted(&title, language),
        (true, _) => word.to_string(),
        (false, true) => number.label.to_string(),
        (false, false) => format!("{word} {}", number.label),
    };
    match title.is_empty() {
        true => called,
        false => format!("{called} ({title})"),
    }
}
