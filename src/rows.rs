//! Partner tables: rows of facts, one pack each.
//!
//! In: a table that people or programs wrote: separated values, a workbook, JSON Lines, or a folder of
//! TOML files. Out: one [`Row`] after the other, a tree of facts that lies over a pack, with the cell that
//! each fact comes from. A row that cannot be read is a [`BadRow`], and does not stop the others.
//!
//! Columns are dotted paths of the pack: `parties.customer.name`, `subprocessors[0].country`. An empty
//! cell states nothing. A list that a row states takes the place of the whole list below; its indices
//! start at 0 and have no hole. In cells of separated values and workbooks, white space at the ends does
//! not count, and the pack's schema says what a text means:
//!
//! - a date is `2026-03-02` or `2.3.2026`, a boolean `true`, `yes` or `wahr`, or the opposite;
//! - a list of texts stands on several lines of a cell, or on one line with `|` between the items;
//! - what begins with `{` or `[` where a table or a list can stand is TOML, unless it is a text that can stand there,
//!   too, such as `{Name}`, and does not look like TOML;
//! - everything else is the text as it stands. The formats of texts are judged with the pack.
//!
//! In workbooks, a cell that is a date states no text: spreadsheets make dates of texts that look like one. A number
//! that is formatted as `00000` has its zeros.
//!
//! In JSON, `null` and the empty text state nothing either; texts, numbers and booleans are themselves.
//!
//! Each row has a key that names its pack: the column `key`, else `agreement.reference`, or a column
//! that the caller names; for a folder of TOML files, `key` or the name of the file. A row that does not
//! state `agreement.reference` has its key as its reference.

mod build;
mod cell;
mod column;
mod encoding;
mod files;
mod head;
mod input;
mod json;
mod key;
mod lines;
mod list;
mod place;
mod separated;
pub mod sheet;
mod table;
mod workbook;

pub use input::{Kind, Options};
pub use list::List;
pub use place::{Blame, Cell, Cells, Place};
pub use table::{BadRow, Row, Rows, Table};

use crate::diagnostic::Code;

/// A column that the pack does not have, or that cannot stand in this table.
pub const BAD_COLUMN: Code = Code("ROW-COLUMN");
/// A row without a key, or with one that is no file name or not its own.
pub const BAD_KEY: Code = Code("ROW-KEY");
/// A cell that states no fact.
pub const BAD_CELL: Code = Code("ROW-CELL");
/// A row, or a whole table, whose form is broken.
pub const BAD_FORM: Code = Code("ROW-FORM");

/// Longest row that is read, in bytes.
const MAX_ROW: usize = 4 << 20;
/// Most columns of a table.
const MAX_COLUMNS: usize = 16_384;
/// Most items of a list in a row.
const MAX_ITEMS: usize = 1000;
/// Most findings that are told of one row or one header.
const MAX_FINDINGS: usize = 200;

#[cfg(test)]
mod tests;
