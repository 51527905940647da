//! Paragraphs to lines: fonts for characters, widths for words, breaks for lines, glyphs in place.

mod atoms;
mod bidi;
mod compose;
mod first_fit;
mod known;
mod line;
mod optimal;
mod setting;
#[cfg(test)]
mod tests;
mod ties;

use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use super::face::{FaceId, is_ignorable};
use super::fallback::Script;
use super::fonts::Fonts;
use super::rich::{Format, Rich};
use super::shape::{self, Manner, Shaped, Shaper};
use crate::document::Text;
use crate::emit::Look;

pub use atoms::{Atom, Cut};
use compose::Composer;
use known::{Key, Own};
pub use line::{Glyph, Line, Run, Stretch, Words};
use setting::Setting;

/// The most that spaces are stretched, as a share of what they can. A line that would need more,
/// for want of a place to break a long name, is left short: better than holes in the text.
const LOOSEST: f32 = 3.5;

/// How lines are filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fill {
    /// Both edges flush.
    Justified,
    /// Ragged right.
    Ragged,
}

/// Sets text: the fonts and shaped words of one file, and what was missing.
pub struct Typesetter<'l> {
    /// The faces.
    pub fonts: Fonts<'l>,
    shaper: Shaper,
    /// Characters that no face has or that we cannot set, with the fact they stand in.
    pub missing: BTreeSet<(char, Option<Text>)>,
    own: Own,
}

impl<'l> Typesetter<'l> {
    /// Nothing set yet.
    pub fn new(look: &'l Look) -> Typesetter<'l> {
        let fonts = Fonts::new(look);
        Typesetter { shaper: Shaper::take(&fonts), own: Own::of(&fonts), fonts, missing: BTreeSet::new() }
    }

    /// Ends the work; the faces that were used.
    pub fn into_fonts(self) -> Fonts<'l> {
        self.shaper.put_back(&self.fonts);
        self.fonts
    }

    /// Breaks text into lines.
    pub fn lines(&mut self, rich: &Rich, width: f32, fill: Fill) -> Vec<Line> {
        self.hanging_lines(rich, width, fill, 0.0)
    }

    /// Breaks text into lines, the first of which is longer by `hang`.
    pub fn hanging_lines(&mut self, rich: &Rich, width: f32, fill: Fill, hang: f32) -> Vec<Line> {
        if rich.is_empty() {
            return Vec::new();
        }
        let memo = &self.fonts.memo().lines;
        let key = Key::of(rich, &self.own, &[width, hang, f32::from(u8::from(fill == Fill::Ragged))]);
        if let Some(lines) = key.as_ref().and_then(|key| memo.get(&key.bytes)) {
            return key.map(|key| key.placed(&lines)).unwrap_or_default();
        }
        let setting = self.setting(rich);
        let lines = self.broken(&setting, width, fill, hang);
        if let Some(key) = key.filter(|_| setting.is_own()) {
            key.keep_lines(memo, &lines);
        }
        lines
    }

    fn broken(&mut self, setting: &Setting, width: f32, fill: Fill, hang: f32) -> Vec<Line> {
        let mut atoms = atoms::atoms(self, setting, width);
        if hang > 0.0 && !atoms.is_empty() {
            // A word of negative width makes the first line longer for every line breaker.
            let (start, end, width) = (0, 0, -hang);
            atoms.insert(0, Atom::Word { start, end, width });
        }
        let cuts = match fill {
            Fill::Justified => optimal::break_lines(&atoms, width),
            Fill::Ragged => first_fit::break_lines(&atoms, width),
        };
        cuts.iter().map(|cut| Composer::new(self, setting).line(&atoms, cut)).collect()
    }

    /// The text on one line, however long.
    pub fn line(&mut self, rich: &Rich) -> Line {
        let lines = self.lines(rich, f32::MAX / 4.0, Fill::Ragged);
        lines.into_iter().next().unwrap_or_default()
    }

