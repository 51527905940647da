//! The glyphs that nearly every text has in a face: a face that sets running text is cut down to these and
//! what else is used. They have the same numbers in all files, so that pages that say the same are the same.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::embed::unlike_all;
use crate::emit::pdf::face::FaceId;
use crate::emit::pdf::fonts::Fonts;
use crate::emit::pdf::shape::{Manner, Shaper};

/// What is set with one glyph for each character.
const SINGLE: &str = " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]_abcdefghijklmnopqrstuvwxyz\
                      §©«»·–—‘’“”•…€éäöüß";
/// What many faces set with one glyph for several.
const LIGATURES: [&str; 10] = ["ff", "fi", "fl", "ffi", "ffl", "Th", "fj", "ft", "tt", "Qu"];

/// The common glyphs of a face.
pub struct Core {
    /// Tells them from those of all other faces, in this process.
    pub id: u64,
    /// By number in the file, counted from 1: the number in the face, and the characters it stands for.
    pub glyphs: Vec<(u16, String)>,
}

/// The common glyphs of a face, as this file has them shaped.
pub fn core(fonts: &Fonts, id: FaceId) -> Arc<Core> {
    let face = fonts.get(id);
    let mut key = (face.data.as_ptr() as usize).to_ne_bytes().to_vec();
    key.extend(face.index.to_ne_bytes());
    key.extend(face.name.bytes());
    key.push(u8::from(fonts.old_style()));
    let memo = &fonts.memo().cores;
    memo.get(&key).unwrap_or_else(|| {
        let core = Arc::new(Core { id: unlike_all(), glyphs: gather(fonts, id) });
        memo.put(&key, core.clone(), core.glyphs.len() * 40);
        core
    })
}

fn gather(fonts: &Fonts, face: FaceId) -> Vec<(u16, String)> {
    let mut known = BTreeSet::new();
    let mut glyphs: Vec<(u16, String)> = Vec::new();
    let mut add = |glyph: u16, text: &str| {
        if known.insert(glyph) {
            glyphs.push((glyph, text.to_owned()));
        }
    };
    let alone = SINGLE.chars().filter_map(|c| Some((fonts.get(face).glyph(c)?, c)));
    alone.for_each(|(glyph, c)| add(glyph, c.encode_utf8(&mut [0; 4])));
    let mut shaper = Shaper::take(fonts);
    for tabular in [false, true] {
        let figures = ('0'..='9').map(String::from);
        for text in figures.chain(LIGATURES.map(str::to_owned)) {
            let shaped = shaper.shape(fonts, Manner { face, tabular, backwards: false }, &text);
            match &*shaped.glyphs {
                [one] if one.id != 0 => add(one.id, &text),
                _ => {}
            }
        }
    }
    shaper.put_back(fonts);
    glyphs
}
