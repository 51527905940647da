//! The contents of a page.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::embed::Embedded;
use super::logo;
use super::marks::marked;
use super::operators::{Operators, hundredths};
use super::text::Baseline;
use super::used::Used;
use crate::emit::pdf::face::FaceId;
use crate::emit::pdf::layout::{Area, Artifact, Item, Layout, Page, Shape, Tint};
use crate::emit::pdf::lines::Run;
use crate::emit::pdf::rich::Ink;
use crate::emit::pdf::structure::{Owner, Stretch};

fn parse_colour(colour: &str) -> [f32; 3] {
    let digits = colour.trim_start_matches('#');
    let part = |at: usize| {
        let two = digits.get(at..at + 2).unwrap_or("00");
        f32::from(u8::from_str_radix(two, 16).unwrap_or(0)) / 255.0
    };
    [part(0), part(2), part(4)]
}

/// The colour behind facts: pale enough to vanish in print.
const FACT: [f32; 3] = [0.933, 0.949, 0.973];
/// The colour behind blanks.
const BLANK: [f32; 3] = [1.0, 0.953, 0.769];

/// A page, drawn.
pub(super) struct Drawn {
    /// Its content: the text, the header, the footer.
    content: Vec<u8>,
    /// Where the text ends.
    text: usize,
    /// Where the header ends.
    header: usize,
    /// The stretch of each of its sequences of marked content.
    pub(super) sequences: Vec<usize>,
}

impl Drawn {
    /// What is the same in many files, on many pages, and what is not.
    pub(super) fn parts(&self) -> ([&[u8]; 2], &[u8]) {
        let Drawn { content, text, header, .. } = self;
        ([&content[..*text], &content[*text..*header]], &content[*header..])
    }
}

/// What all pages are drawn with.
pub(super) struct Brush<'a> {
    pub(super) layout: &'a Layout<'a>,
    pub(super) used: &'a Used,
    pub(super) fonts: &'a BTreeMap<FaceId, Arc<Embedded>>,
    accent: [f32; 3],
}

impl<'a> Brush<'a> {
    /// Links and annex numbers are drawn in `accent` (`#rrggbb`).
    pub(super) fn new(
        layout: &'a Layout<'a>,
        used: &'a Used,
        fonts: &'a BTreeMap<FaceId, Arc<Embedded>>,
        accent: &str,
    ) -> Brush<'a> {
        Brush { layout, used, fonts, accent: parse_colour(accent) }
    }

    /// Draws a page.
    pub(super) fn page(&self, page: &Page, stretches: &[Stretch]) -> Drawn {
        let mut pen = Pen::new(self);
        let around = |stretch: &&Stretch| {
            matches!(stretch.owner, Owner::Artifact(Artifact::Header | Artifact::Footer))
        };
        let first_around = stretches.len() - stretches.iter().rev().take_while(around).count();
        let (mut text, mut header) = (None, None);
        for (index, stretch) in stretches.iter().enumerate() {
            if index == first_around {
                // What comes now is the same on many pages, whatever stands before it.
                (pen.font, pen.fill, pen.stroke) = (None, None, None);
                text = Some(pen.content.bytes.len());
            }
            if index >= first_around && stretch.owner == Owner::Artifact(Artifact::Footer) {
                header = header.or(Some(pen.content.bytes.len()));
            }
            pen.stretch = (index, stretch.owner);
            for item in &page.items[stretch.items.clone()] {
                pen.item(item);
            }
            pen.end_sequence();
        }
        let end = pen.content.bytes.len();
        let text = text.unwrap_or(end);
        let header = header.unwrap_or(end);
        Drawn { content: pen.content.bytes, text, header, sequences: pen.sequences }
    }
}

/// Writes the operators of one page, leaving out those that change nothing.
pub(super) struct Pen<'a> {
    pub(super) brush: &'a Brush<'a>,
    pub(super) content: Operators,
    /// Where the line of text begins, in hundredths of a point, within a text object; nowhere if it is
    /// turned.
    pub(super) line: Option<(i64, i64)>,
    in_text: bool,
    pub(super) font: Option<(FaceId, f32)>,
    fill: Option<Ink>,
    stroke: Option<(Ink, f32)>,
    /// What is being drawn.
    stretch: (usize, Owner),
    /// Whether a sequence of marked content is open.
    marked: bool,
    /// The stretch of each sequence of content so far.
    sequences: Vec<usize>,
}

impl<'a> Pen<'a> {
    fn new(brush: &'a Brush<'a>) -> Pen<'a> {
        Pen {
            brush,
            content: Operators::default(),
            line: None,
            in_text: false,
            font: None,
            fill: None,
            stroke: None,
            stretch: (0, Owner::Artifact(Artifact::Layout)),
            marked: false,
            sequences: Vec::new(),
        }
    }
}

