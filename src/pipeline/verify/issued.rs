//! The words of a pack as they were issued: the Markdown beside its manifest, held against it.

use std::path::Path;

use jiff::civil::Date;

use super::files::{State, listed};
use super::{MANIFEST, MISSING, bytes_of, facts, record};
use crate::assemble::{AMENDMENT, NOTICE};
use crate::diagnostic::{Diagnostic, Outcome};
use crate::emit::pdf::read;
use crate::pack::Facts;
use crate::plan::manifest::record::Record;
use crate::plan::manifest::{FILE_NAME, Output};
use crate::source::is_portable;

/// A pack as it was issued.
#[derive(Debug)]
pub struct Issued {
    /// The parties' reference.
    pub reference: String,
    /// The title of the agreement.
    pub title: String,
    /// Its date, where the manifest states one.
    pub date: Option<Date>,
    /// Its instruments, in order.
    pub instruments: Vec<Text>,
    /// The names of its parties and subprocessors, as far as they are known.
    pub names: Vec<String>,
    /// SHA-256 of the pack file that it was made from; older manifests do not say.
    pub facts: Option<String>,
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
    if is_letter(&record) {
        let message = format!("`{}` is of a notice or an amendment, and of no agreement", manifest.display());
        let help = "name the folder of the agreement; what an amendment made of it is rendered with the new facts \
                    (`dpakit render`), and that folder is what the next amendment amends";
        return Err(vec![Diagnostic::error(MANIFEST, message).help(help)]);
    }
    if record.instruments.is_empty() {
        let message = format!("`{}` names no instrument", manifest.display());
        return Err(vec![Diagnostic::error(MANIFEST, message).help("name the manifest as dpakit wrote it")]);
    }
    let names = names(folder, &record);
    let first = record.instruments.first().map(|one| one.title.clone());
    let date = record.contract.as_ref().and_then(|contract| contract.date.as_ref()?.as_str()?.parse().ok());
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
    if found.is_empty() {
        Ok(Issued {
            reference: record.reference,
            title,
            date,
            instruments,
            names,
            facts: record.input.map(|input| input.sha256),
        })
    } else {
        Err(found)
    }
}

/// The names of the parties and subprocessors of a pack that was issued: from the facts that one of its PDFs
/// carries. They show which words of it are names, and prove nothing.
pub fn names(folder: &Path, record: &Record) -> Vec<String> {
    let is_pdf = |output: &&Output| output.name.ends_with(".pdf") && is_portable(&output.name);
    let carried = record.outputs.iter().filter(is_pdf).find_map(|output| {
        let path = folder.join(&output.name);
        let carried = read::read(&bytes_of(&path).ok()?).ok()?;
        facts(&path, &carried, &mut Vec::new())
    });
    carried.map_or_else(Vec::new, |facts| names_in(&facts))
}

/// The names of the parties and subprocessors of a pack.
pub fn names_in(facts: &Facts) -> Vec<String> {
    let pack = &facts.pack;
    let parties = pack.parties.values().filter_map(|party| party.name.value().cloned());
    parties.chain(pack.subprocessors.iter().map(|one| one.name.clone())).collect()
}

/// Whether a manifest is of a notice or of an amendment, which may have a number (`amendment-2`), and not of a pack.
pub fn is_letter(record: &Record) -> bool {
    let letter = |slug: &str| {
        let book = slug.trim_end_matches(|c: char| c == '-' || c.is_ascii_digit());
        [NOTICE, AMENDMENT].contains(&book)
    };
    !record.instruments.is_empty() && record.instruments.iter().all(|one| letter(&one.slug))
}
