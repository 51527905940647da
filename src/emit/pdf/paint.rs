//! Placed items to a PDF document: fonts cut down to the glyphs used, page contents.

mod logo;

use std::collections::BTreeMap;

use printpdf::{
    Codepoint, Color, CurTransMat, DictItem, FontId, Greyscale, Line, LinePoint, Op, PaintMode, ParsedFont,
    PdfDocument, PdfFont, PdfFontHandle, PdfPage, PdfSaveOptions, Point, Pt, Rect, Rgb, TextItem, TextMatrix,
    XObjectTransform,
};
use sha2::{Digest, Sha256};

use super::fonts::{Face, FaceId};
use super::layout::{Area, Artifact, Item, Layout, Page, Shape, Tint};
use super::lines::{Glyph, Run, is_blank};
use super::rich::Ink;
use super::structure::{Owner, Stretch, Structure};
use crate::emit::Fault;

/// Pages drawn, and what is needed to draw more in the same fonts.
pub struct Painted {
    /// The document.
    pub pdf: lopdf::Document,
    /// The fonts in the file.
    pub fonts: BTreeMap<FaceId, Embedded>,
    /// Of each page, the stretch that each sequence of marked content belongs to, by its identifier
    /// (MCID).
    pub sequences: Vec<Vec<usize>>,
}

/// A face cut down to the glyphs used.
pub struct Embedded {
    numbers: subsetter::GlyphRemapper,
    /// Of each glyph, by its number in the file: the width in thousandths of an em, and the
    /// characters it stands for.
    pub glyphs: Vec<(f32, String)>,
}

impl Embedded {
    /// The number in the file of a glyph of the face; 0 for one that is not used.
    pub fn number(&self, glyph: u16) -> u16 {
        self.numbers.get(glyph).unwrap_or(0)
    }
}

/// Draws all pages.
///
/// # Errors
/// If a font cannot be cut down or embedded.
pub fn paint(layout: &Layout, structure: &Structure, accent: &str) -> Result<Painted, Vec<Fault>> {
    let used = Used::of(layout);
    let mut pdf = PdfDocument::new("");
    let mut fonts = BTreeMap::new();
    for (&face, glyphs) in &used.glyphs {
        let (font, embedded) = embed(layout.fonts.get(face), glyphs)?;
        pdf.resources.fonts.map.insert(font_id(face), PdfFont::new(font));
        fonts.insert(face, embedded);
    }
    if let Some(logo) = layout.logo {
        pdf.resources.xobjects.map.insert(logo::id(), logo::image(&logo.picture));
    }
    let brush = Brush { layout, used: &used, fonts: &fonts, accent: parse_colour(accent) };
    let mut sequences = Vec::new();
    for (page, stretches) in layout.pages.iter().zip(&structure.pages) {
        let (page, of_page) = brush.page(page, stretches);
        pdf.pages.push(page);
        sequences.push(of_page);
    }
    let options =
        PdfSaveOptions { optimize: false, subset_fonts: false, secure: true, image_optimization: None };
    Ok(Painted { pdf: pdf.to_lopdf_document(&options, &mut Vec::new()), fonts, sequences })
}

/// The name of a face in the file. Those that printpdf makes up come from a counter that counts on
/// between files.
pub fn font_name(face: FaceId) -> String {
    format!("Face{}", face.0)
}

fn font_id(face: FaceId) -> FontId {
    FontId(font_name(face))
}

