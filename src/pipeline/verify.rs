//! Whether files are what dpakit wrote, and whether the library still has their words.
//!
//! In: a PDF, the folder or the archive of a pack or its manifest, however old. Out: what they are, and everything
//! that disagrees. A PDF may have been signed and filled in since: that appends to it, and what was
//! written stays in front.

mod clauses;
mod files;
pub mod issued;
mod later;
mod rebuild;

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use serde::Serialize;

use super::{FACTS_NAME, archive};
use crate::diagnostic::{Code, Diagnostic, Outcome, Severity};
use crate::emit::Look;
use crate::emit::pdf::read::{self, Carried};
use crate::library::Library;
use crate::load::UNREADABLE;
use crate::pack::Facts;
use crate::plan::manifest::record::Record;
use crate::plan::manifest::{FILE_NAME, Output};
use crate::source::{Source, sha256};

pub use clauses::Clauses;
pub use files::{Compared, State};
pub use rebuild::Rebuilt;

use clauses::clauses;
use files::{begins, compared, listed};

/// A file that is not what its manifest says.
pub const CHANGED: Code = Code("VER-CHANGED");
/// A file that the manifest names and that is not there.
pub const MISSING: Code = Code("VER-MISSING");
/// A clause that the library has in other words, or not at all.
pub const CLAUSE: Code = Code("VER-CLAUSE");
/// Carried facts that are not those of the carried manifest.
pub const FACTS: Code = Code("VER-FACTS");
/// A later revision that changes more than signatures and fields.
pub const LATER: Code = Code("VER-LATER");
/// A PDF that is not what dpakit makes of the facts inside it, while no manifest says what it should be.
pub const REBUILT: Code = Code("VER-REBUILT");
/// A file that is no PDF, or that cannot be read as one.
pub const PDF: Code = Code("FIL-PDF");
/// A file that is no manifest of dpakit.
pub const MANIFEST: Code = Code("FIL-MANIFEST");
/// A PDF with which nothing can be compared.
pub const NOTHING: Code = Code("FIL-NOTHING");

/// What files are compared with.
pub struct Against<'a> {
    /// The manifest to use, where it is not the one that lies beside the file.
    pub manifest: Option<&'a Path>,
    /// The library available.
    pub library: &'a Library,
    /// The looks available.
    pub look: &'a Look,
    /// Date in the metadata of documents whose agreement states none.
    pub undated: Option<jiff::civil::Date>,
}

/// What was found out.
#[derive(Debug, Default, Serialize)]
pub struct Verified {
    /// Which pack it is.
    pub pack: Option<Pack>,
    /// Its files: all of a folder, or the one that was named.
    pub files: Vec<Compared>,
    /// Names of the files that a PDF carries.
    pub carried: Vec<String>,
    /// How its clauses stand to the library.
    pub clauses: Option<Clauses>,
    /// What came of rebuilding a PDF from its facts.
    pub rebuilt: Option<Rebuilt>,
    /// What disagrees.
    #[serde(skip)]
    pub findings: Vec<Diagnostic>,
}

/// A pack, as its manifest or its facts say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pack {
    /// The parties' reference.
    pub reference: String,
    /// Title of the document, or of the first one.
    pub title: String,
    /// What wrote it: `dpakit 0.1.0`.
    pub producer: String,
    /// Whether it is a draft.
    pub draft: bool,
}

/// Verifies a PDF, the folder of a pack, or a manifest.
///
/// # Errors
/// What is missing or cannot be read. What disagrees stands in the findings.
pub fn verify(file: &Path, against: &Against<'_>) -> Outcome<Verified> {
    if file.is_dir() {
        let beside = file.join(FILE_NAME);
        return folder(file, against.manifest.unwrap_or(&beside), against);
    }
    if archive::begins(file) {
        return archived(file, against);
    }
    let bytes = bytes_of(file)?;
    if read::is_pdf(&bytes) {
        return document(file, &bytes, against);
    }
    if bytes.trim_ascii_start().starts_with(b"{") {
        return folder(file.parent().unwrap_or(Path::new("")), file, against);
    }
    let message = format!("`{}` is neither a PDF nor a manifest nor an archive", file.display());
    Err(vec![
        Diagnostic::error(PDF, message)
            .help("name a PDF that dpakit wrote, the folder or the archive of a pack, or its manifest.json"),
    ])
}

