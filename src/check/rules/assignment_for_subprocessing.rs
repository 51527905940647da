//! Consent to subprocessors also lets the provider assign its duties.

use std::sync::LazyLock;

use regex::Regex;

use crate::check::text::{Reading, pattern};
use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;

/// Consent to subprocessors also lets the provider assign its duties.
pub static RULE: Rule = Rule {
    code: Code("SUB-ASSIGN"),
    name: "assignment-for-subprocessing",
    level: Level::Warn,
    basis: &["GDPR Art. 28(2) and (4)"],
    page: include_str!("assignment_for_subprocessing.md"),
    check: Check::Document(run),
};

static THIRD: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)sub-? ?processor|subcontractor"));
static NOT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(?:not|no|neither|never|without)\b[^.]{0,40}\b(?:subcontract|assign)"));
static ASSIGNS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\bsub-?contract(?:s|ing)?,? (?:and|or|and/or) (?:assign|transfer|delegat|novat)\w*|\bassign(?:s|ing)?,? (?:and|or|and/or) sub-?contract\w*",
    )
});

fn run(reading: &Reading, found: &mut Findings) {
    for sentence in reading.of_processing() {
        if !THIRD.is_match(&sentence.words) || NOT.is_match(&sentence.words) {
            continue;
        }
        let Some(place) = sentence.find(reading, &ASSIGNS) else { continue };
        reading
            .report(
                found,
                &RULE,
                &place,
                "duties may be assigned to a subprocessor, and then the provider is free of them",
            )
            .label("two different things")
            .help("drop the assignment: who engages a subprocessor goes on answering for its duties itself");
    }
}
