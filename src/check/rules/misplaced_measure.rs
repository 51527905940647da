//! What is listed as a measure of security protects nothing, or something else.

use std::sync::LazyLock;

use regex::Regex;

use crate::check::text::{Place, Reading, has_letters, pattern};
use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// What is listed as a measure of security protects nothing, or something else.
pub static RULE: Rule = Rule {
    code: Code("SEC-MISPLACED"),
    name: "misplaced-measure",
    level: Level::Warn,
    basis: &["Decision (EU) 2021/914 Annex II", "GDPR Art. 32(1)"],
    page: include_str!("misplaced_measure.md"),
    check: Check::Both(run, of_text),
};

/// What is said, and why it is no measure for what it is said of.
static KINDS: LazyLock<[(Regex, &str); 3]> = LazyLock::new(|| {
    [
        (pattern(r"(?i)\bcookies?\b"), "how a page sets cookies protects no data that the provider keeps"),
        (
            pattern(r"(?i)\b(?:ssl|tls)\b[^.;]{0,40}\bdatabases?\b|\bdatabases?\b[^.;]{0,40}\b(?:ssl|tls)\b"),
            "data in a database is not protected by SSL or TLS, which protect data on its way",
        ),
        (
            pattern(
                r"(?i)\b(?:one ?password|1password|lastpass|bitwarden|keepass|password managers?)\b[^.;]{0,60}\bauthenticat|\bauthenticat[^.;]{0,60}\b(?:one ?password|1password|lastpass|bitwarden|keepass|password managers?)\b",
            ),
            "a password manager keeps passwords and authenticates nobody",
        ),
    ]
});

/// Whether a text has a word of one of the kinds, whose patterns are dear to make.
fn may_be_one(text: &str) -> bool {
    ["cookie", "ssl", "tls", "password", "lastpass", "bitwarden", "keepass"]
        .iter()
        .any(|letters| has_letters(text, letters))
}

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (group, measures) in plan.deal.measures.groups.iter().enumerate() {
        for (index, own) in measures.own.iter().enumerate() {
            if !may_be_one(&own.text) {
                continue;
            }
            let Some((_, why)) = KINDS.iter().find(|(words, _)| words.is_match(&own.text)) else { continue };
            found
                .report(&RULE, plan.facts.at(&format!("measures.groups[{group}].own[{index}].text")), *why)
                .label("not a measure for this")
                .help("say what is done, to which data and against which risk; or leave it out");
        }
    }
}

/// Measures in annexes on security.
fn of_text(reading: &Reading, found: &mut Findings) {
    let mut places: [Vec<Place>; 3] = Default::default();
    for at in reading.measures().into_iter().filter(|at| may_be_one(&reading.paragraphs[*at].text)) {
        for (nth, (words, _)) in KINDS.iter().enumerate() {
            places[nth].extend(words.find(&reading.paragraphs[at].text).map(|words| (at, words.range())));
        }
    }
    for (places, (_, why)) in places.iter().zip(KINDS.iter()) {
        if let Some(finding) = reading.report_all(found, &RULE, places, *why, "not a measure for this") {
            finding.help("ask what is done, to which data and against which risk");
        }
    }
}
