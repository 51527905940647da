//! The same list is given in two places, and differently.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::check::text::{Kind, Place, Reading, pattern};
use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;

/// The same list is given in two places, and differently.
pub static RULE: Rule = Rule {
    code: Code("TXT-LISTS"),
    name: "two-lists",
    level: Level::Warn,
    basis: &["GDPR Art. 28(3)"],
    page: include_str!("two_lists.md"),
    check: Check::Document(run),
};

/// What an annex lists, by words of its headings.
const SUBJECTS: [(&str, &[&str]); 4] = [
    ("data subjects", &["data subjects", "categories of data subjects"]),
    (
        "categories of data",
        &["categories of data", "categories of personal data", "types of personal data", "personal data"],
    ),
    (
        "processing operations",
        &["processing operations", "processing activities", "nature of the processing"],
    ),
    (
        "subprocessors",
        &["list of subprocessors", "list of sub-processors", "approved subprocessors", "subprocessors"],
    ),
];

struct Listed {
    items: BTreeSet<String>,
    place: Place,
    part: usize,
}

fn run(reading: &Reading, found: &mut Findings) {
    if reading.document.is_some() {
        return; // dpakit writes both from one fact
    }
    for (name, headings) in SUBJECTS {
        let lists: Vec<Listed> =
            (0..reading.paragraphs.len()).filter_map(|at| listed(reading, at, headings)).collect();
        let Some((first, rest)) = lists.split_first() else { continue };
        for other in rest.iter().filter(|other| other.part != first.part) {
            compare(reading, found, name, first, other);
        }
        if name == SUBJECTS[0].0 {
            in_sentences(reading, found, first);
        }
    }
}

/// Sentences that name data subjects, of which no more are compared.
const NAMING: usize = 20;

/// Data subjects that a sentence names: "personal data of staff, guests or suppliers".
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\bpersonal data of (?:its |the |their )?([\w’'-]+(?:, [\w’'-]+)* (?:or|and|and/or) [\w’'-]+)(?: of| from| by|[.,;]|$)",
    )
});

/// Compares the list with what sentences of the body say of it.
fn in_sentences(reading: &Reading, found: &mut Findings, list: &Listed) {
    let others = reading.sentences().iter().filter(|one| reading.outline.part(one.place.0) != list.part);
    let naming = others.filter_map(|one| Some((one, NAMED.captures(&one.words)?.get(1)?)));
    for (sentence, named) in naming.take(NAMING) {
        let known = |word: &&str| list.items.iter().any(|item| item.contains(stem(word)));
        let words = named.as_str().split([',', ' ']).filter(|word| word.len() > 3);
        let (listed, missing): (Vec<&str>, Vec<&str>) = words.partition(known);
        if listed.is_empty() || missing.is_empty() {
            continue;
        }
        let message = format!(
            "the data subjects named here are not those of the list, which lacks {}",
            ask::listed(&missing)
        );
        reading
            .report(found, &RULE, &sentence.place, message)
            .label("named here")
            .see(reading.span(&list.place), "the list")
            .help("refer to the list, or complete it");
    }
}

fn stem(word: &str) -> &str {
    word.trim_end_matches(['s', '’', '\''])
}

/// The items under a heading: bullets, or the parts of one enumeration.
fn listed(reading: &Reading, at: usize, headings: &[&str]) -> Option<Listed> {
    let title = reading.paragraphs[at].text.trim().trim_end_matches(':').to_lowercase();
    if !headings.contains(&title.as_str()) {
        return None;
    }
    let mut next = at + 1;
    if reading.paragraphs.get(next).is_some_and(|lead| lead.text.trim().ends_with(':')) {
        next += 1;
    }
    let bullets =
        (next..reading.paragraphs.len()).take_while(|at| reading.paragraphs[*at].kind == Kind::Bullet);
    let mut items: BTreeSet<String> = bullets.map(|at| plain(&reading.paragraphs[at].text)).collect();
    if items.is_empty() {
        let text = &reading.paragraphs.get(next)?.text;
        items = text.split([';', ',', '?']).map(plain).filter(|item| !item.is_empty()).collect();
    }
    let part = reading.outline.part(at);
    (items.len() > 1).then(|| Listed { items, place: reading.whole(next), part })
}

fn plain(item: &str) -> String {
    let item = item.trim().trim_start_matches("and ").trim_end_matches(['.', ';', ',']).to_lowercase();
    item.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn compare(reading: &Reading, found: &mut Findings, name: &str, first: &Listed, other: &Listed) {
    let shared = first.items.intersection(&other.items).count();
    let missing: Vec<&str> = first.items.difference(&other.items).map(String::as_str).collect();
    let more: Vec<&str> = other.items.difference(&first.items).map(String::as_str).collect();
    if shared == 0 || (missing.is_empty() && more.is_empty()) {
        return;
    }
    let told = match (missing.as_slice(), more.as_slice()) {
        ([], more) => format!("only here: {}", ask::listed(more)),
        (missing, []) => format!("missing here: {}", ask::listed(missing)),
        (missing, more) => {
            format!("missing here: {}; only here: {}", ask::listed(missing), ask::listed(more))
        }
    };
    reading
        .report(
            found,
            &RULE,
            &other.place,
            format!("the {name} are listed in two places, and differently: {told}"),
        )
        .label("the second list")
        .see(reading.span(&first.place), "the first list")
        .help("give the list once and refer to it");
}
