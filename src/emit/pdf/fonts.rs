//! The faces that text is set in: four built in, and others for characters those lack.
//!
//! A face is parsed once in a process. The built-in ones are part of the program; a face from a
//! folder or the system is read when the first character needs it and then stays, so that writing
//! ten thousand packs reads a font of twenty megabytes once.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use rustybuzz::ttf_parser::GlyphId;

use super::fallback::{self, Script};
use crate::emit::Look;

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
}

impl Face {
    /// Parses a face; `None` if the file is no font we can embed.
    pub fn parse(name: &str, data: &'static [u8], index: u32) -> Option<Face> {
        let tables = rustybuzz::Face::from_slice(data, index)?;
        Some(Face {
            name: name.to_owned(),
            data,
            index,
            units_per_em: f32::from(tables.units_per_em().try_into().unwrap_or(1000u16)).max(1.0),
            italic: tables.is_italic(),
            tables,
        })
    }

    /// The glyph of `c` as it stands alone, if the face draws it.
    pub fn glyph(&self, c: char) -> Option<u16> {
        self.tables.glyph_index(c).map(|id| id.0).filter(|&id| id != 0)
    }

    /// Whether the face draws `c`.
    pub fn has(&self, c: char) -> bool {
        self.glyph(c).is_some()
    }

    /// Whether the face draws all characters of `cluster` that have a picture.
    pub fn has_all(&self, cluster: &str) -> bool {
        cluster.chars().all(|c| is_ignorable(c) || self.has(c))
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

/// Names a face in one file: the first four are built in.
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
    fn built_in(self) -> FaceId {
        FaceId(u16::from(self.bold) + 2 * u16::from(self.italic))
    }
}

static BUILT_IN: LazyLock<Vec<Arc<Face>>> = LazyLock::new(|| {
    macro_rules! font {
        ($name:literal) => {
            ($name, include_bytes!(concat!("../../../templates/fonts/", $name, ".otf")).as_slice())
        };
    }
    [
        font!("LibertinusSerif-Regular"),
        font!("LibertinusSerif-Bold"),
        font!("LibertinusSerif-Italic"),
        font!("LibertinusSerif-BoldItalic"),
    ]
    .into_iter()
    .filter_map(|(name, data)| Face::parse(name, data, 0).map(Arc::new))
    .collect()
});

/// What a face is chosen for: a character with its accents, weight and slant, design.
type Wanted = (Box<str>, Weight, Script);

/// The faces of one file.
pub struct Fonts<'l> {
    look: &'l Look,
    faces: Vec<Arc<Face>>,
    chosen: BTreeMap<Wanted, Option<FaceId>>,
}

impl<'l> Fonts<'l> {
    /// The built-in faces; others join them as characters need them.
    pub fn new(look: &'l Look) -> Fonts<'l> {
        Fonts { look, faces: BUILT_IN.clone(), chosen: BTreeMap::new() }
    }

    /// The face for `cluster`, a character with the accents and points that belong to it: they can be
    /// put in place only if one face has them all. `None` if no face does.
    ///
    /// `before` is the face of the character before: it is kept where it will do, so that a
    /// Chinese name with a rare character in it is not set in two fonts.
    pub fn face_for(
        &mut self,
        cluster: &str,
        weight: Weight,
        script: Script,
        before: Option<FaceId>,
    ) -> Option<FaceId> {
        let built_in = weight.built_in();
        if cluster.chars().all(is_ignorable) {
            return Some(before.unwrap_or(built_in));
        }
        if self.get(built_in).has_all(cluster) {
            return Some(built_in);
        }
        let wanted = (cluster.into(), weight, script);
        if let Some(found) = self.chosen.get(&wanted) {
            return *found;
        }
        let found = before
            .filter(|&id| self.get(id).has_all(cluster))
            .or_else(|| self.fall_back(cluster, weight, script));
        self.chosen.insert(wanted, found);
        found
    }

    fn fall_back(&mut self, cluster: &str, weight: Weight, script: Script) -> Option<FaceId> {
        if let Some(plain) = self.built_in_of_other_weight(cluster) {
            return Some(plain);
        }
        let face = fallback::find(self.look, cluster, weight, script)?;
        let known = self.faces.iter().position(|known| known.name == face.name && known.index == face.index);
        let at = known.unwrap_or_else(|| {
            self.faces.push(face);
            self.faces.len() - 1
        });
        u16::try_from(at).ok().map(FaceId)
    }

    /// What only the regular built-in face has is set in it: better the wrong weight than the wrong
    /// design.
    fn built_in_of_other_weight(&self, cluster: &str) -> Option<FaceId> {
        (0..BUILT_IN.len() as u16).map(FaceId).find(|&id| self.get(id).has_all(cluster))
    }

    /// The face of an id that this value gave out.
    pub fn get(&self, id: FaceId) -> &Face {
        &self.faces[usize::from(id.0)]
    }

    /// Whether the face is built in, so that its id is the same in all files.
    pub fn is_built_in(id: FaceId) -> bool {
        usize::from(id.0) < BUILT_IN.len()
    }
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
