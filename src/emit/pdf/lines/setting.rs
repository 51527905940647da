//! A text with a face, a format and a direction for each character.

use std::ops::Range;
use std::rc::Rc;

use unicode_normalization::char::is_combining_mark;
use unicode_script::UnicodeScript;

use super::Typesetter;
use super::bidi::Levels;
use crate::emit::pdf::face::FaceId;
use crate::emit::pdf::fallback::Script;
use crate::emit::pdf::rich::{Format, Rich};
use crate::emit::pdf::shape::Manner;

/// A stretch of text in one face, format and direction.
pub struct Segment {
    /// First byte.
    pub start: usize,
    /// First byte after it.
    pub end: usize,
    /// Face of all its characters.
    pub face: FaceId,
    /// Their format.
    pub format: Rc<Format>,
    /// Level of direction, see [`Levels`].
    pub level: u8,
}

impl Segment {
    /// How its words are shaped.
    pub fn manner(&self) -> Manner {
        Manner { face: self.face, tabular: self.format.tabular, backwards: self.level % 2 == 1 }
    }
}

/// A text with a face for each character.
pub struct Setting {
    /// The text.
    pub text: String,
    segments: Vec<Segment>,
}

impl Setting {
    fn index(&self, byte: usize) -> usize {
        let found = self.segments.partition_point(|s| s.end <= byte);
        found.min(self.segments.len().saturating_sub(1))
    }

    /// The segment of the character at a byte.
    pub fn at(&self, byte: usize) -> &Segment {
        &self.segments[self.index(byte)]
    }

    /// Its format.
    pub fn format_at(&self, byte: usize) -> &Rc<Format> {
        &self.at(byte).format
    }

    /// Whether a range is of one segment.
    pub fn is_one_format(&self, start: usize, end: usize) -> bool {
        self.index(start) == self.index(end.saturating_sub(1).max(start))
    }

    /// Whether all of it is in the faces of the theme: no other text has a part in their choice.
    pub fn is_own(&self) -> bool {
        self.segments.iter().all(|segment| {
            segment.face == segment.format.weight.own() || &self.text[segment.start..segment.end] == "\n"
        })
    }

    /// The segments that overlap a range, clipped to it.
    pub fn within(&self, start: usize, end: usize) -> impl Iterator<Item = (usize, usize, &Segment)> {
        self.segments[self.index(start)..]
            .iter()
            .take_while(move |s| s.start < end)
            .map(move |s| (s.start.max(start), s.end.min(end), s))
    }
}

impl Typesetter<'_> {
    /// Chooses a face for each character.
    pub fn setting(&mut self, rich: &Rich) -> Setting {
        let levels = Levels::of(rich);
        let mut segments: Vec<Segment> = Vec::new();
        let mut start = 0;
        for span in &rich.spans {
            let format = &span.format;
            let words = &rich.text[start..span.end];
            let script = Script::of(&format.language, words);
            let mut before = None;
            for (at, cluster) in clusters(words) {
                let level = levels.at(start + at);
                let whole = self.face_of(cluster, level, format, script, before);
                for (inner, c) in cluster.char_indices() {
                    let face = whole.unwrap_or_else(|| self.face_of_one(c, format, script, before));
                    before = Some(face);
                    let start = start + at + inner;
                    let next =
                        Segment { start, end: start + c.len_utf8(), face, format: format.clone(), level };
                    lengthen(&mut segments, next, &rich.text);
                }
            }
            start = span.end;
        }
        Setting { text: rich.text.clone(), segments }
    }

    /// The face of a character with its accents, if one has them all.
    fn face_of(
        &mut self,
        cluster: &str,
        level: u8,
        format: &Format,
        script: Script,
        before: Option<FaceId>,
    ) -> Option<FaceId> {
        if cluster == "\n" {
            return before.or(Some(FaceId(0)));
        }
        if level % 2 == 1 && is_common(cluster) {
            // Spaces and brackets between words of Arabic are of its face, so that a name is one run.
            let kept = before.filter(|&id| self.fonts.get(id).has_all(cluster));
            if kept.is_some() {
                return kept;
            }
        }
        self.fonts.face_for(cluster, format.weight, script, before)
    }

    /// The face of a character whose accents stand in another; notes that there is none.
    fn face_of_one(&mut self, c: char, format: &Format, script: Script, before: Option<FaceId>) -> FaceId {
        let found = self.fonts.face_for(c.encode_utf8(&mut [0; 4]), format.weight, script, before);
        found.unwrap_or_else(|| {
            self.missing.insert((c, format.path.clone()));
            FaceId(0)
        })
    }
}

/// The characters of a text with their places, each with the accents and points that belong to it.
fn clusters(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let joins = |c: char| c >= '\u{300}' && is_combining_mark(c);
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at;
        let first = text[start..].chars().next()?;
        let rest = &text[start + first.len_utf8()..];
        at = text.len() - rest.trim_start_matches(joins).len();
        Some((start, &text[start..at]))
    })
}

/// Whether text is of no writing of its own: spaces, brackets, figures, joiners.
fn is_common(text: &str) -> bool {
    use unicode_script::Script::{Common, Inherited};
    text.chars().all(|c| matches!(c.script(), Common | Inherited))
}

/// Adds a segment: as the end of the last one if nothing tells them apart.
fn lengthen(segments: &mut Vec<Segment>, next: Segment, text: &str) {
    match segments.last_mut() {
        Some(last)
            if last.face == next.face
                && last.level == next.level
                && Rc::ptr_eq(&last.format, &next.format)
                && !parts_scripts(last, &next, text) =>
        {
            last.end = next.end;
        }
        _ => segments.push(next),
    }
}

/// Whether two writings that run from right to left meet: a face with both would shape the one by
/// the rules of the other.
fn parts_scripts(last: &Segment, next: &Segment, text: &str) -> bool {
    if last.level.is_multiple_of(2) {
        return false;
    }
    let script = |range: Range<usize>| {
        let c = text[range].chars().rev().find(|c| !is_common(c.encode_utf8(&mut [0; 4])));
        c.map(|c| c.script())
    };
    let (before, after) = (script(last.start..last.end), script(next.start..next.end));
    before.is_some() && after.is_some() && before != after
}
