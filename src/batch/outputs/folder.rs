//! The output folder of a batch: packs get ready out of sight and appear whole.
//!
//! Everything that is not yet for others stands in `.dpakit/` within the output folder. A pack is written
//! to `.dpakit/new/`. Many such packs are made to last with one call to the disk, and only then renamed
//! to their places. Where a pack stands already, its new files go through `.dpakit/ready/`: a folder in
//! there is whole, and the next run moves what a killed one left.

use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use super::{Outputs, Packing, Parcel, Refusal, WORK, bundle};
use crate::batch::journal::{Entry, Journal, Made};
use crate::diagnostic::{Diagnostic, Outcome};
use crate::pipeline::{OutputFile, write};
use crate::plan::manifest::FILE_NAME;

/// In a folder that is ready: where its files go.
const TARGET: &str = ".target.json";
/// Name of the journal.
const JOURNAL: &str = "journal.jsonl";

/// An output folder that this run alone works in.
pub struct Folder {
    out: PathBuf,
    work: PathBuf,
    /// Held, not read: it is locked while this lives. None where nothing is written.
    _lock: Option<File>,
    count: AtomicUsize,
}

/// A pack that is written out of sight.
#[derive(Serialize, Deserialize)]
pub struct Staged {
    at: PathBuf,
    /// Its place below the output folder.
    place: String,
    packing: Packing,
    /// Its files as they are.
    files: Vec<Made>,
    /// Files of the last run that it no longer has, where a pack stands in its place.
    replaces: Option<Vec<String>>,
}

#[derive(Serialize, Deserialize)]
struct Target {
    folder: String,
    gone: Vec<String>,
}

