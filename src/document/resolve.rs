//! Draft to Document: numbers first, then references and terms.
use super::{Document, Draft, Labels};

/// A reference to a place that does not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dangling;

/// Stub.
pub fn resolve(drafts: Vec<Draft>, _labels: &Labels) -> Result<Vec<Document>, Vec<Dangling>> {
    Ok(drafts
        .into_iter()
        .map(|draft| Document {
            meta: draft.meta,
            blocks: draft.blocks,
        })
        .collect())
}