/// The same of an archive, unpacked to a folder that goes again; what is said of the folder is said of the archive.
fn archived(file: &Path, against: &Against<'_>) -> Outcome<Verified> {
    let unpacked = archive::opened(file).map_err(|why| {
        let help = "name an archive as `dpakit batch --zip` and `--tar` write them, or unpack it and name the folder";
        vec![Diagnostic::error(MANIFEST, format!("`{}` {why}", file.display())).help(help)]
    })?;
    let beside = unpacked.path().join(FILE_NAME);
    let (inner, outer) = (unpacked.path().display().to_string(), file.display().to_string());
    let renamed = |mut found: Vec<Diagnostic>| {
        found.iter_mut().for_each(|one| one.message = one.message.replace(&inner, &outer));
        found
    };
    let verified = folder(unpacked.path(), against.manifest.unwrap_or(&beside), against).map_err(renamed)?;
    let findings = renamed(verified.findings);
    Ok(Verified { findings, ..verified })
}

/// All that a manifest names, and its clauses.
fn folder(folder: &Path, manifest: &Path, against: &Against<'_>) -> Outcome<Verified> {
    let record = record(manifest)?;
    let mut verified = Verified { pack: Some(pack(&record, None)), ..Verified::default() };
    for output in &record.outputs {
        let compared = listed(folder, output, &mut verified.findings);
        verified.files.push(compared);
    }
    verified.clauses = Some(clauses(&record, against.library, &mut verified.findings));
    Ok(verified)
}

/// One PDF: the file itself, what it carries, its clauses, and itself made again.
pub(super) fn document(file: &Path, bytes: &[u8], against: &Against<'_>) -> Outcome<Verified> {
    let carried = read::read(bytes).map_err(|why| {
        let help = match why {
            read::Unreadable::Encrypted => "save it without a password; dpakit writes no encrypted files",
            _ => "ask for the file again, or open it in a reader of PDF to see what is left of it",
        };
        vec![Diagnostic::error(PDF, format!("`{}` {why}", file.display())).help(help)]
    })?;
    let mut verified = Verified {
        carried: carried.files.iter().map(|one| one.name.clone()).collect(),
        ..Verified::default()
    };
    verified.carried.extend(carried.unread.iter().cloned());
    let inside = inside(file, &carried, &mut verified.findings);
    let beside = beside(file, bytes, against)?;
    let facts = facts(file, &carried, &mut verified.findings);
    if inside.is_none() && beside.is_none() && facts.is_none() {
        return Err(vec![nothing(file)]);
    }
    let (compared, length) = compared(file, bytes, beside.as_ref(), against, &mut verified.findings);
    verified.files.push(compared);
    let title = carried.title.clone();
    verified.pack = match (inside.as_ref().or(beside.as_ref()), &facts) {
        (Some(record), _) => Some(pack(record, title)),
        (None, Some(facts)) => Some(pack_of(facts, &carried)),
        (None, None) => None,
    };
    if let Some(record) = inside.as_ref().or(beside.as_ref()) {
        verified.clauses = Some(clauses(record, against.library, &mut verified.findings));
    }
    let disagrees = verified.findings.iter().any(|finding| finding.severity == Severity::Error);
    if let (Some(facts), false) = (&facts, disagrees) {
        let draft = inside.as_ref().or(beside.as_ref()).is_some_and(|record| record.draft);
        let rebuilt = rebuild::rebuild(facts, &carried, draft, &bytes[..length], against);
        let proven = verified.files.iter().all(|file| file.state == State::AsWritten);
        if rebuilt != Rebuilt::Same && !proven {
            verified.findings.push(unproven(file, rebuilt));
        }
        verified.rebuilt = Some(rebuilt);
    }
    Ok(verified)
}

fn unproven(file: &Path, rebuilt: Rebuilt) -> Diagnostic {
    if rebuilt == Rebuilt::SameLines {
        let message =
            format!("`{}` prints the lines that dpakit makes of its facts, in other bytes", file.display());
        let help = "another program saved it anew: what covers a line, or was drawn beside it, is seen on the pages \
                    alone; name the manifest of its pack with `--manifest`";
        return Diagnostic::new(REBUILT, Severity::Warning, message).help(help);
    }
    let message = format!("`{}` is not what dpakit makes of its facts here", file.display());
    let help = "another theme, other fonts, another version of dpakit or a program that saved the file anew \
                give other bytes; so do other words: name the manifest of its pack with `--manifest`";
    Diagnostic::new(REBUILT, Severity::Warning, message).help(help)
}

fn nothing(file: &Path) -> Diagnostic {
    let message = format!(
        "`{}` carries nothing of dpakit, and no manifest that names it lies beside it",
        file.display()
    );
    Diagnostic::error(NOTHING, message).help("name the manifest of its pack with `--manifest`")
}

