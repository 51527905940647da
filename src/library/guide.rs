//! Guides: books that explain an official text unit by unit, and bind nobody.
//!
//! Beside the `book.toml` of a guide stands `units.toml`, the ids of all units of the official text: ids
//! are facts. Each text of the guide says in its front matter what it `explains`: ids, or what ids begin
//! with (`m2.c8.6` for `m2.c8.6.a` and all others of that clause).

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use super::{Book, Clause, DAMAGED, Library};
use crate::diagnostic::{Diagnostic, Outcome, nearest};
use crate::source::{Source, Span};

/// What makes a book a guide.
#[derive(Debug, Clone)]
pub struct Guide {
    /// How addresses of the official text begin: `scc` in `scc/m2/8.6`.
    /// It is also the book that puts the text in place.
    pub of: String,
    /// Printed at the foot of every page: that it is an explanation.
    pub mark: String,
    /// Printed where it opens, a template.
    pub notice: String,
    /// The ids of all units of the official text, in its order.
    pub units: Vec<String>,
}

/// `[explains]` in `book.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Explains {
    of: String,
    mark: String,
    notice: String,
}

/// `units.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Units {
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "checked")]
    _checked: toml::value::Datetime,
    units: Vec<String>,
}

/// Reads what makes a book a guide, and holds its texts against the units.
///
/// # Errors
/// A missing list of units, texts that explain nothing or no unit, and texts that claim to meet a duty.
pub(super) fn read(
    book: &str,
    explains: &Option<Explains>,
    clauses: &BTreeMap<String, BTreeMap<u32, Arc<Clause>>>,
    files: &BTreeMap<String, Arc<Source>>,
) -> Outcome<Option<Guide>> {
    let Some(explains) = explains else { return Ok(None) };
    let path = format!("{book}/units.toml");
    let source = files.get(&path).ok_or_else(|| {
        vec![Diagnostic::error(DAMAGED, format!("a guide needs `{path}`, the units it explains"))]
    })?;
    let units: Units = toml::from_str(&source.text).map_err(|error| {
        let span = Span { source: source.clone(), range: error.span().unwrap_or(0..0) };
        vec![
            Diagnostic::error(DAMAGED, format!("these units cannot be read: {}", error.message()))
                .at(span, "here"),
        ]
    })?;
    let guide = Guide {
        of: explains.of.clone(),
        mark: explains.mark.clone(),
        notice: explains.notice.clone(),
        units: units.units,
    };
    let texts = clauses.values().flat_map(BTreeMap::values);
    let found: Vec<Diagnostic> = texts.flat_map(|clause| guide.faults(clause)).collect();
    if found.is_empty() { Ok(Some(guide)) } else { Err(found) }
}

impl Guide {
    /// Units that no text of the guide explains.
    pub fn unexplained<'g>(&'g self, texts: &[&Clause]) -> Vec<&'g str> {
        let explained = |id: &str| texts.iter().any(|text| explains(text, id));
        self.units.iter().map(String::as_str).filter(|id| !explained(id)).collect()
    }

    /// The units that an address of the official text names: `m2/8.6(c)`, `m2/12`, `c7`, `5(d)(i)`, or a
    /// unit by its id. Where the address goes deeper than the units, those of its parent.
    pub fn units_at(&self, place: &str) -> Vec<&str> {
        let module = module(place);
        let rest = place.split_once('/').map_or(place, |(_, rest)| rest);
        let whole = rest.split('(').next().unwrap_or(rest).len();
        let mut path = rest.replace(['(', ')'], ".").replace("..", ".").trim_matches('.').to_owned();
        loop {
            let found: Vec<&str> =
                self.units.iter().map(String::as_str).filter(|id| is_at(id, module, &path)).collect();
            match (found.is_empty(), path.rsplit_once('.')) {
                (true, Some((parent, _))) if path.len() > whole => path = parent.to_owned(),
                _ => return found,
            }
        }
    }

    fn faults(&self, clause: &Clause) -> Vec<Diagnostic> {
        let at = |word: &str| {
            let start = clause.source.text.find(word).unwrap_or(0);
            Span { source: clause.source.clone(), range: start..start + word.len() }
        };
        let known = |named: &String| self.units.iter().any(|id| begins(id, named));
        let unknown = clause.explains.iter().filter(|named| !known(named)).map(|named| {
            let fault = Diagnostic::error(DAMAGED, format!("`{named}` is no unit of the official text"));
            let fault = fault.at(at(named), "explains nothing");
            match nearest(named, self.units.iter().map(String::as_str)) {
                Some(near) => fault.help(format!("did you mean `{near}`?")),
                None => fault.help("the units stand in units.toml beside book.toml"),
            }
        });
        let duty = clause.covers.first().map(|id| {
            Diagnostic::error(DAMAGED, "a text that only explains meets no duty").at(at(id), "remove this")
        });
        unknown.chain(duty).collect()
    }
}

