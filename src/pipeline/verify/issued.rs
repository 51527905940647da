//! The words of a pack as they were issued: the Markdown beside its manifest, held against it.

use std::path::Path;

use super::files::{State, listed};
use super::{MANIFEST, MISSING, bytes_of, record};
use crate::diagnostic::{Diagnostic, Outcome};
use crate::plan::manifest::FILE_NAME;

/// A pack as it was issued.
#[derive(Debug)]
pub struct Issued {
    /// The parties' reference.
    pub reference: String,
    /// The title of the agreement.
    pub title: String,
    /// Its instruments, in order.
    pub instruments: Vec<Text>,
}

/// The words of an instrument.
#[derive(Debug)]
pub struct Text {
    /// Its book.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Its Markdown, as dpakit wrote it.
    pub markdown: String,
}

/// Reads the words of the pack that a manifest, or the folder with it, is of; of those instruments that are wanted.
///
/// # Errors
/// No manifest, and words that are not there or not what dpakit wrote.
pub fn issued(manifest: &Path, wanted: impl Fn(&str) -> bool) -> Outcome<Issued> {
    let manifest = if manifest.is_dir() { manifest.join(FILE_NAME) } else { manifest.to_owned() };
    let folder = manifest.parent().unwrap_or(Path::new(""));
    let record = record(&manifest)?;
    if record.draft {
        let message = format!("`{}` is the manifest of a draft, which nobody signed", manifest.display());
        return Err(vec![
            Diagnostic::error(MANIFEST, message).help("name the manifest of the pack as it was signed"),
        ]);
    }
    if record.instruments.is_empty() {
        let message = format!("`{}` names no instrument", manifest.display());
        return Err(vec![Diagnostic::error(MANIFEST, message).help("name the manifest as dpakit wrote it")]);
    }
    let first = record.instruments.first().map(|one| one.title.clone());
    let title = record.contract.and_then(|contract| contract.title).or(first).unwrap_or_default();
    let (mut instruments, mut found) = (Vec::new(), Vec::new());
    for one in record.instruments.into_iter().filter(|one| wanted(&one.slug)) {
        let name = format!("{}.md", one.slug);
        let Some(output) = record.outputs.iter().find(|output| output.name == name) else {
            let message = format!("`{}` names no file `{name}`", manifest.display());
            found.push(Diagnostic::error(MISSING, message).help(
                "render the pack as it was issued with `--format md`, without `--combined`, and name that folder",
            ));
            continue;
        };
        if listed(folder, output, &mut found).state == State::AsWritten {
            let bytes = bytes_of(&folder.join(&name))?;
            let markdown = String::from_utf8_lossy(&bytes).into_owned();
            instruments.push(Text { slug: one.slug, title: one.title, markdown });
        }
    }
    if found.is_empty() { Ok(Issued { reference: record.reference, title, instruments }) } else { Err(found) }
}
