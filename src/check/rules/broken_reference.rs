//! A reference leads to a clause or annex that the text does not have.

use std::collections::{BTreeMap, HashMap};

use crate::check::text::outline::Hit;
use crate::check::text::{Mention, Place, Reading, times, value_of};
use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;

/// A reference leads to a clause or annex that the text does not have.
pub static RULE: Rule = Rule {
    code: Code("REF-BROKEN"),
    name: "broken-reference",
    level: Level::Deny,
    basis: &["drafting, no provision"],
    page: include_str!("broken_reference.md"),
    check: Check::Document(run),
};

/// How far around a place another is looked for that may be meant.
const NEAR: usize = 200;
/// More different faults of one text are not worth their time.
const MOST: usize = 500;

fn run(reading: &Reading, found: &mut Findings) {
    let mut other_marks: BTreeMap<usize, Vec<Place>> = BTreeMap::new();
    let mut broken: Vec<(&Mention, Vec<Place>)> = Vec::new();
    let mut known: HashMap<(&str, String, usize), usize> = HashMap::new();
    for mention in &reading.mentions {
        let place = (mention.paragraph, mention.range.clone());
        let target = match &mention.hit {
            Some(Hit::Short { instead: Some(_), .. }) => {
                other_marks.entry(reading.outline.part(mention.paragraph)).or_default().push(place);
                continue;
            }
            Some(Hit::Short { node, .. }) => *node,
            Some(Hit::Nothing) => usize::MAX,
            _ => continue,
        };
        let key = (mention.word.as_str(), mention.path.join("."), target);
        let at = *known.entry(key).or_insert(broken.len());
        match broken.get_mut(at) {
            Some((_, places)) => places.push(place),
            None => broken.push((mention, vec![place])),
        }
    }
    for (mention, places) in broken.iter().take(MOST) {
        match &mention.hit {
            Some(Hit::Short { node, lacks, .. }) => short(reading, found, places, *node, lacks),
            _ => nothing(reading, found, places, &mention.word, &mention.path),
        }
    }
    for places in other_marks.values() {
        marks(reading, found, places);
    }
}

/// The words of a reference, and how often it stands there.
fn name(reading: &Reading, places: &[Place]) -> String {
    let words = places.first().map_or("", |place| reading.words(place).trim());
    let count = if places.len() == 1 { String::new() } else { format!(", {}", times(places.len())) };
    format!("`{words}` leads nowhere{count}")
}

fn short(reading: &Reading, found: &mut Findings, places: &[Place], node: usize, lacks: &str) {
    let outline = &reading.outline;
    let message = format!("{}: {} has no {lacks}", name(reading, places), outline.label(node));
    let parent = outline.nodes[node].parent;
    let beside = |one: &usize| outline.nodes[*one].parent == parent && outline.child(*one, lacks).is_some();
    let part = outline.nodes[node].part;
    let near = (node.saturating_sub(NEAR)..outline.nodes.len().min(node + NEAR))
        .filter(|one| outline.nodes[*one].part == part);
    let help = match near.into_iter().find(beside) {
        Some(near) => format!("name the place that is meant; {} has a {lacks}", outline.label(near)),
        None => "name the place that is meant".to_owned(),
    };
    let whole = reading.span(&reading.whole(outline.nodes[node].paragraph));
    if let Some(finding) = reading.report_all(found, &RULE, places, message, "no such place") {
        finding.see(whole, "the nearest place there is").help(help);
    }
}

fn nothing(reading: &Reading, found: &mut Findings, places: &[Place], word: &str, path: &[String]) {
    let outline = &reading.outline;
    let wanted = path.first().and_then(|label| value_of(label));
    let twin = outline.nodes.iter().find(|one| {
        let value = one.mark.path.first().and_then(|label| value_of(label));
        one.mark.word.as_deref() == Some(word) && value == wanted
    });
    let message = format!("{}: the text has no such {word}", name(reading, places));
    let Some(finding) = reading.report_all(found, &RULE, places, message, "no such place") else { return };
    match twin {
        Some(twin) => finding
            .see(reading.span(&reading.whole(twin.paragraph)), "called otherwise here")
            .help(format!("the text calls it {}: write it one way", twin.mark.printed)),
        None => finding.help(format!("name the {word} that is meant, or attach it")),
    };
}

/// Letters in the references, figures in print: one finding for an instrument.
fn marks(reading: &Reading, found: &mut Findings, places: &[Place]) {
    let Some(first) = places.first() else { return };
    let printed = reading.mentions.iter().find_map(|mention| match &mention.hit {
        Some(Hit::Short { instead, .. }) if (mention.paragraph, mention.range.clone()) == *first => {
            instead.clone()
        }
        _ => None,
    });
    let printed = format!("`{}`", printed.unwrap_or_default().trim_end_matches('.'));
    let message = match places.len() {
        1 => format!("`{}` leads nowhere: at that place stands {printed}", reading.words(first).trim()),
        count => format!(
            "{count} references name marks that are not printed: where `{}` leads stands {printed}",
            reading.words(first).trim()
        ),
    };
    if let Some(finding) = reading.report_all(found, &RULE, places, message, "no such mark") {
        finding.help("print the marks that the references name, or the other way round");
    }
}
