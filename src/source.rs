//! Texts that people wrote, and places in them.
//!
//! A [`Span`] carries its file, so whoever holds one can show it.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

/// A text and the name under which people know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// As given by the user, or as named inside the binary (`clauses/dpa/en/audit@1.md`).
    pub path: PathBuf,
    /// The whole text.
    pub text: String,
}

/// A place in a text: a byte range, half open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The text.
    pub source: Arc<Source>,
    /// Bytes; always on character boundaries of the text.
    pub range: Range<usize>,
}

impl Span {
    /// The place of a whole text: its first byte.
    pub fn start_of(source: &Arc<Source>) -> Span {
        Span { source: source.clone(), range: 0..0 }
    }

    /// Line and column of the first byte, counted from 1; columns count characters.
    pub fn line_column(&self) -> (usize, usize) {
        let before = &self.source.text[..self.range.start];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        (line, column)
    }
}
