//! What earlier runs have finished: one line of JSON for each pack, appended once its files stand in
//! their place for good.
//!
//! Of several lines about one pack the last counts. A line that a power cut left half written is
//! ignored, as are lines of a journal of another version: then everything is made again. At the end of a
//! whole run the journal is written anew, a line for each pack in the order of the table. In memory stand
//! the places of the lines alone, 24 bytes for each pack.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read as _, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Digest;
use super::outputs::Packing;

/// Version of the lines. Another one means that nothing earlier is known.
const VERSION: u32 = 2;

/// A line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Line {
    /// The first line.
    Journal(u32),
    /// A pack that was finished.
    Pack(Entry),
    /// A pack that was removed.
    Gone(String),
    /// A pack whose partner has it in another place now.
    Left(Entry),
    /// A place where no such pack is left.
    Cleared(String),
    /// A run that came to its end; counts only as the last line.
    Run(Run),
}

/// A finished pack.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Number of its row in the table of that run.
    pub row: u64,
    /// Key of the partner.
    pub key: String,
    /// Its folder or archive, below the output folder, with `/` between parts.
    pub folder: String,
    /// Which of them it is.
    pub packing: Packing,
    /// What its files were made from.
    pub content: Digest,
    /// The files.
    pub files: Vec<Made>,
    /// Its line in `batch.csv`.
    pub line: Vec<String>,
}

/// A file as it was left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// File name.
    pub name: String,
    /// Length.
    pub bytes: u64,
    /// What is another after each change: of a file the time in nanoseconds since 1970, as the file system
    /// has it; of an object a hash of its tag.
    pub stamp: u64,
}

impl Entry {
    /// Its files with their paths below the output folder.
    pub fn objects(&self) -> impl Iterator<Item = (String, &Made)> {
        self.files.iter().map(|file| {
            let within = format!("{}/{}", self.folder, file.name);
            (if self.packing.is_bundle() { self.folder.clone() } else { within }, file)
        })
    }
}

impl Made {
    /// A file of a name and a length, with a stamp.
    pub fn of(name: &str, bytes: u64, stamp: u64) -> Made {
        Made { name: name.to_owned(), bytes, stamp }
    }
}

/// A whole run in which every row had its pack: what it saw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// The table by size and time of change, and everything else that packs are made from.
    pub inputs: Digest,
    /// How many rows the table had.
    pub rows: u64,
    /// Packs that stand although their partners are gone.
    pub stale: u64,
    /// Packs with warnings.
    #[serde(default)]
    pub warned: u64,
}

/// The journal of an output folder.
pub struct Journal {
    path: PathBuf,
    file: BufWriter<File>,
    reader: BufReader<File>,
    length: u64,
    places: HashMap<u64, Place>,
    last: Option<Run>,
    /// Up to where lines are kept for good; none where the journal is to be kept anew as a whole.
    kept: Option<u64>,
    /// Where they are kept, if not in the file itself.
    keep: Option<Box<dyn Keep>>,
    /// Removes the file in the end, where it is a copy.
    #[expect(dead_code, reason = "held until the end")]
    copy: Option<tempfile::TempPath>,
}

/// Keeps a journal in a place where nothing can be appended.
pub trait Keep: Send {
    /// Keeps further lines.
    ///
    /// # Errors
    /// The store, and another run that does the same.
    fn more(&mut self, lines: &[u8]) -> io::Result<()>;

    /// Keeps a journal in the place of everything kept so far.
    ///
    /// # Errors
    /// The store, and another run that does the same.
    fn anew(&mut self, journal: &Path) -> io::Result<()>;
}

/// Where the last line about a pack begins, by the hash of its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    at: u64,
    /// What this run knows of it.
    state: State,
}

/// What this run knows of a pack of an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing: its partner is gone, if the whole table was read.
    Unseen,
    /// Its partner is in the table.
    Seen,
    /// Its pack stands, and this run knows as what.
    Standing(Standing),
}

/// As what a pack stands at the end of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// As the table has it.
    Current,
    /// As an earlier run left it: its row has errors now.
    BadRow,
    /// As an earlier run left it: something kept this run from writing it anew.
    NotReplaced,
}

