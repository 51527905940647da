//! Links: annotations over words that can be clicked.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document as Pdf, ObjectId, dictionary};

use super::objects::{destination, rectangle, text};
use crate::emit::pdf::layout::{Area, Layout, Shape};
use crate::emit::pdf::lines::Run;
use crate::emit::pdf::rich::{PhraseId, Target};

/// Annotations by page and item.
pub type Annotations = BTreeMap<(usize, usize), ObjectId>;

/// Adds a link for each item that leads somewhere.
pub fn add(pdf: &mut Pdf, layout: &Layout, pages: &[ObjectId], annotations: &mut Annotations) {
    let says = words(layout);
    for (number, (page, id)) in layout.pages.iter().zip(pages).enumerate() {
        for (index, item) in page.items.iter().enumerate() {
            let Shape::Link(area, phrase) = &item.shape else {
                continue;
            };
            let words = says.get(phrase).map_or("", String::as_str);
            if let Some(mut link) = link(layout, pages, area, *phrase, words) {
                link.set("P", *id);
                annotations.insert((number, index), pdf.add_object(link));
            }
        }
    }
}

/// A reference to an instrument that is not in the file is plain text.
fn link(
    layout: &Layout,
    pages: &[ObjectId],
    area: &Area,
    phrase: PhraseId,
    words: &str,
) -> Option<Dictionary> {
    let mut link = dictionary! {
        "Type" => "Annot",
        "Subtype" => "Link",
        "Rect" => rectangle(layout, area),
        "Border" => vec![0.into(), 0.into(), 0.into()],
        "F" => 4,
    };
    match layout.phrases[phrase.0].target()? {
        Target::Url(url) => {
            link.set("A", dictionary! { "S" => "URI", "URI" => text(&ascii_url(&url)) });
            link.set("Contents", text(&url));
        }
        Target::Place(name) => {
            let &(page, y) = layout.places.get(&name)?;
            link.set("Dest", destination(layout, pages, page, y)?);
            link.set("Contents", text(words.trim()));
        }
    }
    Some(link)
}

/// What the words of each phrase say: the description of its link.
fn words(layout: &Layout) -> BTreeMap<PhraseId, String> {
    let mut words: BTreeMap<PhraseId, String> = BTreeMap::new();
    let mut add = |run: &Run| {
        let mut phrase = run.phrase;
        while let Some(id) = phrase {
            words.entry(id).or_default().push_str(&run.text.replace('\u{ad}', ""));
            phrase = layout.phrases[id.0].parent;
        }
    };
    for item in layout.pages.iter().flat_map(|page| &page.items) {
        if let Shape::Run(run) = &item.shape {
            add(run);
        }
    }
    words
}

/// The URL with everything but ASCII escaped, as a PDF wants it.
fn ascii_url(url: &str) -> String {
    let mut out = String::new();
    for byte in url.bytes() {
        if byte.is_ascii_graphic() {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
