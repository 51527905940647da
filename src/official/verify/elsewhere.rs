//! What an agreement says of the clauses outside them: a sentence that takes a clause away changes no word
//! of it, and no comparison of words finds it.

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

/// What the clauses are called.
const CLAUSES: [&str; 6] = [
    "standard contractual clauses",
    "model contractual clauses",
    "the sccs",
    "eu clauses",
    "uk clauses",
    "these clauses",
];
/// What is said of words that no longer count.
const CHANGES: [&str; 12] = [
    "deleted",
    "disappl",
    "replaced by",
    "replaced with",
    "replaced as follows",
    "not apply",
    "of no effect",
    "in derogation of",
    "in derogation from",
    "notwithstanding clause",
    "instead of clause",
    "in place of clause",
];
/// What is done to them, after a form of "be".
const DONE: [&str; 6] = ["amended", "modified", "varied", "superseded", "waived", "excluded"];
const BE: [&str; 4] = ["is", "are", "be", "hereby"];

/// The sentences outside the sets of clauses that seem to change them, in order, at most twenty. Told by
/// a few English phrases: what is not told may change them too.
pub fn elsewhere(foreign: &Foreign, sets: &[Verified]) -> Vec<Elsewhere> {
    let outside = |place: Place| sets.iter().all(|set| place < set.from || place > set.to);
    let paragraphs = foreign.paragraphs.iter().filter(|one| outside(one.place));
    paragraphs
        .flat_map(|one| {
            sentences(&one.text).map(|text| Elsewhere { place: one.place, text: text.to_owned() })
        })
        .filter(|one| changes(&one.text))
        .take(MOST)
        .collect()
}

/// Whether a sentence names the clauses and says that something changes them.
fn changes(sentence: &str) -> bool {
    let text = sentence.to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    let numbered = words.windows(2).any(|pair| {
        matches!(pair[0].trim_matches('('), "clause" | "clauses")
            && pair[1].starts_with(|c: char| c.is_ascii_digit())
    });
    let done = words.windows(2).any(|pair| {
        BE.contains(&pair[0]) && DONE.contains(&pair[1].trim_end_matches(|c: char| !c.is_alphabetic()))
    });
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| text.contains(phrase));
    (numbered || says(&CLAUSES)) && (done || says(&CHANGES))
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
        for told in [
            "Clause 8.9 is deleted.",
            "Clauses 12 and 13 shall not apply.",
            "The SCCs are hereby amended as the mill sees fit.",
            "Notwithstanding Clause 12, the cap holds.",
        ] {
            assert!(changes(told), "{told}");
        }
        for passed in ["Clause 8.9 gives the audit.", "Sacks are replaced with bags.", "The SCCs apply."] {
            assert!(!changes(passed), "{passed}");
        }
        let text = "Sacks are dry. Clause 3 is of no effect. Flour is white.";
        assert_eq!(
            sentences(text).filter(|one| changes(one)).collect::<Vec<_>>(),
            ["Clause 3 is of no effect."]
        );
    }
}
