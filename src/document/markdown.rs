//! Markdown to blocks: a clause's text, or any other, enters; blocks without numbers leave.
//!
//! The one door for pulldown-cmark. Facts stand in the text as opaque tokens ([`token`]) and become
//! inlines only after the Markdown has been read, so that nothing a fact says can bend the
//! structure.
//!
//! [`clause`] reads the conventions in which clauses are written:
//!
//! - A paragraph is a clause. `**Contents.** The first ...` gives it a run-in heading, and the key
//!   `dpa/breach-notice#contents`. Lists, tables and definitions after it belong to it.
//! - `^ ` before a paragraph continues the clause above; `~ ` makes it unnumbered running text.
//! - `### Heading` opens a part, `####` a part within it.
//! - `1.` counts an item, `-` gives it a bullet.
//! - A line `: meaning` under a line with a term defines the term.
//! - `Table: caption {30 70}` before a table gives its caption and the widths of its columns in
//!   percent. A table with an empty header row pairs labels and values.
//! - `[](clause:dpa/x#y)` refers, `[^note]` is a footnote, `<br>` breaks a line.
//! - Straight quotes become typographic ones.

mod habits;
mod quotes;
mod reader;
mod tree;

use std::fmt;
use std::ops::Range;

use super::{Block, Inline};
use reader::{Manner, Reader};

/// Begins a token: a noncharacter, so nobody's text contains it.
pub const TOKEN_START: char = '\u{fdd0}';
/// Ends a token.
pub const TOKEN_END: char = '\u{fdd1}';

/// The token with the given id, to be written where a fact belongs.
pub fn token(id: u32) -> String {
    // The digits from the last to the first: a pack has hundreds of tokens.
    let (mut digits, mut first, mut rest) = ([0; 10], 10, id);
    while first == 10 || rest > 0 {
        first -= 1;
        digits[first] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    let mut token = String::with_capacity(16);
    token.push(TOKEN_START);
    digits[first..].iter().for_each(|digit| token.push(char::from(*digit)));
    token.push(TOKEN_END);
    token
}

/// Supplies what a token in the text stands for.
pub trait Tokens {
    /// The inlines that take the token's place; `None` if there is no such token.
    fn inlines(&self, id: u32) -> Option<Vec<Inline>>;
}

/// Knows no token: for texts without facts.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoTokens;

impl Tokens for NoTokens {
    fn inlines(&self, _: u32) -> Option<Vec<Inline>> {
        None
    }
}

/// Something in a text that a contract cannot contain, or that cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// Bytes of the text, on character boundaries.
    pub range: Range<usize>,
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message)
    }
}

impl std::error::Error for Problem {}

/// Reads the text of the clause with the given key (`dpa/breach-notice`).
///
/// Keys within a clause are unique: a second heading "Contents" gets the key `...#contents-2`.
pub fn clause(text: &str, key: &str, tokens: &dyn Tokens) -> Result<Vec<Block>, Vec<Problem>> {
    Reader::new(tokens, Manner::Clause, format!("{key}#")).read(text)
}

/// Reads any Markdown without the conventions of clauses: headings open parts, quotation marks stay
/// as they are.
///
/// What contracts do not have is read for its words: code and quotations as text, images as their
/// description, links that lead to no web or mail address as their words. Only raw HTML other than
/// comments, tokens that nobody knows, and footnotes without text or mark are problems.
pub fn blocks(text: &str, tokens: &dyn Tokens) -> Result<Vec<Block>, Vec<Problem>> {
    Reader::new(tokens, Manner::Plain, String::new()).read(text)
}

/// Reads Markdown or text that somebody else wrote, for its words: nothing in it is a problem. Text that is
/// nested too deep is read line by line. What stands before it for machines, between two lines of hyphens, is none of
/// its words.
pub fn foreign(text: &str) -> Vec<Block> {
    foreign_with(text, &|_| None)
}

/// Reads HTML that stands among Markdown; nothing where it reads none.
pub type ReadHtml<'a> = dyn Fn(&str) -> Option<Vec<Block>> + 'a;

/// The same, with what else than words is read of HTML that stands between its paragraphs.
pub fn foreign_with(text: &str, html: &ReadHtml<'_>) -> Vec<Block> {
    let text = &*habits::settled(&text[head_of(text)..]);
    let mut reader = Reader::new(&NoTokens, Manner::Foreign, String::new());
    reader.html = Some(html);
    let read = reader.read(text);
    read.unwrap_or_else(|_| {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        lines.map(|line| Block::Paragraph(vec![Inline::Text(line.into())])).collect()
    })
}

/// Lines for machines before a text, at most.
const METADATA: usize = 100;
/// Names of which site generators have at least one before a text.
const NAMES: [&str; 10] = [
    "title",
    "layout",
    "permalink",
    "slug",
    "redirect_from",
    "versions",
    "description",
    "category",
    "tags",
    "draft",
];

/// Where a text begins: behind the names and values in YAML that a site generator has before it, if it has any.
/// Terms of a contract between two lines of hyphens are none: they have blank lines, numbers, or names of several words.
pub fn head_of(text: &str) -> usize {
    let is_mark = |line: &str| line.trim_end() == "---";
    let name = |line: &str| -> Option<String> {
        let (name, _) = line.split_once(':')?;
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        is_name.then(|| name.to_ascii_lowercase())
    };
    let mut lines = text.split_inclusive('\n');
    let Some(first) = lines.next().filter(|line| is_mark(line)) else { return 0 };
    let (mut length, mut known) = (first.len(), false);
    for (at, line) in lines.take(METADATA).enumerate() {
        length += line.len();
        if is_mark(line) {
            return if known { length } else { 0 };
        }
        match name(line) {
            Some(name) => known |= NAMES.contains(&name.as_str()),
            None if at > 0 && line.starts_with(' ') && !line.trim().is_empty() => {}
            None => return 0,
        }
    }
    0
}

/// Lower-case ASCII words joined by hyphens, for keys: "Processor’s duties" is `processors-duties`.
///
/// Accents are dropped. A title that has no ASCII letter or digit keeps its own letters.
pub fn slug(title: &str) -> String {
    use unicode_normalization::UnicodeNormalization;

    let letters: String =
        title.nfkd().filter(|c| !matches!(c, '\'' | '\u{2019}' | '\u{300}'..='\u{36f}')).collect();
    let joined = |belongs: fn(char) -> bool| {
        let lower = letters.to_lowercase();
        let words: Vec<&str> = lower.split(|c| !belongs(c)).filter(|word| !word.is_empty()).collect();
        words.join("-")
    };
    let ascii = joined(|c| c.is_ascii_alphanumeric());
    if ascii.is_empty() { joined(char::is_alphanumeric) } else { ascii }
}

#[cfg(test)]
mod tests;
