//! A foreign agreement as a row of words, each with its place, and where a unit may begin and end.

use super::super::foreign::{Foreign, Place};
use super::super::normal;
use super::spelling::british;

/// What a word is to the comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Part of the text.
    Word,
    /// The mark or number of its paragraph: `(a)`, `1.`, `8.6`.
    Mark,
    /// What may be the call of a note: `(4)`, `[4]`.
    Call,
}

/// A word of the agreement.
#[derive(Debug, Clone)]
pub(super) struct Word {
    /// The paragraph it stands in.
    pub paragraph: usize,
    /// As written, signs around it included.
    pub shown: String,
    /// Letters and digits alone.
    pub loose: String,
    /// The same in British spelling, where that is another.
    pub british: Option<String>,
    /// What it is.
    pub kind: Kind,
    /// Whether a unit may begin with it.
    pub begins: bool,
    /// Whether a unit may end with it.
    pub ends: bool,
}

impl Word {
    /// The key under which it is compared with an official word.
    pub(super) fn key(&self) -> &str {
        self.british.as_deref().unwrap_or(&self.loose)
    }
}

/// The words of an agreement.
#[derive(Debug, Clone)]
pub(super) struct Words {
    pub all: Vec<Word>,
    places: Vec<Place>,
}

/// Words of numbers and labels, which say nothing by themselves.
pub(super) const LABELS: [&str; 24] = [
    "clause",
    "section",
    "option",
    "module",
    "modules",
    "one",
    "two",
    "three",
    "four",
    "for",
    "optional",
    "annex",
    "and",
    "transfer",
    "controller",
    "processor",
    "to",
    "article",
    "i",
    "ii",
    "iii",
    "iv",
    "footnote",
    "note",
];

/// Whether a word is a number or a label.
pub(super) fn is_label(loose: &str) -> bool {
    LABELS.contains(&loose) || !loose.contains(char::is_alphabetic)
}

/// Numbers in words that fill a blank.
const NUMBERS: [&str; 16] = [
    "one",
    "two",
    "three",
    "five",
    "seven",
    "ten",
    "fourteen",
    "fifteen",
    "twenty",
    "thirty",
    "fortyfive",
    "sixty",
    "ninety",
    "no",
    "a",
    "the",
];

impl Words {
    pub(super) fn of(foreign: &Foreign, language: &str) -> Words {
        let mut all = Vec::new();
        for (paragraph, one) in foreign.paragraphs.iter().enumerate() {
            split(&one.text, |shown, kind| {
                let loose = letters(shown, language);
                let british = if kind == Kind::Word { british(&loose) } else { None };
                all.push(Word {
                    paragraph,
                    shown: shown.to_owned(),
                    loose,
                    british,
                    kind,
                    begins: false,
                    ends: false,
                });
            });
        }
        let mut words = Words { all, places: foreign.paragraphs.iter().map(|one| one.place).collect() };
        words.bound();
        words
    }

    /// Says where units may begin and end: at paragraphs, marks, punctuation, capitals and digits.
    fn bound(&mut self) {
        for at in 0..self.all.len() {
            let first = at == 0 || self.all[at - 1].paragraph != self.all[at].paragraph;
            let word = &self.all[at];
            let opens = word.shown.starts_with(|c: char| !c.is_lowercase());
            let after = at > 0 && {
                let before = &self.all[at - 1];
                before.kind != Kind::Word
                    || before.loose.is_empty()
                    || before.shown.ends_with(|c: char| !c.is_alphanumeric())
            };
            let filled = NUMBERS.contains(&word.loose.as_str());
            self.all[at].begins = first || opens || after;
            if at > 0 {
                self.all[at - 1].ends = first || opens || after || filled;
            }
        }
        if let Some(last) = self.all.last_mut() {
            last.ends = true;
        }
    }

    /// The words without some of them.
    pub(super) fn without(&self, gone: &[bool]) -> Words {
        let kept = self.all.iter().zip(gone).filter(|(_, gone)| !**gone).map(|(word, _)| word.clone());
        let mut words = Words { all: kept.collect(), places: self.places.clone() };
        words.bound();
        words
    }

    /// Where a word stands.
    pub(super) fn place(&self, at: usize) -> Option<Place> {
        self.places.get(self.all.get(at)?.paragraph).copied()
    }

    /// The words of a range as written, without those that were skipped.
    pub(super) fn text(&self, range: std::ops::Range<usize>, skipped: &[usize]) -> String {
        let mut out = String::new();
        for at in range {
            let word = &self.all[at];
            if skipped.contains(&at) {
                // The stop after the call of a note belongs to the sentence.
                out.extend(word.shown.chars().rev().take_while(|c| matches!(c, '.' | ',' | ';' | ':')));
                continue;
            }
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(&word.shown);
        }
        out
    }

    /// Letters and digits of a range.
    pub(super) fn letters(&self, range: std::ops::Range<usize>) -> usize {
        self.all[range].iter().map(|word| word.loose.len()).sum()
    }

