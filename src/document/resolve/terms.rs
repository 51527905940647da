//! Links each use of a defined term to its definition, sorts the definitions, and drops those that
//! nobody uses.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::document::walk::{self, Role};
use crate::document::{Block, Draft, Inline, Key, Text};
use crate::memo::Store;
use crate::parallel;

use super::{Dangling, Fault, prune};

/// Glossaries of many packs: those that define the same terms link the same words alike.
pub struct Glossaries(Store<Arc<Glossary>>);

/// Bytes of linked words that a glossary keeps, about.
const WORDS: usize = 1 << 20;
/// Bytes that all glossaries take with their words, about.
const MOST: usize = 32 * WORDS;

impl Default for Glossaries {
    fn default() -> Glossaries {
        Glossaries(Store::of(MOST))
    }
}

impl Glossaries {
    fn of(&self, terms: &BTreeMap<Text, Key>) -> Arc<Glossary> {
        let mut known = Vec::new();
        for text in terms.iter().flat_map(|(term, key)| [term, key]) {
            known.extend_from_slice(text.as_bytes());
            known.push(0xff);
        }
        self.0.get(&known).unwrap_or_else(|| {
            let glossary = Arc::new(Glossary { links: Some(Store::of(WORDS)), ..Glossary::new(terms) });
            self.0.put(&known, glossary.clone(), WORDS / 2);
            glossary
        })
    }
}

/// What each draft defines, with what the first one does; and the terms defined twice.
pub fn glossaries(drafts: &[Draft], kept: Option<&Glossaries>) -> (Vec<Arc<Glossary>>, Vec<Dangling>) {
    let mut faults = Vec::new();
    let own: Vec<BTreeMap<Text, Key>> = drafts.iter().map(|draft| terms_of(draft, &mut faults)).collect();
    let with_first = |terms: &BTreeMap<Text, Key>| {
        let mut all = own[0].clone();
        all.extend(terms.clone());
        kept.map_or_else(|| Arc::new(Glossary::new(&all)), |kept| kept.of(&all))
    };
    (own.iter().map(with_first).collect(), faults)
}

/// Replaces each use of a defined term by [`Inline::Term`].
///
/// Headings, captions, header rows and labels in cells are left alone, as are links, references, words in
/// another language, and a term in its own meaning.
pub fn link(drafts: &mut [Draft], glossaries: &[Arc<Glossary>]) {
    let with_glossary = |(draft, glossary): (_, _)| {
        let draft: &mut Draft = draft;
        let glossary: &Arc<Glossary> = glossary;
        draft.blocks.iter_mut().map(move |block| (block, glossary))
    };
    let mut all: Vec<(&mut Block, &Arc<Glossary>)> =
        drafts.iter_mut().zip(glossaries).flat_map(with_glossary).collect();
    parallel::each_mut(&mut all, |(block, glossary)| {
        walk::runs_mut(std::slice::from_mut(*block), &mut |role, place, run| {
            if matches!(role, Role::Paragraph | Role::Cell) && !place.is_official() {
                glossary.link(run, place.definition.as_ref());
            }
            if role == Role::Cell {
                unlink_label(run);
            }
        });
    });
}

/// A word before a colon that begins a line of a cell is a label: "Services: hosting".
fn unlink_label(run: &mut Vec<Inline>) {
    if let [Inline::Term { text, .. }, Inline::Text(rest), ..] = &run[..]
        && rest.starts_with(':')
    {
        let whole = Inline::Text(format!("{text}{rest}").into());
        run.splice(..2, [whole]);
    }
}

fn terms_of(draft: &Draft, faults: &mut Vec<Dangling>) -> BTreeMap<Text, Key> {
    let mut terms = BTreeMap::new();
    for definition in walk::definitions(&draft.blocks) {
        let known = terms.insert(definition.term.clone(), definition.key.clone());
        if known.is_some() {
            faults.push(Dangling {
                fault: Fault::TermTwice,
                from: walk::origin_of(&draft.blocks, definition),
                to: definition.term.clone(),
                near: None,
            });
        }
    }
    terms
}

