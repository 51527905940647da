//! Placed items to a PDF document: fonts cut down to the glyphs used, page contents.

mod embed;
mod logo;
mod marks;
mod pen;
mod specimen;
mod text;
mod used;

use std::collections::BTreeMap;

use printpdf::{PdfDocument, PdfFont, PdfSaveOptions};

use super::face::FaceId;
use super::layout::Layout;
use super::structure::Structure;
use crate::emit::Fault;
use embed::{embed, font_id};
use pen::Brush;
use used::Used;

pub use embed::{Embedded, font_name};

/// Pages drawn, and what is needed to draw more in the same fonts.
pub struct Painted {
    /// The document.
    pub pdf: lopdf::Document,
    /// The fonts in the file.
    pub fonts: BTreeMap<FaceId, Embedded>,
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
    let mut pdf = PdfDocument::new("");
    let mut fonts = BTreeMap::new();
    for (&face, glyphs) in &used.glyphs {
        let (font, embedded) = embed(layout.fonts.get(face), glyphs)?;
        pdf.resources.fonts.map.insert(font_id(face), PdfFont::new(font));
        fonts.insert(face, embedded);
    }
    if let Some(logo) = layout.logo {
        pdf.resources.xobjects.map.insert(logo::id(), logo::image(&logo.picture));
    }
    let brush = Brush::new(layout, &used, &fonts, accent);
    let mut sequences = Vec::new();
    for (page, stretches) in layout.pages.iter().zip(&structure.pages) {
        let (page, of_page) = brush.page(page, stretches);
        pdf.pages.push(page);
        sequences.push(of_page);
    }
    let lacking = fonts.keys().copied().filter(|&face| !used.on_pages(face));
    let specimen = specimen::page(lacking, &fonts, layout.size);
    let added = specimen.is_some();
    pdf.pages.extend(specimen);
    let options =
        PdfSaveOptions { optimize: false, subset_fonts: false, secure: true, image_optimization: None };
    let mut pdf = pdf.to_lopdf_document(&options, &mut Vec::new());
    if added {
        specimen::remove(&mut pdf).map_err(|error| vec![Fault::ours(&error)])?;
    }
    Ok(Painted { pdf, fonts, sequences })
}
