//! Lists and definitions.

use super::setter::Setter;
use super::slab::Stick;
use super::{ElementId, Numbering, Role};
use crate::document::{Block, Definition, List, Marker};
use crate::emit::pdf::rich::{Rich, decoration, term_place};

/// The depth from which lists are no longer indented.
const DEEPEST: usize = 3;
/// The most lines of a definition that are kept on one page.
const SHORT: usize = 5;

impl Setter<'_, '_> {
    /// Adds a list, its markers at one tab and its text at the next.
    pub fn list(&mut self, list: &List) {
        self.open(Role::List(numbering(list)));
        let outer = self.place.clone();
        let indent = self.list_indent(list);
        let label_x = match outer.depth {
            depth if depth < DEEPEST => outer.x,
            _ => outer.x - indent,
        };
        self.place.x = label_x + indent;
        self.place.depth += 1;
        let mut ends = vec![self.slabs.len()];
        for item in &list.items {
            self.open(Role::Item);
            let label = match list.marker {
                Marker::Counted => item.number.label.clone(),
                Marker::Bullet if self.place.depth % 2 == 1 => "•".into(),
                Marker::Bullet => "–".into(),
            };
            self.item(&label, label_x, &item.blocks);
            self.close();
            ends.push(self.slabs.len());
        }
        self.keep_ends(&ends);
        self.place = outer;
        self.close();
    }

    /// Of three items or more, no short one stands alone at the foot of a page as the first, or at the
    /// head of the next as the last. `ends` are where the items end among the slabs, and where the first
    /// begins.
    fn keep_ends(&mut self, ends: &[usize]) {
        let [start, first, .., before_last, last] = *ends else { return };
        for (length, end) in [(first - start, first), (last - before_last, before_last)] {
            if let (1..=2, Some(slab)) = (length, self.slabs.get_mut(end - 1)) {
                slab.stick = slab.stick.max(Stick::Weak);
            }
        }
    }

    fn item(&mut self, label: &str, label_x: f32, blocks: &[Block]) {
        let marker = self.child(Role::Label);
        self.open(Role::ItemBody);
        match blocks.split_first() {
            // An item that changed as a whole begins behind its marker as all others do.
            Some((Block::Changed(mark, changed), rest)) if is_paragraph(changed.first()) => {
                let format = self.format();
                let mut moved = Rich::default();
                if let Some(label) = self.move_label(*mark) {
                    self.add(&mut moved, &label, &format);
                    moved.push(" ", &format);
                }
                let outer = self.place.mark.replace(decoration(*mark));
                self.behind_marker(label, marker, label_x, moved, changed);
                self.place.mark = outer;
                self.blocks(rest);
            }
            _ => self.behind_marker(label, marker, label_x, Rich::default(), blocks),
        }
        self.close();
    }

    /// A marker, and behind it words and the blocks that go on with them.
    fn behind_marker(
        &mut self,
        label: &str,
        marker: ElementId,
        label_x: f32,
        mut rich: Rich,
        blocks: &[Block],
    ) {
        let format = self.format();
        let rest = match blocks.split_first() {
            Some((Block::Paragraph(inlines), rest)) => {
                self.add(&mut rich, inlines, &format);
                rest
            }
            _ => blocks,
        };
        let manner = self.manner();
        self.numbered(label, Some(marker), label_x, &rich, &manner);
        if matches!(rest.first(), Some(Block::List(_))) {
            self.hold(1, Stick::Strong);
        }
        self.blocks(rest);
    }

    /// How far the text of the items stands behind their markers.
    fn list_indent(&mut self, list: &List) -> f32 {
        let em = self.metrics.text;
        if self.place.depth >= DEEPEST {
            return em * 2.2;
        }
        let tab = match list.marker {
            Marker::Bullet => return em * 1.4,
            Marker::Counted => em * 2.2,
        };
        let labels = list.items.iter().map(|item| item.number.label.clone());
        let widest = labels.map(|label| self.label_width(&label)).fold(0.0, f32::max);
        tab.max(widest + em * 0.6)
    }

    /// Adds definitions: the term in bold, its meaning after it, further lines indented.
    pub fn definitions(&mut self, definitions: &[Definition]) {
        self.open(Role::List(Numbering::None));
        for definition in definitions {
            self.definition(definition);
        }
        self.close();
    }

    fn definition(&mut self, definition: &Definition) {
        self.open(Role::Item);
        self.open(Role::ItemBody);
        let before = self.slabs.len();
        let format = self.format();
        let mut rich = Rich::plain(&definition.term, &format.clone().bold().whole_words());
        let rest = match definition.meaning.split_first() {
            Some((Block::Paragraph(inlines), rest)) => {
                rich.push(" ", &format);
                self.add(&mut rich, inlines, &format);
                rest
            }
            _ => &definition.meaning,
        };
        let outer = self.place.clone();
        let hang = self.metrics.text * 1.4;
        self.place.x += hang;
        let manner = super::paragraphs::Manner { hang, ..self.manner() };
        self.paragraph(&rich, &manner);
        if !rest.is_empty() {
            self.hold(1, Stick::Strong);
        }
        self.blocks(rest);
        self.place = outer;
        let name = term_place(self.document, &definition.key);
        let slabs = &mut self.slabs[before..];
        if let Some(first) = slabs.first_mut() {
            first.places.push(name);
        }
        if (2..=SHORT).contains(&slabs.len()) {
            let last = slabs.len() - 1;
            for slab in &mut slabs[..last] {
                slab.stick = slab.stick.max(Stick::Weak);
            }
        }
        self.close();
        self.close();
    }
}

fn is_paragraph(block: Option<&Block>) -> bool {
    matches!(block, Some(Block::Paragraph(_)))
}

/// How the items of a list are counted, as their first label tells: "(a)", "(i)", "1.".
fn numbering(list: &List) -> Numbering {
    let label = list.items.first().map_or("", |item| &*item.number.label);
    match label.chars().find(|c| c.is_alphanumeric()) {
        _ if list.marker == Marker::Bullet => Numbering::Bullet,
        Some(c) if c.is_ascii_digit() => Numbering::Decimal,
        Some('i') => Numbering::LowerRoman,
        Some('I') => Numbering::UpperRoman,
        Some(c) if c.is_uppercase() => Numbering::UpperAlpha,
        Some(_) => Numbering::LowerAlpha,
        None => Numbering::None,
    }
}
