//! Glyphs in place: the parts of a line are gathered in the order of reading, then put where they
//! are seen.

use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use super::atoms::{Atom, Cut};
use super::setting::Setting;
use super::{Glyph, LOOSEST, Line, Run, Stretch, Typesetter, bidi};
use crate::emit::pdf::face::FaceId;
use crate::emit::pdf::rich::Format;
use crate::emit::pdf::shape::Shaped;

/// A part of a line: glyphs of one face, format and level.
struct Part {
    /// The bytes of the paragraph that it stands for; none for an added hyphen.
    range: Range<usize>,
    face: FaceId,
    format: Rc<Format>,
    level: u8,
    shaped: Rc<Shaped>,
    /// Added to its width, behind the last glyph.
    extra: f32,
    /// Left and right end.
    x: (f32, f32),
}

impl Part {
    fn is_backwards(&self) -> bool {
        self.level % 2 == 1
    }
}

/// Puts the glyphs of one line in place.
pub struct Composer<'a, 's, 'l> {
    setter: &'a mut Typesetter<'l>,
    setting: &'s Setting,
    parts: Vec<Part>,
}

impl<'a, 's, 'l> Composer<'a, 's, 'l> {
    /// Composes lines of a text.
    pub fn new(setter: &'a mut Typesetter<'l>, setting: &'s Setting) -> Self {
        Composer { setter, setting, parts: Vec::new() }
    }

    /// The line of a cut.
    pub fn line(mut self, atoms: &[Atom], cut: &Cut) -> Line {
        let last = self.gather(&atoms[cut.start.min(cut.end)..cut.end], cut);
        let mut counted = self.parts.len();
        if cut.hyphenated {
            self.hyphen(last);
            counted = self.parts.len();
        } else if let Some(Atom::Space { start, end, .. }) = atoms.get(cut.end) {
            self.text(*start, *end, 0.0);
        }
        let order = self.place();
        let mut line = Line { runs: self.runs(&order), ..Line::default() };
        line.width = self.parts[..counted].iter().map(|part| part.x.1).fold(0.0, f32::max);
        self.record(&order, counted, &mut line);
        if let Some(Atom::Forced) = atoms.get(cut.end) {
            let format = self.setting.at(last.saturating_sub(1)).format.clone();
            self.setter.end_word(&mut line, &format);
        }
        line
    }

