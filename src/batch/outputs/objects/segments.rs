//! The journal of a part as objects, since nothing can be appended to one: numbered segments, each of the
//! lines that came to stand while one group of packs was put.
//!
//! A segment is only ever created. Of two runs at work on the same part one finds the number taken by the
//! other, or a higher one, and stops. A whole journal that was written anew stands in further segments, mostly
//! one, the last of which says where it begins; then those before it are removed. Their numbers could be taken
//! again, which is why a run looks for higher ones each time.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use super::store::Store;
use crate::batch::journal::{Journal, Keep};

/// Length of the segments that a whole journal is written in.
const PIECE: u64 = 8 << 20;
/// Segments that are read at once.
const AT_ONCE: usize = 16;

/// The first line of a segment.
#[derive(Debug, Serialize, Deserialize)]
struct Head {
    /// Tells the runs apart that write segments.
    run: String,
    /// The segment with which a whole journal begins that ends with this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    begins: Option<u64>,
}

/// The segments of a part.
pub struct Segments {
    store: Arc<Store>,
    /// Name of what they lie in.
    at: String,
    run: String,
    /// Those that stand.
    standing: Vec<u64>,
    next: u64,
}

/// The numbers of the segments that stand, in their order.
///
/// # Errors
/// The store does not answer.
pub fn standing(store: &Store, at: &str) -> io::Result<Vec<u64>> {
    let mut numbers = store.list(at, |object| object.name.parse().ok())?;
    numbers.sort_unstable();
    Ok(numbers)
}

/// The journal that the segments of these numbers hold; lines that are noted in it go to further ones, unless
/// it only looks.
///
/// # Errors
/// The store does not answer; the disk has no place for a copy.
pub fn journal(
    store: &Arc<Store>,
    at: &str,
    run: &str,
    standing: Vec<u64>,
    looks: bool,
) -> io::Result<Journal> {
    let copy = read(store, at, &standing)?.into_temp_path();
    let next = standing.last().map_or(0, |last: &u64| last + 1);
    let (store, at, run) = (Arc::clone(store), at.to_owned(), run.to_owned());
    let segments = Segments { store, at, run, standing, next };
    Journal::of_copy(copy, if looks { None } else { Some(Box::new(segments)) })
}

/// The lines of segments as one file, from the last whole journal on.
fn read(store: &Store, at: &str, standing: &[u64]) -> io::Result<NamedTempFile> {
    let mut copy = NamedTempFile::new()?;
    let (mut starts, mut start) = (Vec::new(), 0);
    for several in standing.chunks(AT_ONCE) {
        let names: Vec<String> = several.iter().map(|number| name(at, *number)).collect();
        for (number, text) in several.iter().zip(store.read(&names)?) {
            let text = text.unwrap_or_default();
            let (head, lines) = split(&text);
            starts.push((*number, copy.stream_position()?));
            if let Some(begins) = head.and_then(|head| head.begins) {
                let begin = starts.iter().find(|(number, _)| *number == begins);
                start = begin.map_or(start, |(_, at)| *at);
            }
            copy.write_all(lines)?;
        }
    }
    if start == 0 {
        return Ok(copy);
    }
    let mut rest = NamedTempFile::new()?;
    copy.seek(SeekFrom::Start(start))?;
    io::copy(&mut copy, &mut rest)?;
    Ok(rest)
}

/// The first line of a segment, and the others. One that cannot be read ends what is known, as a damaged
/// line does.
fn split(text: &[u8]) -> (Option<Head>, &[u8]) {
    let end = text.iter().position(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    match serde_json::from_slice(&text[..end]) {
        Ok(head) => (Some(head), &text[end..]),
        Err(_) => (None, text),
    }
}

fn name(at: &str, number: u64) -> String {
    format!("{at}/{number:010}")
}

impl Segments {
    fn create(&mut self, lines: &[u8], begins: Option<u64>) -> io::Result<()> {
        let mut text = serde_json::to_vec(&Head { run: self.run.clone(), begins })?;
        text.push(b'\n');
        text.extend_from_slice(lines);
        let created = self.store.create(&name(&self.at, self.next), &text)?;
        if !created || standing(&self.store, &self.at)?.last() > Some(&self.next) {
            return Err(io::ErrorKind::ResourceBusy.into());
        }
        self.standing.push(self.next);
        self.next += 1;
        Ok(())
    }
}

impl Keep for Segments {
    fn more(&mut self, lines: &[u8]) -> io::Result<()> {
        self.create(lines, None)
    }

    fn anew(&mut self, journal: &Path) -> io::Result<()> {
        let file = File::open(journal)?;
        let mut left = file.metadata()?.len();
        let (begin, before) = (self.next, self.standing.len());
        loop {
            let mut lines = Vec::new();
            (&file).take(PIECE).read_to_end(&mut lines)?;
            left = left.saturating_sub(lines.len() as u64);
            let last = left == 0 || lines.is_empty();
            self.create(&lines, last.then_some(begin))?;
            if last {
                break;
            }
        }
        let before: Vec<u64> = self.standing.drain(..before).collect();
        let names: Vec<String> = before.iter().map(|number| name(&self.at, *number)).collect();
        self.store.delete(&names)
    }
}
