//! A repealed act is cited as law in force.

use std::sync::LazyLock;

use regex::Regex;

use crate::check::text::{Paragraph, Place, Reading, pattern, times};
use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;

/// A repealed act is cited as law in force.
pub static RULE: Rule = Rule {
    code: Code("REF-LAW-OLD"),
    name: "repealed-act",
    level: Level::Warn,
    basis: &["GDPR Art. 94"],
    page: include_str!("repealed_act.md"),
    check: Check::Document(run),
};

static OLD: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:Directive\s+)?95/46(?:/EC)?"));

fn run(reading: &Reading, found: &mut Findings) {
    if reading.document.is_some() {
        return; // what law a pack rests on is seen in its facts
    }
    let mut places: Vec<Place> = Vec::new();
    let citing = |one: &Paragraph| one.text.contains("95/46");
    for (at, paragraph) in reading.paragraphs.iter().enumerate().filter(|(_, one)| citing(one)) {
        let told = paragraph.text.to_lowercase();
        let past = told.contains("repeal") || told.contains("replaced") || told.contains("former");
        let here = OLD.find_iter(&paragraph.text).map(|one| (at, one.range()));
        places.extend(here.filter(|place| !past && !reading.masked(place)));
    }
    let message = format!("a directive repealed on 25 May 2018 (95/46/EC) is cited {}", times(places.len()));
    if let Some(finding) = reading.report_all(found, &RULE, &places, message, "no longer law") {
        finding.help(
            "cite the GDPR; where old clauses are reproduced word for word, agree those in force instead",
        );
    }
}
