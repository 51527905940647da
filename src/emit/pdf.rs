//! Pdf.

use super::{Fault, Format, Look};
use crate::document::Document;
use std::io::Write;

/// Pdf.
pub struct Pdf;

impl Format for Pdf {
    fn name(&self) -> &'static str {
        "pdf"
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
