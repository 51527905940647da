//! Placed items to a PDF document: fonts cut down to the glyphs used, page contents.

mod core;
mod embed;
mod logo;
mod marks;
mod operators;
mod pen;
mod text;
mod used;

use std::collections::BTreeMap;
use std::sync::Arc;

use lopdf::{Dictionary, Document as Pdf, Object, ObjectId, dictionary};

use super::deflate::Deflater;
use super::face::FaceId;
use super::layout::Layout;
use super::structure::Structure;
use crate::emit::Fault;
use crate::parallel;
use embed::embed;
use pen::Brush;
use used::Used;

pub use core::Core;
pub use embed::{Embedded, font_name};
pub use operators::decimal;

/// Pages drawn, and what is needed to draw more in the same fonts.
pub struct Painted {
    /// The document.
    pub pdf: Pdf,
    /// Its pages.
    pub pages: Vec<ObjectId>,
    /// The fonts in the file.
    pub fonts: BTreeMap<FaceId, Arc<Embedded>>,
    /// The same by name, as pages refer to them.
    pub named: Dictionary,
    /// Of each page, the stretch that each sequence of marked content belongs to, by its identifier
    /// (MCID).
    pub sequences: Vec<Vec<usize>>,
}

/// Draws all pages.
///
/// # Errors
/// If a font cannot be cut down or embedded.
pub fn paint(layout: &Layout, structure: &Structure, accent: &str) -> Result<Painted, Vec<Fault>> {
    let used = Used::of(layout);
    let mut pdf = Pdf::with_version("1.7");
    let (mut fonts, mut named) = (BTreeMap::new(), Dictionary::new());
    let kept = used.glyphs();
    let cut = parallel::each(&kept, |(face, kept)| {
        embed(layout.fonts.get(*face), kept, &layout.fonts.memo().fonts)
    });
    for ((face, _), embedded) in kept.into_iter().zip(cut) {
        let embedded = embedded?;
        named.set(font_name(face), embedded.add(&mut pdf));
        fonts.insert(face, embedded);
    }
    let mut resources = dictionary! { "Font" => named.clone() };
    if let Some(logo) = layout.logo {
        resources.set("XObject", dictionary! { logo::NAME => logo::add(&mut pdf, &logo.picture) });
    }
    let resources = pdf.add_object(resources);
    let brush = Brush::new(layout, &used, &fonts, accent);
    let tree = pdf.new_object_id();
    let (width, height) = layout.size;
    let area = vec![0.into(), 0.into(), Object::Real(width), Object::Real(height)];
    let (mut pages, mut sequences) = (Vec::new(), Vec::new());
    let stretches: Vec<_> = layout.pages.iter().zip(&structure.pages).collect();
    let drawn = parallel::each(&stretches, |(page, stretches)| {
        let drawn = brush.page(page, stretches);
        let (parts, rest) = drawn.parts();
        (Deflater::new().pieces(&parts, rest, &layout.fonts.memo().streams), drawn.sequences)
    });
    for (content, of_page) in drawn {
        let content = pdf.add_object(content);
        // Archive files name the resources on each page (ISO 19005-3, 6.2.2); its size too, since programs
        // that fill in fields write a page anew where it inherits.
        let page = dictionary! {
            "Type" => "Page",
            "Parent" => tree,
            "MediaBox" => area.clone(),
            "Resources" => resources,
            "Contents" => content,
        };
        pages.push(pdf.add_object(page));
        sequences.push(of_page);
    }
    root(&mut pdf, tree, &pages);
    Ok(Painted { pdf, pages, fonts, named, sequences })
}

/// Adds the catalog, and the tree of the pages.
fn root(pdf: &mut Pdf, tree: ObjectId, pages: &[ObjectId]) {
    let kids: Vec<Object> = pages.iter().map(|&page| page.into()).collect();
    let node = dictionary! {
        "Type" => "Pages",
        "Count" => pages.len() as i64,
        "Kids" => kids,
    };
    pdf.set_object(tree, node);
    let catalog = pdf.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    pdf.trailer.set("Root", catalog);
}
