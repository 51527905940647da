//! Paragraphs to lines: fonts for characters, widths for words, breaks for lines, glyphs in place.

mod atoms;
mod first_fit;
mod optimal;
#[cfg(test)]
mod tests;
mod ties;

use std::collections::BTreeSet;
use std::rc::Rc;

use super::fallback::Script;
use super::fonts::{FaceId, Fonts, is_ignorable, is_right_to_left};
use super::rich::{Decoration, Format, Ink, PhraseId, Rich};
use super::shape::Shaper;
use crate::document::Text;
use crate::emit::Look;

pub use atoms::{Atom, Cut};

/// A glyph with its place in a run. Lengths are in points.
#[derive(Debug, Clone, PartialEq)]
pub struct Glyph {
    /// Number in the face.
    pub id: u16,
    /// How far the pen moves, justification included.
    pub advance: f32,
    /// Moves the glyph, not the pen.
    pub offset: (f32, f32),
    /// The bytes of the run's text that it stands for.
    pub text: (u32, u32),
}

/// Glyphs of one face, size and colour on one baseline.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Face.
    pub face: FaceId,
    /// Size in points.
    pub size: f32,
    /// Colour.
    pub ink: Ink,
    /// The innermost phrase it belongs to.
    pub phrase: Option<PhraseId>,
    /// Left end.
    pub x: f32,
    /// Baseline; before a line is placed, how far below the line's own baseline (negative: above).
    pub y: f32,
    /// What it says. A soft hyphen stands for a hyphen that the line breaker added.
    pub text: String,
    /// From left to right.
    pub glyphs: Vec<Glyph>,
}

impl Run {
    /// Width in points.
    pub fn width(&self) -> f32 {
        self.glyphs.iter().map(|glyph| glyph.advance).sum()
    }
}

/// A stretch of a line with a link or a mark.
#[derive(Debug, Clone, PartialEq)]
pub struct Stretch<T> {
    /// Left end.
    pub from: f32,
    /// Right end.
    pub to: f32,
    /// Size of the text, in points.
    pub size: f32,
    /// What it carries.
    pub what: T,
}

/// A line, its left end at 0 and its baseline at 0.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Line {
    /// The glyphs.
    pub runs: Vec<Run>,
    /// Links.
    pub links: Vec<Stretch<PhraseId>>,
    /// Lines and tints.
    pub decorations: Vec<Stretch<Decoration>>,
    /// Footnotes whose marks stand in it.
    pub notes: Vec<usize>,
    /// Width without the spaces at its end.
    pub width: f32,
}

impl Line {
    /// Whether it ends in a hyphen that the line breaker added.
    pub fn is_hyphenated(&self) -> bool {
        self.runs.last().is_some_and(|run| run.text.ends_with('\u{ad}'))
    }

    /// What it says, as a reader sees it.
    pub fn text(&self) -> String {
        let text: String = self.runs.iter().map(|run| run.text.as_str()).collect();
        text.replace('\u{ad}', "-")
    }
}

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

/// A stretch of text in one face and format.
struct Segment {
    start: usize,
    end: usize,
    face: FaceId,
    format: Rc<Format>,
}

/// A text with a face for each character.
pub struct Setting {
    text: String,
    segments: Vec<Segment>,
}

impl Setting {
    fn at(&self, byte: usize) -> usize {
        let found = self.segments.partition_point(|s| s.end <= byte);
        found.min(self.segments.len().saturating_sub(1))
    }

    fn format_at(&self, byte: usize) -> &Rc<Format> {
        &self.segments[self.at(byte)].format
    }

    fn is_one_format(&self, start: usize, end: usize) -> bool {
        self.at(start) == self.at(end.saturating_sub(1).max(start))
    }

    /// The segments that overlap a range, clipped to it.
    fn within(&self, start: usize, end: usize) -> impl Iterator<Item = (usize, usize, &Segment)> {
        self.segments[self.at(start)..]
            .iter()
            .take_while(move |s| s.start < end)
            .map(move |s| (s.start.max(start), s.end.min(end), s))
    }
}

/// Sets text: the fonts and shaped words of one file, and what was missing.
pub struct Typesetter<'l> {
    /// The faces.
    pub fonts: Fonts<'l>,
    shaper: Shaper,
    /// Characters that no face has or that we cannot set, with the fact they stand in.
    pub missing: BTreeSet<(char, Option<Text>)>,
}

