//! A paragraph as the line breakers see it: words, spaces, and places where a line may end.

use std::collections::BTreeMap;

use hypher::Lang;
use unicode_linebreak::{BreakOpportunity, linebreaks};
use unicode_segmentation::UnicodeSegmentation;

use super::Typesetter;
use super::setting::Setting;
use super::ties::tied;
use crate::emit::pdf::rich::Format;

/// Price of a line that ends in a hyphen.
const HYPHEN_PRICE: f32 = 55.0;
/// Price of a break inside a word that has no other.
const EMERGENCY: f32 = 3_000.0;
/// Price of a break between the parts of an address that no line can hold.
const JOINT: f32 = 300.0;

/// Letters of a word that may still end a line after every one of them.
const LONG: usize = 1_000;
/// A longer one may do so at so many places of a line: with as many places as letters, choosing among them takes
/// minutes, and nobody reads such a word.
const PLACES: f32 = 12.0;

/// A part of a paragraph. Ranges are bytes of its text, widths are points.
#[derive(Debug, Clone, PartialEq)]
pub enum Atom {
    /// A word, or a part of one that is not broken.
    Word {
        /// First byte.
        start: usize,
        /// First byte after it.
        end: usize,
        /// Its width in the whole word.
        width: f32,
    },
    /// A space, or the elastic joint between two ideographs (then without bytes).
    Space {
        /// First byte.
        start: usize,
        /// First byte after it.
        end: usize,
        /// Natural width.
        width: f32,
        /// How much wider it gets at a ratio of 1.
        stretch: f32,
        /// How much narrower it may get.
        shrink: f32,
        /// Whether the line may end here.
        breaks: bool,
    },
    /// A place within a word where the line may end.
    Break {
        /// Width of the hyphen to be added; 0 for none.
        hyphen: f32,
        /// What it costs.
        price: f32,
    },
    /// The line ends here.
    Forced,
}

/// A line: atoms from `start` to before `end`; the break is at `end`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cut {
    /// First atom.
    pub start: usize,
    /// The atom of the break, or the number of atoms.
    pub end: usize,
    /// How far the spaces are stretched (above 0) or shrunk, as a share of what they can.
    pub ratio: f32,
    /// Whether a hyphen is added.
    pub hyphenated: bool,
}

/// Cuts a text into atoms. Words wider than `measure` may be broken anywhere.
pub fn atoms(setter: &mut Typesetter, setting: &Setting, measure: f32) -> Vec<Atom> {
    let breaks = linebreaks(&setting.text).collect::<BTreeMap<_, _>>();
    let mut cutter = Cutter { setter, setting, breaks, measure, atoms: Vec::new(), last_word: 0..0 };
    cutter.run();
    cutter.atoms
}

struct Cutter<'a, 's, 'l> {
    setter: &'a mut Typesetter<'l>,
    setting: &'s Setting,
    breaks: BTreeMap<usize, BreakOpportunity>,
    measure: f32,
    atoms: Vec<Atom>,
    last_word: std::ops::Range<usize>,
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{3000}')
}

