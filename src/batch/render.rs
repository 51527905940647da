//! The second pass: the packs that need it are written, a group at a time.

use std::io;
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use super::export;
use super::journal::{Entry, Journal};
use super::judge::{Hashes, Task, defect};
use super::outputs::{Outputs, Parcel, Refusal};
use super::{Batch, Ended, Event, Finished, Status, finding, inputs};
use crate::check::Report;
use crate::diagnostic::{Diagnostic, Outcome};
use crate::pack::Facts;
use crate::parallel;
use crate::pipeline::{Prepared, write};
use crate::rows::{BadRow, Row};

/// Packs that are made to last together: enough that the disk is asked seldom, few enough that a killed
/// run loses little.
const GROUP: usize = 64;

/// Rows that wait for a group to be full, those with nothing to write among them.
const MOST: usize = 16 * GROUP;

/// A row on its way to its end.
enum Done<S> {
    /// Nothing was to be written.
    Idle(Finished),
    /// A pack that waits for its place.
    Ready(Box<(S, Entry, Finished)>),
    /// The disk or the store takes no more.
    Full(io::Error),
}

/// Writes the packs that need it, and notes each pack that stands.
///
/// # Errors
/// The table cannot be read any more, and the disk; what is in its place by then stays there.
pub fn render(
    batch: &Batch<'_>,
    tasks: &[Task],
    outputs: &impl Outputs,
    journal: &mut Journal,
    ended: &mut Ended,
    tell: &mut (dyn FnMut(Event<'_>) + Send),
) -> Outcome<()> {
    let rows = batch.rows()?.zip(tasks.iter().copied());
    let (sender, receiver) = sync_channel(GROUP);
    let committed = std::thread::scope(|scope| {
        let mut office = Office { outputs, journal, ended, tell, group: Vec::new(), ready: 0 };
        let committer = scope.spawn(move || office.run(&receiver));
        parallel::in_order(
            rows,
            batch.jobs,
            |(row, task)| done(batch, outputs, row, task),
            |done| hand_over(&sender, done),
        );
        drop(sender);
        committer.join().unwrap_or_else(|defect| std::panic::resume_unwind(defect))
    });
    committed.map_err(|error| super::failed(outputs, &error))
}

fn hand_over<S>(sender: &SyncSender<Done<S>>, done: Done<S>) -> ControlFlow<()> {
    let last = matches!(done, Done::Full(_));
    if sender.send(done).is_err() || last { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
}

fn done<O: Outputs>(batch: &Batch<'_>, outputs: &O, row: Result<Row, BadRow>, task: Task) -> Done<O::Staged> {
    let idle = |row, key, status| Done::Idle(Finished::of(row, key, status));
    let row = match row {
        Ok(row) => row,
        Err(row) => return idle(row.number, row.key, Status::Bad),
    };
    match task {
        Task::Skip => idle(row.number, Some(row.key), Status::Bad),
        Task::Keep => idle(row.number, Some(row.key), Status::Unchanged),
        Task::Write(hashes) => {
            let write = || write_row(batch, hashes, outputs, &row);
            let written = std::panic::catch_unwind(std::panic::AssertUnwindSafe(write));
            written.unwrap_or_else(|_| refused(&row, &[defect()]))
        }
    }
}

fn refused<S>(row: &Row, found: &[Diagnostic]) -> Done<S> {
    let findings = found.iter().map(|one| finding::found(one, Some(row))).collect();
    let finished = Finished::of(row.number, Some(row.key.clone()), Status::Refused);
    Done::Idle(Finished { findings, ..finished })
}

/// Writes a pack out of sight. The row was judged before, so that errors here are new: the table or a
/// file changed meanwhile, or something stands in the way.
fn write_row<O: Outputs>(batch: &Batch<'_>, hashes: Hashes, outputs: &O, row: &Row) -> Done<O::Staged> {
    let make = || {
        let known = inputs::of_row(row) == hashes.row;
        let read = if known { Facts::again } else { Facts::over };
        let facts = read(batch.base, row.facts.clone())?;
        let prepared = Prepared::of(&facts, batch.library)?;
        let folder = batch.pattern.fill(&row.key, prepared.plan.json())?;
        let line = export::line(&row.key, &folder, &prepared, batch.choice.draft);
        // The row was found good; what is allowed with a reason stands in the manifest.
        let counts = batch.choice.draft || !facts.pack.allow.is_empty();
        let report = if counts { prepared.judge() } else { Report::default() };
        let built = prepared.write(report, batch.look, batch.choice)?;
        if built.files.is_empty() { Err(built.report.findings) } else { Ok((folder, line, built)) }
    };
    let (folder, line, mut built) = match make() {
        Ok(made) => made,
        Err(found) => return refused(row, &found),
    };
    let mut files = std::mem::take(&mut built.files);
    files.push(write::manifest(&built));
    let parcel = Parcel { place: folder.clone(), packing: batch.packing, files };
    match outputs.stage(parcel, batch.force) {
        Err(Refusal::InTheWay(found)) => refused(row, &found),
        Err(Refusal::Disk(error)) => Done::Full(error),
        Ok(staged) => {
            let key = row.key.clone();
            let (number, files) = (row.number, Vec::new());
            let (packing, place, content) = (batch.packing, folder.clone(), hashes.content);
            let entry = Entry { row: number, key: key.clone(), folder: place, packing, content, files, line };
            let finished = Finished::of(row.number, Some(key), Status::Written);
            let finished = Finished { folder: Some(folder), files: built.outputs, ..finished };
            Done::Ready(Box::new((staged, entry, finished)))
        }
    }
}

/// Where packs get their places, the journal its lines, and people their news, in the order of the table.
struct Office<'o, O: Outputs> {
    outputs: &'o O,
    journal: &'o mut Journal,
    ended: &'o mut Ended,
    tell: &'o mut (dyn FnMut(Event<'_>) + Send),
    group: Vec<Done<O::Staged>>,
    ready: usize,
}

