//! A document as plain text with its numbers, for checks, tests and people who search.

use crate::document::{Block, Cell, Definition, Document, Inline, Kind, List, Marker, Section, plain};

use super::each;

/// The text in reading order: a line per heading, paragraph, item and table row, each behind its
/// number. The cover and the lines to be signed are left out.
pub fn text(document: &Document) -> String {
    let mut out = String::new();
    blocks(document.blocks(), "", &mut out);
    out
}

/// Writes the blocks; `lead` stands before the first paragraph, e.g. "(a) ".
fn blocks(blocks: &[Block], lead: &str, out: &mut String) {
    let mut lead = lead;
    for block in blocks {
        match block {
            Block::Paragraph(run) => line(lead, run, out),
            Block::Section(inner) => section(inner, out),
            Block::List(inner) => list(inner, out),
            Block::Definitions(inner) => definitions(inner, out),
            Block::Table(table) => {
                line("", table.caption.as_deref().unwrap_or_default(), out);
                for row in std::iter::once(&table.header).chain(&table.rows) {
                    let cells: Vec<String> = row.iter().map(Cell::plain).collect();
                    push(&cells.join(" | "), out);
                }
            }
            Block::Signatures(signatories) => {
                for signatory in signatories {
                    line("", &signatory.party, out);
                }
            }
            Block::Changed(_, inner) => self::blocks(inner, lead, out),
        }
        lead = "";
    }
}

fn section(section: &Section, out: &mut String) {
    let title = plain(&section.title);
    let mut lead = section.number.label.to_string();
    if !lead.is_empty() && !title.is_empty() {
        lead.push(' ');
    }
    lead.push_str(&title);
    if section.kind != Kind::Clause {
        push(&lead, out);
        return blocks(&section.blocks, "", out);
    }
    if !title.is_empty() {
        lead.push('.');
    }
    if matches!(section.blocks.first(), Some(Block::Paragraph(_))) {
        lead.push(' ');
        blocks(&section.blocks, &lead, out);
    } else {
        push(&lead, out);
        blocks(&section.blocks, "", out);
    }
}

fn list(list: &List, out: &mut String) {
    for item in &list.items {
        let mark = match list.marker {
            Marker::Counted => &*item.number.label,
            Marker::Bullet => "\u{2022}",
        };
        blocks(&item.blocks, &format!("{mark} "), out);
    }
}

fn definitions(definitions: &[Definition], out: &mut String) {
    for definition in definitions {
        blocks(&definition.meaning, &format!("\u{201c}{}\u{201d} ", definition.term), out);
    }
}

/// One line, and after it the notes whose marks stand in it.
fn line(lead: &str, run: &[Inline], out: &mut String) {
    push(&format!("{lead}{}", plain(run)), out);
    each(run, &mut |inline| {
        if let Inline::Note(note) = inline {
            push(&format!("[{}] {}", note.label(), plain(&note.text)), out);
        }
    });
}

fn push(line: &str, out: &mut String) {
    let line = line.trim();
    if !line.is_empty() {
        out.push_str(line);
        out.push('\n');
    }
}
