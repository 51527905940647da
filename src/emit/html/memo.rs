//! What is the same in many pages is written once: sections that packs share, the index of their places, the
//! style sheet.
//!
//! It changes how long a page takes, never what is in it: every build that looks for defects writes each section
//! anew, and compares.

use std::sync::Arc;

use super::index::Index;
use super::outline::Outline;
use crate::document::Section;
use crate::memo::{Made, Store};

/// Bytes of memory that the memos of a look hold together, about.
const MOST: usize = 16 << 20;

/// The memos of a look: one value serves all pages, on all threads.
pub struct Memo {
    pub(super) outlines: Made<Section, Arc<Outline>>,
    pub(super) indexes: Store<Arc<Index>>,
    /// Sections as they are written.
    pub(super) pieces: Made<Section, Arc<Piece>>,
    /// Their entries in the table of contents.
    pub(super) entries: Made<Section, Arc<Piece>>,
    /// Style sheets in one line.
    sheets: Store<Arc<str>>,
}

/// Something that is written.
pub(super) struct Piece {
    pub text: String,
    /// How many ids it took that no key gives.
    pub ids: usize,
    /// By whose place it is known.
    pub _index: Arc<Index>,
}

impl Memo {
    /// A style sheet as it is written.
    pub(super) fn css(&self, sheet: &str, make: impl FnOnce() -> String) -> Arc<str> {
        self.sheets.get(sheet.as_bytes()).unwrap_or_else(|| {
            let made: Arc<str> = make().into();
            self.sheets.put(sheet.as_bytes(), made.clone(), made.len());
            made
        })
    }
}

impl Default for Memo {
    fn default() -> Memo {
        Memo {
            outlines: Made::of(MOST / 8),
            indexes: Store::of(MOST / 2),
            pieces: Made::of(MOST / 2),
            entries: Made::of(MOST / 16),
            sheets: Store::of(4 << 20),
        }
    }
}

impl std::fmt::Debug for Memo {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Memo")
    }
}
