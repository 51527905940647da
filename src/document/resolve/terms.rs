//! Links each use of a defined term to its definition, sorts the definitions, and drops those that
//! nobody uses.

use std::collections::BTreeMap;
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use super::glossary::Glossary;
use super::kept::{Kept, Linked, weight};
use super::{Dangling, Fault, prune};
use crate::document::walk::{self, Role};
use crate::document::{Block, Draft, Inline, Key, Text};
use crate::parallel;

/// What each draft defines, with what the first one does; and the terms defined twice.
pub fn glossaries(drafts: &[Draft], kept: Option<&Kept>) -> (Vec<Arc<Glossary>>, Vec<Dangling>) {
    let mut faults = Vec::new();
    let own: Vec<BTreeMap<Text, Key>> = drafts.iter().map(|draft| terms_of(draft, &mut faults)).collect();
    let with_first = |terms: &BTreeMap<Text, Key>| {
        let mut all = own[0].clone();
        all.extend(terms.clone());
        kept.map_or_else(|| Arc::new(Glossary::new(&all)), |kept| kept.glossaries.of(&all))
    };
    (own.iter().map(with_first).collect(), faults)
}

/// What a block of a draft has to do with terms.
#[derive(Clone)]
pub struct Said {
    /// The terms and places that its text uses, and those that the meaning of each definition does.
    uses: Arc<[(Option<Key>, Key)]>,
    /// Whether it defines terms.
    defines: bool,
}

/// Replaces each use of a defined term by [`Inline::Term`], and tells of each block of each draft what it uses.
///
/// Headings, captions, header rows and labels in cells are left alone, as are links, references, words in
/// another language, and a term in its own meaning.
pub fn link(drafts: &mut [Draft], glossaries: &[Arc<Glossary>], kept: Option<&Kept>) -> Vec<Vec<Said>> {
    let counts: Vec<usize> = drafts.iter().map(|draft| draft.blocks.len()).collect();
    let with_glossary = |(draft, glossary): (_, _)| {
        let draft: &mut Draft = draft;
        let glossary: &Arc<Glossary> = glossary;
        draft.blocks.iter_mut().map(move |block| (block, glossary, None))
    };
    let mut all: Vec<(&mut Block, &Arc<Glossary>, Option<Said>)> =
        drafts.iter_mut().zip(glossaries).flat_map(with_glossary).collect();
    parallel::each_mut(&mut all, |(block, glossary, said)| *said = Some(link_once(block, glossary, kept)));
    let mut said = all.into_iter().filter_map(|(_, _, said)| said);
    counts.into_iter().map(|count| said.by_ref().take(count).collect()).collect()
}

/// Links a block, unless that was done before.
fn link_once(block: &mut Block, glossary: &Arc<Glossary>, kept: Option<&Kept>) -> Said {
    let Some((kept, section)) = Kept::of(kept, block) else { return link_block(block, glossary) };
    let link = || {
        let mut own = Block::Section(section.clone());
        let Said { uses, defines } = link_block(&mut own, glossary);
        let section = match own {
            Block::Section(linked) => linked,
            _ => section.clone(),
        };
        Linked { section, uses, defines, _glossary: glossary.clone() }
    };
    let with = (Arc::as_ptr(glossary) as usize).to_le_bytes();
    let Linked { section: linked, uses, defines, .. } =
        kept.linked.once(section, &with, link, |linked| weight(&linked.section));
    *section = linked;
    Said { uses, defines }
}

fn link_block(block: &mut Block, glossary: &Glossary) -> Said {
    let block = std::slice::from_mut(block);
    walk::runs_mut(block, &mut |role, place, run| {
        if matches!(role, Role::Paragraph | Role::Cell) && !place.is_official() {
            glossary.link(run, place.definition.as_ref());
        }
        if role == Role::Cell {
            unlink_label(run);
        }
    });
    let mut uses = Uses { glossary, seen: HashSet::new(), found: Vec::new() };
    walk::runs(block, &mut |_, place, run| uses.add(place.definition.as_ref(), run));
    Said { uses: uses.found.into(), defines: !walk::definitions(block).is_empty() }
}

/// Gathers what runs use, each once.
struct Uses<'g> {
    glossary: &'g Glossary,
    seen: HashSet<(Option<Key>, Key)>,
    found: Vec<(Option<Key>, Key)>,
}

