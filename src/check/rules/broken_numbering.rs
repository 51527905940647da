//! Numbers are left out, stand twice or change their manner.

use crate::check::text::outline::Node;
use crate::check::text::{Place, Reading, Style, value_of};
use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;

/// Numbers are left out, stand twice or change their manner.
pub static RULE: Rule = Rule {
    code: Code("NUM-LIST"),
    name: "broken-numbering",
    level: Level::Warn,
    basis: &["drafting, no provision"],
    page: include_str!("broken_numbering.md"),
    check: Check::Document(run),
};

fn run(reading: &Reading, found: &mut Findings) {
    if reading.document.is_some() {
        return; // dpakit counted these itself
    }
    for node in &reading.outline.nodes {
        if let Some(before) = node.before {
            items(reading, found, &reading.outline.nodes[before], node);
        }
    }
    sections(reading, found);
    annexes(reading, found);
}

fn place(reading: &Reading, node: &Node) -> Place {
    reading.whole(node.paragraph)
}

fn say(reading: &Reading, found: &mut Findings, before: &Node, node: &Node, message: String) {
    reading
        .report(found, &RULE, &place(reading, node), message)
        .label("the numbers break here")
        .see(reading.span(&place(reading, before)), "the one before")
        .help("number the items anew, and the references to them");
}

fn items(reading: &Reading, found: &mut Findings, before: &Node, node: &Node) {
    let (Some(last), Some(this)) = (before.value, node.value) else { return };
    let (old, new) = (&before.mark.printed, &node.mark.printed);
    let text = |node: &Node| reading.paragraphs[node.paragraph].text.trim();
    let lazy = this == last && node.paragraph == before.paragraph + 1 && this == 1;
    if lazy {
        return;
    }
    if this == last {
        say(reading, found, before, node, format!("`{new}` stands twice in one list"));
    } else if this > last + 1 {
        say(reading, found, before, node, format!("`{new}` follows `{old}`: a number is missing"));
    } else if this < last {
        say(reading, found, before, node, format!("`{new}` follows `{old}`: the numbers go back"));
    } else if text(before).ends_with(':')
        && text(node).starts_with(char::is_lowercase)
        && node.paragraph == before.paragraph + 1
    {
        say(
            reading,
            found,
            before,
            node,
            format!("the list that `{old}` announces goes on as `{new}`, on its own level"),
        );
    }
}

/// Clauses and subclauses in figures, in the order of the text.
fn sections(reading: &Reading, found: &mut Findings) {
    let nodes = &reading.outline.nodes;
    let mut last: std::collections::HashMap<(usize, Option<String>, String), usize> =
        std::collections::HashMap::new();
    for (index, node) in nodes.iter().enumerate() {
        let section =
            node.before.is_none() && (node.style == Style::Figures || clause(node)) && !node.mark.bracketed;
        let counted = node.mark.path.len() > 1 || clause(node) || top(reading, node);
        if !section || !counted {
            continue;
        }
        let parent = node.mark.path[..node.mark.path.len() - 1].join(".");
        let before = last.insert((node.part, node.mark.word.clone(), parent), index);
        let Some(before) = before.map(|before| &nodes[before]) else { continue };
        let (Some(old), Some(new)) = (before.value, node.value) else { continue };
        let (was, is) = (before.mark.printed.trim_end_matches('.'), node.mark.printed.trim_end_matches('.'));
        if new == old {
            say(reading, found, before, node, format!("`{is}` stands twice"));
        } else if new > old + 1 && new < old + 20 {
            say(reading, found, before, node, format!("`{is}` follows `{was}`: a number is missing"));
        }
    }
}

fn clause(node: &Node) -> bool {
    matches!(node.mark.word.as_deref(), Some("clause" | "article" | "section"))
}

/// A number of one part that opens a clause.
fn top(reading: &Reading, node: &Node) -> bool {
    let annex = node.parent.is_none_or(|parent| {
        reading.outline.nodes[parent].mark.word.is_some() && !clause(&reading.outline.nodes[parent])
    });
    annex && node.mark.path.len() == 1 && reading.paragraphs[node.paragraph].indent < 2
}

/// Annexes of one word: I, 2, 3.
fn annexes(reading: &Reading, found: &mut Findings) {
    let parts: Vec<&Node> = reading
        .outline
        .parts
        .iter()
        .filter_map(|part| part.node)
        .map(|node| &reading.outline.nodes[node])
        .collect();
    for (at, node) in parts.iter().enumerate() {
        let Some(before) = parts[..at].iter().rev().find(|one| one.mark.word == node.mark.word) else {
            continue;
        };
        let (was, is) = (&before.mark.path[0], &node.mark.path[0]);
        let figure = |label: &str| label.chars().all(|c| c.is_ascii_digit());
        let (Some(old), Some(new)) = (value_of(was), value_of(is)) else { continue };
        if new == old + 1 && figure(was) != figure(is) {
            let message = format!(
                "`{}` follows `{}`: the manner of the numbers changes",
                node.mark.printed, before.mark.printed
            );
            say(reading, found, before, node, message);
        } else if new > old + 1
            && figure(was) == figure(is)
            && node.mark.path.len() == 1
            && before.mark.path.len() == 1
        {
            say(
                reading,
                found,
                before,
                node,
                format!("`{}` follows `{}`: a number is missing", node.mark.printed, before.mark.printed),
            );
        }
    }
}
