//! The official texts that packs may print: a store and the seals that its texts are held against.
//!
//! The binary puts the store of the user here. Each text is read, and compared with its seal, when the
//! first pack asks for it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::seal::Seal;
use super::store::{NOT_STORED, Store, Stored};
use crate::diagnostic::{Code, Diagnostic, Outcome};

/// A stored text that is not the official one, and must not be printed as such.
pub const NOT_OFFICIAL: Code = Code("SCC-NOT-OFFICIAL");

/// An instrument and a language.
type Name = (String, String);

/// The texts at hand.
#[derive(Default)]
pub struct Shelf {
    store: Option<Store>,
    seals: Vec<Seal>,
    read: Mutex<BTreeMap<Name, Outcome<Arc<Stored>>>>,
}

impl Shelf {
    /// The texts of a store, as far as a seal is known for them.
    pub fn of(store: Store, seals: &[Seal]) -> Shelf {
        Shelf { store: Some(store), seals: seals.to_vec(), read: Mutex::default() }
    }

    /// The seal of an instrument.
    pub fn seal(&self, instrument: &str) -> Option<&Seal> {
        self.seals.iter().find(|seal| seal.instrument.id == instrument)
    }

    /// The official text of an instrument in a language.
    ///
    /// # Errors
    /// A text that is not stored, with the command that stores it; one that was changed since, or that
    /// was stored in spite of differences.
    pub fn official(&self, instrument: &str, language: &str) -> Outcome<(&Seal, Arc<Stored>)> {
        let (Some(store), Some(seal)) = (&self.store, self.seal(instrument)) else {
            let what = format!("the text of {instrument} in the language `{language}` is not stored");
            return Err(vec![Diagnostic::error(NOT_STORED, what)]);
        };
        let name = (instrument.to_owned(), language.to_owned());
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let stored = read
            .entry(name)
            .or_insert_with(|| store.read(seal, language).and_then(|stored| faultless(stored).map(Arc::new)));
        stored.clone().map(|stored| (seal, stored))
    }
}

/// A stored text, if every unit is the one of the seal.
fn faultless(stored: Stored) -> Outcome<Stored> {
    let accepted = stored.text.provenance.accepted.first();
    let Some(first) = stored.faults().map(|one| &one.id).next().or(accepted) else { return Ok(stored) };
    let text = &stored.text;
    let count = stored.faults().count().max(text.provenance.accepted.len());
    let what = format!(
        "the stored text of {} ({}) is not the official one: {}, {first} first",
        text.instrument,
        text.language,
        if count == 1 { "1 unit differs".to_owned() } else { format!("{count} units differ") }
    );
    let help =
        "import a publication without differences; what was stored with them is never printed as official";
    Err(vec![Diagnostic::error(NOT_OFFICIAL, what).help(help)])
}
