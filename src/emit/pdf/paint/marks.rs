//! The operators that mark content: what it belongs to, and what it says.

use super::operators::Operators;
use crate::emit::pdf::layout::Artifact;
use crate::emit::pdf::structure::Owner;

/// Begins a sequence of marked content (ISO 32000-1, 14.6 and 14.8.2.2), content with its identifier.
pub(super) fn marked(content: &mut Operators, owner: Owner, identifier: usize) {
    let artifact = match owner {
        Owner::Node(_) => {
            content.bytes.extend(b"/P<</MCID ");
            content.integer(identifier as i64);
            return content.operator(">>BDC");
        }
        Owner::Artifact(artifact) => artifact,
    };
    content.operator(match artifact {
        Artifact::Layout => "/Artifact<</Type/Layout>>BDC",
        Artifact::Header => "/Artifact<</Type/Pagination/Subtype/Header>>BDC",
        Artifact::Footer => "/Artifact<</Type/Pagination/Subtype/Footer>>BDC",
        Artifact::Watermark => "/Artifact<</Type/Pagination/Subtype/Watermark>>BDC",
        Artifact::Repeated => "/Artifact<</Type/Pagination>>BDC",
    });
}

/// Begins a run whose glyphs stand from left to right and are read from right to left. Viewers that
/// do not know the mark expect just this order of all writing that runs from right to left, and turn
/// it round themselves; a text given for the whole run they would turn round as well.
pub(super) const REVERSED_TEXT: &str = "/ReversedChars BMC";

/// Begins a stretch that stands for `text`, whatever its glyphs say.
pub(super) fn actual_text(content: &mut Operators, text: &str) {
    content.bytes.extend(b"/Span<</ActualText<FEFF");
    for byte in text.encode_utf16().flat_map(u16::to_be_bytes) {
        let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or('0').to_ascii_uppercase() as u8;
        content.bytes.extend([digit(byte >> 4), digit(byte & 15)]);
    }
    content.operator(">>>BDC");
}
