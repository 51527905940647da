//! Packs as objects of a store, such as S3.
//!
//! An object appears whole or not at all, and nothing can be renamed. So a pack is held in memory until its
//! group is put: its files first, the manifest last, then what the new version no longer has is removed.
//! Who looks for manifests sees whole packs only. While a group is being put, an object in `coming/` tells
//! which files are; the next run knows from it what a stopped one left, and takes it for its own.
//!
//! What stands in the store is listed once, at the beginning: 16 bytes of memory for each object.

mod segments;
mod store;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::hash::{BuildHasher as _, RandomState};
use std::io::{self, Read as _, Seek as _};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tempfile::NamedTempFile;

use super::{Outputs, Packing, Parcel, Refusal, STORE, WORK, bundle};
use crate::batch::Digest;
use crate::batch::journal::{Entry, Journal, Made};
use crate::diagnostic::{Diagnostic, Outcome};
use crate::pipeline::{OutputFile, write};
use crate::plan::manifest::{FILE_NAME, Output};
use crate::source::sha256;

use store::{Object, Pack, Store};

/// Files of packs that were being put when a run was stopped, by the places of the packs.
type Left = BTreeMap<String, Vec<Output>>;

/// The packs of a part in a store.
pub struct Objects {
    store: Arc<Store>,
    address: String,
    /// Name of what is not for others.
    work: String,
    /// Tells this run apart from others.
    run: String,
    /// Segments of the journal that stood before anything else was looked at.
    segments: Vec<u64>,
    listing: Listing,
    /// Names of what told stopped runs' files.
    notes: Vec<String>,
    left: Mutex<Left>,
    /// Whether nothing is to change.
    looks: bool,
}

/// A pack in memory.
#[derive(serde::Serialize, serde::Deserialize)]
pub struct Staged {
    place: String,
    packing: Packing,
    files: Vec<OutputFile>,
    /// Files of the last version that it no longer has.
    gone: Vec<Output>,
}

/// What stands in the store: hashes of names, and of sizes with stamps.
struct Listing(Vec<(u64, u64)>);

impl Listing {
    fn of(store: &Store) -> io::Result<Listing> {
        let mut all = store.list("", |Object { name, bytes, stamp }| {
            let ours = name.split('/').next() == Some(WORK);
            (!ours).then(|| (key(&name), state(bytes, stamp)))
        })?;
        all.sort_unstable();
        Ok(Listing(all))
    }

    fn state(&self, name: &str) -> Option<u64> {
        let found = self.0.binary_search_by_key(&key(name), |(key, _)| *key).ok()?;
        self.0.get(found).map(|(_, state)| *state)
    }

    fn has(&self, name: &str) -> bool {
        self.state(name).is_some()
    }
}

fn key(name: &str) -> u64 {
    Digest::of(&[name.as_bytes()]).short()
}

fn state(bytes: u64, stamp: u64) -> u64 {
    Digest::of(&[&bytes.to_le_bytes(), &stamp.to_le_bytes()]).short()
}

/// Name of what the segments of a journal lie in.
fn journal(work: &str) -> String {
    format!("{work}/journal")
}

fn inside(place: &str, name: &str) -> String {
    format!("{place}/{name}")
}

/// What was read of a place.
struct Standing<'o> {
    outputs: &'o Objects,
    place: &'o str,
    files: BTreeMap<String, Vec<u8>>,
    left: Vec<Output>,
}

impl write::Place for Standing<'_> {
    fn content(&self, name: &str) -> Option<Option<Cow<'_, [u8]>>> {
        self.files.get(name).map(|bytes| Some(Cow::Borrowed(bytes.as_slice())))
    }

    fn shown(&self, name: &str) -> String {
        self.outputs.shown(&inside(self.place, name))
    }

    fn left(&self) -> &[Output] {
        &self.left
    }
}

impl Objects {
    /// Opens a store to write to it, or only to look.
    ///
    /// # Errors
    /// No address of a store, no right to use it, no answer.
    pub fn open(address: &str, part: &str, patience: Duration, looks: bool) -> Outcome<Objects> {
        let store = Store::open(address, patience).map_err(|why| vec![unusable(address, &why)])?;
        let failed = |error: io::Error| vec![unusable(address, &error.to_string())];
        Objects::with(store, address, part, looks).map_err(failed)
    }

    fn with(store: Store, address: &str, part: &str, looks: bool) -> io::Result<Objects> {
        let work = format!("{WORK}/{part}");
        // First of all: a run that does something after this is found out when a segment is created.
        let segments = segments::standing(&store, &journal(&work))?;
        let listing = Listing::of(&store)?;
        let coming = format!("{work}/coming");
        let notes = store.list(&coming, |object| Some(format!("{coming}/{}", object.name)))?;
        let mut left = Left::new();
        for text in store.read(&notes)?.into_iter().flatten() {
            let more: Left = serde_json::from_slice(&text).unwrap_or_default();
            more.into_iter().for_each(|(place, files)| left.entry(place).or_default().extend(files));
        }
        let dice = RandomState::new();
        let run = format!("{:016x}{:016x}", dice.hash_one(0), dice.hash_one(1));
        let address = address.trim_end_matches('/').to_owned();
        let left = Mutex::new(left);
        Ok(Objects { store: Arc::new(store), address, work, run, segments, listing, notes, left, looks })
    }

