//! Joint controllers are foreseen, and nothing points to their arrangement.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::check::text::{Place, Reading, pattern};
use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;

/// Joint controllers are foreseen, and nothing points to their arrangement.
pub static RULE: Rule = Rule {
    code: Code("A26-ARRANGEMENT"),
    name: "unarranged-joint-control",
    level: Level::Advise,
    basis: &["GDPR Art. 26"],
    page: include_str!("unarranged_joint_control.md"),
    check: Check::Document(run),
};

static JOINT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\bjoint controllers?\b|\bcontrollers? jointly\b|\bjoint(?:ly)? control"));
static NOT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:not|no|neither|nor|never)\b[^.]{0,40}\bjoint|\bjointly or|or jointly")
});
static ARRANGED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)article 26|\barrangement\b|who (?:meets|does|has|fulfils) (?:which|what)|respective (?:responsibilit|dut|oblig)",
    )
});

fn run(reading: &Reading, found: &mut Findings) {
    let defining: BTreeSet<usize> =
        reading.definitions.iter().filter(|one| one.meaning.is_some()).map(|one| one.place.0).collect();
    let mut places: Vec<Place> = Vec::new();
    for sentence in reading.of_processing() {
        if ARRANGED.is_match(&sentence.words) {
            return;
        }
        if sentence.words.contains("joint")
            && !NOT.is_match(&sentence.words)
            && !defining.contains(&sentence.place.0)
        {
            places.extend(sentence.find(reading, &JOINT));
        }
    }
    let message = "controllers may decide jointly, and nothing points to an arrangement between them";
    if let Some(finding) = reading.report_all(found, &RULE, &places, message, "with whom, and who does what?")
    {
        finding.help(
            "refer to the arrangement of Article 26, and say who gives the instructions for all of them",
        );
    }
}
