//! Running text: paragraphs, notes, and text beside a number in its own column.

use super::setter::Setter;
use super::slab::{Slab, Stick};
use super::{ElementId, Role};
use crate::document::Note;
use crate::emit::pdf::lines::{Fill, Line};
use crate::emit::pdf::rich::{Format, Rich, note_place};

/// How a paragraph is set.
#[derive(Debug, Clone)]
pub struct Manner {
    /// Left edge.
    pub x: f32,
    /// Width of its lines.
    pub width: f32,
    /// Distance of its lines.
    pub leading: f32,
    /// Size of the text, from which the place of the baseline follows.
    pub size: f32,
    /// Space above.
    pub above: f32,
    /// Flush or ragged.
    pub fill: Fill,
    /// How far the first line stands out to the left.
    pub hang: f32,
}

impl Manner {
    /// The baseline of a line, from its upper edge.
    pub fn baseline(&self) -> f32 {
        baseline(self.leading, self.size)
    }
}

/// The baseline of a line from its upper edge: the height of small letters is centred.
pub fn baseline(leading: f32, size: f32) -> f32 {
    leading / 2.0 + size * 0.32
}

impl Setter<'_, '_> {
    /// Running text at the present place.
    pub fn manner(&self) -> Manner {
        let metrics = &self.metrics;
        Manner {
            x: self.place.x,
            width: metrics.width_from(self.place.x),
            leading: metrics.leading,
            size: metrics.text,
            above: metrics.half,
            fill: metrics.fill,
            hang: 0.0,
        }
    }

    /// Small ragged text at the present place.
    pub fn small_manner(&self) -> Manner {
        Manner {
            leading: self.metrics.small_leading,
            size: self.metrics.small,
            fill: Fill::Ragged,
            ..self.manner()
        }
    }

    /// Text as slabs, a line each: the first two and the last two stay together.
    pub fn lines(&mut self, rich: &Rich, manner: &Manner, element: ElementId) -> Vec<Slab> {
        let lines = self.typesetter.hanging_lines(rich, manner.width, manner.fill, manner.hang);
        let count = lines.len();
        lines
            .into_iter()
            .enumerate()
            .map(|(index, line)| {
                let mut slab = Slab::space(manner.leading);
                let x = if index == 0 {
                    slab.above = manner.above;
                    manner.x - manner.hang
                } else {
                    manner.x
                };
                if count > 1 && (index == 0 || index + 2 == count) {
                    slab.stick = Stick::Strong;
                }
                slab.hyphenated = line.is_hyphenated();
                slab.add_line(line, x, manner.baseline(), Some(element));
                slab
            })
            .collect()
    }

    /// Adds a paragraph to the flow.
    pub fn paragraph(&mut self, rich: &Rich, manner: &Manner) {
        let element = self.child(Role::Paragraph);
        let slabs = self.lines(rich, manner, element);
        self.slabs.extend(slabs);
    }

    /// Adds a paragraph with a number or bullet to its left, on the baseline of its first line.
    ///
    /// The number is content of `label_element`, or of the paragraph itself.
    pub fn numbered(
        &mut self,
        label: &str,
        label_element: Option<ElementId>,
        label_x: f32,
        rich: &Rich,
        manner: &Manner,
    ) {
        let element = self.child(Role::Paragraph);
        let label_element = label_element.unwrap_or(element);
        let mut slabs = self.lines(rich, manner, element);
        if slabs.is_empty() && !label.is_empty() {
            slabs.push(Slab { above: manner.above, ..Slab::space(manner.leading) });
        }
        if let Some(first) = slabs.first_mut().filter(|_| !label.is_empty()) {
            let format = self.format().whole_words();
            let line = self.label(label, &format);
            let fits = label_x + line.width + 2.0 <= manner.x - manner.hang;
            let baseline = manner.baseline();
            if fits {
                first.add_first(line, label_x, baseline, Some(label_element));
            } else {
                let above = std::mem::take(&mut first.above);
                let beside = Manner {
                    x: label_x,
                    width: self.metrics.width_from(label_x),
                    above,
                    hang: 0.0,
                    fill: Fill::Ragged,
                    ..manner.clone()
                };
                let rich = Rich::plain(label, &format);
                let mut own_lines = self.lines(&rich, &beside, label_element);
                for slab in &mut own_lines {
                    slab.stick = Stick::Strong;
                }
                slabs.splice(0..0, own_lines);
            }
        }
        self.slabs.extend(slabs);
    }

    /// A number on one line, which ends in a space.
    pub fn label(&mut self, label: &str, format: &Format) -> Line {
        let mut line = self.typesetter.line(&Rich::plain(label, format));
        self.typesetter.end_word(&mut line, format);
        line
    }

    /// A footnote, with its number in a column of its own, and its element.
    pub fn note(&mut self, note: &Note, index: usize) -> (ElementId, Vec<Slab>) {
        let element = self.child(Role::Note);
        let format = self.small();
        let rich = self.rich(&note.text, &format);
        let left = self.metrics.left;
        let indent = self.metrics.small * 1.4;
        let manner = Manner {
            x: left + indent,
            width: self.metrics.width - indent,
            above: 2.0,
            fill: self.metrics.fill,
            ..self.small_manner()
        };
        let mut slabs = self.lines(&rich, &manner, element);
        if slabs.is_empty() {
            slabs.push(Slab::space(manner.leading));
        }
        let line = self.label(&note.label(), &format);
        slabs[0].add_first(line, left, manner.baseline(), Some(element));
        slabs[0].places.push(note_place(index));
        (element, slabs)
    }
}
