//! Tables that have more columns now, or fewer, or the same in another order: which column became which.
//!
//! Rows of such tables are one and the same row all the same, with a cell that came or went.

use std::ptr;

use foldhash::{HashMap, HashMapExt, HashSet};

use super::align::Pair;
use super::tokens::normal;
use super::units::{Leaf, Piece};
use crate::document::{Cell, Table};

/// An old table and the new one that it became, with other columns.
#[derive(Debug, Clone)]
pub struct Columns<'b> {
    /// The old table.
    pub old: &'b Table,
    /// The new table.
    pub new: &'b Table,
    /// The columns of both, in order: the place of each in the old table and in the new one.
    pub all: Vec<(Option<usize>, Option<usize>)>,
    /// The columns that stand elsewhere, by their places in both; each is also among `all`, once for each side.
    pub moved: Vec<(usize, usize)>,
}

impl<'b> Columns<'b> {
    fn of(old: &'b Table, new: &'b Table) -> Option<Columns<'b>> {
        let (before, now) = (Column::all(old), Column::all(new));
        let all = aligned(&before, &now)?;
        let moved = moved(&before, &now, &all);
        Some(Columns { old, new, all, moved })
    }

    /// The columns that both tables have, wherever they stand.
    pub fn both(&self) -> Vec<(usize, usize)> {
        self.all.iter().filter_map(|(one, other)| one.zip(*other)).chain(self.moved.iter().copied()).collect()
    }

    /// The columns that stand elsewhere, and those that only one table has.
    pub fn elsewhere(&self) -> Vec<(Option<usize>, Option<usize>)> {
        let is_alone = |(old, new): &(Option<usize>, Option<usize>)| match (old, new) {
            (Some(old), None) => self.moved.iter().all(|(at, _)| at != old),
            (None, Some(new)) => self.moved.iter().all(|(_, there)| there != new),
            _ => false,
        };
        let moved = self.moved.iter().map(|(at, there)| (Some(*at), Some(*there)));
        moved.chain(self.all.iter().copied().filter(is_alone)).collect()
    }

    /// Whether it is about two units that are rows of its tables.
    pub fn joins(&self, old: &Leaf<'_>, new: &Leaf<'_>) -> bool {
        self.has_old(old) && self.has_new(new)
    }

    /// Whether a unit is a row of the old table.
    pub fn has_old(&self, leaf: &Leaf<'_>) -> bool {
        table(leaf).is_some_and(|table| ptr::eq(table, self.old))
    }

    /// Whether a unit is a row of the new table.
    pub fn has_new(&self, leaf: &Leaf<'_>) -> bool {
        table(leaf).is_some_and(|table| ptr::eq(table, self.new))
    }
}

/// Columns of the widest table that is looked at.
const MOST: usize = 64;

/// The tables with other columns that some rows were paired of; each table is of one such pair at most.
pub fn columns<'b>(old: &[Leaf<'b>], new: &[Leaf<'b>], pairs: &[Pair]) -> Vec<Columns<'b>> {
    let mut counts: HashMap<(*const Table, *const Table), (usize, usize)> = HashMap::new();
    let mut candidates: Vec<(&'b Table, &'b Table)> = Vec::new();
    for pair in pairs {
        let (one, other) = (&old[pair.old], &new[pair.new]);
        let (Some(before), Some(now)) = (table(one), table(other)) else { continue };
        let widths = [one.cells().len(), other.cells().len()];
        if (widths[0] == widths[1] && !in_another_order(before, now)) || widths[0].max(widths[1]) > MOST {
            continue;
        }
        let next = (0, candidates.len());
        let known = counts.entry((ptr::from_ref(before), ptr::from_ref(now))).or_insert(next);
        known.0 += 1;
        if *known == (1, candidates.len()) {
            candidates.push((before, now));
        }
    }
    let mut order: Vec<(usize, usize)> = counts.into_values().collect();
    order.sort_unstable_by_key(|(count, at)| (std::cmp::Reverse(*count), *at));
    let mut found: Vec<Columns<'b>> = Vec::new();
    for (_, at) in order {
        let (old, new) = candidates[at];
        let taken = found.iter().any(|known| ptr::eq(known.old, old) || ptr::eq(known.new, new));
        found.extend(if taken { None } else { Columns::of(old, new) });
    }
    found
}

/// Whether two tables have the same headings in another order.
fn in_another_order(old: &Table, new: &Table) -> bool {
    let headings = |table: &Table| -> Vec<String> { table.header.iter().map(Cell::plain).collect() };
    let (mut before, mut now) = (headings(old), headings(new));
    if before == now {
        return false;
    }
    before.sort_unstable();
    now.sort_unstable();
    before == now
}

/// The table that a unit is a row of.
fn table<'b>(leaf: &Leaf<'b>) -> Option<&'b Table> {
    match leaf.piece {
        Piece::Row(table, ..) => Some(table),
        _ => None,
    }
}

/// A column: its heading, and what its cells say.
struct Column {
    heading: String,
    cells: HashSet<String>,
}

