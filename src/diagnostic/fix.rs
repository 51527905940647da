//! Safe changes made to a text.
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

#[cfg(test)]
mod tests;
