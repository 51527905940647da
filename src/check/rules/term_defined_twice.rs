//! A term is defined in two places.

use std::collections::HashMap;

use crate::check::text::terms::is_pointer;
use crate::check::text::{Place, Reading};
use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;

/// A term is defined in two places.
pub static RULE: Rule = Rule {
    code: Code("DEF-TWICE"),
    name: "term-defined-twice",
    level: Level::Advise,
    basis: &["drafting, no provision"],
    page: include_str!("term_defined_twice.md"),
    check: Check::Document(run),
};

fn run(reading: &Reading, found: &mut Findings) {
    let mut places: HashMap<&str, Vec<&Place>> = HashMap::new();
    let mut order = Vec::new();
    for one in &reading.definitions {
        let points = one.meaning.as_ref().is_some_and(|meaning| is_pointer(reading.words(meaning)));
        if points {
            continue;
        }
        let known = places.entry(&one.term).or_default();
        if known.is_empty() {
            order.push(one.term.as_str());
        }
        if known.last().is_none_or(|place| place.0 != one.place.0) {
            known.push(&one.place);
        }
    }
    for term in order {
        let Some([first, again @ ..]) = places.get(term).map(Vec::as_slice) else { continue };
        let Some((last, _)) = again.split_first() else { continue };
        reading
            .report(found, &RULE, last, format!("`{term}` is defined a second time"))
            .label("again here")
            .see(reading.span(first), "first defined here")
            .help("keep one definition, or give the second thing a name of its own");
    }
}
