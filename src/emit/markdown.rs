//! Markdown.

use super::{Fault, Format, Look};
use crate::document::Document;
use std::io::Write;

/// Markdown.
pub struct Markdown;

impl Format for Markdown {
    fn name(&self) -> &'static str {
        "md"
    }

    fn write(
        &self,
        _documents: &[Document],
        _look: &Look,
        _out: &mut dyn Write,
    ) -> Result<(), Vec<Fault>> {
        Ok(())
    }
}
