//! The agreement that amends a pack: from its words as issued, and a new state of its facts.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;
use serde_json::{Value as Json, json};

use super::side::{names_of, printed};
use super::verify::issued::{Issued, Text, names_in};
use super::verify::record;
use super::{Built, Choice, Emitted, Prepared, dressed, finished, told, written};
use crate::assemble;
use crate::diagnostic::{Code, Diagnostic, Outcome, Severity};
use crate::diff::compared::compare;
use crate::document::{Block, Document, Kind, markdown, plain, walk};
use crate::emit::Look;
use crate::library::Library;
use crate::pack::terms::{Agreement, Effective};
use crate::pack::{Facts, Pack};
use crate::plan::amendment::{Amendment, Part, Row, Value};
use crate::plan::manifest::FILE_NAME;
use crate::plan::notice::TWO_AGREEMENTS;

/// A day on which an amendment cannot take effect.
pub const DAY: Code = Code("AMD-DAY");
/// An amendment of this number is written already.
pub const NUMBER: Code = Code("AMD-NUMBER");
/// The agreement was amended before, and the words that are amended now may not know of it.
pub const BEFORE: Code = Code("AMD-BEFORE");
/// The changes are told less finely than they could be.
pub const COARSE: Code = Code("AMD-COARSE");
/// A party that the pack as issued does not name.
pub const PARTY: Code = Code("AMD-PARTY");
/// dpakit would have shown wrong changes.
pub const DEFECT: Code = Code("AMD-PROOF");

/// What an amendment is asked to be.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// Which amendment of the agreement it is, counted from 1.
    pub number: u32,
    /// The day from which it applies; otherwise the last signature.
    pub on: Option<Date>,
}

/// What an amendment says, for machines, and the amendment itself.
pub struct Amended {
    /// Number, day and places; it is added to the findings, which state the version of the shape.
    pub json: Json,
    /// The amendment; none where no word that binds is another.
    pub built: Option<Built>,
}

/// The number of the next amendment of an agreement in a folder: one more than the highest there. Drafts do not
/// count, since nobody signs them; an amendment without a number counts as the first.
pub fn next(out: &Path, reference: &str) -> u32 {
    let entries = fs::read_dir(out).into_iter().flatten().flatten();
    let number = |name: &str| {
        let rest = name.strip_prefix(reference)?.strip_prefix("-amendment")?;
        if rest.is_empty() { Some(1) } else { rest.strip_prefix('-')?.parse::<u32>().ok() }
    };
    let numbers = entries.filter_map(|entry| {
        let number = number(entry.file_name().to_str()?)?;
        (!is_draft(&entry.path())).then_some(number)
    });
    numbers.max().map_or(1, |last| last.saturating_add(1))
}

/// What to say where the folder has an amendment of the agreement before this one, and the words as issued are not
/// made from the facts that it led to: the new one would agree its changes once more.
pub fn before(out: &Path, old: &Issued, number: u32) -> Option<Diagnostic> {
    let (name, record) = (1..number.min(1000)).rev().find_map(|number| {
        let name = folder(&old.reference, number);
        let record = record(&out.join(&name).join(FILE_NAME)).ok().filter(|record| !record.draft)?;
        Some((name, record))
    })?;
    if record.input.is_some() && record.input.map(|input| input.sha256) == old.facts {
        return None;
    }
    let message = format!("`{name}` is there, and the agreement as it was issued does not know of it");
    let help = "if it was signed, render the facts that it led to with `dpakit render`, and amend that folder: \
                otherwise this amendment agrees its changes once more";
    Some(Diagnostic::new(BEFORE, Severity::Warning, message).help(help))
}

/// The folder that an amendment gets.
pub fn folder(reference: &str, number: u32) -> String {
    format!("{reference}-amendment-{number}")
}

/// Holds the number of an amendment against those that are written.
///
/// # Errors
/// An amendment of this number, which is no draft.
pub fn is_free(out: &Path, reference: &str, number: u32) -> Outcome<()> {
    let folder = out.join(folder(reference, number));
    if !folder.exists() || is_draft(&folder) {
        return Ok(());
    }
    let message =
        format!("amendment {number} of `{reference}` is written already, in `{}`", folder.display());
    let help =
        "leave out `--number`: then it gets the next one; remove the folder if nobody was sent its words";
    Err(vec![Diagnostic::error(NUMBER, message).help(help)])
}

