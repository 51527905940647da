//! Html.

use super::{Fault, Format, Look};
use crate::document::Document;
use std::io::Write;

/// Html.
pub struct Html;

impl Format for Html {
    fn name(&self) -> &'static str {
        "html"
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
