//! Ways back from a fact to the cell that states it.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use super::head::Head;
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
    /// A cell of a table that is a text, as a spreadsheet program shows it; row and column are counted from 1.
    Table {
        /// Row: empty lines count, line breaks within a cell do not.
        row: u64,
        /// Column.
        column: u32,
    },
    /// A row of such a table, or of a sheet.
    Row {
        /// Name of the sheet.
        sheet: Option<Arc<str>>,
        /// Row, counted from 1.
        row: u64,
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
    /// `C17`, `Partners!C17` with the name of a sheet, `row 17`, `Partners, row 17`, `line 17, column 5`, or
    /// `line 17`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Sheet { sheet, row, column } => write!(f, "{sheet}!{}{row}", letters(*column)),
            Place::Table { row, column } => write!(f, "{}{row}", letters(*column)),
            Place::Row { sheet: Some(sheet), row } => write!(f, "{sheet}, row {row}"),
            Place::Row { sheet: None, row } => write!(f, "row {row}"),
            Place::Text { line, column } => write!(f, "line {line}, column {column}"),
            Place::Line(line) => write!(f, "line {line}"),
        }
    }
}

impl Place {
    /// The row of a cell.
    pub(super) fn row(&self) -> Place {
        match self {
            Place::Sheet { sheet, row, .. } => {
                Place::Row { sheet: Some(sheet.clone()), row: u64::from(*row) }
            }
            Place::Table { row, .. } => Place::Row { sheet: None, row: *row },
            Place::Row { .. } | Place::Text { .. } | Place::Line(_) => self.clone(),
        }
    }

    /// Whether it is a row of a sheet, or of a table that has no sheets.
    fn is_in(&self, of: Option<&Arc<str>>) -> bool {
        matches!(self, Place::Row { sheet, .. } if sheet.as_ref() == of)
    }

    /// The cell of a row in a column, counted from 0.
    fn column(&self, at: usize) -> Place {
        let column = u32::try_from(at + 1).unwrap_or(u32::MAX);
        match self {
            Place::Row { sheet: None, row } => Place::Table { row: *row, column },
            Place::Row { sheet: Some(sheet), row } => {
                Place::Sheet { sheet: sheet.clone(), row: u32::try_from(*row).unwrap_or(u32::MAX), column }
            }
            place => place.clone(),
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

/// The part of a row that a finding is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Blame {
    /// What a cell states, or several cells of a row: then the column is the path of what they state together.
    Stated(Cell),
    /// A fact that is missing, and where it would stand: in a cell, or in a row that has no column for it.
    Missing(Cell),
}

/// The cells of a row, found by the places of its facts.
#[derive(Debug, Clone, Default)]
pub struct Cells {
    /// The text of the row's facts and the cell of each of its passages, in order.
    marks: Vec<Mark>,
    home: Option<Box<Home>>,
}

/// Where a row stands: what leads to cells that state nothing.
#[derive(Debug, Clone)]
pub(super) struct Home {
    /// The row itself.
    pub place: Place,
    /// The columns of its table; none where each fact brings its own name.
    pub sheets: Arc<[Columns]>,
}

/// The columns of a table or sheet.
#[derive(Debug)]
pub(super) struct Columns {
    /// Name of the sheet.
    pub sheet: Option<Arc<str>>,
    /// Its header.
    pub head: Arc<Head>,
    /// Where its rows are items of a list: how many steps the path of the list has.
    pub depth: Option<usize>,
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

    /// Says where the row stands.
    pub(super) fn stand(&mut self, home: Home) {
        self.home = Some(Box::new(home));
    }

    /// The number of the row in what people see: of the row of a spreadsheet, of the line of a text.
    pub(super) fn number(&self) -> Option<u64> {
        match self.home.as_ref()?.place {
            Place::Row { row, .. } | Place::Line(row) => Some(row),
            Place::Sheet { .. } | Place::Table { .. } | Place::Text { .. } => None,
        }
    }

    /// The cell in which a fact would stand that is missing: in the row of the cell that stands nearest, or else in
    /// that of the partner. Where the table has no column for it, the row.
    pub(super) fn lacking(&self, fact: &str, near: Option<&Cell>) -> Option<Cell> {
        let home = self.home.as_ref()?;
        let row = near.map_or_else(|| home.place.clone(), |cell| cell.place.row());
        let column = home.sheets.iter().find(|columns| row.is_in(columns.sheet.as_ref()));
        let column =
            column.and_then(|columns| columns.head.position_of(fact, columns.depth).zip(Some(columns)));
        Some(match column {
            Some((at, columns)) => Cell { column: columns.head.name(at), place: row.column(at) },
            None => Cell { column: fact.into(), place: row },
        })
    }

    /// Whether a passage begins where the one of a cell does: the value that the cell states begins behind its name.
    pub(super) fn begins(&self, range: &Range<usize>) -> bool {
        self.marks.binary_search_by_key(&range.start, |mark| mark.range.start).is_ok()
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
