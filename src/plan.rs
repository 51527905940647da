//! Which instruments and clauses a pack needs, and why.
//!
//! In: the stated facts and the library. Out: a [`Plan`]: the facts completed by what follows from
//! them, each with its reason, and for every instrument the clauses chosen and those left out.

pub mod amendment;
pub mod derive;
pub mod deviate;
pub mod examine;
pub mod manifest;
pub mod notice;
pub mod roster;
mod shared;
pub mod texts;

use std::sync::Arc;

use serde_json::Value as Json;

use crate::diagnostic::Outcome;
use crate::library::{Book, Clause, Library};
use crate::load::tree::segments;
use crate::pack::{Deviations, Facts, Pack};

pub use derive::Decision;
pub use texts::Copied;

/// What will be written, before a word of it is.
pub struct Plan<'a> {
    /// The facts as stated, with their places.
    pub facts: &'a Facts,
    /// The facts completed by what follows from them.
    pub deal: Pack,
    /// What followed, and why.
    pub decisions: Vec<Decision>,
    /// The words.
    pub library: &'a Library,
    /// The instruments, in order.
    pub books: Vec<Chosen<'a>>,
    /// The measures of the library that the pack uses, in order, each once.
    pub measures: Vec<Arc<Clause>>,
    /// The official clauses that are printed word for word, in the order of the transfers.
    pub texts: Vec<Copied<'a>>,
    json: Json,
}

/// An instrument of the pack.
pub struct Chosen<'a> {
    /// Its book.
    pub book: &'a Book,
    /// Its clauses, in order.
    pub clauses: Vec<Picked>,
    /// What it does without.
    pub left_out: Vec<LeftOut>,
}

/// A clause of the pack.
#[derive(Debug, Clone)]
pub struct Picked {
    /// The clause; for a deviation, with the parties' own words.
    pub clause: Arc<Clause>,
    /// Set where the words are the parties' own.
    pub deviation: Option<Deviation>,
}

/// How the parties deviate from the library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deviation {
    /// Replaced or inserted.
    pub kind: DeviationKind,
    /// Path of the deviation in the pack.
    pub path: String,
    /// Why.
    pub reason: String,
}

/// Ways of deviating.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeviationKind {
    /// Other words in the place of a clause.
    Replaced,
    /// A further clause.
    Inserted,
}

/// A clause that the pack does without.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Its address without version.
    pub address: String,
    /// Why.
    pub reason: Reason,
}

/// Why a clause is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Its condition does not hold.
    Condition {
        /// The condition as written.
        when: String,
        /// The paths of the facts it looks at, each once.
        facts: Vec<String>,
    },
    /// The parties leave it out.
    Omitted(String),
}

/// Plans a pack.
///
/// # Errors
/// Facts from which no choice follows or that nothing can be planned with, and deviations from clauses
/// that do not exist.
pub fn plan<'a>(facts: &'a Facts, library: &'a Library) -> Outcome<Plan<'a>> {
    let (deal, decisions) = derive::derive(facts)?;
    let faults = [deviate::examine(facts, library), examine::examine(facts, &deal, library)];
    let found: Vec<_> = faults.into_iter().filter_map(Result::err).flatten().collect();
    if !found.is_empty() {
        return Err(found);
    }
    let texts = texts::texts(facts, &deal, library)?;
    let json = serde_json::to_value(&deal).unwrap_or_default();
    let books = library
        .books
        .iter()
        .filter(|book| book.when.holds(&json))
        .map(|book| choose(book, &deal, &json))
        .collect();
    let measures = measures(&deal, library);
    Ok(Plan { facts, deal, decisions, library, books, measures, texts, json })
}

impl<'a> Plan<'a> {
    /// The completed facts as a value, with the names of the pack file.
    pub fn json(&self) -> &Json {
        &self.json
    }

    /// What the completed facts say at a path.
    pub fn fact(&self, path: &str) -> Option<&Json> {
        segments(path).try_fold(&self.json, |value, segment| match value {
            Json::Object(entries) => entries.get(segment),
            Json::Array(items) => items.get(segment.parse::<usize>().ok()?),
            _ => None,
        })
    }

    /// Whether the parties agree what an instrument says; a guide only explains.
    pub fn binds(&self, name: &str) -> bool {
        self.book(name).is_none_or(|chosen| chosen.book.binds())
    }

    /// A letter about the pack: a book that no pack contains, with the clauses that these facts choose. What
    /// the parties have agreed otherwise is no part of it.
    pub fn letter(&self, name: &str) -> Option<Chosen<'a>> {
        let book = self.library.books.iter().find(|book| book.name == name)?;
        let deal = Pack { clauses: Deviations::default(), ..self.deal.clone() };
        Some(choose(book, &deal, &self.json))
    }

    /// The instrument with this name, if the pack has it.
    pub fn book(&self, name: &str) -> Option<&Chosen<'_>> {
        self.books.iter().find(|chosen| chosen.book.name == name)
    }
}

fn measures(deal: &Pack, library: &Library) -> Vec<Arc<Clause>> {
    let mut used: Vec<Arc<Clause>> = Vec::new();
    for address in deal.measures.groups.iter().flat_map(|group| &group.library) {
        if let Some(clause) = library.clause(&address.0)
            && !used.iter().any(|known| Arc::ptr_eq(known, clause))
        {
            used.push(clause.clone());
        }
    }
    used
}

fn choose<'a>(book: &'a Book, deal: &Pack, json: &Json) -> Chosen<'a> {
    let mut chosen = Chosen { book, clauses: Vec::new(), left_out: Vec::new() };
    let slugs = book.order.iter().filter(|slug| Some(*slug) != book.cover.as_ref());
    for clause in slugs.filter_map(|slug| book.current(slug)) {
        let key = clause.address.key();
        if let Some(reason) = deal.clauses.omit.get(&key) {
            let reason = Reason::Omitted(reason.clone());
            chosen.left_out.push(LeftOut { address: key.clone(), reason });
        } else if !clause.when.holds(json) {
            let mut facts = clause.when.paths();
            facts.sort();
            facts.dedup();
            let reason = Reason::Condition { when: clause.when.text().unwrap_or_default().to_owned(), facts };
            chosen.left_out.push(LeftOut { address: key.clone(), reason });
        } else {
            chosen.clauses.push(deviate::replaced(clause, &key, deal));
        }
        chosen.clauses.extend(deviate::inserted_after(clause, &key, deal));
    }
    chosen
}
