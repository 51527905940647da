//! What stands around the text of each page: header, footer, the word behind the text.

use super::pages::{Filled, PageKind};
use super::setter::Setter;
use super::slab::Slab;
use super::{Artifact, Item, Page, Part, Shape};
use crate::document::Document;
use crate::emit::pdf::lines::{Fill, Line};
use crate::emit::pdf::rich::{Format, Ink, Rich};

/// From the baseline of the header to the upper edge of the text.
const HEADER: f32 = 26.0;
/// From the hairline under it to the upper edge of the text.
const HEADER_RULE: f32 = 20.0;
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
        setter.words = super::words::Words::of(&meta.language);
        setter.place.language = meta.language.clone();
        setter.place.mark = None;
        let mut slab = Slab::default();
        let (page_width, top) = (setter.metrics.width, setter.metrics.top);
        if !matches!(kind, PageKind::Cover | PageKind::Opening) {
            pair(setter, &mut slab, &meta.title, &meta.reference, top - HEADER);
            let left = setter.metrics.left;
            slab.add_rule(left, top - HEADER_RULE, page_width, 0.4, Ink::Hairline);
        }
        page.items.extend(around(slab, Artifact::Header));
        let mut slab = Slab::default();
        let count = setter.words.page_of(number + 1, total);
        let y = setter.metrics.page.1 - setter.metrics.bottom + FOOTER;
        pair(setter, &mut slab, &meta.version, &count, y);
        page.items.extend(around(slab, Artifact::Footer));
        if let Some(watermark) = meta.watermark {
            behind(setter, page, watermark.word());
        }
    }
}

fn around(slab: Slab, artifact: Artifact) -> impl Iterator<Item = Item> {
    slab.items.into_iter().map(move |item| Item { part: Part::Artifact(artifact), ..item })
}

/// One text at the left edge and one at the right, on one line.
fn pair(setter: &mut Setter, slab: &mut Slab, left: &str, right: &str, y: f32) {
    let format = Format { tabular: true, ..setter.small().ink(Ink::Muted).whole_words() };
    let right = setter.typesetter.line(&Rich::plain(right, &format));
    let width = setter.metrics.width;
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
