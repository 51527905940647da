//! A reference leads to a place that says something else than the reference claims.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use regex::Regex;

use crate::check::text::letters::is_capital;
use crate::check::text::outline::Hit;
use crate::check::text::terms::is_pointer;
use crate::check::text::{Defined, Kind, Mention, Reading, floor, pattern};
use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;

/// A reference leads to a place that says something else than the reference claims.
pub static RULE: Rule = Rule {
    code: Code("REF-WRONG"),
    name: "wrong-reference",
    level: Level::Deny,
    basis: &["drafting, no provision"],
    page: include_str!("wrong_reference.md"),
    check: Check::Document(run),
};

fn run(reading: &Reading, found: &mut Findings) {
    definitions(reading, found);
    let defining =
        reading.definitions.iter().filter_map(|one| reading.outline.within[one.place.0].0).collect();
    for mention in &reading.mentions {
        if let Some(Hit::Node(node)) = mention.hit {
            title(reading, found, mention, node);
            container(reading, found, mention, node);
            subject(reading, found, mention, node, &defining);
        }
    }
}

/// "has the meaning given in Article 9.1", where 9.1 does not give it.
fn definitions(reading: &Reading, found: &mut Findings) {
    let outline = &reading.outline;
    let mut by_term: HashMap<&str, Vec<&Defined>> = HashMap::new();
    for one in &reading.definitions {
        by_term.entry(&one.term).or_default().push(one);
    }
    for pointer in &reading.definitions {
        let Some((at, range)) = &pointer.meaning else { continue };
        if !is_pointer(&reading.paragraphs[*at].text[range.clone()]) {
            continue;
        }
        let from = reading.mentions.partition_point(|mention| mention.paragraph < *at);
        let here = reading.mentions[from..].iter().take_while(|mention| mention.paragraph == *at);
        let Some(mention) = here.into_iter().find(|one| range.contains(&one.range.start)) else { continue };
        let Some(Hit::Node(node)) = mention.hit else { continue };
        let same = by_term.get(pointer.term.as_str()).into_iter().flatten();
        let others: Vec<&&Defined> = same.filter(|other| other.place != pointer.place).take(50).collect();
        let there = others
            .iter()
            .any(|other| outline.within[other.place.0].0.is_some_and(|inner| outline.inside(inner, node)));
        if there {
            continue;
        }
        let place = (mention.paragraph, mention.range.clone());
        let words = reading.words(&place);
        let Some(other) = others.first() else { continue };
        let real = outline.printed(other.place.0);
        let message = format!("`{}` is said to be defined in {words}, but {real} defines it", pointer.term);
        reading
            .report(found, &RULE, &place, message)
            .label("does not define it")
            .see(reading.span(&other.place), "defined here")
            .help(format!("refer to {real}"));
    }
}

/// How many characters a title in brackets may have.
const TITLES: std::ops::RangeInclusive<usize> = 3..=91;

/// "Appendix 1 (Processing)", where Appendix 1 has another title.
fn title(reading: &Reading, found: &mut Findings, mention: &Mention, node: usize) {
    let text = &reading.paragraphs[mention.paragraph].text;
    let Some(said) = in_brackets(&text[mention.range.end..]) else { return };
    let one = &reading.outline.nodes[node];
    if !said.starts_with(is_capital) || !TITLES.contains(&said.chars().count()) {
        return;
    }
    let heading = heading(reading, one.paragraph);
    let quoted = said.contains(['“', '"', '‘']) || said.split_whitespace().count() > 10;
    if quoted || heading.is_empty() || alike(said, &heading) {
        return;
    }
    let label = reading.outline.label(node);
    let message = format!("`{label}` is called `{said}` here, but its heading is `{}`", heading.trim());
    reading
        .report(found, &RULE, &(mention.paragraph, mention.range.clone()), message)
        .label("another heading")
        .see(reading.span(&reading.whole(one.paragraph)), "its heading")
        .help("refer to the place that is meant, by its number and its heading");
}

