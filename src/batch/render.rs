//! The second pass: the packs that need it are written, a group at a time.

use std::io;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use super::ahead::Slip;
use super::journal::{Entry, Journal, Standing};
use super::judge::{Hashes, Judged, Task, defect};
use super::outputs::{Outputs, Refusal};
use super::pack::{self, Waiting};
use super::{Batch, Ended, Event, Finished, Status, finding, inputs};
use crate::check::Report;
use crate::diagnostic::{Diagnostic, Outcome};
use crate::pack::Facts;
use crate::parallel;
use crate::pipeline::Prepared;
use crate::rows::{BadRow, Row};

/// Packs that are made to last together: enough that the disk is asked seldom, few enough that a killed
/// run loses little.
const GROUP: usize = 64;

/// Rows that wait for a group to be full, those with nothing to write among them.
const MOST: usize = 16 * GROUP;

/// What is known of a row that comes next.
enum Next<S> {
    /// All that it states.
    Row(Box<Result<Row, BadRow>>, Task),
    /// What was noted of it when it was judged.
    Slip(Box<Slip<S>>, Task),
    /// Nothing: its slip cannot be read any more.
    Lost(io::Error),
}

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
pub fn render<O: Outputs>(
    batch: &Batch<'_>,
    judged: Judged,
    outputs: &O,
    journal: &mut Journal,
    ended: &mut Ended,
    tell: &mut (dyn FnMut(Event<'_>) + Send),
) -> Outcome<()> {
    let Judged { tasks, slips, .. } = judged;
    let ahead = slips.is_some();
    let slips = slips.and_then(|slips| slips.read::<O::Staged>());
    if ahead && slips.is_none() {
        // The packs that wait are made again, and take up room.
        outputs.clear().map_err(|error| super::failed(outputs, &error))?;
    }
    let ended_early = AtomicBool::new(false);
    let rows = rows(batch, tasks, slips, &ended_early)?;
    let (sender, receiver) = sync_channel(GROUP);
    let committed = std::thread::scope(|scope| {
        let mut office = Office { outputs, journal, ended, tell, group: Vec::new(), ready: 0 };
        let committer = scope.spawn(move || office.run(&receiver));
        parallel::in_order(
            rows,
            batch.jobs,
            |next| done(batch, outputs, next),
            |done| hand_over(&sender, done),
        );
        drop(sender);
        committer.join().unwrap_or_else(|defect| std::panic::resume_unwind(defect))
    });
    committed.map_err(|error| super::failed(outputs, &error))?;
    if ended_early.into_inner() { Err(vec![batch.table.changed()]) } else { Ok(()) }
}

fn hand_over<S>(sender: &SyncSender<Done<S>>, done: Done<S>) -> ControlFlow<()> {
    let last = matches!(done, Done::Full(_));
    if sender.send(done).is_err() || last { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
}

/// The rows with what is to be done. The table is read again only where a row is to be written down; `ended_early` tells
/// whether it has fewer rows than it had.
fn rows<S: Send>(
    batch: &Batch<'_>,
    tasks: Vec<Task>,
    slips: Option<impl Iterator<Item = io::Result<Slip<S>>> + Send>,
    ended_early: &AtomicBool,
) -> Outcome<impl Iterator<Item = Next<S>> + Send> {
    let mut slips = slips;
    let again = slips.is_none() || tasks.iter().any(|task| matches!(task, Task::Write(_)));
    let mut rows = if again { Some(batch.rows()?) } else { None };
    Ok(tasks.into_iter().map_while(move |task| {
        let row = rows.as_mut().map(Iterator::next);
        match (row, slips.as_mut().and_then(Iterator::next), task) {
            (_, Some(Err(error)), _) => Some(Next::Lost(error)),
            (_, Some(Ok(slip)), Task::Place(_)) | (None, Some(Ok(slip)), _) => {
                Some(Next::Slip(Box::new(slip), task))
            }
            (row, _, _) => {
                let row = row.flatten();
                ended_early.fetch_or(row.is_none(), Ordering::Relaxed);
                Some(Next::Row(Box::new(row?), task))
            }
        }
    }))
}

fn done<O: Outputs>(batch: &Batch<'_>, outputs: &O, next: Next<O::Staged>) -> Done<O::Staged> {
    let (row, task) = match next {
        Next::Row(row, task) => (row, task),
        Next::Slip(slip, task) => match (slip.pack, task) {
            (Some(pack), Task::Place(_)) => return ready(pack),
            (_, task) => return idle(slip.row, slip.key, task),
        },
        Next::Lost(error) => return Done::Full(error),
    };
    match (*row, task) {
        (Ok(row), Task::Write(hashes) | Task::Place(hashes)) => {
            let write = || write_row(batch, hashes, outputs, &row);
            let written = std::panic::catch_unwind(std::panic::AssertUnwindSafe(write));
            written.unwrap_or_else(|_| refused(&row, &[defect()]))
        }
        (Ok(row), task) => idle(row.number, Some(row.key), task),
        (Err(row), Task::Stray) => idle(row.number, row.key, Task::Stray),
        (Err(row), _) => idle(row.number, row.key, Task::Skip),
    }
}

fn idle<S>(row: u64, key: Option<String>, task: Task) -> Done<S> {
    let status = match task {
        Task::Keep => Status::Unchanged,
        Task::Stray => Status::Stray,
        Task::Skip | Task::Write(_) | Task::Place(_) => Status::Bad,
    };
    Done::Idle(Finished::of(row, key, status))
}

fn ready<S>(pack: Waiting<S>) -> Done<S> {
    Done::Ready(Box::new(pack.parts()))
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
        let facts = read(batch.base, row.facts.clone()).map_err(Refusal::InTheWay)?;
        let prepared = Prepared::of(&facts, batch.library).map_err(Refusal::InTheWay)?;
        let folder = batch.pattern.fill(&row.key, prepared.plan.json()).map_err(Refusal::InTheWay)?;
        let tells = pack::tells_of_findings(batch, &facts);
        let report = if tells { prepared.judge() } else { Report::default() };
        pack::write(batch, outputs, row, (prepared, report), (folder, hashes))
    };
    match make() {
        Ok(pack) => ready(pack),
        Err(Refusal::InTheWay(found)) => refused(row, &found),
        Err(Refusal::Disk(error)) => Done::Full(error),
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
            } else {
                self.keep(&mut finished)?;
            }
            self.ended.count(finished.status);
            (self.tell)(Event::Finished(&finished));
        }
        self.journal.settle()
    }

    /// Notes the pack that stands for a row that nothing was written for.
    fn keep(&mut self, finished: &mut Finished) -> io::Result<()> {
        let (key, row) = (finished.key.clone().unwrap_or_default(), finished.row);
        let stands = match finished.status {
            Status::Bad => self.journal.left(&key, row, Standing::BadRow)?,
            Status::Refused => self.journal.left(&key, row, Standing::NotReplaced)?,
            Status::Stray => None,
            Status::Unchanged | Status::Written | Status::Planned => self.journal.kept(&key, row)?,
        };
        if finished.status != Status::Unchanged && stands.is_some() {
            self.ended.earlier += 1;
        }
        finished.folder = stands.map(|entry| entry.folder);
        Ok(())
    }
}
