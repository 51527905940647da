//! Footnotes as paragraphs, so that they are compared as all other text is.
//!
//! Each stands behind the paragraph, the item or the table in which its mark is, or behind the heading. A dagger
//! stands where the mark was and before the note: numbers would be others wherever a note is put in.

use std::borrow::Cow;
use std::sync::Arc;

use crate::document::{Block, Cell, Inline, Note, walk};

/// A text with its footnotes set out, if it has any.
pub fn set_out(blocks: &[Block]) -> Cow<'_, [Block]> {
    let mut has_notes = false;
    walk::inlines(blocks, &mut |inline| has_notes |= matches!(inline, Inline::Note(_)));
    if has_notes { Cow::Owned(all(blocks.to_vec())) } else { Cow::Borrowed(blocks) }
}

fn all(blocks: Vec<Block>) -> Vec<Block> {
    let mut out = Vec::with_capacity(blocks.len());
    for mut block in blocks {
        let mut notes = Vec::new();
        match &mut block {
            Block::Paragraph(run) => take(run, &mut notes),
            Block::Section(section) => {
                let section = Arc::make_mut(section);
                take(&mut section.title, &mut notes);
                let inner = all(std::mem::take(&mut section.blocks));
                section.blocks = notes.drain(..).map(Block::Paragraph).chain(inner).collect();
            }
            Block::List(list) => list.items.iter_mut().for_each(|item| set_out_in(&mut item.blocks)),
            Block::Definitions(terms) => terms.iter_mut().for_each(|term| set_out_in(&mut term.meaning)),
            Block::Table(table) => {
                table.caption.iter_mut().for_each(|caption| take(caption, &mut notes));
                for cell in table.header.iter_mut().chain(table.rows.iter_mut().flatten()) {
                    take_from_cell(cell, &mut notes);
                }
            }
            Block::Changed(_, inner) => set_out_in(inner),
            Block::Signatures(_) => {}
        }
        out.push(block);
        out.extend(notes.into_iter().map(Block::Paragraph));
    }
    out
}

fn set_out_in(blocks: &mut Vec<Block>) {
    *blocks = all(std::mem::take(blocks));
}

fn take_from_cell(cell: &mut Cell, notes: &mut Vec<Vec<Inline>>) {
    cell.lines.iter_mut().for_each(|line| take(&mut line.text, notes));
}

/// Takes the footnotes out of a run, those within footnotes too, and leaves their marks.
fn take(run: &mut Vec<Inline>, notes: &mut Vec<Vec<Inline>>) {
    let mut out: Vec<Inline> = Vec::with_capacity(run.len());
    for mut inline in std::mem::take(run) {
        if let Inline::Note(note) = inline {
            say(Note::DAGGER.to_string(), &mut out);
            let at = notes.len();
            notes.push(Vec::new());
            notes[at] = marked(note.text, notes);
            continue;
        }
        if let Some(inner) = walk::inner_mut(&mut inline) {
            take(inner, notes);
        }
        match inline {
            Inline::Text(words) => say(words.to_string(), &mut out),
            other => out.push(other),
        }
    }
    *run = out;
}

/// A footnote behind its mark; those within it are taken out.
fn marked(text: Vec<Inline>, notes: &mut Vec<Vec<Inline>>) -> Vec<Inline> {
    let mut run = vec![Inline::Text(format!("{} ", Note::DAGGER).into())];
    run.extend(text);
    take(&mut run, notes);
    run
}

/// Words behind others: text that stands side by side is one.
fn say(words: String, out: &mut Vec<Inline>) {
    match out.last_mut() {
        Some(Inline::Text(before)) => *before = format!("{before}{words}").into(),
        _ => out.push(Inline::Text(words.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::units::units;
    use crate::document::markdown::foreign;

    fn shown(text: &str) -> Vec<String> {
        let blocks = foreign(text);
        let blocks = set_out(&blocks);
        units(&blocks).iter().map(|leaf| leaf.text.to_string()).collect()
    }

    #[test]
    fn a_note_stands_behind_what_its_mark_is_in() {
        let text = "# Terms[^h]\n\nDue in **30[^d] days**.[^l]\n\n- corn[^d]\n- rye\n\n\
                    | A[^t] | B |\n|---|---|\n| c | d |\n\nEnd.\n\n\
                    [^h]: of use\n[^d]: calendar\n[^l]: or later\n\n    as agreed\n[^t]: in kg\n[^never]: lost";
        assert_eq!(
            shown(text),
            [
                "Terms†",
                "† of use",
                "Due in 30† days.†",
                "† calendar",
                "† or later as agreed",
                "corn†",
                "rye",
                "A† B",
                "c d",
                "† in kg",
                "End.",
                "lost",
            ]
        );
    }

    #[test]
    fn a_text_without_notes_is_not_copied() {
        assert!(matches!(set_out(&foreign("The mill.")), Cow::Borrowed(_)));
    }
}
