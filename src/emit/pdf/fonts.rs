//! The faces that text is set in: four built in or of the house, and others for characters those lack.
//!
//! A face is parsed once in a process. The built-in ones are part of the program; a face from a
//! folder or the system is read when the first character needs it and then stays, so that writing
//! ten thousand packs reads a font of twenty megabytes once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock, OnceLock};

use rustybuzz::ttf_parser::GlyphId;

use super::fallback::{self, Script};
use super::house;
use crate::emit::look::{Figures, sha256};
use crate::emit::{Font, Look};

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
    sha256: OnceLock<String>,
}

impl Face {
    /// Parses a face; `None` if the file is no font that we can and may embed.
    pub fn parse(name: &str, data: &'static [u8], index: u32) -> Option<Face> {
        let tables = rustybuzz::Face::from_slice(data, index)?;
        house::may_be_embedded(&tables).ok()?;
        Some(Face {
            name: name.to_owned(),
            data,
            index,
            units_per_em: f32::from(tables.units_per_em().try_into().unwrap_or(1000u16)).max(1.0),
            italic: tables.is_italic(),
            tables,
            sha256: OnceLock::new(),
        })
    }

    /// SHA-256 of the font file, in hexadecimal.
    pub fn sha256(&self) -> &str {
        self.sha256.get_or_init(|| sha256(self.data))
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
    fn own(self) -> FaceId {
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
    /// First those of the house, if it has any; then those built in; then others as they are needed.
    faces: Vec<Arc<Face>>,
    /// How many of them are the same in every file of this look.
    standing: usize,
    chosen: BTreeMap<Wanted, Option<FaceId>>,
}

/// What the standing faces of a file are, and how they are shaped: where two files have the same, a
/// word in one of these faces has the same glyphs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    house: Option<[Arc<str>; 4]>,
    figures: Figures,
}

impl<'l> Fonts<'l> {
    /// The faces of the house and the built-in ones; others join them as characters need them.
    pub fn new(look: &'l Look) -> Fonts<'l> {
        let own = look.faces.as_ref().and_then(house::faces);
        let faces: Vec<Arc<Face>> = own.into_iter().flatten().chain(BUILT_IN.iter().cloned()).collect();
        Fonts { look, standing: faces.len(), faces, chosen: BTreeMap::new() }
    }

    /// What the standing faces are.
    pub fn standing(&self) -> Standing {
        let house = self.look.faces.as_ref().map(|files| files.each_ref().map(|file| file.sha256.clone()));
        Standing { house, figures: self.look.theme.figures }
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
        let own = weight.own();
        if cluster.chars().all(is_ignorable) {
            return Some(before.unwrap_or(own));
        }
        if self.get(own).has_all(cluster) {
            return Some(own);
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
        if let Some(standing) = self.other_standing(cluster, weight) {
            return Some(standing);
        }
        let face = fallback::find(self.look, cluster, weight, script)?;
        let known = self.faces.iter().position(|known| known.name == face.name && known.index == face.index);
        let at = known.unwrap_or_else(|| {
            self.faces.push(face);
            self.faces.len() - 1
        });
        u16::try_from(at).ok().map(FaceId)
    }

    /// Another face that is at hand: of the weight asked for, if the house has faces of its own, and
    /// otherwise better the wrong weight than the wrong design.
    fn other_standing(&self, cluster: &str, weight: Weight) -> Option<FaceId> {
        let built_in = (self.standing - BUILT_IN.len()) as u16;
        let same_weight = FaceId(built_in + weight.own().0);
        let all = (0..self.standing as u16).map(FaceId);
        [same_weight].into_iter().chain(all).find(|&id| self.get(id).has_all(cluster))
    }

    /// The face of an id that this value gave out.
    pub fn get(&self, id: FaceId) -> &Face {
        &self.faces[usize::from(id.0)]
    }

    /// Whether the id of a face is the same in all files of this look.
    pub fn is_standing(&self, id: FaceId) -> bool {
        usize::from(id.0) < self.standing
    }

    /// Whether a face is part of the program.
    pub fn is_built_in(&self, id: FaceId) -> bool {
        let built_in = self.standing - BUILT_IN.len()..self.standing;
        built_in.contains(&usize::from(id.0))
    }

    /// Those of some faces that are not part of the program, by name.
    pub fn foreign<'f>(&self, faces: impl Iterator<Item = &'f FaceId>) -> Vec<Font> {
        let others = faces.filter(|id| !self.is_built_in(**id)).map(|id| self.get(*id));
        let font = |face: &Face| Font { name: face.name.clone(), sha256: face.sha256().to_owned() };
        others.map(font).collect::<BTreeSet<Font>>().into_iter().collect()
    }

    /// Whether running text has old-style figures.
    pub fn old_style(&self) -> bool {
        self.look.theme.figures == Figures::OldStyle
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
