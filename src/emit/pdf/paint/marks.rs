//! The operators that mark content: what it belongs to, and what it says.

use std::collections::BTreeMap;

use printpdf::{DictItem, Op};

use crate::emit::pdf::layout::Artifact;
use crate::emit::pdf::structure::Owner;

/// Begins a sequence of marked content (ISO 32000-1, 14.6 and 14.8.2.2), content with its identifier.
pub(super) fn marked(owner: Owner, identifier: usize) -> Op {
    let name = |name: &str| DictItem::Name(name.as_bytes().to_vec());
    let (tag, properties) = match owner {
        Owner::Node(_) => ("P", vec![("MCID", DictItem::Int(identifier as i64))]),
        Owner::Artifact(Artifact::Layout) => ("Artifact", vec![("Type", name("Layout"))]),
        Owner::Artifact(artifact) => {
            let mut properties = vec![("Type", name("Pagination"))];
            match artifact {
                Artifact::Header => properties.push(("Subtype", name("Header"))),
                Artifact::Footer => properties.push(("Subtype", name("Footer"))),
                Artifact::Watermark => properties.push(("Subtype", name("Watermark"))),
                Artifact::Layout | Artifact::Repeated => {}
            }
            ("Artifact", properties)
        }
    };
    let map = properties.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    Op::BeginMarkedContentWithProperties { tag: tag.into(), properties: DictItem::Dict { map } }
}

/// Begins a run whose glyphs stand from left to right and are read from right to left. Viewers that
/// do not know the mark expect just this order of all writing that runs from right to left, and turn
/// it round themselves; a text given for the whole run they would turn round as well.
pub(super) fn reversed_text() -> Op {
    Op::BeginMarkedContent { tag: "ReversedChars".into() }
}

/// Begins a stretch that stands for `text`, whatever its glyphs say.
pub(super) fn actual_text(text: &str) -> Op {
    let mut data = vec![0xfe, 0xff];
    for unit in text.encode_utf16() {
        data.extend(unit.to_be_bytes());
    }
    let text = DictItem::String { data, literal: false };
    Op::BeginMarkedContentWithProperties {
        tag: "Span".into(),
        properties: DictItem::Dict { map: BTreeMap::from([("ActualText".to_owned(), text)]) },
    }
}
