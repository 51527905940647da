//! Texts that people wrote, and places in them.
//!
//! A [`Span`] carries its file, so whoever holds one can show it.

use std::borrow::Cow;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
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
    let digit = |nibble: u8| char::from(b"0123456789abcdef"[usize::from(nibble)]);
    Sha256::digest(bytes).iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// A text that somebody else wrote, in the encodings in which programs save one: UTF-8, UTF-16 with its
/// byte-order mark, and Windows-1252 for what is neither. With it the name of the encoding, if it is not
/// UTF-8; the mark is taken off.
///
/// # Errors
/// What is no text in any of them, by the byte at which UTF-8 ended.
pub fn decoded(bytes: &[u8]) -> Result<(Cow<'_, str>, Option<&'static str>), usize> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes).filter(|(encoding, _)| *encoding != UTF_8) {
        let (text, damaged) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return if damaged { Err(mark) } else { Ok((text, Some(encoding.name()))) };
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let at = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok((text.into(), None)),
        Err(error) => error.valid_up_to(),
    };
    // Every byte is a letter or a sign in Windows-1252: only a text has hardly any of the controls.
    let controls =
        bytes.iter().filter(|byte| **byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r')).count();
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    if controls * 100 > bytes.len() { Err(at) } else { Ok((text, Some(WINDOWS_1252.name()))) }
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

/// The address of object storage, where a path that was given is one: `s3://bucket/prefix`.
pub fn address(path: &Path) -> Option<&str> {
    path.to_str().filter(|text| text.contains("://"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_in_the_encodings_in_which_programs_save_them() {
        let said = "Brühe – “kalt”\n";
        let marked = |mark: &[u8], units: &dyn Fn(u16) -> [u8; 2]| -> Vec<u8> {
            mark.iter().copied().chain(said.encode_utf16().flat_map(units)).collect()
        };
        let files = [
            (said.as_bytes().to_vec(), None),
            ([b"\xef\xbb\xbf", said.as_bytes()].concat(), None),
            (marked(b"\xff\xfe", &u16::to_le_bytes), Some("UTF-16LE")),
            (marked(b"\xfe\xff", &u16::to_be_bytes), Some("UTF-16BE")),
            (b"Br\xfche \x96 \x93kalt\x94\n".to_vec(), Some("windows-1252")),
        ];
        for (bytes, encoding) in files {
            assert_eq!(decoded(&bytes), Ok((said.into(), encoding)));
        }
        assert_eq!(decoded(b"abc\xff\x00\x01\x02"), Err(3), "no text");
        assert_eq!(decoded(b"\xff\xfe\x00\xd8"), Err(2), "half a pair");
    }
}
