//! A text says that it is signed, and has no line for a signature.

use std::sync::LazyLock;

use regex::Regex;

use crate::check::text::{Place, Reading, pattern};
use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;

/// A text says that it is signed, and has no line for a signature.
pub static RULE: Rule = Rule {
    code: Code("TXT-UNSIGNED"),
    name: "unsigned-text",
    level: Level::Warn,
    basis: &["Decision (EU) 2021/914 Annex I.A", "GDPR Art. 28(9)"],
    page: include_str!("unsigned_text.md"),
    check: Check::Document(run),
};

/// How far around a line for a date the other lines of a signature are looked for.
const AROUND: usize = 8;

static MUST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:must|shall|has to|is to|are to) be (?:\w+ (?:and|,) ){0,2}(?:duly )?signed\b")
});
static LINE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^\W*(?:authori[sz]ed\s+)?(?:signature|signed|signatory|by:|name\s*(?:and|:|\()|name$|title:|for and on behalf)",
    )
});
static DATE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^\W*date:[\s_.…]*(?:date:[\s_.…]*)?$"));

fn run(reading: &Reading, found: &mut Findings) {
    if reading.document.is_some() {
        return; // the pages for signatures of a pack follow from its facts
    }
    let lines: Vec<usize> = (0..reading.paragraphs.len())
        .filter(|at| LINE.is_match(reading.paragraphs[*at].text.trim()))
        .collect();
    for (at, paragraph) in reading.paragraphs.iter().enumerate() {
        let near = |from: usize, to: usize| {
            lines.get(lines.partition_point(|line| *line < from)).is_some_and(|line| *line < to)
        };
        if let Some(words) = MUST.find(&paragraph.text)
            && !near(at + 1, end_of_part(reading, at))
        {
            let place: Place = (at, words.range());
            reading
                .report(
                    found,
                    &RULE,
                    &place,
                    "this says that it is signed, and no line for a signature follows",
                )
                .label("by whom, and where?")
                .help("add a line for the signature, the name and the date of each party");
        } else if DATE.is_match(&paragraph.text) && !near(at.saturating_sub(AROUND), at + AROUND) {
            reading
                .report(
                    found,
                    &RULE,
                    &reading.whole(at),
                    "a line for the date stands without one for a signature",
                )
                .label("a date and nothing else")
                .help("add lines for the signature, the name and the title of each party");
        }
    }
}

/// The paragraph with which the next annex begins.
fn end_of_part(reading: &Reading, at: usize) -> usize {
    let parts = &reading.outline.parts;
    let next = parts.partition_point(|part| part.start <= at);
    parts.get(next).map_or(reading.paragraphs.len(), |part| part.start)
}
