//! A manifest read back: what it says of the pack and of its files.
//!
//! What a later version adds is passed over, so that an old dpakit can still compare hashes.

use serde::Deserialize;

use super::{Output, SCHEMA_VERSION};
use crate::law::datum::Datum;

/// What a manifest says, as far as it can be compared.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Record {
    /// The version of dpakit that wrote the pack.
    pub dpakit: String,
    /// Version of the shape of the manifest.
    pub schema_version: u32,
    /// The parties' reference.
    pub reference: String,
    /// Whether the pack is a draft.
    #[serde(default)]
    pub draft: bool,
    /// The facts carried beside it, where it is carried in a document.
    pub facts: Option<Named>,
    /// The texts that stated facts, with their layers.
    #[serde(default)]
    pub layers: Vec<LayerFile>,
    /// The library that the pack was written with.
    pub library: Hash,
    /// What it said beside its clauses.
    pub shared: Option<Hash>,
    /// The rows of the tables of the law that the pack rests on; older manifests do not say.
    pub reference_data: Option<Vec<Datum>>,
    /// The pack file; older manifests do not say.
    pub input: Option<Hash>,
    /// The official texts printed word for word.
    #[serde(default)]
    pub official: Vec<Official>,
    /// What it says of the contract; older manifests do not say.
    pub contract: Option<Contract>,
    /// The instruments, in order.
    pub instruments: Vec<Instrument>,
    /// The measures of the library.
    #[serde(default)]
    pub measures: Vec<Line>,
    /// The files written; none where it is carried in a document.
    #[serde(default)]
    pub outputs: Vec<Output>,
}

/// The contract of a pack.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Contract {
    /// The title of the agreement, where it is stated.
    pub title: Option<String>,
    /// Its date, where that is a day.
    pub date: Option<serde_json::Value>,
}

/// A file by name and content.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Named {
    /// File name.
    pub name: String,
    /// SHA-256 of the content, in hexadecimal.
    pub sha256: String,
}

/// A hash.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Hash {
    /// SHA-256 in hexadecimal.
    pub sha256: String,
}

/// An instrument of the pack.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Instrument {
    /// Its book, and the stem of its files.
    pub slug: String,
    /// Title.
    pub title: String,
    /// SHA-256 of what says its order and its numbers.
    pub book: Option<String>,
    /// Its clauses, in order.
    #[serde(default)]
    pub clauses: Vec<Line>,
    /// The clauses of the book that it does not have.
    pub left_out: Option<Vec<LeftOut>>,
}

/// A text that stated facts.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct LayerFile {
    /// Which layer: `house`, `pack`, `row`.
    pub layer: String,
    /// Name of the file, where it is told.
    pub name: Option<String>,
    /// SHA-256 of the content, in hexadecimal.
    pub sha256: String,
}

/// A clause that a pack does not have.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct LeftOut {
    /// Its address.
    pub address: String,
}

/// An official text.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Official {
    /// The instrument: `scc-2021-914`.
    pub instrument: String,
    /// Language.
    pub language: String,
    /// SHA-256 over the ids and words of all its units, in hexadecimal.
    pub sha256: String,
}

/// A clause of the pack.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Line {
    /// Its address with version.
    pub address: String,
    /// SHA-256 of its file; of the words themselves where they are the parties' own.
    pub sha256: String,
    /// How the parties deviate from the library, if they do.
    pub deviation: Option<Deviation>,
}

/// How the words of a clause deviate from the library.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Deviation {
    /// `replaced` or `inserted`.
    pub kind: String,
}

impl Record {
    /// Reads a manifest.
    ///
    /// # Errors
    /// Why the text is no manifest of dpakit, or not one that this version can read.
    pub fn parse(text: &[u8]) -> Result<Record, String> {
        #[derive(Deserialize)]
        struct Version {
            schema_version: u32,
        }
        let no_manifest = |error: serde_json::Error| format!("is no manifest of dpakit: {error}");
        let version: Version = serde_json::from_slice(text).map_err(no_manifest)?;
        if version.schema_version > SCHEMA_VERSION {
            return Err("was written by a later version of dpakit".to_owned());
        }
        serde_json::from_slice(text).map_err(no_manifest)
    }

    /// Every clause and measure of the pack.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.instruments.iter().flat_map(|instrument| &instrument.clauses).chain(&self.measures)
    }
}
