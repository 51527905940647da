//! The standard clauses are agreed as they may be changed in future.

use std::sync::LazyLock;

use regex::Regex;

use crate::check::text::{Phrases, Place, Reading, pattern};
use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;

/// The standard clauses are agreed as they may be changed in future.
pub static RULE: Rule = Rule {
    code: Code("REF-MOVING"),
    name: "moving-clauses",
    level: Level::Advise,
    basis: &["Decision (EU) 2021/914 Clause 2(a)"],
    page: include_str!("moving_clauses.md"),
    check: Check::Document(run),
};

static CLAUSES: Phrases = Phrases::within(&[
    "standard contractual clauses",
    "standard data protection clauses",
    "2021/914",
    "2010/87",
]);
static SHORT: Phrases = Phrases::whole(&["scc(s)"]);
static CHANGED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\bas (?:\w+ ){0,2}(?:be )?(?:amended|updated|superseded|replaced|modified)\b[^.;]{0,40}(?:time to time|replaced|superseded|amended)?",
    )
});

fn run(reading: &Reading, found: &mut Findings) {
    let mut places: Vec<Place> = Vec::new();
    let named = |words: &str| CLAUSES.is_in(words) || SHORT.is_in(words);
    for sentence in reading.sentences().iter().filter(|one| named(&one.words)) {
        places.extend(sentence.find(reading, &CHANGED));
    }
    let message = "the standard clauses are agreed as somebody may change them later";
    if let Some(finding) = reading.report_all(found, &RULE, &places, message, "not the text that was agreed")
    {
        finding.help(
            "name decision, date and module, and agree separately what happens when the decision is replaced",
        );
    }
}
