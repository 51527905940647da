//! Documents to pages of placed items. Knows nothing of PDF: `paint` draws what this
//! places, and another painter could.
//!
//! Blocks become slabs, which are never broken: a line, a row of a table, a pair of signature
//! blocks. `pages` then stacks them on pages.

mod ahead;
mod body;
mod cells;
mod contents;
mod cover;
mod furniture;
mod lists;
mod metrics;
mod order;
mod pages;
mod paragraphs;
mod setter;
mod signatures;
mod slab;
mod tables;
mod widths;

use std::collections::BTreeMap;

use super::fonts::Fonts;
use super::lines::{Line, Run};
use super::rich::{Ink, Phrase, PhraseId};
use crate::document::{FieldKind, Text};
use crate::emit::{Fault, Look, Volume, look::Logo};

use pages::PageKind;
use setter::Setter;
use slab::{Slab, height};

/// All pages of one file.
pub struct Layout<'l> {
    /// The faces that the runs name.
    pub fonts: Fonts<'l>,
    /// Width and height of the pages, in points.
    pub size: (f32, f32),
    /// The pages.
    pub pages: Vec<Page>,
    /// What the items are parts of; the first is the whole.
    pub elements: Vec<Element>,
    /// Bookmarks, in order.
    pub bookmarks: Vec<Bookmark>,
    /// The phrases that runs and links name.
    pub phrases: Vec<Phrase>,
    /// The element of each footnote, by its index.
    pub notes: Vec<Option<ElementId>>,
    /// Page and distance from its top of each place that links lead to.
    pub places: BTreeMap<Text, (usize, f32)>,
    /// The logo of the house, if it stands on a page.
    pub logo: Option<&'l Logo>,
}

/// A page.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    /// In the order in which they are drawn and read.
    pub items: Vec<Item>,
}

/// Something on a page. Coordinates are points from the upper left corner.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// What is drawn.
    pub shape: Shape,
    /// What it is part of.
    pub part: Part,
}

/// What an item is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The text: content of an element.
    Element(ElementId),
    /// What is no text.
    Artifact(Artifact),
}

impl From<Option<ElementId>> for Part {
    fn from(element: Option<ElementId>) -> Part {
        element.map_or(Part::Artifact(Artifact::Layout), Part::Element)
    }
}

/// What stands on a page and is no text (ISO 32000-1, 14.8.2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Artifact {
    /// Rules, tints, leaders.
    Layout,
    /// The header of a page.
    Header,
    /// The footer of a page.
    Footer,
    /// The header of a table on its further pages.
    Repeated,
    /// The word behind the text.
    Watermark,
}

/// What can stand on a page.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// Text.
    Run(Run),
    /// A level line.
    Rule {
        /// Left end.
        x: f32,
        /// Its middle.
        y: f32,
        /// Length.
        length: f32,
        /// Thickness.
        thickness: f32,
        /// Colour.
        ink: Ink,
    },
    /// A light area behind words, or a mark beside them.
    Tint(Area, Tint),
    /// The logo of the house.
    Logo(Area),
    /// An area that can be clicked; the phrase says where it leads.
    Link(Area, PhraseId),
    /// Where a signatory writes.
    Field(FormField),
    /// A word across the page, behind the text; its run begins at 0.
    Watermark(Run),
}

/// What a light area says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tint {
    /// The words come from the facts.
    Fact,
    /// The words are still to be found.
    Blank,
    /// The line beside it has a blank.
    Mark,
}

/// A place that a signatory fills in.
#[derive(Debug, Clone, PartialEq)]
pub struct FormField {
    /// The place.
    pub area: Area,
    /// Unique in the pack, the same in every file: "dpa_acme_signature".
    pub name: String,
    /// What is to be filled in, and for whom, for those who hear the form.
    pub tip: String,
    /// What is to be filled in.
    pub kind: FieldKind,
    /// What is known already.
    pub value: Value,
}

