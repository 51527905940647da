//! A processor vouches for the legal ground of the processing, which is for the controller.

use std::sync::LazyLock;

use regex::Regex;

use crate::check::text::{Reading, pattern};
use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;

/// A processor vouches for the legal ground of the processing, which is for the controller.
pub static RULE: Rule = Rule {
    code: Code("A28-GROUND"),
    name: "processors-legal-ground",
    level: Level::Advise,
    basis: &["GDPR Art. 6", "GDPR Art. 28(1)"],
    page: include_str!("processors_legal_ground.md"),
    check: Check::Document(run),
};

static PROCESSOR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\bprocessor (?:ensures?|warrants?|represents?|undertakes|shall|will|guarantees?|has|processes)\b",
    )
});
static CONTROLLER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:controller|customer|client|user) (?:ensures?|warrants?|represents?|undertakes|shall|will|guarantees?|has)\b",
    )
});
static GROUND: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:valid|lawful|proper|appropriate) (?:and \w+ )?(?:legal )?(?:grounds?|bas[ei]s)\b")
});

fn run(reading: &Reading, found: &mut Findings) {
    for sentence in
        reading.of_processing().iter().filter(|one| one.words.contains("ground") || one.words.contains("bas"))
    {
        if !PROCESSOR.is_match(&sentence.words) || CONTROLLER.is_match(&sentence.words) {
            continue;
        }
        let Some(place) = sentence.find(reading, &GROUND) else { continue };
        reading
            .report(found, &RULE, &place, "the processor vouches for the legal ground, which the controller must have")
            .label("not for the processor")
            .help("let the controller state that it has a legal ground, and the processor that it follows instructions");
    }
}
