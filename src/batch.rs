//! One pack for each row of a partner table: all rows are judged before the first file is written.
//!
//! [`run`] reads the table twice. The first time every row is planned, assembled and judged, and of each
//! only its verdict is kept, with a short hash of what its files would be made from: what an
//! earlier run has made from the same is not made again. The second time the rows that need it are
//! written down. Nothing is held of the rows that are done, so that memory does not grow with the table.
//!
//! Where all rows are known to need it, and it takes little, they are written down the first time, out of sight;
//! then the second time their packs only get their places.

mod ahead;
mod digest;
mod export;
mod finding;
mod inherit;
mod inputs;
mod journal;
mod judge;
mod name;
mod outputs;
mod pack;
mod render;
pub mod report;
mod shard;

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use serde::Serialize;

use crate::diagnostic::{Code, Diagnostic, Outcome, Severity};
use crate::emit::Look;
use crate::library::Library;
use crate::load::Node;
use crate::pipeline::Choice;
use crate::plan::manifest::Output;
use crate::rows::{BadRow, Row, Table};
use crate::source::address;

use digest::Digest;
use journal::{Journal, Run, Standing};
use judge::Task;
use outputs::{Folder, Outputs, Refusal};

pub use inherit::INHERITED;
pub use judge::DEFECT;
pub use name::{NAME, Pattern};
pub use outputs::{BUSY, Packing, STORE};
pub use shard::Shard;

/// A table without rows would remove all packs.
pub const EMPTY: Code = Code("BAT-EMPTY");

/// What is to be made of a table.
pub struct Batch<'b> {
    /// The facts that all partners share: the pack over the defaults of the house.
    pub base: &'b Node,
    /// The partners.
    pub table: &'b Table,
    /// The words.
    pub library: &'b Library,
    /// The looks.
    pub look: &'b Look,
    /// Formats and the like.
    pub choice: &'b Choice,
    /// The output folder, or the address of object storage.
    pub out: PathBuf,
    /// How long object storage may stay away before the run ends.
    pub patience: Duration,
    /// Where each pack goes in it; the name of an archive ends as its packing says.
    pub pattern: Pattern,
    /// What each pack is handed over as.
    pub packing: Packing,
    /// The part of the table that is to be worked on; the whole where none is named.
    pub shard: Option<Shard>,
    /// How many threads work.
    pub jobs: usize,
    /// Whether one bad row stops all.
    pub strict: bool,
    /// Whether only to say what would be done.
    pub dry_run: bool,
    /// Whether packs are written although nothing has changed, and over files that dpakit did not write.
    pub force: bool,
    /// Whether files of earlier runs are read to see that they are whole.
    pub verify: bool,
    /// Whether the packs of partners that are gone are removed.
    pub prune: bool,
    /// Whether every row is to be judged and told of, also where nothing has changed.
    pub report: bool,
}

/// What happens while a batch runs.
pub enum Event<'e> {
    /// The table is open.
    Began {
        /// Its name.
        table: &'e str,
    },
    /// A row was judged.
    Checked(&'e Checked),
    /// A row is done.
    Finished(&'e Finished),
    /// The end.
    Ended(&'e Ended),
}

/// A row that was judged.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Checked {
    /// Its number, from 1; 0 where no partner is concerned: for the header, and a row of a list that belongs to nobody.
    pub row: u64,
    /// The line of the table where it begins.
    pub line: u64,
    /// The key of the partner, if it has one.
    pub key: Option<String>,
    /// Whether its pack can be written.
    pub ok: bool,
    /// What stands against it.
    pub findings: Vec<Finding>,
}

impl Checked {
    /// Whether its pack can be written and has warnings.
    fn is_warned(&self) -> bool {
        self.ok && self.findings.iter().any(|finding| finding.severity == Severity::Warning)
    }
}

/// What was found in a row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// Its kind.
    pub code: Code,
    /// How bad.
    pub severity: Severity,
    /// What is the case.
    pub message: String,
    /// The column concerned, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The cell: `Partners!C17` of a sheet, `C17` of separated values as a spreadsheet shows them, `line 17` of a text;
    /// `row 17` where the table has no cell for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
    /// The place in another file, where the row is not at fault alone: `pack.toml:12:3`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// What to do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub help: Vec<String>,
    /// Provisions that say so.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub basis: Vec<String>,
}

