//! The cover page, and the title block of an instrument without one.

use super::paragraphs::Manner;
use super::setter::{Entry, Setter};
use super::slab::{Slab, Stick, tighten};
use super::{Area, Item, Role, Shape};
use crate::document::{CoverParty, Inline, Table, Text, Watermark};
use crate::emit::pdf::lines::Fill;
use crate::emit::pdf::rich::{Format, Ink, Rich, place};

/// The share to which the spaces of a full cover are narrowed to keep it on one page.
const LEAST_SPACE: f32 = 0.3;

impl Setter<'_, '_> {
    /// Adds the cover: title, parties, reference, key terms, notice.
    pub fn cover(&mut self) {
        let unit = self.metrics.half;
        if !self.logo() {
            self.slabs.push(Slab::default());
        }
        self.title(unit * 6.0);
        self.accent_rule(unit * 2.0);
        let meta = self.meta();
        for party in &meta.parties {
            self.cover_party(party);
        }
        self.imprint(unit * 3.0);
        self.key_terms();
        self.hold_all_of_title();
        if let Some(notice) = &meta.notice {
            self.cover_notice(notice);
        }
        let room = self.metrics.text_height() - self.height_of_notes();
        tighten(&mut self.slabs, room, LEAST_SPACE);
        self.name_start();
    }

    /// Adds the title at the top of the first page, for an instrument without a cover.
    pub fn title_block(&mut self) {
        let meta = self.meta();
        let above = if self.logo() { self.metrics.leading * 2.0 } else { 0.0 };
        self.title(above);
        self.accent_rule(self.metrics.half);
        self.imprint(self.metrics.half * 0.5);
        if let Some(notice) = &meta.notice {
            let format = self.small().italic();
            self.small_text(notice, &format, self.metrics.half);
        }
        self.slabs.push(Slab::space(self.metrics.half));
        let count = self.slabs.len();
        self.hold(count, Stick::Strong);
        self.name_start();
        if let Some(first) = self.slabs.first_mut() {
            first.new_page = true;
        }
    }

    /// Adds the logo of the house, once in a file: over the title of its first instrument. Whether
    /// there is one.
    fn logo(&mut self) -> bool {
        let Some(logo) = self.look.logo.as_deref().filter(|_| self.document == 0) else {
            return false;
        };
        let most = (self.metrics.width, self.metrics.text_height() / 3.0);
        let (width, height) = (logo.width(), logo.height);
        let scale = (most.0 / width).min(most.1 / height).min(1.0);
        let (width, height) = (width * scale, height * scale);
        let element = (!logo.alternative.trim().is_empty()).then(|| self.child(Role::Figure));
        let mut slab = Slab::space(height);
        let area = Area { x: self.metrics.left, y: 0.0, width, height };
        slab.items.push(Item { shape: Shape::Logo(area), part: element.into() });
        self.slabs.push(slab);
        true
    }

    /// Gives the first slab the name and, among several instruments, the bookmark of this one.
    fn name_start(&mut self) {
        let meta = self.meta();
        let several = self.documents.len() > 1;
        let Some(first) = self.slabs.first_mut() else {
            return;
        };
        let name = place(&meta.slug);
        first.places.push(name.clone());
        if several {
            first.bookmark = Some((0, meta.title.to_string()));
            self.entries.push(Entry {
                level: 0,
                number: Text::default(),
                title: meta.title.clone(),
                place: name,
                slab: (self.document, 0),
            });
        }
    }

    fn hold_all_of_title(&mut self) {
        let count = self.slabs.len().min(6);
        for slab in &mut self.slabs[..count] {
            slab.stick = slab.stick.max(Stick::Weak);
        }
    }

    fn title(&mut self, above: f32) {
        let meta = self.meta();
        let format = Format { size: self.metrics.title, ..self.format().bold().whole_words() };
        self.line_block(&Rich::plain(&meta.title, &format), &format, above, Role::Heading(1));
        if let Some(watermark) = meta.watermark {
            // The word behind the text is not read aloud.
            let format = self.small().bold().ink(Ink::Muted).whole_words();
            let mut rich = Rich::plain(watermark.word(), &format);
            if watermark == Watermark::Draft {
                rich.push(&format!(". {}", self.words.draft), &self.small().ink(Ink::Muted));
            }
            self.line_block(&rich, &format, self.metrics.half * 0.5, Role::Paragraph);
        }
        if let Some(subtitle) = &meta.subtitle {
            let format = Format { size: self.metrics.heading, ..self.format().ink(Ink::Muted).whole_words() };
            let rich = Rich::plain(subtitle, &format);
            self.line_block(&rich, &format, self.metrics.half * 0.8, Role::Paragraph);
        }
    }