impl<'l> Typesetter<'l> {
    /// Nothing set yet.
    pub fn new(look: &'l Look) -> Typesetter<'l> {
        let fonts = Fonts::new(look);
        Typesetter { shaper: Shaper::take(&fonts), fonts, missing: BTreeSet::new() }
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
        let setting = self.setting(rich);
        let mut atoms = atoms::atoms(self, &setting, width);
        if hang > 0.0 && !atoms.is_empty() {
            // A word of negative width makes the first line longer for every line breaker.
            let (start, end, width) = (0, 0, -hang);
            atoms.insert(0, Atom::Word { start, end, width });
        }
        let cuts = match fill {
            Fill::Justified => optimal::break_lines(&atoms, width),
            Fill::Ragged => first_fit::break_lines(&atoms, width),
        };
        cuts.iter().map(|cut| Composer::new(self, &setting).line(&atoms, cut)).collect()
    }

    /// The text on one line, however long.
    pub fn line(&mut self, rich: &Rich) -> Line {
        let lines = self.lines(rich, f32::MAX / 4.0, Fill::Ragged);
        lines.into_iter().next().unwrap_or_default()
    }

    /// Adds a space at the end of a line after which more comes that is no part of it: without one, a
    /// machine that reads the text would join two words.
    pub fn end_word(&mut self, line: &mut Line, format: &Format) {
        let Some(face) = self.fonts.face_for(' ', format.weight, Script::Any, None) else {
            return;
        };
        let shaped = self.shaper.shape(&self.fonts, face, false, " ");
        let run = run_for(line, face, format, line.width);
        let start = run.text.len() as u32;
        run.text.push(' ');
        run.glyphs.extend(shaped.glyphs.iter().map(|glyph| Glyph {
            id: glyph.id,
            advance: glyph.advance * format.size,
            offset: (0.0, 0.0),
            text: (start, start + 1),
        }));
    }

    /// The width of the widest part that cannot be broken, and of each line, were none broken.
    pub fn extremes(&mut self, rich: &Rich) -> (f32, Vec<f32>) {
        if rich.is_empty() {
            return (0.0, Vec::new());
        }
        let setting = self.setting(rich);
        let atoms = atoms::atoms(self, &setting, f32::MAX);
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

    /// Chooses a face for each character.
    fn setting(&mut self, rich: &Rich) -> Setting {
        let mut segments: Vec<Segment> = Vec::new();
        let mut start = 0;
        for span in &rich.spans {
            let format = &span.format;
            let words = &rich.text[start..span.end];
            let script = Script::of(&format.language, words);
            let mut before = None;
            for (at, c) in words.char_indices() {
                let from = start + at;
                let found = match c {
                    '\n' => before.or(Some(FaceId(0))),
                    // The order of words would be wrong, and nobody would notice.
                    c if is_right_to_left(c) => None,
                    c => self.fonts.face_for(c, format.weight, script, before),
                };
                let face = found.unwrap_or_else(|| {
                    self.missing.insert((c, format.path.clone()));
                    FaceId(0)
                });
                before = Some(face);
                match segments.last_mut() {
                    Some(last) if last.face == face && Rc::ptr_eq(&last.format, format) => {
                        last.end = from + c.len_utf8();
                    }
                    _ => segments.push(Segment {
                        start: from,
                        end: from + c.len_utf8(),
                        face,
                        format: format.clone(),
                    }),
                }
            }
            start = span.end;
        }
        Setting { text: rich.text.clone(), segments }
    }

    fn width(&mut self, setting: &Setting, start: usize, end: usize) -> f32 {
        let mut width = 0.0;
        for (from, to, segment) in setting.within(start, end) {
            let word = &setting.text[from..to];
            let shaped = self.shaper.shape(&self.fonts, segment.face, segment.format.tabular, word);
            width += shaped.width * segment.format.size;
            if let Some(at) = shaped.missing {
                let c = word[at as usize..].chars().next();
                self.missing.extend(c.map(|c| (c, segment.format.path.clone())));
            }
        }
        width
    }

    /// The hyphen that may end a line in a format.
    ///
    /// It is the glyph of the soft hyphen where the face has one of its own: then the file can say
    /// that it is no character of the text (ISO 32000-1, 14.8.2.2.3).
    fn hyphen(&mut self, format: &Format) -> Hyphen {
        let face = self.fonts.face_for('-', format.weight, Script::Any, None).unwrap_or(FaceId(0));
        let soft = self.fonts.get(face).glyph('\u{ad}');
        let (glyph, width) = soft.or_else(|| self.fonts.get(face).glyph('-')).unwrap_or_default();
        Hyphen { face, glyph, width: width * format.size }
    }
}

/// A hyphen added by the line breaker.
struct Hyphen {
    face: FaceId,
    glyph: u16,
    /// In points.
    width: f32,
}

/// Puts the glyphs of one line in place.
struct Composer<'a, 's, 'l> {
    setter: &'a mut Typesetter<'l>,
    setting: &'s Setting,
    line: Line,
    x: f32,
}

impl<'a, 's, 'l> Composer<'a, 's, 'l> {
    fn new(setter: &'a mut Typesetter<'l>, setting: &'s Setting) -> Self {
        Composer { setter, setting, line: Line::default(), x: 0.0 }
    }

