//! A measure, or another fact, speaks of something by a name that the agreement does not define.

use std::cell::LazyCell;
use std::collections::BTreeSet;
use std::ops::Range;

use crate::check::text::scan::{Scan, begins};
use crate::check::text::{Look, Paragraph, Place, Reading, Spot, plain};
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

/// How agreements call data, sides and people by defined terms of several words: the first word, and the last.
const FIRST: [&str; 17] = [
    "Customer",
    "Client",
    "User",
    "End User",
    "Partner",
    "Company",
    "Merchant",
    "Member",
    "Subscriber",
    "Service",
    "Vendor",
    "Supplier",
    "Controller",
    "Processor",
    "Protected",
    "Confidential",
    "Personal",
];
const LAST: [&str; 10] = [
    "Data",
    "Information",
    "Content",
    "Personnel",
    "Material",
    "Materials",
    "Record",
    "Records",
    "System",
    "Systems",
];

/// The next term of several words, from a byte on.
fn term(text: &str, from: usize) -> Option<Range<usize>> {
    begins(text, from, |byte| byte.is_ascii_uppercase()).find_map(|start| {
        let mut scan = Scan::from(text, start);
        let found = scan.take_any(&FIRST) && scan.space() && scan.take_word(&LAST);
        found.then(|| start..scan.at())
    })
}

/// All terms of several words.
fn terms(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let found = term(text, from)?;
        from = found.end;
        Some(found)
    })
}

fn run(reading: &Reading, found: &mut Findings) {
    if reading.document.is_none() {
        return; // undefined terms of a foreign text are found wherever they stand
    }
    let names = LazyCell::new(|| names(reading));
    let mut told: Vec<(Span, &str)> = Vec::new();
    for (at, paragraph) in reading.paragraphs.iter().enumerate() {
        if paragraph.masked.is_empty() {
            continue;
        }
        for (_, term) in paragraph.find(Look::Terms, |text| plain(terms(text))).iter().cloned() {
            let name = &paragraph.text[term.clone()];
            let stated = paragraph.pieces.iter().rev().find(|(start, _)| *start <= term.start);
            let Some((_, Spot::Fact(_))) = stated else { continue };
            let place: Place = (at, term);
            let fact = reading.span(&place);
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

#[cfg(test)]
mod tests {
    use super::terms;
    use crate::check::text::pattern;
    use crate::check::text::scan::texts_of;

    #[test]
    fn terms_are_what_a_pattern_finds() {
        let expected = pattern(
            r"\b(?:Customer|Client|User|End User|Partner|Company|Merchant|Member|Subscriber|Service|Vendor|Supplier|Controller|Processor|Protected|Confidential|Personal)\s(?:Data|Information|Content|Personnel|Materials?|Records?|Systems?)\b",
        );
        for text in texts_of(&["End", "User", "Service", " ", "\u{a0}", "Data", "Materials", "x", "é"], 6) {
            assert!(terms(&text).eq(expected.find_iter(&text).map(|found| found.range())), "{text:?}");
        }
    }
}
