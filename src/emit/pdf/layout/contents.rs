//! The table of contents: two levels, page numbers, dot leaders; each line is a link.

use std::collections::BTreeMap;

use super::paragraphs::Manner;
use super::setter::{Entry, Setter};
use super::slab::{Slab, Stick};
use super::{Area, ElementId, Item, Part, Role, Shape};
use crate::document::Text;
use crate::emit::pdf::lines::{Fill, Glyph, Line, Words};
use crate::emit::pdf::rich::{Format, Ink, Rich};

/// Distance of the dots of a leader.
const DOTS: f32 = 5.0;
/// Room for page numbers.
const NUMBERS: f32 = 28.0;

impl Setter<'_, '_> {
    /// The contents, with the page numbers that `places` gives.
    pub fn contents(&mut self, places: &BTreeMap<Text, (usize, f32)>) -> Vec<Slab> {
        let outer = std::mem::take(&mut self.slabs);
        let (elements, phrases) = (self.elements.len(), self.phrases.len());
        self.restart();
        self.enter(self.contents_element);
        self.contents_title();
        let mut entries: Vec<Entry> = self.entries.clone();
        entries.retain(|entry| entry.level < 2);
        entries.sort_by_key(|entry| (entry.slab, entry.level));
        let count = entries.len();
        let narrow = self.column(&entries, false);
        let wide = self.column(&entries, true);
        for (index, entry) in entries.iter_mut().enumerate() {
            self.shorten(entry);
            let column = match entry.number.is_empty() {
                true => 0.0,
                false if self.is_wide(&entry.number) => wide,
                false => narrow,
            };
            let page = places.get(&entry.place).map_or(1, |(page, _)| page + 1);
            self.entry(entry, column, page);
            if index == 0 || index + 2 == count {
                self.hold(1, Stick::Strong);
            }
        }
        self.close();
        let slabs = std::mem::replace(&mut self.slabs, outer);
        if places.is_empty() {
            // A trial: its elements are not kept.
            self.elements.truncate(elements);
            self.phrases.truncate(phrases);
        }
        slabs
    }

    fn contents_title(&mut self) {
        let format = Format { size: self.metrics.part, ..self.format().bold().whole_words() };
        let manner = Manner {
            leading: self.metrics.part * 1.3,
            size: self.metrics.part,
            above: self.metrics.leading,
            fill: Fill::Ragged,
            ..self.manner()
        };
        let element = self.child(Role::Caption);
        let rich = Rich::plain(self.words.contents, &format);
        let mut slabs = self.lines(&rich, &manner, element);
        slabs.push(Slab::space(self.metrics.half));
        for slab in &mut slabs {
            slab.stick = Stick::Strong;
        }
        self.slabs.extend(slabs);
    }

    /// Width of the column of numbers, of short ones or of long ones.
    fn column(&mut self, entries: &[Entry], wide: bool) -> f32 {
        let mut widest = 0.0f32;
        for entry in entries {
            let width = self.label_width(&entry.number);
            if self.is_wide(&entry.number) == wide && width <= self.metrics.width / 4.0 {
                widest = widest.max(width);
            }
        }
        self.column_for(widest)
    }

    /// Makes a number that would leave its title no room the beginning of the title.
    fn shorten(&mut self, entry: &mut Entry) {
        if self.label_width(&entry.number) > self.metrics.width / 4.0 {
            entry.title = format!("{} {}", entry.number, entry.title).into();
            entry.number = Text::default();
        }
    }

    fn entry(&mut self, entry: &Entry, column: f32, page: usize) {
        let metrics = self.metrics.clone();
        let several = self.documents.len() > 1;
        let mut format = self.format().whole_words();
        let mut indent = 0.0;
        if several && entry.level == 0 {
            format = format.bold();
        } else if entry.level == 1 && !several {
            indent = self.number_column;
            format.size = metrics.text - 1.0;
        }
        let x = metrics.left + indent + column;
        let element = self.child(Role::ContentsEntry);
        let link = self.link_to(&entry.place);
        format.phrase = Some(link);
        let manner = Manner {
            x,
            width: (metrics.left + metrics.width - NUMBERS - x).max(60.0),
            leading: metrics.leading,
            size: format.size,
            above: match entry.level {
                0 => metrics.half * 0.6,
                _ => 1.0,
            },
            fill: Fill::Ragged,
            hang: 0.0,
        };
        let rich = Rich::plain(&entry.title, &format);
        let lines = self.typesetter.lines(&rich, manner.width, Fill::Ragged);
        let mut slab = Slab::space(manner.leading * lines.len().max(1) as f32);
        slab.above = manner.above;
        let number = self.label(&entry.number, &format);
        if !entry.number.is_empty() {
            slab.add_line(number, metrics.left + indent, manner.baseline(), Some(element));
        }
        let mut end = (x, manner.baseline());
        for (index, line) in lines.into_iter().enumerate() {
            end = (x + line.width, manner.baseline() + index as f32 * manner.leading);
            slab.add_line(line, x, end.1, Some(element));
        }
        self.leader_and_page(&mut slab, end, page, &format, element);
        let area = Area { x: metrics.left, y: 0.0, width: metrics.width, height: slab.height };
        slab.items.push(Item { shape: Shape::Link(area, link), part: Part::Element(element) });
        self.slabs.push(slab);
    }

    /// Dots from the end of the title to the page number. They stand under each other on all lines.
    fn leader_and_page(
        &mut self,
        slab: &mut Slab,
        (from, y): (f32, f32),
        page: usize,
        format: &Format,
        element: ElementId,
    ) {
        let right = self.metrics.left + self.metrics.width;
        let tabular = Format { tabular: true, ..format.clone() };
        let mut plain = Format { ink: Ink::Muted, ..tabular.clone() };
        plain.weight.bold = false;
        let number = Rich::plain(&format!(" {page}"), &tabular);
        let number = self.typesetter.line(&number);
        let first = ((right - NUMBERS + DOTS - from - 6.0) / DOTS).floor().max(0.0);
        let dots = self.typesetter.line(&Rich::plain(".", &plain));
        let start = right - NUMBERS + DOTS - first * DOTS;
        slab.add_line(spread(dots, first as usize), start, y, None);
        let x = right - number.width;
        slab.add_line(number, x, y, Some(element));
    }
}

/// The one dot of a line, `count` times.
fn spread(mut line: Line, count: usize) -> Line {
    if let Some(run) = line.runs.first_mut() {
        let Some(mut dot) = run.glyphs.first().cloned() else {
            return Line::default();
        };
        dot.advance = DOTS;
        let glyphs = (0..count as u32).map(|at| Glyph { text: (at, at + 1), ..dot.clone() }).collect();
        run.words = Words::new(".".repeat(count), glyphs).into();
    }
    line.runs.retain(|run| !run.glyphs.is_empty());
    line
}
