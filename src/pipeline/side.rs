//! What a pack says, as a side of a comparison: one that is assembled now, or one that was issued.

use std::path::Path;

use super::verify::{CHANGED, facts, inside, lacking, record};
use super::{Prepared, UNWRITABLE, verify};
use crate::diagnostic::{Diagnostic, Outcome};
use crate::diff::material::Names;
use crate::document::{Block, Document, markdown};
use crate::emit::markdown::Markdown;
use crate::emit::pdf::read;
use crate::emit::{Fault, Format as _, Look, Volume};
use crate::foreign;
use crate::law;
use crate::library::Library;
use crate::pack::Facts;
use crate::plan::manifest::record::Record;
use crate::source::sha256;

/// The text of a pack.
#[derive(Default)]
pub struct Saying {
    /// The parties' reference.
    pub reference: String,
    /// Its words.
    pub blocks: Vec<Block>,
    /// Names of its parties and subprocessors, where its facts are known.
    pub names: Vec<String>,
    /// What a reader should know of where the words come from.
    pub remarks: Vec<String>,
}

/// The text of a pack as it reads with a library.
///
/// # Errors
/// Facts and clauses of which no documents can be made.
pub fn assembled(facts: &Facts, library: &Library) -> Outcome<Saying> {
    let Prepared { plan, documents } = Prepared::of(facts, library)?;
    Ok(Saying {
        reference: plan.deal.agreement.reference.clone(),
        blocks: all_printed(&documents)?,
        names: names(facts),
        remarks: Vec::new(),
    })
}

/// The text of a pack that was issued, from its manifest: the files that it names, of the format that keeps most of
/// their structure.
///
/// # Errors
/// A manifest or a file that cannot be read.
pub fn of_manifest(path: &Path) -> Outcome<Saying> {
    let record = record(path)?;
    let mut issued = Saying { reference: record.reference.clone(), ..Saying::default() };
    let folder = path.parent().unwrap_or(Path::new(""));
    for name in files(&record) {
        // A manifest comes from anywhere: it names files beside it, and no others.
        let Some(file) = Path::new(&name).file_name().map(|name| folder.join(name)) else { continue };
        let bytes = verify::bytes_of(&file)?;
        if record.outputs.iter().all(|output| output.name != name || output.sha256 != sha256(&bytes)) {
            let said = format!(
                "{}: `{name}` is not what its manifest says, and is compared as it is now",
                CHANGED.0
            );
            issued.remarks.push(said);
        }
        let text = foreign::text(&name, &bytes)?;
        issued.remarks.extend(text.remarks.iter().map(|remark| format!("{name}: {remark}")));
        issued.blocks.extend(text.blocks);
    }
    Ok(issued)
}

/// The names of the files to read: those of the instruments in one format, in their order.
fn files(record: &Record) -> Vec<String> {
    let stems: Vec<&str> = std::iter::once(record.reference.as_str())
        .chain(record.instruments.iter().map(|instrument| instrument.slug.as_str()))
        .collect();
    let of_format = |ending: &&str| -> Vec<String> {
        let names = stems.iter().map(|stem| format!("{stem}.{ending}"));
        names.filter(|name| record.outputs.iter().any(|output| output.name == *name)).collect()
    };
    ["md", "html", "pdf"].iter().map(of_format).find(|names| !names.is_empty()).unwrap_or_default()
}

/// The text of a PDF that dpakit wrote, signed or not, assembled anew from the facts that it carries; none where it
/// carries none, or the library no longer has its words: then what is printed on its pages is its text.
///
/// # Errors
/// Facts and clauses of which no documents can be made.
pub fn of_pdf(path: &Path, bytes: &[u8], library: &Library) -> Outcome<Option<Saying>> {
    let Ok(carried) = read::read(bytes) else { return Ok(None) };
    let mut found: Vec<Diagnostic> = Vec::new();
    let (Some(facts), Some(record)) = (facts(path, &carried, &mut found), inside(path, &carried, &mut found))
    else {
        return Ok(None);
    };
    found.extend(lacking(&record, library));
    if !found.is_empty() {
        return Ok(None);
    }
    let Prepared { plan, documents } = Prepared::of(&facts, library)?;
    let this = |one: &&Document| Some(&*one.meta().title) == carried.title.as_deref();
    let these: Vec<&Document> = match documents.iter().find(this) {
        Some(one) => vec![one],
        None => documents.iter().filter(|one| plan.binds(&one.meta().slug)).collect(),
    };
    Ok(Some(Saying {
        reference: plan.deal.agreement.reference.clone(),
        blocks: all_printed(these)?,
        names: names(&facts),
        remarks: vec!["the text is assembled from the facts that the PDF carries".to_owned()],
    }))
}

/// What a document prints, as whoever receives it reads it: with its numbers, without what only dpakit knows.
///
/// # Errors
/// A document that Markdown cannot carry.
pub(super) fn printed(document: &Document) -> Outcome<Vec<Block>> {
    let mut bytes = Vec::new();
    let volume = Volume::of(std::slice::from_ref(document));
    Markdown.write(&volume, &Look::default(), &mut bytes).map_err(|faults| {
        let message = |fault: Fault| Diagnostic::error(UNWRITABLE, fault.message);
        faults.into_iter().map(message).collect::<Vec<_>>()
    })?;
    Ok(markdown::foreign(&String::from_utf8_lossy(&bytes)))
}

/// What several documents print, one after the other.
fn all_printed<'d>(documents: impl IntoIterator<Item = &'d Document>) -> Outcome<Vec<Block>> {
    let blocks: Vec<Vec<Block>> = documents.into_iter().map(printed).collect::<Outcome<_>>()?;
    Ok(blocks.concat())
}

/// Names that count where they change: of all countries, and of these parties.
pub fn names_of(parties: Vec<String>) -> Names {
    Names { countries: law::countries().iter().map(|country| country.name.clone()).collect(), parties }
}

/// Names that count as facts where they change.
pub(super) fn names(facts: &Facts) -> Vec<String> {
    let pack = &facts.pack;
    let parties = pack.parties.values().filter_map(|party| party.name.value().cloned());
    parties.chain(pack.subprocessors.iter().map(|one| one.name.clone())).collect()
}