/// Cuts a face down to the glyphs used. Its name gets a tag made from its bytes, as the standard
/// asks.
fn embed(face: &Face, glyphs: &BTreeMap<u16, String>) -> Result<(ParsedFont, Embedded), Vec<Fault>> {
    let fault = |what: &str| {
        vec![Fault {
            message: format!("the font {} cannot be embedded: {what}", face.name),
            help: "name a folder with another font for these characters with --font-dir".into(),
            path: None,
        }]
    };
    let mut remapper = subsetter::GlyphRemapper::new();
    for &glyph in glyphs.keys() {
        remapper.remap(glyph);
    }
    let bytes =
        subsetter::subset(face.data, face.index, &remapper).map_err(|error| fault(&error.to_string()))?;
    let mut font =
        ParsedFont::from_bytes(&bytes, 0, &mut Vec::new()).ok_or_else(|| fault("it is not understood"))?;
    let tag: String =
        Sha256::digest(&bytes).iter().take(6).map(|byte| char::from(b'A' + byte % 26)).collect();
    font.font_name = Some(format!("{tag}+{}", face.name));
    if face.italic && font.pdf_font_metrics.caret_slope_run == 0 {
        // Some slanted faces say that they do not slant.
        font.pdf_font_metrics.caret_slope_rise = 100;
        font.pdf_font_metrics.caret_slope_run = 21;
    }
    let says = |glyph: u16| glyphs.get(&glyph).cloned().unwrap_or_default();
    let glyphs = remapper.remapped_gids().map(|glyph| (face.width(glyph), says(glyph))).collect();
    Ok((font, Embedded { numbers: remapper, glyphs }))
}

/// A cluster: glyphs that together stand for some characters.
fn clusters(run: &Run) -> impl Iterator<Item = &[Glyph]> {
    run.glyphs.chunk_by(|_, next| next.text.0 == next.text.1)
}

fn text_of<'r>(run: &'r Run, cluster: &[Glyph]) -> &'r str {
    let (start, end) = cluster.first().map_or((0, 0), |glyph| glyph.text);
    run.text.get(start as usize..end as usize).unwrap_or_default()
}

/// What a glyph stands for when it stands for `text` here: all spaces are one.
fn canonical(text: &str) -> &str {
    match text {
        "\u{a0}" | "\u{202f}" => " ",
        text => text,
    }
}

/// The glyphs used of each face, and the characters each stands for: the first that it was used
/// for. Where it stands for others, the page says so itself.
struct Used {
    glyphs: BTreeMap<FaceId, BTreeMap<u16, String>>,
}

impl Used {
    fn of(layout: &Layout) -> Used {
        let mut glyphs: BTreeMap<FaceId, BTreeMap<u16, String>> = BTreeMap::new();
        let runs = || layout.pages.iter().flat_map(|page| &page.items).flat_map(runs_of);
        for run in runs() {
            let face = glyphs.entry(run.face).or_default();
            for cluster in clusters(run).filter(|cluster| cluster.len() == 1) {
                let text = canonical(text_of(run, cluster));
                if !face.contains_key(&cluster[0].id) && !text.is_empty() {
                    face.insert(cluster[0].id, text.to_owned());
                }
            }
        }
        for run in runs() {
            let face = glyphs.entry(run.face).or_default();
            for cluster in clusters(run) {
                let text = canonical(text_of(run, cluster));
                let shares = shares(layout.fonts.get(run.face), cluster, text, run.backwards);
                for (glyph, share) in cluster.iter().zip(shares) {
                    face.entry(glyph.id).or_insert(share);
                }
            }
        }
        Used { glyphs }
    }

    fn says(&self, face: FaceId, glyph: u16) -> &str {
        self.glyphs.get(&face).and_then(|glyphs| glyphs.get(&glyph)).map_or("", String::as_str)
    }
}

/// What each glyph of a cluster says where only single glyphs are asked, by readers that do not know
/// what several say together: a mark itself, the letter all that no other glyph says.
fn shares(face: &Face, cluster: &[Glyph], text: &str, backwards: bool) -> Vec<String> {
    if cluster.len() == 1 {
        return vec![text.to_owned()];
    }
    let mut rest: Vec<char> = text.chars().collect();
    let mut shares: Vec<Option<String>> = Vec::new();
    for glyph in cluster {
        let own = rest.iter().position(|&c| face.glyph(c) == Some(glyph.id));
        shares.push(own.map(|at| rest.remove(at).to_string()));
    }
    let mut open: Vec<&mut Option<String>> = shares.iter_mut().filter(|share| share.is_none()).collect();
    if backwards {
        open.reverse();
    }
    let mut rest = rest.into_iter();
    let one_each = rest.len() == open.len();
    for share in open {
        let count = if one_each { 1 } else { rest.len() };
        *share = Some(rest.by_ref().take(count).collect());
    }
    shares.into_iter().map(|share| share.filter(|text| !text.is_empty()).unwrap_or(NOTHING.into())).collect()
}

