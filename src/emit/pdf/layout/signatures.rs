//! Signature blocks: a party, its capacity, and lines to be filled in.

use super::paragraphs::Manner;
use super::setter::Setter;
use super::slab::{Slab, Stick};
use super::{Area, ElementId, FormField, Item, Part, Role, Shape, Value};
use crate::document::{Field, FieldKind, Signatory, plain};
use crate::emit::pdf::lines::Fill;
use crate::emit::pdf::rich::{Format, Ink, Rich};
use crate::emit::signing::SignField;

/// Space between two blocks beside each other.
const GAP: f32 = 28.0;
/// The narrowest block that stands beside another.
const NARROWEST: f32 = 150.0;
/// Size of the labels under the rules.
const LABEL: f32 = 7.5;
/// Space between the edge of a field and its text.
const INSET: f32 = 2.0;

/// Where a signature block stands.
#[derive(Debug, Clone, Copy)]
struct Column {
    x: f32,
    width: f32,
}

impl Setter<'_, '_> {
    /// Adds signature blocks: two beside each other where two fit.
    pub fn signatures(&mut self, signatories: &[Signatory]) {
        let x = self.place.x;
        let width = self.metrics.width_from(x);
        let half = (width - GAP) / 2.0;
        let (beside, block) = match half >= NARROWEST && signatories.len() > 1 {
            true => (2, half),
            false => (1, width.min(260.0)),
        };
        self.open(Role::Signatures);
        for pair in signatories.chunks(beside) {
            let columns = (0..).map(|i| Column { x: x + i as f32 * (block + GAP), width: block });
            self.beside(pair, columns);
            // A signature never stands on another page than the one beside or before it, unless
            // they are more than a page.
            self.hold(1, Stick::Weak);
        }
        if let Some(last) = self.slabs.last_mut() {
            last.stick = Stick::No;
        }
        self.close();
    }

    /// Adds blocks beside each other, their lines to be filled in at the same height.
    fn beside(&mut self, pair: &[Signatory], columns: impl Iterator<Item = Column>) {
        let mut blocks = Vec::new();
        for (one, column) in pair.iter().zip(columns) {
            let element = self.open(Role::Signatory);
            blocks.push((one, column, element, self.head(one, column)));
            self.close();
        }
        let head = blocks.iter().map(|(.., slab)| slab.height).fold(0.0, f32::max);
        let mut row = Slab { above: self.metrics.leading * 1.25, ..Slab::default() };
        for (one, column, element, slab) in blocks {
            row.add_slab(slab, 0.0);
            self.enter(element);
            let end = self.fields(&mut row, one, column, head);
            self.close();
            row.height = row.height.max(end);
        }
        self.slabs.push(row);
    }

    /// Party and capacity.
    fn head(&mut self, one: &Signatory, column: Column) -> Slab {
        let bold = self.format().bold().whole_words();
        let party = self.rich(&one.party, &bold);
        let small = self.small().italic().whole_words();
        let capacity = self.rich(&one.capacity, &small);
        let Column { x, width } = column;
        let party_manner = Manner { x, width, fill: Fill::Ragged, ..self.manner() };
        let capacity_manner = Manner { x, width, ..self.small_manner() };
        let mut slab = Slab::default();
        for (rich, manner) in [(party, party_manner), (capacity, capacity_manner)] {
            let element = self.child(Role::Paragraph);
            for line in self.lines(&rich, &manner, element) {
                let y = slab.height;
                slab.height += line.height;
                slab.add_slab(line, y);
            }
        }
        slab
    }

    /// The lines to be filled in, from `y` down; where they end.
    fn fields(&mut self, row: &mut Slab, one: &Signatory, column: Column, mut y: f32) -> f32 {
        let Column { x, width } = column;
        let slug = self.meta().slug.clone();
        for (field, named) in one.fields.iter().zip(self.names.fields(&slug, one)) {
            let height = match field.kind {
                FieldKind::Signature => self.metrics.leading * 2.4,
                _ => self.metrics.leading * 1.6,
            };
            let value = self.value(field, width);
            let (top, rule) = (y + 4.0, y + height.max(value.height() + 6.0));
            row.add_rule(x, rule, width, 0.5, Ink::Text);
            let label = self.child(Role::Paragraph);
            self.field_label(row, field, column, rule, label);
            self.anchor(row, &named, column, rule);
            row.items.push(Item {
                shape: Shape::Field(FormField {
                    area: Area { x, y: top, width, height: rule - top },
                    name: named.name,
                    tip: format!("{}, {}: {}", plain(&one.party), plain(&one.capacity), field.label),
                    kind: field.kind,
                    value,
                }),
                part: Part::Element(self.child(Role::Field)),
            });
            y = rule + LABEL * 1.6;
        }
        y
    }

    /// The mark by which a service finds a field that is still empty: on the field's line, in the
    /// colour of the paper, small enough to stay on it.
    fn anchor(&mut self, row: &mut Slab, field: &SignField, column: Column, rule: f32) {
        let Some((signing, service)) = self.signing.and_then(|signing| Some((signing, signing.service?)))
        else {
            return;
        };
        if field.value.is_some() {
            return;
        }
        let anchor = service.anchor(signing.number(&field.signatory), field);
        let mut format = self.small().ink(Ink::Paper).whole_words();
        let natural = self.typesetter.line(&Rich::plain(&anchor, &format)).width.max(1.0);
        format.size *= ((column.width - 2.0 * INSET) / natural).min(1.0);
        let line = self.typesetter.line(&Rich::plain(&anchor, &format));
        row.add_line(line, column.x + INSET, rule - INSET, None);
    }

    /// What is known already, set in lines of the width of the field.
    fn value(&mut self, field: &Field, width: f32) -> Value {
        let Some(value) = &field.value else {
            return Value::default();
        };
        let format = self.format().whole_words();
        let rich = self.rich(value, &format);
        let lines = self.typesetter.lines(&rich, width - 2.0 * INSET, Fill::Ragged);
        Value { text: rich.text, lines, size: format.size, leading: self.metrics.leading }
    }

    fn field_label(&mut self, row: &mut Slab, field: &Field, column: Column, rule: f32, element: ElementId) {
        let format = Format { size: LABEL, ..self.small().ink(Ink::Muted).whole_words() };
        let rich = Rich::plain(&field.label, &format);
        let lines = self.typesetter.lines(&rich, column.width, Fill::Ragged);
        if let Some(line) = lines.into_iter().next() {
            row.add_line(line, column.x, rule + LABEL * 1.15, Some(element));
        }
    }
}
