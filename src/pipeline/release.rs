//! Versions of a library: what its wording was when it was released, and that it has not changed since.
//!
//! `releases/VERSION/` in the folder of a library has `release.json`, the fingerprint of each clause as its
//! versions are files that stay; `texts/`, the files that have no versions of their own; and `changes.md`, what
//! changed since the release before.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::redline::{Value, values};
use super::side::names_of;
use super::write::WRITE;
use crate::diagnostic::{Code, Diagnostic, Outcome};
use crate::diff::compared::compare;
use crate::library::{files, wording};
use crate::source::{Source, Span, is_portable, sha256};

/// A clause whose wording was released, and that is no longer as it was.
pub const FROZEN: Code = Code("LIB-FROZEN");
/// A release that is not there, or there already, or damaged.
pub const RELEASE: Code = Code("FIL-RELEASE");

/// The folder of releases in that of a library.
const FOLDER: &str = "releases";
const LIST: &str = "release.json";
const TEXTS: &str = "texts";
const CHANGES: &str = "changes.md";
/// Most releases that are read.
const MOST: usize = 10_000;

/// The texts of a library by their paths in it.
pub type Texts = BTreeMap<String, String>;

#[derive(Serialize, Deserialize)]
struct List {
    schema_version: u32,
    version: String,
    /// The release before, if any.
    previous: Option<String>,
    /// SHA-256 of the file of each clause, in hexadecimal, by path.
    clauses: BTreeMap<String, String>,
}

/// The texts of a folder of clauses.
///
/// # Errors
/// Files that cannot be read.
pub fn texts(folder: &Path) -> Outcome<Texts> {
    let files: BTreeMap<String, Arc<Source>> = files::of_folder(folder)?;
    Ok(files.into_iter().map(|(path, source)| (path, source.text.clone())).collect())
}

/// The texts of a library as they were released.
///
/// # Errors
/// No such release; a clause that is no longer as it was released.
pub fn released(folder: &Path, version: &str) -> Outcome<Texts> {
    let list = list(folder, version)?;
    let others = folder.join(FOLDER).join(version).join(TEXTS);
    // Where every file has a version there are no others.
    let mut texts = if others.exists() { texts(&others)? } else { Texts::new() };
    let now = self::texts(folder)?;
    let changed = changed(folder, &list, &now);
    if !changed.is_empty() {
        return Err(changed);
    }
    texts.extend(list.clauses.keys().filter_map(|path| Some((path.clone(), now.get(path)?.clone()))));
    Ok(texts)
}

/// The clauses that were released and are no longer as they were, in any release.
///
/// # Errors
/// A list of a release that cannot be read.
pub fn frozen(folder: &Path) -> Outcome<Vec<Diagnostic>> {
    let now = texts(folder)?;
    let mut found = Vec::new();
    let mut told = BTreeSet::new();
    for version in versions(folder) {
        let mut list = list(folder, &version)?;
        list.clauses.retain(|path, _| !told.contains(path));
        told.extend(
            list.clauses.iter().filter(|(path, hash)| !is_as(&now, path, hash)).map(|(path, _)| path.clone()),
        );
        found.extend(changed(folder, &list, &now));
    }
    Ok(found)
}

fn is_as(now: &Texts, path: &str, hash: &str) -> bool {
    now.get(path).is_some_and(|text| sha256(text.as_bytes()) == hash)
}

fn changed(folder: &Path, list: &List, now: &Texts) -> Vec<Diagnostic> {
    let fault = |(path, _): (&String, &String)| {
        let address = address(path);
        let next = next(now, path);
        match now.get(path) {
            None => {
                Diagnostic::error(FROZEN, format!("`{address}` was released in {} and is gone", list.version))
                    .help("put the file back: packs that were issued name it")
            }
            Some(text) => {
                let source = Arc::new(Source { path: folder.join(path), text: text.clone() });
                Diagnostic::error(
                    FROZEN,
                    format!("`{address}` was released in {} with other words", list.version),
                )
                .at(Span::start_of(&source), "released wording never changes")
                .help(format!("put the old words back, and write the new ones as `{next}`"))
            }
        }
    };
    list.clauses.iter().filter(|(path, hash)| !is_as(now, path, hash)).map(fault).collect()
}