/// The manifest that the PDF carries, held against the facts that it carries.
pub(super) fn inside(file: &Path, carried: &Carried, found: &mut Vec<Diagnostic>) -> Option<Record> {
    let manifest = carried.files.iter().find(|one| one.name == FILE_NAME)?;
    let fault = |message: String| {
        Diagnostic::error(FACTS, message)
            .help("take the facts from the file that was issued, or ask who sent it")
    };
    let record = match Record::parse(&manifest.bytes) {
        Ok(record) => record,
        Err(why) => {
            found.push(fault(format!("{FILE_NAME} inside `{}` {why}", file.display())));
            return None;
        }
    };
    if let Some(named) = &record.facts {
        let facts = carried.files.iter().find(|one| one.name == named.name);
        match facts {
            None => found.push(fault(format!(
                "`{}` does not carry the facts that its manifest names",
                file.display()
            ))),
            Some(facts) if sha256(&facts.bytes) != named.sha256 => {
                found.push(fault(format!(
                    "the facts inside `{}` are not those that its manifest names",
                    file.display()
                )));
            }
            Some(_) => {}
        }
    }
    Some(record)
}

/// The manifest asked for; else the one that lies beside the file, if it names it or its beginning.
fn beside(file: &Path, bytes: &[u8], against: &Against<'_>) -> Outcome<Option<Record>> {
    if let Some(path) = against.manifest {
        return record(path).map(Some);
    }
    let names = |output: &Output| {
        file.file_name().is_some_and(|name| *name == *output.name) || begins(bytes, output).is_some()
    };
    let lying = record(&file.with_file_name(FILE_NAME)).ok();
    Ok(lying.filter(|record| record.outputs.iter().any(names)))
}

/// The facts that the PDF carries, if they can be read.
pub(super) fn facts(file: &Path, carried: &Carried, found: &mut Vec<Diagnostic>) -> Option<Facts> {
    let facts = carried.files.iter().find(|one| one.name == FACTS_NAME)?;
    let text = String::from_utf8_lossy(&facts.bytes).into_owned();
    let read = Facts::read(&Arc::new(Source { path: file.join(FACTS_NAME), text }), None);
    if read.is_err() {
        let message = format!("the facts inside `{}` are no pack that this version can read", file.display());
        let help = "try the version of dpakit that wrote it";
        found.push(Diagnostic::new(FACTS, Severity::Warning, message).help(help));
    }
    read.ok()
}

/// What the library lacks of a pack, word for word.
pub(super) fn lacking(record: &Record, library: &Library) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    clauses(record, library, &mut found);
    found
}

/// Reads a manifest that names files: the copy that a PDF carries does not.
pub(super) fn record(path: &Path) -> Outcome<Record> {
    let fault = |why: String, help: &str| {
        vec![Diagnostic::error(MANIFEST, format!("`{}` {why}", path.display())).help(help)]
    };
    let record = Record::parse(&bytes_of(path)?);
    let record = record.map_err(|why| fault(why, "dpakit writes a manifest.json beside every pack"))?;
    if record.outputs.is_empty() {
        return Err(fault(
            "names no files".to_owned(),
            "take the manifest beside the pack, not the copy in a PDF",
        ));
    }
    Ok(record)
}

/// The content of a file that is not too large to be one of a pack.
pub(super) fn bytes_of(path: &Path) -> Outcome<Vec<u8>> {
    let fault = |why: String, help: &str| {
        vec![Diagnostic::error(UNREADABLE, format!("`{}` {why}", path.display())).help(help)]
    };
    // A pipe or a device has no end that could be waited for.
    if std::fs::metadata(path).is_ok_and(|known| !known.is_file() && !known.is_dir()) {
        return Err(fault("is no file".to_owned(), "name a file, no pipe and no device"));
    }
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(read::MAX_BYTES + 1).read_to_end(&mut bytes))
        .map_err(|error| fault(format!("cannot be read: {error}"), "check the path"))?;
    if bytes.len() as u64 > read::MAX_BYTES {
        return Err(fault(
            format!("is larger than {} MiB", read::MAX_BYTES >> 20),
            "no pack has such a file",
        ));
    }
    Ok(bytes)
}

fn pack(record: &Record, title: Option<String>) -> Pack {
    let first = record.instruments.first().map(|instrument| instrument.title.clone());
    Pack {
        reference: record.reference.clone(),
        title: title.or(first).unwrap_or_default(),
        producer: format!("dpakit {}", record.dpakit),
        draft: record.draft,
    }
}

fn pack_of(facts: &Facts, carried: &Carried) -> Pack {
    let agreement = &facts.pack.agreement;
    Pack {
        reference: agreement.reference.clone(),
        title: carried.title.clone().unwrap_or_else(|| agreement.title.clone()),
        producer: carried.producer.clone().unwrap_or_default(),
        draft: false,
    }
}
