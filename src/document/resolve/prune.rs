//! Takes out what the branches of a template left empty, so that numbering has no hole.

use std::sync::Arc;

use super::kept::{Kept, weight};
use crate::document::{Block, Cell, Definition, Draft, Inline, Item, Table, Text, walk};
use crate::parallel;

/// Tidies drafts and drops what says nothing in them.
pub fn drafts(drafts: &mut [Draft], kept: Option<&Kept>) {
    let mut all: Vec<&mut Block> = drafts.iter_mut().flat_map(|draft| &mut draft.blocks).collect();
    parallel::each_mut(&mut all, |block| {
        if !has_content_once(block, kept) {
            **block = Block::Paragraph(Vec::new());
        }
    });
    for draft in drafts {
        draft.blocks.retain(|block| !matches!(block, Block::Paragraph(run) if run.is_empty()));
        walk::cover_runs_mut(&mut draft.meta, &mut |_, _, run| tidy(run));
    }
}

/// The same, unless it was done before.
fn has_content_once(block: &mut Block, kept: Option<&Kept>) -> bool {
    let Some((kept, section)) = Kept::of(kept, block) else { return has_content(block) };
    let prune = || {
        let mut own = Block::Section(section.clone());
        match (has_content(&mut own), own) {
            (true, Block::Section(section)) => Some(section),
            _ => None,
        }
    };
    let pruned = kept.pruned.once(section, b"", prune, |one| one.as_deref().map_or(0, weight));
    pruned.map(|pruned| *section = pruned).is_some()
}

/// Tidies every run of text, then drops each block that has nothing left to say.
pub fn blocks(blocks: &mut Vec<Block>) {
    blocks.retain_mut(has_content);
}

fn has_content(block: &mut Block) -> bool {
    match block {
        Block::Section(section) => {
            let section = Arc::make_mut(section);
            tidy(&mut section.title);
            blocks(&mut section.blocks);
            !section.blocks.is_empty()
        }
        Block::Paragraph(run) => {
            tidy(run);
            !run.is_empty()
        }
        Block::List(list) => {
            list.items.retain_mut(item_has_content);
            !list.items.is_empty()
        }
        Block::Definitions(definitions) => {
            definitions.retain_mut(definition_has_content);
            !definitions.is_empty()
        }
        Block::Table(table) => table_has_rows(table),
        Block::Signatures(signatories) => {
            for signatory in signatories.iter_mut() {
                tidy(&mut signatory.party);
                tidy(&mut signatory.capacity);
            }
            !signatories.is_empty()
        }
        Block::Changed(_, inner) => {
            blocks(inner);
            !inner.is_empty()
        }
    }
}

fn item_has_content(item: &mut Item) -> bool {
    blocks(&mut item.blocks);
    begin_with_paragraph(item)
}

/// Whether an item has blocks. Its first one is a paragraph, even if a list within the list makes it an empty
/// one.
pub fn begin_with_paragraph(item: &mut Item) -> bool {
    if item.blocks.is_empty() {
        return false;
    }
    if !matches!(item.blocks[0], Block::Paragraph(_) | Block::Changed(..)) {
        item.blocks.insert(0, Block::Paragraph(Vec::new()));
    }
    true
}

fn definition_has_content(definition: &mut Definition) -> bool {
    blocks(&mut definition.meaning);
    !definition.meaning.is_empty()
}

fn table_has_rows(table: &mut Table) -> bool {
    if let Some(caption) = &mut table.caption {
        tidy(caption);
    }
    table.caption.take_if(|caption| caption.is_empty());
    table.header.iter_mut().for_each(tidy_cell);
    table.rows.iter_mut().flatten().for_each(tidy_cell);
    table.rows.retain(|row| row.iter().any(|cell| !cell.is_empty()));
    !table.rows.is_empty()
}

/// Tidies the lines of a cell and drops those that print nothing.
pub fn tidy_cell(cell: &mut Cell) {
    cell.lines.iter_mut().for_each(|line| tidy(&mut line.text));
    cell.lines.retain(|line| !line.text.is_empty());
}

/// What stands before a character of a run, as far as spaces are concerned.
#[derive(Clone, Copy, PartialEq)]
enum Before {
    /// Nothing: the run or a line in it begins.
    Line,
    /// A space.
    Space,
    /// Anything printed.
    Word,
}