impl Column {
    fn all(table: &Table) -> Vec<Column> {
        let width = table.rows.iter().chain([&table.header]).map(Vec::len).max().unwrap_or_default();
        let said = |cell: Option<&Cell>| cell.map(|cell| normal(&cell.plain()).trim().to_lowercase());
        let column = |at: usize| Column {
            heading: said(table.header.get(at)).unwrap_or_default(),
            cells: table
                .rows
                .iter()
                .filter_map(|row| said(row.get(at)))
                .filter(|said| !said.is_empty())
                .collect(),
        };
        (0..width).map(column).collect()
    }

    /// How sure it is that two columns are one: 2 by their headings, 1 by half of what their cells say.
    fn likeness(&self, other: &Column) -> usize {
        if !self.heading.is_empty() && self.heading == other.heading {
            return 2;
        }
        let both = self.cells.intersection(&other.cells).count();
        usize::from(both > 0 && 2 * both >= self.cells.len().max(other.cells.len()))
    }
}

/// The columns of two tables in order; nothing where fewer than half of the narrower one's are columns of the other.
fn aligned(before: &[Column], now: &[Column]) -> Option<Vec<(Option<usize>, Option<usize>)>> {
    // The most likeness of the columns from a place on in both tables.
    let mut best = vec![vec![0; now.len() + 1]; before.len() + 1];
    let like: Vec<Vec<usize>> =
        before.iter().map(|one| now.iter().map(|other| one.likeness(other)).collect()).collect();
    for at in (0..before.len()).rev() {
        for there in (0..now.len()).rev() {
            let paired = like[at][there] + best[at + 1][there + 1];
            best[at][there] = paired.max(best[at + 1][there]).max(best[at][there + 1]);
        }
    }
    let (mut at, mut there) = (0, 0);
    let mut all = Vec::new();
    while at < before.len() || there < now.len() {
        let both = at < before.len() && there < now.len() && like[at][there] > 0;
        if both && best[at][there] == like[at][there] + best[at + 1][there + 1] {
            all.push((Some(at), Some(there)));
            (at, there) = (at + 1, there + 1);
        } else if at < before.len() && best[at][there] == best[at + 1][there] {
            all.push((Some(at), None));
            at += 1;
        } else {
            all.push((None, Some(there)));
            there += 1;
        }
    }
    let paired = all.iter().filter(|(one, other)| one.is_some() && other.is_some()).count();
    (2 * paired >= before.len().min(now.len()).max(1)).then_some(all)
}

/// The columns that are only in one table by their order, and in both by their headings.
fn moved(before: &[Column], now: &[Column], all: &[(Option<usize>, Option<usize>)]) -> Vec<(usize, usize)> {
    let mut come: Vec<usize> =
        all.iter().filter(|(old, _)| old.is_none()).filter_map(|(_, new)| *new).collect();
    let gone = all.iter().filter(|(_, new)| new.is_none()).filter_map(|(old, _)| *old);
    let found = gone.filter_map(|at| {
        let place = come.iter().position(|there| before[at].likeness(&now[*there]) == 2)?;
        Some((at, come.remove(place)))
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Block, markdown::foreign};

    /// Columns as `old>new`, counted from 0.
    fn told(old: &str, new: &str) -> Option<String> {
        let read = |text: &str| match foreign(text).pop() {
            Some(Block::Table(table)) => table,
            other => panic!("no table: {other:?}"),
        };
        let place = |at: Option<usize>| at.map_or("-".to_owned(), |at| at.to_string());
        let (old, new) = (read(old), read(new));
        let known = Columns::of(&old, &new)?;
        Some(
            known
                .all
                .iter()
                .map(|(one, other)| format!("{}>{}", place(*one), place(*other)))
                .chain(known.moved.iter().map(|(at, there)| format!("{at}~{there}")))
                .collect::<Vec<_>>()
                .join(" "),
        )
    }

    const TWO: &str = "| Who | Where |\n|---|---|\n| Alder | Bruges |\n| Birch | Ghent |\n";

    #[test]
    fn columns_are_known_by_their_headings_or_else_by_what_they_say() {
        let three =
            "| Who | Since | Where |\n|---|---|---|\n| Alder | 2020 | Bruges |\n| Birch | 2021 | Namur |\n";
        assert_eq!(told(TWO, three).as_deref(), Some("0>0 ->1 1>2"));
        assert_eq!(told(three, TWO).as_deref(), Some("0>0 1>- 2>1"));
        let renamed = three.replace("Where", "Place").replace("Namur", "Ghent");
        assert_eq!(told(TWO, &renamed).as_deref(), Some("0>0 ->1 1>2"));
    }

    #[test]
    fn columns_that_were_exchanged_are_the_same_columns() {
        let other = "| Where | Who |\n|---|---|\n| Bruges | Alder |\n| Namur | Birch |\n";
        assert_eq!(told(TWO, other).as_deref(), Some("0>- 1>0 ->1 0~1"));
    }

    #[test]
    fn tables_with_nothing_in_common_have_no_columns_in_common() {
        assert_eq!(told(TWO, "| a | b | c |\n|---|---|---|\n| d | e | f |\n"), None);
    }
}