/// Whether a folder holds a draft.
fn is_draft(folder: &Path) -> bool {
    record(&folder.join(FILE_NAME)).is_ok_and(|record| record.draft)
}

/// Compares the words of a pack as issued with those of its new facts, judges the new pack as for signature, and
/// writes down the amendment; nothing where no word that binds is another, and no files where errors forbid it.
///
/// # Errors
/// Two agreements, facts of which no pack can be made, and documents that a format cannot carry.
pub fn amend(
    old: &Issued,
    new: &Facts,
    library: &Library,
    Asked { number, on }: Asked,
    look: &Look,
    choice: &Choice,
) -> Outcome<Amended> {
    let Prepared { mut plan, documents } = Prepared::of(new, library)?;
    let reference = plan.deal.agreement.reference.clone();
    if old.reference != reference {
        let message = format!("the manifest is of `{}`, and the pack is another agreement", old.reference);
        return Err(vec![
            Diagnostic::error(TWO_AGREEMENTS, message)
                .at(new.at("agreement.reference"), "in the new pack")
                .help("name the manifest of the agreement that is to be amended"),
        ]);
    }
    on.map_or(Ok(()), |on| not_before(&plan.deal.agreement, on, new))?;
    let prepared = Prepared { plan, documents };
    let mut report = prepared.judge();
    report.findings.extend(strangers(old, &prepared.plan.deal, new));
    let binding: Vec<&Document> =
        prepared.documents.iter().filter(|one| prepared.plan.binds(&one.meta().slug)).collect();
    let names = old.names.iter().cloned().chain(names_in(new)).collect();
    let parts = parts(&old.instruments, &binding, names, &mut report.findings)?;
    plan = prepared.plan;
    let amendment = Amendment { number, title: old.title.clone(), date: old.date, on, parts };
    let json = told_of(&reference, &amendment);
    if amendment.parts.is_empty() {
        return Ok(Amended { json, built: None });
    }
    let document = assemble::amendment(&plan, amendment)?;
    let documents = dressed(vec![document], choice);
    plan.books = plan.letter(assemble::AMENDMENT).into_iter().collect();
    (plan.texts, plan.measures) = (Vec::new(), Vec::new());
    let emitted = match choice.draft || !report.denies() {
        true => written(&documents[0], look, choice).map_err(|faults| told(&plan, faults))?,
        false => Emitted::default(),
    };
    let built = finished(&plan, folder(&reference, number), &documents, emitted, report, choice);
    Ok(Amended { json, built: Some(built) })
}

/// Holds the day on which an amendment takes effect against those of the agreement.
fn not_before(agreement: &Agreement, on: Date, new: &Facts) -> Outcome<()> {
    let begins = match agreement.effective.value() {
        Some(Effective::On(begins)) => Some(begins.0),
        _ => None,
    };
    let date = agreement.date.value().map(|date| date.0);
    let (field, what, day) = match (begins.filter(|begins| on < *begins), date.filter(|date| on < *date)) {
        (Some(begins), _) => ("effective", "takes effect", begins),
        (None, Some(date)) => ("date", "agreed", date),
        (None, None) => return Ok(()),
    };
    let message = format!("the amendment would take effect on {on}, before the agreement");
    Err(vec![
        Diagnostic::error(DAY, message)
            .at(new.at(&format!("agreement.{field}")), format!("{what} on {day}"))
            .help("name a later day with `--on`, or leave it out: then it takes effect when the last party signs"),
    ])
}

/// What an amendment says, for machines.
fn told_of(reference: &str, amendment: &Amendment) -> Json {
    let value = |one: &Value| json!({ "old": one.before, "new": one.after, "rows": one.rows });
    let row = |row: &Row| {
        json!({
            "kind": row.what.name(),
            "old": row.before,
            "new": if row.after.is_empty() { &row.before } else { &row.after },
            "heading": row.heading,
            "begins": row.begins,
            "count": row.count,
            "values": row.values.iter().map(value).collect::<Vec<_>>(),
        })
    };
    let part = |part: &Part| {
        json!({
            "title": part.title,
            "state": part.state,
            "places": part.rows.iter().map(row).collect::<Vec<_>>(),
        })
    };
    json!({
        "reference": reference,
        "title": amendment.title,
        "number": amendment.number,
        "on": amendment.on,
        "instruments": amendment.parts.iter().map(part).collect::<Vec<_>>(),
    })
}