/// The address of a clause by its path: `dpa/en/audits@1.md` is `dpa/audits@1`.
fn address(path: &str) -> String {
    let path = path.strip_suffix(".md").unwrap_or(path);
    match path.split('/').collect::<Vec<_>>()[..] {
        [book, _, name] => format!("{book}/{name}"),
        _ => path.to_owned(),
    }
}

/// The address of a version of a clause that is not there yet.
fn next(now: &Texts, path: &str) -> String {
    let stem = path.rsplit_once('@').map_or(path, |(stem, _)| stem);
    let versions =
        now.keys().filter_map(|path| path.strip_prefix(stem)?.strip_prefix('@')?.strip_suffix(".md"));
    let last = versions.filter_map(|version| version.parse::<u32>().ok()).max().unwrap_or(1);
    address(&format!("{stem}@{}", last.saturating_add(1)))
}

/// The releases of a library, the oldest first: `1.9` before `1.10`.
pub fn versions(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder.join(FOLDER)) else { return Vec::new() };
    let names = entries.flatten().take(MOST).filter(|entry| entry.path().join(LIST).is_file());
    let mut versions: Vec<String> = names
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| is_version(name))
        .collect();
    let parts = |version: &str| -> Vec<(Option<u64>, String)> {
        version.split(['.', '-']).map(|part| (part.parse().ok(), part.to_owned())).collect()
    };
    versions.sort_by_cached_key(|version| parts(version));
    versions
}

fn is_version(name: &str) -> bool {
    let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    name.len() <= 40
        && name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.chars().all(known)
        && is_portable(name)
}

fn list(folder: &Path, version: &str) -> Outcome<List> {
    let fault = |message: String, help: String| vec![Diagnostic::error(RELEASE, message).help(help)];
    if !is_version(version) {
        return Err(fault(format!("`{version}` is no name of a release"), FORM.to_owned()));
    }
    let path = folder.join(FOLDER).join(version).join(LIST);
    let source = crate::load::read(&path).map_err(|_| {
        let known = versions(folder);
        let help = match &known[..] {
            [] => "`dpakit clauses release VERSION` makes the first one".to_owned(),
            known => format!("there are {}", known.join(", ")),
        };
        fault(format!("the library has no release `{version}`"), help)
    })?;
    serde_json::from_str(&source.text).map_err(|error| {
        let message = format!("`{}` is no list of a release: {error}", path.display());
        fault(message, "take it from the history of the library".to_owned())
    })
}

const FORM: &str = "write figures, letters, full stops and hyphens: 1.0, 2026-12";

/// A release that was made.
pub struct Released {
    /// Its folder.
    pub folder: PathBuf,
    /// How many clauses it has.
    pub clauses: usize,
    /// What changed since the release before, as Markdown.
    pub changes: String,
}