impl Standing {
    /// The word for it in `batch.csv`.
    pub fn name(self) -> &'static str {
        match self {
            Standing::Current => "current",
            Standing::BadRow => "bad-row",
            Standing::NotReplaced => "not-replaced",
        }
    }
}

impl Journal {
    /// Opens the journal of a folder, or begins one.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn open(path: &Path) -> io::Result<Journal> {
        let file = File::options().read(true).append(true).create(true).open(path)?;
        let (places, last, length) = read(&file)?;
        let kept = (length > 0 && length == file.metadata()?.len()).then_some(length);
        file.set_len(length)?;
        let reader = BufReader::new(File::open(path)?);
        let path = path.to_owned();
        let file = BufWriter::new(file);
        let mut journal = Journal { path, file, reader, length, places, last, kept, keep: None, copy: None };
        if length == 0 {
            journal.append(&Line::Journal(VERSION))?;
        }
        Ok(journal)
    }

    /// Looks into the journal of a folder, if there is one, to change nothing.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn look(path: &Path) -> io::Result<Journal> {
        let copy = tempfile::NamedTempFile::new()?.into_temp_path();
        match std::fs::copy(path, &copy) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        Journal::of_copy(copy, None)
    }

    /// Opens a copy of a journal that is kept elsewhere, or is not to change.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn of_copy(copy: tempfile::TempPath, keep: Option<Box<dyn Keep>>) -> io::Result<Journal> {
        let journal = Journal::open(&copy)?;
        Ok(Journal { keep, copy: Some(copy), ..journal })
    }

    /// Makes known that a run is at work, where no lock says so.
    ///
    /// # Errors
    /// Another run at work, and the store.
    pub fn claim(&mut self) -> io::Result<()> {
        self.keep.as_mut().map_or(Ok(()), |keep| keep.more(&[]))
    }

    /// Whether nothing is known of packs.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The last run, if it came to its end and nothing was done since.
    pub fn last_run(&self) -> Option<&Run> {
        self.last.as_ref()
    }

    /// What is known of a pack.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn entry(&mut self, key: &str) -> io::Result<Option<Entry>> {
        let Some(place) = self.places.get(&hash(key)) else { return Ok(None) };
        self.reader.seek(SeekFrom::Start(place.at))?;
        let mut line = String::new();
        self.reader.read_line(&mut line)?;
        Ok(match serde_json::from_str(&line) {
            Ok(Line::Pack(entry)) if entry.key == key => Some(entry),
            _ => None,
        })
    }

    /// Notes that the partner of a pack is in the table; what is known of it.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn seen(&mut self, key: &str) -> io::Result<Option<Entry>> {
        if let Some(place) = self.places.get_mut(&hash(key)) {
            place.state = State::Seen;
        }
        self.entry(key)
    }

    /// Notes that a pack stands as the table has it, in the row with a number; what is known of it.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn kept(&mut self, key: &str, row: u64) -> io::Result<Option<Entry>> {
        let Some(mut entry) = self.entry(key)? else { return Ok(None) };
        if let Some(place) = self.places.get_mut(&hash(key)) {
            place.state = State::Standing(Standing::Current);
        }
        if entry.row != row {
            entry.row = row;
            self.finished(entry.clone())?;
        }
        Ok(Some(entry))
    }

    /// Notes that the row with a number has no pack of this run; the pack of an earlier run that stands for it, if
    /// there is one and no other row has it.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn left(&mut self, key: &str, row: u64, standing: Standing) -> io::Result<Option<Entry>> {
        let id = hash(key);
        if self.places.get(&id).is_none_or(|place| place.state != State::Seen) {
            return Ok(None);
        }
        let Some(entry) = self.entry(key)? else { return Ok(None) };
        let entry = Entry { row, ..entry };
        let at = self.length;
        self.append(&Line::Pack(entry.clone()))?;
        self.places.insert(id, Place { at, state: State::Standing(standing) });
        Ok(Some(entry))
    }

    /// Every pack that is known, in the order of the lines.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn entries(&self) -> io::Result<impl Iterator<Item = io::Result<Entry>> + '_> {
        Ok(self.lines(Some)?.map(|line| line.map(|(_, entry)| entry)))
    }

    /// The packs that stand for rows of the table and as what, in the order of the lines.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn standing(&self) -> io::Result<impl Iterator<Item = io::Result<(Standing, Entry)>> + '_> {
        let standing = |state| match state {
            State::Standing(standing) => Some(standing),
            State::Unseen | State::Seen => None,
        };
        self.lines(standing)
    }

    /// The packs whose partners this run has not seen.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn unseen(&self) -> io::Result<impl Iterator<Item = io::Result<Entry>> + '_> {
        let unseen = self.lines(|state| (state == State::Unseen).then_some(()))?;
        Ok(unseen.map(|line| line.map(|((), entry)| entry)))
    }

    /// The packs with what is wanted of their states.
    fn lines<T>(
        &self,
        wanted: impl Fn(State) -> Option<T>,
    ) -> io::Result<impl Iterator<Item = io::Result<(T, Entry)>>> {
        let lines = Lines { file: BufReader::new(File::open(&self.path)?), at: 0 };
        Ok(lines.filter_map(move |line| match line {
            Ok((at, line)) => {
                let (id, entry) = line.and_then(Line::pack)?;
                let place = self.places.get(&id).filter(|place| place.at == at)?;
                Some(Ok((wanted(place.state)?, entry)))
            }
            Err(error) => Some(Err(error)),
        }))
    }

    /// Notes a finished pack. It is kept for good after the next [`Journal::settle`].
    ///
    /// # Errors
    /// Those of the disk.
    pub fn finished(&mut self, entry: Entry) -> io::Result<()> {
        if let Some(known) = self.entry(&entry.key)?.filter(|known| known.folder != entry.folder) {
            let at = self.length;
            self.places.insert(hash_left(&known.folder), Place { at, state: State::Unseen });
            self.append(&Line::Left(known))?;
        }
        self.clear(&entry.folder)?;
        let at = self.length;
        let key = hash(&entry.key);
        self.append(&Line::Pack(entry))?;
        self.places.insert(key, Place { at, state: State::Standing(Standing::Current) });
        Ok(())
    }

    /// Notes that a place has no pack of earlier runs. Whether it had one.
    fn clear(&mut self, folder: &str) -> io::Result<bool> {
        let left = self.places.remove(&hash_left(folder)).is_some();
        if left {
            self.append(&Line::Cleared(folder.to_owned()))?;
        }
        Ok(left)
    }

    /// Notes that a pack was removed.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn gone(&mut self, entry: &Entry) -> io::Result<()> {
        if !self.clear(&entry.folder)? {
            self.append(&Line::Gone(entry.key.clone()))?;
            self.places.remove(&hash(&entry.key));
        }
        Ok(())
    }

    /// Writes the journal anew: packs that stand for rows in their order, then the others.
    /// Where it is kept elsewhere, that is done by the next [`Journal::settle`].
    ///
    /// # Errors
    /// Those of the disk; the journal is then as it was.
    pub fn tidy(&mut self) -> io::Result<()> {
        self.file.flush()?;
        let mut order: Vec<(bool, u64, u64, u64)> = Vec::with_capacity(self.places.len());
        let lines = Lines { file: BufReader::new(File::open(&self.path)?), at: 0 };
        for line in lines {
            let (at, line) = line?;
            let Some((key, entry)) = line.and_then(Line::pack) else { continue };
            if let Some(place) = self.places.get(&key).filter(|place| place.at == at) {
                order.push((!matches!(place.state, State::Standing(_)), entry.row, at, key));
            }
        }
        order.sort_unstable();
        let folder = self.path.parent().unwrap_or(Path::new("."));
        let mut fresh = BufWriter::new(tempfile::NamedTempFile::new_in(folder)?);
        let head = line(&Line::Journal(VERSION))?;
        fresh.write_all(&head)?;
        let mut length = head.len() as u64;
        let mut moved = Vec::with_capacity(order.len());
        for (_, _, at, key) in order {
            self.reader.seek(SeekFrom::Start(at))?;
            let mut text = Vec::new();
            self.reader.read_until(b'\n', &mut text)?;
            fresh.write_all(&text)?;
            moved.push((key, length));
            length += text.len() as u64;
        }
        let fresh = fresh.into_inner().map_err(io::IntoInnerError::into_error)?;
        fresh.as_file().sync_all()?;
        fresh.persist(&self.path).map_err(|error| error.error)?;
        for (key, at) in moved {
            if let Some(place) = self.places.get_mut(&key) {
                place.at = at;
            }
        }
        let file = File::options().read(true).append(true).open(&self.path)?;
        self.reader = BufReader::new(File::open(&self.path)?);
        self.file = BufWriter::new(file);
        self.length = length;
        self.last = None;
        self.kept = None;
        Ok(())
    }

    /// Notes the end of a whole run. It is kept for good after the next [`Journal::settle`].
    ///
    /// # Errors
    /// Those of the disk.
    pub fn note(&mut self, run: Run) -> io::Result<()> {
        self.append(&Line::Run(run.clone()))?;
        self.last = Some(run);
        Ok(())
    }

    /// Makes everything noted so far outlast a power cut.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn settle(&mut self) -> io::Result<()> {
        self.file.flush()?;
        let Some(keep) = &mut self.keep else { return self.file.get_ref().sync_data() };
        match self.kept {
            Some(kept) if kept == self.length => return Ok(()),
            Some(kept) => {
                let mut lines = Vec::new();
                let mut file = File::open(&self.path)?;
                file.seek(SeekFrom::Start(kept))?;
                file.read_to_end(&mut lines)?;
                keep.more(&lines)?;
            }
            None => keep.anew(&self.path)?,
        }
        self.kept = Some(self.length);
        Ok(())
    }

    fn append(&mut self, line: &Line) -> io::Result<()> {
        let text = self::line(line)?;
        self.file.write_all(&text)?;
        self.length += text.len() as u64;
        self.last = None;
        Ok(())
    }
}

