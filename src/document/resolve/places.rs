//! Tells each reference what its place is called.

use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};

use super::kept::{Kept, Place, weight};
use super::{Dangling, Fault, fit};
use crate::document::{Block, Draft, Inline, Key, Kind, Labels, Section, Text, plain, walk};
use crate::memo::is_shared;

/// Labels every reference of numbered drafts; returns the references that lead nowhere and the
/// keys that lead to two places.
pub fn refer(drafts: &mut [Draft], labels: &Labels, kept: Option<&Kept>) -> Vec<Dangling> {
    let mut faults = Vec::new();
    let map = Map::of(drafts, labels, kept, &mut faults);
    for (at, draft) in drafts.iter_mut().enumerate() {
        let Draft { meta, blocks, .. } = draft;
        let language = meta.language.clone();
        let mut pen = Pen { map: &map, at, labels, language: &language, faults: &mut faults };
        walk::cover_runs_mut(meta, &mut |role, place, run| pen.run(role, place, run));
        for block in blocks {
            if let Some((kept, section)) = Kept::of(kept, block)
                && let Some(labelled) = pen.labelled(section, kept)
            {
                *section = labelled;
                continue;
            }
            walk::runs_mut(std::slice::from_mut(block), &mut |role, place, run| pen.run(role, place, run));
        }
    }
    faults
}

/// Writes labels into the references of one draft.
struct Pen<'m> {
    map: &'m Map,
    at: usize,
    labels: &'m Labels,
    language: &'m str,
    faults: &'m mut Vec<Dangling>,
}

impl Pen<'_> {
    fn run(&mut self, role: walk::Role, place: &walk::Place, run: &mut [Inline]) {
        walk::each_mut(run, &mut |inline| {
            let Inline::Reference(reference) = inline else {
                return;
            };
            if let Some((document, label)) = self.map.label(&reference.to, self.at, self.labels) {
                reference.label = label;
                reference.document = document;
                return;
            }
            let fault = Dangling {
                fault: Fault::NoPlace,
                from: place.origin.clone(),
                to: reference.to.clone(),
                near: self.map.near(&reference.to),
            };
            if !self.faults.contains(&fault) {
                self.faults.push(fault);
            }
        });
        if !has_bare_reference(run) {
            return;
        }
        let sentence = role == walk::Role::Paragraph && plain(run).trim_end().ends_with('.');
        let begins = sentence || matches!(role, walk::Role::Cell | walk::Role::Cover);
        fit::labels(run, begins, self.language);
    }

    /// A section that other packs have too with its labels; nothing where a reference leads nowhere.
    fn labelled(&mut self, section: &Arc<Section>, kept: &Kept) -> Option<Arc<Section>> {
        let refers = kept.refers.once(section, b"", || refers(section), |keys| 64 * keys.len());
        if refers.is_empty() {
            return Some(section.clone());
        }
        let mut with = self.language.as_bytes().to_vec();
        for key in &*refers {
            let (document, label) = self.map.label(key, self.at, self.labels)?;
            for part in [document, label] {
                with.push(0xff);
                with.extend_from_slice(part.as_bytes());
            }
        }
        let label = || {
            let mut block = Block::Section(section.clone());
            walk::runs_mut(std::slice::from_mut(&mut block), &mut |role, place, run| {
                self.run(role, place, run)
            });
            match block {
                Block::Section(labelled) => labelled,
                _ => section.clone(),
            }
        };
        Some(kept.labelled.once(section, &with, label, |one| weight(one)))
    }
}

/// The keys that a section refers to, each once.
fn refers(section: &Section) -> Arc<[Key]> {
    let mut found: Vec<Key> = Vec::new();
    let mut see = |inline: &Inline| {
        if let Inline::Reference(reference) = inline
            && !found.contains(&reference.to)
        {
            found.push(reference.to.clone());
        }
    };
    walk::each(&section.title, &mut see);
    walk::inlines(&section.blocks, &mut see);
    found.into()
}

/// Whether a label is yet to stand in a run, where no words do.
fn has_bare_reference(run: &[Inline]) -> bool {
    let mut has = false;
    walk::each(run, &mut |inline| {
        has |= matches!(inline, Inline::Reference(reference) if reference.text.is_empty());
    });
    has
}

/// About how many places the drafts of a pack have.
const PLACES: usize = 256;

/// Every place that can be referred to.
struct Map {
    /// By key: sections, clauses, annexes, whole drafts.
    places: HashMap<Key, Spot>,
    /// By key and draft: each draft may define a term for itself.
    terms: HashMap<(usize, Key), Text>,
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
    fn of(drafts: &[Draft], labels: &Labels, kept: Option<&Kept>, faults: &mut Vec<Dangling>) -> Map {
        let mut map =
            Map { places: HashMap::with_capacity(PLACES), terms: HashMap::new(), drafts: Vec::new() };
        for (at, draft) in drafts.iter().enumerate() {
            let meta = &draft.meta;
            map.drafts.push((meta.called.clone(), meta.slug.clone()));
            let whole = Spot { draft: at, label: meta.called.clone(), within: false };
            map.add(&meta.slug, whole, None, faults);
            map.add_sections(draft, at, (labels, kept), faults);
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

    fn add_sections(
        &mut self,
        draft: &Draft,
        at: usize,
        (labels, kept): (&Labels, Option<&Kept>),
        faults: &mut Vec<Dangling>,
    ) {
        let language = &*draft.meta.language;
        for block in &draft.blocks {
            let find = || places(block, labels, language);
            let places = match (kept, block) {
                (Some(kept), Block::Section(section)) if is_shared(section) => {
                    kept.places.once(section, language.as_bytes(), find, |places| 160 * places.len())
                }
                _ => find(),
            };
            for Place { key, label, origin } in &*places {
                let spot = Spot { draft: at, label: label.clone(), within: true };
                self.add(key, spot, origin.clone(), faults);
            }
        }
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

    /// The document that a reference in draft `at` leads to, and what its place is called there; none if there
    /// is no such place.
    fn label(&self, to: &Key, at: usize, labels: &Labels) -> Option<(Text, Text)> {
        let (draft, label) = match self.places.get(to) {
            Some(spot) if spot.draft == at || !spot.within => (spot.draft, spot.label.clone()),
            Some(spot) => {
                let called = &self.drafts[spot.draft].0;
                let label = labels.of.replace("{document}", called).replace("{place}", &spot.label);
                (spot.draft, label.into())
            }
            None => {
                let (draft, term) = self.term(to, at)?;
                (draft, term.clone())
            }
        };
        Some((self.drafts[draft].1.clone(), label))
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
        let mut known: Vec<&Key> = self.places.keys().chain(terms).collect();
        known.sort();
        known
            .into_iter()
            .map(|known| (strsim::normalized_damerau_levenshtein(key, known), known))
            .filter(|(likeness, _)| *likeness >= 0.6)
            .max_by(|(a, _), (b, _)| a.total_cmp(b))
            .map(|(_, known)| known.clone())
    }
}

/// The places of a block that can be referred to.
fn places(block: &Block, labels: &Labels, language: &str) -> Arc<[Place]> {
    let mut found = Vec::new();
    walk::each_section(std::slice::from_ref(block), &mut |section, origin| {
        if !section.key.is_empty() {
            let label = label(section, labels, language).into();
            found.push(Place { key: section.key.clone(), label, origin: origin.cloned() });
        }
    });
    found.into()
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
