//! What is the same in many files is made once: broken paragraphs, measured cells, fonts cut down,
//! pages compressed.
//!
//! It changes how long a file takes, never what is in it, and is bounded in all.

use std::sync::Arc;

use super::glyphs::Seen;
use super::lines::Line;
use super::paint::{Core, Embedded};
use crate::document::Section;
use crate::memo::{Made, Store};

/// Bytes of memory that all memos of a look may hold together, about.
const MOST: usize = 32 << 20;

/// The memos of a look: one value serves all files, on all threads.
pub struct Memo {
    /// Paragraphs broken into lines; phrases and notes are numbered by their order in the paragraph.
    pub(super) lines: Store<Arc<[Line]>>,
    /// The width of the widest part that cannot be broken, and of each line, were none broken.
    pub(super) extremes: Store<Arc<(f32, Vec<f32>)>>,
    /// Faces cut down to the glyphs used.
    pub(super) fonts: Store<Arc<Embedded>>,
    /// The glyphs of faces that nearly every text has.
    pub(super) cores: Store<Arc<Core>>,
    /// Pieces of streams, compressed.
    pub(super) streams: Store<Arc<[u8]>>,
    /// The characters of sections that packs share.
    pub(super) characters: Made<Section, Arc<Seen>>,
}

impl Memo {
    /// Nothing known yet; to hold no more than about so many bytes.
    pub fn of(most: usize) -> Memo {
        Memo {
            lines: Store::of(most / 2),
            extremes: Store::of(most / 16),
            fonts: Store::of(most / 32 * 5),
            cores: Store::of(most / 32),
            streams: Store::of(most / 32 * 7),
            characters: Made::of(most / 32),
        }
    }

    /// How many bytes are held, about.
    pub fn size(&self) -> usize {
        let lines = self.lines.size() + self.extremes.size();
        let fonts = self.fonts.size() + self.cores.size();
        lines + fonts + self.streams.size() + self.characters.size()
    }
}

impl Default for Memo {
    fn default() -> Memo {
        Memo::of(MOST)
    }
}

impl std::fmt::Debug for Memo {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Memo")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::Memo;
    use crate::document::Document;
    use crate::emit::pdf::fixture;
    use crate::emit::pdf::{Pdf, fixture::para};
    use crate::emit::{Format, Look, Volume};

    /// Agreements that differ in a name, some of whose letters no other has.
    fn agreements() -> Vec<Document> {
        let names = ["ACME Inc.", "Żółw Sp. z o.o.", "Ελένη ΑΕ", "ACME & Søn (1998)", "בע״מ Ltd"];
        let mut all: Vec<Document> = names.iter().map(|name| fixture::with_fact(name)).collect();
        let blocks =
            (0..60).map(|number| para(&format!("Paragraph {number} {}", "of many words ".repeat(30))));
        all.push(fixture::document(fixture::meta("Long"), blocks.collect()));
        all.push(fixture::schedule());
        all
    }

    fn written(document: &Document, look: &Look) -> Vec<u8> {
        let mut out = Vec::new();
        Pdf.write(&Volume::of(std::slice::from_ref(document)), look, &mut out).unwrap();
        out
    }

    fn fresh() -> Look {
        Look { system_fonts: false, ..Look::default() }
    }

    #[test]
    fn a_memo_changes_no_byte() {
        let all = agreements();
        let alone: Vec<Vec<u8>> = all.iter().map(|one| written(one, &fresh())).collect();
        let look = fresh();
        for _ in 0..2 {
            let again: Vec<Vec<u8>> = all.iter().rev().map(|one| written(one, &look)).collect();
            assert!(alone.iter().eq(again.iter().rev()));
        }
    }

    #[test]
    fn threads_share_a_memo_and_change_no_byte() {
        let all = agreements();
        let alone: Vec<Vec<u8>> = all.iter().map(|one| written(one, &fresh())).collect();
        let look = fresh();
        std::thread::scope(|scope| {
            for first in 0..4 {
                let (all, alone, look) = (&all, &alone, &look);
                scope.spawn(move || {
                    for at in (first..all.len()).chain(0..first) {
                        assert!(written(&all[at], look) == alone[at]);
                    }
                });
            }
        });
    }

    #[test]
    fn a_memo_stays_within_its_bound() {
        let most = 200_000;
        let look = Look { memo: Arc::new(Memo::of(most)), ..fresh() };
        for number in 0..20 {
            let document = fixture::with_fact(&format!("Partner {number} of {number}"));
            assert!(written(&document, &look) == written(&document, &fresh()));
            assert!(look.memo.size() <= most, "{}", look.memo.size());
        }
        assert!(look.memo.size() > 0);
    }
}