    /// Whether nothing but marks, numbers and labels stands before a word in its paragraph.
    pub(super) fn heads(&self, at: usize) -> bool {
        let paragraph = self.all[at].paragraph;
        let before = self.all[..at].iter().rev().take_while(|word| word.paragraph == paragraph);
        let label = |word: &Word| word.kind != Kind::Word || is_label(&word.loose);
        before.take(LABELS.len()).all(label)
    }

    /// The mark right before a word, if its paragraph begins with one.
    pub(super) fn mark_before(&self, at: usize) -> Option<&str> {
        let before = self.all.get(at.checked_sub(1)?)?;
        (before.kind == Kind::Mark && before.paragraph == self.all[at].paragraph)
            .then_some(before.shown.as_str())
    }
}

/// The letters and digits of a word. The loose form of English has ASCII alone; a letter of another
/// script among English words must not be overlooked, so such a word keeps all of its letters.
fn letters(shown: &str, language: &str) -> String {
    let raised = |c: char| matches!(c, '²' | '³' | '¹' | '⁰'..='₟');
    let strange = |c: char| c.is_alphanumeric() && !c.is_ascii() && !raised(c);
    if language == "en" && shown.chars().any(strange) {
        return normal::loose(shown, "");
    }
    normal::loose(shown, language)
}

/// Cuts a paragraph into words: its mark, and calls of notes, apart.
fn split(text: &str, mut push: impl FnMut(&str, Kind)) {
    let mark = mark(text);
    if mark > 0 {
        push(text[..mark].trim(), Kind::Mark);
    }
    for chunk in text[mark..].split_whitespace() {
        match call(chunk) {
            Some(0) => push(chunk, Kind::Call),
            Some(at) => {
                push(&chunk[..at], Kind::Word);
                push(&chunk[at..], Kind::Call);
            }
            None => push(chunk, Kind::Word),
        }
    }
}

/// The length of the mark that begins a paragraph; 0 where it has none.
fn mark(text: &str) -> usize {
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let first = &text[..end];
    if end == text.len() {
        return 0;
    }
    let bare = first.trim_matches(['(', ')', '.']);
    let signed = first.len() > bare.len();
    let number = bare.len() <= 7
        && bare.starts_with(|c: char| c.is_ascii_digit())
        && bare.chars().all(|c| c.is_ascii_digit() || c == '.');
    let letters = !bare.is_empty()
        && bare.len() <= 5
        && first.ends_with(')')
        && bare.chars().all(|c| c.is_ascii_lowercase());
    let capital = text[end..].trim_start().starts_with(|c: char| c.is_uppercase());
    let is = number && (signed || bare.contains('.') || capital && bare.len() <= 2)
        || letters
        || first == "•"
        || first == "-";
    if is { end } else { closed(first) }
}

/// The length of a mark in brackets that no blank follows: `(a)The`.
fn closed(first: &str) -> usize {
    let Some(end) = first.starts_with('(').then(|| first.find(')')).flatten() else { return 0 };
    let inner = &first[1..end];
    let is =
        (1..=4).contains(&inner.len()) && inner.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    if is && first.len() > end + 1 { end + 1 } else { 0 }
}

/// Where the call of a note begins in a word: `data (1)`, `Union(4),`, `Officer[^3]`. A number in
/// brackets after a digit belongs to a citation.
fn call(chunk: &str) -> Option<usize> {
    let bare = chunk.trim_end_matches(['.', ',', ';', ':']);
    let (open, close) = if bare.ends_with(')') { ('(', ')') } else { ('[', ']') };
    let inner = bare.strip_suffix(close)?;
    let at = inner.rfind(open)?;
    let digits = inner[at + 1..].trim_start_matches('^');
    let short = (1..=2).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let cites = chunk[..at].ends_with(|c: char| c.is_ascii_digit() || c == ')');
    (short && !cites).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(String, Kind)> {
        let mut out = Vec::new();
        split(text, |shown, kind| out.push((shown.to_owned(), kind)));
        out
    }

    #[test]
    fn letters_of_other_scripts_are_not_overlooked() {
        assert_eq!(letters("Sacks,²", "en"), "sacks");
        assert_eq!(letters("не", "en"), "не");
        assert_ne!(letters("s\u{430}cks", "en"), "scks");
    }

    #[test]
    fn marks_and_calls_stand_apart() {
        use Kind::{Call, Mark, Word};
        let of = |text: &str| kinds(text).into_iter().map(|(_, kind)| kind).collect::<Vec<_>>();
        assert_eq!(of("(a) The flour"), [Mark, Word, Word]);
        assert_eq!(of("(a)The flour"), [Mark, Word, Word]);
        assert_eq!(of("8.6 Sieving"), [Mark, Word]);
        assert_eq!(of("9 Helpers"), [Mark, Word]);
        assert_eq!(of("12 sacks"), [Word, Word]);
        assert_eq!(of("flour (4), sacks"), [Word, Call, Word]);
        assert_eq!(kinds("ovens[^3].")[1], ("[^3].".to_owned(), Call));
        assert_eq!(of("Article 46(1) and 9(2)(c)"), [Word; 4]);
        assert_eq!(of("(2) of it"), [Mark, Word, Word]);
    }
}
