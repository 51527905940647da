//! Whether every character has a face, told without setting a line.
//!
//! A character is missing from a layout where no face has it, whatever its weight, its language and its
//! neighbours are: those decide only which face is best. So it is enough to look at each character once.

use std::collections::BTreeSet;

use super::face::Weight;
use super::fallback::Script;
use super::fonts::Fonts;
use super::rich::{Format, Rich};
use crate::document::{Document, Inline, Meta, Section, Text, walk};
use crate::emit::Look;
use crate::emit::look::Theme;
use crate::emit::look::running::Piece;
use crate::emit::words::Words;

/// Whether [`layout`](super::layout()) of a document by itself would miss no character.
///
/// Looks at all that a layout could set, and at a little more: where it finds something, only a layout
/// can say whether it is printed, and which fact it belongs to.
pub fn are_complete(document: &Document, look: &Look) -> bool {
    let mut fonts = Fonts::new(look);
    let mut before = None;
    characters(document, &look.theme).into_iter().all(|c| {
        let script = Script::of("", c.encode_utf8(&mut [0; 4]));
        before = fonts.face_for(c.encode_utf8(&mut [0; 4]), Weight::default(), script, before);
        before.is_some()
    })
}

/// Every character of a document and of what stands around it, as it would be set.
fn characters(document: &Document, theme: &Theme) -> BTreeSet<char> {
    let mut seen = Seen { format: Format::new(10.0, "".into()), plain: 0, characters: BTreeSet::new() };
    let meta = document.meta();
    seen.meta(meta, theme);
    walk::cover_runs(meta, &mut |_, _, run| seen.run(run));
    walk::runs(document.blocks(), &mut |_, _, run| seen.run(run));
    walk::sections(document.blocks(), &mut |section, _| seen.section(section));
    walk::definitions(document.blocks()).into_iter().for_each(|one| seen.text(&one.term));
    walk::signatories(document.blocks(), &mut |signatory| {
        seen.text(&signatory.id);
        signatory.fields.iter().for_each(|field| seen.text(&field.label));
    });
    // Numbers of items and notes, marks, and what is built of them.
    seen.text("0123456789()[]{}.,:;-–—•“”‘’… §*†");
    let plain = (b' '..=b'~').filter(|byte| seen.plain & (1 << byte) != 0).map(char::from);
    seen.characters.extend(plain);
    seen.characters
}

struct Seen {
    format: Format,
    /// Printable ASCII, a bit each: nearly all there is in most documents.
    plain: u128,
    characters: BTreeSet<char>,
}

impl Seen {
    fn text(&mut self, text: &str) {
        if text.is_ascii() {
            text.bytes().for_each(|byte| self.plain |= 1 << byte);
        } else {
            let rich = Rich::plain(text, &self.format);
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
