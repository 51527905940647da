//! One thing goes by several names.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::check::text::letters::{is_capital, is_letter, is_word};
use crate::check::text::scan::{Scan, begins};
use crate::check::text::terms::stem;
use crate::check::text::{Defined, Look, Place, Reading, plain};
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

/// What an agreement calls itself.
const NOUNS: [&str; 6] = ["Agreement", "AGREEMENT", "Addendum", "ADDENDUM", "DPA", "Contract"];

/// Whether a line is the title of an agreement: up to five words, and what it is.
fn is_title(line: &str) -> bool {
    let mut words: Vec<&str> = line.split_whitespace().collect();
    let noun = words.pop().unwrap_or_default();
    let plain = |word: &&str| word.chars().all(|c| is_letter(c) || c == '-');
    let is_noun = ["agreement", "addendum", "contract"].iter().any(|one| noun.eq_ignore_ascii_case(one));
    is_noun && line.starts_with(is_letter) && (1..=5).contains(&words.len()) && words.iter().all(plain)
}

/// The names behind "this" or "present": up to four words with a capital, and what it is.
fn names_in(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(lead) = lead(text, from) {
        let name = name_at(text, lead);
        from = name.as_ref().map_or(lead, |name| name.end);
        found.extend(name);
    }
    found
}

/// Where the next "this" or "present" ends, with all white space behind it.
fn lead(text: &str, from: usize) -> Option<usize> {
    begins(text, from, |byte| matches!(byte, b't' | b'T' | b'p' | b'P')).find_map(|start| {
        let mut scan = Scan::from(text, start);
        let found = scan.take_any(&["this", "This", "THIS", "present", "Present"]) && scan.spaces();
        found.then_some(scan.at())
    })
}

fn name_at(text: &str, start: usize) -> Option<Range<usize>> {
    let next = |at: &usize| {
        let rest = &text[*at..];
        let word = rest.find(|c| !(is_letter(c) || c == '-')).unwrap_or(rest.len());
        let gap = rest[word..].len() - rest[word..].trim_start().len();
        (rest.starts_with(is_capital) && gap > 0).then_some(at + word + gap)
    };
    let starts: Vec<usize> = std::iter::successors(Some(start), next).take(5).collect();
    starts.into_iter().rev().find_map(|at| {
        let ends =
            |noun: &&str| text[at..].strip_prefix(*noun).is_some_and(|rest| !rest.starts_with(is_word));
        NOUNS.iter().find(|noun| ends(noun)).map(|noun| start..at + noun.len())
    })
}

/// The names under which an agreement speaks of itself, each where it first does.
pub(super) fn own_names(reading: &Reading) -> Vec<(String, Place)> {
    let mut names: Vec<(String, Place)> = Vec::new();
    for (at, paragraph) in reading.paragraphs.iter().enumerate() {
        let first = at == 0 && reading.document.is_none();
        let title = (first && is_title(&paragraph.text)).then_some(0..paragraph.text.len());
        let names_here = paragraph.find(Look::Names, |text| plain(names_in(text)));
        for name in title.into_iter().chain(names_here.iter().map(|(_, name)| name.clone())) {
            if names.iter().any(|(_, known)| reading.words(known) == &paragraph.text[name.clone()]) {
                continue; // most are said again and again
            }
            let words =
                paragraph.text[name.clone()].split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
            let place = (at, name);
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