    fn line(mut self, atoms: &[Atom], cut: &Cut) -> Line {
        let mut pending: Option<(usize, usize)> = None;
        let mut last = 0;
        for atom in &atoms[cut.start.min(cut.end)..cut.end] {
            match *atom {
                Atom::Word { start, end, .. } => {
                    pending = Some((pending.map_or(start, |(from, _)| from), end));
                    last = end;
                }
                Atom::Space { start, end, stretch, shrink, .. } => {
                    self.flush(pending.take());
                    let ratio = match cut.ratio {
                        ratio if ratio > LOOSEST => 0.5,
                        ratio => ratio,
                    };
                    let extra = ratio * if ratio < 0.0 { shrink } else { stretch };
                    self.text(start, end, extra);
                    if start == end {
                        self.widen(extra);
                    }
                }
                Atom::Break { .. } | Atom::Forced => {}
            }
        }
        self.flush(pending.take());
        self.line.width = self.x;
        if cut.hyphenated {
            self.hyphen(last);
        } else if let Some(Atom::Space { start, end, .. }) = atoms.get(cut.end) {
            self.text(*start, *end, 0.0);
        } else if let Some(Atom::Forced) = atoms.get(cut.end) {
            let format = self.setting.format_at(last.saturating_sub(1)).clone();
            self.setter.end_word(&mut self.line, &format);
        }
        self.line
    }

    fn flush(&mut self, range: Option<(usize, usize)>) {
        if let Some((start, end)) = range {
            self.text(start, end, 0.0);
        }
    }

    /// Stretches the joint after the last glyph.
    fn widen(&mut self, extra: f32) {
        if let Some(glyph) = self.line.runs.last_mut().and_then(|r| r.glyphs.last_mut()) {
            glyph.advance += extra;
            self.x += extra;
        }
    }

    /// Sets a range; `extra` goes to its last glyph.
    fn text(&mut self, start: usize, end: usize, extra: f32) {
        if start == end {
            return;
        }
        let setting = self.setting;
        for (from, to, segment) in setting.within(start, end) {
            let at = self.x;
            let format = &segment.format;
            let setter = &mut *self.setter;
            let text = &setting.text[from..to];
            let shaped = setter.shaper.shape(&setter.fonts, segment.face, format.tabular, text);
            let run = run_for(&mut self.line, segment.face, format, at);
            let offset = run.text.len() as u32;
            run.text.push_str(text);
            for glyph in &shaped.glyphs {
                run.glyphs.push(Glyph {
                    id: glyph.id,
                    advance: glyph.advance * format.size,
                    offset: (glyph.offset.0 * format.size, glyph.offset.1 * format.size),
                    text: (glyph.text.0 + offset, glyph.text.1 + offset),
                });
            }
            self.x += shaped.width * format.size;
            if to == end && extra != 0.0 {
                self.widen(extra);
            }
            self.record(format, at);
        }
    }

    /// Notes links and marks of a stretch that begins at `from` and ends at the pen.
    fn record(&mut self, format: &Format, from: f32) {
        let (to, size) = (self.x, format.size);
        if let Some(link) = &format.link {
            extend(&mut self.line.links, from, to, size, link);
        }
        if let Some(decoration) = &format.decoration {
            extend(&mut self.line.decorations, from, to, size, decoration);
        }
        let known = |note: &usize| self.line.notes.contains(note);
        if let Some(note) = format.note.filter(|note| !known(note)) {
            self.line.notes.push(note);
        }
    }

    fn hyphen(&mut self, after: usize) {
        let format = self.setting.format_at(after.saturating_sub(1)).clone();
        let Hyphen { face, glyph, width } = self.setter.hyphen(&format);
        let at = self.x;
        let run = run_for(&mut self.line, face, &format, at);
        let start = run.text.len() as u32;
        run.text.push('\u{ad}');
        let text = (start, start + 2);
        run.glyphs.push(Glyph { id: glyph, advance: width, offset: (0.0, 0.0), text });
        self.x += width;
        self.line.width = self.x;
        self.record(&format, at);
    }
}

/// The last run of the line if it fits, otherwise a new one.
fn run_for<'r>(line: &'r mut Line, face: FaceId, format: &Format, x: f32) -> &'r mut Run {
    let fits = line.runs.last().is_some_and(|run| {
        run.face == face
            && run.size == format.size
            && run.ink == format.ink
            && run.y == -format.rise
            && run.phrase == format.phrase
    });
    if !fits {
        line.runs.push(Run {
            face,
            size: format.size,
            ink: format.ink,
            phrase: format.phrase,
            x,
            y: -format.rise,
            text: String::new(),
            glyphs: Vec::new(),
        });
    }
    let last = line.runs.len() - 1;
    &mut line.runs[last]
}

/// Lengthens the last stretch if it carries the same and touches this one.
fn extend<T: PartialEq + Clone>(stretches: &mut Vec<Stretch<T>>, from: f32, to: f32, size: f32, what: &T) {
    match stretches.last_mut() {
        Some(last) if last.what == *what && (last.to - from).abs() < 0.1 => last.to = to,
        _ => stretches.push(Stretch { from, to, size, what: what.clone() }),
    }
}

/// Whether a run draws nothing: only spaces and characters without a picture.
pub fn is_blank(run: &Run) -> bool {
    run.text.chars().all(|c| c.is_whitespace() || is_ignorable(c))
}