impl FormField {
    /// From the lower edge to the baseline of the last line, in points.
    const BASELINE: f32 = 5.0;
    /// From the left edge to the text, as viewers have it, in points.
    const INSET: f32 = 2.0;

    /// The value where it stands on the page.
    pub fn runs(&self) -> Vec<Run> {
        let last = self.value.lines.len().saturating_sub(1);
        let bottom = self.area.y + self.area.height - Self::BASELINE;
        let lines = self.value.lines.iter().enumerate();
        lines
            .flat_map(|(index, line)| {
                let y = bottom - (last - index) as f32 * self.value.leading;
                line.runs.iter().map(move |run| Run {
                    x: self.area.x + Self::INSET + run.x,
                    y: y + run.y,
                    ..run.clone()
                })
            })
            .collect()
    }
}

/// What a field says before anybody fills it in.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Value {
    /// As one text; empty if nothing is known.
    pub text: String,
    /// The same in lines, each with its left end and baseline at 0.
    pub lines: Vec<Line>,
    /// Size of the text in points.
    pub size: f32,
    /// Distance of the lines in points.
    pub leading: f32,
}

impl Value {
    /// Height of the lines in points.
    pub fn height(&self) -> f32 {
        self.lines.len() as f32 * self.leading
    }
}

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// Left edge.
    pub x: f32,
    /// Upper edge.
    pub y: f32,
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
}

/// Index into [`Layout::elements`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ElementId(pub usize);

/// A node of the logical structure, from which tags are made.
#[derive(Debug, Clone, PartialEq)]
pub struct Element {
    /// What it is.
    pub role: Role,
    /// What it is part of; only the first element has none.
    pub parent: Option<ElementId>,
    /// BCP 47, where it differs from the parent's.
    pub language: Option<Text>,
}

/// What an element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The whole file.
    Document,
    /// One instrument of several.
    Instrument,
    /// A numbered or titled stretch.
    Section,
    /// A heading of a level, from 1.
    Heading(u8),
    /// Running text.
    Paragraph,
    /// A list.
    List(Numbering),
    /// An item of a list.
    Item,
    /// The number or bullet of an item.
    Label,
    /// The text of an item.
    ItemBody,
    /// A table.
    Table,
    /// What the table shows.
    Caption,
    /// The rows that name the columns (`true`), or the others.
    Rows(bool),
    /// A row.
    Row,
    /// A cell that names its column (`true`) or row (`false`).
    HeaderCell(bool),
    /// Any other cell.
    Cell,
    /// A footnote.
    Note,
    /// The contents.
    Contents,
    /// A line of the contents.
    ContentsEntry,
    /// Where the parties sign.
    Signatures,
    /// Where one party signs.
    Signatory,
    /// What is to be filled in.
    Field,
    /// A picture.
    Figure,
}

/// How the items of a list are counted (ISO 32000-1, table 347).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbering {
    /// Not at all.
    None,
    /// By a bullet.
    Bullet,
    /// 1, 2, 3.
    Decimal,
    /// a, b, c.
    LowerAlpha,
    /// A, B, C.
    UpperAlpha,
    /// i, ii, iii.
    LowerRoman,
    /// I, II, III.
    UpperRoman,
}

/// A bookmark.
#[derive(Debug, Clone, PartialEq)]
pub struct Bookmark {
    /// Depth, from 0.
    pub level: usize,
    /// What it says.
    pub title: String,
    /// Page, from 0.
    pub page: usize,
    /// Distance from the top of the page.
    pub y: f32,
}

/// The fewest pages that get a table of contents.
const CONTENTS_FROM: usize = 6;
/// The share to which the spaces of the contents are narrowed to keep them on one page.
const LEAST_SPACE: f32 = 0.2;