impl<O: Outputs> Office<'_, O> {
    fn run(&mut self, results: &Receiver<Done<O::Staged>>) -> io::Result<()> {
        for done in results {
            if let Done::Full(error) = done {
                self.close()?;
                return Err(error);
            }
            self.ready += usize::from(matches!(done, Done::Ready(_)));
            self.group.push(done);
            let waits = self.ready > 0 && self.ready < GROUP && self.group.len() < MOST;
            if !waits && self.group.len() >= GROUP {
                self.close()?;
            }
        }
        self.close()
    }

    /// Brings a group to its end.
    fn close(&mut self) -> io::Result<()> {
        let (mut staged, mut news) = (Vec::new(), Vec::new());
        for done in std::mem::take(&mut self.group) {
            match done {
                Done::Idle(finished) => news.push((finished, None)),
                Done::Ready(ready) => {
                    let (pack, entry, finished) = *ready;
                    staged.push(pack);
                    news.push((finished, Some(entry)));
                }
                Done::Full(_) => {}
            }
        }
        self.ready = 0;
        let made = if staged.is_empty() { Vec::new() } else { self.outputs.commit(staged)? };
        let mut made = made.into_iter();
        for (mut finished, entry) in news {
            if let Some(entry) = entry {
                self.journal.finished(Entry { files: made.next().unwrap_or_default(), ..entry })?;
            } else if finished.status == Status::Unchanged {
                self.keep(&mut finished)?;
            }
            self.ended.count(finished.status);
            (self.tell)(Event::Finished(&finished));
        }
        self.journal.settle()
    }

    fn keep(&mut self, finished: &mut Finished) -> io::Result<()> {
        let key = finished.key.clone().unwrap_or_default();
        finished.folder = self.journal.kept(&key, finished.row)?.map(|entry| entry.folder);
        Ok(())
    }
}
