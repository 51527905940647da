//! The clauses of a pack held against the library.

use serde::Serialize;

use super::CLAUSE;
use crate::diagnostic::Diagnostic;
use crate::library::Library;
use crate::plan::manifest::record::Record;

/// How the clauses of a pack stand to the library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Clauses {
    /// How many the library has word for word.
    pub same: usize,
    /// How many are the parties' own.
    pub own: usize,
    /// Addresses of those that read differently in the library.
    pub changed: Vec<String>,
    /// Addresses of those that the library has not.
    pub unknown: Vec<String>,
    /// Whether the library as a whole is the one that the pack was written with.
    pub same_library: bool,
}

/// Holds the clauses of a pack against the library.
pub(super) fn clauses(record: &Record, library: &Library, found: &mut Vec<Diagnostic>) -> Clauses {
    let mut clauses = Clauses {
        same: 0,
        own: 0,
        changed: Vec::new(),
        unknown: Vec::new(),
        same_library: record.library.sha256 == library.hash(),
    };
    for line in record.lines() {
        match library.clause(&line.address) {
            _ if line.deviation.is_some() => clauses.own += 1,
            Some(clause) if clause.hash() == line.sha256 => clauses.same += 1,
            Some(_) => clauses.changed.push(line.address.clone()),
            None => clauses.unknown.push(line.address.clone()),
        }
    }
    let tell = |addresses: &[String], one: &str, more: &str| {
        let words = if addresses.len() == 1 { one } else { more };
        let listed: Vec<String> = addresses.iter().map(|address| format!("`{address}`")).collect();
        (!addresses.is_empty()).then(|| {
            Diagnostic::error(CLAUSE, format!("{words}: {}", listed.join(", "))).help(
                "verify with the library that wrote the pack: that of the house, or of the version of dpakit",
            )
        })
    };
    found.extend(tell(
        &clauses.changed,
        "a clause of the pack reads differently in the library",
        "clauses of the pack read differently in the library",
    ));
    found.extend(tell(
        &clauses.unknown,
        "the library does not have a clause of the pack",
        "the library does not have these clauses of the pack",
    ));
    clauses
}
