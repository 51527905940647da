//! The files of the library: those in the binary, and a folder laid over them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use include_dir::{Dir, include_dir};

use crate::diagnostic::{Diagnostic, Outcome};
use crate::source::{Source, sha256};

static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/clauses");

/// Deepest folder that is read, and most files: a library is far smaller.
const MAX_DEPTH: usize = 2;
const MAX_FILES: usize = 20_000;

/// All files by their path within the library, with `/` between folders.
///
/// # Errors
/// Files that cannot be read.
pub fn gather(overlay: Option<&Path>) -> Outcome<BTreeMap<String, Arc<Source>>> {
    let mut files = BTreeMap::new();
    embedded(&EMBEDDED, &mut files);
    if let Some(folder) = overlay {
        let mut found = Vec::new();
        on_disk(folder, "", 0, &mut files, &mut found);
        if !found.is_empty() {
            return Err(found);
        }
    }
    Ok(files)
}

/// The files of a folder alone.
///
/// # Errors
/// Files that cannot be read.
pub fn of_folder(folder: &Path) -> Outcome<BTreeMap<String, Arc<Source>>> {
    let (mut files, mut found) = (BTreeMap::new(), Vec::new());
    on_disk(folder, "", 0, &mut files, &mut found);
    if found.is_empty() { Ok(files) } else { Err(found) }
}

fn embedded(folder: &Dir<'_>, files: &mut BTreeMap<String, Arc<Source>>) {
    for file in folder.files() {
        let Some(text) = file.contents_utf8() else { continue };
        let path = file.path().to_string_lossy().replace('\\', "/");
        if is_ours(&path) {
            let source = Source { path: PathBuf::from(format!("clauses/{path}")), text: text.to_owned() };
            files.insert(path, Arc::new(source));
        }
    }
    folder.dirs().for_each(|inner| embedded(inner, files));
}

fn on_disk(
    folder: &Path,
    under: &str,
    depth: usize,
    files: &mut BTreeMap<String, Arc<Source>>,
    found: &mut Vec<Diagnostic>,
) {
    let unreadable = |error: std::io::Error| {
        Diagnostic::error(crate::load::UNREADABLE, format!("`{}` cannot be read: {error}", folder.display()))
            .help("`clauses` in dpakit.toml names a folder laid out like the built-in library")
    };
    if depth > MAX_DEPTH || files.len() > MAX_FILES {
        return;
    }
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => return found.push(unreadable(error)),
    };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let inner = if under.is_empty() { name } else { format!("{under}/{name}") };
        if depth == 0 && !is_book(&path, &inner) {
            continue;
        }
        if path.is_dir() {
            on_disk(&path, &inner, depth + 1, files, found);
        } else if is_ours(&inner) {
            match crate::load::read(&path) {
                Ok(source) => {
                    files.insert(inner, source);
                }
                Err(more) => found.extend(more),
            }
        }
    }
}

/// SHA-256 over paths and texts, in hexadecimal.
pub fn hash(files: &BTreeMap<String, Arc<Source>>) -> String {
    let line =
        |(path, source): (&String, &Arc<Source>)| format!("{} {path}\n", sha256(source.text.as_bytes()));
    sha256(files.iter().map(line).collect::<String>().as_bytes())
}

/// Whether a folder at the top is part of a library: a book, the labels or the shared pieces.
fn is_book(path: &Path, name: &str) -> bool {
    path.join("book.toml").is_file()
        || ["labels", "shared"].contains(&name)
        || EMBEDDED.get_dir(name).is_some()
}

/// Whether a file is one of a library: its notes for authors are not, nor is the seal of an official
/// text, which no house may lay another over.
pub fn is_ours(path: &str) -> bool {
    path.contains('/') && !path.ends_with("/seal.toml") && (path.ends_with(".md") || path.ends_with(".toml"))
}