/// What follows in round brackets without others in them.
fn in_brackets(after: &str) -> Option<&str> {
    let inside = after.trim_start().strip_prefix('(')?;
    let (said, rest) = inside.split_at(inside.find(['(', ')'])?);
    (!said.is_empty() && rest.starts_with(')')).then_some(said)
}

/// The heading of a numbered place; the next short line where the number stands alone.
fn heading(reading: &Reading, at: usize) -> String {
    let one = &reading.paragraphs[at];
    if one.kind != Kind::Heading {
        return one.bold.first().map(|range| one.text[range.clone()].to_owned()).unwrap_or_default();
    }
    let next = reading
        .paragraphs
        .get(at + 1)
        .filter(|next| one.text.trim().is_empty() && next.mark.is_none() && next.text.chars().count() < 90);
    next.map_or(&one.text, |next| &next.text).trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

fn alike(said: &str, heading: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 2);
        words.map(|word| word.to_lowercase().chars().take(5).collect()).collect()
    };
    let (said, heading) = (words(said), words(heading));
    let shared = said.iter().filter(|word| heading.contains(word)).count();
    shared * 2 >= said.len().min(heading.len()) || said.is_empty() || heading.is_empty()
}

/// "This Annex forms part of Schedule B", which stands in Schedule C.
fn container(reading: &Reading, found: &mut Findings, mention: &Mention, node: usize) {
    static PART: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"^This (?:Annex|Appendix|Exhibit|Schedule)(?: \w{1,4})? forms (?:an integral )?part of\s*$")
    });
    let text = &reading.paragraphs[mention.paragraph].text;
    let before = &text[..mention.range.start];
    if !before.starts_with("This ") || !PART.is_match(before) {
        return;
    }
    let outline = &reading.outline;
    let own = outline.part(mention.paragraph);
    let word = outline.nodes[node].mark.word.clone();
    let around = outline.parts[..own].iter().rev().take(50).filter_map(|part| part.node);
    let Some(around) = around.into_iter().find(|part| outline.nodes[*part].mark.word == word) else { return };
    if around == node {
        return;
    }
    let message = format!(
        "this annex is said to be part of {}, but stands in {}",
        outline.label(node),
        outline.label(around)
    );
    reading
        .report(found, &RULE, &(mention.paragraph, mention.range.clone()), message)
        .label("another one")
        .see(reading.span(&reading.whole(outline.nodes[around].paragraph)), "it stands in this one")
        .help(format!("refer to {}", outline.label(around)));
}

/// "Subject to Article 8.1", which asks nothing of anybody.
fn subject(
    reading: &Reading,
    found: &mut Findings,
    mention: &Mention,
    node: usize,
    defining: &BTreeSet<usize>,
) {
    static DUTY: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)\b(?:shall|must|may|will|agrees?|undertakes?|warrants?|entitled|liable|responsible|consents?|can|only|applies|apply|prohibited|except|unless)\b",
        )
    });
    let text = &reading.paragraphs[mention.paragraph].text;
    let before = &text[floor(text, mention.range.start.saturating_sub(20))..mention.range.start];
    if !before.trim_end().to_lowercase().ends_with("subject to") {
        return;
    }
    let outline = &reading.outline;
    let start = outline.nodes[node].paragraph;
    if !defining.contains(&node) {
        return;
    }
    let mut own = (start..reading.paragraphs.len().min(start + 50))
        .take_while(|at| outline.within[*at].0.is_some_and(|inner| outline.inside(inner, node)));
    let bare = own.all(|at| !DUTY.is_match(&reading.paragraphs[at].text));
    if bare {
        let label = outline.label(node);
        let message = format!("this is made subject to {label}, which only defines a term and asks nothing");
        reading
            .report(found, &RULE, &(mention.paragraph, mention.range.clone()), message)
            .level(Level::Warn)
            .label("no condition there")
            .see(reading.span(&reading.whole(start)), "this place")
            .help("refer to the place that sets the condition");
    }
}
