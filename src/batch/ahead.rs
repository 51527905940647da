//! Packs made while rows are judged: what was planned and assembled to judge a row is at hand then, and need not
//! be made again to be written.
//!
//! Such packs wait out of sight, and get their places once all rows were judged. Of every row a slip is kept in a
//! file, so that memory does not grow with the table. What cannot be made ahead is made after the judgement, as if
//! nothing had been tried: then it is told what is wrong.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, BufWriter, Seek as _, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use serde::{Deserialize, Serialize};

use super::Batch;
use super::journal::Journal;
use super::judge::Hashes;
use super::outputs::{Outputs, Refusal};
use super::pack::{self, Waiting};
use crate::check::Report;
use crate::pipeline::Prepared;
use crate::rows::Row;

/// What is known of a row once it was judged.
#[derive(Serialize, Deserialize)]
pub struct Slip<S> {
    /// Its number.
    pub row: u64,
    /// The key of the partner, if it has one.
    pub key: Option<String>,
    /// Its pack, if that was made ahead.
    pub pack: Option<Waiting<S>>,
}

/// After how many packs the disk is asked to take them: all of them at the end would have to be waited for.
const PRESS: usize = 256;

/// Makes packs ahead, until there is a reason not to.
pub struct Ahead<'a, O> {
    batch: &'a Batch<'a>,
    outputs: &'a O,
    goes_on: AtomicBool,
    made: AtomicUsize,
    press: SyncSender<()>,
}

/// Who makes packs ahead, the file for their slips, and what tells when the disk is to take them.
pub type Means<'a, O> = (Ahead<'a, O>, File, Receiver<()>);

/// Does a work that makes packs ahead, while the disk takes them: on a thread that mostly waits, and ends with what
/// tells it.
pub fn pressing<O: Outputs, R>(outputs: &O, pressed: Receiver<()>, work: impl FnOnce() -> R) -> R {
    std::thread::scope(|scope| {
        scope.spawn(move || pressed.iter().for_each(|()| outputs.press()));
        work()
    })
}

impl<'a, O: Outputs> Ahead<'a, O> {
    /// One that makes packs where it is known of all rows beforehand that theirs are to be written, with the file
    /// for its slips. A PDF takes much longer than its judgement: what was made of those is not to be lost with a
    /// run that is killed before all rows were judged.
    pub fn of(batch: &'a Batch<'a>, outputs: &'a O, journal: &Journal) -> Option<Means<'a, O>> {
        let all = batch.force || journal.is_empty();
        let quick = batch.choice.formats.iter().all(|format| format.name() != "pdf");
        let slips = if all && quick { outputs.scratch().ok()?? } else { return None };
        let (press, pressed) = sync_channel(1);
        let (goes_on, made) = (AtomicBool::new(true), AtomicUsize::new(0));
        Some((Ahead { batch, outputs, goes_on, made, press }, slips, pressed))
    }

    /// Makes no more packs: where nothing is to be written after all.
    pub fn stop(&self) {
        self.goes_on.store(false, Ordering::Relaxed);
    }

    /// The slip of a good row with its pack as a line; none where that cannot be made now. `report` is empty
    /// unless the files tell of it.
    pub fn make(&self, row: &Row, made: (Prepared<'_>, Report), place: (String, Hashes)) -> Option<Vec<u8>> {
        if !self.goes_on.load(Ordering::Relaxed) {
            return None;
        }
        let write = || pack::write(self.batch, self.outputs, row, made, place);
        match catch_unwind(AssertUnwindSafe(write)) {
            Ok(Ok(pack)) => {
                self.count();
                Slip { row: row.number, key: Some(row.key.clone()), pack: Some(pack) }.line().ok()
            }
            Ok(Err(Refusal::Disk(_))) => {
                self.stop();
                None
            }
            Ok(Err(Refusal::InTheWay(_))) | Err(_) => None,
        }
    }
}

impl<O> Ahead<'_, O> {
    /// Counts a pack that was made. Where the disk is still busy with those before, it is asked later.
    fn count(&self) {
        if (self.made.fetch_add(1, Ordering::Relaxed) + 1).is_multiple_of(PRESS) {
            let _ = self.press.try_send(());
        }
    }
}

impl<S: Serialize> Slip<S> {
    fn line(&self) -> io::Result<Vec<u8>> {
        let mut line = serde_json::to_vec(self)?;
        line.push(b'\n');
        Ok(line)
    }
}

/// The slips of the rows in the order of the table.
pub struct Slips {
    file: BufWriter<File>,
    broken: bool,
}

impl Slips {
    /// None yet.
    pub fn new(file: File) -> Slips {
        Slips { file: BufWriter::new(file), broken: false }
    }

    /// Keeps the slip of the next row as [`Ahead::make`] gave it, or one without a pack.
    pub fn keep<S: Serialize>(&mut self, line: Option<Vec<u8>>, row: u64, key: Option<&str>) {
        let plain = || Slip::<S> { row, key: key.map(str::to_owned), pack: None }.line();
        let kept = line.map_or_else(plain, Ok).and_then(|line| self.file.write_all(&line));
        self.broken |= kept.is_err();
    }

    /// All of them; none where the disk did not take one.
    pub fn read<S: for<'d> Deserialize<'d>>(
        self,
    ) -> Option<impl Iterator<Item = io::Result<Slip<S>>> + Send + use<S>> {
        let mut file = self.file.into_inner().ok().filter(|_| !self.broken)?;
        file.rewind().ok()?;
        let lines = BufReader::new(file).split(b'\n');
        Some(lines.map(|line| Ok(serde_json::from_slice(&line?)?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_come_back_in_their_order() {
        let mut slips = Slips::new(tempfile::tempfile().expect("a file"));
        slips.keep::<u8>(None, 1, Some("A\n\"B\""));
        slips.keep::<u8>(None, 2, None);
        let read: Vec<_> = slips.read::<u8>().expect("a file").map(|slip| slip.expect("a line")).collect();
        let told: Vec<_> = read.iter().map(|slip| (slip.row, slip.key.as_deref())).collect();
        assert_eq!(told, [(1, Some("A\n\"B\"")), (2, None)]);
        assert!(read.iter().all(|slip| slip.pack.is_none()));
    }
}
