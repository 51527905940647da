//! Ways back from a fact to the cell that states it.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use crate::source::{Source, Span};

/// Where a cell is, in the words of the program that shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A cell of a sheet; row and column are counted from 1.
    Sheet {
        /// Name of the sheet.
        sheet: Arc<str>,
        /// Row.
        row: u32,
        /// Column.
        column: u32,
    },
    /// A place in a text, counted from 1; columns count characters.
    Text {
        /// Line.
        line: u64,
        /// Column.
        column: u64,
    },
    /// A line of a text, counted from 1, in which the name of the column is found.
    Line(u64),
}

impl fmt::Display for Place {
    /// `C17` with the name of the sheet, `line 17, column 5`, or `line 17`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Sheet { sheet, row, column } => write!(f, "{sheet}!{}{row}", letters(*column)),
            Place::Text { line, column } => write!(f, "line {line}, column {column}"),
            Place::Line(line) => write!(f, "line {line}"),
        }
    }
}

/// The letters of a column of a sheet: 1 is A, 27 is AA.
pub(super) fn letters(mut column: u32) -> String {
    let mut out = Vec::new();
    while column > 0 {
        column -= 1;
        out.push(char::from(b'A' + u8::try_from(column % 26).unwrap_or_default()));
        column /= 26;
    }
    out.iter().rev().collect()
}

/// A cell that states a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The column as its header writes it; in JSON and TOML, the path of the fact.
    pub column: Arc<str>,
    /// Where it is.
    pub place: Place,
}

/// The cells of a row, found by the places of its facts.
#[derive(Debug, Clone, Default)]
pub struct Cells {
    /// The text of the row's facts and the cell of each of its passages, in order.
    marks: Vec<Mark>,
}

#[derive(Debug, Clone)]
struct Mark {
    range: Range<usize>,
    cell: Cell,
}

impl Cells {
    /// Adds a passage of the text, behind the ones before.
    pub(super) fn push(&mut self, range: Range<usize>, cell: Cell) {
        self.marks.push(Mark { range, cell });
    }

    /// The cell that a place in the text of a row comes from.
    pub(super) fn find(&self, text: &Source, span: &Span) -> Option<&Cell> {
        if span.source.path != text.path || span.source.text != text.text {
            return None;
        }
        let at = self.marks.partition_point(|mark| mark.range.end <= span.range.start);
        self.marks.get(at).filter(|mark| mark.range.start <= span.range.start).map(|mark| &mark.cell)
    }
}
