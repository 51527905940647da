//! The time for telling of a breach is both a limit and none.

use std::sync::LazyLock;

use regex::Regex;

use crate::check::text::{Reading, pattern};
use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;

/// The time for telling of a breach is both a limit and none.
pub static RULE: Rule = Rule {
    code: Code("A28-BREACH-WORDING"),
    name: "unclear-breach-period",
    level: Level::Warn,
    basis: &["GDPR Art. 33(2)"],
    page: include_str!("unclear_breach_period.md"),
    check: Check::Document(run),
};

static BREACH: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)breach|incident"));
static BOTH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:where|if|when|as far as|to the extent) (?:reasonably )?(?:feasible|possible|practicable),?\s(?:and\s|but\s|then\s)?(?:(?:in any (?:event|case),?|at the latest)\s)?(?:(?:no|not) later than|within)\s[^.;]{0,40}(?:hour|day)",
    )
});

fn run(reading: &Reading, found: &mut Findings) {
    for sentence in reading.of_processing().iter().filter(|one| {
        one.words.contains("feasible") || one.words.contains("possible") || one.words.contains("practicable")
    }) {
        if !BREACH.is_match(&sentence.whole(reading)) {
            continue;
        }
        let Some(place) = sentence.find(reading, &BOTH) else { continue };
        reading
            .report(
                found,
                &RULE,
                &place,
                "the time for telling of a breach is a limit, and holds only as far as feasible",
            )
            .label("one or the other")
            .help("state one limit: \"without undue delay, and within 48 hours at the latest\"");
    }
}
