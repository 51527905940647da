//! Where the parties sign: the marks `[capacity](sign:party)` of clauses become signature blocks.

use crate::document::{Block, Field, FieldKind, Inline, Link, Section, Signatory, Stated, Text};
use crate::document::{Kind, Layer, walk};
use crate::library::Labels;
use crate::library::labels::Fields as FieldLabels;
use crate::pack::Given;
use crate::pack::party::Party;
use crate::pack::terms::Fields;
use crate::plan::Plan;

/// Replaces paragraphs that hold nothing but signature marks by signature blocks.
pub(super) fn place(plan: &Plan<'_>, blocks: &mut Vec<Block>) {
    let old = std::mem::take(blocks);
    for block in old {
        match block {
            Block::Paragraph(run) => blocks.push(signatures(plan, run)),
            Block::Section(section) => blocks.extend(within(plan, section)),
            other => blocks.push(other),
        }
    }
    merge(blocks);
}

/// A numbered paragraph that turns out to be signature blocks loses its number.
fn within(plan: &Plan<'_>, mut section: Section) -> Vec<Block> {
    place(plan, &mut section.blocks);
    let only_signatures = !section.blocks.is_empty()
        && section.blocks.iter().all(|block| matches!(block, Block::Signatures(_)));
    if section.kind == Kind::Clause && section.title.is_empty() && only_signatures {
        section.blocks
    } else {
        vec![Block::Section(section)]
    }
}

fn signatures(plan: &Plan<'_>, run: Vec<Inline>) -> Block {
    let words = run.iter().filter(|inline| !matches!(inline, Inline::Text(text) if text.trim().is_empty()));
    let marks: Option<Vec<(&str, &[Inline])>> = words.map(mark).collect();
    let blocks: Option<Vec<Signatory>> = marks
        .filter(|marks| !marks.is_empty())
        .and_then(|marks| marks.iter().map(|(id, capacity)| signatory(plan, id, capacity)).collect());
    match blocks {
        Some(blocks) => Block::Signatures(blocks),
        None => Block::Paragraph(run),
    }
}

/// A signature mark that became no block: it stands among other words, or names no party.
pub(super) fn stray(blocks: &[Block]) -> Option<String> {
    let mut found = None;
    walk::inlines(blocks, &mut |inline| {
        if let Inline::Link(link) = inline
            && let Some(id) = link.url.strip_prefix("sign:")
        {
            found.get_or_insert_with(|| id.to_owned());
        }
    });
    found
}

fn mark(inline: &Inline) -> Option<(&str, &[Inline])> {
    match inline {
        Inline::Link(Link { url, text }) => Some((url.strip_prefix("sign:")?, text.as_slice())),
        _ => None,
    }
}

fn signatory(plan: &Plan<'_>, id: &str, capacity: &[Inline]) -> Option<Signatory> {
    let party = plan.deal.parties.get(id)?;
    let labels = &plan.library.labels.fields;
    Some(Signatory {
        id: id.into(),
        party: name(plan, id, party),
        capacity: first_upper(capacity),
        fields: fields(plan, id, party, labels),
    })
}

fn name(plan: &Plan<'_>, id: &str, party: &Party) -> Vec<Inline> {
    let (text, field) = match (&party.name, &party.short_name) {
        (Given::Value(name), _) => (name.clone(), "name"),
        (_, Some(short)) => (short.clone(), "short_name"),
        (Given::ByReference(reference), None) => {
            let pattern = Labels::phrase(&plan.library.labels.by_reference, "name");
            (pattern.replace("{}", &reference.by_reference), "name")
        }
        (Given::LeftOpen(open), None) => {
            let pattern = Labels::phrase(&plan.library.labels.left_open, "name");
            (pattern.replace("{}", &open.left_open), "name")
        }
    };
    vec![fact(plan, text, &format!("parties.{id}.{field}"))]
}

fn fields(plan: &Plan<'_>, id: &str, party: &Party, labels: &FieldLabels) -> Vec<Field> {
    let signatory = party.signatory.as_ref();
    let at = |key: &str, value: Option<String>| {
        value.map(|value| vec![fact(plan, value, &format!("parties.{id}.signatory.{key}"))])
    };
    let field = |kind, label: &String, value| Field { kind, label: label.as_str().into(), value };
    let date = signatory.and_then(|signatory| signatory.date);
    let date =
        field(FieldKind::Date, &labels.date, at("date", date.map(|date| plan.library.labels.date(date.0))));
    match plan.deal.signing.fields {
        Fields::None => Vec::new(),
        Fields::DateOnly => vec![date],
        Fields::Full => vec![
            field(FieldKind::Signature, &labels.signature, None),
            field(FieldKind::Name, &labels.name, at("name", signatory.and_then(|one| one.name.clone()))),
            field(FieldKind::Title, &labels.title, at("title", signatory.and_then(|one| one.title.clone()))),
            field(FieldKind::Place, &labels.place, at("place", signatory.and_then(|one| one.place.clone()))),
            date,
        ],
    }
}

fn fact(plan: &Plan<'_>, text: String, path: &str) -> Inline {
    let layer = plan.facts.layer(path).unwrap_or(Layer::Default);
    Inline::Fact(Stated { text: text.into(), path: path.into(), layer })
}

/// The capacity with a capital: it stands on a line of its own.
fn first_upper(run: &[Inline]) -> Vec<Inline> {
    let mut run = run.to_vec();
    if let Some(Inline::Text(text)) = run.first_mut() {
        let mut chars = text.chars();
        let upper: Option<Text> =
            chars.next().map(|first| (first.to_uppercase().collect::<String>() + chars.as_str()).into());
        if let Some(upper) = upper {
            *text = upper;
        }
    }
    run
}

/// Signature blocks in a row stand side by side.
fn merge(blocks: &mut Vec<Block>) {
    let old = std::mem::take(blocks);
    for block in old {
        match (blocks.last_mut(), block) {
            (Some(Block::Signatures(before)), Block::Signatures(more)) => before.extend(more),
            (_, block) => blocks.push(block),
        }
    }
}
