//! A filled clause shared: packs that state the same facts in the same words have the same section.
//!
//! It is known by the address of the clause and by all that its text reads: of each path that the text asks for,
//! a hash of the value with the words that its tokens stand for. So the same section stands in the trees of many
//! packs, and what is made of it later is made once. Where parties sign is each pack's own.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

use super::again::{Depth, value_at, write};
use super::view::View;
use crate::diagnostic::Outcome;
use crate::document::resolve::weight;
use crate::document::{Block, Section};
use crate::library::memo::Memo;
use crate::template::Templates;

/// So often a clause may be new in a row until it is taken for one that each pack fills in its own way.
const PATIENCE: u32 = 8;
/// Of clauses that each pack fills in its own way, one in so many is kept nonetheless: it may be time again.
const PROBE: u32 = 32;

/// The section of a clause, as it was made for a pack with the same facts in it, or else as `make` makes it.
pub(super) fn section(
    (templates, memo): (&Templates, &Memo),
    address: &str,
    view: &View,
    make: impl FnOnce() -> Outcome<Section>,
) -> Outcome<Arc<Section>> {
    let Some(known) = key_of(templates, address, view) else { return make().map(Arc::new) };
    let misses = misses(memo, address);
    if let Some(kept) = memo.get::<Arc<Section>>(&known) {
        misses.store(0, Ordering::Relaxed);
        debug_assert_eq!(make().as_ref(), Ok(&**kept), "{address}");
        return Ok(Arc::clone(&kept));
    }
    let section = Arc::new(make()?);
    let missed = misses.fetch_add(1, Ordering::Relaxed);
    if (missed < PATIENCE || missed.is_multiple_of(PROBE)) && !section.blocks.iter().any(signs) {
        memo.put(&known, Arc::new(section.clone()), weight(&section));
    }
    Ok(section)
}

/// How often a clause was new since it was last known.
fn misses(memo: &Memo, address: &str) -> Arc<AtomicU32> {
    let name = [b"misses ", address.as_bytes()].concat();
    memo.get(&name).unwrap_or_else(|| {
        let none = Arc::new(AtomicU32::new(0));
        memo.put(&name, none.clone(), 0);
        none
    })
}

/// Everything that the title and the text of a clause follow from.
fn key_of(templates: &Templates, address: &str, view: &View) -> Option<Vec<u8>> {
    let mut out = b"section ".to_vec();
    write(address, &mut out);
    for name in [&format!("{address}#title"), address] {
        for path in templates.reads(name)? {
            out.extend_from_slice(&view.told.of(path.number, || digest(&path.keys, view)));
        }
    }
    Some(out)
}

/// The value at a path with all words, or the last one on the way to it, as the first half of a SHA-256.
fn digest(keys: &[String], view: &View) -> [u8; 16] {
    let mut out = Vec::with_capacity(1024);
    value_at(keys, view, Depth::Words, &mut out);
    let mut half = [0; 16];
    half.copy_from_slice(&Sha256::digest(&out)[..16]);
    half
}

/// The hashes of paths, each made once for a pack.
#[derive(Default)]
pub(super) struct Told(Mutex<Vec<Option<[u8; 16]>>>);

impl Told {
    fn of(&self, number: usize, make: impl FnOnce() -> [u8; 16]) -> [u8; 16] {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() <= number {
            known.resize(number + 1, None);
        }
        *known[number].get_or_insert_with(make)
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
