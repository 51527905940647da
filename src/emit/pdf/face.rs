//! A face: a parsed font file, and what it draws.

use std::sync::OnceLock;

use rustybuzz::ttf_parser::{self, GlyphId, Permissions};

use crate::source::sha256;

/// A parsed face.
pub struct Face {
    /// PostScript name, e.g. `LibertinusSerif-Bold`.
    pub name: String,
    /// The font file.
    pub data: &'static [u8],
    /// Place in the file, if it is a collection.
    pub index: u32,
    /// Units per em.
    pub units_per_em: f32,
    /// Whether the face slants.
    pub italic: bool,
    /// The tables, ready for shaping.
    pub tables: rustybuzz::Face<'static>,
    /// The glyphs of the characters that nearly all text is made of, from U+0000: 0 where there is none.
    common: Vec<u16>,
    sha256: OnceLock<String>,
}

/// One more than the last character whose glyph is looked up once for all: Basic Latin, Latin-1
/// Supplement and Latin Extended-A.
const COMMON: u32 = 0x180;

impl Face {
    /// Parses a face; `None` if the file is no font that we can and may embed.
    pub fn parse(name: &str, data: &'static [u8], index: u32) -> Option<Face> {
        let tables = rustybuzz::Face::from_slice(data, index)?;
        may_be_embedded(&tables).ok()?;
        let glyph = |c| tables.glyph_index(c).map_or(0, |id| id.0);
        let common = (0..COMMON).filter_map(char::from_u32).map(glyph).collect();
        Some(Face {
            name: name.to_owned(),
            data,
            index,
            units_per_em: f32::from(tables.units_per_em().try_into().unwrap_or(1000u16)).max(1.0),
            italic: tables.is_italic(),
            tables,
            common,
            sha256: OnceLock::new(),
        })
    }

    /// SHA-256 of the font file, in hexadecimal.
    pub fn sha256(&self) -> &str {
        self.sha256.get_or_init(|| sha256(self.data))
    }

    /// The glyph of `c` as it stands alone, if the face draws it.
    pub fn glyph(&self, c: char) -> Option<u16> {
        let common = self.common.get(c as usize).copied();
        common.or_else(|| self.tables.glyph_index(c).map(|id| id.0)).filter(|&id| id != 0)
    }

    /// Whether the face draws `c`.
    pub fn has(&self, c: char) -> bool {
        self.glyph(c).is_some()
    }

    /// Whether the face draws all characters of `cluster` that have a picture.
    pub fn has_all(&self, cluster: &str) -> bool {
        cluster.chars().all(|c| self.has(c) || is_ignorable(c))
    }

    /// The glyph of a character and its advance in ems; `None` if the face does not draw it.
    pub fn glyph_and_advance(&self, c: char) -> Option<(u16, f32)> {
        let glyph = self.glyph(c)?;
        let units = self.tables.glyph_hor_advance(GlyphId(glyph))?;
        Some((glyph, f32::from(units) / self.units_per_em))
    }

    /// The advance of a glyph as the face states it, in thousandths of an em, rounded down as the
    /// width table of the file will have it.
    pub fn width(&self, glyph: u16) -> f32 {
        let units = self.tables.glyph_hor_advance(GlyphId(glyph)).unwrap_or(0);
        (f32::from(units) * 1000.0 / self.units_per_em).floor()
    }
}

/// Names a face in one file: the first four are those of the theme, in the order of [`Weight::own`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FaceId(pub u16);

/// Weight and slant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Weight {
    /// Bold.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
}

impl Weight {
    /// The face of the theme.
    pub fn own(self) -> FaceId {
        FaceId(u16::from(self.bold) + 2 * u16::from(self.italic))
    }
}

/// Whether a face may stand in files that are handed on, cut down to the glyphs used.
///
/// # Errors
/// Why not, as the end of a sentence that begins with its name (OpenType, OS/2 table, `fsType`).
pub fn may_be_embedded(face: &ttf_parser::Face<'_>) -> Result<(), &'static str> {
    if face.tables().os2.is_none() {
        // Old faces say nothing; what says nothing forbids nothing.
        return Ok(());
    }
    if face.permissions() == Some(Permissions::Restricted) {
        return Err("may not be embedded: its maker forbids it");
    }
    if !face.is_subsetting_allowed() || !face.is_outline_embedding_allowed() {
        return Err("may not be embedded as outlines of the characters used: its maker forbids it");
    }
    Ok(())
}

/// Whether a character has no picture of its own: joiners, marks of direction, variation selectors.
pub fn is_ignorable(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::FaceId;
    use crate::emit::Look;
    use crate::emit::pdf::Fonts;

    #[test]
    fn the_common_glyphs_are_those_of_the_face() {
        let look = Look::default();
        let fonts = Fonts::new(&look);
        let face = fonts.get(FaceId(0));
        for c in '\0'..'\u{250}' {
            let glyph = face.tables.glyph_index(c).map(|id| id.0).filter(|&id| id != 0);
            assert_eq!(face.glyph(c), glyph, "{c:?}");
        }
        assert!(face.has('ſ') && face.has('ƀ') && !face.has('\u{1}'));
    }
}
