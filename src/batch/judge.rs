//! The first pass: every row judged, nothing written.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Place;
use std::fs::File;
use std::ops::ControlFlow;

use serde::Serialize;

use super::ahead::{self, Ahead, Means, Slips};
use super::journal::Journal;
use super::outputs::Outputs;
use super::{Batch, Checked, Digest, Event, finding, inherit, inputs, name, pack};
use crate::check::Report;
use crate::diagnostic::{Code, Diagnostic, Outcome};
use crate::pack::Facts;
use crate::parallel;
use crate::pipeline::{self, Prepared};
use crate::rows::{BadRow, Row};

/// dpakit itself fails at a row.
pub const DEFECT: Code = Code("BAT-DEFECT");

/// What is to be done with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Nothing: it has errors.
    Skip,
    /// Nothing: it is a row of a list that belongs to no partner.
    Stray,
    /// Nothing: its pack stands.
    Keep,
    /// Its pack is to be written, from what has these hashes.
    Write(Hashes),
    /// The same, and it was made ahead: it waits for its place.
    Place(Hashes),
}

/// What a good row was judged by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hashes {
    /// Of what its pack is made from.
    pub content: Digest,
    /// Of what the row itself states.
    pub row: u64,
}

/// What the first pass leaves: some bytes for each row.
#[derive(Default)]
pub struct Judged {
    /// For each row in the order of the table.
    pub tasks: Vec<Task>,
    /// Whether a pack prints official text, which does not lie in the library.
    pub official: bool,
    /// How many packs have warnings.
    pub warned: u64,
    /// The slips of the rows, where packs were made ahead.
    pub slips: Option<Slips>,
}

/// A row judged by itself.
struct Verdict {
    checked: Checked,
    /// Where its pack goes and what it is made from, if it can be written.
    pack: Option<(String, Hashes)>,
    /// The slip with that pack, if it was made ahead.
    slip: Option<Vec<u8>>,
    official: bool,
}

impl Verdict {
    fn bad(checked: Checked) -> Verdict {
        Verdict { checked, pack: None, slip: None, official: false }
    }
}

