//! Words and marks of a text, as they are compared.
//!
//! A token is a word, or a mark before or behind one: `Policy;` differs from `Policy.` in one token of two.
//! White space parts tokens and is otherwise nothing; typographic quotation marks and those of typewriters are
//! the same, so are dashes and hyphens. The marks of items are nothing, and so are characters that only say where a
//! word may or may not be broken.

use std::borrow::Cow;
use std::hash::BuildHasher;
use std::ops::Range;

use foldhash::fast::FixedState;
use foldhash::{HashMap, HashMapExt};

/// A token in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// What it is, by [`Vocabulary`]: equal for what counts as the same.
    pub word: u32,
    /// Its bytes in the text.
    pub range: Range<usize>,
}

/// Words by number, for both sides of a comparison.
#[derive(Debug, Default)]
pub struct Vocabulary {
    numbers: HashMap<Box<str>, u32>,
}

impl Vocabulary {
    /// Numbers nothing yet.
    pub fn new() -> Vocabulary {
        Vocabulary { numbers: HashMap::new() }
    }

    /// The number of something, the same whenever it is the same.
    fn number(&mut self, word: &str) -> u32 {
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        self.numbers.insert(word.into(), next);
        next
    }

    /// The tokens of a text.
    pub fn tokens(&mut self, text: &str) -> Vec<Token> {
        let mut out = Vec::with_capacity(text.len() / 6 + 1);
        self.tokens_into(text, &mut out);
        out
    }

    /// The tokens of a text, behind those of others.
    pub fn tokens_into(&mut self, text: &str, out: &mut Vec<Token>) {
        each(text, &mut |range| {
            let word = plain(&text[range.clone()]);
            if !word.is_empty() {
                out.push(Token { word: self.number(&word), range });
            }
        });
    }
}

/// The words of a text in order, without marks and in small letters: each as a number that is the same for what counts
/// as the same and nearly always another for another word. For guesses, since nothing is kept of the words.
pub fn sketch(text: &str) -> Vec<u32> {
    let hasher = FixedState::default();
    let mut out = Vec::with_capacity(text.len() / 6 + 1);
    each(text, &mut |range| {
        let word = plain(&text[range]);
        if word.contains(char::is_alphanumeric) {
            let has_capitals = !word.is_ascii() || word.bytes().any(|byte| byte.is_ascii_uppercase());
            let word = if has_capitals { word.to_lowercase().into() } else { word };
            // The lower half of 64 mixed bits.
            out.push(hasher.hash_one(word.as_bytes()) as u32);
        }
    });
    out
}

/// The tokens of a text without their numbers.
pub fn ranges(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::with_capacity(text.len() / 6 + 1);
    each(text, &mut |range| out.push(range));
    out
}

/// Visits the tokens of a text, those among them that count as nothing, too.
fn each(text: &str, visit: &mut impl FnMut(Range<usize>)) {
    let bytes = text.as_bytes();
    let mut start = 0;
    while start < bytes.len() {
        let end = chunk_end(text, start);
        if end > start {
            chunk(&text[start..end], start, visit);
        }
        start = end + text[end..].chars().next().map_or(1, char::len_utf8);
    }
}

/// Where the chunk that begins at a place ends: before white space, or with the text.
fn chunk_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    while let Some(byte) = bytes.get(at) {
        if byte.is_ascii() {
            if matches!(byte, b' ' | b'\t'..=b'\r') {
                return at;
            }
            at += 1;
            continue;
        }
        match text[at..].chars().next() {
            Some(c) if !is_space(c) => at += c.len_utf8(),
            _ => return at,
        }
    }
    at
}

/// Visits what stands between two spaces: marks, a word, marks.
fn chunk(chunk: &str, at: usize, visit: &mut impl FnMut(Range<usize>)) {
    let bytes = chunk.as_bytes();
    let bare = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    if bare(bytes.first()) && bare(bytes.last()) {
        return visit(at..at + chunk.len());
    }
    let core_start = chunk.find(|c| !is_mark(c)).unwrap_or(chunk.len());
    let core_end = chunk
        .rfind(|c| !is_mark(c))
        .map_or(core_start, |last| last + chunk[last..].chars().next().map_or(0, char::len_utf8));
    let marks = |from: usize, to: usize| {
        let within = chunk[from..to].char_indices();
        within.map(move |(offset, c)| from + offset..from + offset + c.len_utf8())
    };
    let core = (core_start < core_end).then_some(core_start..core_end);
    for range in marks(0, core_start).chain(core).chain(marks(core_end, chunk.len())) {
        visit(at + range.start..at + range.end);
    }
}