/// The forms in which terms may be used, by first letter, the longest first.
pub struct Glossary {
    forms: BTreeMap<char, Vec<(String, Key)>>,
    /// What became of words that were linked before, where that is kept: nothing where no term is used.
    links: Option<Store<Option<Arc<[Inline]>>>>,
}

impl Glossary {
    fn new(terms: &BTreeMap<Text, Key>) -> Glossary {
        let mut forms: BTreeMap<char, Vec<(String, Key)>> = BTreeMap::new();
        for (term, key) in terms {
            let Some(first) = term.chars().next() else {
                continue;
            };
            let of_letter = forms.entry(first).or_default();
            for form in spellings(term) {
                of_letter.push((form, key.clone()));
            }
        }
        for of_letter in forms.values_mut() {
            of_letter.sort_by(|(a, _), (b, _)| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        }
        Glossary { forms, links: None }
    }

    /// The terms that a stated text uses. Facts stay as they are stated, but what they use is kept.
    fn found_in(&self, text: &str, defining: Option<&Key>) -> Vec<Key> {
        let mut run = Vec::new();
        self.split(&text.into(), defining, &mut run);
        let term = |inline: Inline| match inline {
            Inline::Term { to, .. } => Some(to),
            _ => None,
        };
        run.into_iter().filter_map(term).collect()
    }

    /// Links the uses in a run; `defining` is the key whose meaning the run belongs to.
    fn link(&self, run: &mut Vec<Inline>, defining: Option<&Key>) {
        for mut inline in std::mem::take(run) {
            match &mut inline {
                Inline::Text(text) => {
                    self.split_once(text, defining, run);
                    continue;
                }
                Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Changed(_, inner) => {
                    self.link(inner, defining);
                }
                Inline::Note(note) => self.link(&mut note.text, defining),
                _ => {}
            }
            run.push(inline);
        }
    }

    /// Links the words of a text, unless that was done before.
    fn split_once(&self, text: &Text, defining: Option<&Key>, out: &mut Vec<Inline>) {
        let Some(links) = &self.links else { return self.split(text, defining, out) };
        let mut words = Vec::with_capacity(text.len() + 40);
        words.extend_from_slice(text.as_bytes());
        words.push(0xff);
        words.extend_from_slice(defining.map_or(&[], |key| key.as_bytes()));
        match links.get(&words) {
            Some(Some(linked)) => out.extend_from_slice(&linked),
            Some(None) => out.push(Inline::Text(text.clone())),
            None => {
                let from = out.len();
                self.split(text, defining, out);
                let plain = matches!(&out[from..], [Inline::Text(_)]);
                let linked: Option<Arc<[Inline]>> = (!plain).then(|| out[from..].into());
                links.put(&words, linked, text.len() + (out.len() - from) * size_of::<Inline>());
            }
        }
    }

    fn split(&self, text: &Text, defining: Option<&Key>, out: &mut Vec<Inline>) {
        let mut written = 0;
        for (range, key) in self.uses(text) {
            if Some(key) == defining {
                continue;
            }
            if written < range.start {
                out.push(Inline::Text(text[written..range.start].into()));
            }
            out.push(Inline::Term { to: key.clone(), text: text[range.clone()].into() });
            written = range.end;
        }
        match written {
            0 => out.push(Inline::Text(text.clone())),
            _ if written < text.len() => out.push(Inline::Text(text[written..].into())),
            _ => {}
        }
    }

    fn uses<'a>(&'a self, text: &str) -> Vec<(Range<usize>, &'a Key)> {
        let mut found = Vec::new();
        let mut before = ' ';
        let mut skip_to = 0;
        for (at, c) in text.char_indices() {
            if at >= skip_to
                && !continues_word(before)
                && before != '-'
                && let Some((end, key)) = self.use_at(text, at, c)
            {
                found.push((at..end, key));
                skip_to = end;
            }
            before = c;
        }
        found
    }

    fn use_at(&self, text: &str, at: usize, first: char) -> Option<(usize, &Key)> {
        let rest = &text[at..];
        let ends = |form: &str| !rest[form.len()..].starts_with(continues_word);
        let (form, key) =
            self.forms.get(&first)?.iter().find(|(form, _)| rest.starts_with(form.as_str()) && ends(form))?;
        Some((at + form.len() + possessive(&rest[form.len()..]), key))
    }
}

