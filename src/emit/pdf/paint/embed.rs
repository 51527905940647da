//! Faces in the file, cut down to the glyphs used.

use std::collections::BTreeMap;

use printpdf::{FontId, ParsedFont};
use sha2::{Digest, Sha256};

use crate::emit::Fault;
use crate::emit::pdf::face::{Face, FaceId};

/// A face cut down to the glyphs used.
pub struct Embedded {
    numbers: subsetter::GlyphRemapper,
    /// Of each glyph, by its number in the file: the width in thousandths of an em, and the
    /// characters it stands for.
    pub glyphs: Vec<(f32, String)>,
}

impl Embedded {
    /// The number in the file of a glyph of the face; 0 for one that is not used.
    pub fn number(&self, glyph: u16) -> u16 {
        self.numbers.get(glyph).unwrap_or(0)
    }
}

/// The name of a face in the file. Those that printpdf makes up come from a counter that counts on
/// between files.
pub fn font_name(face: FaceId) -> String {
    format!("Face{}", face.0)
}

/// The same as printpdf has it.
pub(super) fn font_id(face: FaceId) -> FontId {
    FontId(font_name(face))
}

/// Cuts a face down to the glyphs used. Its name gets a tag made from its bytes, as the standard
/// asks.
pub(super) fn embed(
    face: &Face,
    glyphs: &BTreeMap<u16, String>,
) -> Result<(ParsedFont, Embedded), Vec<Fault>> {
    let fault = |what: &str| {
        vec![Fault {
            message: format!("the font {} cannot be embedded: {what}", face.name),
            help: "name a folder with another font for these characters with --font-dir".into(),
            path: None,
        }]
    };
    let mut remapper = subsetter::GlyphRemapper::new();
    for &glyph in glyphs.keys() {
        remapper.remap(glyph);
    }
    let bytes =
        subsetter::subset(face.data, face.index, &remapper).map_err(|error| fault(&error.to_string()))?;
    let mut font =
        ParsedFont::from_bytes(&bytes, 0, &mut Vec::new()).ok_or_else(|| fault("it is not understood"))?;
    let tag: String =
        Sha256::digest(&bytes).iter().take(6).map(|byte| char::from(b'A' + byte % 26)).collect();
    font.font_name = Some(format!("{tag}+{}", face.name));
    if face.italic && font.pdf_font_metrics.caret_slope_run == 0 {
        // Some slanted faces say that they do not slant.
        font.pdf_font_metrics.caret_slope_rise = 100;
        font.pdf_font_metrics.caret_slope_run = 21;
    }
    let says = |glyph: u16| glyphs.get(&glyph).cloned().unwrap_or_default();
    let glyphs = remapper.remapped_gids().map(|glyph| (face.width(glyph), says(glyph))).collect();
    Ok((font, Embedded { numbers: remapper, glyphs }))
}
