//! A sentence breaks off.

use crate::check::text::{Kind, Reading};
use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;

/// A sentence breaks off.
pub static RULE: Rule = Rule {
    code: Code("TXT-UNFINISHED"),
    name: "unfinished-sentence",
    level: Level::Warn,
    basis: &["drafting, no provision"],
    page: include_str!("unfinished_sentence.md"),
    check: Check::Document(run),
};

fn run(reading: &Reading, found: &mut Findings) {
    if reading.document.is_some() {
        return; // in a pack, any item of a list may be its last
    }
    for (at, paragraph) in reading.paragraphs.iter().enumerate() {
        let text = paragraph.text.trim_end();
        let whole = paragraph.kind == Kind::Text && text.split_whitespace().count() > 5;
        let joined = ["; and", "; or", ", and", ", or"].into_iter().find(|end| text.ends_with(end));
        let comma = text.ends_with(',') && !text.contains('\u{201c}');
        if !whole || !(comma || joined.is_some()) || goes_on(reading, at) {
            continue;
        }
        let end = joined.map_or(1, str::len);
        let place = (at, text.len() - end..text.len());
        let message = match joined {
            Some(joined) => {
                format!("the last item of a list ends with `{}`", joined.trim_start_matches([',', ';', ' ']))
            }
            None => "a sentence ends with a comma".to_owned(),
        };
        reading
            .report(found, &RULE, &place, message)
            .label("what follows is missing")
            .help("finish the sentence; perhaps words or a further item were lost");
    }
}

/// Whether the next paragraph takes the sentence up: an item beside or below, or a small letter.
fn goes_on(reading: &Reading, at: usize) -> bool {
    let Some(next) = reading.paragraphs.get(at + 1) else { return false };
    let small = next.text.trim_start().chars().next().is_some_and(|c| !c.is_uppercase());
    if next.kind == Kind::Heading {
        return false;
    }
    let nodes = &reading.outline.nodes;
    let beside = match (reading.outline.within[at].0, reading.outline.within[at + 1].0) {
        (Some(here), Some(below)) if next.mark.is_some() => {
            let mut above = std::iter::successors(Some(here), |one| nodes[*one].parent);
            let listed = above.any(|one| nodes[below].before == Some(one));
            listed || nodes[below].parent == Some(here) || nodes[below].parent == nodes[here].parent
        }
        _ => next.kind == Kind::Bullet,
    };
    small || beside
}
