//! A pack in one file, as a batch with `--zip` or `--tar` writes it: its manifest, and all of its files unpacked.
//!
//! Anybody may have made the file. Only plain files with plain names are taken, so that nothing leaves the folder that
//! it is unpacked to; their number and their size are bounded before they are read.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use crate::plan::manifest::FILE_NAME;
use crate::source::is_portable;

/// Most files of a pack.
const MAX_FILES: usize = 1000;
/// Most bytes of all files together.
const MAX_BYTES: u64 = 1 << 30;
/// Most bytes of a manifest.
const MAX_MANIFEST: u64 = 16 << 20;

/// Why an archive is not read, in words that go on behind its name.
pub(super) type Refused = String;

/// Whether a name ends as that of an archive.
pub(super) fn is_named(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with(".zip") || name.ends_with(".tar")
}

/// Whether a file begins as an archive; one that cannot be read does not.
pub(super) fn begins(file: &Path) -> bool {
    let is_file = fs::metadata(file).is_ok_and(|known| known.is_file());
    let mut start = Vec::new();
    let read = is_file.then(|| File::open(file).and_then(|file| file.take(512).read_to_end(&mut start)));
    read.is_some_and(|read| read.is_ok()) && (start.starts_with(b"PK\x03\x04") || is_tar(&start))
}

fn is_tar(start: &[u8]) -> bool {
    start.get(257..262) == Some(b"ustar")
}

/// The manifest in an archive, if there is one.
///
/// # Errors
/// What is no archive, or none that dpakit writes.
pub(super) fn manifest(archive: &Path) -> Result<Option<Vec<u8>>, Refused> {
    let mut found = None;
    each(archive, &mut |name, size, content| {
        if name != FILE_NAME {
            return Ok(true);
        }
        let mut bytes = Vec::new();
        content.take(MAX_MANIFEST + 1).read_to_end(&mut bytes).map_err(broken)?;
        if bytes.len() as u64 > MAX_MANIFEST {
            return Err("has a manifest that is too large to be one".to_owned());
        }
        if bytes.len() as u64 != size {
            return Err(broken(format_args!("`{name}` is cut off")));
        }
        found = Some(bytes);
        Ok(false)
    })?;
    Ok(found)
}

/// Writes the files of an archive to a folder that is empty.
///
/// # Errors
/// What is no archive, or none that dpakit writes; the disk.
pub(super) fn unpack(archive: &Path, folder: &Path) -> Result<(), Refused> {
    let mut left = MAX_BYTES;
    each(archive, &mut |name, size, content| {
        let mut file = File::create_new(folder.join(name)).map_err(broken)?;
        let written = io::copy(&mut content.take(left + 1), &mut file).map_err(broken)?;
        left = left.checked_sub(written).ok_or("unfolds to more than any pack has")?;
        if written == size { Ok(true) } else { Err(broken(format_args!("`{name}` is cut off"))) }
    })
}

/// What is done with a file of an archive, its size and its content; false where no further one is wanted.
type Take<'t> = &'t mut dyn FnMut(&str, u64, &mut dyn Read) -> Result<bool, Refused>;

/// Takes the files of an archive one after the other.
fn each(archive: &Path, take: Take<'_>) -> Result<(), Refused> {
    let mut file = File::open(archive).map_err(broken)?;
    if !file.metadata().map_err(broken)?.is_file() {
        return Err("is no file".to_owned());
    }
    let mut start = Vec::new();
    (&mut file).take(512).read_to_end(&mut start).map_err(broken)?;
    io::Seek::rewind(&mut file).map_err(broken)?;
    if is_tar(&start) { of_tar(file, take) } else { of_zip(file, take) }
}

fn of_tar(file: File, take: Take<'_>) -> Result<(), Refused> {
    let mut archive = tar::Archive::new(file);
    for (at, entry) in archive.entries_with_seek().map_err(broken)?.enumerate() {
        let mut entry = entry.map_err(broken)?;
        let plain = entry.header().entry_type().is_file();
        let path = entry.path().map_err(broken)?.to_string_lossy().into_owned();
        let size = entry.size();
        if !take(name(at, &path, plain)?, size, &mut entry)? {
            break;
        }
    }
    Ok(())
}

