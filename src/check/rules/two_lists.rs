//! The same list is given in two places, and differently.

use std::collections::BTreeSet;

use crate::check::text::{Kind, Place, Reading};
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
    }
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