/// Releases the present wording of a library.
///
/// # Errors
/// Clauses that were released before and have changed, without a new version; a release of that name; the disk.
pub fn release(folder: &Path, version: &str) -> Outcome<Released> {
    let fault = |message: String, help: &str| vec![Diagnostic::error(RELEASE, message).help(help)];
    if !is_version(version) {
        return Err(fault(format!("`{version}` is no name of a release"), FORM));
    }
    let place = folder.join(FOLDER).join(version);
    // On some systems a folder is found whatever its capitals: there they would be one.
    let same = versions(folder).into_iter().find(|known| known.eq_ignore_ascii_case(version));
    if let Some(known) = same.or_else(|| fs::symlink_metadata(&place).is_ok().then(|| version.to_owned())) {
        let help = "choose the next version; capitals make no difference";
        return Err(fault(format!("`{known}` was released already"), help));
    }
    let now = texts(folder)?;
    if now.is_empty() {
        let message = format!("`{}` has no clauses", folder.display());
        return Err(fault(message, "name a folder laid out like clauses/ (see its README.md)"));
    }
    let found = frozen(folder)?;
    if !found.is_empty() {
        return Err(found);
    }
    let previous = versions(folder).pop();
    let before = previous.as_deref().map(|previous| released(folder, previous)).transpose()?;
    let changes = changes(version, previous.as_deref(), before.as_ref(), &now);
    let (clauses, others): (Texts, Texts) = now.into_iter().partition(|(path, _)| path.contains('@'));
    let list = List {
        schema_version: 1,
        version: version.to_owned(),
        previous,
        clauses: clauses.iter().map(|(path, text)| (path.clone(), sha256(text.as_bytes()))).collect(),
    };
    write(&place, &list, &others, &changes).map_err(|error| {
        let message = format!("`{}` cannot be written: {error}", place.display());
        vec![Diagnostic::error(WRITE, message).help("check the folder and the space on the disk")]
    })?;
    Ok(Released { folder: place, clauses: list.clauses.len(), changes })
}

/// Writes the folder of a release, which appears whole.
fn write(place: &Path, list: &List, others: &Texts, changes: &str) -> io::Result<()> {
    let releases = place.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(releases)?;
    let made = tempfile::Builder::new().prefix(".dpakit-").tempdir_in(releases)?;
    let list = serde_json::to_string_pretty(list)?;
    fs::write(made.path().join(LIST), list + "\n")?;
    fs::write(made.path().join(CHANGES), changes)?;
    for (path, text) in others {
        let path = made.path().join(TEXTS).join(path);
        fs::create_dir_all(path.parent().unwrap_or(made.path()))?;
        fs::write(path, text)?;
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(made.path(), fs::Permissions::from_mode(0o755))?;
    }
    fs::rename(made.path(), place)?;
    let _moved = made.keep();
    Ok(())
}

/// What changed since the release before, clause by clause, as Markdown.
fn changes(version: &str, previous: Option<&str>, before: Option<&Texts>, now: &Texts) -> String {
    let mut out = format!("# {version}\n\n");
    let (Some(previous), Some(before)) = (previous, before) else {
        let _ = writeln!(out, "The first release: {} files.", now.len());
        return out;
    };
    let _ = writeln!(out, "Since {previous}:");
    let (old, new) = (newest(before), newest(now));
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let mut any = false;
    for name in names {
        let (old, new) = (old.get(name), new.get(name));
        let told = match (old, new) {
            (None, Some((version, _))) => format!("new{}\n", version_of(*version)),
            (Some(_), None) => "gone\n".to_owned(),
            (Some((_, old)), Some((_, new))) if old == new => continue,
            (Some((from, old)), Some((to, new))) => {
                let versions = if from == to { String::new() } else { format!("version {from} to {to}\n\n") };
                versions + &told(name, old, new)
            }
            (None, None) => continue,
        };
        any = true;
        let _ = write!(out, "\n## {name}\n\n{told}");
    }
    if !any {
        out.push_str("\nNothing changed.\n");
    }
    out
}

fn version_of(version: u32) -> String {
    if version > 1 { format!(", version {version}") } else { String::new() }
}

/// The newest text of each clause by its address without version; other files by their paths.
fn newest(texts: &Texts) -> BTreeMap<String, (u32, &str)> {
    let mut newest: BTreeMap<String, (u32, &str)> = BTreeMap::new();
    for (path, text) in texts {
        let address = if path.contains('@') { address(path) } else { path.clone() };
        let (key, version) = match address.split_once('@') {
            Some((key, version)) => (key.to_owned(), version.parse().unwrap_or_default()),
            None => (address, 0),
        };
        let known = newest.entry(key).or_insert((version, text));
        if known.0 <= version {
            *known = (version, text);
        }
    }
    newest
}

