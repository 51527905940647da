//! Finished files put into a folder, so that nothing of anybody's is lost.
//!
//! The manifest of the last run says which files are dpakit's own. Only those are replaced or
//! removed, and only while they are as dpakit left them; a new folder appears as a whole, a file in
//! an old one by renaming, the manifest last.

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
    let manifest = OutputFile { name: FILE_NAME.to_owned(), bytes: built.manifest.clone().into_bytes() };
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
            let stale = examine(&folder, &files, force)?;
            update(&folder, &files, &stale).map_err(unwritable)?;
        }
        Ok(_) => {
            return Err(vec![no_folder(&folder)]);
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

/// Holds the folder against what is to be written: what of it may go, or what is in the way.
pub(crate) fn examine(folder: &Path, files: &[&OutputFile], force: bool) -> Outcome<Vec<PathBuf>> {
    let ours = ours(folder);
    let mut found = Vec::new();
    for file in files {
        let path = folder.join(&file.name);
        let Some(there) = content(&path) else {
            continue;
        };
        let same = there.as_deref() == Some(&file.bytes);
        let known = there.as_deref().is_some_and(|bytes| is_ours(&ours, &file.name, bytes));
        if !same && !known && !force {
            found.push(in_the_way(&path, ours.iter().any(|output| output.name == file.name)));
        }
    }
    let mut stale = Vec::new();
    let gone = ours.iter().filter(|output| !files.iter().any(|file| file.name == output.name));
    for output in gone.filter(|output| is_portable(&output.name)) {
        let path = folder.join(&output.name);
        let Some(there) = content(&path) else {
            continue;
        };
        let known = there.as_deref().is_some_and(|bytes| is_ours(&ours, &output.name, bytes));
        if known || force {
            stale.push(path);
        } else {
            found.push(in_the_way(&path, true));
        }
    }
    if found.is_empty() { Ok(stale) } else { Err(found) }
}

/// The files that the manifest of the last run names; without one, none.
fn ours(folder: &Path) -> Vec<Output> {
    #[derive(serde::Deserialize)]
    struct Manifest {
        outputs: Vec<Output>,
        #[serde(rename = "dpakit")]
        _version: String,
    }
    let text = fs::read(folder.join(FILE_NAME)).unwrap_or_default();
    let Ok(manifest) = serde_json::from_slice::<Manifest>(&text) else {
        return Vec::new();
    };
    let mut outputs = manifest.outputs;
    outputs.push(Output::of(FILE_NAME, &text));
    outputs
}

/// Whether every file that the manifest of a folder names is there with the content that it names.
pub(crate) fn is_whole(folder: &Path) -> bool {
    let ours = ours(folder);
    let whole = |output: &Output| {
        let there = fs::read(folder.join(&output.name)).unwrap_or_default();
        is_ours(&ours, &output.name, &there)
    };
    !ours.is_empty() && ours.iter().all(whole)
}

fn is_ours(ours: &[Output], name: &str, bytes: &[u8]) -> bool {
    ours.iter().any(|output| output.name == name && output.sha256 == sha256(bytes))
}

/// What stands at a path: nothing, something that is no plain file, or bytes.
fn content(path: &Path) -> Option<Option<Vec<u8>>> {
    let there = fs::symlink_metadata(path).ok()?;
    Some(if there.is_file() { fs::read(path).ok() } else { None })
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

fn update(folder: &Path, files: &[&OutputFile], stale: &[PathBuf]) -> io::Result<()> {
    for file in files {
        if content(&folder.join(&file.name)) != Some(Some(file.bytes.clone())) {
            put(folder, file)?;
        }
    }
    for path in stale {
        fs::remove_file(path)?;
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
pub(crate) fn no_folder(path: &Path) -> Diagnostic {
    let message = format!("`{}` is in the way, and is no folder", path.display());
    Diagnostic::error(IN_THE_WAY, message).help("move it, or write to another `--out`")
}

fn in_the_way(path: &Path, changed: bool) -> Diagnostic {
    let path = path.display();
    let message = if changed {
        format!("`{path}` was changed since dpakit wrote it")
    } else {
        format!("`{path}` exists, and dpakit did not write it")
    };
    Diagnostic::error(IN_THE_WAY, message).help("move it away, or replace it with `--force`")
}

#[cfg(test)]
mod tests;
