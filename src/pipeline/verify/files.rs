//! Files held against what a manifest says of them, and what was appended to them since.

use std::path::Path;

use serde::Serialize;

use super::{Against, CHANGED, LATER, MISSING, bytes_of, later};
use crate::diagnostic::Diagnostic;
use crate::emit::pdf::read::{self, Later};
use crate::plan::manifest::Output;
use crate::plan::manifest::record::Record;
use crate::source::{is_portable, sha256};

/// A file held against its manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// File name.
    pub name: String,
    /// What it is.
    pub state: State,
    /// What was appended to it since.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub later: Option<Later>,
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It is what dpakit wrote, or begins with it.
    AsWritten,
    /// It is something else.
    Changed,
    /// It is not there.
    Missing,
    /// It is there, and cannot be read.
    Unreadable,
    /// There is no manifest that names it.
    NotCompared,
}

/// A file that a manifest names.
pub(super) fn listed(folder: &Path, output: &Output, found: &mut Vec<Diagnostic>) -> Compared {
    let path = folder.join(&output.name);
    let without = |state| Compared { name: output.name.clone(), state, later: None };
    // A manifest may come from anywhere: it leads to no file outside its folder.
    if !is_portable(&output.name) {
        let message = format!("the manifest names a file outside its folder: `{}`", output.name);
        found.push(
            Diagnostic::error(MISSING, message).help("dpakit writes no such manifest: ask who sent it"),
        );
        return without(State::Missing);
    }
    if path.symlink_metadata().is_err() {
        let message = format!("`{}` is missing", path.display());
        found.push(Diagnostic::error(MISSING, message).help("look for it where the folder was copied from"));
        return without(State::Missing);
    }
    let bytes = match bytes_of(&path) {
        Ok(bytes) => bytes,
        Err(faults) => {
            found.extend(faults);
            return without(State::Unreadable);
        }
    };
    match begins(&bytes, output) {
        Some(length) => appended(&path, &output.name, &bytes, length, State::AsWritten, found),
        None => {
            found.push(changed(&path));
            without(State::Changed)
        }
    }
}

fn changed(path: &Path) -> Diagnostic {
    Diagnostic::error(CHANGED, format!("`{}` was changed since dpakit wrote it", path.display()))
        .help("compare it with the file that was issued, or render the pack again")
}

/// The length of what dpakit wrote, where a file is that or, being a PDF, begins with it.
pub(super) fn begins(bytes: &[u8], output: &Output) -> Option<usize> {
    let may_go_on = read::is_pdf(bytes);
    let first = bytes.get(..output.bytes).filter(|first| first.len() == bytes.len() || may_go_on)?;
    (sha256(first) == output.sha256).then_some(output.bytes)
}

/// A PDF of which the first bytes are known for a whole file: what was appended to them.
fn appended(
    path: &Path,
    name: &str,
    bytes: &[u8],
    length: usize,
    state: State,
    found: &mut Vec<Diagnostic>,
) -> Compared {
    let compared = |state, later| Compared { name: name.to_owned(), state, later };
    if bytes[length..].trim_ascii().is_empty() {
        return compared(state, None);
    }
    match read::later(bytes, length) {
        Ok(later) if later.revisions > 0 => {
            found.extend(more_than_signing(path, &later));
            compared(state, Some(later))
        }
        _ => {
            let path = path.display();
            let (message, help) = match state {
                State::NotCompared => (
                    format!("`{path}` does not begin with a whole file, as a signed one does"),
                    "another program has saved it anew: ask for the file as it was issued or signed",
                ),
                _ => (
                    format!("`{path}` goes on with bytes that are no revision of a PDF"),
                    "it was cut off or damaged on its way: ask for the file again",
                ),
            };
            found.push(Diagnostic::error(CHANGED, message).help(help));
            compared(State::Changed, None)
        }
    }
}

/// What later revisions do beside signing and filling in fields.
fn more_than_signing(path: &Path, later: &Later) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let path = path.display();
    if !later.pages.is_empty() {
        let pages: Vec<String> = later.pages.iter().take(20).map(usize::to_string).collect();
        let more = if later.pages.len() > pages.len() { " and more" } else { "" };
        let message = match pages.as_slice() {
            [one] => format!("`{path}` shows something else on page {one} than dpakit wrote"),
            _ => {
                format!("`{path}` shows something else on pages {}{more} than dpakit wrote", pages.join(", "))
            }
        };
        let help = "a later revision replaced it: read it beside the file that was issued";
        found.push(Diagnostic::error(LATER, message).help(help));
    }
    if !later.files.is_empty() {
        let message = format!("a later revision of `{path}` replaces {}", later.files.join(", "));
        found.push(Diagnostic::error(LATER, message).help("take the facts from the file that was issued"));
    }
    if later.scripts {
        let message = format!("a later revision of `{path}` adds or changes scripts, layers or actions");
        let help = "a viewer may show something else than the pages: read the file that was issued";
        found.push(Diagnostic::error(LATER, message).help(help));
    }
    found.extend(later::changes(&path.to_string(), later));
    found
}

/// The file held against the manifest beside it, and the length of its first revision.
pub(super) fn compared(
    file: &Path,
    bytes: &[u8],
    beside: Option<&Record>,
    against: &Against<'_>,
    found: &mut Vec<Diagnostic>,
) -> (Compared, usize) {
    let name = file.file_name().unwrap_or(file.as_os_str()).to_string_lossy().into_owned();
    let outputs = beside.map_or(&[][..], |record| &record.outputs);
    // Signed copies are often renamed: the content counts before the name.
    if let Some(length) = outputs.iter().find_map(|output| begins(bytes, output)) {
        return (appended(file, &name, bytes, length, State::AsWritten, found), length);
    }
    let first = read::revisions(bytes).first().copied().unwrap_or(bytes.len());
    if against.manifest.is_some() || outputs.iter().any(|output| output.name == name) {
        found.push(changed(file));
        return (Compared { name, state: State::Changed, later: None }, first);
    }
    (appended(file, &name, bytes, first, State::NotCompared, found), first)
}