/// Lays out the documents of a volume.
///
/// # Errors
/// A [`Fault`] for each character that no font has.
pub fn layout<'l>(volume: &Volume<'_>, look: &'l Look) -> Result<Layout<'l>, Vec<Fault>> {
    let documents = volume.documents;
    let mut setter = Setter::new(look, volume);
    let mut flows: Vec<Flow> =
        (0..documents.len()).flat_map(|index| flows(&mut setter, look, volume, index)).collect();
    let notes = setter.take_notes();
    if !setter.entries.is_empty() && measured(&setter, &flows, &notes).pages.len() >= CONTENTS_FROM {
        flows = with_contents(&mut setter, flows, &notes);
    }
    let mut filled = pages::Filled::default();
    for flow in flows {
        pages::fill(&setter.metrics, flow, &notes, &mut filled);
    }
    order::marks_first(&mut filled.pages, setter.metrics.left);
    order::by_cell(&mut filled.pages, &setter.elements);
    furniture::add(&mut setter, documents, &mut filled);
    let missing = setter.faults();
    if !missing.is_empty() {
        return Err(missing);
    }
    Ok(Layout {
        fonts: setter.typesetter.into_fonts(),
        size: setter.metrics.page,
        pages: filled.pages,
        elements: setter.elements,
        bookmarks: filled.bookmarks,
        phrases: setter.phrases,
        notes: setter.note_elements,
        places: filled.places,
        logo: look.logo.as_deref(),
    })
}

/// Slabs that begin on a new page.
struct Flow {
    document: usize,
    kind: PageKind,
    /// How many slabs at its beginning are the title of an instrument without a cover.
    title: usize,
    slabs: Vec<Slab>,
}

/// The cover, if there is one, and the text.
fn flows(setter: &mut Setter, look: &Look, volume: &Volume<'_>, index: usize) -> Vec<Flow> {
    let document = &volume.documents[index];
    setter.start(index, document);
    let mut flows = Vec::new();
    let mut flow = |setter: &mut Setter, kind, title| {
        let slabs = std::mem::take(&mut setter.slabs);
        if !slabs.is_empty() {
            flows.push(Flow { document: index, kind, title, slabs });
        }
    };
    let mut title = 0;
    if document.meta().cover {
        setter.cover();
        flow(setter, PageKind::Cover, 0);
    } else {
        setter.title_block();
        title = setter.slabs.len();
    }
    if index == 0 {
        setter.contents_element = setter.child(Role::Contents);
    }
    ahead::blocks(setter, look, volume, document.blocks());
    flow(setter, PageKind::Text, title);
    setter.finish();
    flows
}

/// The pages of flows, without what would stand on them.
fn measured(setter: &Setter, flows: &[Flow], notes: &[Vec<Slab>]) -> pages::Filled {
    let mut filled = pages::Filled::default();
    for flow in flows {
        pages::measure(&setter.metrics, flow, notes, &mut filled);
    }
    filled
}

/// Inserts the contents after the first cover, or after the title block of a first instrument
/// without one. The number of its pages does not depend on the page numbers in it, so that filling
/// the pages twice is enough.
fn with_contents(setter: &mut Setter, mut flows: Vec<Flow>, notes: &[Vec<Slab>]) -> Vec<Flow> {
    let Some(first) = flows.first_mut() else { return flows };
    let at = usize::from(first.kind == PageKind::Cover);
    let mut slabs = Vec::new();
    if at == 0 {
        let text = first.slabs.split_off(first.title);
        slabs = std::mem::replace(&mut first.slabs, text);
        first.title = 0;
    }
    let title = slabs.len();
    let room = setter.metrics.text_height() - height(&slabs) - setter.metrics.leading;
    let contents = |setter: &mut Setter, places: &BTreeMap<_, _>| {
        let mut slabs = setter.contents(places);
        slab::tighten(&mut slabs, room, LEAST_SPACE);
        slabs
    };
    slabs.extend(contents(setter, &BTreeMap::new()));
    flows.insert(at, Flow { document: 0, kind: PageKind::Contents, title, slabs });
    let places = measured(setter, &flows, notes).places;
    flows[at].slabs.truncate(title);
    flows[at].slabs.extend(contents(setter, &places));
    flows
}