fn line(line: &Line) -> io::Result<Vec<u8>> {
    let mut text = serde_json::to_vec(line)?;
    text.push(b'\n');
    Ok(text)
}

/// What the lines say: where each pack stands, the run that ended last, and the length of what is whole.
fn read(file: &File) -> io::Result<(HashMap<u64, Place>, Option<Run>, u64)> {
    let (mut places, mut last) = (HashMap::new(), None);
    let mut lines = Lines { file: BufReader::new(file.try_clone()?), at: 0 };
    lines.file.seek(SeekFrom::Start(0))?;
    let mut whole = 0;
    while let Some(line) = lines.next() {
        let (at, line) = line?;
        match (at, line) {
            (0, Some(Line::Journal(VERSION))) => {}
            (0, _) | (_, None) => break,
            (_, Some(line)) => {
                last = None;
                match line {
                    Line::Pack(entry) => {
                        places.insert(hash(&entry.key), Place { at, state: State::Unseen });
                    }
                    Line::Gone(key) => {
                        places.remove(&hash(&key));
                    }
                    Line::Left(entry) => {
                        places.insert(hash_left(&entry.folder), Place { at, state: State::Unseen });
                    }
                    Line::Cleared(folder) => {
                        places.remove(&hash_left(&folder));
                    }
                    Line::Run(run) => last = Some(run),
                    Line::Journal(_) => {}
                }
            }
        }
        whole = lines.at;
    }
    Ok((places, last, whole))
}

