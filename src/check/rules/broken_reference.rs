//! A reference leads to a clause or annex that the text does not have.

use std::collections::BTreeMap;

use crate::check::text::outline::Hit;
use crate::check::text::{Place, Reading, value_of};
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

fn run(reading: &Reading, found: &mut Findings) {
    let mut other_marks: BTreeMap<usize, Vec<Place>> = BTreeMap::new();
    for mention in &reading.mentions {
        let place = (mention.paragraph, mention.range.clone());
        match &mention.hit {
            Some(Hit::Short { instead: Some(_), .. }) => {
                other_marks.entry(reading.outline.part(mention.paragraph)).or_default().push(place);
            }
            Some(Hit::Short { node, lacks, .. }) => short(reading, found, &place, *node, lacks),
            Some(Hit::Nothing) => nothing(reading, found, &place, &mention.word, &mention.path),
            _ => {}
        }
    }
    for places in other_marks.values() {
        marks(reading, found, places);
    }
}

fn short(reading: &Reading, found: &mut Findings, place: &Place, node: usize, lacks: &str) {
    let outline = &reading.outline;
    let message =
        format!("`{}` leads nowhere: {} has no {lacks}", reading.words(place).trim(), outline.label(node));
    let parent = outline.nodes[node].parent;
    let beside = |one: &usize| outline.nodes[*one].parent == parent && outline.child(*one, lacks).is_some();
    let near = (0..outline.nodes.len()).filter(|one| outline.nodes[*one].part == outline.nodes[node].part);
    let help = match near.into_iter().find(beside) {
        Some(near) => format!("name the place that is meant; {} has a {lacks}", outline.label(near)),
        None => "name the place that is meant".to_owned(),
    };
    let whole = reading.whole(outline.nodes[node].paragraph);
    reading
        .report(found, &RULE, place, message)
        .label("no such place")
        .see(reading.span(&whole), "the nearest place there is")
        .help(help);
}

fn nothing(reading: &Reading, found: &mut Findings, place: &Place, word: &str, path: &[String]) {
    let outline = &reading.outline;
    let wanted = path.first().and_then(|label| value_of(label));
    let twin = outline.nodes.iter().find(|one| {
        one.mark.word.as_deref() == Some(word) && one.mark.path.first().and_then(|label| value_of(label)) == wanted
    });
    let message = format!("`{}` leads nowhere: the text has no such {word}", reading.words(place).trim());
    let finding = reading.report(found, &RULE, place, message).label("no such place");
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
        Some(Hit::Short { instead, .. }) if (mention.paragraph, mention.range.clone()) == *first => instead.clone(),
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
