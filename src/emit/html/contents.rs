//! The table of contents: sections, annexes and what stands in them, for each instrument.

use std::sync::Arc;

use super::direction::isolated;
use super::{Page, Piece};
use crate::document::{Block, Document, Kind, Section, plain};
use crate::memo::is_shared;

/// How many levels of an instrument are shown.
const LEVELS: usize = 2;

impl<'a> Page<'a> {
    /// The landmark with the contents of the page; nothing where nothing can be pointed to.
    pub(super) fn contents(&mut self, documents: &'a [Document]) {
        let mut list = String::new();
        for (at, document) in documents.iter().enumerate() {
            let entries = self.entries(at, document.blocks(), LEVELS);
            if documents.len() == 1 {
                list.push_str(&entries);
            } else {
                self.instrument(&mut list, at, document, &entries);
            }
        }
        if list.is_empty() {
            return;
        }
        self.push("<nav aria-labelledby=\"contents\">\n<h2 id=\"contents\">");
        self.text(self.words.contents);
        self.push("</h2>\n<ol>\n");
        self.push(&list);
        self.push("</ol>\n</nav>\n");
    }

    /// An entry for an instrument among others.
    fn instrument(&self, list: &mut String, at: usize, document: &Document, entries: &str) {
        let id = self.index.document_id(at);
        list.push_str(&format!("<li class=\"instrument\"><a href=\"#{id}\">"));
        let title = document.meta().title.trim();
        isolated(list, if title.is_empty() { "–" } else { title }, self.right_to_left);
        list.push_str("</a>");
        nest(list, entries);
        list.push_str("</li>\n");
    }

    fn entries(&self, document: usize, blocks: &[Block], levels: usize) -> String {
        let mut list = String::new();
        for block in blocks {
            match block {
                Block::Section(section) if section.kind != Kind::Clause => {
                    self.entry_once(&mut list, document, section, levels);
                }
                Block::Changed(mark, blocks) if !mark.strikes() => {
                    list.push_str(&self.entries(document, blocks, levels));
                }
                _ => {}
            }
        }
        list
    }

    /// The entry of a section, unless it was written before.
    fn entry_once(&self, list: &mut String, document: usize, section: &Arc<Section>, levels: usize) {
        if !self.keeps || !is_shared(section) {
            return self.entry(list, document, section, levels);
        }
        let with = [Arc::as_ptr(self.index) as usize, document, levels, self.right_to_left.into()];
        let with = with.map(usize::to_le_bytes).concat();
        let write = || {
            let mut text = String::new();
            self.entry(&mut text, document, section, levels);
            Arc::new(Piece { text, ids: 0, _index: self.index.clone() })
        };
        let piece = self.memo.entries.once(section, &with, write, |piece| piece.text.len());
        list.push_str(&piece.text);
    }

    fn entry(&self, list: &mut String, document: usize, section: &Section, levels: usize) {
        let inner = match levels {
            0 | 1 => String::new(),
            _ => self.entries(document, &section.blocks, levels - 1),
        };
        let title = plain(&section.title);
        let number = &section.number.label;
        let id = self.index.id(document, &section.key);
        let Some(id) = id.filter(|_| !title.is_empty() || !number.is_empty()) else {
            return list.push_str(&inner);
        };
        list.push_str(&format!("<li><a href=\"#{id}\">"));
        if !number.is_empty() {
            let annex = section.kind == Kind::Annex;
            list.push_str(if annex { "<span class=\"annex\">" } else { "<span class=\"number\">" });
            super::text(list, number);
            list.push_str("</span> ");
        }
        list.push_str("<span>");
        isolated(list, &title, self.right_to_left);
        list.push_str("</span></a>");
        nest(list, &inner);
        list.push_str("</li>\n");
    }
}

fn nest(list: &mut String, entries: &str) {
    if !entries.is_empty() {
        list.push_str("\n<ol>\n");
        list.push_str(entries);
        list.push_str("</ol>\n");
    }
}
