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

/// Pairs of words of two rows of which the most that can stay do stay, at most: those of two pages.
const EXACT: usize = 1_000_000;

/// Compares two rows by their keys. Runs that stay and runs that change take turns. Between rows of a page or two no
/// more changes than must; between longer ones perhaps a little more.
pub fn compare<K: Hash + Eq>(old: &[K], new: &[K]) -> Vec<Run> {
    let exact = old.len().saturating_mul(new.len()) <= EXACT;
    let mut runs: Vec<Run> = Vec::new();
    for op in capture_diff_slices(if exact { Algorithm::RawMyers } else { Algorithm::Myers }, old, new) {
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

/// Pairs of words of two rows that are compared one with another, at most.
pub const MOST: usize = 25_000_000;

/// As [`compare`], but within bounds: where more than a number of pairs of words lies between their common heads
/// and tails, all that does is dropped and put in as a whole.
pub fn compare_within<K: Hash + Eq>(old: &[K], new: &[K], most: usize) -> Vec<Run> {
    let alike =
        |pairs: &mut dyn Iterator<Item = (&K, &K)>| pairs.take_while(|(one, other)| one == other).count();
    let head = alike(&mut old.iter().zip(new));
    let tail = alike(&mut old[head..].iter().rev().zip(new[head..].iter().rev()));
    let (old_end, new_end) = (old.len() - tail, new.len() - tail);
    let pairs = (old_end - head).saturating_mul(new_end - head);
    // Where only one row has something between, there is nothing to compare either.
    let same = head == old.len() && head == new.len();
    if !same && pairs > 0 && pairs <= most {
        return compare(old, new);
    }
    let runs = [
        Run { same: true, old: 0..head, new: 0..head },
        Run { same: false, old: head..old_end, new: head..new_end },
        Run { same: true, old: old_end..old.len(), new: new_end..new.len() },
    ];
    runs.into_iter().filter(|run| !run.old.is_empty() || !run.new.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_rows_with_little_in_common_are_compared_within_bounds() {
        let row = |from: u32| [vec![0; 3], (from..from + 30_000).collect(), vec![0; 2]].concat();
        let runs = compare_within(&row(1), &row(100_000), MOST);
        let changed: Vec<&Run> = runs.iter().filter(|run| !run.same).collect();
        assert_eq!(changed, [&Run { same: false, old: 3..30_003, new: 3..30_003 }]);
        assert_eq!(compare_within(&row(1), &row(1), MOST).len(), 1);
        assert_eq!(compare_within(&[1, 2, 3], &[1, 3], MOST), compare(&[1, 2, 3], &[1, 3]));
    }

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
