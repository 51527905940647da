//! References that only follow a number that changed: where clause 7 is clause 8 now, "see clause 7" says the same as
//! "see clause 8".
//!
//! A number is taken for a reference only where words say so: "within 7 days" is a period, whichever clauses have
//! other numbers now.

use std::ops::Range;

use foldhash::{HashMap, HashMapExt};

use super::tokens::{normal, ranges};
use super::wordings::common_head;
use crate::document::Text;

/// The numbers that changed.
pub struct Numbers(HashMap<Text, Text>);

impl Numbers {
    /// None yet.
    pub fn new() -> Numbers {
        Numbers(HashMap::new())
    }

    /// A number that changed; of `Article 7`, the 7 too.
    pub fn learn(&mut self, before: &Text, now: &Text) {
        if before == now || before.is_empty() || now.is_empty() {
            return;
        }
        self.0.insert(Text::clone(before), Text::clone(now));
        if let (Some((called, before)), Some((calls, now))) = (before.rsplit_once(' '), now.rsplit_once(' '))
            && called == calls
        {
            self.0.insert(before.into(), now.into());
        }
    }

    /// How many references of a text only follow numbers that changed; none where anything else changed too.
    pub fn followed(&self, old: &str, new: &str) -> usize {
        if self.0.is_empty() || self.begins_otherwise(old, new) {
            return 0;
        }
        let (before, now) = (ranges(old), ranges(new));
        if before.len() != now.len() {
            return 0;
        }
        let mut count = 0;
        for (at, (one, other)) in before.iter().zip(&now).enumerate() {
            let (one, other) = (&old[one.clone()], &new[other.clone()]);
            if normal(one) == normal(other) {
                continue;
            }
            let follows = self.0.get(one).is_some_and(|now| **now == *other);
            if !follows || calling(old, &before, at).is_none() {
                return 0;
            }
            count += 1;
        }
        count
    }

    /// The references that a text still has as it had them, though what they led to has another number now: each as it
    /// is written, with that number. What leads into another text, "Article 28 of the GDPR", is none.
    pub fn left(&self, old: &str, new: &str) -> Vec<(Text, Text)> {
        let mut left: Vec<(Text, Text)> = Vec::new();
        if self.0.is_empty() || !new.bytes().any(|byte| byte.is_ascii_digit()) {
            return left;
        }
        let tokens = ranges(new);
        for (at, token) in tokens.iter().enumerate() {
            let Some(now) = self.0.get(&new[token.clone()]) else { continue };
            let behind = tokens.get(at + 1).map_or(String::new(), |next| new[next.clone()].to_lowercase());
            let Some(calling) = calling(new, &tokens, at).filter(|_| !OUTSIDE.contains(&&*behind)) else {
                continue;
            };
            let reference = &new[tokens[calling].start..token.end];
            let is_known = left.iter().any(|(known, _)| **known == *reference);
            if old.contains(reference) && !is_known {
                left.push((reference.into(), Text::clone(now)));
            }
        }
        left
    }

    /// Whether the first words in which two texts differ have no number that changed: then they need not be parted.
    fn begins_otherwise(&self, old: &str, new: &str) -> bool {
        let head = common_head(old.as_bytes(), new.as_bytes());
        let word = |text: &'_ str| {
            let is_space = |byte: &u8| byte.is_ascii_whitespace();
            let start = text.as_bytes()[..head].iter().rposition(is_space).map_or(0, |space| space + 1);
            let rest = text.as_bytes()[start..].iter().position(is_space);
            start..rest.map_or(text.len(), |space| start + space)
        };
        let (before, now) = (&old[word(old)], &new[word(new)]);
        let changed = || ranges(before).into_iter().any(|token| self.0.contains_key(&before[token]));
        normal(before) != normal(now) && !changed()
    }
}

/// Words before the number of a place, in small letters.
const PLACES: [&str; 32] = [
    "abs",
    "absatz",
    "abschnitt",
    "abschnitte",
    "abschnitten",
    "anhang",
    "anlage",
    "anlagen",
    "annex",
    "annexes",
    "appendix",
    "art",
    "article",
    "articles",
    "artikel",
    "artikeln",
    "clause",
    "clauses",
    "exhibit",
    "klausel",
    "klauseln",
    "nummer",
    "nummern",
    "paragraph",
    "paragraphs",
    "part",
    "parts",
    "schedule",
    "section",
    "sections",
    "ziffer",
    "ziffern",
];

/// Whether a word, in small letters, calls the place whose number stands behind it: "clause", "Art.".
pub fn calls_place(word: &str) -> bool {
    word.starts_with('§') || PLACES.binary_search(&word).is_ok()
}

/// Words and marks between the numbers of several places.
const BETWEEN: [&str; 14] =
    [",", "(", ")", ".", "-", "–", "and", "or", "to", "through", "und", "oder", "bis", "/"];

/// Tokens before a number in which the word that calls its place is looked for.
const REACH: usize = 64;

/// Words behind the number of a place that stands in another text.
const OUTSIDE: [&str; 9] = ["of", "gdpr", "dsgvo", "der", "des", "dpa", "scc", "tfeu", "bgb"];

/// The token that calls the place whose number another one is: the word before it, and before other numbers.
fn calling(text: &str, tokens: &[Range<usize>], at: usize) -> Option<usize> {
    let mut before =
        (at.saturating_sub(REACH)..at).rev().map(|at| (at, text[tokens[at].clone()].to_lowercase()));
    let goes_on = |word: &str| BETWEEN.contains(&word) || word.starts_with(|c: char| c.is_ascii_digit());
    let (at, _) = before.find(|(_, word)| !goes_on(word)).filter(|(_, word)| calls_place(word))?;
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers() -> Numbers {
        let mut numbers = Numbers::new();
        for (before, now) in [("2", "1"), ("3", "2"), ("4.2", "4.1"), ("Article 9", "Article 8")] {
            numbers.learn(&before.into(), &now.into());
        }
        numbers
    }

    #[test]
    fn references_follow_and_periods_do_not() {
        assert!(PLACES.is_sorted());
        for (old, new, count) in [
            ("see Section 2 above", "see Section 1 above", 1),
            ("Sections 2, 3 and 7 apply", "Sections 1, 2 and 7 apply", 2),
            ("(clause 4.2)", "(clause 4.1)", 1),
            ("nach § 3 Satz 2", "nach § 2 Satz 2", 1),
            ("under Article 9", "under Article 8", 1),
            ("within 3 days", "within 2 days", 0),
            ("clause 3 gives 3 days", "clause 2 gives 2 days", 0),
            ("see Section 2 above", "see Section 3 above", 0),
            ("see Section 2 above", "see Section 1 below", 0),
            ("see Section 2", "see the Section 1", 0),
        ] {
            assert_eq!(numbers().followed(old, new), count, "{old}");
        }
        assert_eq!(numbers().followed("the “mill”  in Section 2", "the \"mill\" in Section 1"), 1);
        assert_eq!(
            numbers().left("fees under Section 2", "fees under Section 2"),
            [("Section 2".into(), "1".into())]
        );
        assert_eq!(numbers().left("Article 2 of the Act", "Article 2 of the Act"), []);
        assert_eq!(numbers().left("within 2 days", "within 2 days"), []);
        assert_eq!(numbers().left("see Section 1", "see Section 2"), [], "it is new");
        // So far from the word that calls them, nobody takes numbers for places.
        let many = |number: &str| format!("Section {}", vec![number; 200_000].join(", "));
        assert_eq!(numbers().followed(&many("2"), &many("1")), 0);
    }
}
