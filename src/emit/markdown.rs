//! Documents as Markdown: CommonMark with pipe tables and footnotes, the numbers in the text.
//!
//! Every text block is laid out without indentation first; whatever contains it (a list item, a
//! footnote) indents its lines afterwards. That is sound because [`inline`] writes each run of text
//! so that no line of it can be taken for the start of something else.

mod blocks;
mod critic;
mod inline;

use std::io::Write;
use std::sync::Arc;

use super::words::Words;
use super::{Fault, Format, Look, Volume, Written};
use crate::document::{Block, Cell, Document, Inline, Meta, Section, Table, Text};
use crate::memo::Made;
use blocks::Writer;

/// The Markdown format.
pub struct Markdown;

impl Format for Markdown {
    fn name(&self) -> &'static str {
        "md"
    }

    fn write(&self, volume: &Volume<'_>, look: &Look, out: &mut dyn Write) -> Result<Written, Vec<Fault>> {
        let documents = volume.documents;
        let several = documents.len() > 1;
        for (at, document) in documents.iter().enumerate() {
            let text = whole(document, several, &look.markdown);
            if at > 0 {
                out.write_all(b"\n").map_err(fault)?;
            }
            out.write_all(text.as_bytes()).map_err(fault)?;
        }
        Ok(Written::default())
    }

    fn bytes(&self, volume: &Volume<'_>, look: &Look) -> Result<(Vec<u8>, Written), Vec<Fault>> {
        let several = volume.documents.len() > 1;
        let mut text = String::new();
        for (at, document) in volume.documents.iter().enumerate() {
            let one = whole(document, several, &look.markdown);
            if at == 0 {
                text = one;
            } else {
                text.push('\n');
                text.push_str(&one);
            }
        }
        Ok((text.into_bytes(), Written::default()))
    }
}

/// Sections that packs share, as they are written: it changes how long a text takes, never what is in it.
pub struct Memo(Made<Section, Arc<str>>);

impl Default for Memo {
    fn default() -> Memo {
        Memo(Made::of(8 << 20))
    }
}

impl std::fmt::Debug for Memo {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Memo")
    }
}

fn fault(error: std::io::Error) -> Vec<Fault> {
    vec![error.into()]
}

/// One document, ending with a line feed. Where it shares its file with others, its footnotes
/// carry its name, since each document counts its own.
fn whole(document: &Document, several: bool, memo: &Memo) -> String {
    let meta = document.meta();
    let notes = if several { &*meta.slug } else { "" };
    let mut writer = Writer::new(&meta.language, notes, memo);
    opening(&mut writer, meta);
    let blocks = writer.blocks(document.blocks());
    writer.push(blocks);
    writer.finish()
}

/// Title and cover.
fn opening(writer: &mut Writer, meta: &Meta) {
    writer.heading(1, &[Inline::Text(meta.title.clone())]);
    if let Some(mark) = meta.watermark {
        writer.paragraph(&[Inline::Strong(vec![text(mark.word())])]);
    }
    if let Some(subtitle) = &meta.subtitle {
        writer.paragraph(&[Inline::Emphasis(vec![Inline::Text(subtitle.clone())])]);
    }
    let parties = meta.parties.iter();
    let parties = parties.map(|party| vec![party.name.clone().into(), party.role.clone().into()]);
    writer.table(&two_columns(None, parties.collect()));
    for line in [&meta.reference, &meta.version] {
        writer.paragraph(&[Inline::Text(line.clone())]);
    }
    let terms = meta.key_terms.iter();
    let terms = terms.map(|term| vec![term.label.clone().into(), term.value.clone()]);
    let caption = text(Words::of(&meta.language).key_terms);
    writer.table(&two_columns(Some(vec![caption]), terms.collect()));
    if let Some(notice) = &meta.notice {
        writer.paragraph(&[Inline::Text(notice.clone())]);
    }
}

/// A table of labels and values, with no header row.
fn two_columns(caption: Option<Vec<Inline>>, rows: Vec<Vec<Cell>>) -> Table {
    Table { caption, columns: Vec::new(), header: Vec::new(), rows, row_headers: true }
}

fn text(words: &str) -> Inline {
    Inline::Text(Text::from(words))
}

/// Whether a block writes nothing, so that what follows it stands first.
fn is_empty(block: &Block) -> bool {
    match block {
        Block::Paragraph(inlines) => inlines.is_empty(),
        Block::Section(_) => false,
        Block::List(list) => list.items.is_empty(),
        Block::Definitions(definitions) => definitions.is_empty(),
        Block::Table(table) => table.rows.is_empty() && table.header.is_empty(),
        Block::Signatures(signatories) => signatories.is_empty(),
        Block::Changed(_, blocks) => blocks.iter().all(is_empty),
    }
}
