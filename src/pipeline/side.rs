//! What a pack says, as a side of a comparison: one that is assembled now, or one that was issued.

use std::collections::BTreeSet;
use std::path::Path;

use super::verify::issued::{names as carried_names, names_in};
use super::verify::{Against, CHANGED, MANIFEST, REBUILT, Rebuilt, Verified, facts, inside, lacking, record};
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
        names: names_in(facts),
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
    issued.names = carried_names(folder, &record);
    let names = files(&record);
    if names.is_empty() {
        let message = format!("`{}` names no file with the words of an instrument", path.display());
        return Err(vec![
            Diagnostic::error(MANIFEST, message).help("name the folder of the pack as it was written"),
        ]);
    }
    for name in names {
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

/// The text of a PDF that dpakit wrote, signed or not.
pub enum OfPdf {
    /// Assembled anew from the facts that it carries.
    Assembled(Saying),
    /// What is printed on its pages, for these reasons: it is not as dpakit wrote it. None where it carries nothing
    /// of dpakit, or the library no longer has its words.
    Printed(Vec<String>),
}

/// Finds out what the text of a PDF is: what it carries counts only where nobody changed what it prints.
///
/// # Errors
/// Facts and clauses of which no documents can be made.
pub fn of_pdf(path: &Path, bytes: &[u8], against: &Against<'_>) -> Outcome<OfPdf> {
    let printed = || Ok(OfPdf::Printed(Vec::new()));
    let library = against.library;
    let Ok(carried) = read::read(bytes) else { return printed() };
    let mut found: Vec<Diagnostic> = Vec::new();
    let (Some(facts), Some(record)) = (facts(path, &carried, &mut found), inside(path, &carried, &mut found))
    else {
        return printed();
    };
    found.extend(lacking(&record, library));
    if !found.is_empty() {
        return printed();
    }
    let Verified { findings, rebuilt, .. } = verify::document(path, bytes, against)?;
    let prints_them = rebuilt == Some(Rebuilt::SameLines) && findings.iter().all(|one| one.code == REBUILT);
    let mut remarks: Vec<String> =
        findings.into_iter().map(|doubt| format!("{}: {}", doubt.code, doubt.message)).collect();
    if !remarks.is_empty() && !prints_them {
        remarks.push("so what its pages print is compared, not what its facts say".to_owned());
        return Ok(OfPdf::Printed(remarks));
    }
    remarks.push("the text is assembled from the facts that the PDF carries".to_owned());
    let Prepared { plan, documents } = Prepared::of(&facts, library)?;
    let this = |one: &&Document| Some(&*one.meta().title) == carried.title.as_deref();
    let these: Vec<&Document> = match documents.iter().find(this) {
        Some(one) => vec![one],
        None => documents.iter().filter(|one| plan.binds(&one.meta().slug)).collect(),
    };
    Ok(OfPdf::Assembled(Saying {
        reference: plan.deal.agreement.reference.clone(),
        blocks: all_printed(these)?,
        names: names_in(&facts),
        remarks,
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

/// Names that count where they change: of all countries, in English and in German, and of these parties.
pub fn names_of(parties: Vec<String>) -> Names {
    let names = law::countries()
        .iter()
        .flat_map(|country| std::iter::once(&country.name).chain(&country.also).chain(&country.de));
    let countries: BTreeSet<&String> = names.collect();
    Names { countries: countries.into_iter().cloned().collect(), parties }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::emit::Embed;
    use crate::emit::pdf::Pdf;
    use crate::pipeline::{Choice, build};
    use crate::source::Source;

    /// A PDF with a sentence more on its second page.
    fn with_more(bytes: &[u8]) -> Vec<u8> {
        let mut pdf = lopdf::Document::load_mem(bytes).expect("a PDF");
        let page = pdf.get_pages()[&2];
        let more = b"BT /F1 12 Tf 72 72 Td (and may sell it) Tj ET".to_vec();
        pdf.add_page_contents(page, more).expect("a page");
        let mut out = Vec::new();
        pdf.save_to(&mut out).expect("a PDF");
        out
    }

    #[test]
    fn what_somebody_changed_in_a_pdf_is_not_hidden_by_the_facts_in_it() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/imou.toml");
        let text = std::fs::read_to_string(&path).expect("an example");
        let facts = Facts::read(&Arc::new(Source { path, text }), None).expect("facts");
        let (library, look) = (Library::open(None).expect("a library"), Look::default());
        let choice = Choice {
            formats: vec![&Pdf],
            combined: false,
            draft: false,
            embed: Embed::Full,
            esign: None,
            coverage: false,
            undated: None,
        };
        let built = build(&facts, &library, &look, &choice).expect("a pack");
        let file = built.files.iter().find(|file| file.name == "dpa.pdf").expect("a PDF");
        let against = Against { manifest: None, library: &library, look: &look, undated: None };
        let read = |bytes: &[u8]| of_pdf(Path::new("a.pdf"), bytes, &against).expect("a side");
        assert!(matches!(read(&file.bytes), OfPdf::Assembled(saying) if !saying.blocks.is_empty()));
        match read(&with_more(&file.bytes)) {
            OfPdf::Printed(doubts) => assert!(doubts[0].starts_with("VER-"), "{doubts:?}"),
            OfPdf::Assembled(_) => panic!("the change is hidden"),
        }
    }
}