fn continues_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Length of the possessive ending with which the text begins, or 0.
fn possessive(text: &str) -> usize {
    ["\u{2019}s", "'s"]
        .into_iter()
        .find(|ending| text.strip_prefix(ending).is_some_and(|rest| !rest.starts_with(continues_word)))
        .map_or(0, str::len)
}

/// The term and its regular plurals.
fn spellings(term: &str) -> Vec<String> {
    let mut forms = vec![term.to_string(), format!("{term}s"), format!("{term}es")];
    if let Some(stem) = term.strip_suffix('y') {
        forms.push(format!("{stem}ies"));
    }
    forms
}

/// Sorts the definitions of each block, and drops those that no text uses, directly or through the
/// meaning of another definition that is used; with them whatever holds nothing else.
pub fn drop_unused(drafts: &mut [Draft], glossaries: &[Arc<Glossary>]) {
    let used = used(drafts, glossaries);
    for (at, draft) in drafts.iter_mut().enumerate() {
        keep(&mut draft.blocks, &|key| used.contains(&(at, key.clone())));
    }
}

/// A definition: its draft and its key.
type Entry = (usize, Key);

fn used(drafts: &[Draft], glossaries: &[Arc<Glossary>]) -> BTreeSet<Entry> {
    let defined: BTreeSet<Entry> = drafts
        .iter()
        .enumerate()
        .flat_map(|(at, draft)| {
            let definitions = walk::definitions(&draft.blocks);
            definitions.into_iter().map(move |d| (at, d.key.clone()))
        })
        .collect();
    let entry = |at: usize, key: &Key| {
        [(at, key.clone()), (0, key.clone())].into_iter().find(|entry| defined.contains(entry))
    };
    // From the text, or from the meaning of a definition, to definitions.
    let mut uses: BTreeMap<Option<Entry>, BTreeSet<Entry>> = BTreeMap::new();
    for (at, draft) in drafts.iter().enumerate() {
        let mut visit = |_: Role, place: &walk::Place, run: &Vec<Inline>| {
            let from = place.definition.as_ref().map(|key| (at, key.clone()));
            walk::each(run, &mut |inline| {
                let to = match inline {
                    Inline::Term { to, .. } => vec![to.clone()],
                    Inline::Reference(reference) => vec![reference.to.clone()],
                    Inline::Fact(fact) => glossaries[at].found_in(&fact.text, place.definition.as_ref()),
                    _ => return,
                };
                uses.entry(from.clone()).or_default().extend(to.iter().filter_map(|to| entry(at, to)));
            });
        };
        walk::cover_runs(&draft.meta, &mut visit);
        walk::runs(&draft.blocks, &mut visit);
    }
    let mut used = BTreeSet::new();
    let mut open = vec![None];
    while let Some(from) = open.pop() {
        for to in uses.get(&from).into_iter().flatten() {
            if used.insert(to.clone()) {
                open.push(Some(to.clone()));
            }
        }
    }
    used
}

fn keep(blocks: &mut Vec<Block>, wanted: &dyn Fn(&Key) -> bool) {
    blocks.retain_mut(|block| match block {
        Block::Definitions(definitions) => {
            definitions.retain_mut(|one| {
                let kept = wanted(&one.key);
                if kept {
                    keep(&mut one.meaning, wanted);
                }
                kept && !one.meaning.is_empty()
            });
            definitions.sort_by_cached_key(|d| (d.term.to_lowercase(), d.term.clone()));
            !definitions.is_empty()
        }
        Block::Section(section) => {
            let section = Arc::make_mut(section);
            keep(&mut section.blocks, wanted);
            !section.blocks.is_empty()
        }
        Block::List(list) => {
            list.items.retain_mut(|item| {
                keep(&mut item.blocks, wanted);
                prune::begin_with_paragraph(item)
            });
            !list.items.is_empty()
        }
        Block::Changed(_, inner) => {
            keep(inner, wanted);
            !inner.is_empty()
        }
        Block::Paragraph(_) | Block::Table(_) | Block::Signatures(_) => true,
    });
}
