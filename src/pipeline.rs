//! The product on one screen: facts and words in, files out.
//!
//! [`build`] touches no disk; [`write`] puts what it made into a folder, and [`verify`] tells years
//! later whether a file is still what was written.

pub mod amend;
pub mod annex;
mod archive;
pub mod notice;
pub mod outdated;
pub mod packet;
pub mod redline;
pub mod release;
pub mod side;
pub mod verify;
pub mod write;

use std::collections::BTreeSet;

use crate::assemble::assemble;
use crate::check::{self, Report};
use crate::diagnostic::{Code, Diagnostic, Outcome};
use crate::document::{Document, Watermark};
use crate::emit::{Attachment, Embed, Fault, Font, Format, Look, Relation, Volume, pdf};
use crate::library::Library;
use crate::pack::Facts;
use crate::pack::terms::Dialect;
use crate::parallel;
use crate::plan::manifest::{self, Allowance, Finished, Output};
use crate::plan::{Plan, plan};

/// A document cannot be written in a format, e.g. for want of a character.
pub const UNWRITABLE: Code = Code("OUT-CONTENT");

/// Name of the facts that a PDF carries.
pub const FACTS_NAME: &str = "facts.toml";

/// What is to be made.
pub struct Choice {
    /// In which formats.
    pub formats: Vec<&'static dyn Format>,
    /// Whether all instruments go into one file.
    pub combined: bool,
    /// Whether to write in spite of errors, marked as a draft.
    pub draft: bool,
    /// What each PDF carries of the pack.
    pub embed: Embed,
    /// The service whose anchors are placed; otherwise that of the pack.
    pub esign: Option<Dialect>,
    /// Whether to write beside them which clause meets which duty.
    pub coverage: bool,
    /// Date in the metadata of documents whose agreement states none; otherwise they have none.
    pub undated: Option<jiff::civil::Date>,
}

/// What was made.
pub struct Built {
    /// The parties' reference: the name of the folder.
    pub name: String,
    /// The files; none where errors stand in the way.
    pub files: Vec<OutputFile>,
    /// The instruments: slug and title.
    pub instruments: Vec<(String, String)>,
    /// The files as the manifest notes them.
    pub outputs: Vec<Output>,
    /// What the rules say.
    pub report: Report,
    /// `manifest.json`.
    pub manifest: String,
}

/// A file, not yet written.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct OutputFile {
    /// File name.
    pub name: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// Plans, assembles, checks and writes down one pack.
///
/// # Errors
/// Facts and clauses of which no documents can be made, and documents that a format cannot carry.
/// What the rules find is no error here: it stands in the report, and then no files are made unless
/// a draft is asked for.
pub fn build(facts: &Facts, library: &Library, look: &Look, choice: &Choice) -> Outcome<Built> {
    let prepared = Prepared::of(facts, library)?;
    let report = prepared.judge();
    prepared.write(report, look, choice)
}

/// A pack that is planned and assembled, and not yet written down.
pub struct Prepared<'p> {
    /// Which clauses, and why.
    pub plan: Plan<'p>,
    /// Them filled.
    pub documents: Vec<Document>,
}

impl<'p> Prepared<'p> {
    /// Plans and assembles a pack.
    ///
    /// # Errors
    /// Facts and clauses of which no documents can be made.
    pub fn of(facts: &'p Facts, library: &'p Library) -> Outcome<Prepared<'p>> {
        let plan = plan(facts, library)?;
        let documents = assemble(&plan)?;
        Ok(Prepared { plan, documents })
    }

    /// What the rules say.
    pub fn judge(&self) -> Report {
        check::check(&self.plan, &self.documents)
    }

    /// The same without the questions for counsel.
    pub fn found(&self) -> Report {
        check::found(&self.plan, &self.documents)
    }

    /// Writes the pack down, with the report of [`Prepared::judge`]; no files where errors forbid it.
    ///
    /// # Errors
    /// Documents that a format cannot carry.
    pub fn write(self, report: Report, look: &Look, choice: &Choice) -> Outcome<Built> {
        let Prepared { plan, documents } = self;
        let documents = dressed(documents, choice);
        let blocked = !choice.draft && report.denies();
        let attachments = attachments(&plan, &documents, choice);
        let (mut files, fonts) =
            if blocked { Default::default() } else { emit(&plan, &documents, &attachments, look, choice)? };
        if !blocked {
            files.extend(annexes(&plan, &documents, &report, look, choice)?);
        }
        let name = plan.deal.agreement.reference.clone();
        Ok(finished(&plan, name, &documents, (files, fonts), report, choice))
    }
}