/// Lines with the places where they begin; none for one that cannot be read.
struct Lines {
    file: BufReader<File>,
    at: u64,
}

impl Iterator for Lines {
    type Item = io::Result<(u64, Option<Line>)>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut text = Vec::new();
        let at = self.at;
        match self.file.read_until(b'\n', &mut text) {
            Ok(0) => None,
            Ok(length) => {
                self.at += length as u64;
                let whole = text.last() == Some(&b'\n');
                Some(Ok((at, whole.then(|| serde_json::from_slice(&text).ok()).flatten())))
            }
            Err(error) => Some(Err(error)),
        }
    }
}

impl Line {
    /// The pack that it is about, if it tells all of one, by what it is found under.
    fn pack(self) -> Option<(u64, Entry)> {
        match self {
            Line::Pack(entry) => Some((hash(&entry.key), entry)),
            Line::Left(entry) => Some((hash_left(&entry.folder), entry)),
            Line::Journal(_) | Line::Gone(_) | Line::Cleared(_) | Line::Run(_) => None,
        }
    }
}

fn hash(key: &str) -> u64 {
    Digest::of(&[key.as_bytes()]).short()
}

/// Of a pack that was left in another place: its partner may have a new one there, so the place counts.
fn hash_left(folder: &str) -> u64 {
    Digest::of(&[b"left", folder.as_bytes()]).short()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(key: &str, content: &str) -> Entry {
        Entry {
            row: 1,
            key: key.to_owned(),
            folder: key.to_lowercase(),
            packing: Packing::Folder,
            content: Digest::of(&[content.as_bytes()]),
            files: vec![Made { name: "dpa.pdf".to_owned(), bytes: 7, stamp: 1_700_000_000_000_000_001 }],
            line: vec![key.to_owned(), "a,\"b\"\n".to_owned()],
        }
    }

    fn keys(journal: &Journal) -> Vec<String> {
        let entries = journal.entries().expect("a file");
        entries.map(|entry| entry.expect("a line").key).collect()
    }

    #[test]
    fn what_was_noted_is_known_after_opening_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("journal.jsonl");
        let mut journal = Journal::open(&path).expect("a journal");
        for (key, content) in [("A", "1"), ("B", "1"), ("C", "1"), ("A", "2")] {
            journal.finished(entry(key, content)).expect("a line");
        }
        journal.gone(&entry("B", "1")).expect("a line");
        let run = Run { inputs: Digest::of(&[b"x"]), rows: 3, stale: 0, warned: 2 };
        journal.note(run.clone()).expect("a line");
        journal.settle().expect("a disk");
        for mut journal in [journal, Journal::open(&path).expect("a journal")] {
            assert_eq!(journal.entry("A").expect("a line"), Some(entry("A", "2")));
            assert_eq!(journal.entry("B").expect("a line"), None);
            assert_eq!(keys(&journal), ["C", "A"]);
            assert_eq!((keys(&journal).len(), journal.last_run()), (2, Some(&run)));
        }
    }

    #[test]
    fn a_tidy_journal_has_the_order_of_the_table() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("journal.jsonl");
        let mut journal = Journal::open(&path).expect("a journal");
        for (row, key) in [(3, "C"), (1, "A"), (9, "gone"), (2, "B")] {
            journal.finished(Entry { row, ..entry(key, "1") }).expect("a line");
        }
        let mut journal = {
            drop(journal);
            Journal::open(&path).expect("a journal")
        };
        for (row, key) in [(1, "B"), (2, "A"), (3, "C")] {
            assert!(journal.seen(key).expect("a line").is_some());
            assert_eq!(journal.kept(key, row).expect("a line").map(|entry| entry.row), Some(row));
        }
        journal.tidy().expect("a disk");
        journal.note(Run { inputs: Digest::of(&[]), rows: 3, stale: 0, warned: 0 }).expect("a line");
        journal.settle().expect("a disk");
        assert_eq!(keys(&journal), ["B", "A", "C", "gone"]);
        let unseen: Vec<_> =
            journal.unseen().expect("a file").map(|entry| entry.expect("a line").key).collect();
        assert_eq!(unseen, ["gone"]);
        assert_eq!(standing(&journal), ["B current", "A current", "C current"]);
        assert_eq!(journal.entry("A").expect("a line").map(|entry| entry.row), Some(2));
        let opened = Journal::open(&path).expect("a journal");
        assert_eq!((keys(&opened), opened.last_run().is_some()), (keys(&journal), true));
    }

    fn standing(journal: &Journal) -> Vec<String> {
        let packs = journal.standing().expect("a file").map(|pack| pack.expect("a line"));
        packs.map(|(standing, entry)| format!("{} {}", entry.key, standing.name())).collect()
    }

    #[test]
    fn a_pack_whose_row_is_bad_now_stands_in_its_row() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("journal.jsonl");
        let mut journal = Journal::open(&path).expect("a journal");
        for (row, key) in [(1, "A"), (2, "B"), (3, "C")] {
            journal.finished(Entry { row, ..entry(key, "1") }).expect("a line");
        }
        drop(journal);
        let mut journal = Journal::open(&path).expect("a journal");
        for key in ["C", "B", "A", "new"] {
            journal.seen(key).expect("a line");
        }
        for (row, key) in [(1, "C"), (3, "A")] {
            journal.kept(key, row).expect("a line");
        }
        let left = journal.left("B", 2, Standing::BadRow).expect("a line");
        assert_eq!(left.map(|entry| entry.folder).as_deref(), Some("b"));
        assert_eq!(journal.left("A", 4, Standing::BadRow).expect("a line"), None, "another row has it");
        assert_eq!(journal.left("new", 5, Standing::BadRow).expect("a line"), None, "it never had one");
        journal.tidy().expect("a disk");
        assert_eq!(standing(&journal), ["C current", "B bad-row", "A current"]);
    }

    #[test]
    fn a_pack_in_another_place_leaves_one_behind() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("journal.jsonl");
        let unseen = |journal: &Journal| -> Vec<String> {
            journal.unseen().expect("a file").map(|entry| entry.expect("a line").folder).collect()
        };
        let open = || Journal::open(&path).expect("a journal");
        let at = |place: &str| Entry { folder: place.to_owned(), ..entry("A", "1") };
        for (place, left) in
            [("a", &[][..]), ("a.zip", &["a"]), ("b", &["a", "a.zip"]), ("a", &["a.zip", "b"])]
        {
            let mut journal = open();
            journal.finished(at(place)).expect("a line");
            journal.settle().expect("a disk");
            assert_eq!(unseen(&journal), left, "{place}");
            journal.tidy().expect("a disk");
            assert_eq!(unseen(&journal), left, "{place}");
            assert_eq!(journal.entry("A").expect("a line").map(|entry| entry.folder).as_deref(), Some(place));
        }
        let mut journal = open();
        journal.seen("A").expect("a line");
        journal.gone(&at("b")).expect("a line");
        journal.settle().expect("a disk");
        let mut journal = open();
        journal.seen("A").expect("a line");
        assert_eq!(unseen(&journal), ["a.zip"]);
        assert!(journal.entry("A").expect("a line").is_some(), "the one that stands is still known");
    }

    #[test]
    fn half_a_line_is_forgotten_and_the_next_is_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("journal.jsonl");
        let mut journal = Journal::open(&path).expect("a journal");
        journal.finished(entry("A", "1")).expect("a line");
        journal.finished(entry("B", "1")).expect("a line");
        journal.settle().expect("a disk");
        let whole = std::fs::read(&path).expect("a file");
        let second =
            whole.len() - whole.iter().rev().skip(1).position(|byte| *byte == b'\n').expect("lines") - 1;
        for cut in second..whole.len() {
            std::fs::write(&path, &whole[..cut]).expect("a file");
            let mut journal = Journal::open(&path).expect("a journal");
            assert_eq!(keys(&journal), ["A"], "cut at {cut}");
            assert!(journal.last_run().is_none());
            journal.finished(entry("C", "1")).expect("a line");
            journal.settle().expect("a disk");
            assert_eq!(keys(&Journal::open(&path).expect("a journal")), ["A", "C"]);
        }
    }

    #[test]
    fn another_version_or_no_journal_means_that_nothing_is_known() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("journal.jsonl");
        for text in ["{\"journal\":99}\n{\"gone\":\"A\"}\n", "hello\n", "\0\0\0", ""] {
            std::fs::write(&path, text).expect("a file");
            let mut journal = Journal::open(&path).expect("a journal");
            assert!(keys(&journal).is_empty());
            journal.finished(entry("A", "1")).expect("a line");
            journal.settle().expect("a disk");
            assert_eq!(keys(&Journal::open(&path).expect("a journal")), ["A"]);
        }
    }
}
