//! What stands around the text of each page: header, footer, the word behind the text.

use super::pages::{Filled, PageKind};
use super::setter::Setter;
use super::slab::Slab;
use super::{Artifact, Item, Page, Part, Shape};
use crate::document::{Document, Meta};
use crate::emit::look::running::{Piece, Running};
use crate::emit::pdf::lines::{Fill, Line};
use crate::emit::pdf::rich::{Format, Ink, Rich};
use crate::emit::words::Words;

/// From the baseline of the header to the upper edge of the text.
const HEADER: f32 = 26.0;
/// From the hairline under it to the upper edge of the text.
const HEADER_RULE: f32 = 20.0;
/// The most that the right text may have of the line, so that the left one has the rest.
const RIGHT: f32 = 0.6;
/// From the lower edge of the text to the baseline of the footer.
const FOOTER: f32 = 34.0;

/// Adds header, footer and watermark to all pages.
pub fn add(setter: &mut Setter, documents: &[Document], filled: &mut Filled) {
    let total = filled.pages.len();
    let kinds = filled.kinds.clone();
    for (number, (page, (document, kind))) in filled.pages.iter_mut().zip(kinds).enumerate() {
        let Some(document) = documents.get(document) else {
            continue;
        };
        let meta = document.meta();
        setter.words = Words::of(&meta.language);
        setter.place.language = meta.language.clone();
        setter.place.mark = None;
        let words = setter.words;
        let theme = &setter.look.theme;
        let filled_in = |line: &Running| said(line, meta, words, number + 1, total);
        let mut slab = Slab::default();
        let (page_width, top) = (setter.metrics.width, setter.metrics.top);
        if !matches!(kind, PageKind::Cover | PageKind::Opening) {
            let (left, right) = (filled_in(&theme.header_left), filled_in(&theme.header_right));
            pair(setter, &mut slab, &left, &right, top - HEADER);
            let left = setter.metrics.left;
            slab.add_rule(left, top - HEADER_RULE, page_width, 0.4, Ink::Hairline);
        }
        page.items.extend(around(slab, Artifact::Header));
        let mut slab = Slab::default();
        let y = setter.metrics.page.1 - setter.metrics.bottom + FOOTER;
        let (left, right) = (filled_in(&theme.footer_left), filled_in(&theme.footer_right));
        pair(setter, &mut slab, &left, &right, y);
        page.items.extend(around(slab, Artifact::Footer));
        if let Some(watermark) = meta.watermark {
            behind(setter, page, watermark.word());
        }
    }
}

/// A line of a header or footer as it stands on a page.
fn said(line: &Running, meta: &Meta, words: &Words, page: usize, pages: usize) -> String {
    let pieces = line.pieces(meta).map(|piece| match piece {
        Piece::Words(words) => words.to_owned(),
        Piece::Page => page.to_string(),
        Piece::Pages => pages.to_string(),
        Piece::PageOfPages => words.page_of(page, pages),
    });
    pieces.collect()
}

fn around(slab: Slab, artifact: Artifact) -> impl Iterator<Item = Item> {
    slab.items.into_iter().map(move |item| Item { part: Part::Artifact(artifact), ..item })
}

/// One text at the left edge and one at the right, on one line; the right one has at most
/// [`RIGHT`] of it.
fn pair(setter: &mut Setter, slab: &mut Slab, left: &str, right: &str, y: f32) {
    let format = Format { tabular: true, ..setter.small().ink(Ink::Muted).whole_words() };
    let width = setter.metrics.width;
    let right = elided(setter, right, &format, width * RIGHT);
    let left = elided(setter, left, &format, (width - right.width - 18.0).max(60.0));
    let x = setter.metrics.left;
    slab.add_line(left, x, y, None);
    let from = x + width - right.width;
    slab.add_line(right, from, y, None);
}

/// The text on one line of at most `width`; what is left out is an ellipsis.
fn elided(setter: &mut Setter, text: &str, format: &Format, width: f32) -> Line {
    let whole = setter.typesetter.line(&Rich::plain(text, format));
    if whole.width <= width {
        return whole;
    }
    let narrower = width - format.size;
    let rich = Rich::plain(text, format);
    let mut lines = setter.typesetter.lines(&rich, narrower, Fill::Ragged).into_iter();
    let first = lines.next().unwrap_or_default();
    let shown = format!("{}…", first.text().trim_end());
    setter.typesetter.line(&Rich::plain(&shown, format))
}

/// Puts a large word behind everything on the page.
fn behind(setter: &mut Setter, page: &mut Page, word: &str) {
    let mut format = Format::new(100.0, "en".into()).bold().ink(Ink::Watermark);
    let natural = setter.typesetter.line(&Rich::plain(word, &format)).width.max(1.0);
    let (width, height) = setter.metrics.page;
    let diagonal = (width * width + height * height).sqrt();
    format.size = (100.0 * diagonal * 0.62 / natural).min(150.0);
    let line = setter.typesetter.line(&Rich::plain(word, &format));
    let runs = line
        .runs
        .into_iter()
        .map(|run| Item { shape: Shape::Watermark(run), part: Part::Artifact(Artifact::Watermark) });
    page.items.splice(0..0, runs);
}
