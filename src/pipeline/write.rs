//! Finished files put into a folder, so that nothing of anybody's is lost.
//!
//! The manifest of the last run says which files are dpakit's own. Only those are replaced or
//! removed, and only while they are as dpakit left them; a new folder appears as a whole, a file in
//! an old one by renaming, the manifest last.

use std::borrow::Cow;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::{Built, OutputFile};
use crate::diagnostic::{Code, Diagnostic, Outcome};
use crate::plan::manifest::{FILE_NAME, Output};
use crate::source::{is_portable, sha256};

/// A file or folder cannot be written.
pub const WRITE: Code = Code("FIL-WRITE");
/// A file is in the way that dpakit did not write.
pub const IN_THE_WAY: Code = Code("FIL-EXISTS");
/// A file was changed between being read and being written.
pub const CHANGED_MEANWHILE: Code = Code("FIL-CHANGED");
/// A name that no folder can have on every system.
pub const NAME: Code = Code("FIL-NAME");

/// Writes a built pack and its manifest into `out/<reference>/`, and returns that folder.
///
/// # Errors
/// Files in the way that dpakit did not write, unless `force`; a name that is no file name; the disk.
pub fn write(out: &Path, built: &Built, force: bool) -> Outcome<PathBuf> {
    let manifest = manifest(built.manifest.clone());
    let files: Vec<&OutputFile> = built.files.iter().chain([&manifest]).collect();
    for name in files.iter().map(|file| file.name.as_str()).chain([built.name.as_str()]) {
        if !is_portable(name) {
            return Err(vec![
                Diagnostic::error(NAME, format!("`{name}` cannot be the name of a file on every system"))
                    .help("give the agreement another `reference`"),
            ]);
        }
    }
    let folder = out.join(&built.name);
    let unwritable = |error: io::Error| vec![unwritable(&folder, &error)];
    match fs::symlink_metadata(&folder) {
        Ok(there) if there.is_dir() => {
            let stale = examine(folder.as_path(), &files, force)?;
            update(&folder, &files, &stale).map_err(unwritable)?;
        }
        Ok(_) => {
            return Err(vec![no_folder(&folder.display().to_string())]);
        }
        Err(_) => create(out, &folder, &files).map_err(unwritable)?,
    }
    Ok(folder)
}

/// Puts a new text in the place of one that was read from a file: beside it first, then by renaming.
/// A link is followed; rights of access stay.
///
/// # Errors
/// A file that is no longer what was read, and the disk.
pub fn replace(path: &Path, old: &str, new: &str) -> Outcome<()> {
    const MARK: &str = "\u{feff}";
    let unwritable = |error: io::Error| vec![unwritable(path, &error)];
    let place = fs::canonicalize(path).map_err(unwritable)?;
    let there = fs::read(&place).map_err(unwritable)?;
    let mark = if there.starts_with(MARK.as_bytes()) { MARK } else { "" };
    if there[mark.len()..] != *old.as_bytes() {
        let message = format!("`{}` was changed while it was being checked", path.display());
        return Err(vec![Diagnostic::error(CHANGED_MEANWHILE, message).help("check it again")]);
    }
    let write = || -> io::Result<()> {
        let folder = place.parent().unwrap_or(Path::new("."));
        let mut temporary = tempfile::Builder::new().prefix(".dpakit-").tempfile_in(folder)?;
        temporary.write_all(mark.as_bytes())?;
        temporary.write_all(new.as_bytes())?;
        temporary.as_file().set_permissions(fs::metadata(&place)?.permissions())?;
        temporary.as_file().sync_all()?;
        temporary.persist(&place).map_err(|error| error.error)?;
        settle(folder)
    };
    write().map_err(unwritable)
}

/// The text of a manifest as a file.
pub(crate) fn manifest(text: String) -> OutputFile {
    OutputFile { name: FILE_NAME.to_owned(), bytes: text.into_bytes() }
}

/// Where a pack stands, or is to stand: a folder of the disk, or what was read of another place.
pub(crate) trait Place {
    /// What stands under a name: nothing, something that is no plain file, or bytes.
    fn content(&self, name: &str) -> Option<Option<Cow<'_, [u8]>>>;

    /// A file of it as messages call it.
    fn shown(&self, name: &str) -> String;

    /// Files of dpakit that its manifest does not name: a run that was stopped left them.
    fn left(&self) -> &[Output] {
        &[]
    }
}

impl Place for Path {
    fn content(&self, name: &str) -> Option<Option<Cow<'_, [u8]>>> {
        let path = self.join(name);
        let there = fs::symlink_metadata(&path).ok()?;
        Some(if there.is_file() { fs::read(path).ok().map(Cow::Owned) } else { None })
    }

    fn shown(&self, name: &str) -> String {
        self.join(name).display().to_string()
    }
}