impl Pen<'_> {
    /// Begins a sequence of marked content, if none is open.
    pub(super) fn begin_sequence(&mut self) {
        if self.marked {
            return;
        }
        let (index, owner) = self.stretch;
        marked(&mut self.content, owner, self.sequences.len());
        self.marked = true;
        if let Owner::Node(_) = owner {
            self.sequences.push(index);
        }
    }

    /// Ends the sequence of marked content that is open.
    pub(super) fn end_sequence(&mut self) {
        self.leave_text();
        if std::mem::take(&mut self.marked) {
            self.content.operator("EMC");
        }
    }

    /// Ends a sequence inside another, and the outer one of content with it: readers made with poppler
    /// lose what follows an inner one.
    pub(super) fn end_inner_sequence(&mut self) {
        self.content.operator("EMC");
        if let Owner::Node(_) = self.stretch.1 {
            self.end_sequence();
        }
    }

    fn height(&self) -> f32 {
        self.brush.layout.size.1
    }

    fn item(&mut self, item: &Item) {
        if !matches!(item.shape, Shape::Link(..) | Shape::Field(_)) {
            self.begin_sequence();
        }
        match &item.shape {
            Shape::Run(run) => self.run(run),
            Shape::Rule { x, y, length, thickness, ink } => self.rule((*x, *y), *length, *thickness, *ink),
            Shape::Tint(area, tint) => self.tint(area, *tint),
            Shape::Logo(area) => self.logo(area),
            Shape::Watermark(run) => self.watermark(run),
            // Annotations are added by the pass over the finished document.
            Shape::Link(..) | Shape::Field(_) => {}
        }
    }

    pub(super) fn enter_text(&mut self) {
        if !self.in_text {
            self.content.operator("BT");
            self.in_text = true;
            self.line = Some((0, 0));
        }
    }

    fn leave_text(&mut self) {
        if self.in_text {
            self.content.operator("ET");
            self.in_text = false;
        }
    }

    /// Sets the colour of text or lines, with the operators for shades of grey and for colours.
    fn colour(&mut self, ink: Ink, grey: &str, colour: &str) {
        let share = match ink {
            Ink::Text => 0.0,
            Ink::Muted => 0.38,
            Ink::Hairline => 0.65,
            Ink::Watermark => 0.925,
            Ink::Paper => 1.0,
            Ink::Accent => return self.content.shares(&self.brush.accent, colour),
        };
        self.content.shares(&[share], grey);
    }

    pub(super) fn fill(&mut self, ink: Ink) {
        if self.fill != Some(ink) {
            self.colour(ink, "g", "rg");
            self.fill = Some(ink);
        }
    }

    fn rule(&mut self, (x, y): (f32, f32), length: f32, thickness: f32, ink: Ink) {
        self.leave_text();
        let (known_ink, known_thickness) = self.stroke.unzip();
        if known_ink != Some(ink) {
            self.colour(ink, "G", "RG");
        }
        if known_thickness != Some(thickness) {
            self.content.lengths(&[thickness], "w");
        }
        self.stroke = Some((ink, thickness));
        let (left, right, up) = (hundredths(x), hundredths(x + length), hundredths(self.height() - y));
        self.content.numbers(&[left, up], "m");
        self.content.numbers(&[right, up], "l");
        self.content.operator("S");
    }

    fn tint(&mut self, area: &Area, tint: Tint) {
        self.leave_text();
        let colour = match tint {
            Tint::Fact => FACT,
            Tint::Blank => BLANK,
            Tint::Mark => self.brush.accent,
        };
        self.content.shares(&colour, "rg");
        self.fill = None;
        let up = self.height() - area.y - area.height;
        self.content.lengths(&[area.x, up, area.width, area.height], "re");
        self.content.operator("f");
    }

    fn logo(&mut self, area: &Area) {
        self.leave_text();
        let up = self.height() - area.y - area.height;
        self.content.operator("q");
        self.content.lengths(&[area.width, 0.0, 0.0, area.height, area.x, up], "cm");
        self.content.operator(&format!("/{} Do", logo::NAME));
        self.content.operator("Q");
    }

    /// A word along the diagonal, its middle in the middle of the page.
    fn watermark(&mut self, run: &Run) {
        let (width, height) = self.brush.layout.size;
        let angle = height.atan2(width);
        let (sin, cos) = angle.sin_cos();
        let (along, up) = (run.width() / 2.0, run.size * 0.33);
        let x = width / 2.0 - along * cos + up * sin;
        let y = height / 2.0 - along * sin - up * cos;
        self.text_of(run, &Baseline { x, y, turned: Some((cos, sin)) });
    }

    fn run(&mut self, run: &Run) {
        let (x, y) = (run.x, self.height() - run.y);
        self.text_of(run, &Baseline { x, y, turned: None });
    }
}
