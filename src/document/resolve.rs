//! Draft to Document: numbers first, then references and terms.
use super::{Document, Draft, Labels};

/// A reference to a place that does not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dangling;

/// Stub.
pub fn resolve(_drafts: Vec<Draft>, _labels: &Labels) -> Result<Vec<Document>, Vec<Dangling>> { Ok(vec![]) }
