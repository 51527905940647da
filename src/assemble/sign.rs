//! Where the parties sign: the marks `[capacity](sign:party)` of clauses become signature blocks.

use std::sync::Arc;

use super::Room;
use crate::document::{Block, Field, FieldKind, Inline, Kind, Link, Section, Signatory, capitalised, walk};
use crate::pack::terms::Fields;

/// Replaces paragraphs that hold nothing but signature marks by signature blocks.
pub(super) fn place(room: &Room<'_>, blocks: &mut Vec<Block>) {
    let old = std::mem::take(blocks);
    for block in old {
        match block {
            Block::Paragraph(run) => blocks.push(signatures(room, run)),
            Block::Section(section) => blocks.extend(within(room, Arc::unwrap_or_clone(section))),
            other => blocks.push(other),
        }
    }
    merge(blocks);
}

/// A numbered paragraph that turns out to be signature blocks loses its number.
fn within(room: &Room<'_>, mut section: Section) -> Vec<Block> {
    place(room, &mut section.blocks);
    let only_signatures = !section.blocks.is_empty()
        && section.blocks.iter().all(|block| matches!(block, Block::Signatures(_)));
    if section.kind == Kind::Clause && section.title.is_empty() && only_signatures {
        section.blocks
    } else {
        vec![Block::section(section)]
    }
}

fn signatures(room: &Room<'_>, run: Vec<Inline>) -> Block {
    let words = run.iter().filter(|inline| !matches!(inline, Inline::Text(text) if text.trim().is_empty()));
    let marks: Option<Vec<(&str, &[Inline])>> = words.map(mark).collect();
    let blocks: Option<Vec<Signatory>> = marks
        .filter(|marks| !marks.is_empty())
        .and_then(|marks| marks.iter().map(|(id, capacity)| signatory(room, id, capacity)).collect());
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

fn signatory(room: &Room<'_>, id: &str, capacity: &[Inline]) -> Option<Signatory> {
    let party = room.plan.deal.parties.get(id)?;
    Some(Signatory {
        id: id.into(),
        party: room.party_name(id, party),
        capacity: first_upper(capacity),
        fields: fields(room, id),
    })
}

fn fields(room: &Room<'_>, id: &str) -> Vec<Field> {
    let labels = &room.plan.library.labels.fields;
    let stated = |key: &str| {
        let path = format!("parties.{id}.signatory.{key}");
        // Nothing is printed for what is not stated, and it would be looked for among all that is.
        room.plan.fact(&path).filter(|fact| !fact.is_null())?;
        let value = room.view.inlines_at(&path);
        (!value.is_empty()).then_some(value)
    };
    let field = |kind, label: &String, value| Field { kind, label: label.as_str().into(), value };
    let date = field(FieldKind::Date, &labels.date, stated("date"));
    match room.plan.deal.signing.fields {
        Fields::None => Vec::new(),
        Fields::DateOnly => vec![date],
        Fields::Full => vec![
            field(FieldKind::Signature, &labels.signature, None),
            field(FieldKind::Name, &labels.name, stated("name")),
            field(FieldKind::Title, &labels.title, stated("title")),
            field(FieldKind::Place, &labels.place, stated("place")),
            date,
        ],
    }
}

/// The capacity with a capital: it stands on a line of its own.
fn first_upper(run: &[Inline]) -> Vec<Inline> {
    let mut run = run.to_vec();
    if let Some(Inline::Text(text)) = run.first_mut() {
        *text = capitalised(text).into();
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
