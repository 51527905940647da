//! The pack of a row, written out of sight, where it waits for its place.

use serde::{Deserialize, Serialize};

use super::journal::Entry;
use super::judge::Hashes;
use super::outputs::{Outputs, Parcel, Refusal};
use super::{Batch, Finished, Status, export};
use crate::check::Report;
use crate::pack::Facts;
use crate::pipeline::{Prepared, write};
use crate::plan::manifest::Output;
use crate::rows::Row;

/// A pack that waits for its place, and what is noted of it once it has it.
#[derive(Serialize, Deserialize)]
pub struct Waiting<S> {
    staged: S,
    /// What the journal is to say, but for the files as they stand.
    entry: Entry,
    /// The files as the manifest notes them.
    outputs: Vec<Output>,
}

impl<S> Waiting<S> {
    /// The pack itself, the line of the journal, and the news.
    pub fn parts(self) -> (S, Entry, Finished) {
        let Waiting { staged, entry, outputs } = self;
        let finished = Finished::of(entry.row, Some(entry.key.clone()), Status::Written);
        let folder = Some(entry.folder.clone());
        (staged, entry, Finished { folder, files: outputs, ..finished })
    }
}

/// Whether what the rules say of a good row stands in its files: in a draft, and as what is allowed with a reason.
pub fn tells_of_findings(batch: &Batch<'_>, facts: &Facts) -> bool {
    batch.choice.draft || !facts.pack.allow.is_empty()
}

/// Writes the pack of a row that was found good; `report` is empty unless its files tell of it.
///
/// # Errors
/// What a format cannot carry, something in its place; the disk or the store.
pub fn write<O: Outputs>(
    batch: &Batch<'_>,
    outputs: &O,
    row: &Row,
    (prepared, report): (Prepared<'_>, Report),
    (folder, hashes): (String, Hashes),
) -> Result<Waiting<O::Staged>, Refusal> {
    let line = export::line(&row.key, &folder, &prepared, batch.choice.draft);
    let mut built = prepared.write(report, batch.look, batch.choice).map_err(Refusal::InTheWay)?;
    if built.files.is_empty() {
        return Err(Refusal::InTheWay(built.report.findings));
    }
    let mut files = std::mem::take(&mut built.files);
    files.push(write::manifest(std::mem::take(&mut built.manifest)));
    let parcel = Parcel { place: folder.clone(), packing: batch.packing, files };
    let staged = outputs.stage(parcel, batch.force)?;
    let (number, key, packing, content) = (row.number, row.key.clone(), batch.packing, hashes.content);
    let entry = Entry { row: number, key, folder, packing, content, files: Vec::new(), line };
    Ok(Waiting { staged, entry, outputs: built.outputs })
}
