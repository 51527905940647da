//! A term is defined and never used.

use std::collections::{BTreeSet, HashSet};

use crate::check::text::terms::uses;
use crate::check::text::{Place, Reading};
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
    let all = reading.definitions.iter();
    let defining: HashSet<(&str, usize, usize)> =
        all.map(|one| (one.term.as_str(), one.place.0, one.place.1.start)).collect();
    for one in &reading.definitions {
        if !said.insert(&one.term) {
            continue;
        }
        let use_of = |(at, range): &Place| !defining.contains(&(one.term.as_str(), *at, range.start));
        let used = uses.get(&one.term).is_some_and(|all| all.iter().any(use_of));
        if !used {
            reading
                .report(found, &RULE, &one.place, format!("`{}` is defined and never used", one.term))
                .label("never used")
                .help("drop the definition, or use the term where it is meant");
        }
    }
}