impl Cutter<'_, '_, '_> {
    fn run(&mut self) {
        let text = self.setting.text.trim_end_matches(['\n', ' ']);
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            let rest = &text[at..];
            let end = if c == '\n' {
                self.atoms.push(Atom::Forced);
                at + 1
            } else if is_space(c) {
                let end = at + rest.find(|c| !is_space(c)).unwrap_or(rest.len());
                self.space(at, end, text);
                end
            } else {
                let end = at + rest.find(|c| is_space(c) || c == '\n').unwrap_or(rest.len());
                self.word(at, end);
                self.last_word = at..end;
                end
            };
            at = end;
        }
    }

    fn space(&mut self, start: usize, end: usize, text: &str) {
        let line_starts = matches!(self.atoms.last(), None | Some(Atom::Forced));
        if line_starts {
            return;
        }
        let width = self.setter.width(self.setting, start, end);
        let next = text[end..].split(|c| is_space(c) || c == '\n').next().unwrap_or_default();
        let fact = |at| self.setting.format_at(at).path.as_ref();
        let one_fact = fact(start).is_some() && fact(start) == fact(end.min(text.len() - 1));
        let before = &text[self.last_word.clone()];
        let breaks = self.breaks.contains_key(&end) && !tied(before, next, one_fact);
        self.atoms.push(Atom::Space { start, end, width, stretch: width * 0.5, shrink: width * 0.3, breaks });
    }

    /// A stretch without spaces: cut where lines may end in it.
    fn word(&mut self, start: usize, end: usize) {
        let inner: Vec<usize> = self.breaks.range(start + 1..end).map(|(&at, _)| at).collect();
        let mut from = start;
        for at in inner.into_iter().chain([end]) {
            self.part(from, at);
            if at < end {
                self.joint(at);
            }
            from = at;
        }
    }

    /// A permitted break without a space: after a hyphen or dash, or between ideographs.
    fn joint(&mut self, at: usize) {
        let before = self.setting.text[..at].chars().next_back().unwrap_or(' ');
        if is_ideographic(before) {
            let size = self.setting.format_at(at).size;
            self.atoms.push(Atom::Space {
                start: at,
                end: at,
                width: 0.0,
                stretch: size * 0.08,
                shrink: size * 0.01,
                breaks: true,
            });
        } else if before == '\u{ad}' {
            let hyphen = self.hyphen(at);
            let price = HYPHEN_PRICE;
            self.atoms.push(Atom::Break { hyphen, price });
        } else {
            let price = if before == '-' { HYPHEN_PRICE / 2.0 } else { 5.0 };
            self.atoms.push(Atom::Break { hyphen: 0.0, price });
        }
    }

    fn hyphen(&mut self, at: usize) -> f32 {
        let format = self.setting.format_at(at.saturating_sub(1)).clone();
        self.setter.hyphen(&format).1.width * format.size
    }

    /// A part of a word between two permitted breaks, with hyphenation points if it has any.
    fn part(&mut self, start: usize, end: usize) {
        let width = self.setter.width(self.setting, start, end);
        let points = self.hyphenation(start, end);
        if width > self.measure && points.is_empty() {
            return self.letters(start, end);
        }
        let hyphen = if points.is_empty() { 0.0 } else { self.hyphen(end) };
        let (mut from, mut before) = (start, 0.0);
        for point in points {
            let so_far = self.setter.width(self.setting, start, point);
            self.push(from, point, so_far - before);
            self.atoms.push(Atom::Break { hyphen, price: HYPHEN_PRICE });
            (from, before) = (point, so_far);
        }
        self.push(from, end, width - before);
    }

    fn push(&mut self, start: usize, end: usize, width: f32) {
        self.atoms.push(Atom::Word { start, end, width });
    }

    /// A word that no line can hold: it may end a line after every letter.
    fn letters(&mut self, start: usize, end: usize) {
        let setting = self.setting;
        let least = if end - start > LONG { self.measure / PLACES } else { 0.0 };
        let (mut from, mut so_far) = (start, 0.0);
        for (at, letter) in setting.text[start..end].grapheme_indices(true) {
            let at = start + at;
            let joint = at > start && is_address_joint(&setting.text[start..at], letter);
            if at > start && (joint || so_far >= least) {
                self.push(from, at, so_far);
                self.atoms.push(Atom::Break { hyphen: 0.0, price: if joint { JOINT } else { EMERGENCY } });
                (from, so_far) = (at, 0.0);
            }
            so_far += self.setter.width(setting, at, at + letter.len());
        }
        self.push(from, end, so_far);
    }

    /// Where the words in the part may be broken: never in names, facts and words with figures.
    fn hyphenation(&self, start: usize, end: usize) -> Vec<usize> {
        let part = &self.setting.text[start..end];
        let core = part.trim_matches(|c: char| !c.is_alphabetic());
        let offset = start + part.find(core).unwrap_or(0);
        let format = self.setting.format_at(offset);
        let Some(language) = hyphenation_language(format) else {
            return Vec::new();
        };
        let capital = core.chars().next().is_some_and(char::is_uppercase);
        // A compound is broken at its own hyphen only.
        let compound = part.ends_with('-') || self.setting.text[..start].ends_with('-');
        let breakable = format.hyphenate
            && !compound
            && (6..80).contains(&core.len())
            && core.chars().all(char::is_alphabetic)
            && (!capital || language == Lang::German)
            && core.chars().skip(1).all(char::is_lowercase)
            && self.setting.is_one_format(offset, offset + core.len());
        if !breakable {
            return Vec::new();
        }
        let mut at = offset;
        let mut points: Vec<usize> = hypher::hyphenate_bounded(core, language, 2, 3)
            .map(|syllable| {
                at += syllable.len();
                at
            })
            .collect();
        points.pop();
        points
    }
}

fn hyphenation_language(format: &Format) -> Option<Lang> {
    let code: [u8; 2] = format.language.as_bytes().get(..2)?.try_into().ok()?;
    Lang::from_iso(code.map(|b| b.to_ascii_lowercase()))
}

/// Whether an address may end a line here: after a slash or hyphen, before other signs, so that a reader
/// sees that it goes on.
fn is_address_joint(before: &str, next: &str) -> bool {
    before.ends_with(['/', '-']) && next != "/" || matches!(next, "." | "@" | "_" | "?" | "&" | "#" | "=")
}

fn is_ideographic(c: char) -> bool {
    matches!(
        c,
        '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}'
    )
}
