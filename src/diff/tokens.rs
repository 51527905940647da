//! Words and marks of a text, as they are compared.
//!
//! A token is a word, or a mark before or behind one: `Policy;` differs from `Policy.` in one token of two.
//! White space parts tokens and is otherwise nothing; typographic quotation marks and those of typewriters are
//! the same, and so are characters that only say where a word may or may not be broken.

use std::borrow::Cow;
use std::ops::Range;

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
    /// How often each was met.
    counts: Vec<u32>,
}

impl Vocabulary {
    /// Numbers nothing yet.
    pub fn new() -> Vocabulary {
        Vocabulary { numbers: HashMap::new(), counts: Vec::new() }
    }

    /// The number of something, the same whenever it is the same.
    pub fn number(&mut self, word: &str) -> u32 {
        let number = match self.numbers.get(word) {
            Some(number) => *number,
            None => {
                let next = u32::try_from(self.counts.len()).unwrap_or(u32::MAX);
                self.numbers.insert(word.into(), next);
                self.counts.push(0);
                next
            }
        };
        if let Some(count) = self.counts.get_mut(number as usize) {
            *count = count.saturating_add(1);
        }
        number
    }

    /// How often a word was met.
    pub fn count(&self, number: u32) -> u32 {
        self.counts.get(number as usize).copied().unwrap_or(0)
    }

    /// The tokens of a text.
    pub fn tokens(&mut self, text: &str) -> Vec<Token> {
        let mut out = Vec::with_capacity(text.len() / 6 + 1);
        let mut at = 0;
        for chunk in text.split(is_space) {
            self.chunk(chunk, at, &mut out);
            at += chunk.len();
            at += text[at..].chars().next().map_or(0, char::len_utf8);
        }
        out
    }

    /// What stands between two spaces: marks, a word, marks.
    fn chunk(&mut self, chunk: &str, at: usize, out: &mut Vec<Token>) {
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
            let word = plain(&chunk[range.clone()]);
            if !word.is_empty() {
                let word = self.number(&word);
                out.push(Token { word, range: at + range.start..at + range.end });
            }
        }
    }
}

/// A text with nothing in it that does not count: for texts that are compared as a whole.
pub fn normal(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let spaced = |pair: &[u8]| pair[1] == b' ' && pair[0] == b' ';
    let odd = |byte: &u8| !(b' '..=b'~').contains(byte);
    if !bytes.iter().any(odd)
        && !bytes.windows(2).any(spaced)
        && !bytes.starts_with(b" ")
        && !bytes.ends_with(b" ")
    {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for word in text.split(is_space).filter(|word| !word.is_empty()) {
        let word = plain(word);
        if !word.is_empty() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(&word);
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
        '‘' | '’' | '‚' | '‛' | 'ʼ' => Some('\''),
        '“' | '”' | '„' | '‟' | '«' | '»' => Some('"'),
        '\u{2011}' => Some('-'),
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
        assert!(!same("Data", "data"));
        assert_eq!(normal("plain words"), "plain words");
        assert!(matches!(normal("plain words"), Cow::Borrowed(_)));
        assert_eq!(normal("  the “Customer’s”\n data\u{200b} "), "the \"Customer's\" data");
    }

    #[test]
    fn words_are_counted() {
        let mut vocabulary = Vocabulary::new();
        let tokens = vocabulary.tokens("to be or not to be");
        assert_eq!(
            tokens.iter().map(|token| vocabulary.count(token.word)).collect::<Vec<_>>(),
            [2, 2, 1, 1, 2, 2]
        );
    }
}
