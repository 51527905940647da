//! The order of writing: which parts of a paragraph run from right to left, and where the parts of
//! a line stand.
//!
//! Levels are those of the Unicode Bidirectional Algorithm: even ones run from left to right, odd
//! ones from right to left. The paragraphs themselves always run from left to right, as all
//! languages that clauses are written in do.

#[cfg(test)]
mod tests;

use std::ops::Range;

use unicode_bidi::{BidiClass, BidiInfo, Level, bidi_class};

use crate::emit::pdf::rich::Rich;

/// The levels of a text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Levels {
    /// One for each byte; none if all of the text is of level 0.
    bytes: Vec<u8>,
}

impl Levels {
    /// The levels of `rich`, whose facts stand each for itself: a name in Hebrew does not draw the
    /// number or the bracket that follows it to its other side.
    pub fn of(rich: &Rich) -> Levels {
        if !rich.text.chars().any(turns) {
            return Levels::default();
        }
        let isolated = Isolated::of(rich);
        let info = BidiInfo::new(&isolated.text, Some(Level::ltr()));
        Levels { bytes: isolated.kept.iter().map(|&at| info.levels[at].number()).collect() }
    }

    /// The level of the character at a byte.
    pub fn at(&self, byte: usize) -> u8 {
        self.bytes.get(byte).copied().unwrap_or(0)
    }
}

/// Whether a character can make text run from right to left.
fn turns(c: char) -> bool {
    use BidiClass::{AL, AN, R, RLE, RLI, RLO};
    c >= '\u{590}' && matches!(bidi_class(c), R | AL | AN | RLE | RLO | RLI)
}

/// A text with each fact between marks that isolate it.
struct Isolated {
    text: String,
    /// For each byte of the text without marks, its place in the text with them.
    kept: Vec<usize>,
}

const FIRST_STRONG_ISOLATE: char = '\u{2068}';
const POP_ISOLATE: char = '\u{2069}';
/// Stands for a mark in a fact that would end the isolation of the fact itself.
const NOTHING: char = '\u{200b}';

impl Isolated {
    fn of(rich: &Rich) -> Isolated {
        let mut isolated = Isolated { text: String::new(), kept: Vec::with_capacity(rich.text.len()) };
        let mut start = 0;
        for span in &rich.spans {
            let words = &rich.text[start..span.end];
            match span.format.path {
                Some(_) => isolated.fact(words),
                None => words.chars().for_each(|c| isolated.keep(c, c)),
            }
            start = span.end;
        }
        isolated
    }

    /// Adds a character, as `c` where it is its direction that counts.
    fn keep(&mut self, shown: char, c: char) {
        let at = self.text.len();
        self.text.push(c);
        let length = c.len_utf8();
        self.kept.extend((0..shown.len_utf8()).map(|byte| at + byte.min(length - 1)));
    }

    /// Adds a fact. Isolates that it opens itself end with it, and it ends none but its own.
    fn fact(&mut self, words: &str) {
        let mut open = 0usize;
        self.text.push(FIRST_STRONG_ISOLATE);
        for c in words.chars() {
            match bidi_class(c) {
                BidiClass::FSI | BidiClass::LRI | BidiClass::RLI => open += 1,
                BidiClass::PDI if open == 0 => {
                    self.keep(c, NOTHING);
                    continue;
                }
                BidiClass::PDI => open -= 1,
                _ => {}
            }
            self.keep(c, c);
        }
        self.text.extend(std::iter::repeat_n(POP_ISOLATE, open + 1));
    }
}

/// The places of the parts of a line from left to right: the index of the leftmost part first.
/// `parts` are those of the line in the order of reading: the range of each in `text`, and its level.
///
/// White space at the end of the line stands at its right end, whatever stands before it.
pub fn visual_order(text: &str, parts: &[(Range<usize>, u8)]) -> Vec<usize> {
    let is_turned = |(_, level): &(Range<usize>, u8)| level % 2 == 1;
    if !parts.iter().any(is_turned) {
        return (0..parts.len()).collect();
    }
    let level = |number: u8| Level::new(number).unwrap_or(Level::ltr());
    let mut levels: Vec<Level> = parts.iter().map(|(_, number)| level(*number)).collect();
    for ((range, _), level) in parts.iter().zip(&mut levels).rev() {
        let words = text.get(range.clone()).unwrap_or_default();
        if words.is_empty() || !words.chars().all(is_white) {
            break;
        }
        *level = Level::ltr();
    }
    BidiInfo::reorder_visual(&levels)
}

/// Whether a character at the end of a line takes the direction of the paragraph.
fn is_white(c: char) -> bool {
    use BidiClass::{B, BN, FSI, LRI, PDI, RLI, S, WS};
    matches!(bidi_class(c), WS | S | B | BN | FSI | LRI | RLI | PDI)
}
