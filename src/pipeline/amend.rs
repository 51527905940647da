//! The agreement that amends a pack: from its words as issued, and a new state of its facts.

use std::sync::Arc;

use jiff::civil::Date;

use super::side::{names, names_of, printed};
use super::verify::issued::{Issued, Text};
use super::{Built, Choice, Emitted, Prepared, dressed, finished, told, written};
use crate::assemble;
use crate::diagnostic::{Code, Diagnostic, Outcome, Severity};
use crate::diff::compared::compare;
use crate::document::{Block, Document, Kind, markdown, plain, walk};
use crate::emit::Look;
use crate::library::Library;
use crate::pack::{Facts, Pack};
use crate::plan::amendment::{Amendment, Part};
use crate::plan::notice::TWO_AGREEMENTS;

/// A day on which an amendment cannot take effect.
pub const DAY: Code = Code("AMD-DAY");
/// A party that the pack as issued does not name.
pub const PARTY: Code = Code("AMD-PARTY");
/// dpakit would have shown wrong changes.
pub const DEFECT: Code = Code("AMD-PROOF");

/// Compares the words of a pack as issued with those of its new facts, judges the new pack as for signature, and
/// writes down the amendment; nothing where no word that binds is another, and no files where errors forbid it.
///
/// # Errors
/// Two agreements, facts of which no pack can be made, and documents that a format cannot carry.
pub fn amend(
    old: &Issued,
    new: &Facts,
    library: &Library,
    on: Option<Date>,
    look: &Look,
    choice: &Choice,
) -> Outcome<Option<Built>> {
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
    if let (Some(on), Some(date)) = (on, plan.deal.agreement.date.value().map(|date| date.0))
        && on < date
    {
        return Err(vec![
            Diagnostic::error(DAY, format!("the amendment would take effect on {on}, before the agreement"))
                .at(new.at("agreement.date"), format!("agreed on {date}"))
                .help("name a later day with `--on`, or leave it out: then it takes effect when the last party signs"),
        ]);
    }
    let prepared = Prepared { plan, documents };
    let mut report = prepared.judge();
    report.findings.extend(strangers(old, &prepared.plan.deal, new));
    let binding: Vec<&Document> =
        prepared.documents.iter().filter(|one| prepared.plan.binds(&one.meta().slug)).collect();
    let parts = parts(&old.instruments, &binding, names(new))?;
    plan = prepared.plan;
    if parts.is_empty() {
        return Ok(None);
    }
    let document = assemble::amendment(&plan, Amendment { on, parts })?;
    let documents = dressed(vec![document], choice);
    plan.books = plan.letter(assemble::AMENDMENT).into_iter().collect();
    (plan.texts, plan.measures) = (Vec::new(), Vec::new());
    let emitted = match choice.draft || !report.denies() {
        true => written(&documents[0], look, choice).map_err(|faults| told(&plan, faults))?,
        false => Emitted::default(),
    };
    Ok(Some(finished(&plan, format!("{reference}-amendment"), &documents, emitted, report, choice)))
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
fn parts(old: &[Text], new: &[&Document], parties: Vec<String>) -> Outcome<Vec<Part>> {
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
                parts.extend(Part::changed(&title, &before, &after, compared));
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

fn defect(flaw: &str) -> Diagnostic {
    let message =
        format!("dpakit has a defect: the redline is wrong ({flaw}), and no amendment is made of it");
    Diagnostic::error(DEFECT, message).help("please report it, with the two packs if you can share them")
}
