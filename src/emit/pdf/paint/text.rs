//! Drawing runs: glyphs, and sequences of them that say something together.

use printpdf::{Codepoint, Op, PdfFontHandle, Pt, TextItem, TextMatrix};

use super::embed::font_id;
use super::marks::{actual_text, reversed_text};
use super::pen::Pen;
use super::used::{canonical, clusters, text_of};
use crate::emit::pdf::lines::{Glyph, Run, is_blank};

impl Pen<'_> {
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
    pub(super) fn text_of(&mut self, run: &Run, matrix: impl Fn(f32) -> TextMatrix) {
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
