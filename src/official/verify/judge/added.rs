//! Words among the clauses that are none of theirs.

use std::ops::Range;

use super::super::expected::{Expected, Part};
use super::super::likeness::stretches;
use super::super::search::Hit;
use super::super::words::{Kind, Words, is_label};
use super::super::{Judged, Verdict};
use super::{MARGIN, SURE, Work};

/// Words in a paragraph of their own that are an addition, and not a heading or a label.
const ADDED: usize = 2;
/// Most words between two headings before the first unit, or between one and that unit.
const HEADING: usize = 120;
/// Most words between two notes that stand in one list.
const MAX_GAP: usize = 400;

impl Work<'_> {
    /// Words between the first and the last unit of the clauses that are none of theirs.
    pub(super) fn added(&mut self, row: &[Hit]) {
        let clauses: Vec<&Hit> = row
            .iter()
            .filter(|hit| matches!(self.expected[hit.unit].part, Part::Clauses | Part::Title))
            .collect();
        let (Some(first), Some(last)) = (clauses.first(), clauses.last()) else { return };
        let end = last.range.end;
        let inside = stretches(&self.words, &self.taken, self.headed(row, first)..end);
        let after = self.continued(end);
        for range in inside.into_iter().chain(after) {
            let shared = |at: usize| {
                self.taken.get(at).is_some_and(|taken| *taken)
                    && self.words.all[at].paragraph == self.words.all[range.start].paragraph
            };
            let beside = range.start.checked_sub(1).is_some_and(shared) || shared(range.end);
            let least = if beside { 1 } else { ADDED };
            if !speaks(&self.words, &range, least) || says_nothing(&self.words, &range, self.remarks) {
                continue;
            }
            let before =
                row.iter().rev().find(|hit| hit.range.start < range.start).map_or(first.unit, |hit| hit.unit);
            let judged = addition(&self.words, range, &self.expected[before].id);
            self.extra.push((before, judged));
        }
    }

    /// Where the headings right before the first unit begin.
    fn headed(&self, row: &[Hit], first: &Hit) -> usize {
        let before = row.iter().rev().skip_while(|hit| hit.range.start >= first.range.start);
        before.fold(first.range.start, |start, hit| {
            let near = hit.heads && hit.range.end + HEADING >= start;
            if near { hit.range.start } else { start }
        })
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

/// Words between and behind the notes that are none of theirs: each with the unit before it. `hits`
/// are all matches in the same words; `notes` are those of notes.
pub(super) fn among_notes(
    words: &Words,
    expected: &[Expected],
    hits: &[Hit],
    notes: &[Hit],
) -> Vec<(usize, Judged)> {
    let mut notes: Vec<&Hit> = notes.iter().collect();
    notes.sort_by_key(|hit| hit.range.start);
    let mut gaps = between(expected, hits, &notes);
    gaps.extend(counted_on(words, &notes));
    let known = |range: &Range<usize>| {
        hits.iter().any(|hit| expected[hit.unit].part == Part::Note && range.contains(&hit.range.start))
    };
    let mut out = Vec::new();
    for (unit, gap) in gaps {
        for range in paragraphs(words, gap) {
            if !known(&range) && speaks(words, &range, ADDED) {
                out.push((unit, addition(words, range, &expected[unit].id)));
            }
        }
    }
    out
}

/// What stands between notes of one list: the note before, and the words.
fn between(expected: &[Expected], hits: &[Hit], notes: &[&Hit]) -> Vec<(usize, Range<usize>)> {
    let mut out: Vec<(usize, Range<usize>)> = Vec::new();
    for pair in notes.windows(2) {
        let gap = pair[0].range.end..pair[1].range.start.max(pair[0].range.end);
        let clause = |hit: &Hit| gap.contains(&hit.range.start) && expected[hit.unit].part != Part::Note;
        if gap.len() <= MAX_GAP && !hits.iter().any(|hit| clause(hit) && hit.weight > SURE) {
            out.push((pair[0].unit, gap));
        }
    }
    out
}

/// Paragraphs behind the last note that go on counting: the last note, and their words.
fn counted_on(words: &Words, notes: &[&Hit]) -> Vec<(usize, Range<usize>)> {
    let Some(last) = notes.last() else { return Vec::new() };
    let rest = last.range.end..words.all.len().min(last.range.end + MAX_GAP);
    let mut counted = number_of(words, last.range.start);
    let mut goes_on = |range: &Range<usize>| {
        let next = number_of(words, range.start);
        let follows = next.is_some() && next == counted.map(|counted| counted + 1);
        counted = next;
        follows
    };
    paragraphs(words, rest)
        .into_iter()
        .take_while(|range| goes_on(range))
        .map(|range| (last.unit, range))
        .collect()
}

/// A range cut where paragraphs end.
fn paragraphs(words: &Words, range: Range<usize>) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for at in range {
        match out.last_mut() {
            Some(last) if words.all[at - 1].paragraph == words.all[at].paragraph => last.end = at + 1,
            _ => out.push(at..at + 1),
        }
    }
    out
}

/// The number with which the paragraph of a word begins: 13 of `(13)`, `[^13]:`, `13.`
fn number_of(words: &Words, at: usize) -> Option<u32> {
    let paragraph = words.all[at].paragraph;
    let first = (0..=at).rev().take_while(|at| words.all[*at].paragraph == paragraph).last()?;
    let shown = &words.all[first].shown;
    let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
    let bare = shown.chars().all(|c| c.is_ascii_digit() || "()[]^:.".contains(c));
    if bare { digits.parse().ok() } else { None }
}

/// Whether a range has words enough that are no labels.
fn speaks(words: &Words, range: &Range<usize>, least: usize) -> bool {
    let spoken: Vec<&str> = range
        .clone()
        .map(|at| &words.all[at])
        .filter(|word| word.kind == Kind::Word && word.loose.chars().any(char::is_alphabetic))
        .map(|word| word.loose.as_str())
        .collect();
    spoken.len() >= least && !spoken.iter().all(|word| is_label(word))
}

/// What contracts say in brackets where a number has no words.
const NOT_USED: [&str; 5] =
    ["not used", "not applicable", "intentionally left blank", "intentionally omitted", "reserved"];

/// Whether a paragraph in brackets says only that a number has no words.
fn says_nothing(words: &Words, range: &Range<usize>, own: &[String]) -> bool {
    let text = words.text(range.clone(), &[]);
    let text = text.trim_matches(|c: char| matches!(c, '_' | '*') || c.is_whitespace());
    let Some(inner) = text.strip_prefix('[').and_then(|text| text.trim_end_matches('.').strip_suffix(']'))
    else {
        return false;
    };
    let bare = |text: &str| text.trim().trim_end_matches('.').to_lowercase();
    let said = bare(inner);
    NOT_USED.contains(&said.as_str()) || own.iter().any(|own| bare(own) == said)
}

/// Words that were added after a unit.
fn addition(words: &Words, range: Range<usize>, after: &str) -> Judged {
    Judged {
        id: after.to_owned(),
        annex: false,
        verdict: Verdict::Added,
        finding: true,
        place: words.place(range.start),
        found: words.text(range, &[]),
        redline: Vec::new(),
        like: None,
        filled: Vec::new(),
        notes: Vec::new(),
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
