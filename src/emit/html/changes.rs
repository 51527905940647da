//! Redlines: which changes a page shows, and the ways between the two places of a move.

use super::Page;
use crate::document::{Block, Document, Inline, Mark, walk};

/// The style of what only redlines have.
pub(super) const SHEET: &str = include_str!("../../../templates/redline.css");

/// Whether anything in some documents is marked as changed.
pub(super) fn are_redlines(documents: &[Document]) -> bool {
    documents.iter().any(|document| document.blocks().iter().any(is_changed))
}

fn is_changed(block: &Block) -> bool {
    let run = |run: &[Inline]| {
        let mut changed = false;
        walk::each(run, &mut |inline| changed |= matches!(inline, Inline::Changed(..)));
        changed
    };
    match block {
        Block::Changed(..) => true,
        Block::Section(section) => run(&section.title) || section.blocks.iter().any(is_changed),
        Block::Paragraph(words) => run(words),
        Block::List(list) => list.items.iter().flat_map(|item| &item.blocks).any(is_changed),
        Block::Definitions(all) => all.iter().flat_map(|one| &one.meaning).any(is_changed),
        Block::Table(table) => {
            let cells = table.header.iter().chain(table.rows.iter().flatten());
            cells.flat_map(|cell| &cell.lines).any(|line| run(&line.text))
        }
        Block::Signatures(_) => false,
    }
}

impl Page<'_> {
    /// Boxes to tick, by which the style sheet shows and hides kinds of changes: no script is run.
    pub(super) fn filter(&mut self) {
        let words = self.words;
        self.push("<fieldset class=\"shown\">\n<legend>");
        self.text(words.shown);
        self.push("</legend>\n<ul>\n");
        let kinds = [
            ("in", words.inserted),
            ("out", words.deleted),
            ("moved", words.moved),
            ("rest", words.unchanged),
        ];
        for (kind, name) in kinds {
            self.push(&format!("<li><label><input type=\"checkbox\" id=\"_show-{kind}\" checked> "));
            self.text(name);
            self.push("</label></li>\n");
        }
        self.push("</ul>\n</fieldset>\n");
    }

    /// The way from the beginning of one place of a move to the other; nothing from where it goes on, or within a
    /// link.
    pub(super) fn way(&mut self, mark: Mark) {
        let (number, here, there, said, sign) = match mark {
            Mark::MovedHere(number) => (number, "here", "away", self.words.moved_here, "↷"),
            Mark::MovedAway(number) => (number, "away", "here", self.words.moved_away, "↶"),
            _ => return,
        };
        let id = format!("_move-{number}-{here}");
        if number == 0 || self.linked || !self.numbered.insert(id.clone()) {
            return;
        }
        self.push(&format!("<a class=\"move\" id=\"{id}\" href=\"#_move-{number}-{there}\" aria-label=\""));
        self.text(said);
        self.push(&format!("\">{sign}</a>"));
    }

    /// Says where the end of a paragraph came or went.
    pub(super) fn paragraph_end(&mut self, mark: Mark) {
        let Some(said) = self.words.of_end(mark) else { return };
        self.push("<span class=\"end\">");
        self.text(&said);
        self.push("</span>");
    }
}
