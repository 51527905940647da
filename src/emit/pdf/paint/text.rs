//! Drawing runs: glyphs, and sequences of them that say something together.

use super::embed::{Embedded, font_name};
use super::marks::{REVERSED_TEXT, actual_text};
use super::operators::{Operators, hundredths};
use super::pen::Pen;
use super::used::{canonical, clusters, text_of};
use crate::emit::pdf::lines::{Glyph, Run, is_blank};

/// Where a run stands: its left end, and how the line is turned, if it is: cosine and sine of the angle.
pub(super) struct Baseline {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) turned: Option<(f32, f32)>,
}

impl Pen<'_> {
    /// Makes ready for the face, size and colour of a run.
    fn take_up(&mut self, run: &Run) {
        self.begin_sequence();
        self.enter_text();
        if !is_blank(run) {
            self.fill(run.ink);
        }
        if self.font != Some((run.face, run.size)) {
            self.content.bytes.push(b'/');
            self.content.bytes.extend(font_name(run.face).bytes());
            self.content.bytes.push(b' ');
            self.content.lengths(&[run.size], "Tf");
            self.font = Some((run.face, run.size));
        }
    }

    /// Puts the pen on a baseline, `along` it and `up` above it. Upward is upward on the page: marks over
    /// turned text do not occur.
    fn place(&mut self, baseline: &Baseline, along: f32, up: f32) {
        match (baseline.turned, self.line) {
            (None, Some((x, y))) => {
                let now = (hundredths(baseline.x + along), hundredths(baseline.y + up));
                self.content.numbers(&[now.0 - x, now.1 - y], "Td");
                self.line = Some(now);
            }
            (turned, _) => {
                let (cos, sin) = turned.unwrap_or((1.0, 0.0));
                let (x, y) = (baseline.x + along * cos, baseline.y + along * sin + up);
                self.content.shares(&[cos, sin, -sin, cos, x, y], "Tm");
                self.line = None;
            }
        }
    }

    /// Draws a run on its baseline.
    pub(super) fn text_of(&mut self, run: &Run, baseline: &Baseline) {
        let Some(font) = self.brush.fonts.get(&run.face) else {
            return;
        };
        self.take_up(run);
        self.place(baseline, 0.0, 0.0);
        let reversed = run.backwards && !is_blank(run);
        if reversed {
            self.content.operator(REVERSED_TEXT);
        }
        let drawn_by = font.draws(&run.glyphs);
        if let Some(operators) = run.words.drawn(drawn_by, run.size).filter(|_| !reversed) {
            return self.content.bytes.extend_from_slice(operators);
        }
        let before = self.content.bytes.len();
        let mut plain = !reversed;
        let says = self.brush.used.of_face(run.face);
        let mut line = Strings::new(font, run.size);
        for cluster in clusters(run) {
            if let [glyph] = cluster
                && glyph.offset == (0.0, 0.0)
                && says(glyph.id) == canonical(text_of(run, cluster))
            {
                line.glyph(&mut self.content, glyph);
                continue;
            }
            plain = false;
            line.end(&mut self.content);
            let after = self.cluster(run, cluster, line.along, baseline);
            if reversed {
                // What is read backwards must not be cut: the parts would be read in this order.
                self.content.operator("EMC");
            } else {
                self.end_inner_sequence();
                self.take_up(run);
            }
            self.place(baseline, after, 0.0);
            line = Strings { along: after, ..Strings::new(font, run.size) };
        }
        line.end(&mut self.content);
        if plain {
            run.words.keep_drawn(drawn_by, run.size, &self.content.bytes[before..]);
        }
        if reversed {
            self.end_inner_sequence();
        }
    }

    /// Begins a sequence, and draws in it glyphs that stand for something together; where the pen is
    /// after them. The marks of a letter that runs from right to left stand before it; they are drawn
    /// after it, for readers look for the text where the first glyph is.
    fn cluster(&mut self, run: &Run, glyphs: &[Glyph], mut along: f32, baseline: &Baseline) -> f32 {
        let mut placed: Vec<(f32, &Glyph)> = Vec::with_capacity(glyphs.len());
        for glyph in glyphs {
            placed.push((along, glyph));
            along += glyph.advance;
        }
        if run.backwards {
            placed.sort_by_key(|(_, glyph)| glyph.advance == 0.0);
        }
        actual_text(&mut self.content, text_of(run, glyphs));
        for (x, glyph) in placed {
            self.place(baseline, x + glyph.offset.0, glyph.offset.1);
            if let Some(font) = self.brush.fonts.get(&run.face) {
                let mut line = Strings::new(font, run.size);
                line.glyph(&mut self.content, glyph);
                line.end(&mut self.content);
            }
        }
        along
    }
}

/// Glyphs in a line as strings, with how far the pen must be moved back between them. The width table
/// of the file holds whole thousandths; what is lost in rounding is carried on, or lines would not end
/// flush.
struct Strings<'f> {
    font: &'f Embedded,
    /// Thousandths of an em in a point.
    scale: f32,
    /// Where the pen is in the run.
    along: f32,
    error: f32,
    /// Whether anything was written, and whether a string is open.
    begun: bool,
    open: bool,
}

impl Strings<'_> {
    fn new(font: &Embedded, size: f32) -> Strings<'_> {
        Strings { font, scale: 1000.0 / size, along: 0.0, error: 0.0, begun: false, open: false }
    }

    /// Adds a glyph.
    fn glyph(&mut self, content: &mut Operators, glyph: &Glyph) {
        if !self.begun {
            content.bytes.push(b'[');
            self.begun = true;
        }
        if !self.open {
            content.bytes.push(b'(');
            self.open = true;
        }
        content.code(self.font.number(glyph.id));
        self.along += glyph.advance;
        let wanted = self.font.width(glyph.id) - glyph.advance * self.scale + self.error;
        let back = if wanted.abs() < 0.5 { 0.0 } else { wanted.round() };
        self.error = wanted - back;
        if back != 0.0 {
            content.bytes.push(b')');
            self.open = false;
            content.integer(back as i64);
        }
    }

    /// Draws what was added.
    fn end(&mut self, content: &mut Operators) {
        if self.open {
            content.bytes.push(b')');
        }
        if self.begun {
            content.operator("]TJ");
        }
        (self.begun, self.open) = (false, false);
    }
}
