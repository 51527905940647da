//! Signature blocks: a party, its capacity, and lines to be filled in.

use super::paragraphs::Manner;
use super::setter::Setter;
use super::slab::{Slab, Stick};
use super::{Area, ElementId, Item, Role, Shape};
use crate::document::{Field, FieldKind, Signatory};
use crate::emit::pdf::lines::Fill;
use crate::emit::pdf::rich::{Format, Ink, Rich};

/// Space between two blocks beside each other.
const GAP: f32 = 28.0;
/// The narrowest block that stands beside another.
const NARROWEST: f32 = 150.0;
/// Size of the labels under the rules.
const LABEL: f32 = 7.5;

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
        let element = self.open(Role::Signature);
        for pair in signatories.chunks(beside) {
            let heads: Vec<Slab> = pair
                .iter()
                .enumerate()
                .map(|(i, one)| self.head(one, x + i as f32 * (block + GAP), block, element))
                .collect();
            let head = heads.iter().map(|slab| slab.height).fold(0.0, f32::max);
            let mut row = Slab { above: self.metrics.leading * 1.25, ..Slab::default() };
            for (index, (slab, one)) in heads.into_iter().zip(pair).enumerate() {
                row.add_slab(slab, 0.0);
                let x = x + index as f32 * (block + GAP);
                let end = self.fields(&mut row, one, x, head, block, element);
                row.height = row.height.max(end);
            }
            self.slabs.push(row);
            // A signature never stands on another page than the one beside or before it, unless
            // they are more than a page.
            self.hold(1, Stick::Weak);
        }
        if let Some(last) = self.slabs.last_mut() {
            last.stick = Stick::No;
        }
        self.close();
    }

    /// Party and capacity.
    fn head(&mut self, one: &Signatory, x: f32, width: f32, element: ElementId) -> Slab {
        let mut slab = Slab::default();
        let bold = self.format().bold().whole_words();
        let party = self.rich(&one.party, &bold);
        let small = self.small().italic().whole_words();
        let capacity = self.rich(&one.capacity, &small);
        let party_manner = Manner { x, width, fill: Fill::Ragged, ..self.manner() };
        let capacity_manner = Manner { x, width, ..self.small_manner() };
        for line in self.lines(&party, &party_manner, element).into_iter().chain(self.lines(
            &capacity,
            &capacity_manner,
            element,
        )) {
            let y = slab.height;
            slab.height += line.height;
            slab.add_slab(line, y);
        }
        slab
    }

    /// The lines to be filled in; where they end.
    fn fields(
        &mut self,
        row: &mut Slab,
        one: &Signatory,
        x: f32,
        mut y: f32,
        width: f32,
        element: ElementId,
    ) -> f32 {
        for field in &one.fields {
            let value = self.value(field, x, width, element);
            let room: f32 = value.iter().map(|slab| slab.height).sum();
            let least = match field.kind {
                FieldKind::Signature => self.metrics.leading * 2.4,
                _ => self.metrics.leading * 1.6,
            };
            let top = y;
            let rule = y + least.max(room + 6.0);
            let mut line_y = rule - room - 1.0;
            for slab in value {
                let height = slab.height;
                row.add_slab(slab, line_y);
                line_y += height;
            }
            row.add_rule(x, rule, width, 0.5, Ink::Text);
            self.field_label(row, field, x, rule, width, element);
            row.items.push(Item {
                shape: Shape::Field {
                    area: Area { x, y: top + 4.0, width, height: rule - top - 4.0 },
                    signatory: one.id.clone(),
                    kind: field.kind,
                    label: field.label.clone(),
                },
                element: Some(element),
            });
            y = rule + LABEL * 1.6;
        }
        y
    }

    fn value(&mut self, field: &Field, x: f32, width: f32, element: ElementId) -> Vec<Slab> {
        let Some(value) = &field.value else {
            return Vec::new();
        };
        let format = self.format().whole_words();
        let rich = self.rich(value, &format);
        let manner = Manner { x, width, fill: Fill::Ragged, ..self.manner() };
        self.lines(&rich, &manner, element)
    }

    fn field_label(
        &mut self,
        row: &mut Slab,
        field: &Field,
        x: f32,
        rule: f32,
        width: f32,
        element: ElementId,
    ) {
        let format = Format { size: LABEL, ..self.small().ink(Ink::Muted).whole_words() };
        let rich = Rich::plain(&field.label, &format);
        let lines = self.typesetter.lines(&rich, width, Fill::Ragged);
        if let Some(line) = lines.into_iter().next() {
            row.add_line(line, x, rule + LABEL * 1.15, Some(element));
        }
    }
}