    /// Ragged lines of a size, across the page.
    fn line_block(&mut self, rich: &Rich, format: &Format, above: f32, role: Role) {
        let element = self.child(role);
        let manner = Manner {
            leading: format.size * 1.22,
            size: format.size,
            above,
            fill: Fill::Ragged,
            ..self.manner()
        };
        let slabs = self.lines(rich, &manner, element);
        self.slabs.extend(slabs);
    }

    fn accent_rule(&mut self, above: f32) {
        let mut slab = Slab::space(1.5);
        slab.above = above;
        slab.add_rule(self.metrics.left, 0.75, self.metrics.width, 1.0, Ink::Accent);
        self.slabs.push(slab);
    }

    fn cover_party(&mut self, party: &CoverParty) {
        let unit = self.metrics.half;
        let format = Format { size: self.metrics.heading, ..self.format().bold().whole_words() };
        let rich = self.rich(&party.name, &format);
        self.line_block(&rich, &format, unit * 1.6, Role::Paragraph);
        self.hold(1, Stick::Strong);
        let format = self.format().italic().whole_words();
        let rich = self.rich(&party.role, &format);
        self.line_block(&rich, &format, 1.0, Role::Paragraph);
    }

    /// Reference left, version right.
    fn imprint(&mut self, above: f32) {
        let meta = self.meta();
        let format = self.small().ink(Ink::Muted).whole_words();
        let mut slab = Slab::space(self.metrics.small_leading);
        slab.above = above;
        let (reference_element, version_element) = (self.child(Role::Paragraph), self.child(Role::Paragraph));
        let manner = self.small_manner();
        let half = self.metrics.width / 2.0 - 6.0;
        let reference = Rich::plain(&meta.reference, &format);
        let version = Rich::plain(&meta.version, &format);
        let left = self.typesetter.lines(&reference, half, Fill::Ragged);
        let right = self.typesetter.lines(&version, half, Fill::Ragged);
        slab.height *= left.len().max(right.len()).max(1) as f32;
        let edge = self.metrics.left + self.metrics.width;
        for (index, line) in left.into_iter().enumerate() {
            let y = manner.baseline() + index as f32 * manner.leading;
            slab.add_line(line, self.metrics.left, y, Some(reference_element));
        }
        for (index, line) in right.into_iter().enumerate() {
            let y = manner.baseline() + index as f32 * manner.leading;
            let x = edge - line.width;
            slab.add_line(line, x, y, Some(version_element));
        }
        self.slabs.push(slab);
    }

    fn key_terms(&mut self) {
        let meta = self.meta();
        if meta.key_terms.is_empty() {
            return;
        }
        let rows = meta.key_terms.iter().map(|term| vec![term.label.clone().into(), term.value.clone()]);
        let caption = Inline::Text(self.words.key_terms.into());
        self.table(&Table {
            caption: Some(vec![caption]),
            columns: Vec::new(),
            header: Vec::new(),
            rows: rows.collect(),
            row_headers: true,
        });
    }

    fn small_text(&mut self, text: &str, format: &Format, above: f32) {
        let manner = Manner { above, ..self.small_manner() };
        self.paragraph(&Rich::plain(text, format), &manner);
    }

    /// The notice stands at the foot of the cover, as a footnote without a mark would.
    fn cover_notice(&mut self, notice: &str) {
        let format = self.small().ink(Ink::Muted);
        let element = self.child(Role::Paragraph);
        let manner =
            Manner { x: self.metrics.left, width: self.metrics.width, above: 0.0, ..self.small_manner() };
        let slabs = self.lines(&Rich::plain(notice, &format), &manner, element);
        let index = self.add_note_slabs(slabs);
        if let Some(last) = self.slabs.last_mut() {
            last.notes.push(index);
        }
    }
}
