//! Where packs go: a folder of the disk, or object storage. Of both holds that packs get ready out of
//! sight and appear whole, that nothing of anybody's is lost, and that one run at a time works on a part.

mod bundle;
mod folder;
#[cfg(feature = "cloud")]
mod objects;

use std::fs::File;
use std::io;

use serde::Serialize;
use serde::de::DeserializeOwned;
use tempfile::NamedTempFile;

use super::journal::{Entry, Journal, Made};
use crate::diagnostic::{Code, Diagnostic};
use crate::pipeline::OutputFile;

pub use bundle::Packing;
pub use folder::Folder;
#[cfg(feature = "cloud")]
pub use objects::Objects;

/// Another run is at work in the output folder.
pub const BUSY: Code = Code("FIL-BUSY");
/// Object storage cannot be used.
pub const STORE: Code = Code("FIL-STORE");

/// Where the outputs hold what is not for others.
const WORK: &str = ".dpakit";

/// A pack that is to be written.
pub struct Parcel {
    /// Where it goes: of a folder or an archive, below the outputs.
    pub place: String,
    /// Which of them it is.
    pub packing: Packing,
    /// Its files, the manifest last.
    pub files: Vec<OutputFile>,
}

/// Why a pack is not written.
pub enum Refusal {
    /// Something in the way of this pack.
    InTheWay(Vec<Diagnostic>),
    /// The disk or the store: nothing more can be written.
    Disk(io::Error),
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Refusal {
        Refusal::Disk(error)
    }
}

/// A place for the packs of a batch.
pub trait Outputs: Sync {
    /// A pack that waits for its place, in a form of which a note can be kept.
    type Staged: Send + Serialize + DeserializeOwned;

    /// The journal of the part that is worked on.
    ///
    /// # Errors
    /// The disk or the store.
    fn journal(&self) -> io::Result<Journal>;

    /// Gets a pack ready out of sight; several threads may do so at once.
    ///
    /// # Errors
    /// Files in the place of the pack that dpakit did not write, unless `force`; the disk or the store.
    fn stage(&self, parcel: Parcel, force: bool) -> Result<Self::Staged, Refusal>;

    /// Puts packs in their places for good. Returns the files of each as they stand.
    ///
    /// # Errors
    /// The disk or the store. Each pack is then in its place, or the next run puts it there.
    fn commit(&self, packs: Vec<Self::Staged>) -> io::Result<Vec<Vec<Made>>>;

    /// A file for notes on packs that wait for their places, if any number of packs can wait.
    ///
    /// # Errors
    /// The disk.
    fn scratch(&self) -> io::Result<Option<File>> {
        Ok(None)
    }

    /// Begins to make last what waits, so that less of it is to be waited for later. It promises nothing.
    fn press(&self) {}

    /// Removes the packs that wait for their places.
    ///
    /// # Errors
    /// The disk.
    fn clear(&self) -> io::Result<()> {
        Ok(())
    }

    /// Whether a pack stands as it was left, by what can be told without reading it.
    fn stands(&self, entry: &Entry) -> bool;

    /// Whether the files of a pack have the content that its manifest says.
    ///
    /// # Errors
    /// The store does not answer.
    fn is_whole(&self, entry: &Entry) -> io::Result<bool>;

    /// Removes the files of a pack, while they are as they were left.
    ///
    /// # Errors
    /// Files that somebody changed, unless `force`; the disk or the store.
    fn remove(&self, entry: &Entry, force: bool) -> Result<(), Refusal>;

    /// Whether a file beside the packs is there.
    fn has(&self, name: &str) -> bool;

    /// The first line of a file beside the packs, if it is there.
    ///
    /// # Errors
    /// The store does not answer.
    fn first_line(&self, name: &str) -> io::Result<Option<String>>;

    /// An empty file that [`Outputs::publish`] puts in its place.
    ///
    /// # Errors
    /// The disk.
    fn draft(&self) -> io::Result<NamedTempFile>;

    /// Puts a file beside the packs, if it is not there with the same content.
    ///
    /// # Errors
    /// The disk or the store.
    fn publish(&self, name: &str, draft: NamedTempFile) -> io::Result<()>;

    /// Tidies up after a run that came to its end.
    ///
    /// # Errors
    /// The disk or the store.
    fn close(&self) -> io::Result<()>;

    /// A file beside the packs as messages call it.
    fn shown(&self, name: &str) -> String;

    /// What to say of a disk or a store that fails.
    fn trouble(&self, error: &io::Error) -> Diagnostic;
}

/// What to say where another run works on the same part.
fn busy(out: &str) -> Diagnostic {
    Diagnostic::error(BUSY, format!("another run is at work in `{out}`"))
        .help("wait for it to end, or write to another `--out`")
}
