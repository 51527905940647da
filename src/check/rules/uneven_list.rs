//! Items of one list begin in different forms.

use std::collections::BTreeMap;

use crate::check::text::{Kind, Place, Reading};
use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;

/// Items of one list begin in different forms.
pub static RULE: Rule = Rule {
    code: Code("TXT-UNEVEN"),
    name: "uneven-list",
    level: Level::Advise,
    basis: &["drafting, no provision"],
    page: include_str!("uneven_list.md"),
    check: Check::Document(run),
};

/// Verbs with which duties begin and that are no nouns.
const VERBS: [&str; 20] = [
    "process",
    "ensure",
    "meet",
    "provide",
    "notify",
    "inform",
    "comply",
    "assist",
    "delete",
    "keep",
    "maintain",
    "implement",
    "obtain",
    "make",
    "take",
    "give",
    "establish",
    "collect",
    "protect",
    "cooperate",
];

/// A numbered place, and whether it begins with a form in -ing.
type Item = (usize, bool);

fn run(reading: &Reading, found: &mut Findings) {
    let mut lists: BTreeMap<usize, Vec<Item>> = BTreeMap::new();
    for (index, node) in reading.outline.nodes.iter().enumerate() {
        let paragraph = &reading.paragraphs[node.paragraph];
        let Some(parent) = node.parent.filter(|_| paragraph.kind == Kind::Text) else { continue };
        if let Some(gerund) = form(&paragraph.text) {
            lists.entry(parent).or_default().push((index, gerund));
        }
    }
    for items in lists.values() {
        let (gerunds, verbs): (Vec<&Item>, Vec<&Item>) = items.iter().partition(|(_, gerund)| *gerund);
        let odd = if gerunds.len() >= verbs.len() { &verbs } else { &gerunds };
        if items.len() < 4 || odd.is_empty() {
            continue;
        }
        let places: Vec<Place> =
            odd.iter().map(|(node, _)| reading.whole(reading.outline.nodes[*node].paragraph)).collect();
        let message =
            "items of one list begin in different forms: some with a verb, others with a form in -ing";
        if let Some(finding) = reading.report_all(found, &RULE, &places, message, "unlike the others") {
            finding.help("begin each item so that it completes the words before the list");
        }
    }
}

/// Forms in -ing that begin a condition, not a duty.
const NO_DUTY: [&str; 7] =
    ["taking", "subject", "considering", "including", "regarding", "according", "depending"];

/// Whether an item begins with a form in -ing, or with a bare verb.
fn form(text: &str) -> Option<bool> {
    let mut words = text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphabetic()));
    let first = words.find(|word| !matches!(word.to_lowercase().as_str(), "only" | "always" | ""))?;
    if !first.chars().all(char::is_lowercase) || NO_DUTY.contains(&first) {
        return None;
    }
    if first.len() > 5 && first.ends_with("ing") {
        Some(true)
    } else {
        VERBS.contains(&first).then_some(false)
    }
}
