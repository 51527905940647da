//! A term is defined and never used.

use std::collections::BTreeSet;

use crate::check::text::Reading;
use crate::check::text::terms::uses;
use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;

/// A term is defined and never used.
pub static RULE: Rule = Rule {
    code: Code("DEF-UNUSED"),
    name: "unused-term",
    level: Level::Advise,
    basis: &["drafting, no provision"],
    page: include_str!("unused_term.md"),
    check: Check::Document(run),
};

fn run(reading: &Reading, found: &mut Findings) {
    if reading.document.is_some() {
        return; // another document of the pack may use it, and unused ones are left out
    }
    let terms: BTreeSet<&str> = reading.definitions.iter().map(|one| one.term.as_str()).collect();
    let uses = uses(reading, &terms);
    let mut said = BTreeSet::new();
    for one in &reading.definitions {
        let defining = |at: usize, start: usize| {
            let same = reading.definitions.iter().filter(|other| other.term == one.term);
            same.into_iter().any(|other| other.place.0 == at && other.place.1.contains(&start))
        };
        let used = uses.get(&one.term).is_some_and(|all| all.iter().any(|(at, range)| !defining(*at, range.start)));
        if !used && said.insert(&one.term) {
            reading
                .report(found, &RULE, &one.place, format!("`{}` is defined and never used", one.term))
                .label("never used")
                .help("drop the definition, or use the term where it is meant");
        }
    }
}
