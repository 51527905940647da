//! The official texts that packs may print: a store and the seals that its texts are held against.
//!
//! The binary puts the store of the user here. Each text is read, and compared with its seal, when the
//! first pack asks for it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::compare::Verdict;
use super::seal::Seal;
use super::store::{NOT_STORED, Store, Stored};
use super::text::{Text, structure};
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
        let stored = read.entry(name).or_insert_with(|| {
            store.read(seal, language).and_then(|stored| faultless(stored, seal).map(Arc::new))
        });
        stored.clone().map(|stored| (seal, stored))
    }
}

/// What helps where a stored text is not the official one.
const AGAIN: &str =
    "import a publication without differences; what was stored with them is never printed as official";

/// A stored text, if every unit is the one of the seal, and in its place.
fn faultless(stored: Stored, seal: &Seal) -> Outcome<Stored> {
    let text = &stored.text;
    let accepted = text.provenance.accepted.first();
    let first = stored.faults().map(|one| &one.id).next().or(accepted);
    let why = match (first, moved(text, seal).or_else(|| marked(&stored, seal))) {
        (None, None) if is_built_alike(text, seal) => return Ok(stored),
        (None, None) => "its units are placed or assigned to modules in another way".to_owned(),
        (None, Some(why)) => why,
        (Some(first), _) => match stored.faults().count().max(text.provenance.accepted.len()) {
            1 => format!("1 unit differs, {first}"),
            count => format!("{count} units differ, {first} first"),
        },
    };
    let (instrument, language) = (&text.instrument, &text.language);
    let what = format!("the stored text of {instrument} ({language}) is not the official one: {why}");
    Err(vec![Diagnostic::error(NOT_OFFICIAL, what).help(AGAIN)])
}

/// Whether modules, places and calls of notes are those of the publication. Only its own language
/// is sealed in this way.
fn is_built_alike(text: &Text, seal: &Seal) -> bool {
    let sealed = seal.instrument.structure.as_ref().filter(|_| text.language == seal.instrument.language);
    let units = text.units.iter().filter(|unit| seal.units.contains_key(&unit.id));
    sealed.is_none_or(|sealed| structure(units) == *sealed)
}

/// A unit with the words of the publication, and signs that it does not have: brackets and blanks are no
/// words, and change what is said all the same.
fn marked(stored: &Stored, seal: &Seal) -> Option<String> {
    let known = |id: &str| seal.units.get(id).is_some_and(|print| print.strict.is_some());
    let other = stored.compared.iter().find(|one| one.verdict == Verdict::Loose && known(&one.id))?;
    Some(format!("{} has the words of the publication with other signs", other.id))
}

/// A unit that does not follow the one that the seal has before it, or a note that another unit calls.
fn moved(text: &Text, seal: &Seal) -> Option<String> {
    let sealed = text.units.iter().map(|unit| unit.id.as_str()).filter(|id| seal.units.contains_key(*id));
    let order = sealed.zip(seal.units.keys()).find(|(id, known)| id != known).map(|(id, _)| id);
    let mut known = seal.notes.iter().filter(|(note, _)| text.unit(note).is_some());
    let called = |unit: &str, note: &str| {
        text.unit(unit).is_some_and(|unit| unit.calls.iter().any(|call| call.note == note))
    };
    let note = || known.find(|(note, unit)| !called(unit, note)).map(|(note, _)| note.as_str());
    Some(format!("{} stands in another place", order.or_else(note)?))
}
