//! What changed, as a lawyer would say it: one change for each thing that happened.
//!
//! A stretch that moved is one change, however many paragraphs it has, and so is a section that is new or gone.
//! A number that changed is a change of its own kind; references that merely follow such numbers are counted,
//! and so is what only looks different.

mod otherwise;
mod teller;

use std::ops::Range;

use super::align::Pair;
use super::moves::Move;
use super::pieces::{Pieces, moved_pieces};
use super::units::Leaf;
use super::wordings::Wordings;
use crate::document::Text;

/// What happened to a stretch of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// Only the new text has it.
    Inserted,
    /// Only the old text has it.
    Deleted,
    /// Some of its words are others.
    Reworded,
    /// It stands elsewhere.
    Moved,
    /// It stands elsewhere, and some of its words are others.
    MovedReworded,
    /// Only its number is another.
    Renumbered,
    /// One paragraph became several.
    Split,
    /// Several paragraphs became one.
    Merged,
    /// A row of a table that only the new text has.
    RowInserted,
    /// A row that only the old text has.
    RowDeleted,
    /// A row that stands elsewhere.
    RowMoved,
    /// A column that only the new table has.
    ColumnInserted,
    /// A column that only the old table has.
    ColumnDeleted,
    /// The words of a cell are others.
    Cell,
    /// It looks different: heading, list mark, emphasis.
    Formatted,
    /// A link leads elsewhere.
    Link,
}

impl What {
    /// All kinds.
    pub const ALL: [What; 16] = [
        What::Inserted,
        What::Deleted,
        What::Reworded,
        What::Moved,
        What::MovedReworded,
        What::Renumbered,
        What::Split,
        What::Merged,
        What::RowInserted,
        What::RowDeleted,
        What::RowMoved,
        What::ColumnInserted,
        What::ColumnDeleted,
        What::Cell,
        What::Formatted,
        What::Link,
    ];

    /// The kind of change, as JSON has it: cells that are a column are cells there.
    pub fn kind(self) -> &'static str {
        match self {
            What::ColumnInserted | What::ColumnDeleted => What::Cell.name(),
            other => other.name(),
        }
    }

    /// Whether a column came or went, as JSON has it beside the kind.
    pub fn column(self) -> Option<&'static str> {
        match self {
            What::ColumnInserted => Some("inserted"),
            What::ColumnDeleted => Some("deleted"),
            _ => None,
        }
    }

    /// Its name, as people and options have it.
    pub fn name(self) -> &'static str {
        match self {
            What::Inserted => "inserted",
            What::Deleted => "deleted",
            What::Reworded => "reworded",
            What::Moved => "moved",
            What::MovedReworded => "moved-reworded",
            What::Renumbered => "renumbered",
            What::Split => "split",
            What::Merged => "merged",
            What::RowInserted => "row-inserted",
            What::RowDeleted => "row-deleted",
            What::RowMoved => "row-moved",
            What::ColumnInserted => "column-inserted",
            What::ColumnDeleted => "column-deleted",
            What::Cell => "cell",
            What::Formatted => "formatted",
            What::Link => "link",
        }
    }
}

/// A stretch of units on one side of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The units.
    pub units: Range<usize>,
    /// The number of the first unit that has one, or of the heading above.
    pub number: Text,
    /// The heading: its own, or the one above.
    pub title: Text,
    /// The number with those around it: `11.2(b)` for an item `(b)`.
    pub address: Text,
    /// What a row is called, with the column of a cell: `Hosting, Target`; empty elsewhere.
    pub row: Text,
    /// The words that lead to an item that moved, where other words lead to it now; empty elsewhere.
    pub lead: Text,
    /// The words, a line for each unit.
    pub text: Text,
}

/// What happened to some words in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    /// Both texts have them.
    Equal,
    /// Only the new one has them.
    Insert,
    /// Only the old one has them.
    Delete,
}

/// The end of a paragraph among the [`Words`] of what was split or merged.
pub const PARAGRAPH: &str = "\n";

/// Words in a row, and what happened to them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// What happened.
    pub op: Op,
    /// The words; those of the new text where both have them.
    pub text: Text,
    /// Whether no white space stands before them in their text: `)` behind `30`.
    pub glued: bool,
}

impl Words {
    /// Words with white space before them, or at the beginning.
    pub fn of(op: Op, text: impl Into<Text>) -> Words {
        Words { op, text: text.into(), glued: false }
    }
}

/// A link that leads elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relinked {
    /// Its words.
    pub text: Text,
    /// Where it led; nowhere if the words were no link.
    pub old: Option<Text>,
    /// Where it leads.
    pub new: Option<Text>,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What.
    pub what: What,
    /// Where, in the old text.
    pub old: Option<Box<Place>>,
    /// Where, in the new text.
    pub new: Option<Box<Place>>,
    /// The words, where some are others.
    pub words: Vec<Words>,
    /// The links, where some lead elsewhere.
    pub links: Vec<Relinked>,
}

impl Change {
    /// One without links that lead elsewhere.
    pub fn of(what: What, old: Option<Box<Place>>, new: Option<Box<Place>>, words: Vec<Words>) -> Change {
        Change { what, old, new, words, links: Vec::new() }
    }
}

/// Everything that happened between two texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// In the order of the new text; what is gone where it stood.
    pub all: Vec<Change>,
    /// How many references only follow numbers that changed.
    pub followed: usize,
    /// The references that stayed as they were, though what they led to has another number now.
    pub left: Vec<Left>,
}

/// A reference that stayed as it was, though what it led to has another number now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// As it is written: `Section 2`.
    pub reference: Text,
    /// The number of what it led to.
    pub now: Text,
    /// Where it stands, in the new text.
    pub place: Box<Place>,
}

/// What changed between two texts whose units were [paired](super::units::pairs), with their [moves](super::moves)
/// and their [pieces](super::pieces).
pub fn changes<'b>(
    (old, new): (&[Leaf<'b>], &[Leaf<'b>]),
    pairs: &[Pair],
    (moves, pieces): (&[Move], &[Pieces]),
    wordings: &mut Wordings,
) -> Changes {
    let far = moved_pieces(old, new, pairs, pieces);
    let moves: Vec<Move> = moves.iter().map(|one| with_pieces(one, &far)).collect();
    let mut told = teller::told((old, new), pairs, &moves, [pieces, &far], wordings);
    otherwise::rejoined(&mut told.all, wordings);
    otherwise::titled(&mut told.all);
    told
}

/// A move with all pieces of what it has a piece of.
fn with_pieces(one: &Move, far: &[Pieces]) -> Move {
    let joined = |a: &Range<usize>, b: &Range<usize>| a.start.min(b.start)..a.end.max(b.end);
    let touches = |pieces: &&Pieces| pieces.new.start < one.new.end && one.new.start < pieces.new.end;
    far.iter().filter(touches).fold(one.clone(), |whole, pieces| Move {
        old: joined(&whole.old, &pieces.old),
        new: joined(&whole.new, &pieces.new),
    })
}

#[cfg(test)]
mod tests;
