//! Which glyphs a file uses, and what each says.

use std::sync::Arc;

use super::core::{Core, core};
use crate::emit::pdf::face::{Face, FaceId};
use crate::emit::pdf::layout::{Item, Layout, Shape};
use crate::emit::pdf::lines::{Glyph, Run};

/// A cluster: glyphs that together stand for some characters.
pub(super) fn clusters(run: &Run) -> impl Iterator<Item = &[Glyph]> {
    run.glyphs.chunk_by(|_, next| next.text.0 == next.text.1)
}

pub(super) fn text_of<'r>(run: &'r Run, cluster: &[Glyph]) -> &'r str {
    let (start, end) = cluster.first().map_or((0, 0), |glyph| glyph.text);
    run.text.get(start as usize..end as usize).unwrap_or_default()
}

/// What a glyph stands for when it stands for `text` here: all spaces are one.
pub(super) fn canonical(text: &str) -> &str {
    match text {
        "\u{a0}" | "\u{202f}" => " ",
        text => text,
    }
}

/// The glyphs used of each face, and the characters each stands for: the first that it was used
/// for. Where it stands for others, the page says so itself.
pub(super) struct Used {
    faces: Vec<(FaceId, OfFace)>,
}

/// What is used of one face.
#[derive(Default)]
struct OfFace {
    /// The characters of each glyph, by its number in the face.
    says: Vec<Option<String>>,
    /// What all files have of it, if it sets running text here.
    core: Option<Arc<Core>>,
}

/// The glyphs that a face is cut down to, in the order of their numbers in the file.
pub(super) struct Kept {
    /// Those that all files have, if they are among them: then they come first.
    pub(super) core: Option<Arc<Core>>,
    /// All: the number in the face, and the characters it stands for.
    pub(super) glyphs: Vec<(u16, String)>,
}

impl OfFace {
    fn says(&self, glyph: u16) -> Option<&str> {
        self.says.get(usize::from(glyph)).and_then(Option::as_deref)
    }

    fn set(&mut self, glyph: u16, says: String) {
        let at = usize::from(glyph);
        if self.says.len() <= at {
            self.says.resize(at + 1, None);
        }
        self.says[at] = Some(says);
    }
}

impl Used {
    pub(super) fn of(layout: &Layout) -> Used {
        let mut used = Used { faces: Vec::new() };
        let runs = layout.pages.iter().flat_map(|page| &page.items).flat_map(runs_of);
        let mut unclear = Vec::new();
        for run in runs {
            let face = used.face_mut(run.face);
            let mut together = false;
            for cluster in clusters(run) {
                let [glyph] = cluster else {
                    together = true;
                    continue;
                };
                if face.says(glyph.id).is_none() {
                    let text = canonical(text_of(run, cluster));
                    match text.is_empty() {
                        true => together = true,
                        false => face.set(glyph.id, text.to_owned()),
                    }
                }
            }
            unclear.extend(together.then_some(run));
        }
        for run in unclear {
            let face = used.face_mut(run.face);
            for cluster in clusters(run) {
                if cluster.iter().all(|glyph| face.says(glyph.id).is_some()) {
                    continue; // nearly all
                }
                let text = canonical(text_of(run, cluster));
                let shares = shares(layout.fonts.get(run.face), cluster, text, run.backwards);
                for (glyph, share) in cluster.iter().zip(shares) {
                    if face.says(glyph.id).is_none() {
                        face.set(glyph.id, share);
                    }
                }
            }
        }
        used.faces.sort_by_key(|(id, _)| *id);
        for (id, face) in &mut used.faces {
            let letters = ('a'..='z').filter_map(|c| layout.fonts.get(*id).glyph(c));
            if letters.filter(|glyph| face.says(*glyph).is_some()).count() >= 13 {
                let core = core(&layout.fonts, *id);
                core.glyphs.iter().for_each(|(glyph, says)| face.set(*glyph, says.clone()));
                face.core = Some(core);
            }
        }
        used
    }

    fn face_mut(&mut self, id: FaceId) -> &mut OfFace {
        let known = self.faces.iter().position(|(known, _)| *known == id);
        let at = known.unwrap_or_else(|| {
            self.faces.push((id, OfFace::default()));
            self.faces.len() - 1
        });
        &mut self.faces[at].1
    }

    /// By face, what it is cut down to.
    pub(super) fn glyphs(&self) -> Vec<(FaceId, Kept)> {
        let of = |(id, face): &(FaceId, OfFace)| {
            let mut glyphs = face.core.as_ref().map(|core| core.glyphs.clone()).unwrap_or_default();
            let mut common = vec![false; face.says.len()];
            glyphs.iter().for_each(|(glyph, _)| common[usize::from(*glyph)] = true);
            for (glyph, says) in face.says.iter().enumerate().filter(|(glyph, _)| !common[*glyph]) {
                glyphs.extend(says.clone().map(|says| (glyph as u16, says)));
            }
            (*id, Kept { core: face.core.clone(), glyphs })
        };
        self.faces.iter().map(of).collect()
    }

    /// The characters of the glyphs of a face.
    pub(super) fn of_face<'u>(&'u self, face: FaceId) -> impl Fn(u16) -> &'u str {
        let found = self.faces.iter().find(|(known, _)| *known == face);
        move |glyph| found.and_then(|(_, face)| face.says(glyph)).unwrap_or_default()
    }
}

/// What each glyph of a cluster says where only single glyphs are asked, by readers that do not know
/// what several say together: a mark itself, the letter all that no other glyph says.
fn shares(face: &Face, cluster: &[Glyph], text: &str, backwards: bool) -> Vec<String> {
    if cluster.len() == 1 {
        return vec![text.to_owned()];
    }
    let mut rest: Vec<char> = text.chars().collect();
    let mut shares: Vec<Option<String>> = Vec::new();
    for glyph in cluster {
        let own = rest.iter().position(|&c| face.glyph(c) == Some(glyph.id));
        shares.push(own.map(|at| rest.remove(at).to_string()));
    }
    let mut open: Vec<&mut Option<String>> = shares.iter_mut().filter(|share| share.is_none()).collect();
    if backwards {
        open.reverse();
    }
    let mut rest = rest.into_iter();
    let one_each = rest.len() == open.len();
    for share in open {
        let count = if one_each { 1 } else { rest.len() };
        *share = Some(rest.by_ref().take(count).collect());
    }
    shares.into_iter().map(|share| share.filter(|text| !text.is_empty()).unwrap_or(NOTHING.into())).collect()
}

/// What a glyph says that says nothing: no text at all is not allowed.
const NOTHING: &str = "\u{200b}";

fn runs_of(item: &Item) -> impl Iterator<Item = &Run> {
    let (own, lines) = match &item.shape {
        Shape::Run(run) | Shape::Watermark(run) => (Some(run), &[][..]),
        Shape::Field(field) => (None, &field.value.lines[..]),
        _ => (None, &[][..]),
    };
    own.into_iter().chain(lines.iter().flat_map(|line| &line.runs))
}
