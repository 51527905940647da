//! Where a text that somebody else wrote lists its measures of security.

use super::{Kind, Phrases, Reading};

/// How many paragraphs below its heading an annex says that it is about security.
const NAMED_WITHIN: usize = 4;

static SECURITY: Phrases =
    Phrases::whole(&["security measures", "technical and organisational", "technical and organizational"]);

/// The paragraphs of annexes on security, without their headings.
pub(super) fn measures(reading: &Reading) -> Vec<usize> {
    let parts = &reading.outline.parts;
    let mut found = Vec::new();
    for (index, part) in parts.iter().enumerate().skip(1).filter(|_| reading.document.is_none()) {
        let end = parts.get(index + 1).map_or(reading.paragraphs.len(), |next| next.start);
        let own = part.start.min(end)..end;
        let named = |one: &super::Shown| SECURITY.is_in(&one.text);
        if reading.paragraphs[own.clone()].iter().take(NAMED_WITHIN).any(named) {
            found.extend(own.filter(|at| reading.paragraphs[*at].kind != Kind::Heading));
        }
    }
    found
}
