//! A reference names a text by a term that means two texts, and both have the number.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

use crate::check::text::outline::Hit;
use crate::check::text::{Place, Reading, pattern};
use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;

/// A reference names a text by a term that means two texts, and both have the number.
pub static RULE: Rule = Rule {
    code: Code("REF-AMBIGUOUS"),
    name: "ambiguous-reference",
    level: Level::Advise,
    basis: &["drafting, no provision"],
    page: include_str!("ambiguous_reference.md"),
    check: Check::Document(run),
};

/// More texts of one name are not compared.
const MOST: usize = 30;

static OF: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\s*(?:of|to|in) (?:the|this) ([A-Z][a-z]+(?: [A-Z][a-z]+)?)"));

fn run(reading: &Reading, found: &mut Findings) {
    if reading.document.is_some() {
        return; // dpakit numbers its references itself
    }
    let outline = &reading.outline;
    let mut terms: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for defined in &reading.definitions {
        terms.entry(&defined.term).or_default().insert(outline.part(defined.place.0));
    }
    terms.retain(|_, parts| parts.len() > 1);
    if terms.is_empty() {
        return; // most texts, without a look at the pattern
    }
    let mut places: Vec<Place> = Vec::new();
    for mention in reading.mentions.iter().filter(|one| matches!(one.hit, Some(Hit::Node(_)))) {
        let after = &reading.paragraphs[mention.paragraph].text[mention.range.end..];
        let Some(named) = OF.captures(after).and_then(|found| found.get(1)) else { continue };
        let Some(parts) = terms.get(named.as_str()) else { continue };
        let there = |part: &&usize| matches!(outline.find(**part, &mention.path), Hit::Node(_));
        if parts.iter().take(MOST).filter(there).nth(1).is_some() {
            places.push((mention.paragraph, mention.range.start..mention.range.end + named.end()));
        }
    }
    let Some(first) = places.first() else { return };
    let message =
        format!("`{}` may lead to either of two: each text of that name has one", reading.words(first));
    if let Some(finding) = reading.report_all(found, &RULE, &places, message, "which one?") {
        finding.help("give the two texts two names");
    }
}