/// What a glyph says that says nothing: no text at all is not allowed.
const NOTHING: &str = "\u{200b}";

fn runs_of(item: &Item) -> Vec<&Run> {
    match &item.shape {
        Shape::Run(run) | Shape::Watermark(run) => vec![run],
        Shape::Field(field) => field.value.lines.iter().flat_map(|line| &line.runs).collect(),
        _ => Vec::new(),
    }
}

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

struct Brush<'a> {
    layout: &'a Layout<'a>,
    used: &'a Used,
    fonts: &'a BTreeMap<FaceId, Embedded>,
    accent: [f32; 3],
}

impl Brush<'_> {
    fn page(&self, page: &Page, stretches: &[Stretch]) -> (PdfPage, Vec<usize>) {
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
struct Pen<'a> {
    brush: &'a Brush<'a>,
    ops: Vec<Op>,
    in_text: bool,
    font: Option<(FaceId, f32)>,
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
    fn begin_sequence(&mut self) {
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
    fn end_sequence(&mut self) {
        self.leave_text();
        if std::mem::take(&mut self.marked) {
            self.ops.push(Op::EndMarkedContent);
        }
    }

    /// Ends a sequence inside another, and the outer one of content with it: readers made with poppler
    /// lose what follows an inner one.
    fn end_inner_sequence(&mut self) {
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

    fn enter_text(&mut self) {
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

    fn fill(&mut self, ink: Ink) {
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

    /// Makes ready for the face, size and colour of a run.
    fn take_up(&mut self, run: &Run) {
        self.begin_sequence();
        self.enter_text();
        if !is_blank(run) {
            self.fill(run.ink);
        }
        if self.font != Some((run.face, run.size)) {
            let font = PdfFontHandle::External(font_id(run.face));
            let size = Pt(run.size);
            self.ops.push(Op::SetFont { font, size });
            self.font = Some((run.face, run.size));
        }
    }

    /// Draws a run; `matrix` tells where the pen stands when it has moved so far along.
    fn text_of(&mut self, run: &Run, matrix: impl Fn(f32) -> TextMatrix) {
        self.take_up(run);
        let set = |matrix| Op::SetTextMatrix { matrix };
        self.ops.push(set(matrix(0.0)));
        let reversed = run.backwards && !is_blank(run);
        if reversed {
            self.ops.push(reversed_text());
        }
        let mut along = Along::default();
        let mut plain = Vec::new();
        for cluster in clusters(run) {
            let text = text_of(run, cluster);
            let says = self.brush.used.says(run.face, cluster[0].id);
            let moved = cluster.iter().any(|glyph| glyph.offset != (0.0, 0.0));
            if cluster.len() == 1 && says == canonical(text) && !moved {
                plain.push(self.codepoint(run, &cluster[0], &mut along));
                continue;
            }
            self.show(std::mem::take(&mut plain));
            self.cluster(run, cluster, &mut along, &matrix);
            if reversed {
                // What is read backwards must not be cut: the parts would be read in this order.
                self.ops.push(Op::EndMarkedContent);
            } else {
                self.end_inner_sequence();
                self.take_up(run);
            }
            self.ops.push(set(matrix(along.x)));
            along.error = 0.0;
        }
        self.show(plain);
        if reversed {
            self.end_inner_sequence();
        }
    }

    /// Begins a sequence, and draws in it glyphs that stand for something together. The marks of a letter that runs from right to
    /// left stand before it; they are drawn after it, for readers look for the text where the first
    /// glyph is.
    fn cluster(
        &mut self,
        run: &Run,
        glyphs: &[Glyph],
        along: &mut Along,
        matrix: &impl Fn(f32) -> TextMatrix,
    ) {
        let mut placed: Vec<(f32, &Glyph)> = Vec::with_capacity(glyphs.len());
        for glyph in glyphs {
            placed.push((along.x, glyph));
            along.x += glyph.advance;
        }
        if run.backwards {
            placed.sort_by_key(|(_, glyph)| glyph.advance == 0.0);
        }
        self.ops.push(actual_text(text_of(run, glyphs)));
        for (x, glyph) in placed {
            self.shifted(run, glyph, &mut Along { x, error: 0.0 }, matrix);
        }
    }

    /// Draws one glyph beside its place on the line.
    fn shifted(&mut self, run: &Run, glyph: &Glyph, along: &mut Along, matrix: &impl Fn(f32) -> TextMatrix) {
        let mut place = matrix(along.x + glyph.offset.0).as_array();
        // Upward is upward on the page: marks over turned text do not occur.
        place[5] += glyph.offset.1;
        self.ops.push(Op::SetTextMatrix { matrix: TextMatrix::Raw(place) });
        let code = self.codepoint(run, glyph, along);
        self.show(vec![code]);
    }

    fn show(&mut self, codes: Vec<Codepoint>) {
        if !codes.is_empty() {
            let items = vec![TextItem::GlyphIds(codes)];
            self.ops.push(Op::ShowText { items });
        }
    }

    /// A glyph and how far the pen must be moved back after it. The width table of the file holds
    /// whole thousandths; what is lost in rounding is carried on, or lines would not end flush.
    fn codepoint(&self, run: &Run, glyph: &Glyph, along: &mut Along) -> Codepoint {
        let width = self.brush.layout.fonts.get(run.face).width(glyph.id);
        let wanted = width - glyph.advance * 1000.0 / run.size + along.error;
        let offset = if wanted.abs() < 0.5 { 0.0 } else { wanted.round() };
        along.error = wanted - offset;
        along.x += glyph.advance;
        let gid = self.brush.fonts.get(&run.face).map_or(0, |font| font.number(glyph.id));
        let says = self.brush.used.says(run.face, glyph.id);
        Codepoint::with_cid(gid, offset, says.to_owned())
    }
}

/// Where the pen is in a run.
#[derive(Default)]
struct Along {
    x: f32,
    error: f32,
}

/// Begins a sequence of marked content (ISO 32000-1, 14.6 and 14.8.2.2), content with its identifier.
fn marked(owner: Owner, identifier: usize) -> Op {
    let name = |name: &str| DictItem::Name(name.as_bytes().to_vec());
    let (tag, properties) = match owner {
        Owner::Node(_) => ("P", vec![("MCID", DictItem::Int(identifier as i64))]),
        Owner::Artifact(Artifact::Layout) => ("Artifact", vec![("Type", name("Layout"))]),
        Owner::Artifact(artifact) => {
            let mut properties = vec![("Type", name("Pagination"))];
            match artifact {
                Artifact::Header => properties.push(("Subtype", name("Header"))),
                Artifact::Footer => properties.push(("Subtype", name("Footer"))),
                Artifact::Watermark => properties.push(("Subtype", name("Watermark"))),
                Artifact::Layout | Artifact::Repeated => {}
            }
            ("Artifact", properties)
        }
    };
    let map = properties.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    Op::BeginMarkedContentWithProperties { tag: tag.into(), properties: DictItem::Dict { map } }
}

/// Begins a run whose glyphs stand from left to right and are read from right to left. Viewers that
/// do not know the mark expect just this order of all writing that runs from right to left, and turn
/// it round themselves; a text given for the whole run they would turn round as well.
fn reversed_text() -> Op {
    Op::BeginMarkedContent { tag: "ReversedChars".into() }
}

/// Begins a stretch that stands for `text`, whatever its glyphs say.
fn actual_text(text: &str) -> Op {
    let mut data = vec![0xfe, 0xff];
    for unit in text.encode_utf16() {
        data.extend(unit.to_be_bytes());
    }
    let text = DictItem::String { data, literal: false };
    Op::BeginMarkedContentWithProperties {
        tag: "Span".into(),
        properties: DictItem::Dict { map: BTreeMap::from([("ActualText".to_owned(), text)]) },
    }
}
