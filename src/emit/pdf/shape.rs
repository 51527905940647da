//! Characters to glyphs: kerning, ligatures, figures. Words are shaped once in a file.

use std::cell::Cell;
use std::rc::Rc;

use foldhash::HashMap;
use rustybuzz::ttf_parser::Tag;
use rustybuzz::{Direction, Feature, ShapePlan, UnicodeBuffer};

use super::face::{FaceId, is_ignorable};
use super::fonts::{Fonts, Standing};

/// A glyph in a shaped word. Lengths are in ems.
#[derive(Debug, Clone, PartialEq)]
pub struct Glyph {
    /// Number in the face.
    pub id: u16,
    /// How far the pen moves, kerning included.
    pub advance: f32,
    /// Moves the glyph, not the pen: a mark over its letter.
    pub offset: (f32, f32),
    /// The bytes of the word that the glyph stands for; empty for the second glyph of a cluster.
    pub text: (u32, u32),
}

/// A shaped word.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shaped {
    /// From left to right.
    pub glyphs: Vec<Glyph>,
    /// Sum of the advances, in ems.
    pub width: f32,
    /// The first character that the face does not have, in bytes from the start.
    pub missing: Option<u32>,
}

/// The number of words after which everything is forgotten, to keep memory bounded.
const MOST_WORDS: usize = 30_000;

thread_local! {
    /// The shaper of the last file written on this thread: most words of the next are the same.
    static IDLE: Cell<Option<Shaper>> = const { Cell::new(None) };
}

/// How a word is shaped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Manner {
    /// The face.
    pub face: FaceId,
    /// Whether all figures have the same width.
    pub tabular: bool,
    /// Whether the word runs from right to left: its first letter is the rightmost, and brackets are
    /// mirrored.
    pub backwards: bool,
}

/// Shapes words and remembers them.
#[derive(Default)]
pub struct Shaper {
    /// The faces that what it remembers is in.
    standing: Standing,
    words: HashMap<Manner, HashMap<Box<str>, Rc<Shaped>>>,
    plans: HashMap<(Manner, rustybuzz::Script), ShapePlan>,
    buffer: Option<UnicodeBuffer>,
}

impl Shaper {
    /// One that remembers the words of the last file, if that had the same standing faces.
    pub fn take(fonts: &Fonts) -> Shaper {
        let standing = fonts.standing();
        let idle = IDLE.take().filter(|idle| idle.standing == standing);
        idle.unwrap_or_else(|| Shaper { standing, ..Shaper::default() })
    }

    /// Keeps the words for the next file: those in standing faces, whose ids are the same there.
    pub fn put_back(mut self, fonts: &Fonts) {
        self.words.retain(|manner, _| fonts.is_standing(manner.face));
        self.plans.retain(|(manner, _), _| fonts.is_standing(manner.face));
        if self.words.values().map(HashMap::len).sum::<usize>() <= MOST_WORDS {
            IDLE.set(Some(self));
        }
    }

    /// The glyphs of `word`.
    pub fn shape(&mut self, fonts: &Fonts, manner: Manner, word: &str) -> Rc<Shaped> {
        let known = self.words.entry(manner).or_default();
        if let Some(shaped) = known.get(word) {
            return shaped.clone();
        }
        let shaped = Rc::new(self.run(fonts, manner, word));
        self.words.entry(manner).or_default().insert(word.into(), shaped.clone());
        shaped
    }

    fn run(&mut self, fonts: &Fonts, manner: Manner, word: &str) -> Shaped {
        let font = fonts.get(manner.face);
        let mut buffer = self.buffer.take().unwrap_or_default();
        buffer.push_str(word);
        buffer.guess_segment_properties();
        // The letters tell the script; the direction follows from the whole paragraph.
        let direction = if manner.backwards { Direction::RightToLeft } else { Direction::LeftToRight };
        buffer.set_direction(direction);
        let script = buffer.script();
        let plan = self.plans.entry((manner, script)).or_insert_with(|| {
            let feature = |tag, on| Feature::new(Tag::from_bytes(tag), u32::from(on), ..);
            let old_style = fonts.old_style() && !manner.tabular;
            // One glyph for a whole word of Arabic is turned round letter by letter when it is
            // extracted; what the writing itself asks for is another feature and stays.
            let features = [
                feature(b"tnum", manner.tabular),
                feature(b"onum", old_style),
                feature(b"lnum", !old_style),
                feature(b"liga", !manner.backwards),
            ];
            ShapePlan::new(&font.tables, direction, Some(script), None, &features)
        });
        let output = rustybuzz::shape_with_plan(&font.tables, plan, buffer);
        let shaped = collect(&output, word, font.units_per_em);
        self.buffer = Some(output.clear());
        shaped
    }
}

fn collect(output: &rustybuzz::GlyphBuffer, word: &str, units_per_em: f32) -> Shaped {
    let infos = output.glyph_infos();
    let mut starts: Vec<u32> = infos.iter().map(|info| info.cluster).collect();
    starts.sort_unstable();
    starts.dedup();
    starts.push(word.len() as u32);
    let mut shaped = Shaped::default();
    let mut last = None;
    for (info, position) in infos.iter().zip(output.glyph_positions()) {
        let start = info.cluster;
        let end = starts[starts.partition_point(|&s| s <= start).min(starts.len() - 1)];
        let first = last != Some(start);
        last = Some(start);
        let text = word.get(start as usize..end as usize).unwrap_or_default();
        if text.chars().all(is_ignorable) {
            continue;
        }
        if info.glyph_id == 0 && shaped.missing.is_none() {
            shaped.missing = Some(start);
        }
        let advance = position.x_advance as f32 / units_per_em;
        shaped.width += advance;
        shaped.glyphs.push(Glyph {
            id: info.glyph_id as u16,
            advance,
            offset: (position.x_offset as f32 / units_per_em, position.y_offset as f32 / units_per_em),
            text: (start, if first { end } else { start }),
        });
    }
    shaped
}
