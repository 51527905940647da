//! A pack as one file: an archive of what would stand in its folder, in the place of the folder.
//!
//! Equal files give equal bytes: the manifest first, the others by name, every date the first day of 1980,
//! no owner. An archive is dpakit's own while it has exactly the files that the manifest in it names.

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read, Write as _};

use serde::{Deserialize, Serialize};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use crate::diagnostic::Outcome;
use crate::pipeline::{OutputFile, write};
use crate::plan::manifest::{FILE_NAME, Output};

/// Seconds from 1970 to the first day of 1980, the earliest that a zip file can say.
const FIRST_DAY: u64 = 315_532_800;
/// Rights of each file.
const MODE: u32 = 0o644;
/// An archive that unfolds to more is none of dpakit.
const MOST: u64 = 1 << 30;

/// What a pack is handed over as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Packing {
    /// A folder of files.
    #[default]
    Folder,
    /// A zip file.
    Zip,
    /// A tar file.
    Tar,
}

impl Packing {
    /// The end of its name.
    pub fn ending(self) -> &'static str {
        match self {
            Packing::Folder => "",
            Packing::Zip => ".zip",
            Packing::Tar => ".tar",
        }
    }

    /// Whether it is one file.
    pub fn is_bundle(self) -> bool {
        self != Packing::Folder
    }
}

/// The archive of files.
///
/// # Errors
/// A file that is too large for one.
pub fn pack(packing: Packing, files: &[OutputFile]) -> io::Result<Vec<u8>> {
    let mut files: Vec<&OutputFile> = files.iter().collect();
    files.sort_by_key(|file| (file.name != FILE_NAME, &file.name));
    if packing == Packing::Tar { tarred(&files) } else { zipped(&files) }
}

fn zipped(files: &[&OutputFile]) -> io::Result<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::DEFAULT)
        .unix_permissions(MODE);
    for file in files {
        archive.start_file(file.name.as_str(), options)?;
        archive.write_all(&file.bytes)?;
    }
    Ok(archive.finish()?.into_inner())
}

fn tarred(files: &[&OutputFile]) -> io::Result<Vec<u8>> {
    let mut archive = tar::Builder::new(Vec::new());
    for file in files {
        let mut header = tar::Header::new_ustar();
        header.set_size(file.bytes.len() as u64);
        header.set_mode(MODE);
        header.set_mtime(FIRST_DAY);
        header.set_uid(0);
        header.set_gid(0);
        archive.append_data(&mut header, &file.name, file.bytes.as_slice())?;
    }
    archive.into_inner()
}

/// The files of an archive; none where it is no archive, or not one that dpakit writes.
fn open(packing: Packing, archive: &[u8]) -> Option<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    let mut left = MOST;
    let mut enter = |name: String, content: &mut dyn Read| -> Option<()> {
        let mut bytes = Vec::new();
        content.take(left + 1).read_to_end(&mut bytes).ok()?;
        left = left.checked_sub(bytes.len() as u64)?;
        files.insert(name, bytes).is_none().then_some(())
    };
    if packing == Packing::Tar {
        for entry in tar::Archive::new(archive).entries().ok()? {
            let mut entry = entry.ok()?;
            let name = entry.path().ok()?.to_str()?.to_owned();
            enter(name, &mut entry)?;
        }
    } else {
        let mut archive = ZipArchive::new(Cursor::new(archive)).ok()?;
        for index in 0..archive.len() {
            let mut entry = archive.by_index(index).ok()?;
            let name = entry.name().ok()?.into_owned();
            enter(name, &mut entry)?;
        }
    }
    Some(files)
}

/// Whether an archive has what its manifest says, and nothing else.
pub fn is_whole(packing: Packing, archive: &[u8]) -> bool {
    let Some(files) = open(packing, archive) else { return false };
    let ours = write::named(files.get(FILE_NAME).map_or(&[], Vec::as_slice));
    let there = |output: &Output| {
        files.get(&output.name).is_some_and(|bytes| Output::of(&output.name, bytes).sha256 == output.sha256)
    };
    !ours.is_empty() && ours.len() == files.len() && ours.iter().all(there)
}

/// Finds out whether what stands in the place of an archive may go: whether dpakit wrote it.
///
/// # Errors
/// Something else, unless `force`.
pub fn examine(packing: Packing, there: &[u8], shown: &str, force: bool) -> Outcome<()> {
    if force || is_whole(packing, there) {
        return Ok(());
    }
    let manifest = open(packing, there).and_then(|mut files| files.remove(FILE_NAME)).unwrap_or_default();
    Err(vec![write::in_the_way(shown, !write::named(&manifest).is_empty())])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, text: &str) -> OutputFile {
        OutputFile { name: name.to_owned(), bytes: text.as_bytes().to_vec() }
    }

    fn files() -> Vec<OutputFile> {
        let outputs = [Output::of("b.md", b"two"), Output::of("a.md", b"one")];
        let manifest = serde_json::json!({ "dpakit": "0", "outputs": outputs }).to_string();
        vec![file("b.md", "two"), file("a.md", "one"), file(FILE_NAME, &manifest)]
    }

    #[test]
    fn an_archive_has_its_files_and_the_order_of_making_is_not_seen() {
        for packing in [Packing::Zip, Packing::Tar] {
            let packed = pack(packing, &files()).expect("an archive");
            let mut turned = files();
            turned.reverse();
            assert_eq!(packed, pack(packing, &turned).expect("an archive"));
            let opened = open(packing, &packed).expect("an archive");
            assert_eq!(opened.keys().collect::<Vec<_>>(), ["a.md", "b.md", FILE_NAME]);
            assert_eq!(opened["b.md"], b"two");
            assert!(is_whole(packing, &packed));
        }
    }

    #[test]
    fn what_somebody_changed_or_added_is_not_ours() {
        for packing in [Packing::Zip, Packing::Tar] {
            let mut changed = files();
            changed[1].bytes = b"uno".to_vec();
            let mut more = files();
            more.push(file("notes.txt", "mine"));
            let fewer = files().split_off(1);
            let nothing = vec![file("notes.txt", "mine")];
            for (files, ours) in [(changed, true), (more, true), (fewer, true), (nothing, false)] {
                let packed = pack(packing, &files).expect("an archive");
                let found = examine(packing, &packed, "x", false).expect_err("not ours");
                assert_eq!(found[0].message.contains("was changed"), ours, "{}", found[0].message);
                assert!(examine(packing, &packed, "x", true).is_ok());
            }
            assert!(examine(packing, b"hello", "x", false).is_err());
            assert!(examine(packing, b"", "x", false).is_err());
        }
    }
}