/// The sides of the new pack whose names the issued one does not have.
fn strangers(old: &Issued, pack: &Pack, new: &Facts) -> Vec<Diagnostic> {
    let sides = [&pack.agreement.customer, &pack.agreement.provider];
    let named = |name: &str| {
        let escaped = |text: &Text| plain_words(&text.markdown).contains(&plain_words(name));
        old.instruments.iter().any(escaped)
    };
    let stranger = |id: &str| {
        let name = pack.parties.get(id)?.name.value()?;
        (!named(name)).then(|| {
            let message = format!("the pack as issued does not name `{name}`, which is to sign the amendment");
            Diagnostic::new(PARTY, Severity::Warning, message)
                .at(new.at(&format!("parties.{id}.name")), "in the new pack only")
                .help("keep the name under which the company signed; a new name of the same company is written as \"new name (formerly old name)\", and another company joins by an agreement of all three")
        })
    };
    let ids = sides.into_iter().flatten().map(|id| id.0.as_str());
    ids.filter_map(stranger).collect()
}

/// Letters and digits alone: what is the same however Markdown writes it.
fn plain_words(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// What becomes of each instrument, those that end last.
fn parts(
    old: &[Text],
    new: &[&Document],
    parties: Vec<String>,
    found: &mut Vec<Diagnostic>,
) -> Outcome<Vec<Part>> {
    let names = names_of(parties);
    let mut parts = Vec::new();
    for document in new {
        let title = document.meta().title.to_string();
        let signing = places_to_sign(document);
        let mut after = printed(document)?;
        without(&mut after, &signing);
        match old.iter().find(|text| *text.slug == *document.meta().slug) {
            Some(text) => {
                let mut before = markdown::foreign(&text.markdown);
                without(&mut before, &signing);
                let compared = compare(&before, &after, &names);
                let compared = compared.map_err(|flaw| vec![defect(&format!("{flaw:?}"))])?;
                found.extend(compared.is_coarse().then(|| coarse(&title)));
                let part = Part::changed(&title, &before, &after, compared);
                // What is amended has the name under which it was signed.
                parts.extend(part.map(|part| Part { title: text.title.clone(), ..part }));
            }
            None => parts.push(Part::added(&title, after)),
        }
    }
    let kept = |text: &&Text| new.iter().any(|document| *text.slug == *document.meta().slug);
    parts.extend(old.iter().filter(|text| !kept(text)).map(|text| Part::ended(&text.title)));
    Ok(parts)
}

/// The headings over the places where an instrument is signed.
fn places_to_sign(document: &Document) -> Vec<String> {
    let mut titles = Vec::new();
    walk::each_section(document.blocks(), &mut |section, _| {
        titles.extend((section.kind == Kind::Signing).then(|| plain(&section.title)));
    });
    titles
}

/// Takes out the sections with some headings: nobody is to sign an old text again.
fn without(blocks: &mut Vec<Block>, titles: &[String]) {
    blocks.retain_mut(|block| match block {
        Block::Section(section) if titles.contains(&plain(&section.title)) => false,
        Block::Section(section) => {
            without(&mut Arc::make_mut(section).blocks, titles);
            true
        }
        _ => true,
    });
}

fn coarse(title: &str) -> Diagnostic {
    let message = format!("the finest comparison of `{title}` could not be proven");
    Diagnostic::new(COARSE, Severity::Warning, message)
        .help("what was split, moved or reworded may be told as deleted and inserted: it reads so in the amendment, and comes to the same words")
}

fn defect(flaw: &str) -> Diagnostic {
    let message =
        format!("dpakit has a defect: the redline is wrong ({flaw}), and no amendment is made of it");
    Diagnostic::error(DEFECT, message).help("please report it, with the two packs if you can share them")
}
