//! One thing goes by several names.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::check::text::terms::stem;
use crate::check::text::{Defined, Place, Reading, pattern};
use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;

/// One thing goes by several names.
pub static RULE: Rule = Rule {
    code: Code("DEF-DUP"),
    name: "two-words-for-one",
    level: Level::Advise,
    basis: &["drafting, no provision"],
    page: include_str!("two_words_for_one.md"),
    check: Check::Document(run),
};

fn run(reading: &Reading, found: &mut Findings) {
    let mut rest = reading.definitions.as_slice();
    let mut said: BTreeSet<BTreeSet<&str>> = BTreeSet::new();
    while let Some(first) = rest.first() {
        let length = rest.iter().take_while(|one| one.group == first.group).count();
        let names: BTreeSet<&str> = rest[..length].iter().map(|one| one.term.as_str()).collect();
        if said.insert(names) {
            aliases(reading, found, &rest[..length]);
        }
        rest = &rest[length..];
    }
    several_names(reading, found);
}

/// Several terms given to one thing in one breath; "Party" and "Parties" are one.
fn aliases(reading: &Reading, found: &mut Findings, group: &[Defined]) {
    let stems: BTreeSet<String> = group.iter().map(|one| stem(&one.term).to_lowercase()).collect();
    let root = |one: &Defined| one.term.to_lowercase().chars().take(5).collect::<String>();
    let roots: BTreeSet<String> = group.iter().map(root).collect();
    if stems.len() < 2 || roots.len() < 2 || pairs(reading, group) {
        return;
    }
    let names: Vec<String> = group.iter().map(|one| format!("`{}`", one.term)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let message = format!("one thing is called {}", ask::listed(&names));
    let places: Vec<Place> = group.iter().map(|one| one.place.clone()).collect();
    if let Some(finding) = reading.report_all(found, &RULE, &places, message, "the first name") {
        finding.help("keep one name and use it throughout");
    }
}

/// "each a “party” and together “the group”" names two things.
fn pairs(reading: &Reading, group: &[Defined]) -> bool {
    let Some(first) = group.first() else { return true };
    let text = &reading.paragraphs[first.place.0].text;
    let before = text[..first.place.1.start].to_lowercase();
    ["each", "collectively", "together"].iter().any(|word| {
        before.trim_end_matches(['“', '"', '‘', ' ']).ends_with(word)
            || before.ends_with(&format!("{word} a “"))
    })
}

static NAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:[Tt]his|THIS|[Pp]resent)\s+((?:\p{Lu}[\p{L}-]*\s+){0,4}(?:Agreement|AGREEMENT|Addendum|ADDENDUM|DPA|Contract))\b",
    )
});
static TITLE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^((?:[\p{L}-]+\s+){1,5}(?:agreement|addendum|contract))$"));

/// The names under which an agreement speaks of itself, each where it first does.
pub(super) fn own_names(reading: &Reading) -> Vec<(String, Place)> {
    let mut names: Vec<(String, Place)> = Vec::new();
    for (at, paragraph) in reading.paragraphs.iter().enumerate() {
        let title = TITLE.captures_iter(&paragraph.text).filter(|_| at == 0 && reading.document.is_none());
        for name in title.chain(NAME.captures_iter(&paragraph.text)).filter_map(|name| name.get(1)) {
            let place = (at, name.range());
            let words = name.as_str().split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
            if !reading.masked(&place) && names.len() < 20 && names.iter().all(|(known, _)| *known != words) {
                names.push((words, place));
            }
        }
    }
    names
}

/// Several names, none of which is short for another.
fn several_names(reading: &Reading, found: &mut Findings) {
    let names = own_names(reading);
    let short = |name: &str| names.iter().any(|(long, _)| long.ends_with(&format!(" {name}")));
    let full: Vec<&(String, Place)> = names.iter().filter(|(name, _)| !short(name)).collect();
    if full.len() < 2 {
        return;
    }
    let all: Vec<String> = names.iter().map(|(_, place)| format!("`{}`", reading.words(place))).collect();
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let places: Vec<Place> = full.iter().rev().map(|(_, place)| place.clone()).collect();
    let message = format!("the agreement calls itself {}", ask::listed(&all));
    if let Some(finding) = reading.report_all(found, &RULE, &places, message, "one of its names") {
        finding.help("give the agreement one name, define it, and use it throughout");
    }
}
