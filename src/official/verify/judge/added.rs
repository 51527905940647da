//! Words among the clauses that are none of theirs.

use std::ops::Range;

use super::super::expected::Part;
use super::super::likeness::stretches;
use super::super::search::Hit;
use super::super::words::{Kind, is_label};
use super::super::{Judged, Verdict};
use super::{MARGIN, Work};

/// Words in a paragraph of their own that are an addition, and not a heading or a label.
const ADDED: usize = 2;

impl Work<'_> {
    /// Words between the first and the last unit of the clauses that are none of theirs.
    pub(super) fn added(&mut self, row: &[Hit]) {
        let clauses: Vec<&Hit> = row
            .iter()
            .filter(|hit| matches!(self.expected[hit.unit].part, Part::Clauses | Part::Title))
            .collect();
        let (Some(first), Some(last)) = (clauses.first(), clauses.last()) else { return };
        let end = last.range.end;
        let inside = stretches(&self.words, &self.taken, first.range.start..end);
        let after = self.continued(end);
        for range in inside.into_iter().chain(after) {
            let spoken: Vec<&str> = range
                .clone()
                .map(|at| &self.words.all[at])
                .filter(|word| word.kind == Kind::Word && word.loose.chars().any(char::is_alphabetic))
                .map(|word| word.loose.as_str())
                .collect();
            let shared = |at: usize| {
                self.taken.get(at).is_some_and(|taken| *taken)
                    && self.words.all[at].paragraph == self.words.all[range.start].paragraph
            };
            let beside = range.start.checked_sub(1).is_some_and(shared) || shared(range.end);
            let least = if beside { 1 } else { ADDED };
            if spoken.len() < least || spoken.iter().all(|word| is_label(word)) {
                continue;
            }
            let before =
                row.iter().rev().find(|hit| hit.range.start < range.start).map_or(first.unit, |hit| hit.unit);
            let judged = Judged {
                id: self.expected[before].id.clone(),
                annex: false,
                verdict: Verdict::Added,
                finding: true,
                place: self.words.place(range.start),
                found: self.words.text(range, &[]),
                redline: Vec::new(),
                like: None,
                filled: Vec::new(),
                notes: Vec::new(),
            };
            self.extra.push((before, judged));
        }
    }

    /// Items that go on counting after the last unit of the clauses.
    fn continued(&self, end: usize) -> Vec<Range<usize>> {
        let mut out = Vec::new();
        let begin = |at: usize| {
            let paragraph = self.words.all[at].paragraph;
            (0..=at).rev().take_while(|at| self.words.all[*at].paragraph == paragraph).last().unwrap_or(at)
        };
        let mut last = end.checked_sub(1).map(|at| self.words.all[begin(at)].shown.clone());
        let next = stretches(&self.words, &self.taken, end..self.words.all.len().min(end + MARGIN));
        for range in next {
            let mark = self.words.mark_before(range.start);
            let follows = last.as_deref().zip(mark).is_some_and(|(last, mark)| succeeds(last, mark));
            if !follows {
                break;
            }
            last = mark.map(str::to_owned);
            out.push(range);
        }
        out
    }
}

/// Whether a mark is the next after another: `3.` after `2.`, `(c)` after `(b)`.
fn succeeds(last: &str, mark: &str) -> bool {
    let bare = |mark: &str| mark.trim_matches(['(', ')', '.']).to_owned();
    let (last, mark) = (bare(last), bare(mark));
    match (last.parse::<u32>(), mark.parse::<u32>()) {
        (Ok(last), Ok(mark)) => mark == last + 1,
        (Err(_), Err(_)) => {
            let (last, mark) = (last.as_bytes(), mark.as_bytes());
            last.len() == 1 && mark.len() == 1 && mark[0] == last[0].saturating_add(1)
        }
        _ => false,
    }
}
