//! The unit of page making: a stretch that is never broken.

use std::rc::Rc;

use super::{Area, ElementId, Item, Shape, Tint};
use crate::document::Text;
use crate::emit::pdf::lines::Line;
use crate::emit::pdf::rich::{Decoration, Ink};

/// How strongly a slab holds on to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Stick {
    /// A page may end after it.
    #[default]
    No,
    /// A page ends after it only if it would be left short otherwise: in a small table.
    Soft,
    /// The same, and only if no row can be kept whole either: in a row of a table.
    Torn,
    /// A page ends after it only if everything held together is longer than a page.
    Weak,
    /// A page ends after it only if nothing else is left: headings, first and last lines.
    Strong,
}

/// A stretch that is never broken: a line, a row, a pair of signature blocks.
#[derive(Debug, Clone, Default)]
pub struct Slab {
    /// Space above, dropped at the top of a page.
    pub above: f32,
    /// Space above where it comes first on a page, below a repeated header.
    pub top: f32,
    /// Its height.
    pub height: f32,
    /// Items, with `y` from its upper edge.
    pub items: Vec<Item>,
    /// Footnotes whose marks stand in it.
    pub notes: Vec<usize>,
    /// Names of places at its upper edge.
    pub places: Vec<Text>,
    /// Level and title of a bookmark to it.
    pub bookmark: Option<(usize, String)>,
    /// Whether the next slab must be on the same page.
    pub stick: Stick,
    /// Whether it is a line that ends in the middle of a word.
    pub hyphenated: bool,
    /// Whether it begins a page.
    pub new_page: bool,
    /// What is repeated above it where it comes first on a page: the header of its table.
    pub header: Option<Rc<Vec<Slab>>>,
}

impl Slab {
    /// An empty stretch.
    pub fn space(height: f32) -> Slab {
        Slab { height, ..Slab::default() }
    }

    /// Adds a line with its left end at `x` and its baseline at `y`.
    pub fn add_line(&mut self, line: Line, x: f32, y: f32, element: Option<ElementId>) {
        let item = |shape| Item { shape, part: element.into() };
        let artifact = |shape| Item { shape, part: None.into() };
        for mark in &line.decorations {
            let (from, length, size) = (x + mark.from, mark.to - mark.from, mark.size);
            let tint = match mark.what {
                Decoration::Fact => Some(Tint::Fact),
                Decoration::Blank => Some(Tint::Blank),
                _ => None,
            };
            if let Some(tint) = tint {
                let (y, height) = (y - size * 0.8, size * 1.08);
                self.items.push(artifact(Shape::Tint(Area { x: from, y, width: length, height }, tint)));
            }
            let (rules, ink): (&[f32], Ink) = match mark.what {
                Decoration::Fact => continue,
                Decoration::Blank => (&[-0.28], Ink::Accent),
                Decoration::Underline => (&[-0.14], Ink::Accent),
                Decoration::Strike => (&[0.24], Ink::Text),
                Decoration::TwoUnder => (&[-0.14, -0.26], Ink::Accent),
                Decoration::TwoThrough => (&[0.18, 0.3], Ink::Text),
            };
            for above in rules {
                let (y, thickness) = (y - size * above, 0.6);
                self.items.push(artifact(Shape::Rule { x: from, y, length, thickness, ink }));
            }
        }
        for mut run in line.runs {
            run.x += x;
            run.y += y;
            self.items.push(item(Shape::Run(run)));
        }
        for link in line.links {
            let area = Area {
                x: x + link.from,
                y: y - link.size * 0.85,
                width: link.to - link.from,
                height: link.size * 1.15,
            };
            self.items.push(item(Shape::Link(area, link.what)));
        }
        self.notes.extend(line.notes);
    }

    /// Adds a line that is read before what is there already: a number beside a text.
    pub fn add_first(&mut self, line: Line, x: f32, y: f32, element: Option<ElementId>) {
        let text = std::mem::take(&mut self.items);
        self.add_line(line, x, y, element);
        self.items.extend(text);
    }

    /// Adds a rule.
    pub fn add_rule(&mut self, x: f32, y: f32, length: f32, thickness: f32, ink: Ink) {
        let shape = Shape::Rule { x, y, length, thickness, ink };
        self.items.push(Item { shape, part: None.into() });
    }

    /// Adds the items of another slab, `y` lower, and what belongs to them.
    pub fn add_slab(&mut self, other: Slab, y: f32) {
        self.items.extend(other.items.into_iter().map(|item| moved(item, y)));
        self.notes.extend(other.notes);
        self.places.extend(other.places);
    }
}

/// Height of slabs with the spaces above them.
pub fn height(slabs: &[Slab]) -> f32 {
    slabs.iter().map(|slab| slab.above + slab.height).sum()
}

/// Makes slabs that are a little too high for `room` fit by narrowing the spaces between them, to no
/// less than `least` of what they are; slabs that would not fit even so stay as they are.
pub fn tighten(slabs: &mut [Slab], room: f32, least: f32) {
    let spaces: f32 = slabs.iter().skip(1).map(|slab| slab.above).sum();
    let heights: f32 = slabs.iter().map(|slab| slab.height).sum();
    let factor = (room - heights) / spaces.max(1.0);
    if (least..1.0).contains(&factor) {
        slabs.iter_mut().for_each(|slab| slab.above *= factor);
    }
}

/// The item, `y` lower.
pub fn moved(mut item: Item, by: f32) -> Item {
    match &mut item.shape {
        Shape::Run(run) | Shape::Watermark(run) => run.y += by,
        Shape::Rule { y, .. } => *y += by,
        Shape::Tint(area, _) | Shape::Link(area, _) | Shape::Logo(area) => area.y += by,
        Shape::Field(field) => field.area.y += by,
    }
    item
}
