//! Which glyphs a file uses, and what each says.

use std::collections::{BTreeMap, BTreeSet};

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
    /// By face, and by number in the face.
    pub(super) glyphs: BTreeMap<FaceId, BTreeMap<u16, String>>,
    /// Faces of which a glyph stands on a page, not in a field alone.
    on_pages: BTreeSet<FaceId>,
}

impl Used {
    pub(super) fn of(layout: &Layout) -> Used {
        let mut glyphs: BTreeMap<FaceId, BTreeMap<u16, String>> = BTreeMap::new();
        let runs = || layout.pages.iter().flat_map(|page| &page.items).flat_map(runs_of);
        for run in runs() {
            let face = glyphs.entry(run.face).or_default();
            for cluster in clusters(run).filter(|cluster| cluster.len() == 1) {
                let text = canonical(text_of(run, cluster));
                if !face.contains_key(&cluster[0].id) && !text.is_empty() {
                    face.insert(cluster[0].id, text.to_owned());
                }
            }
        }
        for run in runs() {
            let face = glyphs.entry(run.face).or_default();
            for cluster in clusters(run) {
                if cluster.iter().all(|glyph| face.contains_key(&glyph.id)) {
                    continue; // nearly all
                }
                let text = canonical(text_of(run, cluster));
                let shares = shares(layout.fonts.get(run.face), cluster, text, run.backwards);
                for (glyph, share) in cluster.iter().zip(shares) {
                    face.entry(glyph.id).or_insert(share);
                }
            }
        }
        let drawn = layout.pages.iter().flat_map(|page| &page.items).filter_map(|item| match &item.shape {
            Shape::Run(run) | Shape::Watermark(run) => Some(run),
            _ => None,
        });
        let on_pages = drawn.filter(|run| !run.glyphs.is_empty()).map(|run| run.face).collect();
        Used { glyphs, on_pages }
    }

    /// Whether a glyph of the face stands on a page, not in a field alone.
    pub(super) fn on_pages(&self, face: FaceId) -> bool {
        self.on_pages.contains(&face)
    }

    /// The characters of a glyph.
    pub(super) fn says(&self, face: FaceId, glyph: u16) -> &str {
        self.glyphs.get(&face).and_then(|glyphs| glyphs.get(&glyph)).map_or("", String::as_str)
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

fn runs_of(item: &Item) -> Vec<&Run> {
    match &item.shape {
        Shape::Run(run) | Shape::Watermark(run) => vec![run],
        Shape::Field(field) => field.value.lines.iter().flat_map(|line| &line.runs).collect(),
        _ => Vec::new(),
    }
}
