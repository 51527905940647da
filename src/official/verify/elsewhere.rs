//! What an agreement says of the clauses outside them: a sentence that takes a clause away changes no word
//! of it, and no comparison of words finds it.

use std::sync::LazyLock;

use regex::Regex;
use serde::Serialize;

use super::super::foreign::{Foreign, Place};
use super::Verified;

/// Most passages that are told.
const MOST: usize = 20;

/// A passage that a reader should read beside the comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Elsewhere {
    /// Where its paragraph begins.
    pub place: Place,
    /// The sentence.
    pub text: String,
}

/// The clauses, by number or by name; and that something changes them.
const CLAUSES: &str = r"(?ix) \b clauses? \s \d+ | \b (?: standard | model ) \s contractual \s clauses \b
    | \b SCCs \b | \b (?: EU | UK | these ) \s clauses \b";
const CHANGES: &str = r"(?ix) \b (?: deleted | disappl(?: y | ied | ies ) | replaced \s (?: by | with | as \s follows )
    | (?: is | are | be ) \s (?: hereby \s )? (?: amended | modified | varied | superseded | waived | excluded )
    | (?: do | does | shall | will ) \s not \s apply | of \s no \s effect | in \s derogation \s (?: of | from )
    | notwithstanding \s clauses? ) \b";

#[expect(clippy::expect_used, reason = "both patterns are constants that a test compiles")]
static PATTERNS: LazyLock<[Regex; 2]> =
    LazyLock::new(|| [CLAUSES, CHANGES].map(|pattern| Regex::new(pattern).expect("a pattern")));

/// The sentences outside the sets of clauses that seem to change them, in order, at most twenty. Told by
/// a few English phrases: what is not told may change them too.
pub fn elsewhere(foreign: &Foreign, sets: &[Verified]) -> Vec<Elsewhere> {
    let [clauses, changes] = &*PATTERNS;
    let outside = |place: Place| sets.iter().all(|set| place < set.from || place > set.to);
    let paragraphs = foreign.paragraphs.iter().filter(|one| outside(one.place));
    paragraphs
        .flat_map(|one| {
            sentences(&one.text).map(|text| Elsewhere { place: one.place, text: text.to_owned() })
        })
        .filter(|one| clauses.is_match(&one.text) && changes.is_match(&one.text))
        .take(MOST)
        .collect()
}

/// The sentences of a paragraph.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(". ").map(str::trim).filter(|sentence| !sentence.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_that_takes_a_clause_away_is_told() {
        let both = |text: &str| PATTERNS.iter().all(|pattern| pattern.is_match(text));
        for told in [
            "Clause 8.9 is deleted.",
            "Clauses 12 and 13 shall not apply.",
            "The SCCs are hereby amended as the mill sees fit.",
            "Notwithstanding Clause 12, the cap holds.",
        ] {
            assert!(both(told), "{told}");
        }
        for passed in ["Clause 8.9 gives the audit.", "Sacks are replaced with bags.", "The SCCs apply."] {
            assert!(!both(passed), "{passed}");
        }
        let text = "Sacks are dry. Clause 3 is of no effect. Flour is white.";
        assert_eq!(
            sentences(text).filter(|one| both(one)).collect::<Vec<_>>(),
            ["Clause 3 is of no effect."]
        );
    }
}