/// What changed in a text: the values first, then how much of each kind.
fn told(name: &str, old: &str, new: &str) -> String {
    let names = names_of(Vec::new());
    let blocks = |text: &str| match name.ends_with(".toml") {
        true => wording::of_library([(name, text)]),
        false => wording::of_clause(name, text),
    };
    let Ok(compared) = compare(&blocks(old), &blocks(new), &names) else {
        return "the words changed\n".to_owned();
    };
    let mut out = String::new();
    for Value { kind, old, new, .. } in values(&compared) {
        let _ = writeln!(out, "- {kind}: {old} to {new}");
    }
    if compared.is_coarse() {
        out.push_str("- what was split, moved or reworded may be told as deleted and inserted\n");
    }
    let counts = compared.counts();
    let counts: Vec<String> = counts.iter().map(|(what, count)| format!("{count} {}", what.name())).collect();
    match &counts[..] {
        [] => out.push_str("- only white space changed\n"),
        counts => {
            let _ = writeln!(out, "- {}", counts.join(", "));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn library() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(folder.path().join("mill/en")).expect("a folder");
        put(&folder, "mill/book.toml", "title = \"Mill\"\n");
        put(&folder, "mill/en/corn@1.md", "+++\ntitle = \"Corn\"\n+++\nThe mill grinds within 30 days.\n");
        folder
    }

    fn put(folder: &tempfile::TempDir, path: &str, text: &str) {
        fs::write(folder.path().join(path), text).expect("a file");
    }

    #[test]
    fn released_wording_never_changes() {
        let library = library();
        let first = release(library.path(), "1.0").unwrap_or_else(|found| panic!("{found:?}"));
        assert_eq!((first.clauses, first.changes.as_str()), (1, "# 1.0\n\nThe first release: 2 files.\n"));
        put(&library, "mill/en/corn@1.md", "+++\ntitle = \"Corn\"\n+++\nThe mill grinds within 20 days.\n");
        let found = release(library.path(), "1.1").err().unwrap_or_default();
        assert_eq!(found[0].code, FROZEN);
        assert!(found[0].help[0].ends_with("as `mill/corn@2`"), "{:?}", found[0].help);
        assert!(released(library.path(), "1.0").is_err(), "the old words are not there");
        fs::remove_file(library.path().join("mill/en/corn@1.md")).expect("removed");
        assert_eq!(frozen(library.path()).expect("a list").len(), 1);
    }

    #[test]
    fn a_new_version_is_a_change_of_the_next_release() {
        let library = library();
        release(library.path(), "1.9").unwrap_or_else(|found| panic!("{found:?}"));
        put(&library, "mill/en/corn@2.md", "+++\ntitle = \"Corn\"\n+++\nThe mill grinds within 20 days.\n");
        put(&library, "mill/en/rye@1.md", "+++\ntitle = \"Rye\"\n+++\nRye too.\n");
        put(&library, "mill/book.toml", "title = \"Water mill\"\n");
        let next = release(library.path(), "1.10").unwrap_or_else(|found| panic!("{found:?}"));
        assert_eq!(
            next.changes,
            "# 1.10\n\nSince 1.9:\n\n\
             ## mill/book.toml\n\n- 1 cell\n\n\
             ## mill/corn\n\nversion 1 to 2\n\n- period: 30 days to 20 days\n- 1 reworded\n\n\
             ## mill/rye\n\nnew\n"
        );
        assert_eq!(versions(library.path()), ["1.9", "1.10"]);
        let old = released(library.path(), "1.9").unwrap_or_else(|found| panic!("{found:?}"));
        assert_eq!(old["mill/book.toml"], "title = \"Mill\"\n");
        assert!(!old.contains_key("mill/en/corn@2.md"));
        assert!(release(library.path(), "1.10").is_err(), "nothing is written over");
        release(library.path(), "spring").unwrap_or_else(|found| panic!("{found:?}"));
        let capitals = release(library.path(), "Spring").err().unwrap_or_default();
        assert_eq!(capitals[0].message, "`spring` was released already");
        for version in ["", "../out", ".hidden", "a/b", "con"] {
            assert!(release(library.path(), version).is_err(), "{version}");
        }
    }
}
