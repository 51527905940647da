//! Rows of tables that are known by their name: the words of the first cell.
//!
//! A row that says "Hosting | 99.9 % | EUR 100" and one that says "Hosting | 99.5 % | EUR 120" have few words in
//! common, and are one row whose cells changed, to anybody who reads the table.

use std::ptr;

use foldhash::{HashMap, HashMapExt};

use super::align::Pair;
use super::columns::Columns;
use super::tokens::normal;
use super::units::{Leaf, Piece};
use crate::document::Table;

/// Pairs, and with them those rows that have no partner and whose name no other such row of their text has.
///
/// In a table whose rows stand in another order now, as few as possible are said to have moved. `pairs` are in the
/// order of the new text, and so is the result. Rows of `tables` with other columns are as those of the old one.
pub fn named(old: &[Leaf<'_>], new: &[Leaf<'_>], pairs: Vec<Pair>, tables: &[Columns<'_>]) -> Vec<Pair> {
    let (mut taken_old, mut taken_new) = (vec![false; old.len()], vec![false; new.len()]);
    pairs.iter().for_each(|pair| (taken_old[pair.old], taken_new[pair.new]) = (true, true));
    let names = |leaves: &[Leaf<'_>], taken: &[bool]| {
        let mut names: HashMap<(usize, String), Option<usize>> = HashMap::new();
        for (at, leaf) in leaves.iter().enumerate().filter(|(at, _)| !taken[*at]) {
            if let Some(name) = name(leaf, tables) {
                names.entry(name).and_modify(|place| *place = None).or_insert(Some(at));
            }
        }
        names
    };
    let before = names(old, &taken_old);
    if before.is_empty() {
        return pairs;
    }
    let mut both: Vec<(*const Table, *const Table)> = Vec::new();
    let mut all = pairs.clone();
    for (name, there) in names(new, &taken_new) {
        if let (Some(there), Some(Some(at))) = (there, before.get(&name)) {
            both.extend(table(&old[*at]).zip(table(&new[there])));
            all.push(Pair { old: *at, new: there, moved: false });
        }
    }
    all.sort_unstable_by_key(|pair| pair.new);
    both.sort_unstable();
    both.dedup();
    for both in both {
        let is_in = |pair: &Pair| table(&old[pair.old]).zip(table(&new[pair.new])) == Some(both);
        let rows: Vec<usize> = (0..all.len()).filter(|at| is_in(&all[*at])).collect();
        settle(&mut all, &rows, &pairs);
    }
    if is_in_order(&all) { all } else { pairs }
}

/// Pairs, and with them the headings of tables whose rows are pairs: their columns are only called otherwise.
pub fn headed(old: &[Leaf<'_>], new: &[Leaf<'_>], pairs: Vec<Pair>) -> Vec<Pair> {
    if !pairs.iter().any(|pair| heading(old, pair.old).is_some()) {
        return pairs;
    }
    let (mut taken_old, mut taken_new) = (vec![false; old.len()], vec![false; new.len()]);
    pairs.iter().for_each(|pair| (taken_old[pair.old], taken_new[pair.new]) = (true, true));
    let mut all = pairs.clone();
    for pair in pairs.iter().filter(|pair| !pair.moved) {
        let (Some(at), Some(there)) = (heading(old, pair.old), heading(new, pair.new)) else { continue };
        if !taken_old[at] && !taken_new[there] && old[at].cells().len() == new[there].cells().len() {
            (taken_old[at], taken_new[there]) = (true, true);
            all.push(Pair { old: at, new: there, moved: false });
        }
    }
    all.sort_unstable_by_key(|pair| pair.new);
    if is_in_order(&all) { all } else { pairs }
}

/// The row of headings right above a row.
fn heading(leaves: &[Leaf<'_>], row: usize) -> Option<usize> {
    let above = row.checked_sub(1)?;
    let is_heading = matches!(leaves[above].piece, Piece::Row(_, _, true));
    (is_heading && table(&leaves[above]) == table(&leaves[row])).then_some(above)
}

/// Says which rows of a table moved: none more than needed, or all where the table itself did.
fn settle(all: &mut [Pair], rows: &[usize], known: &[Pair]) {
    let before = |row: &usize| {
        let found = known.binary_search_by_key(&all[*row].new, |pair| pair.new);
        found.ok().map(|at| known[at].moved)
    };
    let stood: Vec<bool> = rows.iter().filter_map(before).collect();
    let moved_whole = !stood.is_empty() && stood.iter().all(|moved| *moved);
    let places: Vec<usize> = rows.iter().map(|row| all[*row].old).collect();
    let stays = if moved_whole { vec![false; rows.len()] } else { rising(&places) };
    rows.iter().zip(stays).for_each(|(row, stays)| all[*row].moved = !stays);
}

/// Which members of a row of numbers belong to its longest rising part.
fn rising(numbers: &[usize]) -> Vec<bool> {
    // For each length, the last member of the part of that length that ends lowest.
    let mut ends: Vec<usize> = Vec::new();
    let mut above = vec![None; numbers.len()];
    for (at, number) in numbers.iter().enumerate() {
        let length = ends.partition_point(|end| numbers[*end] < *number);
        above[at] = length.checked_sub(1).map(|shorter| ends[shorter]);
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut stays = vec![false; numbers.len()];
    let mut next = ends.last().copied();
    while let Some(at) = next {
        stays[at] = true;
        next = above[at];
    }
    stays
}

/// Whether what stays stands in the same order in both texts.
fn is_in_order(pairs: &[Pair]) -> bool {
    let stay = pairs.iter().filter(|pair| !pair.moved);
    stay.is_sorted_by(|one, next| one.old < next.old && one.new < next.new)
}

/// What a row of the body of a table is called, with the number of its columns, or of those that its table had.
fn name(leaf: &Leaf<'_>, tables: &[Columns<'_>]) -> Option<(usize, String)> {
    if let Piece::Row(_, _, true) = leaf.piece {
        // No row has so many columns: the headers of two tables that are one have a name of their own.
        let at = tables.iter().position(|known| known.has_old(leaf) || known.has_new(leaf))?;
        return Some((usize::MAX - at, String::new()));
    }
    let Piece::Row(_, _, false) = leaf.piece else { return None };
    let cells = leaf.cells();
    let name = normal(cells.first()?).trim().to_lowercase();
    let before = tables.iter().find(|known| known.has_new(leaf));
    let count = before.map_or(cells.len(), |known| known.all.iter().filter(|(old, _)| old.is_some()).count());
    (cells.len() > 1 && !name.is_empty()).then_some((count, name))
}

fn table(leaf: &Leaf<'_>) -> Option<*const Table> {
    match leaf.piece {
        Piece::Row(table, ..) => Some(ptr::from_ref(table)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::rising;

    #[test]
    fn the_longest_rising_part_stays() {
        let stays = |numbers: &[usize]| -> Vec<usize> {
            let stays = rising(numbers);
            numbers.iter().zip(stays).filter(|(_, stays)| *stays).map(|(number, _)| *number).collect()
        };
        assert_eq!(stays(&[4, 1, 2, 3]), [1, 2, 3]);
        assert_eq!(stays(&[2, 3, 1, 4]), [2, 3, 4]);
        assert_eq!(stays(&[3, 2, 1]).len(), 1);
        assert_eq!(stays(&[]), [0; 0]);
    }
}