impl Folder {
    /// Takes hold of an output folder, and finishes what a killed run left.
    ///
    /// # Errors
    /// Another run at work there, and the disk.
    pub fn open(out: &Path, part: &str) -> Outcome<Folder> {
        let work = out.join(WORK).join(part);
        let disk = |error: io::Error| vec![write::unwritable(out, &error)];
        fs::create_dir_all(work.join("new")).map_err(disk)?;
        fs::create_dir_all(work.join("ready")).map_err(disk)?;
        let lock = File::options().create(true).append(true).open(work.join("lock")).map_err(disk)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => {
                return Err(vec![super::busy(&out.display().to_string())]);
            }
            Err(fs::TryLockError::Error(error)) => return Err(disk(error)),
        }
        let outputs = Folder { out: out.to_owned(), work, _lock: Some(lock), count: AtomicUsize::new(0) };
        outputs.recover().map_err(disk)?;
        Ok(outputs)
    }

    /// Looks into an output folder, if there is one, to change nothing.
    pub fn look(out: &Path, part: &str) -> Folder {
        let work = out.join(WORK).join(part);
        Folder { out: out.to_owned(), work, _lock: None, count: AtomicUsize::new(0) }
    }

    /// Removes what was not whole, and moves what was.
    fn recover(&self) -> io::Result<()> {
        self.clear()?;
        for left in fs::read_dir(self.work.join("ready"))? {
            self.deliver(&left?.path())?;
        }
        Ok(())
    }

    /// Gives a pack its place; `above` is the folder that holds the one before it.
    fn appear(&self, pack: &Staged, above: &mut PathBuf) -> io::Result<()> {
        let place = self.out.join(&pack.place);
        if let Some(holds) = place.parent().filter(|holds| holds != above) {
            fs::create_dir_all(holds)?;
            *above = holds.to_owned();
        }
        if !pack.packing.is_bundle() {
            return fs::rename(&pack.at, &place);
        }
        for file in &pack.files {
            fs::rename(pack.at.join(&file.name), &place)?;
        }
        fs::remove_dir(&pack.at)
    }

    /// Of the folder that stands in a place, the files that a new version no longer has; none without one.
    fn within(&self, place: &str, files: &[OutputFile], force: bool) -> Result<Option<Vec<String>>, Refusal> {
        let target = self.out.join(place);
        let files: Vec<&OutputFile> = files.iter().collect();
        match fs::symlink_metadata(&target) {
            Ok(there) if there.is_dir() => {
                write::examine(target.as_path(), &files, force).map(Some).map_err(Refusal::InTheWay)
            }
            Ok(_) => Err(Refusal::InTheWay(vec![write::no_folder(&self.shown(place))])),
            Err(_) => Ok(None),
        }
    }

    /// Whether an archive may take its place. One file replaces another at once, so nothing is to be told.
    fn beside(&self, place: &str, packing: Packing, force: bool) -> Result<Option<Vec<String>>, Refusal> {
        let target = self.out.join(place);
        let found = match fs::symlink_metadata(&target) {
            Ok(there) if there.is_file() => {
                bundle::examine(packing, &fs::read(&target)?, &self.shown(place), force)
            }
            Ok(_) => Err(vec![write::in_the_way(&self.shown(place), false)]),
            Err(_) => Ok(()),
        };
        found.map(|()| None).map_err(Refusal::InTheWay)
    }

    /// Moves the files of a folder that is ready to their places, the manifest last.
    fn deliver(&self, ready: &Path) -> io::Result<()> {
        let target: Target = serde_json::from_slice(&fs::read(ready.join(TARGET))?)?;
        let place = self.out.join(&target.folder);
        fs::create_dir_all(&place)?;
        let mut names = Vec::new();
        for file in fs::read_dir(ready)? {
            names.push(file?.file_name());
        }
        names.retain(|name| name != TARGET);
        names.sort_by_key(|name| (name == FILE_NAME, name.clone()));
        for name in names {
            fs::rename(ready.join(&name), place.join(&name))?;
        }
        for name in &target.gone {
            match fs::remove_file(place.join(name)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        write::settle(&place)?;
        fs::remove_dir_all(ready)
    }

    /// Makes the files of packs outlast a power cut: with one call where the system has one.
    #[cfg(target_os = "linux")]
    fn settle(&self, _: &[Staged]) -> io::Result<()> {
        Ok(rustix::fs::syncfs(File::open(&self.work)?)?)
    }

    /// Makes the files of packs outlast a power cut: one by one.
    #[cfg(not(target_os = "linux"))]
    fn settle(&self, packs: &[Staged]) -> io::Result<()> {
        for pack in packs {
            for file in &pack.files {
                File::open(pack.at.join(&file.name))?.sync_all()?;
            }
            write::settle(&pack.at)?;
        }
        Ok(())
    }
}

impl Outputs for Folder {
    type Staged = Staged;

    fn journal(&self) -> io::Result<Journal> {
        let path = self.work.join(JOURNAL);
        if self._lock.is_some() { Journal::open(&path) } else { Journal::look(&path) }
    }

    fn stage(&self, parcel: Parcel, force: bool) -> Result<Staged, Refusal> {
        let Parcel { place, packing, mut files } = parcel;
        let replaces = if packing.is_bundle() {
            self.beside(&place, packing, force)?
        } else {
            self.within(&place, &files, force)?
        };
        if packing.is_bundle() {
            let name = place.rsplit('/').next().unwrap_or(&place).to_owned();
            files = vec![OutputFile { name, bytes: bundle::pack(packing, &files)? }];
        }
        let at = self.work.join("new").join(self.count.fetch_add(1, Ordering::Relaxed).to_string());
        fs::create_dir(&at)?;
        let files = files.iter().map(|file| put(&at, file)).collect::<io::Result<_>>()?;
        Ok(Staged { at, place, packing, files, replaces })
    }

    fn commit(&self, packs: Vec<Staged>) -> io::Result<Vec<Vec<Made>>> {
        for pack in packs.iter().filter(|pack| pack.replaces.is_some()) {
            let target =
                Target { folder: pack.place.clone(), gone: pack.replaces.clone().unwrap_or_default() };
            fs::write(pack.at.join(TARGET), serde_json::to_vec(&target)?)?;
        }
        self.settle(&packs)?;
        let mut above = self.out.clone();
        for pack in &packs {
            match pack.replaces {
                None => self.appear(pack, &mut above)?,
                Some(_) => {
                    let ready = self.work.join("ready").join(pack.at.file_name().unwrap_or_default());
                    fs::rename(&pack.at, &ready)?;
                    self.deliver(&ready)?;
                }
            }
        }
        write::settle(&self.out)?;
        Ok(packs.into_iter().map(|pack| pack.files).collect())
    }

    fn scratch(&self) -> io::Result<Option<File>> {
        tempfile::tempfile_in(&self.work).map(Some)
    }

    #[cfg(target_os = "linux")]
    fn press(&self) {
        // A disk that fails is told of when it is asked in earnest.
        let _ = self.settle(&[]);
    }

    fn clear(&self) -> io::Result<()> {
        for left in fs::read_dir(self.work.join("new"))? {
            fs::remove_dir_all(left?.path())?;
        }
        Ok(())
    }

    fn stands(&self, entry: &Entry) -> bool {
        entry.objects().all(|(path, file)| {
            fs::symlink_metadata(self.out.join(path)).is_ok_and(|there| {
                there.is_file() && there.len() == file.bytes && modified(&there) == file.stamp
            })
        })
    }

    fn is_whole(&self, entry: &Entry) -> io::Result<bool> {
        let place = self.out.join(&entry.folder);
        Ok(match entry.packing.is_bundle() {
            true => fs::read(place).is_ok_and(|there| bundle::is_whole(entry.packing, &there)),
            false => write::is_whole(place.as_path()),
        })
    }

    /// Its folder goes too, if nothing else is in it.
    fn remove(&self, entry: &Entry, force: bool) -> Result<(), Refusal> {
        let place = self.out.join(&entry.folder);
        let mut folder = Path::new(&entry.folder);
        if entry.packing.is_bundle() {
            if place.is_file() {
                self.beside(&entry.folder, entry.packing, force)?;
                fs::remove_file(&place)?;
            }
            folder = folder.parent().unwrap_or(Path::new(""));
        } else if place.is_dir() {
            for name in write::examine(place.as_path(), &[], force).map_err(Refusal::InTheWay)? {
                fs::remove_file(place.join(name))?;
            }
        }
        while !folder.as_os_str().is_empty() && fs::remove_dir(self.out.join(folder)).is_ok() {
            folder = folder.parent().unwrap_or(Path::new(""));
        }
        Ok(())
    }

    fn has(&self, name: &str) -> bool {
        self.out.join(name).is_file()
    }

    fn first_line(&self, name: &str) -> io::Result<Option<String>> {
        let Ok(file) = File::open(self.out.join(name)) else { return Ok(None) };
        let mut head = String::new();
        // What is no text is no line that dpakit wrote.
        Ok(Some(BufReader::new(file).read_line(&mut head).map_or_else(|_| String::new(), |_| head)))
    }

    fn draft(&self) -> io::Result<NamedTempFile> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(".dpakit-");
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        builder.tempfile_in(&self.out)
    }

    fn publish(&self, name: &str, draft: NamedTempFile) -> io::Result<()> {
        draft.as_file().sync_all()?;
        let path = self.out.join(name);
        if fs::read(&path).ok() != Some(fs::read(draft.path())?) {
            draft.persist(path).map_err(|error| error.error)?;
        }
        Ok(())
    }

    fn close(&self) -> io::Result<()> {
        self.clear()
    }

    fn shown(&self, name: &str) -> String {
        self.out.join(name).display().to_string()
    }

    fn trouble(&self, error: &io::Error) -> Diagnostic {
        write::unwritable(&self.out, error)
    }
}

fn put(folder: &Path, file: &OutputFile) -> io::Result<Made> {
    let mut there = File::create_new(folder.join(&file.name))?;
    there.write_all(&file.bytes)?;
    let modified = modified(&there.metadata()?);
    Ok(Made::of(&file.name, file.bytes.len() as u64, modified))
}

/// Time of the last change in nanoseconds since 1970; 0 where the system has none.
fn modified(there: &fs::Metadata) -> u64 {
    let since = there.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    since.map_or(0, |time| u64::try_from(time.as_nanos()).unwrap_or(u64::MAX))
}
