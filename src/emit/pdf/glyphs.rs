//! Whether every character has a face, told without setting a line.
//!
//! A character is missing from a layout where no face has it, whatever its weight, its language and its
//! neighbours are: those decide only which face is best. So it is enough to look at each character once.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::face::Weight;
use super::fallback::Script;
use super::fonts::Fonts;
use super::rich::{Format, Rich};
use crate::document::{Block, Document, Inline, Meta, Section, Text, walk};
use crate::emit::Look;
use crate::emit::look::Theme;
use crate::emit::look::running::Piece;
use crate::emit::words::Words;
use crate::memo::is_shared;

/// Whether [`layout`](super::layout()) of a document by itself would miss no character.
///
/// Looks at all that a layout could set, and at a little more: where it finds something, only a layout
/// can say whether it is printed, and which fact it belongs to.
pub fn are_complete(document: &Document, look: &Look) -> bool {
    let mut fonts = Fonts::new(look);
    let mut before = None;
    characters(document, look).into_iter().all(|c| {
        let script = Script::of("", c.encode_utf8(&mut [0; 4]));
        before = fonts.face_for(c.encode_utf8(&mut [0; 4]), Weight::default(), script, before);
        before.is_some()
    })
}

/// Every character of a document and of what stands around it, as it would be set.
fn characters(document: &Document, look: &Look) -> BTreeSet<char> {
    let mut seen = Seen::default();
    let meta = document.meta();
    seen.meta(meta, &look.theme);
    walk::cover_runs(meta, &mut |_, _, run| seen.run(run));
    for block in document.blocks() {
        let of_block = || {
            let mut own = Seen::default();
            own.block(block);
            Arc::new(own)
        };
        let own = match block {
            Block::Section(section) if is_shared(section) => {
                look.memo.characters.once(section, b"", of_block, |own| 64 + 8 * own.characters.len())
            }
            _ => of_block(),
        };
        seen.plain |= own.plain;
        seen.characters.extend(&own.characters);
    }
    // Numbers of items and notes, marks, and what is built of them.
    seen.text("0123456789()[]{}.,:;-–—•“”‘’… §*†");
    let plain = (b' '..=b'~').filter(|byte| seen.plain & (1 << byte) != 0).map(char::from);
    seen.characters.extend(plain);
    seen.characters
}

/// Characters that were seen.
#[derive(Default)]
pub struct Seen {
    /// Printable ASCII, a bit each: nearly all there is in most documents.
    plain: u128,
    characters: BTreeSet<char>,
}

impl Seen {
    fn block(&mut self, block: &Block) {
        let block = std::slice::from_ref(block);
        walk::runs(block, &mut |_, _, run| self.run(run));
        walk::sections(block, &mut |section, _| self.section(section));
        walk::definitions(block).into_iter().for_each(|one| self.text(&one.term));
        walk::signatories(block, &mut |signatory| {
            self.text(&signatory.id);
            signatory.fields.iter().for_each(|field| self.text(&field.label));
        });
    }

    fn text(&mut self, text: &str) {
        if text.is_ascii() {
            text.bytes().for_each(|byte| self.plain |= 1 << byte);
        } else {
            let rich = Rich::plain(text, &Format::new(10.0, "".into()));
            self.characters.extend(rich.text.chars().filter(|c| *c != '\n'));
        }
    }

    /// The words of a run, and of the notes and links in it.
    fn run(&mut self, run: &[Inline]) {
        walk::each(run, &mut |inline| match inline {
            Inline::Text(text) | Inline::Term { text, .. } | Inline::Blank(text) => self.text(text),
            Inline::Fact(fact) => self.text(&fact.text),
            Inline::Reference(reference) => self.text(&reference.label),
            _ => {}
        });
    }

    fn section(&mut self, section: &Section) {
        self.text(&section.number.label);
    }

    fn meta(&mut self, meta: &Meta, theme: &Theme) {
        let known = [&meta.title, &meta.called, &meta.reference, &meta.version];
        let perhaps = [&meta.subtitle, &meta.date, &meta.notice];
        let texts: Vec<&Text> = known.into_iter().chain(perhaps.into_iter().flatten()).collect();
        texts.into_iter().for_each(|text| self.text(text));
        let lines = [&theme.header_left, &theme.header_right, &theme.footer_left, &theme.footer_right];
        for piece in lines.into_iter().flat_map(|line| line.pieces(meta)) {
            if let Piece::Words(words) = piece {
                self.text(words);
            }
        }
        if let Some(watermark) = meta.watermark {
            self.text(watermark.word());
        }
        self.text(&format!("{:?}", Words::of(&meta.language)));
    }
}