/// Holds a place against what is to be written: which of its files may go, or what is in the way.
pub(crate) fn examine<P: Place + ?Sized>(
    place: &P,
    files: &[&OutputFile],
    force: bool,
) -> Outcome<Vec<String>> {
    let ours = ours(place);
    let mut found = Vec::new();
    for file in files {
        let Some(there) = place.content(&file.name) else {
            continue;
        };
        let same = there.as_deref() == Some(&file.bytes);
        let known = there.as_deref().is_some_and(|bytes| is_ours(&ours, &file.name, bytes));
        if !same && !known && !force {
            let changed = ours.iter().any(|output| output.name == file.name);
            found.push(in_the_way(&place.shown(&file.name), changed));
        }
    }
    let mut stale = Vec::new();
    let gone = ours.iter().filter(|output| !files.iter().any(|file| file.name == output.name));
    for output in gone.filter(|output| is_portable(&output.name)) {
        let Some(there) = place.content(&output.name) else {
            continue;
        };
        let known = there.as_deref().is_some_and(|bytes| is_ours(&ours, &output.name, bytes));
        if known || force {
            stale.push(output.name.clone());
        } else {
            found.push(in_the_way(&place.shown(&output.name), true));
        }
    }
    stale.sort_unstable();
    stale.dedup();
    if found.is_empty() { Ok(stale) } else { Err(found) }
}

/// The files that a manifest names, and the manifest itself; none where it is no manifest of dpakit.
pub(crate) fn named(manifest: &[u8]) -> Vec<Output> {
    #[derive(serde::Deserialize)]
    struct Manifest {
        outputs: Vec<Output>,
        #[serde(rename = "dpakit")]
        _version: String,
    }
    let Ok(read) = serde_json::from_slice::<Manifest>(manifest) else {
        return Vec::new();
    };
    let mut outputs = read.outputs;
    outputs.push(Output::of(FILE_NAME, manifest));
    outputs
}

/// The files of dpakit that may stand in a place.
fn ours<P: Place + ?Sized>(place: &P) -> Vec<Output> {
    let mut outputs = named(&place.content(FILE_NAME).flatten().unwrap_or_default());
    outputs.extend_from_slice(place.left());
    outputs
}

/// Whether every file that the manifest of a place names is there with the content that it names.
pub(crate) fn is_whole<P: Place + ?Sized>(place: &P) -> bool {
    let ours = named(&place.content(FILE_NAME).flatten().unwrap_or_default());
    let whole = |output: &Output| {
        let there = place.content(&output.name).flatten().unwrap_or_default();
        is_ours(&ours, &output.name, &there)
    };
    !ours.is_empty() && ours.iter().all(whole)
}

fn is_ours(ours: &[Output], name: &str, bytes: &[u8]) -> bool {
    ours.iter().any(|output| output.name == name && output.sha256 == sha256(bytes))
}

fn create(out: &Path, folder: &Path, files: &[&OutputFile]) -> io::Result<()> {
    fs::create_dir_all(out)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".dpakit-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
    let temporary = builder.tempdir_in(out)?;
    for file in files {
        put(temporary.path(), file)?;
    }
    settle(temporary.path())?;
    fs::rename(temporary.path(), folder)?;
    // The folder has another name now: there is nothing left to remove.
    let _ = temporary.keep();
    settle(out)
}

fn update(folder: &Path, files: &[&OutputFile], stale: &[String]) -> io::Result<()> {
    for file in files {
        if folder.content(&file.name).flatten().as_deref() != Some(&file.bytes) {
            put(folder, file)?;
        }
    }
    for name in stale {
        fs::remove_file(folder.join(name))?;
    }
    settle(folder)
}

/// Writes a file beside its place, and renames it there.
fn put(folder: &Path, file: &OutputFile) -> io::Result<()> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".dpakit-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut temporary = builder.tempfile_in(folder)?;
    temporary.write_all(&file.bytes)?;
    temporary.as_file().sync_all()?;
    temporary.persist(folder.join(&file.name)).map_err(|error| error.error)?;
    Ok(())
}

/// Makes the names in a folder last, where the system lets folders be opened.
pub(crate) fn settle(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    fs::File::open(folder)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

/// What to say of a disk that does not take a file.
pub(crate) fn unwritable(folder: &Path, error: &io::Error) -> Diagnostic {
    Diagnostic::error(WRITE, format!("`{}` cannot be written: {error}", folder.display()))
        .help("check the disk and the permissions, or write to another `--out`")
}

/// What to say where a file stands in place of a folder.
pub(crate) fn no_folder(path: &str) -> Diagnostic {
    let message = format!("`{path}` is in the way, and is no folder");
    Diagnostic::error(IN_THE_WAY, message).help("move it, or write to another `--out`")
}

/// What to say of a file that is not to be lost.
pub(crate) fn in_the_way(path: &str, changed: bool) -> Diagnostic {
    let message = if changed {
        format!("`{path}` was changed since dpakit wrote it")
    } else {
        format!("`{path}` exists, and dpakit did not write it")
    };
    Diagnostic::error(IN_THE_WAY, message).help("move it away, or replace it with `--force`")
}

#[cfg(test)]
mod tests;
