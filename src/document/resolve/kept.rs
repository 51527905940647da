//! What became of sections before. The packs of a batch share most of theirs, and what is the same in all is
//! resolved once.
//!
//! Each pass looks a shared section up by which one it is, and by what else its result follows from. So nothing
//! here has an influence on what comes out.

use std::sync::Arc;

use super::glossary::{Glossaries, Glossary};
use crate::document::{Block, Inline, Key, Section, Text, walk};
use crate::memo::{Made, is_shared};

/// Bytes that the sections of each pass may take, about.
const MOST: usize = 6 << 20;

/// The results of each pass for the sections of many packs.
pub struct Kept {
    pub(super) glossaries: Glossaries,
    /// Without what is empty; nothing where all is.
    pub(super) pruned: Made<Section, Option<Arc<Section>>>,
    /// With the terms of a glossary linked.
    pub(super) linked: Made<Section, Linked>,
    /// Without definitions that nobody uses; nothing where there were no others.
    pub(super) needed: Made<Section, Option<Arc<Section>>>,
    /// With numbers.
    pub(super) numbered: Made<Section, Numbered>,
    /// The places in it, by language.
    pub(super) places: Made<Section, Arc<[Place]>>,
    /// The keys that it refers to.
    pub(super) refers: Made<Section, Arc<[Key]>>,
    /// With the labels of what it refers to.
    pub(super) labelled: Made<Section, Arc<Section>>,
}

impl Default for Kept {
    fn default() -> Kept {
        Kept {
            glossaries: Glossaries::default(),
            pruned: Made::of(MOST),
            linked: Made::of(MOST),
            needed: Made::of(MOST),
            numbered: Made::of(MOST),
            places: Made::of(MOST),
            refers: Made::of(MOST),
            labelled: Made::of(MOST),
        }
    }
}

impl Kept {
    /// Where to look for what became of a block: only of a section that other packs have too.
    pub(super) fn of<'b, 'k>(
        kept: Option<&'k Kept>,
        block: &'b mut Block,
    ) -> Option<(&'k Kept, &'b mut Arc<Section>)> {
        match block {
            Block::Section(section) if is_shared(section) => Some((kept?, section)),
            _ => None,
        }
    }
}

/// A section whose terms are linked.
#[derive(Clone)]
pub(super) struct Linked {
    pub section: Arc<Section>,
    /// Which terms and places its text uses, and which the meaning of each of its definitions.
    pub uses: Arc<[(Option<Key>, Key)]>,
    /// Whether it defines terms.
    pub defines: bool,
    /// Kept with the section, which is known by the place of this.
    pub _glossary: Arc<Glossary>,
}

/// A section with its numbers.
#[derive(Clone)]
pub(super) struct Numbered {
    pub section: Arc<Section>,
    /// How many annexes are counted up to its end.
    pub annexes: usize,
    /// How many notes are.
    pub notes: u32,
}

/// A place that can be referred to.
pub(super) struct Place {
    pub key: Key,
    pub label: Text,
    /// The clause that it stands in.
    pub origin: Option<Text>,
}

/// About how many bytes a section takes.
pub(crate) fn weight(section: &Section) -> usize {
    let mut weight = 256;
    walk::runs(&section.blocks, &mut |_, _, run| {
        weight += 96;
        walk::each(run, &mut |inline| weight += 64 + words(inline));
    });
    weight
}

fn words(inline: &Inline) -> usize {
    match inline {
        Inline::Text(text) | Inline::Term { text, .. } => text.len(),
        Inline::Fact(fact) => fact.text.len() + fact.path.len(),
        _ => 0,
    }
}
