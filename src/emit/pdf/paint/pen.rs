//! The operators of a page.

use std::collections::BTreeMap;

use printpdf::{
    Color, CurTransMat, Greyscale, Line, LinePoint, Op, PaintMode, PdfPage, Point, Pt, Rect, Rgb, TextMatrix,
    XObjectTransform,
};

use super::embed::Embedded;
use super::logo;
use super::marks::marked;
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

/// What all pages are drawn with.
pub(super) struct Brush<'a> {
    pub(super) layout: &'a Layout<'a>,
    pub(super) used: &'a Used,
    pub(super) fonts: &'a BTreeMap<FaceId, Embedded>,
    accent: [f32; 3],
}

impl<'a> Brush<'a> {
    /// Links and annex numbers are drawn in `accent` (`#rrggbb`).
    pub(super) fn new(
        layout: &'a Layout<'a>,
        used: &'a Used,
        fonts: &'a BTreeMap<FaceId, Embedded>,
        accent: &str,
    ) -> Brush<'a> {
        Brush { layout, used, fonts, accent: parse_colour(accent) }
    }

    /// Draws a page; the stretch of each of its sequences of marked content.
    pub(super) fn page(&self, page: &Page, stretches: &[Stretch]) -> (PdfPage, Vec<usize>) {
        let mut pen = Pen::new(self);
        for (index, stretch) in stretches.iter().enumerate() {
            pen.stretch = (index, stretch.owner);
            for item in &page.items[stretch.items.clone()] {
                pen.item(item);
            }
            pen.end_sequence();
        }
        let (width, height) = self.layout.size;
        let area = Rect::from_wh(Pt(width), Pt(height));
        let mut painted = PdfPage::new(Pt(width).into(), Pt(height).into(), pen.ops);
        painted.media_box = area.clone();
        painted.trim_box = area.clone();
        painted.crop_box = area;
        (painted, pen.sequences)
    }

    fn colour(&self, ink: Ink) -> Color {
        let grey = |percent| Color::Greyscale(Greyscale { percent, icc_profile: None });
        match ink {
            Ink::Text => grey(0.0),
            Ink::Muted => grey(0.38),
            Ink::Hairline => grey(0.65),
            Ink::Watermark => grey(0.925),
            Ink::Paper => grey(1.0),
            Ink::Accent => {
                let [r, g, b] = self.accent;
                Color::Rgb(Rgb::new(r, g, b, None))
            }
        }
    }
}

/// Writes the operators of one page, leaving out those that change nothing.
pub(super) struct Pen<'a> {
    pub(super) brush: &'a Brush<'a>,
    pub(super) ops: Vec<Op>,
    in_text: bool,
    pub(super) font: Option<(FaceId, f32)>,
    fill: Option<Ink>,
    stroke: Option<Ink>,
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
            ops: Vec::new(),
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
        self.ops.push(marked(owner, self.sequences.len()));
        self.marked = true;
        if let Owner::Node(_) = owner {
            self.sequences.push(index);
        }
    }

    /// Ends the sequence of marked content that is open.
    pub(super) fn end_sequence(&mut self) {
        self.leave_text();
        if std::mem::take(&mut self.marked) {
            self.ops.push(Op::EndMarkedContent);
        }
    }

    /// Ends a sequence inside another, and the outer one of content with it: readers made with poppler
    /// lose what follows an inner one.
    pub(super) fn end_inner_sequence(&mut self) {
        self.ops.push(Op::EndMarkedContent);
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
            self.ops.push(Op::StartTextSection);
            self.in_text = true;
            self.font = None;
        }
    }

    fn leave_text(&mut self) {
        if self.in_text {
            self.ops.push(Op::EndTextSection);
            self.in_text = false;
        }
    }

    pub(super) fn fill(&mut self, ink: Ink) {
        if self.fill != Some(ink) {
            let col = self.brush.colour(ink);
            self.ops.push(Op::SetFillColor { col });
            self.fill = Some(ink);
        }
    }

    fn rule(&mut self, (x, y): (f32, f32), length: f32, thickness: f32, ink: Ink) {
        self.leave_text();
        if self.stroke != Some(ink) {
            let col = self.brush.colour(ink);
            self.ops.push(Op::SetOutlineColor { col });
            self.stroke = Some(ink);
        }
        self.ops.push(Op::SetOutlineThickness { pt: Pt(thickness) });
        let point = |x: f32| LinePoint { p: Point { x: Pt(x), y: Pt(self.height() - y) }, bezier: false };
        let line = Line { points: vec![point(x), point(x + length)], is_closed: false };
        self.ops.push(Op::DrawLine { line });
    }

    fn tint(&mut self, area: &Area, tint: Tint) {
        self.leave_text();
        let rgb = |[r, g, b]: [f32; 3]| Color::Rgb(Rgb::new(r, g, b, None));
        let col = match tint {
            Tint::Fact => rgb(FACT),
            Tint::Blank => rgb(BLANK),
            Tint::Mark => rgb(self.brush.accent),
        };
        self.ops.push(Op::SetFillColor { col });
        self.fill = None;
        let rectangle = Rect {
            x: Pt(area.x),
            y: Pt(self.height() - area.y - area.height),
            width: Pt(area.width),
            height: Pt(area.height),
            mode: Some(PaintMode::Fill),
            winding_order: None,
        };
        self.ops.push(Op::DrawRectangle { rectangle });
    }

    fn logo(&mut self, area: &Area) {
        self.leave_text();
        let up = self.height() - area.y - area.height;
        let place = [area.width, 0.0, 0.0, area.height, area.x, up];
        self.ops.push(Op::SaveGraphicsState);
        self.ops.push(Op::SetTransformationMatrix { matrix: CurTransMat::Raw(place) });
        self.ops.push(Op::UseXobject { id: logo::id(), transform: XObjectTransform::default() });
        self.ops.push(Op::RestoreGraphicsState);
    }

    /// A word along the diagonal, its middle in the middle of the page.
    fn watermark(&mut self, run: &Run) {
        let (width, height) = self.brush.layout.size;
        let angle = height.atan2(width);
        let (sin, cos) = angle.sin_cos();
        let (along, up) = (run.width() / 2.0, run.size * 0.33);
        let x = width / 2.0 - along * cos + up * sin;
        let y = height / 2.0 - along * sin - up * cos;
        self.text_of(run, |shift| TextMatrix::Raw([cos, sin, -sin, cos, x + shift * cos, y + shift * sin]));
    }

    fn run(&mut self, run: &Run) {
        let (x, y) = (run.x, self.height() - run.y);
        self.text_of(run, |shift| TextMatrix::Translate(Pt(x + shift), Pt(y)));
    }
}
