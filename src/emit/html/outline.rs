//! What a page must know of its blocks before the first is written: their places, what their terms mean, the
//! widths of their columns.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Memo;
use super::direction::turns;
use super::escape::css_string;
use crate::document::{Block, Definition, Document, Inline, Section, Text, plain, walk};
use crate::memo::is_shared;

/// Longest meaning shown beside a term, in characters; the definition itself is one click away.
const LONGEST: usize = 280;

/// What there is to know of a block and all in it.
#[derive(Debug, Default)]
pub(super) struct Outline {
    /// What can be pointed to, in reading order.
    pub places: Vec<Place>,
    /// Keys of definitions, with what their terms mean as strings of a style sheet.
    pub meanings: Vec<(Text, String)>,
    /// Widths that columns ask for, in percent.
    pub widths: BTreeSet<u8>,
    /// Whether anything is marked as changed.
    pub changed: bool,
    /// Whether it has footnotes.
    pub notes: bool,
}

/// Something that can be pointed to.
#[derive(Debug)]
pub(super) enum Place {
    /// By its key.
    Key(Text),
    /// By its number, since it has no key.
    Number(Text),
}

/// The outline of each block of each document.
pub(super) fn outlines(documents: &[Document], memo: &Memo) -> Vec<Vec<Arc<Outline>>> {
    let of_block = |block: &Block| match block {
        Block::Section(section) if is_shared(section) => {
            memo.outlines.once(section, b"", || Arc::new(Outline::of(block)), |outline| outline.weight())
        }
        _ => Arc::new(Outline::of(block)),
    };
    documents.iter().map(|document| document.blocks().iter().map(of_block).collect()).collect()
}

impl Outline {
    fn of(block: &Block) -> Outline {
        let mut outline = Outline::default();
        outline.blocks(std::slice::from_ref(block), false);
        walk::inlines(std::slice::from_ref(block), &mut |inline| {
            outline.changed |= matches!(inline, Inline::Changed(..));
            outline.notes |= matches!(inline, Inline::Note(_));
        });
        outline
    }

    fn weight(&self) -> usize {
        let meanings = self.meanings.iter().map(|(_, meaning)| 80 + meaning.len());
        256 + 64 * self.places.len() + meanings.sum::<usize>()
    }

    /// `struck` says whether the blocks are struck out: they can be no one's target, since their keys may live on
    /// elsewhere.
    fn blocks(&mut self, blocks: &[Block], struck: bool) {
        for block in blocks {
            match block {
                Block::Section(section) => self.section(section, struck),
                Block::List(list) => list.items.iter().for_each(|item| self.blocks(&item.blocks, struck)),
                Block::Definitions(definitions) => {
                    definitions.iter().for_each(|one| self.definition(one, struck));
                }
                Block::Changed(mark, blocks) => {
                    self.changed = true;
                    self.blocks(blocks, struck || mark.strikes());
                }
                Block::Table(table) => {
                    let widths = table.columns.iter().filter_map(|column| column.width);
                    self.widths.extend(widths.map(|width| width.min(100)));
                }
                Block::Paragraph(_) | Block::Signatures(_) => {}
            }
        }
    }

    fn section(&mut self, section: &Section, struck: bool) {
        if !struck && !section.key.is_empty() {
            self.places.push(Place::Key(section.key.clone()));
        } else if !struck && !section.number.is_empty() {
            self.places.push(Place::Number(section.number.label.clone()));
        }
        self.blocks(&section.blocks, struck);
    }

    fn definition(&mut self, definition: &Definition, struck: bool) {
        if !struck && !definition.key.is_empty() {
            self.places.push(Place::Key(definition.key.clone()));
            let meaning = css_string(&shortened(words(&definition.meaning)));
            self.meanings.push((definition.key.clone(), meaning));
        }
        self.blocks(&definition.meaning, struck);
    }
}

/// The words of a meaning in one line.
fn words(blocks: &[Block]) -> String {
    let mut parts = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph(inlines) => parts.push(line(inlines)),
            Block::List(list) => {
                for item in &list.items {
                    parts.push(format!("{} {}", item.number.label, words(&item.blocks)));
                }
            }
            Block::Changed(mark, blocks) if !mark.strikes() => parts.push(words(blocks)),
            _ => {}
        }
    }
    let all = parts.join(" ");
    all.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words of a run of text, each fact that runs from right to left between characters that
/// isolate it, since a style sheet's string has no elements that could.
fn line(inlines: &[Inline]) -> String {
    let one = |inline: &Inline| match inline {
        Inline::Fact(fact) if turns(&fact.text, false) => format!("\u{2068}{}\u{2069}", fact.text),
        Inline::Strong(inner) | Inline::Emphasis(inner) => line(inner),
        Inline::Foreign { text, .. } => line(text),
        other => plain(std::slice::from_ref(other)),
    };
    inlines.iter().map(one).collect()
}

fn shortened(meaning: String) -> String {
    let Some((end, _)) = meaning.char_indices().nth(LONGEST) else {
        return meaning;
    };
    let cut = meaning[..end].rfind(' ').unwrap_or(end);
    format!("{} …", meaning[..cut].trim_end_matches([',', ';']))
}
