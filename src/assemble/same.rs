//! A filled clause shared: packs that state the same facts in the same words have the same section.
//!
//! It is known by the address of the clause and by all that its text reads: of each path that the text asks for,
//! a hash of the value with the words that its tokens stand for. So the same section stands in the trees of many
//! packs, and what is made of it later is made once. Where parties sign is each pack's own.

use std::cell::RefCell;
use std::sync::{Arc, Mutex, PoisonError};

use foldhash::HashMap;
use sha2::{Digest as _, Sha256};

use super::again::{single, value_at, write};
use super::patience::Patience;
use super::view::{Printed, View};
use crate::diagnostic::Outcome;
use crate::document::resolve::weight;
use crate::document::{Block, Section};
use crate::library::memo::Memo;
use crate::template::{Templates, Value};

/// The section of a clause, as it was made for a pack with the same facts in it, or else as `make` makes it.
pub(super) fn section(
    (templates, memo): (&Templates, &Memo),
    address: &str,
    view: &View,
    make: impl FnOnce() -> Outcome<Section>,
) -> Outcome<Arc<Section>> {
    let patience = Patience::with(memo, "a section", address);
    if !patience.lasts() {
        return make().map(Arc::new);
    }
    let Some(known) = key_of(templates, address, view) else { return make().map(Arc::new) };
    if let Some(kept) = memo.get::<Arc<Section>>(&known) {
        patience.was_known();
        debug_assert_eq!(make().as_ref(), Ok(&**kept), "{address}");
        return Ok(Arc::clone(&kept));
    }
    let section = Arc::new(make()?);
    if memo.get::<Once>(&known).is_none() {
        // Most that is met once is never met again: it is not worth its room.
        patience.was_new();
        memo.put(&known, Arc::new(Once), 0);
    } else if !section.blocks.iter().any(signs) {
        patience.was_known();
        memo.put(&known, Arc::new(section.clone()), weight(&section));
    }
    Ok(section)
}

/// Stands for a section that was met once.
struct Once;

/// Everything that the title and the text of a clause follow from.
fn key_of(templates: &Templates, address: &str, view: &View) -> Option<Vec<u8>> {
    let mut out = b"section ".to_vec();
    write(address, &mut out);
    for name in [&format!("{address}#title"), address] {
        for path in templates.reads(name)? {
            out.extend_from_slice(&view.told.paths.of(path.number, || digest(&path.keys, view)));
        }
    }
    Some(out)
}

/// The value at a path with all words, or the last one on the way to it.
fn digest(keys: &[String], view: &View) -> Half {
    let mut out = Vec::with_capacity(256);
    value_at(keys, view, &|value, out| told(value, &view.printed, &view.told, out), &mut out);
    half(&out)
}

/// Writes a value down: of a table or a list a hash, since many paths lead to the same ones. `known` finds the
/// hash of what stands at a place, or makes it.
pub(super) fn told(value: &Value, printed: &Printed, known: &dyn Known, out: &mut Vec<u8>) {
    let Some(place) = place(value) else {
        single(value, out);
        value.as_str().into_iter().flat_map(|text| printed.parts_in(text)).for_each(|one| one.write(out));
        return;
    };
    out.extend_from_slice(&known.of_value(place, &|| {
        let mut inside = Vec::with_capacity(512);
        inside.push(if value.as_map().is_some() { b'm' } else { b'l' });
        for (key, entry) in value.as_map().into_iter().flatten() {
            write(key.as_str().unwrap_or_default(), &mut inside);
            told(entry, printed, known, &mut inside);
        }
        for item in value.as_array().into_iter().flatten() {
            inside.push(b'i');
            told(item, printed, known, &mut inside);
        }
        half(&inside)
    }));
}

/// Where a table or list stands.
pub(super) fn place(value: &Value) -> Option<usize> {
    match value.as_map() {
        Some(entries) => Some(std::ptr::from_ref(entries) as usize),
        None => value.as_array().map(|items| items.as_ptr() as usize),
    }
}

/// Knows the hashes of tables and lists by where they stand.
pub(super) trait Known {
    /// The hash of what stands at a place; `make` makes it where it is not known.
    fn of_value(&self, place: usize, make: &dyn Fn() -> Half) -> Half;
}

impl Known for RefCell<HashMap<usize, Half>> {
    fn of_value(&self, place: usize, make: &dyn Fn() -> Half) -> Half {
        let known = self.borrow().get(&place).copied();
        known.unwrap_or_else(|| {
            let made = make();
            self.borrow_mut().insert(place, made);
            made
        })
    }
}

/// The first half of a SHA-256.
pub(super) type Half = [u8; 16];

fn half(bytes: &[u8]) -> Half {
    let mut half = [0; 16];
    half.copy_from_slice(&Sha256::digest(bytes)[..16]);
    half
}

/// The hashes of what clauses read of a view, each made once for a pack.
#[derive(Default)]
pub(super) struct Told {
    paths: ByPath<Half>,
    /// What stands at paths, written down as a whole, but for words that facts fill in.
    pub shapes: ByPath<Arc<[u8]>>,
    /// Those of tables and lists, by where they stand.
    values: Mutex<HashMap<usize, Half>>,
    /// Those of tables and lists that other packs share.
    shared: HashMap<usize, Half>,
    /// Those that stay where they are because they are held here.
    _held: Vec<Value>,
}

impl Told {
    /// What is known of values that other packs share, and those values.
    pub(super) fn with(shared: HashMap<usize, Half>, held: Vec<Value>) -> Told {
        Told { shared, _held: held, ..Told::default() }
    }

    /// The hash of a table or list that other packs share.
    pub(super) fn of_shared(&self, value: &Value) -> Option<&Half> {
        self.shared.get(&place(value)?)
    }
}

/// Something by the numbers of the paths that clauses read, made once for a pack.
pub(super) struct ByPath<T>(Mutex<Vec<Option<T>>>);

impl<T> Default for ByPath<T> {
    fn default() -> ByPath<T> {
        ByPath(Mutex::default())
    }
}

impl<T: Clone> ByPath<T> {
    /// That of a path; `make` makes it where it is not known.
    pub(super) fn of(&self, number: usize, make: impl FnOnce() -> T) -> T {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(number).cloned();
        if let Some(Some(known)) = known {
            return known;
        }
        let made = make();
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() <= number {
            known.resize(number + 1, None);
        }
        known[number] = Some(made.clone());
        made
    }
}

impl Known for Told {
    fn of_value(&self, place: usize, make: &dyn Fn() -> Half) -> Half {
        if let Some(known) = self.shared.get(&place) {
            return *known;
        }
        let known = self.values.lock().unwrap_or_else(PoisonError::into_inner).get(&place).copied();
        known.unwrap_or_else(|| {
            let made = make();
            self.values.lock().unwrap_or_else(PoisonError::into_inner).insert(place, made);
            made
        })
    }
}

fn signs(block: &Block) -> bool {
    match block {
        Block::Signatures(_) => true,
        Block::Section(section) => section.blocks.iter().any(signs),
        Block::List(list) => list.items.iter().flat_map(|item| &item.blocks).any(signs),
        Block::Definitions(all) => all.iter().flat_map(|one| &one.meaning).any(signs),
        Block::Changed(_, inner) => inner.iter().any(signs),
        Block::Paragraph(_) | Block::Table(_) => false,
    }
}
