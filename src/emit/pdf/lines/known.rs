//! Paragraphs that were broken before: what their lines follow from, and their lines put into a text
//! whose links and notes have other numbers.

use std::sync::Arc;

use super::{Line, Stretch};
use crate::emit::pdf::face::Weight;
use crate::emit::pdf::fonts::Fonts;
use crate::emit::pdf::rich::{Decoration, Format, Ink, PhraseId, Rich};
use crate::memo::Store;

/// What tells the faces of one theme from those of another.
pub struct Own {
    /// Nothing where even the hyphen may be of another face: then no paragraph is kept.
    bytes: Option<Vec<u8>>,
}

impl Own {
    /// Those of the theme of some fonts.
    pub fn of(fonts: &Fonts) -> Own {
        let weights = [(false, false), (false, true), (true, false), (true, true)];
        let mut faces = weights.into_iter().map(|(bold, italic)| fonts.get(Weight { bold, italic }.own()));
        let whole = faces.all(|face| face.has('-') && face.has(' '));
        Own { bytes: whole.then(|| fonts.standing().bytes()) }
    }
}

/// All that the lines of a paragraph follow from, and the numbers in it that do not matter.
pub struct Key {
    /// The whole of it.
    pub bytes: Vec<u8>,
    /// Phrases and notes in the order in which they come.
    phrases: Vec<PhraseId>,
    notes: Vec<usize>,
}

impl Key {
    /// The key of a text, and of some measures.
    pub fn of(rich: &Rich, own: &Own, measures: &[f32]) -> Option<Key> {
        let own = own.bytes.as_ref()?;
        let mut bytes = Vec::with_capacity(rich.text.len() + own.len() + 16 + rich.spans.len() * 40);
        let mut paths = Vec::new();
        bytes.extend(own);
        bytes.push(measures.len() as u8);
        measures.iter().for_each(|measure| bytes.extend(measure.to_bits().to_ne_bytes()));
        bytes.extend((rich.spans.len() as u32).to_ne_bytes());
        let mut key = Key { bytes, phrases: Vec::new(), notes: Vec::new() };
        for span in &rich.spans {
            key.bytes.extend((span.end as u32).to_ne_bytes());
            let path = span.format.path.as_ref().map(|path| rank(&mut paths, path));
            key.number(path);
            key.format(&span.format);
        }
        key.bytes.extend_from_slice(rich.text.as_bytes());
        Some(key)
    }

    fn format(&mut self, format: &Format) {
        let Format {
            weight,
            size,
            rise,
            ink,
            language,
            hyphenate,
            tabular,
            decoration,
            phrase,
            link,
            note,
            path: _,
        } = format;
        let flags = [weight.bold, weight.italic, *hyphenate, *tabular];
        self.bytes.push(flags.iter().fold(0, |bits, flag| bits << 1 | u8::from(*flag)));
        self.bytes.push(ink_number(*ink) << 4 | decoration.map_or(0, decoration_number));
        self.bytes.extend(size.to_bits().to_ne_bytes());
        self.bytes.extend(rise.to_bits().to_ne_bytes());
        let phrase = phrase.map(|phrase| rank(&mut self.phrases, &phrase));
        let link = link.map(|link| rank(&mut self.phrases, &link));
        let note = note.map(|note| rank(&mut self.notes, &note));
        [phrase, link, note].into_iter().for_each(|number| self.number(number));
        self.bytes.extend((language.len() as u32).to_ne_bytes());
        self.bytes.extend_from_slice(language.as_bytes());
    }

    fn number(&mut self, number: Option<usize>) {
        let number = number.map_or(0, |number| number as u32 + 1);
        match u8::try_from(number) {
            Ok(small) if small < 255 => self.bytes.push(small),
            _ => {
                self.bytes.push(255);
                self.bytes.extend(number.to_ne_bytes());
            }
        }
    }

    /// Lines with the numbers of this text in place of ranks.
    pub fn placed(&self, lines: &[Line]) -> Vec<Line> {
        let phrase = |rank: PhraseId| self.phrases.get(rank.0).copied().unwrap_or(rank);
        let note = |rank: usize| self.notes.get(rank).copied().unwrap_or(rank);
        lines.iter().map(|line| renumbered(line, &phrase, &note)).collect()
    }

    /// Keeps lines of this text, unless a glyph is missing in them.
    pub fn keep_lines(mut self, memo: &Store<Arc<[Line]>>, lines: &[Line]) {
        let runs = || lines.iter().flat_map(|line| &line.runs);
        if runs().any(|run| run.glyphs.iter().any(|glyph| glyph.id == 0)) {
            return;
        }
        let size = |run: &super::Run| run.glyphs.len() * GLYPH + run.text.len() + 200;
        let size = runs().map(size).sum::<usize>() + size_of_val(lines);
        let bytes = std::mem::take(&mut self.bytes);
        let phrase =
            |id: PhraseId| PhraseId(self.phrases.iter().position(|known| *known == id).unwrap_or_default());
        let note = |id: usize| self.notes.iter().position(|known| *known == id).unwrap_or_default();
        let ranked = lines.iter().map(|line| renumbered(line, &phrase, &note)).collect();
        memo.put(&bytes, ranked, size);
    }
}

/// Bytes that a glyph takes, drawn.
const GLYPH: usize = size_of::<super::Glyph>() + 4;

/// The place of a value among those met so far.
fn rank<T: PartialEq + Clone>(known: &mut Vec<T>, value: &T) -> usize {
    known.iter().position(|one| one == value).unwrap_or_else(|| {
        known.push(value.clone());
        known.len() - 1
    })
}

/// The line with other numbers for its phrases and notes.
fn renumbered(line: &Line, phrase: &impl Fn(PhraseId) -> PhraseId, note: &impl Fn(usize) -> usize) -> Line {
    let mut line = line.clone();
    line.runs.iter_mut().for_each(|run| run.phrase = run.phrase.map(phrase));
    line.links.iter_mut().for_each(|link: &mut Stretch<PhraseId>| link.what = phrase(link.what));
    line.notes.iter_mut().for_each(|known| *known = note(*known));
    line
}

fn ink_number(ink: Ink) -> u8 {
    match ink {
        Ink::Text => 0,
        Ink::Accent => 1,
        Ink::Muted => 2,
        Ink::Hairline => 3,
        Ink::Watermark => 4,
        Ink::Paper => 5,
    }
}

fn decoration_number(decoration: Decoration) -> u8 {
    match decoration {
        Decoration::Fact => 1,
        Decoration::Blank => 2,
        Decoration::Underline => 3,
        Decoration::Strike => 4,
        Decoration::TwoUnder => 5,
        Decoration::TwoThrough => 6,
    }
}