/// What was made, with the manifest that tells of it.
fn finished(
    plan: &Plan<'_>,
    name: String,
    documents: &[Document],
    (files, fonts): Emitted,
    report: Report,
    choice: &Choice,
) -> Built {
    let outputs: Vec<Output> = files.iter().map(|file| Output::of(&file.name, &file.bytes)).collect();
    let finished = Finished {
        documents,
        allowances: report.allowed.iter().map(allowance).collect(),
        outputs: outputs.clone(),
        fonts: fonts.into_iter().collect(),
        draft: choice.draft,
    };
    let named = |one: &Document| (one.meta().slug.to_string(), one.meta().title.to_string());
    Built {
        name,
        manifest: manifest::manifest(plan, finished),
        instruments: documents.iter().map(named).collect(),
        files,
        outputs,
        report,
    }
}

/// Documents with the date and the mark that were asked for.
fn dressed(documents: Vec<Document>, choice: &Choice) -> Vec<Document> {
    let dated = |one: Document| match choice.undated {
        Some(date) => one.or_dated(&date.to_string()),
        None => one,
    };
    let marked = |one: Document| if choice.draft { one.with_watermark(Watermark::Draft) } else { one };
    documents.into_iter().map(dated).map(marked).collect()
}

/// What each file carries of the pack, where its format can.
fn attachments(plan: &Plan<'_>, documents: &[Document], choice: &Choice) -> Vec<Attachment> {
    if choice.embed == Embed::Nothing || !choice.formats.iter().any(|format| format.carries_files()) {
        return Vec::new();
    }
    let facts = Attachment {
        name: FACTS_NAME.to_owned(),
        media_type: "application/toml".to_owned(),
        description: "The facts this document was made from".to_owned(),
        relation: Relation::Source,
        bytes: plan.facts.resolved().into_bytes(),
    };
    if choice.embed == Embed::Facts {
        return vec![facts];
    }
    let text = manifest::carried(plan, documents, choice.draft, (FACTS_NAME, &facts.bytes));
    let manifest = Attachment {
        name: manifest::FILE_NAME.to_owned(),
        media_type: "application/json".to_owned(),
        description: "The clauses of this pack with their versions, and what was derived".to_owned(),
        relation: Relation::Supplement,
        bytes: text.into_bytes(),
    };
    vec![facts, manifest]
}

/// The files, and the fonts in them that are not part of the program.
type Emitted = (Vec<OutputFile>, BTreeSet<Font>);

fn emit(
    plan: &Plan<'_>,
    documents: &[Document],
    attachments: &[Attachment],
    look: &Look,
    choice: &Choice,
) -> Outcome<Emitted> {
    let reference = plan.deal.agreement.reference.as_str();
    // Guides stand last, and never in one file with what the parties agree.
    let binding = documents.iter().take_while(|one| plan.binds(&one.meta().slug)).count();
    let together = if choice.combined { binding } else { 0 };
    let combined = (together > 0).then(|| (reference, &documents[..together]));
    let alone = documents[together..].iter().map(|one| (&*one.meta().slug, std::slice::from_ref(one)));
    let parts: Vec<(&str, &[Document])> = combined.into_iter().chain(alone).collect();
    let signing = packet::signing(plan, choice);
    let (mut files, mut fonts) = (Vec::new(), BTreeSet::new());
    let mut found: Vec<Fault> = Vec::new();
    let all = choice.formats.iter().flat_map(|format| parts.iter().map(move |part| (*format, *part)));
    type Part<'p> = (&'static dyn Format, (&'p str, &'p [Document]));
    let write = |(format, (stem, documents)): &Part<'_>| -> Result<_, Vec<Fault>> {
        let volume = Volume { documents, attachments, signing: Some(&signing) };
        let (bytes, written) = format.bytes(&volume, look)?;
        Ok((OutputFile { name: format!("{stem}.{}", format.name()), bytes }, written.fonts))
    };
    for written in parallel::each(&all.collect::<Vec<_>>(), write) {
        match written {
            Ok((file, more)) => {
                files.push(file);
                fonts.extend(more);
            }
            Err(faults) => found.extend(faults),
        }
    }
    if !found.is_empty() {
        return Err(told(plan, found));
    }
    files.extend(packet::packet(plan, &documents[..binding], &files, choice));
    Ok((files, fonts))
}

