//! Two rows of words compared: which stay, which go, which come.
//!
//! Words are compared by keys that the caller makes, so that the caller
//! says what counts as the same word. No deadline is set: equal input gives an equal result.

use std::hash::Hash;
use std::ops::Range;

use similar::{Algorithm, DiffTag, capture_diff_slices};

/// A run of words in both rows. The runs of a comparison cover both rows, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Whether the words are the same.
    pub same: bool,
    /// Places in the old row; empty where words were only put in.
    pub old: Range<usize>,
    /// Places in the new row; empty where words were only dropped.
    pub new: Range<usize>,
}

/// Compares two rows by their keys. Runs that stay and runs that change take turns.
pub fn compare<K: Hash + Eq>(old: &[K], new: &[K]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, old, new) {
        let run = Run { same: op.tag() == DiffTag::Equal, old: op.old_range(), new: op.new_range() };
        match runs.last_mut() {
            Some(last) if last.same == run.same => {
                last.old.end = run.old.end;
                last.new.end = run.new.end;
            }
            _ => runs.push(run),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(old: &str, new: &str) -> Vec<(String, String)> {
        let (old, new): (Vec<&str>, Vec<&str>) =
            (old.split_whitespace().collect(), new.split_whitespace().collect());
        let runs = compare(&old, &new);
        let ends = runs.last().map_or((0, 0), |run| (run.old.end, run.new.end));
        assert_eq!(ends, (old.len(), new.len()));
        let changed = runs.into_iter().filter(|run| !run.same);
        changed.map(|run| (old[run.old].join(" "), new[run.new].join(" "))).collect()
    }

    #[test]
    fn words_that_go_and_come_are_named() {
        assert_eq!(changes("the mill grinds", "the mill grinds"), []);
        assert_eq!(changes("", "flour"), [(String::new(), "flour".to_owned())]);
        assert_eq!(
            changes("the mill grinds the corn", "the mill never grinds corn"),
            [(String::new(), "never".to_owned()), ("the".to_owned(), String::new())]
        );
    }
}
