//! What stands in the cells of a table: lines, and items of lists with their bullets.

use super::setter::Setter;
use super::{ElementId, Numbering, Role};
use crate::document::Cell;
use crate::emit::pdf::lines::{Fill, Line};
use crate::emit::pdf::rich::{Format, Rich};

/// How far the text of an item stands behind its bullet, in ems.
const INDENT: f32 = 0.9;

/// Lines that follow each other, or one item of a list.
pub struct Piece {
    /// Whether it is an item.
    pub item: bool,
    /// Its words; lines end where the cell says so.
    pub text: Rich,
}

/// The content of a cell.
pub type Words = Vec<Piece>;

/// A line as it is printed.
pub struct CellLine {
    /// The words.
    pub line: Line,
    /// How far they stand in the cell.
    pub indent: f32,
    /// The bullet before them, and the element it is.
    pub bullet: Option<(ElementId, Line)>,
    /// The element that the words belong to.
    pub element: ElementId,
}

impl Setter<'_, '_> {
    /// The content of a cell in a format.
    pub fn pieces(&mut self, cell: &Cell, format: &Format) -> Words {
        let mut pieces: Words = Vec::new();
        for line in &cell.lines {
            match pieces.last_mut() {
                Some(last) if !last.item && !line.item => {
                    last.text.break_line(format);
                    self.add(&mut last.text, &line.text, format);
                }
                _ => pieces.push(Piece { item: line.item, text: self.rich(&line.text, format) }),
            }
        }
        pieces
    }

    /// The width of the widest word, and that of each line, were none broken; bullets included.
    pub fn extremes(&mut self, words: &Words) -> (f32, Vec<f32>) {
        let (mut widest, mut all) = (0.0f32, Vec::new());
        for piece in words {
            let indent = self.indent(piece);
            let (word, lines) = self.typesetter.extremes(&piece.text);
            widest = widest.max(word + indent);
            all.extend(lines.into_iter().map(|line| line + indent));
        }
        (widest, all)
    }

    /// The widest of the lines into which words are broken in a column.
    pub fn widest_line(&mut self, words: &Words, width: f32) -> f32 {
        let mut widest = 0.0f32;
        for piece in words {
            let indent = self.indent(piece);
            let lines = self.typesetter.lines(&piece.text, room(width, indent), Fill::Ragged);
            widest = lines.iter().fold(widest, |widest, line| widest.max(line.width + indent));
        }
        widest
    }

    /// Breaks the content of a cell, whose element is open, into lines. Items that follow each other
    /// are tagged as a list, and what stands beside a list as paragraphs.
    pub fn cell_lines(&mut self, words: &[Piece], width: f32, cell: ElementId) -> Vec<CellLine> {
        let mut out = Vec::new();
        let has_list = words.iter().any(|piece| piece.item);
        let mut in_list = false;
        for piece in words {
            if piece.item != in_list {
                match piece.item {
                    true => drop(self.open(Role::List(Numbering::Bullet))),
                    false => self.close(),
                }
                in_list = piece.item;
            }
            match piece.item {
                true => self.item_lines(piece, width, &mut out),
                false => {
                    let element = if has_list { self.child(Role::Paragraph) } else { cell };
                    let lines = self.typesetter.lines(&piece.text, width, Fill::Ragged);
                    let line = |line| CellLine { line, indent: 0.0, bullet: None, element };
                    out.extend(lines.into_iter().map(line));
                }
            }
        }
        if in_list {
            self.close();
        }
        out
    }

    fn item_lines(&mut self, piece: &Piece, width: f32, out: &mut Vec<CellLine>) {
        let indent = self.indent(piece);
        self.open(Role::Item);
        let (label, element) = (self.child(Role::Label), self.child(Role::ItemBody));
        self.close();
        let lines = self.typesetter.lines(&piece.text, room(width, indent), Fill::Ragged);
        let format = self.small().whole_words();
        let mut bullet = Some((label, self.typesetter.line(&Rich::plain("•", &format))));
        out.extend(lines.into_iter().map(|line| CellLine { line, indent, bullet: bullet.take(), element }));
    }

    fn indent(&self, piece: &Piece) -> f32 {
        if piece.item { self.metrics.small * INDENT } else { 0.0 }
    }
}

/// What an indent leaves of a width: never less than a letter needs.
fn room(width: f32, indent: f32) -> f32 {
    (width - indent).max(4.0)
}