/// A row that is done.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finished {
    /// Its number, from 1; 0 for a row of a list that belongs to nobody.
    pub row: u64,
    /// The key of the partner, if it has one.
    pub key: Option<String>,
    /// What became of it.
    pub status: Status,
    /// The folder or archive of its pack below the output folder; of a row that is bad or refused, that of an earlier
    /// run's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub folder: Option<String>,
    /// The files that were written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<Output>,
    /// What kept it from being written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
}

impl Finished {
    /// A row with nothing more to say of it.
    fn of(row: u64, key: Option<String>, status: Status) -> Finished {
        Finished { row, key, status, folder: None, files: Vec::new(), findings: Vec::new() }
    }
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Its pack was written.
    Written,
    /// Its pack would be written: nothing is in a dry run.
    Planned,
    /// Its pack is as it was.
    Unchanged,
    /// It has errors.
    Bad,
    /// Something stands in the place of its pack.
    Refused,
    /// It is a row of a list, and belongs to no partner.
    Stray,
}

/// How a batch ended.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Ended {
    /// Rows of the table, or of the part that was worked on.
    pub rows: u64,
    /// Packs that were written.
    pub written: u64,
    /// Packs that a dry run would write.
    pub planned: u64,
    /// Packs that are as they were.
    pub unchanged: u64,
    /// Rows with errors.
    pub bad: u64,
    /// Packs with warnings, whatever became of them.
    pub warned: u64,
    /// Rows without a pack of this run that have one of an earlier run, which stands as it was.
    pub earlier: u64,
    /// Packs with something in their place.
    pub refused: u64,
    /// Rows of lists that belong to no partner; they do not count as rows.
    pub stray: u64,
    /// Packs that the table no longer asks for, in that place or at all: the first hundred.
    pub stale: Vec<String>,
    /// How many there are.
    pub stale_count: u64,
    /// How many of them were removed.
    pub removed: u64,
    /// Whether nothing was written because a row is bad.
    pub stopped: bool,
}

impl Ended {
    /// How many folders of partners that are gone are named.
    const NAMED: usize = 100;

    fn count(&mut self, status: Status) {
        let count = match status {
            Status::Written => &mut self.written,
            Status::Planned => &mut self.planned,
            Status::Unchanged => &mut self.unchanged,
            Status::Bad => &mut self.bad,
            Status::Refused => &mut self.refused,
            Status::Stray => &mut self.stray,
        };
        *count += 1;
        self.rows += u64::from(status != Status::Stray);
    }

    fn stale(&mut self, folder: &str) {
        self.stale_count += 1;
        if self.stale.len() < Self::NAMED {
            self.stale.push(folder.to_owned());
        }
    }

    /// Whether every row has its pack, and every row of a list its partner.
    pub fn is_complete(&self) -> bool {
        self.bad == 0 && self.refused == 0 && self.stray == 0
    }
}

/// Makes the packs of a table.
///
/// What goes wrong with a row is told of that row, and stops no other.
///
/// # Errors
/// The table cannot be read, another run is at work in the output folder, the disk. What was finished by
/// then stays, and the next run goes on from there.
pub fn run(batch: &Batch<'_>, tell: &mut (dyn FnMut(Event<'_>) + Send)) -> Outcome<Ended> {
    let name = batch.table.name().file_name().unwrap_or(batch.table.name().as_os_str()).to_string_lossy();
    tell(Event::Began { table: &name });
    apart(batch)?;
    let part = batch.shard.map_or_else(|| "all".to_owned(), |shard| shard.to_string());
    let ended = match address(&batch.out) {
        Some(address) => in_objects(batch, address, &part, tell)?,
        None if batch.dry_run => rehearse(batch, &Folder::look(&batch.out, &part), tell)?,
        None => make_whole(batch, &Folder::open(&batch.out, &part)?, tell)?,
    };
    tell(Event::Ended(&ended));
    Ok(ended)
}

/// Finds out whether the parts of a table keep out of each other's folders: none sees the rows of the others,
/// and would take the place of a pack of theirs as if it were one of its own.
fn apart(batch: &Batch<'_>) -> Outcome<()> {
    if batch.shard.is_none() || batch.pattern.is_unique() {
        return Ok(());
    }
    let pattern = batch.pattern.text();
    let pattern = pattern.strip_suffix(batch.packing.ending()).unwrap_or(pattern);
    let message = format!("`{pattern}` may name the same folder in several parts of the table");
    Err(vec![Diagnostic::error(NAME, message).help(format!(
        "let the key be a folder of its own: `{pattern}/{{key}}`; or work on the table as a whole"
    ))])
}

