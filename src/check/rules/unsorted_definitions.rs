//! Definitions are not in alphabetical order.

use crate::check::text::{Defined, Reading};
use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;

/// Definitions are not in alphabetical order.
pub static RULE: Rule = Rule {
    code: Code("DEF-ORDER"),
    name: "unsorted-definitions",
    level: Level::Advise,
    basis: &["drafting, no provision"],
    page: include_str!("unsorted_definitions.md"),
    check: Check::Document(run),
};

/// Fewer definitions are found at a glance in any order.
const FEW: usize = 6;

fn run(reading: &Reading, found: &mut Findings) {
    let heads: Vec<&Defined> = reading
        .definitions
        .iter()
        .filter(|one| one.meaning.is_some() && one.place.1.start < 6)
        .filter(|one| one.term.starts_with(char::is_uppercase))
        .collect();
    let mut list: Vec<&Defined> = Vec::new();
    for one in heads {
        if list.last().is_some_and(|last| one.place.0 > last.place.0 + 1) {
            judge(reading, found, &list);
            list.clear();
        }
        if list.last().is_none_or(|last| last.place.0 != one.place.0) {
            list.push(one);
        }
    }
    judge(reading, found, &list);
}

fn judge(reading: &Reading, found: &mut Findings, list: &[&Defined]) {
    let key = |one: &Defined| one.term.to_lowercase().replace(['-', '’', '\''], "");
    let wrong: Vec<_> = list.windows(2).filter(|pair| key(pair[0]) > key(pair[1])).collect();
    let sorted_at_all = wrong.len() * 3 < list.len();
    if list.len() < FEW || wrong.is_empty() || !sorted_at_all {
        return;
    }
    let places: Vec<_> = wrong.iter().map(|pair| pair[1].place.clone()).collect();
    let message =
        format!("`{}` stands behind `{}` in an alphabetical list", wrong[0][1].term, wrong[0][0].term);
    if let Some(finding) = reading.report_all(found, &RULE, &places, message, "out of order") {
        finding.help("sort the definitions");
    }
}