    /// Gathers the parts that the atoms of a line stand for; where its last word ends.
    fn gather(&mut self, atoms: &[Atom], cut: &Cut) -> usize {
        let mut pending: Option<(usize, usize)> = None;
        let mut last = 0;
        for atom in atoms {
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
        last
    }

    fn flush(&mut self, range: Option<(usize, usize)>) {
        if let Some((start, end)) = range {
            self.text(start, end, 0.0);
        }
    }

    /// Stretches the joint after the last part that draws anything.
    fn widen(&mut self, extra: f32) {
        if let Some(part) = self.parts.iter_mut().rev().find(|part| !part.shaped.glyphs.is_empty()) {
            part.extra += extra;
        }
    }

    /// Adds a range; `extra` goes to its last glyph.
    fn text(&mut self, start: usize, end: usize, extra: f32) {
        if start == end {
            return;
        }
        let setting = self.setting;
        for (from, to, segment) in setting.within(start, end) {
            let setter = &mut *self.setter;
            let shaped = setter.shaper.shape(&setter.fonts, segment.manner(), &setting.text[from..to]);
            self.parts.push(Part {
                range: from..to,
                face: segment.face,
                format: segment.format.clone(),
                level: segment.level,
                shaped,
                extra: 0.0,
                x: (0.0, 0.0),
            });
        }
        if extra != 0.0 {
            self.widen(extra);
        }
    }

    /// Adds a hyphen after the byte `after`.
    fn hyphen(&mut self, after: usize) {
        let segment = self.setting.at(after.saturating_sub(1));
        let (face, shaped) = self.setter.hyphen(&segment.format);
        let mut shaped = Shaped::clone(&shaped);
        for glyph in &mut shaped.glyphs {
            glyph.text = (0, ADDED_HYPHEN.len() as u32);
        }
        self.parts.push(Part {
            range: after..after,
            face,
            format: segment.format.clone(),
            level: segment.level,
            shaped: Rc::new(shaped),
            extra: 0.0,
            x: (0.0, 0.0),
        });
    }

    /// Puts the parts beside each other; their order from left to right.
    fn place(&mut self) -> Vec<usize> {
        let levels: Vec<_> = self.parts.iter().map(|part| (part.range.clone(), part.level)).collect();
        let order = bidi::visual_order(&self.setting.text, &levels);
        let mut x = 0.0;
        for &at in &order {
            let part = &mut self.parts[at];
            part.x.0 = x;
            x += part.shaped.width * part.format.size;
            x += part.extra;
            part.x.1 = x;
        }
        order
    }

    /// The runs, in the order of reading. Parts that stand side by side in the direction in which they
    /// are read are one run if they look alike.
    fn runs(&self, order: &[usize]) -> Vec<Run> {
        let mut seat = vec![0; order.len()];
        for (place, &at) in order.iter().enumerate() {
            seat[at] = place;
        }
        let mut runs: Vec<Run> = Vec::new();
        for (at, part) in self.parts.iter().enumerate() {
            let follows = at > 0
                && match part.is_backwards() {
                    false => seat[at] == seat[at - 1] + 1,
                    true => seat[at] + 1 == seat[at - 1],
                };
            match runs.last_mut().filter(|run| follows && looks_like(run, part)) {
                Some(run) => self.add(run, part),
                None => {
                    let mut run = empty_run(part.face, &part.format, part.is_backwards(), part.x.0);
                    self.add(&mut run, part);
                    runs.push(run);
                }
            }
        }
        runs
    }

    /// Adds the glyphs of a part to a run.
    fn add(&self, run: &mut Run, part: &Part) {
        let backwards = run.backwards;
        if backwards {
            run.x = part.x.0;
        }
        let words = Arc::make_mut(&mut run.words);
        let offset = words.text.len() as u32;
        words.text.push_str(match part.range.is_empty() {
            true => ADDED_HYPHEN,
            false => &self.setting.text[part.range.clone()],
        });
        let size = part.format.size;
        let before = if backwards { std::mem::take(&mut words.glyphs) } else { Vec::new() };
        words.glyphs.extend(part.shaped.glyphs.iter().map(|glyph| Glyph {
            id: glyph.id,
            advance: glyph.advance * size,
            offset: (glyph.offset.0 * size, glyph.offset.1 * size),
            text: (glyph.text.0 + offset, glyph.text.1 + offset),
        }));
        if let (Some(last), false) = (words.glyphs.last_mut(), part.shaped.glyphs.is_empty()) {
            last.advance += part.extra;
        }
        words.glyphs.extend(before);
    }

    /// Notes links, marks and footnotes of the first `counted` parts: no line is drawn under the space
    /// at the end.
    fn record(&self, order: &[usize], counted: usize, line: &mut Line) {
        for part in order.iter().filter(|&&at| at < counted).map(|&at| &self.parts[at]) {
            let size = part.format.size;
            if let Some(link) = &part.format.link {
                extend(&mut line.links, part.x, size, link);
            }
            if let Some(decoration) = &part.format.decoration {
                extend(&mut line.decorations, part.x, size, decoration);
            }
        }
        for note in self.parts.iter().filter_map(|part| part.format.note) {
            if !line.notes.contains(&note) {
                line.notes.push(note);
            }
        }
    }
}

/// What stands in the text of a run for a hyphen that the line breaker added.
const ADDED_HYPHEN: &str = "\u{ad}";

fn looks_like(run: &Run, part: &Part) -> bool {
    let format = &part.format;
    run.backwards == part.is_backwards()
        && run.face == part.face
        && run.size == format.size
        && run.ink == format.ink
        && run.y == -format.rise
        && run.phrase == format.phrase
}

/// A run that says nothing yet, with its left end at `x` on the baseline of its line.
pub fn empty_run(face: FaceId, format: &Format, backwards: bool, x: f32) -> Run {
    Run {
        face,
        size: format.size,
        ink: format.ink,
        phrase: format.phrase,
        x,
        y: -format.rise,
        backwards,
        words: Arc::default(),
    }
}

/// Lengthens the last stretch if it carries the same and touches this one.
fn extend<T: PartialEq + Clone>(
    stretches: &mut Vec<Stretch<T>>,
    (from, to): (f32, f32),
    size: f32,
    what: &T,
) {
    match stretches.last_mut() {
        Some(last) if last.what == *what && (last.to - from).abs() < 0.1 => last.to = to,
        _ => stretches.push(Stretch { from, to, size, what: what.clone() }),
    }
}