    /// Name of what tells the files that this run is putting.
    fn coming(&self) -> String {
        format!("{}/coming/{}", self.work, self.run)
    }

    /// Removes what stopped runs put of packs that never appeared, and that this run did not put either.
    /// Returns the others. It is the last thing to do: a run that goes on beside this one has found out by
    /// then, so that nothing is taken from a pack that is about to appear.
    fn recover(&self, left: Left) -> io::Result<Left> {
        let mut others = Left::new();
        for (place, files) in left {
            if self.object(&inside(&place, FILE_NAME))?.is_some() {
                others.insert(place, files);
                continue;
            }
            let standing = self.read(&place, files.iter().map(|file| file.name.clone()))?;
            let ours = files
                .iter()
                .filter(|file| standing.get(&file.name).is_some_and(|bytes| sha256(bytes) == file.sha256));
            let names: Vec<String> = ours.map(|file| inside(&place, &file.name)).collect();
            if !names.is_empty() {
                self.store.delete(&names)?;
            }
        }
        Ok(others)
    }

    fn left(&self) -> MutexGuard<'_, Left> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The files of a place that stand there, of those named.
    fn read(
        &self,
        place: &str,
        names: impl Iterator<Item = String>,
    ) -> io::Result<BTreeMap<String, Vec<u8>>> {
        let mut names: Vec<String> = names.filter(|name| self.listing.has(&inside(place, name))).collect();
        names.sort_unstable();
        names.dedup();
        let paths: Vec<String> = names.iter().map(|name| inside(place, name)).collect();
        let read = names.into_iter().zip(self.store.read(&paths)?);
        Ok(read.filter_map(|(name, bytes)| Some((name, bytes?))).collect())
    }

    /// What stands in a place of the files named, and of those that its manifest or a stopped run names.
    fn standing<'o>(&'o self, place: &'o str, names: Vec<String>) -> io::Result<Standing<'o>> {
        let mut files = self.read(place, [FILE_NAME.to_owned()].into_iter())?;
        let left = self.left().get(place).cloned().unwrap_or_default();
        let ours = write::named(files.get(FILE_NAME).map_or(&[], Vec::as_slice));
        let ours = ours.into_iter().chain(left.iter().cloned()).map(|output| output.name);
        let more = names.into_iter().chain(ours).filter(|name| name != FILE_NAME);
        files.extend(self.read(place, more)?);
        Ok(Standing { outputs: self, place, files, left })
    }

    /// Tells which files are being put, beside those that stopped runs left.
    fn announce(&self, packs: &[Staged]) -> io::Result<()> {
        let mut all = self.left().clone();
        for pack in packs.iter().filter(|pack| !pack.packing.is_bundle()) {
            let files = pack.files.iter().map(|file| Output::of(&file.name, &file.bytes));
            all.entry(pack.place.clone()).or_default().extend(files.chain(pack.gone.iter().cloned()));
        }
        if all.is_empty() {
            return Ok(());
        }
        self.store.put(&self.coming(), &serde_json::to_vec(&all)?)
    }

    /// One object, if it is there.
    fn object(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        Ok(self.store.read(&[name.to_owned()])?.pop().flatten())
    }

    /// Of what stands in the place of a pack, the files that a new version no longer has.
    fn within(&self, place: &str, files: &[OutputFile], force: bool) -> Result<Vec<Output>, Refusal> {
        if self.listing.has(place) {
            return Err(Refusal::InTheWay(vec![write::no_folder(&self.shown(place))]));
        }
        let standing = self.standing(place, files.iter().map(|file| file.name.clone()).collect())?;
        let files: Vec<&OutputFile> = files.iter().collect();
        let gone = write::examine(&standing, &files, force).map_err(Refusal::InTheWay)?;
        let of = |name: &String| Output::of(name, standing.files.get(name).map_or(&[], Vec::as_slice));
        Ok(gone.iter().map(of).collect())
    }

    /// Whether an archive may take its place, or go from it.
    fn beside(&self, place: &str, packing: Packing, force: bool) -> Result<(), Refusal> {
        if self.listing.has(&inside(place, FILE_NAME)) {
            return Err(Refusal::InTheWay(vec![write::in_the_way(&self.shown(place), false)]));
        }
        let there = if self.listing.has(place) { self.object(place)? } else { None };
        let found = there.map_or(Ok(()), |there| bundle::examine(packing, &there, &self.shown(place), force));
        found.map_err(Refusal::InTheWay)
    }
}

impl Outputs for Objects {
    type Staged = Staged;

    fn journal(&self) -> io::Result<Journal> {
        let at = journal(&self.work);
        segments::journal(&self.store, &at, &self.run, self.segments.clone(), self.looks)
    }