/// A text with nothing in it that does not count: for texts that are compared as a whole.
pub fn normal(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    // The end and the beginning are as a space to the bytes beside them.
    let mut before = b' ';
    let odd = bytes.iter().fold(false, |odd, byte| {
        let doubled = *byte == b' ' && before == b' ';
        before = *byte;
        odd | doubled | !(b' '..=b'~').contains(byte)
    });
    if !odd && (before != b' ' || bytes.is_empty()) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for word in text.split(is_space).filter(|word| !word.is_empty()) {
        let before = out.len();
        if before > 0 {
            out.push(' ');
        }
        let start = out.len();
        if word.is_ascii() {
            out.push_str(word);
        } else {
            out.extend(word.chars().filter_map(folded));
        }
        if out.len() == start {
            out.truncate(before);
        }
    }
    if out == text { Cow::Borrowed(text) } else { Cow::Owned(out) }
}

/// A word without what does not count in it.
fn plain(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        return Cow::Borrowed(word);
    }
    let folded: String = word.chars().filter_map(folded).collect();
    if folded == word { Cow::Borrowed(word) } else { Cow::Owned(folded) }
}

/// What a character counts as.
fn folded(c: char) -> Option<char> {
    match c {
        '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' => None,
        // The marks of a list.
        '•' | '◦' | '▪' | '●' | '‣' | '○' | '■' => None,
        '‘' | '’' | '‚' | '‛' | 'ʼ' => Some('\''),
        '“' | '”' | '„' | '‟' | '«' | '»' => Some('"'),
        '‐' | '\u{2011}' | '‒' | '–' | '—' => Some('-'),
        c => Some(c),
    }
}

fn is_space(c: char) -> bool {
    c.is_whitespace()
}

/// Whether a character is a mark when it stands at the edge of a word.
fn is_mark(c: char) -> bool {
    !c.is_alphanumeric() && !matches!(c, '%' | '€' | '$' | '£' | '§' | '&' | '+' | '#' | '@')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        Vocabulary::new().tokens(text).into_iter().map(|token| &text[token.range]).collect()
    }

    fn same(one: &str, other: &str) -> bool {
        let mut vocabulary = Vocabulary::new();
        let numbers = |tokens: Vec<Token>| tokens.into_iter().map(|token| token.word).collect::<Vec<_>>();
        let (one, other) = (vocabulary.tokens(one), vocabulary.tokens(other));
        numbers(one) == numbers(other)
    }

    #[test]
    fn marks_at_the_edge_of_a_word_are_tokens_of_their_own() {
        assert_eq!(
            words("the (ISSP) Policy; e.g. 99.9% at x@y.eu."),
            ["the", "(", "ISSP", ")", "Policy", ";", "e.g", ".", "99.9%", "at", "x@y.eu", "."]
        );
        assert_eq!(words(" \u{a0} — "), ["—"]);
        assert_eq!(words(""), [""; 0]);
        assert_eq!(words("well-known Processor’s"), ["well-known", "Processor’s"]);
    }

    #[test]
    fn white_space_and_the_shape_of_quotation_marks_are_nothing() {
        assert!(same("the “Customer’s” data", "the  \"Customer's\"\u{a0}data"));
        assert!(same("sub\u{ad}processor", "subprocessor"));
        assert!(same("fees — if any – in 2020–21", "fees - if any - in 2020-21"));
        assert!(!same("Data", "data"));
        assert_eq!(sketch("the “Customer’s” data."), sketch("the Customer's - data"));
        assert_eq!(sketch("THE DATA"), sketch("the Data"));
        assert_ne!(sketch("the data"), sketch("the date"));
        assert_eq!(normal("plain words"), "plain words");
        assert!(matches!(normal("plain words"), Cow::Borrowed(_)));
        assert_eq!(normal("  the “Customer’s”\n data\u{200b} "), "the \"Customer's\" data");
    }
}