fn of_zip(file: File, take: Take<'_>) -> Result<(), Refused> {
    let mut archive = zip::ZipArchive::new(io::BufReader::new(file)).map_err(broken)?;
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).map_err(broken)?;
        let plain = entry.is_file() && !entry.is_symlink();
        let path = entry.name().map_err(broken)?.into_owned();
        let size = entry.size();
        if !take(name(at, &path, plain)?, size, &mut entry)? {
            break;
        }
    }
    Ok(())
}

/// The name of a file that may be taken.
fn name(at: usize, path: &str, plain: bool) -> Result<&str, Refused> {
    let shown: String = path.chars().take(60).filter(|c| !c.is_control()).collect();
    if at >= MAX_FILES {
        return Err(format!("has more than {MAX_FILES} files, which no pack has"));
    }
    if !plain || !is_portable(path) {
        return Err(format!("has `{shown}` in it, which is no file of a pack"));
    }
    Ok(path)
}

fn broken(error: impl std::fmt::Display) -> Refused {
    format!("cannot be read as an archive: {error}")
}

/// Reads an archive that was unpacked to a folder of its own: what is said of the folder is said of the archive.
///
/// # Errors
/// What is no archive, or none that dpakit writes; the disk.
pub(super) fn opened(archive: &Path) -> Result<tempfile::TempDir, Refused> {
    let folder = tempfile::tempdir().map_err(|error| format!("cannot be unpacked: {error}"))?;
    unpack(archive, folder.path())?;
    fs::metadata(folder.path().join(FILE_NAME)).map_err(|_| format!("has no {FILE_NAME} in it"))?;
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
        for (name, content) in files {
            archive.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a file");
            io::Write::write_all(&mut archive, content).expect("a file");
        }
        archive.finish().expect("an archive").into_inner()
    }

    /// A tar file with any name, which its writer would refuse.
    fn tarred(name: &str, kind: tar::EntryType) -> Vec<u8> {
        let mut header = tar::Header::new_ustar();
        header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
        header.set_entry_type(kind);
        header.set_size(1);
        header.set_mode(0o644);
        header.set_cksum();
        let mut archive = tar::Builder::new(Vec::new());
        archive.append(&header, &b"x"[..]).expect("a file");
        archive.into_inner().expect("an archive")
    }

    fn refused(bytes: &[u8]) -> Refused {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, inner) = (folder.path().join("a"), folder.path().join("in"));
        fs::write(&path, bytes).expect("a file");
        fs::create_dir(&inner).expect("a folder");
        let refused = unpack(&path, &inner).expect_err("refused");
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 2, "nothing beside it");
        refused
    }

    #[test]
    fn files_come_back_and_the_manifest_is_found() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.zip");
        fs::write(&path, zipped(&[(FILE_NAME, b"{}"), ("dpa.md", b"text")])).expect("a file");
        assert_eq!(manifest(&path).expect("read").as_deref(), Some(&b"{}"[..]));
        let there = opened(&path).expect("unpacked");
        assert_eq!(fs::read(there.path().join("dpa.md")).expect("a file"), b"text");
    }

    #[test]
    fn nothing_leaves_the_folder() {
        for name in ["../x", "/tmp/x", "a/b", "..", "C:x", "a\\b"] {
            assert!(refused(&zipped(&[(name, b"x")])).contains("no file of a pack"), "{name}");
            assert!(refused(&tarred(name, tar::EntryType::Regular)).contains("no file of a pack"), "{name}");
        }
        for kind in [tar::EntryType::Symlink, tar::EntryType::Link, tar::EntryType::Fifo] {
            assert!(refused(&tarred("x", kind)).contains("no file of a pack"), "{kind:?}");
        }
    }

    #[test]
    fn what_is_too_much_or_damaged_is_refused() {
        let names: Vec<String> = (0..=MAX_FILES).map(|at| format!("f{at}")).collect();
        let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
        assert!(refused(&zipped(&files)).contains("more than 1000 files"));
        let whole = zipped(&[(FILE_NAME, b"{}")]);
        for damaged in [&whole[..whole.len() / 2], b"", b"PK\x03\x04"] {
            assert!(refused(damaged).contains("cannot be read as an archive"));
        }
    }
}
