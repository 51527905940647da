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

/// A kind of misplaced measure.
struct Misplaced {
    /// What is said.
    words: LazyLock<Regex>,
    /// Letters of which a text has some of each list where it says so: the pattern is dear to make.
    letters: &'static [&'static [&'static str]],
    /// Why it is no measure for what it is said of.
    why: &'static str,
}

static KINDS: [Misplaced; 3] = [
    Misplaced {
        words: LazyLock::new(|| pattern(r"(?i)\bcookies?\b")),
        letters: &[&["cookie"]],
        why: "how a page sets cookies protects no data that the provider keeps",
    },
    Misplaced {
        words: LazyLock::new(|| {
            pattern(r"(?i)\b(?:ssl|tls)\b[^.;]{0,40}\bdatabases?\b|\bdatabases?\b[^.;]{0,40}\b(?:ssl|tls)\b")
        }),
        letters: &[&["ssl", "tls"], &["database"]],
        why: "data in a database is not protected by SSL or TLS, which protect data on its way",
    },
    Misplaced {
        words: LazyLock::new(|| {
            pattern(
                r"(?i)\b(?:one ?password|1password|lastpass|bitwarden|keepass|password managers?)\b[^.;]{0,60}\bauthenticat|\bauthenticat[^.;]{0,60}\b(?:one ?password|1password|lastpass|bitwarden|keepass|password managers?)\b",
            )
        }),
        letters: &[
            &["authenticat"],
            &[
                "onepassword",
                "one password",
                "1password",
                "lastpass",
                "bitwarden",
                "keepass",
                "password manager",
            ],
        ],
        why: "a password manager keeps passwords and authenticates nobody",
    },
];

impl Misplaced {
    fn find<'t>(&self, text: &'t str) -> Option<regex::Match<'t>> {
        let may_be = self.letters.iter().all(|some| some.iter().any(|letters| has_letters(text, letters)));
        may_be.then(|| self.words.find(text)).flatten()
    }
}

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (group, measures) in plan.deal.measures.groups.iter().enumerate() {
        for (index, own) in measures.own.iter().enumerate() {
            let Some(kind) = KINDS.iter().find(|kind| kind.find(&own.text).is_some()) else { continue };
            found
                .report(
                    &RULE,
                    plan.facts.at(&format!("measures.groups[{group}].own[{index}].text")),
                    kind.why,
                )
                .label("not a measure for this")
                .help("say what is done, to which data and against which risk; or leave it out");
        }
    }
}

/// Measures in annexes on security.
fn of_text(reading: &Reading, found: &mut Findings) {
    let mut places: [Vec<Place>; 3] = Default::default();
    for at in reading.measures() {
        for (kind, places) in KINDS.iter().zip(&mut places) {
            places.extend(kind.find(&reading.paragraphs[at].text).map(|words| (at, words.range())));
        }
    }
    for (places, kind) in places.iter().zip(&KINDS) {
        if let Some(finding) = reading.report_all(found, &RULE, places, kind.why, "not a measure for this") {
            finding.help("ask what is done, to which data and against which risk");
        }
    }
}