    /// Adds a space at the end of a line after which more comes that is no part of it: without one, a
    /// machine that reads the text would join two words.
    pub fn end_word(&mut self, line: &mut Line, format: &Format) {
        let Some(face) = self.fonts.face_for(" ", format.weight, Script::Any, None) else {
            return;
        };
        let manner = Manner { face, tabular: false, backwards: false };
        let shaped = self.shaper.shape(&self.fonts, manner, " ");
        let mut space = compose::empty_run(face, format, false, line.width);
        let words = Arc::make_mut(&mut space.words);
        words.text.push(' ');
        words.glyphs.extend(shaped.glyphs.iter().map(|glyph| Glyph {
            id: glyph.id,
            advance: glyph.advance * format.size,
            offset: (0.0, 0.0),
            text: (0, 1),
        }));
        line.runs.push(space);
    }

    /// The width of the widest part that cannot be broken, and of each line, were none broken.
    pub fn extremes(&mut self, rich: &Rich) -> (f32, Vec<f32>) {
        if rich.is_empty() {
            return (0.0, Vec::new());
        }
        let memo = &self.fonts.memo().extremes;
        let key = Key::of(rich, &self.own, &[]);
        if let Some(found) = key.as_ref().and_then(|key| memo.get(&key.bytes)) {
            return (*found).clone();
        }
        let setting = self.setting(rich);
        let found = self.measured(&setting);
        if let Some(key) = key.filter(|_| setting.is_own()) {
            memo.put(&key.bytes, Arc::new(found.clone()), 40 + 4 * found.1.len());
        }
        found
    }

    fn measured(&mut self, setting: &Setting) -> (f32, Vec<f32>) {
        let atoms = atoms::atoms(self, setting, f32::MAX);
        let (mut least, mut part) = (0.0f32, 0.0);
        let mut lines = vec![0.0];
        for atom in &atoms {
            let line = lines.len() - 1;
            match atom {
                Atom::Word { width, .. } => {
                    part += width;
                    lines[line] += width;
                }
                Atom::Space { width, breaks, .. } => {
                    lines[line] += width;
                    part = if *breaks { 0.0 } else { part + width };
                }
                Atom::Break { hyphen, .. } if *hyphen == 0.0 => part = 0.0,
                Atom::Break { .. } => {}
                Atom::Forced => {
                    part = 0.0;
                    lines.push(0.0);
                }
            }
            least = least.max(part);
        }
        (least, lines)
    }

    fn width(&mut self, setting: &Setting, start: usize, end: usize) -> f32 {
        let mut width = 0.0;
        for (from, to, segment) in setting.within(start, end) {
            let word = &setting.text[from..to];
            let shaped = self.shaper.shape(&self.fonts, segment.manner(), word);
            width += shaped.width * segment.format.size;
            if let Some(at) = shaped.missing {
                // A mark is shaped with its letter; it is the mark that is missing then.
                let face = self.fonts.get(segment.face);
                let rest = &word[at as usize..];
                let lacking = rest.chars().find(|&c| !is_ignorable(c) && !face.has(c));
                let c = lacking.or(rest.chars().next());
                self.missing.extend(c.map(|c| (c, segment.format.path.clone())));
            }
        }
        width
    }

    /// The hyphen that may end a line in a format: its face and glyph.
    ///
    /// It is the glyph of the soft hyphen where the face has one of its own: then the file can say
    /// that it is no character of the text (ISO 32000-1, 14.8.2.2.3).
    fn hyphen(&mut self, format: &Format) -> (FaceId, Rc<Shaped>) {
        let face = self.fonts.face_for("-", format.weight, Script::Any, None).unwrap_or(FaceId(0));
        if let Some((id, advance)) = self.fonts.get(face).glyph_and_advance('\u{ad}') {
            let glyph = shape::Glyph { id, advance, offset: (0.0, 0.0), text: (0, 1) };
            return (face, Rc::new(Shaped { glyphs: vec![glyph], width: advance, missing: None }));
        }
        let manner = Manner { face, tabular: false, backwards: false };
        (face, self.shaper.shape(&self.fonts, manner, "-"))
    }
}

/// Whether a run draws nothing: only spaces and characters without a picture.
pub fn is_blank(run: &Run) -> bool {
    run.text.chars().all(|c| c.is_whitespace() || is_ignorable(c))
}