/// Judges every row, and finds out which packs are to be written. What can be made ahead is made, where the means
/// are at hand.
///
/// # Errors
/// The table cannot be read any more, or the journal.
pub fn judge<O: Outputs>(
    batch: &Batch<'_>,
    outputs: &O,
    means: Option<Means<'_, O>>,
    journal: &mut Journal,
    tell: &mut (dyn FnMut(Event<'_>) + Send),
) -> Outcome<Judged> {
    let Some((ahead, slips, pressed)) = means else {
        return judge_rows(batch, (outputs, None, None), journal, tell);
    };
    // What tells the disk goes with `ahead`.
    let work = move || judge_rows(batch, (outputs, Some(&ahead), Some(slips)), journal, tell);
    ahead::pressing(outputs, pressed, work)
}

fn judge_rows<O: Outputs>(
    batch: &Batch<'_>,
    (outputs, ahead, slips): (&O, Option<&Ahead<'_, O>>, Option<File>),
    journal: &mut Journal,
    tell: &mut (dyn FnMut(Event<'_>) + Send),
) -> Outcome<Judged> {
    let shared = inputs::shared(batch);
    let mut judged = Judged { slips: slips.map(Slips::new), ..Judged::default() };
    let mut folders = Folders::default();
    let mut failed = None;
    let rows = batch.rows()?;
    parallel::in_order(
        rows,
        batch.jobs,
        |row| verdict(batch, shared, ahead, row),
        |mut verdict| {
            folders.enter(batch, &mut verdict);
            let task = match task(batch, outputs, journal, &verdict) {
                Ok(task) => task,
                Err(error) => {
                    failed = Some(error);
                    return ControlFlow::Break(());
                }
            };
            if batch.strict && matches!(task, Task::Skip | Task::Stray) {
                ahead.iter().for_each(|ahead| ahead.stop());
            }
            judged.enter::<O::Staged>(task, &mut verdict);
            judged.official |= verdict.official;
            judged.warned += u64::from(verdict.checked.is_warned());
            tell(Event::Checked(&verdict.checked));
            ControlFlow::Continue(())
        },
    );
    match failed {
        Some(error) => Err(super::failed(outputs, &error)),
        None => Ok(judged),
    }
}

impl Judged {
    /// Notes what is to be done with the next row.
    fn enter<S: Serialize>(&mut self, task: Task, verdict: &mut Verdict) {
        let Some(slips) = &mut self.slips else { return self.tasks.push(task) };
        let slip = verdict.slip.take().filter(|_| matches!(task, Task::Write(_)));
        self.tasks.push(match task {
            Task::Write(hashes) if slip.is_some() => Task::Place(hashes),
            other => other,
        });
        slips.keep::<S>(slip, verdict.checked.row, verdict.checked.key.as_deref());
    }
}

fn task(
    batch: &Batch<'_>,
    outputs: &impl Outputs,
    journal: &mut Journal,
    verdict: &Verdict,
) -> std::io::Result<Task> {
    if verdict.checked.row == 0 {
        return Ok(Task::Stray);
    }
    let known = match &verdict.checked.key {
        Some(key) => journal.seen(key)?,
        None => None,
    };
    let Some((folder, hashes)) = &verdict.pack else { return Ok(Task::Skip) };
    let (Some(known), false) = (known, batch.force) else { return Ok(Task::Write(*hashes)) };
    let same = (&known.folder, known.packing, known.content) == (folder, batch.packing, hashes.content);
    let same = same && outputs.stands(&known);
    let whole = same && (!batch.verify || outputs.is_whole(&known)?);
    Ok(if whole { Task::Keep } else { Task::Write(*hashes) })
}

/// Judges a row; a defect of dpakit stops no other row.
fn verdict<O: Outputs>(
    batch: &Batch<'_>,
    shared: Digest,
    ahead: Option<&Ahead<'_, O>>,
    row: Result<Row, BadRow>,
) -> Verdict {
    match row {
        Ok(row) => {
            let judge = || judge_row(batch, shared, ahead, &row);
            let judged = std::panic::catch_unwind(std::panic::AssertUnwindSafe(judge));
            judged.unwrap_or_else(|_| Verdict::bad(finding::of_row(&row, &[defect()])))
        }
        Err(row) => Verdict::bad(finding::of_bad_row(&row)),
    }
}

/// What to say where dpakit fails at a row.
pub fn defect() -> Diagnostic {
    Diagnostic::error(DEFECT, "dpakit itself has a defect, and stopped at this row")
        .help("please report it, with the pack and the row if you can share them")
}

fn judge_row<O: Outputs>(
    batch: &Batch<'_>,
    shared: Digest,
    ahead: Option<&Ahead<'_, O>>,
    row: &Row,
) -> Verdict {
    let bad = |found: &[Diagnostic]| Verdict::bad(finding::of_row(row, found));
    let facts = match Facts::over(batch.base, row.facts.clone()) {
        Ok(facts) => facts,
        Err(found) => return bad(&found),
    };
    let prepared = match Prepared::of(&facts, batch.library) {
        Ok(prepared) => prepared,
        Err(found) => return bad(&found),
    };
    let tells = pack::tells_of_findings(batch, &facts);
    let report = if tells { prepared.judge() } else { prepared.found() };
    let told = if tells { report.clone() } else { Report::default() };
    let mut found = report.findings;
    found.extend(inherit::inherited(batch.base, row));
    if batch.choice.formats.iter().any(|format| format.name() == "pdf") {
        found.extend(pipeline::unprintable(&prepared.plan, &prepared.documents, batch.look));
    }
    let good = batch.choice.draft || finding::is_good(&found);
    let folder = batch.pattern.fill(&row.key, prepared.plan.json()).map_err(|more| found.extend(more)).ok();
    let mut checked = finding::of_row(row, &found);
    checked.ok = good && folder.is_some();
    let hashes = Hashes { content: inputs::of_pack(shared, &prepared), row: inputs::of_row(row) };
    let official = !prepared.plan.texts.is_empty();
    let pack = folder.filter(|_| good).map(|folder| (folder, hashes));
    let slip = ahead.zip(pack.clone()).and_then(|(ahead, pack)| ahead.make(row, (prepared, told), pack));
    Verdict { pack, slip, checked, official }
}

/// Folders that rows have taken, where keys do not make them unique: 64 bits of a hash for each.
#[derive(Default)]
struct Folders(HashMap<u64, u64>);

impl Folders {
    fn enter(&mut self, batch: &Batch<'_>, verdict: &mut Verdict) {
        let Some((folder, _)) = verdict.pack.as_ref().filter(|_| !batch.pattern.is_unique()) else { return };
        match self.0.entry(Digest::of(&[folder.to_lowercase().as_bytes()]).short()) {
            Place::Vacant(place) => {
                place.insert(verdict.checked.row);
            }
            Place::Occupied(place) => {
                let other = place.get();
                let message = format!("partner {other} has the folder `{folder}` already");
                let found = Diagnostic::error(name::NAME, message)
                    .help("add `{key}` to the pattern; capitals make no difference");
                verdict.checked.findings.push(finding::found(&found, None));
                verdict.checked.ok = false;
                verdict.pack = None;
            }
        }
    }
}
