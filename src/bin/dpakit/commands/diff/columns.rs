//! Words of a change in lines of a given width: one column with marks, or the old words beside the new ones.

use std::borrow::Cow;

use dpakit::diagnostic::print::Face;
use dpakit::diff::changes::Op;

/// Words in a row that had the same fate.
pub struct Piece {
    /// What happened to them.
    pub op: Op,
    /// The words.
    pub words: Vec<String>,
    /// Whether no space stands before the first of them.
    pub glued: bool,
}

impl Piece {
    /// Words behind a space.
    pub fn of(op: Op, words: Vec<String>) -> Piece {
        Piece { op, words, glued: false }
    }
}

/// Columns before the words.
const INDENT: &str = "  ";
/// What stands between two columns.
const BETWEEN: &str = " │ ";

/// The words in one column: what went and what came has marks, or colours and lines.
pub fn wrapped(pieces: &[Piece], face: Face) -> String {
    let width = face.width.saturating_sub(INDENT.len()).max(20);
    let lines = lines(pieces.iter(), width, !face.colour);
    lines.iter().map(|line| format!("{INDENT}{}\n", line.shown(face.colour))).collect()
}

/// The old words on the left and the new ones on the right.
pub fn side_by_side(pieces: &[Piece], face: Face) -> String {
    let width = (face.width.saturating_sub(INDENT.len() + BETWEEN.chars().count()) / 2).max(16);
    let side = |gone: Op| lines(pieces.iter().filter(|piece| piece.op != gone), width, !face.colour);
    let (old, new) = (side(Op::Insert), side(Op::Delete));
    let mut out = String::new();
    for at in 0..old.len().max(new.len()) {
        let left = old.get(at).map(|line| line.shown(face.colour)).unwrap_or_default();
        let blank = " ".repeat(width.saturating_sub(old.get(at).map_or(0, |line| line.width)));
        let right = new.get(at).map(|line| line.shown(face.colour)).unwrap_or_default();
        out.push_str(format!("{INDENT}{left}{blank}{BETWEEN}{right}").trim_end());
        out.push('\n');
    }
    out
}

/// A word of a line.
struct Word<'p> {
    op: Op,
    text: Cow<'p, str>,
    /// Whether no space stands before it.
    glued: bool,
}

/// A line.
#[derive(Default)]
struct Line<'p> {
    words: Vec<Word<'p>>,
    /// Columns, taking every character for one.
    width: usize,
}

impl Line<'_> {
    /// How wide it would be with one more word.
    fn width_with(&self, word: &Word<'_>) -> usize {
        self.width + usize::from(!self.words.is_empty() && !word.glued) + word.text.chars().count()
    }

    fn shown(&self, colour: bool) -> String {
        let mut out = String::new();
        for run in self.words.chunk_by(|one, next| one.op == next.op) {
            if !out.is_empty() && !run[0].glued {
                out.push(' ');
            }
            let words = run.iter().map(|word| word.text.as_ref()).collect::<Vec<_>>().join(" ");
            out += &match run[0].op {
                Op::Delete if colour => format!("\u{1b}[31;9m{words}\u{1b}[0m"),
                Op::Insert if colour => format!("\u{1b}[32;4m{words}\u{1b}[0m"),
                _ => words,
            };
        }
        out
    }
}

/// Fills lines with words. Marks hold on to the first and the last word of what they mark.
fn lines<'p>(pieces: impl Iterator<Item = &'p Piece>, width: usize, marks: bool) -> Vec<Line<'p>> {
    let mut lines = Vec::new();
    let mut line = Line::default();
    for piece in pieces {
        let last = piece.words.len().saturating_sub(1);
        for (at, word) in piece.words.iter().enumerate() {
            let (before, behind) = match piece.op {
                Op::Delete if marks => ("[-", "-]"),
                Op::Insert if marks => ("{+", "+}"),
                _ => ("", ""),
            };
            let before = if at == 0 { before } else { "" };
            let behind = if at == last { behind } else { "" };
            let text = match (before, behind) {
                ("", "") => Cow::Borrowed(word.as_str()),
                _ => Cow::Owned(format!("{before}{word}{behind}")),
            };
            let word = Word { op: piece.op, text, glued: piece.glued && at == 0 };
            if line.width_with(&word) > width && !line.words.is_empty() && !word.glued {
                lines.push(std::mem::take(&mut line));
            }
            line.width = line.width_with(&word);
            line.words.push(word);
        }
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces() -> Vec<Piece> {
        let piece = |op, words: &str| Piece::of(op, words.split(' ').map(str::to_owned).collect());
        vec![
            piece(Op::Equal, "The mill grinds corn within"),
            piece(Op::Delete, "thirty days"),
            piece(Op::Insert, "45 days"),
            piece(Op::Equal, "of the order."),
        ]
    }

    #[test]
    fn words_are_wrapped_with_their_marks() {
        let face = Face { colour: false, width: 34 };
        assert_eq!(
            wrapped(&pieces(), face),
            "  The mill grinds corn within\n  [-thirty days-] {+45 days+} of\n  the order.\n"
        );
        let face = Face { colour: true, width: 120 };
        let line = "  The mill grinds corn within \u{1b}[31;9mthirty days\u{1b}[0m \u{1b}[32;4m45 days\u{1b}[0m of the order.\n";
        assert_eq!(wrapped(&pieces(), face), line);
    }

    #[test]
    fn a_mark_stands_at_its_word() {
        let piece = |op, word: &str, glued| Piece { glued, ..Piece::of(op, vec![word.to_owned()]) };
        let all = [
            (Op::Equal, "(", false),
            (Op::Delete, "30", true),
            (Op::Insert, "45", true),
            (Op::Equal, ")", true),
        ];
        let all = all.map(|(op, word, glued)| piece(op, word, glued));
        assert_eq!(wrapped(&all, Face { colour: false, width: 80 }), "  ([-30-]{+45+})\n");
        let mut sides = side_by_side(&all, Face { colour: false, width: 80 });
        sides.retain(|c| c != ' ');
        assert_eq!(sides, "([-30-])│({+45+})\n");
    }

    #[test]
    fn old_words_stand_beside_new_ones() {
        let face = Face { colour: false, width: 47 };
        assert_eq!(
            side_by_side(&pieces(), face),
            "  The mill grinds corn  │ The mill grinds corn\n  \
               within [-thirty       │ within {+45 days+} of\n  \
               days-] of the order.  │ the order.\n"
        );
    }
}
