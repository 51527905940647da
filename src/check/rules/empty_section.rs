//! A heading or a prompt has nothing under it.

use crate::check::text::{Found, Kind, Look, Reading, plain};
use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;

/// A heading or a prompt has nothing under it.
pub static RULE: Rule = Rule {
    code: Code("TXT-EMPTY"),
    name: "empty-section",
    level: Level::Warn,
    basis: &["drafting, no provision"],
    page: include_str!("empty_section.md"),
    check: Check::Document(run),
};

fn run(reading: &Reading, found: &mut Findings) {
    let mut numbered = vec![None; reading.paragraphs.len()];
    for (node, one) in reading.outline.nodes.iter().enumerate() {
        numbered[one.paragraph] = Some(node);
    }
    for (at, numbered) in numbered.into_iter().enumerate() {
        if numbered.is_some_and(|node| is_empty(reading, at, node)) {
            let title: String = reading.paragraphs[at].text.trim().chars().take(60).collect();
            let number = reading.outline.printed(at);
            let name = format!("{number} {title}");
            reading
                .report(found, &RULE, &reading.whole(at), format!("nothing stands under `{}`", name.trim()))
                .label("empty")
                .help("write what belongs here, or drop the heading");
        } else if unanswered(reading, at) {
            reading
                .report(found, &RULE, &reading.whole(at), "what is asked for here was never given")
                .label("no answer follows")
                .see(reading.span(&reading.whole(at + 1)), "the next entry begins")
                .help("answer it, or say that there is nothing to state");
        }
    }
}

/// A numbered heading that the next numbered heading of its level, or the end, follows at once.
fn is_empty(reading: &Reading, at: usize, node: usize) -> bool {
    let one = &reading.paragraphs[at];
    if one.kind != Kind::Heading {
        return false;
    }
    let Some(next) = reading.paragraphs.get(at + 1) else {
        return !one.text.trim().is_empty() && reading.document.is_none();
    };
    let level = |node: usize| {
        let mut depth = 0;
        let mut up = reading.outline.nodes[node].parent;
        while let Some(above) = up {
            depth += 1;
            up = reading.outline.nodes[above].parent;
        }
        depth
    };
    let next_node = reading.outline.nodes.get(node + 1).filter(|next| next.paragraph == at + 1);
    let beside = next_node.is_some() && level(node + 1) <= level(node);
    let titled = !one.text.trim().is_empty();
    let word = |at: usize| reading.paragraphs[at].mark.as_ref().and_then(|mark| mark.word.as_deref());
    if word(at) == Some("section") && word(at + 1) != Some("section") {
        return false; // a section of clauses
    }
    titled && next.kind == Kind::Heading && next.mark.is_some() && beside
}

/// A prompt that ends with a colon, and then the next heading.
fn unanswered(reading: &Reading, at: usize) -> bool {
    if reading.paragraphs[at].find(Look::Asks, asks).is_empty() {
        return false;
    }
    let Some(next) = reading.paragraphs.get(at + 1) else { return false };
    let title = next.text.trim();
    title.split_whitespace().count() <= 6
        && next.apart
        && title.starts_with(char::is_uppercase)
        && !title.ends_with(['.', ';', ','])
        && reading.paragraphs.get(at + 2).is_some_and(|after| {
            after.text.trim().ends_with(':') || after.text.split_whitespace().count() > 6
        })
}

/// The words of a prompt to specify something that ends with a colon.
fn asks(text: &str) -> Vec<Found> {
    let prompts = text.trim().ends_with(':') && text.to_lowercase().contains("please specify");
    plain(prompts.then_some(0..text.len()))
}
