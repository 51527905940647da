//! Documents written down: one module per format.
//!
//! A format sees the tree and the looks, never a pack, a clause library or the law. It writes to
//! any [`Write`], one file for one document or for several together.

pub mod html;
pub mod look;
pub mod markdown;
pub mod pdf;

use std::io::Write;

use crate::document::{Document, Text};

pub use look::Look;

/// A way of writing documents down.
pub trait Format: Sync {
    /// Short name, which is also the file extension: `md`, `html`, `pdf`.
    fn name(&self) -> &'static str;

    /// Writes `documents` as one file. With several, each keeps its own numbering, and references
    /// between them are links within the file; a reference to a document that is not among them is
    /// a link to the file beside it (`scc.html#scc.annex-ii`) where the format has such links.
    ///
    /// The bytes depend on the arguments only.
    ///
    /// # Errors
    /// [`Fault`]s of the content, e.g. a character that no font has; or of `out`.
    fn write(&self, documents: &[Document], look: &Look, out: &mut dyn Write) -> Result<(), Vec<Fault>>;
}

/// All formats, in the order in which they are written.
pub const FORMATS: &[&dyn Format] = &[&markdown::Markdown, &html::Html, &pdf::Pdf];

/// Why a document cannot be written in a format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is the case.
    pub message: String,
    /// What to do.
    pub help: String,
    /// Path of the fact concerned, if it is one: the caller knows its place.
    pub path: Option<Text>,
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Fault {
        Fault {
            message: format!("the file cannot be written: {error}"),
            help: "check the disk and the permissions of the output folder".into(),
            path: None,
        }
    }
}
