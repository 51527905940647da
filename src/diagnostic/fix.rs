//! Safe changes made to a text, and shown as a unified diff before they are.
//!
//! In: a text and findings that carry fixes. Out: the mended text. Bytes that no edit covers stay as
//! they are.

use std::ops::Range;
use std::sync::Arc;

use super::{Code, Diagnostic, Edit};
use crate::source::Source;

/// A text mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    /// The new text.
    pub text: String,
    /// What was done: the code of the finding, its line, and what the fix says.
    pub done: Vec<Done>,
    /// The changes: ranges of the old text with what takes their place, in order, none overlapping.
    pub changes: Vec<(Range<usize>, String)>,
}

/// A fix that was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// The code of the finding it mends.
    pub code: Code,
    /// What it says.
    pub message: String,
    /// Where, counted from 1.
    pub line: usize,
    /// What was done.
    pub label: String,
}

/// Applies the first fix of each finding that lies in this text and does not touch another's.
pub fn apply(source: &Arc<Source>, findings: &[Diagnostic]) -> Option<Mended> {
    let mut changes: Vec<(Range<usize>, String)> = Vec::new();
    let mut done = Vec::new();
    for finding in findings {
        let Some(fix) = finding.fixes.first() else { continue };
        let edits = &fix.edits;
        let here = |edit: &Edit| edit.span.source == *source;
        if edits.is_empty() || !edits.iter().all(here) {
            continue;
        }
        let touches = |edit: &Edit| changes.iter().any(|(range, _)| touch(range, &edit.span.range));
        if edits.iter().any(touches) {
            continue;
        }
        changes.extend(edits.iter().map(|edit| (edit.span.range.clone(), edit.text.clone())));
        let line = edits[0].span.line_column().0;
        let message = finding.message.clone();
        done.push(Done { code: finding.code, message, line, label: fix.label.clone() });
    }
    changes.sort_by_key(|(range, _)| (range.start, range.end));
    (!changes.is_empty()).then(|| Mended { text: changed(&source.text, &changes), done, changes })
}

/// Whether two changes share a byte or stand side by side.
fn touch(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start <= other.end && other.start <= one.end
}

fn changed(text: &str, changes: &[(Range<usize>, String)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (range, new) in changes {
        out.push_str(&text[at..range.start]);
        out.push_str(new);
        at = range.end;
    }
    out + &text[at..]
}

/// Lines of unchanged text that a diff shows on each side of a change.
const CONTEXT: usize = 3;

/// Two texts as a unified diff; empty where they are equal.
///
/// Lines are paired from the longest common run of whole lines, which is exact for a few edits.
pub fn unified(name: &str, old: &str, new: &str) -> String {
    if old == new {
        return String::new();
    }
    let (old, new): (Vec<&str>, Vec<&str>) =
        (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
    let mut out = format!("--- {name}\n+++ {name}\n");
    for hunk in hunks(&pieces(&old, &new)) {
        write_hunk(&mut out, hunk, &old, &new);
    }
    out
}

/// A piece of a diff: lines of the old text, and the lines of the new one in their place.
type Piece = (Range<usize>, Range<usize>);

/// What differs, by the longest common subsequence of what lies between the equal ends.
fn pieces(old: &[&str], new: &[&str]) -> Vec<Piece> {
    let head = old.iter().zip(new).take_while(|(one, other)| one == other).count();
    let tail = old[head..].iter().rev().zip(new[head..].iter().rev());
    let tail = tail.take_while(|(one, other)| one == other).count();
    let (a, b) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
    let mut pieces: Vec<Piece> = Vec::new();
    let (mut i, mut j) = (0, 0);
    for (x, y) in common(a, b).into_iter().chain([(a.len(), b.len())]) {
        if (i, j) != (x, y) {
            pieces.push((head + i..head + x, head + j..head + y));
        }
        (i, j) = (x + 1, y + 1);
    }
    pieces
}

/// Pairs of equal lines, both rising, as many as can be found. A change of the whole is one piece.
fn common(a: &[&str], b: &[&str]) -> Vec<(usize, usize)> {
    const MOST: usize = 4_000_000;
    if a.len().saturating_mul(b.len()) > MOST {
        return Vec::new();
    }
    let width = b.len() + 1;
    let mut longest = vec![0_u32; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            longest[i * width + j] = if a[i] == b[j] {
                longest[(i + 1) * width + j + 1] + 1
            } else {
                longest[(i + 1) * width + j].max(longest[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
    while i < a.len() && j < b.len() {
        if a[i] == b[j] {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if longest[(i + 1) * width + j] >= longest[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

/// Pieces whose context meets belong to one hunk.
fn hunks(pieces: &[Piece]) -> Vec<&[Piece]> {
    pieces.chunk_by(|one, next| next.0.start - one.0.end <= 2 * CONTEXT).collect()
}

fn write_hunk(out: &mut String, hunk: &[Piece], old: &[&str], new: &[&str]) {
    let (first, last) = (&hunk[0], &hunk[hunk.len() - 1]);
    let before = first.0.start.min(CONTEXT);
    let after = (old.len() - last.0.end).min(CONTEXT);
    let part = |range: Range<usize>| {
        let start = if range.is_empty() { range.start } else { range.start + 1 };
        format!("{start},{}", range.len())
    };
    let shown_old = first.0.start - before..last.0.end + after;
    let shown_new = first.1.start - before..last.1.end + after;
    out.push_str(&format!("@@ -{} +{} @@\n", part(shown_old.clone()), part(shown_new)));
    let mut line = |sign: char, text: &str| {
        out.push(sign);
        out.push_str(text);
        if !text.ends_with('\n') {
            out.push_str("\n\\ No newline at end of file\n");
        }
    };
    let mut at = shown_old.start;
    for (removed, added) in hunk {
        old[at..removed.start].iter().for_each(|text| line(' ', text));
        old[removed.clone()].iter().for_each(|text| line('-', text));
        new[added.clone()].iter().for_each(|text| line('+', text));
        at = removed.end;
    }
    old[at..shown_old.end].iter().for_each(|text| line(' ', text));
}

#[cfg(test)]
mod tests;