/// Merges adjacent texts, collapses repeated spaces and line breaks, trims the ends, and drops
/// inlines that print nothing. Facts are left as they were stated.
pub fn tidy(run: &mut Vec<Inline>) {
    squeeze(run, &mut Before::Line);
    trim_end(run);
    merge(run);
    one_full_stop(run);
}

/// A fact that ends with a full stop ends the sentence too: the clause's own full stop goes.
fn one_full_stop(run: &mut Vec<Inline>) {
    for at in 1..run.len() {
        let stops = matches!(&run[at - 1], Inline::Fact(fact) if fact.text.ends_with('.'));
        if let (true, Inline::Text(text)) = (stops, &mut run[at])
            && let Some(rest) = text.strip_prefix('.')
        {
            *text = rest.into();
        }
    }
    run.retain(|inline| !matches!(inline, Inline::Text(text) if text.is_empty()));
}

fn squeeze(run: &mut Vec<Inline>, before: &mut Before) {
    run.retain_mut(|inline| match inline {
        Inline::Text(text) => {
            squeeze_text(text, before);
            !text.is_empty()
        }
        Inline::Fact(fact) => {
            let printed = !fact.text.is_empty();
            if printed {
                *before = Before::Word;
            }
            printed
        }
        Inline::Break => std::mem::replace(before, Before::Line) != Before::Line,
        Inline::Strong(inner)
        | Inline::Emphasis(inner)
        | Inline::Changed(_, inner)
        | Inline::Foreign { text: inner, .. } => {
            squeeze(inner, before);
            !inner.is_empty()
        }
        Inline::Link(link) => {
            squeeze(&mut link.text, before);
            !link.text.is_empty()
        }
        Inline::Note(note) => {
            tidy(&mut note.text);
            !note.text.is_empty()
        }
        Inline::Reference(reference) => {
            tidy(&mut reference.text);
            *before = Before::Word;
            true
        }
        Inline::Term { .. } | Inline::Blank(_) => {
            *before = Before::Word;
            true
        }
    });
}

/// Only the spaces of the keyboard: a no-break space is there on purpose.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

/// Whether a text has no space to lose, as most have none: one between words, none that begins a line.
fn is_squeezed(text: &str, before: Before) -> bool {
    let space = |byte: u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
    let mut last = if before == Before::Word { b'.' } else { b' ' };
    text.bytes().all(|byte| {
        let fits = !space(byte) || (byte == b' ' && !space(last));
        last = byte;
        fits
    })
}

fn squeeze_text(text: &mut Text, before: &mut Before) {
    if is_squeezed(text, *before) {
        match text.as_bytes().last() {
            Some(b' ') => *before = Before::Space,
            Some(_) => *before = Before::Word,
            None => {}
        }
        return;
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if !is_space(c) {
            out.push(c);
            *before = Before::Word;
        } else if *before == Before::Word {
            out.push(' ');
            *before = Before::Space;
        }
    }
    if *out != **text {
        *text = out.into();
    }
}

fn trim_end(run: &mut Vec<Inline>) {
    while let Some(last) = run.last_mut() {
        let gone = match last {
            Inline::Text(text) => {
                let kept = text.trim_end_matches(is_space);
                if kept.len() < text.len() {
                    *text = kept.into();
                }
                text.is_empty()
            }
            Inline::Break => true,
            Inline::Strong(inner)
            | Inline::Emphasis(inner)
            | Inline::Changed(_, inner)
            | Inline::Foreign { text: inner, .. } => {
                trim_end(inner);
                inner.is_empty()
            }
            _ => false,
        };
        if !gone {
            return;
        }
        run.pop();
    }
}

fn merge(run: &mut Vec<Inline>) {
    run.iter_mut().filter_map(walk::inner_mut).for_each(merge);
    if !run.windows(2).any(|two| matches!(two, [Inline::Text(_), Inline::Text(_)])) {
        return; // most runs
    }
    // Gathered apart, so that a run of many small texts is copied once.
    let mut joined = String::new();
    let settle = |run: &mut Vec<Inline>, joined: &mut String| {
        if let Some(Inline::Text(text)) = run.last_mut().filter(|_| !joined.is_empty()) {
            *text = std::mem::take(joined).into();
        }
    };
    for inline in std::mem::take(run) {
        match (run.last(), &inline) {
            (Some(Inline::Text(before)), Inline::Text(after)) => {
                if joined.is_empty() {
                    joined.push_str(before);
                }
                joined.push_str(after);
            }
            _ => {
                settle(run, &mut joined);
                run.push(inline);
            }
        }
    }
    settle(run, &mut joined);
}