    fn stage(&self, parcel: Parcel, force: bool) -> Result<Staged, Refusal> {
        let Parcel { place, packing, files } = parcel;
        if !packing.is_bundle() {
            let gone = self.within(&place, &files, force)?;
            return Ok(Staged { place, packing, files, gone });
        }
        self.beside(&place, packing, force)?;
        let name = place.rsplit('/').next().unwrap_or(&place).to_owned();
        let files = vec![OutputFile { name, bytes: bundle::pack(packing, &files)? }];
        Ok(Staged { place, packing, files, gone: Vec::new() })
    }

    fn commit(&self, packs: Vec<Staged>) -> io::Result<Vec<Vec<Made>>> {
        self.announce(&packs)?;
        let mut made: Vec<Vec<Made>> = Vec::with_capacity(packs.len());
        let mut places = Vec::with_capacity(packs.len());
        let packs: Vec<Pack> = packs
            .into_iter()
            .map(|Staged { place, packing, files, gone }| {
                let of = |file: &OutputFile| Made::of(&file.name, file.bytes.len() as u64, 0);
                made.push(files.iter().map(of).collect());
                let at = |name: &str| if packing.is_bundle() { place.clone() } else { inside(&place, name) };
                let files = files.into_iter().map(|file| (at(&file.name), file.bytes)).collect();
                let gone = gone.iter().map(|output| inside(&place, &output.name)).collect();
                places.push(place);
                Pack { files, gone }
            })
            .collect();
        let stamps = self.store.put_packs(&packs)?;
        for (files, stamps) in made.iter_mut().zip(stamps) {
            files.iter_mut().zip(stamps).for_each(|(file, stamp)| file.stamp = stamp);
        }
        let mut left = self.left();
        places.iter().for_each(|place| drop(left.remove(place)));
        Ok(made)
    }

    fn stands(&self, entry: &Entry) -> bool {
        let mut objects = entry.objects();
        objects.all(|(name, file)| self.listing.state(&name) == Some(state(file.bytes, file.stamp)))
    }

    fn is_whole(&self, entry: &Entry) -> io::Result<bool> {
        if entry.packing.is_bundle() {
            let there = self.object(&entry.folder)?;
            return Ok(there.is_some_and(|there| bundle::is_whole(entry.packing, &there)));
        }
        Ok(write::is_whole(&self.standing(&entry.folder, Vec::new())?))
    }

    fn remove(&self, entry: &Entry, force: bool) -> Result<(), Refusal> {
        let names: Vec<String> = if entry.packing.is_bundle() {
            self.beside(&entry.folder, entry.packing, force)?;
            vec![entry.folder.clone()]
        } else {
            let standing = self.standing(&entry.folder, Vec::new())?;
            let stale = write::examine(&standing, &[], force).map_err(Refusal::InTheWay)?;
            stale.iter().map(|name| inside(&entry.folder, name)).collect()
        };
        if !names.is_empty() {
            self.store.delete(&names)?;
        }
        self.left().remove(&entry.folder);
        Ok(())
    }

    fn has(&self, name: &str) -> bool {
        self.listing.has(name)
    }

    fn first_line(&self, name: &str) -> io::Result<Option<String>> {
        let there = self.object(name)?;
        let line = |text: Vec<u8>| text.split(|byte| *byte == b'\n').next().unwrap_or_default().to_vec();
        Ok(there.map(|text| String::from_utf8(line(text)).unwrap_or_default()))
    }

    fn draft(&self) -> io::Result<NamedTempFile> {
        NamedTempFile::new()
    }

    fn publish(&self, name: &str, mut draft: NamedTempFile) -> io::Result<()> {
        let mut bytes = Vec::new();
        draft.rewind()?;
        draft.read_to_end(&mut bytes)?;
        if self.object(name)?.as_ref() != Some(&bytes) {
            self.store.put(name, &bytes)?;
        }
        Ok(())
    }

    /// Forgets what was being put; what stopped runs left, and this one could not mend, stays known.
    fn close(&self) -> io::Result<()> {
        let left = self.left().clone();
        let left = self.recover(left)?;
        let mut notes = self.notes.clone();
        if left.is_empty() {
            notes.push(self.coming());
        } else {
            self.store.put(&self.coming(), &serde_json::to_vec(&left)?)?;
        }
        self.store.delete(&notes)
    }

    fn shown(&self, name: &str) -> String {
        format!("{}/{name}", self.address)
    }

    fn trouble(&self, error: &io::Error) -> Diagnostic {
        match error.kind() {
            io::ErrorKind::ResourceBusy => super::busy(&self.address),
            _ if store::is_of_store(error) => unusable(&self.address, &error.to_string()),
            _ => write::unwritable(&tempfile::env::temp_dir(), error),
        }
    }
}

/// What to say of a store that cannot be used.
fn unusable(address: &str, why: &str) -> Diagnostic {
    Diagnostic::error(STORE, format!("`{address}` cannot be used: {why}"))
        .help("check the address, the network, and the variables AWS_ACCESS_KEY_ID, AWS_REGION, AWS_ENDPOINT")
}