/// The clauses of the official text that a text explains, as addresses name them: `m2/12`, `c7`.
pub fn places(text: &Clause) -> Vec<String> {
    let by_module = |named: &str| {
        let (modules, own) = named.split_once('.').filter(|(modules, _)| is_modules(modules))?;
        let own = own.strip_prefix('c').unwrap_or(own);
        Some(modules[1..].chars().map(|module| format!("m{module}/{own}")).collect::<Vec<_>>())
    };
    let modules: Vec<String> = text.explains.iter().filter_map(|named| by_module(named)).flatten().collect();
    if !modules.is_empty() {
        return modules;
    }
    let first = text.explains.first();
    let numbered = |named: &&String| named.trim_start_matches('c').starts_with(|c: char| c.is_ascii_digit());
    first.filter(numbered).cloned().into_iter().collect()
}

/// Whether a text explains a unit.
pub fn explains(text: &Clause, id: &str) -> bool {
    text.explains.iter().any(|named| begins(id, named))
}

/// The module that a place names: `2` in `m2/8.6`.
fn module(place: &str) -> Option<&str> {
    place.split_once('/').map(|(module, _)| module.strip_prefix('m').unwrap_or("none"))
}

/// Whether a text is for a module: one that is for some modules is not for the others.
fn fits(text: &Clause, module: Option<&str>) -> bool {
    let modules = |named: &String| named.split_once('.').map(|(modules, _)| modules.to_owned());
    let mut named = text.explains.iter().filter_map(modules).filter(|one| is_modules(one)).peekable();
    match module {
        Some(module) if named.peek().is_some() => named.any(|modules| modules.contains(module)),
        _ => true,
    }
}

/// Whether an id is another, or a part of it.
fn begins(id: &str, above: &str) -> bool {
    id.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Whether a unit stands at a path (`8.6.c`, `c7`, `annexii.05`) in a module, or in the text common to all.
fn is_at(id: &str, module: Option<&str>, path: &str) -> bool {
    let Some(module) = module else {
        return begins(id, path) || begins(id, &format!("c{path}"));
    };
    let (modules, own) = match id.split_once('.') {
        Some((modules, own)) if is_modules(modules) => (modules, own),
        _ => ("m1234", id),
    };
    modules.contains(module) && (begins(own, &format!("c{path}")) || begins(own, path))
}

/// Whether the first piece of an id names modules: `m23`.
fn is_modules(piece: &str) -> bool {
    piece.strip_prefix('m').is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit()))
}

impl Library {
    /// The books that are guides.
    pub fn guides(&self) -> impl Iterator<Item = (&Book, &Guide)> {
        self.books.iter().filter_map(|book| Some((book, book.guide.as_ref()?)))
    }

    /// The texts that explain a place of an official text: `scc/m2/8.6(c)`, `scc/c7`, `scc-2010/5`.
    pub fn explained(&self, address: &str) -> Vec<&Arc<Clause>> {
        let Some((of, place)) = address.split_once('/') else { return Vec::new() };
        let mut out = Vec::new();
        for (book, guide) in self.guides().filter(|(_, guide)| guide.of == of) {
            let units = guide.units_at(place);
            let texts = book.order.iter().filter_map(|slug| book.current(slug));
            let texts = texts.filter(|text| fits(text, module(place)));
            out.extend(texts.filter(|text| units.iter().any(|id| explains(text, id))));
        }
        out
    }
}