#[cfg(feature = "cloud")]
fn in_objects(
    batch: &Batch<'_>,
    address: &str,
    part: &str,
    tell: &mut (dyn FnMut(Event<'_>) + Send),
) -> Outcome<Ended> {
    let outputs = outputs::Objects::open(address, part, batch.patience, batch.dry_run)?;
    if batch.dry_run { rehearse(batch, &outputs, tell) } else { make_whole(batch, &outputs, tell) }
}

#[cfg(not(feature = "cloud"))]
fn in_objects(
    _: &Batch<'_>,
    address: &str,
    _: &str,
    _: &mut (dyn FnMut(Event<'_>) + Send),
) -> Outcome<Ended> {
    let message = format!("`{address}` is object storage, and this dpakit was built without it");
    Err(vec![Diagnostic::error(STORE, message).help("write to a folder, or build with the feature `cloud`")])
}

/// Makes the packs; where that fails, no room is taken by what still waited for its place.
fn make_whole(
    batch: &Batch<'_>,
    outputs: &impl Outputs,
    tell: &mut (dyn FnMut(Event<'_>) + Send),
) -> Outcome<Ended> {
    let made = make(batch, outputs, tell);
    if made.is_err() {
        // What went wrong is told already, and the next run clears as well.
        let _ = outputs.clear();
    }
    made
}

fn make(
    batch: &Batch<'_>,
    outputs: &impl Outputs,
    tell: &mut (dyn FnMut(Event<'_>) + Send),
) -> Outcome<Ended> {
    let failed = |error: io::Error| self::failed(outputs, &error);
    let mut journal = outputs.journal().map_err(failed)?;
    let inputs = inputs::of_run(batch, inputs::shared(batch));
    let csv = export::file_name(batch.shard);
    if let Some(ended) = unchanged(batch, outputs, &journal, inputs, &csv, tell).map_err(failed)? {
        return Ok(ended);
    }
    export::examine(outputs, &csv, batch.force)?;
    journal.claim().map_err(failed)?;
    let means = ahead::Ahead::of(batch, outputs, &journal);
    let judged = judge::judge(batch, outputs, means, &mut journal, tell)?;
    if let Some(stopped) = stopped(batch, &judged.tasks) {
        outputs.clear().map_err(failed)?;
        return Ok(stopped);
    }
    if batch.prune
        && !batch.force
        && judged.tasks.is_empty()
        && journal.unseen().map_err(failed)?.next().is_some()
    {
        return Err(vec![no_rows(batch)]);
    }
    let (official, warned) = (judged.official, judged.warned);
    let mut ended = Ended { warned, ..Ended::default() };
    render::render(batch, judged, outputs, &mut journal, &mut ended, tell)?;
    stale(batch, outputs, &mut journal, &mut ended).map_err(failed)?;
    journal.tidy().map_err(failed)?;
    export::write(outputs, &csv, journal.standing().map_err(failed)?).map_err(failed)?;
    if ended.is_complete() && !official {
        let run = Run { inputs, rows: ended.rows, stale: ended.stale_count - ended.removed, warned };
        journal.note(run).map_err(failed)?;
    }
    journal.settle().map_err(failed)?;
    outputs.close().map_err(failed)?;
    Ok(ended)
}

/// A table without rows takes away what every row of before has: an export that failed looks like this.
fn no_rows(batch: &Batch<'_>) -> Diagnostic {
    let message =
        format!("`{}` has no rows, and `--prune` would remove every pack", batch.table.name().display());
    Diagnostic::error(EMPTY, message)
        .help("see whether the table is the one you mean; with `--force` they are removed")
}

/// The end at once, where nothing has changed since the last run by what can be told without reading.
fn unchanged(
    batch: &Batch<'_>,
    outputs: &impl Outputs,
    journal: &Journal,
    inputs: Digest,
    csv: &str,
    tell: &mut (dyn FnMut(Event<'_>) + Send),
) -> io::Result<Option<Ended>> {
    let Some(run) = journal.last_run().filter(|run| run.inputs == inputs && run.stale == 0) else {
        return Ok(None);
    };
    if batch.force || batch.verify || batch.report || !outputs.has(csv) {
        return Ok(None);
    }
    for entry in journal.entries()? {
        if !outputs.stands(&entry?) {
            return Ok(None);
        }
    }
    for entry in journal.entries()? {
        let entry = entry?;
        let finished = Finished::of(entry.row, Some(entry.key), Status::Unchanged);
        tell(Event::Finished(&Finished { folder: Some(entry.folder), ..finished }));
    }
    Ok(Some(Ended { rows: run.rows, unchanged: run.rows, warned: run.warned, ..Ended::default() }))
}

/// The end before anything is written, where one bad row is to stop all.
fn stopped(batch: &Batch<'_>, tasks: &[Task]) -> Option<Ended> {
    let count = |task: Task| tasks.iter().filter(|one| **one == task).count() as u64;
    let (bad, stray) = (count(Task::Skip), count(Task::Stray));
    let rows = tasks.len() as u64 - stray;
    (batch.strict && bad + stray > 0).then(|| Ended { rows, bad, stray, stopped: true, ..Ended::default() })
}

/// Says what would be done.
fn rehearse(
    batch: &Batch<'_>,
    outputs: &impl Outputs,
    tell: &mut (dyn FnMut(Event<'_>) + Send),
) -> Outcome<Ended> {
    let failed = |error: io::Error| self::failed(outputs, &error);
    let mut journal = outputs.journal().map_err(failed)?;
    let judged = judge::judge(batch, outputs, None, &mut journal, tell)?;
    if let Some(stopped) = stopped(batch, &judged.tasks) {
        return Ok(stopped);
    }
    let mut ended = Ended { warned: judged.warned, ..Ended::default() };
    for (row, task) in batch.rows()?.zip(&judged.tasks) {
        let (row, key) = match row {
            Ok(row) => (row.number, Some(row.key)),
            Err(row) => (row.number, row.key),
        };
        let status = match task {
            Task::Skip => Status::Bad,
            Task::Stray => Status::Stray,
            Task::Keep => Status::Unchanged,
            Task::Write(_) | Task::Place(_) => Status::Planned,
        };
        ended.count(status);
        let mut finished = Finished::of(row, key, status);
        if let (Status::Bad, Some(key)) = (status, &finished.key) {
            let left = journal.left(key, row, Standing::BadRow).map_err(failed)?;
            ended.earlier += u64::from(left.is_some());
            finished.folder = left.map(|entry| entry.folder);
        }
        tell(Event::Finished(&finished));
    }
    for entry in journal.unseen().map_err(failed)? {
        ended.stale(&entry.map_err(failed)?.folder);
    }
    Ok(ended)
}

/// Finds the packs whose partners are gone or have theirs in another place now, and removes them where that
/// is asked for.
fn stale(
    batch: &Batch<'_>,
    outputs: &impl Outputs,
    journal: &mut Journal,
    ended: &mut Ended,
) -> io::Result<()> {
    let mut gone = Vec::new();
    for entry in journal.unseen()? {
        let entry = entry?;
        if batch.prune {
            match outputs.remove(&entry, batch.force) {
                Ok(()) => {
                    ended.removed += 1;
                    gone.push(entry.clone());
                }
                Err(Refusal::InTheWay(_)) => {}
                Err(Refusal::Disk(error)) => return Err(error),
            }
        }
        ended.stale(&entry.folder);
    }
    gone.iter().try_for_each(|entry| journal.gone(entry))
}

impl<'b> Batch<'b> {
    /// The rows of the part that is worked on.
    fn rows(&self) -> Outcome<impl Iterator<Item = Result<Row, BadRow>> + Send + use<'b>> {
        let shard = self.shard;
        let in_shard = move |row: &Result<Row, BadRow>| {
            let key = match row {
                Ok(row) => Some(row.key.as_str()),
                Err(row) => row.key.as_deref(),
            };
            shard.is_none_or(|shard| shard.has(key.unwrap_or_default()))
        };
        Ok(self.table.rows()?.filter(in_shard))
    }
}

/// What to say of a disk or a store that fails in the middle.
fn failed(outputs: &impl Outputs, error: &io::Error) -> Vec<Diagnostic> {
    let found = outputs.trouble(error);
    vec![found.help("what was finished stays; the next run goes on where this one stopped")]
}