/// What stands open in a draft, and the coverage where it is asked for, in every format.
fn annexes(
    plan: &Plan<'_>,
    documents: &[Document],
    report: &Report,
    look: &Look,
    choice: &Choice,
) -> Outcome<Vec<OutputFile>> {
    let open = choice.draft && !report.findings.is_empty();
    let findings = open.then(|| annex::findings(plan, report));
    let covered = choice.coverage.then(|| annex::coverage(plan, documents, &check::coverage(plan)));
    let annexes = dressed(findings.into_iter().chain(covered).collect(), choice);
    let mut files = Vec::new();
    for document in &annexes {
        let written = written(document, look, choice).map_err(|faults| told(plan, faults))?;
        files.extend(written.0);
    }
    Ok(files)
}

/// A document that carries nothing of the pack and is not signed, in every format.
fn written(document: &Document, look: &Look, choice: &Choice) -> Result<Emitted, Vec<Fault>> {
    let (mut files, mut fonts) = (Vec::new(), BTreeSet::new());
    for format in &choice.formats {
        let volume = Volume::of(std::slice::from_ref(document));
        let (bytes, written) = format.bytes(&volume, look)?;
        files.push(OutputFile { name: format!("{}.{}", document.meta().slug, format.name()), bytes });
        fonts.extend(written.fonts);
    }
    Ok((files, fonts))
}

/// What the PDF cannot print of documents: characters that no font has.
pub fn unprintable(plan: &Plan<'_>, documents: &[Document], look: &Look) -> Vec<Diagnostic> {
    let doubtful = documents.iter().filter(|one| !pdf::glyphs::are_complete(one, look));
    let faults = doubtful.filter_map(|one| pdf::layout(&Volume::of(std::slice::from_ref(one)), look).err());
    told(plan, faults.flatten().collect())
}

/// Faults as findings, one for each fact: a name in a script without font has many.
fn told(plan: &Plan<'_>, faults: Vec<Fault>) -> Vec<Diagnostic> {
    let mut groups: Vec<(Fault, Vec<String>)> = Vec::new();
    for fault in faults {
        let same =
            |(first, _): &&mut (Fault, Vec<String>)| first.path == fault.path && first.help == fault.help;
        match groups.iter_mut().find(same) {
            Some((_, messages)) if messages.contains(&fault.message) => {}
            Some((_, messages)) => messages.push(fault.message),
            None => groups.push((fault.clone(), vec![fault.message])),
        }
    }
    let one = |(fault, messages): (Fault, Vec<String>)| {
        let more = messages.len() - 1;
        let message = match more {
            0 => fault.message,
            _ => format!("{}, nor {more} more of this fact", fault.message),
        };
        unwritable(plan, Fault { message, ..fault })
    };
    groups.into_iter().map(one).collect()
}

fn unwritable(plan: &Plan<'_>, fault: Fault) -> Diagnostic {
    let diagnostic = Diagnostic::error(UNWRITABLE, fault.message).help(fault.help);
    match fault.path {
        Some(path) => diagnostic.at(plan.facts.at(&path), "this fact"),
        None => diagnostic,
    }
}

fn allowance(allowed: &check::Allowed) -> Allowance {
    Allowance {
        code: allowed.code,
        name: allowed.name.to_owned(),
        reason: allowed.reason.clone(),
        until: allowed.until.map(|date| date.0.to_string()),
        count: allowed.count,
    }
}
