//! Texts that people wrote, and places in them.
//!
//! A [`Span`] carries its file, so whoever holds one can show it.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

/// A text and the name under which people know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// As given by the user, or as named inside the binary (`clauses/dpa/en/audit@1.md`).
    pub path: PathBuf,
    /// The whole text.
    pub text: String,
}

/// SHA-256 in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
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

    /// The place right behind this one.
    pub fn end(&self) -> Span {
        Span { source: self.source.clone(), range: self.range.end..self.range.end }
    }

    /// Line and column of the first byte, counted from 1; columns count characters.
    pub fn line_column(&self) -> (usize, usize) {
        let before = &self.source.text[..self.range.start];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        (line, column)
    }
}

/// Whether a character shows nothing of its own, or changes the order or look of its neighbours:
/// controls, zero-width and bidirectional marks, fillers and blanks that look like nothing.
///
/// Source: Unicode 17, Default_Ignorable_Code_Point and Bidi_Control, with the blanks that fonts draw
/// empty. The joiners U+200C and U+200D are among them, although some scripts need them.
pub fn is_hidden(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}')
        || matches!(c, '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
        || matches!(c, '\u{ffa0}' | '\u{fff0}'..='\u{fffd}' | '\u{1bca0}'..='\u{1bca3}')
        || matches!(c, '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a name is one path component on every common system.
pub fn is_portable(name: &str) -> bool {
    const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];
    let stem = name.split('.').next().unwrap_or(name).to_lowercase();
    let device = DEVICES.iter().any(|device| {
        stem.strip_prefix(device).is_some_and(|rest| {
            let numbered = device.starts_with("com") || device.starts_with("lpt");
            if numbered {
                rest.len() == 1 && rest.bytes().all(|byte| byte.is_ascii_digit())
            } else {
                rest.is_empty()
            }
        })
    });
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    !name.is_empty()
        && name.len() <= 200
        && name.chars().all(plain)
        && !name.starts_with(['.', '-'])
        && !name.ends_with('.')
        && !device
}
