//! Documents written down: one module per format.
//!
//! A format sees the tree and the looks, never a pack, a clause library or the law. It writes to
//! any [`Write`], one file for one document or for several together.

pub mod html;
pub mod look;
pub mod markdown;
pub mod pdf;
pub mod signing;
pub mod words;

use std::io::Write;

use signing::Signing;

use crate::document::{Document, Text};

pub use look::Look;

/// A way of writing documents down.
pub trait Format: Sync {
    /// Short name, which is also the file extension: `md`, `html`, `pdf`.
    fn name(&self) -> &'static str;

    /// Whether its files can carry others: of a volume for another format, the attachments are not asked for.
    fn carries_files(&self) -> bool {
        false
    }

    /// Writes one file. Of several instruments, each keeps its own numbering, and references
    /// between them are links within the file; a reference to a document that is not among them is
    /// a link to the file beside it (`scc.html#scc.annex-ii`) where the format has such links.
    ///
    /// The bytes depend on the arguments only.
    ///
    /// # Errors
    /// [`Fault`]s of the content, e.g. a character that no font has; or of `out`.
    fn write(&self, volume: &Volume<'_>, look: &Look, out: &mut dyn Write) -> Result<Written, Vec<Fault>>;

    /// The bytes that [`Format::write`] writes.
    ///
    /// # Errors
    /// Those of [`Format::write`].
    fn bytes(&self, volume: &Volume<'_>, look: &Look) -> Result<(Vec<u8>, Written), Vec<Fault>> {
        let mut bytes = Vec::new();
        let written = self.write(volume, look, &mut bytes)?;
        Ok((bytes, written))
    }
}

/// What is to be known of a file that was written, beyond its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Written {
    /// The fonts it holds that are not part of the program, by name, each once.
    pub fonts: Vec<Font>,
}

/// A font that is not part of the program.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Font {
    /// PostScript name.
    pub name: String,
    /// SHA-256 of the font file, in hexadecimal.
    pub sha256: String,
}

/// One file to be written: its instruments, and what it carries beside their text.
#[derive(Debug, Clone, Copy, Default)]
pub struct Volume<'a> {
    /// The instruments, in order.
    pub documents: &'a [Document],
    /// Files carried inside, where the format can: only PDF does.
    pub attachments: &'a [Attachment],
    /// Who signs, where the format has fields: only PDF does.
    pub signing: Option<&'a Signing>,
}

impl<'a> Volume<'a> {
    /// Instruments alone.
    pub fn of(documents: &'a [Document]) -> Volume<'a> {
        Volume { documents, ..Volume::default() }
    }
}

/// A file carried inside another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// File name: `facts.toml`.
    pub name: String,
    /// Media type: `application/toml`.
    pub media_type: String,
    /// What it is, for people.
    pub description: String,
    /// What it is to the document.
    pub relation: Relation,
    /// Content.
    pub bytes: Vec<u8>,
}

/// What an attachment is to the document that carries it (PDF 2.0, `AFRelationship`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// What the document was made from.
    Source,
    /// What else belongs to it.
    Supplement,
}

/// How much of the pack a file carries inside, where the format can.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize, schemars::JsonSchema)]
pub enum Embed {
    /// The facts, and the manifest.
    #[default]
    #[serde(rename = "full")]
    Full,
    /// The facts alone.
    #[serde(rename = "facts")]
    Facts,
    /// Nothing.
    #[serde(rename = "none")]
    Nothing,
}

impl Embed {
    /// Every value.
    pub const ALL: [Embed; 3] = [Embed::Full, Embed::Facts, Embed::Nothing];

    /// Its name on the command line and in `dpakit.toml`.
    pub fn name(self) -> &'static str {
        match self {
            Embed::Full => "full",
            Embed::Facts => "facts",
            Embed::Nothing => "none",
        }
    }
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

impl Fault {
    /// What should never happen, and is no fault of the facts.
    pub fn ours(error: &dyn std::fmt::Display) -> Fault {
        Fault {
            message: format!("the PDF cannot be assembled: {error}"),
            help: "this is a fault of dpakit: please report it".into(),
            path: None,
        }
    }
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
