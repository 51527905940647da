//! A measure, or another fact, speaks of something by a name that the agreement does not define.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::check::text::{Paragraph, Place, Reading, Spot, pattern};
use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;
use crate::source::Span;

/// A measure, or another fact, speaks of something by a name that the agreement does not define.
pub static RULE: Rule = Rule {
    code: Code("SEC-TERM-DRIFT"),
    name: "foreign-term-in-measure",
    level: Level::Advise,
    basis: &["Decision (EU) 2021/914 Annex II"],
    page: include_str!("foreign_term_in_measure.md"),
    check: Check::Document(run),
};

/// The word of the law itself, GDPR Art. 4(1): nobody else's agreement need have brought it along.
const OF_LAW: &str = "Personal Data";

/// Longer facts are no names.
const NAME: usize = 60;

/// How agreements call data, sides and people by defined terms of several words.
static TERM: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:Customer|Client|User|End User|Partner|Company|Merchant|Member|Subscriber|Service|Vendor|Supplier|Controller|Processor|Protected|Confidential|Personal)\s(?:Data|Information|Content|Personnel|Materials?|Records?|Systems?)\b",
    )
});

fn run(reading: &Reading, found: &mut Findings) {
    if reading.document.is_none() {
        return; // undefined terms of a foreign text are found wherever they stand
    }
    let names = names(reading);
    let mut told: Vec<(Span, &str)> = Vec::new();
    for (at, paragraph) in reading.paragraphs.iter().enumerate() {
        for term in TERM.find_iter(&paragraph.text) {
            let place: Place = (at, term.range());
            let stated = paragraph.pieces.iter().rev().find(|(start, _)| *start <= term.start());
            let Some((_, Spot::Fact(fact))) = stated else { continue };
            let name = term.as_str();
            let defined = |known: &str| known == name || known.strip_suffix('s') == Some(name);
            let mut known = reading.definitions.iter().map(|one| one.term.as_str());
            let known = known.any(defined) || reading.known.iter().any(|known| defined(known));
            let here = (fact.clone(), name);
            if known
                || name == OF_LAW
                || !reading.masked(&place)
                || names.contains(name)
                || told.contains(&here)
            {
                continue;
            }
            found
                .report(
                    &RULE,
                    fact.clone(),
                    format!("`{name}` is written like a defined term, and the agreement does not define it"),
                )
                .label("another agreement's word")
                .help("use the agreement's own word, or define this one in `[[agreement.definitions]]`");
            told.push(here);
        }
    }
}

/// Facts that are names: of categories, of groups of them, of services.
fn names(reading: &Reading) -> BTreeSet<&str> {
    let masked = |one: &Paragraph| one.masked.len() == 1;
    let names = reading.paragraphs.iter().filter(|one| masked(one)).filter_map(|one| {
        let text = one.text.get(one.masked[0].clone())?;
        (text.len() < NAME).then_some(text)
    });
    names.collect()
}
