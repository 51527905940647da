//! Lines: glyphs in place, with what belongs to them.

use std::sync::{Arc, OnceLock};

use crate::emit::pdf::face::FaceId;
use crate::emit::pdf::rich::{Decoration, Ink, PhraseId};

/// A glyph with its place in a run. Lengths are in points.
#[derive(Debug, Clone, PartialEq)]
pub struct Glyph {
    /// Number in the face.
    pub id: u16,
    /// How far the pen moves, justification included.
    pub advance: f32,
    /// Moves the glyph, not the pen.
    pub offset: (f32, f32),
    /// The bytes of the run's text that it stands for; empty for all but the first glyph of several
    /// that stand for the same.
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
    /// Whether it is read from right to left: the first glyph is the last of the text.
    pub backwards: bool,
    /// Its text and glyphs, which all runs share that are made of the same.
    pub words: Arc<Words>,
}

/// What a run says, wherever it stands.
#[derive(Debug, Default)]
pub struct Words {
    /// In the order of reading. A soft hyphen stands for a hyphen that the line breaker added.
    pub text: String,
    /// From left to right.
    pub glyphs: Vec<Glyph>,
    drawn: OnceLock<Drawn>,
}

/// The operators that draw words in a font and a size.
#[derive(Debug)]
struct Drawn {
    font: u64,
    size: f32,
    operators: Box<[u8]>,
}

impl Words {
    /// Words of some glyphs.
    pub fn new(text: String, glyphs: Vec<Glyph>) -> Words {
        Words { text, glyphs, drawn: OnceLock::new() }
    }

    /// The operators that draw them, if they were drawn in this font and size before.
    pub fn drawn(&self, font: u64, size: f32) -> Option<&[u8]> {
        let drawn = self.drawn.get().filter(|drawn| drawn.font == font && drawn.size == size)?;
        Some(&drawn.operators)
    }

    /// Keeps the operators for other runs of the same words; of several fonts, those of the first.
    pub fn keep_drawn(&self, font: u64, size: f32, operators: &[u8]) {
        self.drawn.get_or_init(|| Drawn { font, size, operators: operators.into() });
    }
}

impl Clone for Words {
    fn clone(&self) -> Words {
        Words::new(self.text.clone(), self.glyphs.clone())
    }
}

impl PartialEq for Words {
    fn eq(&self, other: &Words) -> bool {
        self.text == other.text && self.glyphs == other.glyphs
    }
}

impl std::ops::Deref for Run {
    type Target = Words;

    fn deref(&self) -> &Words {
        &self.words
    }
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
    /// The glyphs. The runs stand in the order of reading, each where it is seen.
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
