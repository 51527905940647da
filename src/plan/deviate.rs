//! Negotiated deviations: the parties' own words in the place of the library's.
//!
//! A replaced clause loses what it covers, unless the parties state what their words still meet.

use std::sync::Arc;

use super::{Deviation, DeviationKind, Picked};
use crate::diagnostic::{Code, Diagnostic, Outcome, nearest};
use crate::library::clause::unknown_requirements;
use crate::library::{Address, Clause, ClauseKind, Condition, Library};
use crate::pack::{Deviations, Facts, Pack};
use crate::source::sha256;

/// A deviation from a clause that cannot be touched.
pub const SEALED: Code = Code("DEV-SEALED");
/// A deviation from a clause that does not exist.
pub const NO_SUCH_CLAUSE: Code = Code("DEV-CLAUSE");

/// Holds every deviation against the library.
///
/// # Errors
/// Deviations from clauses that do not exist.
pub(super) fn examine(facts: &Facts, library: &Library) -> Outcome<()> {
    let deviations = &facts.pack.clauses;
    if *deviations == Deviations::default() {
        return Ok(()); // as most packs
    }
    let named = deviations
        .replace
        .keys()
        .map(|address| (address.as_str(), format!("clauses.replace.{address}")))
        .chain(deviations.omit.keys().map(|address| (address.as_str(), format!("clauses.omit.{address}"))))
        .chain(
            deviations.insert.iter().enumerate().map(|(index, insertion)| {
                (insertion.after.as_str(), format!("clauses.insert[{index}].after"))
            }),
        );
    let all: Vec<String> = library
        .books
        .iter()
        .flat_map(|book| book.order.iter().map(|slug| format!("{}/{slug}", book.name)))
        .collect();
    let mut found: Vec<Diagnostic> = named
        .filter(|(address, _)| !all.iter().any(|known| known == address))
        .map(|(address, path)| {
            let help = match nearest(address, all.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`dpakit clauses list` shows every address".to_owned(),
            };
            Diagnostic::error(NO_SUCH_CLAUSE, format!("the library has no clause `{address}`"))
                .at(facts.at(&path), "no such clause")
                .help(help)
        })
        .collect();
    found.extend(sealed(facts, library));
    found.extend(unbinding(facts, library));
    found.extend(covers(facts));
    if found.is_empty() { Ok(()) } else { Err(found) }
}

/// Clauses that put official text in place, and that the parties replace or omit all the same.
fn sealed(facts: &Facts, library: &Library) -> Vec<Diagnostic> {
    let deviations = &facts.pack.clauses;
    let replaced = deviations.replace.keys().map(|address| (address, "replace"));
    let omitted = deviations.omit.keys().map(|address| (address, "omit"));
    let is_sealed = |address: &str| {
        let book = address.split('/').next().unwrap_or_default();
        library.books.iter().any(|known| known.sealed && known.name == book)
    };
    replaced
        .chain(omitted)
        .filter(|(address, _)| is_sealed(address))
        .map(|(address, how)| {
            let message =
                format!("`{address}` puts official text in place and cannot be replaced or omitted");
            Diagnostic::error(SEALED, message)
                .at(facts.at(&format!("clauses.{how}.{address}")), "this deviation")
                .help("state other facts, or add a clause of your own with `[[clauses.insert]]`")
                .basis("Decision (EU) 2021/914, Clause 2(a)")
        })
        .collect()
}

/// Deviations from a guide: it binds nobody, so nothing agreed can stand in it.
fn unbinding(facts: &Facts, library: &Library) -> Vec<Diagnostic> {
    let deviations = &facts.pack.clauses;
    let replaced = deviations.replace.keys().map(|address| (address, format!("clauses.replace.{address}")));
    let omitted = deviations.omit.keys().map(|address| (address, format!("clauses.omit.{address}")));
    let inserted = deviations.insert.iter().enumerate();
    let inserted = inserted.map(|(index, one)| (&one.after, format!("clauses.insert[{index}].after")));
    let explains = |address: &str| {
        let book = address.split('/').next().unwrap_or_default();
        library.books.iter().any(|known| !known.binds() && known.name == book)
    };
    replaced
        .chain(omitted)
        .chain(inserted)
        .filter(|(address, _)| explains(address))
        .map(|(address, path)| {
            Diagnostic::error(
                SEALED,
                format!("`{address}` only explains, and nothing agreed can stand there"),
            )
            .at(facts.at(&path), "this deviation")
            .help("add what is agreed to the agreement, or to the schedule of the clauses")
        })
        .collect()
}

/// Requirements that own wordings claim to meet and that do not exist.
fn covers(facts: &Facts) -> Vec<Diagnostic> {
    let deviations = &facts.pack.clauses;
    let mut found = Vec::new();
    for (address, replacement) in &deviations.replace {
        let at = |_: &str| facts.at(&format!("clauses.replace.{address}.covers"));
        found.extend(unknown_requirements(&replacement.covers, at));
    }
    for (index, insertion) in deviations.insert.iter().enumerate() {
        let at = |_: &str| facts.at(&format!("clauses.insert[{index}].covers"));
        found.extend(unknown_requirements(&insertion.covers, at));
    }
    for (group, stated) in facts.pack.measures.groups.iter().enumerate() {
        for (index, own) in stated.own.iter().enumerate() {
            let at = |_: &str| facts.at(&format!("measures.groups[{group}].own[{index}].covers"));
            found.extend(unknown_requirements(&own.covers, at));
        }
    }
    found
}

/// The clause with an address, or the words that the parties put in its place.
pub(super) fn replaced(clause: &Arc<Clause>, key: &str, deal: &Pack) -> Picked {
    let Some(replacement) = deal.clauses.replace.get(key) else {
        return Picked { clause: clause.clone(), deviation: None };
    };
    let own = Clause {
        title: replacement.title.clone().unwrap_or_else(|| clause.title.clone()),
        covers: replacement.covers.clone(),
        body: replacement.text.trim().to_owned(),
        hash: sha256(replacement.text.as_bytes()).into(),
        paragraph: Default::default(),
        ..Clause::clone(clause)
    };
    let deviation = Deviation {
        kind: DeviationKind::Replaced,
        path: format!("clauses.replace.{key}"),
        reason: replacement.reason.clone(),
    };
    Picked { clause: Arc::new(own), deviation: Some(deviation) }
}

/// The clauses that the parties put after the one with an address.
pub(super) fn inserted_after(clause: &Arc<Clause>, key: &str, deal: &Pack) -> Vec<Picked> {
    let after = |(_, insertion): &(usize, &crate::pack::Insertion)| insertion.after == key;
    deal.clauses
        .insert
        .iter()
        .enumerate()
        .filter(after)
        .map(|(index, insertion)| {
            let own = Clause {
                address: Address {
                    book: clause.address.book.clone(),
                    slug: insertion.slug.clone(),
                    version: 1,
                },
                title: insertion.title.clone(),
                kind: ClauseKind::Section,
                number: None,
                after: None,
                when: Condition::always(),
                covers: insertion.covers.clone(),
                explains: Vec::new(),
                body: insertion.text.trim().to_owned(),
                source: clause.source.clone(),
                name: Default::default(),
                hash: sha256(insertion.text.as_bytes()).into(),
                paragraph: Default::default(),
            };
            let deviation = Deviation {
                kind: DeviationKind::Inserted,
                path: format!("clauses.insert[{index}]"),
                reason: insertion.reason.clone(),
            };
            Picked { clause: Arc::new(own), deviation: Some(deviation) }
        })
        .collect()
}
