//! The invented publication, and what the tests do with it.

use dpakit::diagnostic::Outcome;
use dpakit::official::import::Source;
use dpakit::official::{Asked, Imported, Seal, Store, import};

pub const XHTML: &str = include_str!("flour.oj.xhtml");
pub const MARKDOWN: &str = include_str!("flour.md");
pub const FORMEX: &str = include_str!("flour.fmx.xml");
pub const SEAL: &str = include_str!("seal.toml");

/// How many units the publication has.
pub const UNITS: usize = 55;

pub fn seals() -> Vec<Seal> {
    vec![Seal::parse(SEAL).expect("a seal")]
}

pub fn asked() -> Asked {
    Asked { date: "2026-11-22".to_owned(), ..Asked::default() }
}

pub fn nowhere() -> Store {
    Store::at("/nonexistent/dpakit-store")
}

/// Imports bytes, held against the fixture's seal.
pub fn bytes(bytes: &[u8], asked: &Asked, store: &Store) -> Outcome<Imported> {
    let source = Source { name: "flour".to_owned(), bytes: bytes.to_vec() };
    import(&[source], asked, &seals(), store)
}

pub fn read(text: &str) -> Imported {
    bytes(text.as_bytes(), &asked(), &nowhere()).unwrap_or_else(|found| panic!("{found:?}"))
}

/// The messages of what is wrong.
pub fn messages(imported: &Imported) -> Vec<String> {
    imported.findings().into_iter().map(|finding| finding.message).collect()
}

/// The text with one passage replaced, which must be there once.
pub fn with(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "`{from}`");
    text.replacen(from, to, 1)
}
