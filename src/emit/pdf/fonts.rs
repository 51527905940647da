//! The faces that text is set in: four built in or of the house, and others for characters those lack.
//!
//! A face is parsed once in a process. The built-in ones are part of the program; a face from a
//! folder or the system is read when the first character needs it and then stays, so that writing
//! ten thousand packs reads a font of twenty megabytes once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use super::face::{Face, FaceId, Weight, is_ignorable};
use super::fallback::{self, Script};
use super::house;
use super::memo::Memo;
use crate::emit::look::Figures;
use crate::emit::{Font, Look};

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

impl Standing {
    /// The same as bytes.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = vec![u8::from(self.figures == Figures::OldStyle), u8::from(self.house.is_some())];
        self.house.iter().flatten().for_each(|hash| bytes.extend(hash.bytes()));
        bytes
    }
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

    /// What was made for other files of this look.
    pub fn memo(&self) -> &'l Memo {
        &self.look.memo
    }

    /// Whether running text has old-style figures.
    pub fn old_style(&self) -> bool {
        self.look.theme.figures == Figures::OldStyle
    }
}
