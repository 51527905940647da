//! Lists of words and phrases, without the machines that patterns are made into: those take longer to make
//! than most texts to be read.

use std::ops::Range;

use super::scan::{is_edge, letter_at};

/// Words and phrases that a text is searched for, capital or small. They are given in small letters; an ending
/// in brackets may be missing: "passport(s)".
pub struct Phrases {
    phrases: &'static [&'static str],
    /// Whether they count only as whole words.
    whole: bool,
    /// The bytes with which one of them may begin.
    begin: [bool; 256],
}

impl Phrases {
    /// Phrases that begin and end where words do.
    pub const fn whole(phrases: &'static [&'static str]) -> Phrases {
        Phrases { phrases, whole: true, begin: first_bytes(phrases) }
    }

    /// Phrases that may also be parts of words.
    pub const fn within(phrases: &'static [&'static str]) -> Phrases {
        Phrases { phrases, whole: false, begin: first_bytes(phrases) }
    }

    /// Where the first of them stands; of several that begin there the one that is listed first.
    pub fn find(&self, text: &str) -> Option<Range<usize>> {
        let starts = text.bytes().enumerate().filter(|(_, byte)| self.begin[usize::from(*byte)]);
        starts.map(|(at, _)| at).filter(|at| !self.whole || is_edge(text, *at)).find_map(|start| {
            let end = self.phrases.iter().find_map(|phrase| self.end(text, start, phrase))?;
            Some(start..end)
        })
    }

    /// Whether a text has one of them.
    pub fn is_in(&self, text: &str) -> bool {
        self.find(text).is_some()
    }

    fn end(&self, text: &str, start: usize, phrase: &str) -> Option<usize> {
        let ends = |at: &usize| !self.whole || is_edge(text, *at);
        let (mut at, mut short) = (start, None);
        for letter in phrase.bytes() {
            match letter {
                b'(' => short = Some(at),
                b')' => {}
                letter => match letter_at(text.as_bytes(), at, letter) {
                    Some(length) => at += length,
                    None => return short.filter(ends),
                },
            }
        }
        Some(at).filter(ends).or(short.filter(ends))
    }
}

/// The bytes with which phrases begin, capital or small; those of the long s and of the sign of the kelvin too.
const fn first_bytes(phrases: &[&str]) -> [bool; 256] {
    let mut begin = [false; 256];
    let mut at = 0;
    while at < phrases.len() {
        let first = phrases[at].as_bytes()[0];
        begin[first as usize] = true;
        begin[first.to_ascii_uppercase() as usize] = true;
        match first {
            b's' => begin[0xc5] = true,
            b'k' => begin[0xe2] = true,
            _ => {}
        }
        at += 1;
    }
    begin
}

#[cfg(test)]
mod tests {
    use super::super::pattern::pattern;
    use super::super::scan::texts_of;
    use super::*;

    #[test]
    fn phrases_are_what_patterns_find() {
        static WHOLE: Phrases = Phrases::whole(&["id card(s)", "salary", "sal(ts)", "kin"]);
        static WITHIN: Phrases = Phrases::within(&["id card(s)", "salary", "sal(ts)", "kin"]);
        let whole = pattern(r"(?i)\b(?:id cards?|salary|sal(?:ts)?|kin)\b");
        let within = pattern(r"(?i)id cards?|salary|sal(?:ts)?|kin");
        let parts = ["id ", "CARD", "s", "ſal", "ary", "ts", "Sal", "\u{212a}in", "k", "in", " ", "é", "_"];
        for text in texts_of(&parts, 4) {
            assert_eq!(WHOLE.find(&text), whole.find(&text).map(|found| found.range()), "{text:?}");
            assert_eq!(WITHIN.find(&text), within.find(&text).map(|found| found.range()), "{text:?}");
        }
    }
}