impl Uses<'_> {
    /// Adds what a run uses, which belongs to the meaning of a definition or to none.
    fn add(&mut self, definition: Option<&Key>, run: &[Inline]) {
        let glossary = self.glossary;
        let mut add = |to: &Key| {
            let one = (definition.cloned(), to.clone());
            if self.seen.insert(one.clone()) {
                self.found.push(one);
            }
        };
        walk::each(run, &mut |inline| match inline {
            Inline::Term { to, .. } => add(to),
            Inline::Reference(reference) => add(&reference.to),
            Inline::Fact(fact) => glossary.found_in(&fact.text, definition).for_each(&mut add),
            _ => {}
        });
    }
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

/// Sorts the definitions of each block, and drops those that no text uses, directly or through the
/// meaning of another definition that is used; with them whatever holds nothing else.
pub fn drop_unused(
    drafts: &mut [Draft],
    glossaries: &[Arc<Glossary>],
    said: &[Vec<Said>],
    kept: Option<&Kept>,
) {
    let used = used(drafts, glossaries, said);
    for (at, (draft, said)) in drafts.iter_mut().zip(said).enumerate() {
        let wanted = |key: &Key| used.contains(&(at, key.clone()));
        let mut said = said.iter();
        draft.blocks.retain_mut(|block| {
            // What defines nothing is as it was.
            said.next().is_none_or(|said| !said.defines) || keep_once(block, &wanted, kept)
        });
    }
}

/// Takes out the definitions that are not wanted, unless that was done before; whether others are left.
fn keep_once(block: &mut Block, wanted: &dyn Fn(&Key) -> bool, kept: Option<&Kept>) -> bool {
    let Some((kept, section)) = Kept::of(kept, block) else { return keep_one(block, wanted) };
    let defined = walk::definitions(&section.blocks);
    let with: Vec<u8> = defined.iter().map(|one| u8::from(wanted(&one.key))).collect();
    let keep = || {
        let mut own = Block::Section(section.clone());
        match (keep_one(&mut own, wanted), own) {
            (true, Block::Section(section)) => Some(section),
            _ => None,
        }
    };
    let needed = kept.needed.once(section, &with, keep, |one| one.as_deref().map_or(0, weight));
    needed.map(|needed| *section = needed).is_some()
}

/// Takes the definitions that are not wanted out of a block; whether it holds others.
fn keep_one(block: &mut Block, wanted: &dyn Fn(&Key) -> bool) -> bool {
    let mut blocks = vec![std::mem::replace(block, Block::Paragraph(Vec::new()))];
    keep(&mut blocks, wanted);
    blocks.pop().map(|kept| *block = kept).is_some()
}

/// A definition: its draft and its key.
type Entry = (usize, Key);

fn used(drafts: &[Draft], glossaries: &[Arc<Glossary>], said: &[Vec<Said>]) -> HashSet<Entry> {
    let mut defined: HashSet<Entry> = HashSet::new();
    for (at, (draft, said)) in drafts.iter().zip(said).enumerate() {
        for (block, _) in draft.blocks.iter().zip(said).filter(|(_, said)| said.defines) {
            let definitions = walk::definitions(std::slice::from_ref(block));
            defined.extend(definitions.into_iter().map(|one| (at, one.key.clone())));
        }
    }
    let entry = |at: usize, key: &Key| {
        [(at, key.clone()), (0, key.clone())].into_iter().find(|entry| defined.contains(entry))
    };
    // From the text, or from the meaning of a definition, to definitions.
    let mut uses: HashMap<Option<Entry>, HashSet<Entry>> = HashMap::new();
    for (at, (draft, said)) in drafts.iter().zip(said).enumerate() {
        let mut cover = Uses { glossary: &glossaries[at], seen: HashSet::new(), found: Vec::new() };
        walk::cover_runs(&draft.meta, &mut |_, _, run| cover.add(None, run));
        let all = said.iter().flat_map(|said| &*said.uses).chain(&cover.found);
        for (from, to) in all {
            let Some(to) = entry(at, to) else { continue };
            let from = from.as_ref().map(|key| (at, key.clone()));
            uses.entry(from).or_default().insert(to);
        }
    }
    let mut used = HashSet::new();
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
