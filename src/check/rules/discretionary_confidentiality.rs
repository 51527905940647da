//! The provider decides for itself how its people are bound to confidentiality.

use std::sync::LazyLock;

use regex::Regex;

use crate::check::text::{Reading, pattern};
use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;

/// The provider decides for itself how its people are bound to confidentiality.
pub static RULE: Rule = Rule {
    code: Code("A28-CONF"),
    name: "discretionary-confidentiality",
    level: Level::Warn,
    basis: &["GDPR Art. 28(3)(b)"],
    page: include_str!("discretionary_confidentiality.md"),
    check: Check::Document(run),
};

static SECRET: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)confidential|secrecy|non-disclosure"));
static DISCRETION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:as|which is|are) (?:decided|determined|chosen|seen fit) by (?:the )?\w+|at (?:its|the \w+[’\']s) (?:sole |own |absolute )?discretion|(?:deems|considers|sees) (?:appropriate|fit|suitable)",
    )
});

fn run(reading: &Reading, found: &mut Findings) {
    for sentence in reading.of_processing().iter().filter(|one| SECRET.is_match(&one.words)) {
        let Some(place) = sentence.find(reading, &DISCRETION) else { continue };
        reading
            .report(found, &RULE, &place, "how people are bound to confidentiality is left to the provider")
            .label("its own choice")
            .help("ask for a commitment by contract, or for a duty by statute, before anybody has access");
    }
}
