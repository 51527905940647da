//! Two texts as one, in which everything that changed is marked.
//!
//! The units of the new text stand in their order. What is gone stands behind the last unit before it that
//! stayed, and what moved stands in both places. From that row the blocks are made again: a heading opens a
//! section, items make lists, rows make tables. Whoever accepts every mark reads the new text, and whoever
//! rejects every mark the old one.

use std::sync::Arc;

use super::align::Pair;
use super::columns::{Columns, columns};
use super::inlines::{self, redlined, woven};
use super::moves::Move;
use super::pieces::Pieces;
use super::units::{self, Leaf, Piece};
use super::wordings::Wordings;
use crate::document::{
    Align, Block, Cell, Column, Definition, Inline, Item, Line, List, Mark, Marker, Number, Section,
    Signatory, Table,
};

/// A place in a redline: of the unit of one text or of both, small, since there are as many as the texts have units.
#[derive(Clone, Copy)]
struct Slot {
    /// Place of the old unit; [`NONE`] where only the new text has it.
    old: u32,
    /// Place of the new unit; [`NONE`] where only the old text has it.
    new: u32,
    /// What happened to it as a whole.
    mark: Option<Mark>,
}

/// The place of no unit.
const NONE: u32 = u32::MAX;

fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(NONE)
}

/// A unit in a redline.
#[derive(Clone, Copy)]
struct Entry<'l, 'b> {
    leaf: &'l Leaf<'b>,
    /// The place in the new text, and the old unit with its place, where both texts have it.
    before: Option<(usize, usize, &'l Leaf<'b>)>,
    /// Its place in the new text; [`NONE`] where only the old text has it.
    new: u32,
    /// What happened to it as a whole.
    mark: Option<Mark>,
}

/// The blocks of two texts as one, one after another; `pairs` and `moves` in the order of the new text.
pub fn redline<'l, 'b>(
    (old, new): (&'l [Leaf<'b>], &'l [Leaf<'b>]),
    pairs: &[Pair],
    (moves, pieces): (&[Move], &[Pieces]),
    wordings: &'l mut Wordings,
) -> impl Iterator<Item = Block> + use<'l, 'b> {
    let pieces: Vec<Pieces> = pieces.iter().filter(|one| has_runs(one, old, new)).cloned().collect();
    let slots = row(old.len(), new.len(), pairs, (moves, &pieces));
    let columns = columns(old, new, pairs);
    let mut builder = Builder { slots, old, new, pieces, columns, wordings, at: 0 };
    std::iter::from_fn(move || builder.next().map(|entry| builder.block(entry, 0)))
}

/// Which move each pair belongs to, counted from 1; 0 where it stays.
fn counted(pairs: &[Pair], moves: &[Move]) -> Vec<u32> {
    let mut moves = (1..).zip(moves).peekable();
    let number = |pair: &Pair| {
        while moves.next_if(|(_, one)| one.new.end <= pair.new).is_some() {}
        let own = moves.peek().filter(|(_, one)| pair.moved && one.new.contains(&pair.new));
        own.map_or(0, |(number, _)| *number)
    };
    pairs.iter().map(number).collect()
}

/// Whether all units of a whole are made of running text and nothing else, and would be read as such: no old words
/// that then stand first in a paragraph look like its number.
fn has_runs(pieces: &Pieces, old: &[Leaf<'_>], new: &[Leaf<'_>]) -> bool {
    let is_counted = |(before, _): &(&str, &str)| !units::head(before).0.is_empty();
    if pieces.is_split() && pieces.texts(old, new).iter().skip(1).any(is_counted) {
        return false;
    }
    let mut all = old[pieces.old.clone()].iter().chain(&new[pieces.new.clone()]);
    all.all(|leaf| {
        let (_, words) = inlines::parted(leaf.piece.run(), &leaf.text);
        inlines::length(&words) == leaf.text.len()
    })
}

/// The units of two texts that have so many, in one row. The several units of a whole have no marks: those of a new
/// text stand in it, and those of an old text in the one that they became.
fn row(old: usize, new: usize, pairs: &[Pair], (moves, pieces): (&[Move], &[Pieces])) -> Vec<Slot> {
    // Which move takes each old unit away; 0 where it stays.
    let mut partners: Vec<Option<u32>> = vec![None; old];
    let moves = counted(pairs, moves);
    pairs.iter().zip(&moves).for_each(|(pair, number)| partners[pair.old] = Some(*number));
    let (mut joined, mut split, mut goes_on) = (vec![false; old], vec![false; new], vec![false; new]);
    for one in pieces {
        one.old.clone().for_each(|at| joined[at] = partners[at].is_none());
        split[one.new.clone()].fill(true);
        goes_on[one.new.start..one.new.end - 1].fill(true);
    }
    // A unit that moved has a place where it was, too.
    let away = pairs.iter().filter(|pair| pair.moved).count();
    let mut out = Vec::with_capacity(new + old.saturating_sub(pairs.len()) + away);
    let mut at = 0;
    // The old units from a place on that do not stay where they are.
    let gone = |at: &mut usize, out: &mut Vec<Slot>| {
        while let Some(partner) = partners.get(*at).filter(|partner| **partner != Some(0)) {
            let mark = partner.map_or(Mark::Deleted, Mark::MovedAway);
            if !joined[*at] {
                out.push(Slot { old: place(*at), new: NONE, mark: Some(mark) });
            }
            *at += 1;
        }
    };
    gone(&mut at, &mut out);
    let mut pairs = pairs.iter().zip(moves).peekable();
    let mut stayed = false;
    for (there, split) in split.into_iter().enumerate() {
        let pair = pairs.next_if(|(pair, _)| pair.new == there);
        let mark = match pair {
            None => (!split).then_some(Mark::Inserted),
            Some((pair, number)) => pair.moved.then_some(Mark::MovedHere(number)),
        };
        out.push(Slot { old: pair.map_or(NONE, |(pair, _)| place(pair.old)), new: place(there), mark });
        if let (Some((pair, _)), None) = (pair, mark) {
            (at, stayed) = (pair.old + 1, true);
        }
        // What is gone behind a whole stands behind the last of its pieces.
        if stayed && !goes_on[there] {
            gone(&mut at, &mut out);
            stayed = false;
        }
    }
    out
}

/// Makes blocks again from a row of units.
struct Builder<'l, 'b> {
    old: &'l [Leaf<'b>],
    new: &'l [Leaf<'b>],
    slots: Vec<Slot>,
    /// In the order of the new text.
    pieces: Vec<Pieces>,
    /// Tables with other columns.
    columns: Vec<Columns<'b>>,
    wordings: &'l mut Wordings,
    at: usize,
}

impl<'l, 'b> Builder<'l, 'b> {
    fn next(&self) -> Option<Entry<'l, 'b>> {
        let Slot { old, new, mark } = *self.slots.get(self.at)?;
        let (before, now) = (self.old.get(old as usize), self.new.get(new as usize));
        let both = before.filter(|_| now.is_some());
        let before_it = both.map(|leaf| (new as usize, old as usize, leaf));
        Some(Entry { leaf: now.or(before)?, before: before_it, new, mark })
    }

    /// The words of a unit: the new ones, with those marked in which they differ from the old ones. The number
    /// is that of the new text.
    fn run(&mut self, entry: Entry<'l, 'b>) -> Vec<Inline> {
        let (run, text) = (entry.leaf.piece.run(), &entry.leaf.text);
        if let Some((pieces, at)) = self.pieces_of(entry) {
            return self.piece(&pieces, at);
        }
        let Some((there, at, before)) = entry.before else { return run.to_vec() };
        if before.text == *text {
            return inlines::joined(run.to_vec());
        }
        let (_, old) = inlines::parted(before.piece.run(), &before.text);
        let (number, new) = inlines::parted(run, text);
        let alike = inlines::length(&old) == before.text.len() && inlines::length(&new) == text.len();
        let words = if alike {
            let stretches = self.wordings.of_pair((at, there), &before.text, text);
            woven((&old, &before.text), (&new, text), &stretches)
        } else {
            // The words of a unit are more than its run where the run is what a term means.
            redlined(&old, &new, self.wordings)
        };
        if number.is_empty() { words } else { inlines::joined(number.into_iter().chain(words).collect()) }
    }

    /// The whole to which a unit belongs, and its place among the new units of it.
    fn pieces_of(&self, entry: Entry<'l, 'b>) -> Option<(Pieces, usize)> {
        let there = entry.new as usize;
        let before = self.pieces.partition_point(|one| one.new.start <= there);
        let pieces = &self.pieces[before.checked_sub(1)?];
        pieces.new.contains(&there).then(|| (pieces.clone(), there - pieces.new.start))
    }

    /// The words of a new unit of a whole. Where the end of a paragraph came or went, a mark says so.
    fn piece(&mut self, pieces: &Pieces, at: usize) -> Vec<Inline> {
        let leaf = &self.new[pieces.new.start + at];
        let (mut out, now) = inlines::parted(leaf.piece.run(), &leaf.text);
        let texts = pieces.texts(self.old, self.new);
        let last = texts.len() - 1;
        if pieces.is_split() {
            let whole = &self.old[pieces.old.start];
            let (_, before) = inlines::parted(whole.piece.run(), &whole.text);
            let before = inlines::cut(&before, &pieces.parts[at]);
            out.extend(self.woven_of((&before, texts[at].0), (&now, texts[at].1)));
            out.extend((at < last).then_some(Inline::Changed(Mark::Split, Vec::new())));
            return inlines::joined(out);
        }
        for (at, (old, new)) in texts.into_iter().enumerate() {
            let gone = &self.old[pieces.old.start + at];
            let (_, before) = inlines::parted(gone.piece.run(), &gone.text);
            let now = inlines::cut(&now, &pieces.parts[at]);
            out.extend(self.woven_of((&before, old), (&now, new)));
            if at < last {
                // What was the end of a paragraph parts the words around it like a space.
                let spaced =
                    matches!(out.last(), Some(Inline::Text(text)) if text.ends_with(char::is_whitespace));
                let space = (!spaced).then(|| Inline::Text(" ".into()));
                out.push(Inline::Changed(Mark::Joined, space.into_iter().collect()));
            }
        }
        inlines::joined(out)
    }

    fn woven_of(&mut self, old: (&[Inline], &str), new: (&[Inline], &str)) -> Vec<Inline> {
        woven(old, new, &self.wordings.of(old.1, new.1))
    }

    /// The blocks of a section whose contents stand at a level.
    fn section(&mut self, level: usize) -> Vec<Block> {
        let mut blocks = Vec::new();
        while let Some(entry) = self.next() {
            let sibling =
                matches!(entry.leaf.piece, Piece::Paragraph(_, Some(_))) && entry.leaf.level() <= level;
            if entry.leaf.level() < level || sibling {
                break;
            }
            let block = self.block(entry, level);
            blocks.push(block);
        }
        blocks
    }

    fn block(&mut self, entry: Entry<'l, 'b>, level: usize) -> Block {
        let (start, own) = (self.at, entry.leaf.level());
        if entry.leaf.depth() > 0 {
            return self.list(1);
        }
        match entry.leaf.piece {
            Piece::Row(..) => self.table(),
            Piece::Definition(..) => self.definitions(),
            Piece::Signatory(_) => self.signatures(),
            Piece::Heading(section) => {
                let title = self.run(entry);
                self.at += 1;
                let inner = self.section(own + 1);
                self.close(start, Section { title, ..shell(section) }, entry.mark, inner)
            }
            Piece::Paragraph(_, Some(section)) => {
                let mut inner = vec![marked(entry.mark, Block::Paragraph(self.run(entry)))];
                self.at += 1;
                inner.extend(self.section(own.max(level + 1)));
                self.close(start, shell(section), None, inner)
            }
            Piece::Paragraph(_, None) | Piece::Item(..) => {
                self.at += 1;
                marked(entry.mark, Block::Paragraph(self.run(entry)))
            }
        }
    }

    /// A section, marked as a whole where everything in it is.
    fn close(&self, start: usize, shell: Section, mark: Option<Mark>, blocks: Vec<Block>) -> Block {
        let whole = self.slots[start].mark;
        let alike = whole.is_some() && self.slots[start..self.at].iter().all(|slot| slot.mark == whole);
        let mut section = Section { blocks, ..shell };
        if let (true, Some(whole)) = (alike, whole) {
            unmark(&mut section.blocks, whole);
            return Block::Changed(whole, vec![Block::section(section)]);
        }
        if let Some(mark) = mark {
            section.title = vec![Inline::Changed(mark, section.title)];
        }
        Block::section(section)
    }

    fn list(&mut self, depth: usize) -> Block {
        let mut list: Option<List> = None;
        while let Some(entry) = self.next().filter(|entry| entry.leaf.depth() >= depth) {
            match (entry.leaf.piece, &mut list) {
                (Piece::Item(_, number, marker), open) if entry.leaf.depth() == depth => {
                    if open.as_ref().is_some_and(|list| list.marker != marker) {
                        break;
                    }
                    let paragraph = marked(entry.mark, Block::Paragraph(self.run(entry)));
                    let item = Item { number: shown(number, marker, entry.leaf), blocks: vec![paragraph] };
                    open.get_or_insert_with(|| List { marker, items: Vec::new() }).items.push(item);
                    self.at += 1;
                }
                (_, Some(list)) => {
                    let deeper = entry.leaf.depth() > depth;
                    let block = if deeper && self.has_item(depth + 1) {
                        self.list(depth + 1)
                    } else {
                        self.flat(entry)
                    };
                    if let Some(item) = list.items.last_mut() {
                        item.blocks.push(block);
                    }
                }
                (_, None) => {
                    let deeper = entry.leaf.depth() > depth && self.has_item(depth + 1);
                    return if deeper { self.list(depth + 1) } else { self.flat(entry) };
                }
            }
        }
        list.map_or_else(|| Block::Paragraph(Vec::new()), Block::List)
    }

    /// Whether the next unit begins or continues a list at least so deep.
    fn has_item(&self, depth: usize) -> bool {
        self.next()
            .is_some_and(|entry| matches!(entry.leaf.piece, Piece::Item(..)) && entry.leaf.depth() >= depth)
    }

    /// The next unit as a block by itself, wherever it stands.
    fn flat(&mut self, entry: Entry<'l, 'b>) -> Block {
        let block = match entry.leaf.piece {
            Piece::Row(..) => return self.table(),
            Piece::Definition(..) => return self.definitions(),
            Piece::Signatory(_) => return self.signatures(),
            Piece::Heading(section) => Block::section(Section { title: self.run(entry), ..shell(section) }),
            Piece::Paragraph(..) | Piece::Item(..) => Block::Paragraph(self.run(entry)),
        };
        self.at += 1;
        marked(entry.mark, block)
    }

    fn table(&mut self) -> Block {
        let mut table: Option<Table> = None;
        // The tables that this one is made of, where they have other columns.
        let shape = self.next().and_then(|entry| self.shape(entry));
        while let Some(entry) = self.next() {
            let Piece::Row(whole, cells, header) = entry.leaf.piece else { break };
            let fits = |table: &Table| match shape {
                Some(_) => !(header && entry.before.is_none() && entry.mark.is_none()),
                None => !header && table.columns.len() == whole.columns.len(),
            };
            if self.shape(entry) != shape || table.as_ref().is_some_and(|table| !fits(table)) {
                break;
            }
            let cells = match shape {
                Some(shape) => self.aligned(entry, shape),
                None => self.cells(entry, cells),
            };
            let columns = || match shape {
                Some(shape) => column_list(&self.columns[shape]),
                None => whole.columns.clone(),
            };
            let open = table.get_or_insert_with(|| Table {
                caption: None,
                columns: columns(),
                header: Vec::new(),
                rows: Vec::new(),
                row_headers: whole.row_headers,
            });
            if header && open.header.is_empty() && open.rows.is_empty() {
                open.header = cells;
            } else {
                open.rows.push(cells);
            }
            self.at += 1;
        }
        table.map_or_else(|| Block::Paragraph(Vec::new()), Block::table)
    }

    /// Which tables with other columns a row is of, if it is of any.
    fn shape(&self, entry: Entry<'l, 'b>) -> Option<usize> {
        let leaf = entry.leaf;
        let is_of =
            |known: &Columns<'_>| if entry.new == NONE { known.has_old(leaf) } else { known.has_new(leaf) };
        self.columns.iter().position(is_of)
    }

    /// The cells of a row in the columns of both tables, those marked that came or went with their column.
    fn aligned(&mut self, entry: Entry<'l, 'b>, shape: usize) -> Vec<Cell> {
        let cells_of = |leaf: &Leaf<'b>| -> &'b [Cell] {
            match leaf.piece {
                Piece::Row(_, cells, _) => cells,
                _ => &[],
            }
        };
        let all = self.columns[shape].all.clone();
        let (leaf, before) = (entry.leaf, entry.before.map(|(_, _, before)| before));
        let shares = before.is_some_and(|before| self.columns[shape].joins(before, leaf));
        let cell_at =
            |cells: &[Cell], at: Option<usize>| at.and_then(|at| cells.get(at)).cloned().unwrap_or_default();
        let mut out = Vec::with_capacity(all.len());
        for (old, new) in all {
            let own = if entry.new == NONE { old } else { new };
            let mut cell = cell_at(cells_of(leaf), own);
            if let Some(before) = before {
                let other = cell_at(cells_of(before), if shares { old } else { new });
                match (if shares { old } else { new }, new) {
                    (Some(_), Some(_)) => self.cell(&other, &mut cell),
                    (Some(_), None) => cell = changed(other, Mark::Deleted),
                    (None, _) => cell = changed(cell, Mark::Inserted),
                }
            }
            out.push(entry.mark.map_or(cell.clone(), |mark| changed(cell, mark)));
        }
        out
    }

    /// The cells of a row, with what changed in them marked.
    fn cells(&mut self, entry: Entry<'l, 'b>, cells: &[Cell]) -> Vec<Cell> {
        let mut out = cells.to_vec();
        if let Some((_, _, Leaf { piece: Piece::Row(_, others, _), .. })) = entry.before {
            out.iter_mut().zip(*others).for_each(|(cell, other)| self.cell(other, cell));
        }
        match entry.mark {
            Some(mark) => out.into_iter().map(|cell| changed(cell, mark)).collect(),
            None => out,
        }
    }

    fn cell(&mut self, old: &Cell, new: &mut Cell) {
        let whole = |cell: &Cell| -> Vec<Inline> {
            let lines: Vec<&[Inline]> = cell.lines.iter().map(|line| line.text.as_slice()).collect();
            lines.join(&Inline::Break)
        };
        if old == new {
            return;
        }
        if old.lines.len() == new.lines.len() {
            for (line, other) in new.lines.iter_mut().zip(&old.lines) {
                line.text = redlined(&other.text, &line.text, self.wordings);
            }
        } else {
            let text = redlined(&whole(old), &whole(new), self.wordings);
            new.lines = vec![Line { item: false, text }];
        }
    }

    fn definitions(&mut self) -> Block {
        let mark = self.slots[self.at].mark;
        let mut all = Vec::new();
        while let Some(entry) = self.next().filter(|entry| entry.mark == mark) {
            let Piece::Definition(one, _) = entry.leaf.piece else { break };
            let meaning = vec![Block::Paragraph(self.run(entry))];
            all.push(Definition { key: one.key.clone(), term: one.term.clone(), meaning });
            self.at += 1;
        }
        marked(mark, Block::Definitions(all))
    }

    fn signatures(&mut self) -> Block {
        let mark = self.slots[self.at].mark;
        let mut all: Vec<Signatory> = Vec::new();
        while let Some(entry) = self.next().filter(|entry| entry.mark == mark) {
            let Piece::Signatory(one) = entry.leaf.piece else { break };
            all.push(one.clone());
            self.at += 1;
        }
        marked(mark, Block::Signatures(all))
    }
}

/// A cell of which everything is marked.
fn changed(mut cell: Cell, mark: Mark) -> Cell {
    for line in cell.lines.iter_mut().filter(|line| !line.text.is_empty()) {
        line.text = vec![Inline::Changed(mark, std::mem::take(&mut line.text))];
    }
    cell
}

/// The columns of two tables as one, as wide as their words need.
fn column_list(columns: &Columns<'_>) -> Vec<Column> {
    let align = |(old, new): &(Option<usize>, Option<usize>)| {
        let new = new.and_then(|at| columns.new.columns.get(at));
        new.or_else(|| old.and_then(|at| columns.old.columns.get(at)))
            .map_or(Align::default(), |column| column.align)
    };
    columns.all.iter().map(|both| Column { width: None, align: align(both) }).collect()
}

/// A section without its blocks.
fn shell(section: &Section) -> Section {
    Section {
        key: section.key.clone(),
        kind: section.kind,
        number: section.number.clone(),
        title: section.title.clone(),
        origin: section.origin.clone(),
        language: section.language.clone(),
        blocks: Vec::new(),
    }
}

/// The number that an item shows: its own, or else its place in its list.
fn shown(number: &Number, marker: Marker, leaf: &Leaf<'_>) -> Number {
    if marker == Marker::Counted && number.label.is_empty() && !leaf.number.is_empty() {
        return Number::published(format!("{}.", leaf.number));
    }
    number.clone()
}

fn marked(mark: Option<Mark>, block: Block) -> Block {
    match mark {
        Some(mark) => Block::Changed(mark, vec![block]),
        None => block,
    }
}

/// Takes a mark off blocks that stand in one with the same mark.
fn unmark(blocks: &mut Vec<Block>, mark: Mark) {
    for block in std::mem::take(blocks) {
        match block {
            Block::Changed(own, inner) if own == mark => blocks.extend(inner),
            Block::List(mut list) => {
                list.items.iter_mut().for_each(|item| unmark(&mut item.blocks, mark));
                blocks.push(Block::List(list));
            }
            Block::Section(mut section) => {
                unmark(&mut Arc::make_mut(&mut section).blocks, mark);
                blocks.push(Block::Section(section));
            }
            other => blocks.push(other),
        }
    }
}

/// The blocks as they read once every change in them is accepted.
pub fn accepted(blocks: &[Block]) -> Vec<Block> {
    settled(blocks, Mark::puts_in)
}

/// The blocks as they read once every change in them is rejected.
pub fn rejected(blocks: &[Block]) -> Vec<Block> {
    settled(blocks, Mark::strikes)
}

/// An item, if anything of it is there. What stood behind its first words begins no item where those are not there.
fn settled_item(item: &Item, kept: fn(Mark) -> bool) -> Option<Item> {
    let (first, rest) = item.blocks.split_first()?;
    let mut blocks = settled(std::slice::from_ref(first), kept);
    let rest = settled(rest, kept);
    if blocks.is_empty() && !rest.is_empty() {
        blocks.push(Block::Paragraph(Vec::new()));
    }
    blocks.extend(rest);
    (!blocks.is_empty()).then(|| Item { number: item.number.clone(), blocks })
}

fn settled(blocks: &[Block], kept: fn(Mark) -> bool) -> Vec<Block> {
    let run = |run: &[Inline]| inlines::settled(run, kept);
    let cell = |cell: &Cell| -> Cell {
        let lines = cell.lines.iter().map(|line| Line { item: line.item, text: run(&line.text) });
        Cell { lines: lines.filter(|line| !line.text.is_empty()).collect() }
    };
    let mut out = Vec::with_capacity(blocks.len());
    for block in blocks {
        match block {
            Block::Changed(mark, inner) if kept(*mark) => out.extend(settled(inner, kept)),
            Block::Changed(..) => {}
            Block::Section(section) => {
                let title = run(&section.title);
                let inner = settled(&section.blocks, kept);
                // A heading that is not there opens nothing.
                if title.is_empty() && !section.title.is_empty() {
                    out.extend(inner);
                } else if !title.is_empty() || !inner.is_empty() {
                    out.push(Block::section(Section { title, blocks: inner, ..Section::clone(section) }));
                }
            }
            Block::Paragraph(words) => {
                let words = run(words);
                out.extend((!words.is_empty()).then_some(Block::Paragraph(words)));
            }
            Block::List(list) => {
                let items: Vec<Item> =
                    list.items.iter().filter_map(|item| settled_item(item, kept)).collect();
                out.extend((!items.is_empty()).then_some(Block::List(List { marker: list.marker, items })));
            }
            Block::Definitions(all) => {
                let one =
                    |one: &Definition| Definition { meaning: settled(&one.meaning, kept), ..one.clone() };
                out.push(Block::Definitions(all.iter().map(one).collect()));
            }
            Block::Table(table) => {
                let rows = table.rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>());
                out.push(Block::table(Table {
                    header: table.header.iter().map(cell).collect(),
                    rows: rows.filter(|row| row.iter().any(|cell| !cell.is_empty())).collect(),
                    ..Table::clone(table)
                }));
            }
            Block::Signatures(all) => out.push(Block::Signatures(all.clone())),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::diff::moves::moves;
    use crate::diff::pieces::pieces;
    use crate::diff::proof::{Flaw, proven};
    use crate::diff::units::pairs;
    use crate::document::markdown::{NoTokens, blocks};

    fn compared(old: &str, new: &str) -> (Vec<Block>, Result<(), Flaw>) {
        let read = |text: &str| blocks(text, &NoTokens).expect("Markdown");
        let (old, new) = (read(old), read(new));
        let (old, new) = (units::units(&old), units::units(&new));
        let pairs = pairs(&old, &new);
        let (moves, pieces) = (moves(&old, &new, &pairs), pieces(&old, &new, &pairs));
        let redline: Vec<Block> =
            redline((&old, &new), &pairs, (&moves, &pieces), &mut Wordings::new()).collect();
        let proof = proven(&redline, &old, &new);
        (redline, proof)
    }

    fn text() -> impl Strategy<Value = String> {
        let words = prop::sample::select(vec![
            "the mill grinds corn",
            "the brook drives the wheel from spring to autumn",
            "corn",
            "the miller keeps a sixteenth of the flour as his share",
            "the miller keeps a tenth of the flour as his share and no more",
            "4.2 the term is thirty days",
            "4.3 the term is forty days",
        ]);
        let block = (0..6_usize, words).prop_map(|(kind, words)| match kind {
            0 => format!("# {words}\n\n"),
            1 => format!("## {words}\n\n"),
            2 => format!("* {words}\n"),
            3 => format!("* {words}\n\n    and {words}\n\n    * {words} too\n"),
            4 => format!("\n| a | b |\n|---|---|\n| {words} | c |\n| d | e |\n\n"),
            _ => format!("\n{words}\n\n"),
        });
        proptest::collection::vec(block, 0..12).prop_map(|blocks| blocks.concat())
    }

    proptest! {
        #[test]
        fn every_redline_is_proven(old in text(), new in text()) {
            let (redline, proof) = compared(&old, &new);
            prop_assert_eq!(proof, Ok(()), "{:#?}", redline);
        }

        #[test]
        fn a_text_and_itself_have_no_marks(text in text()) {
            let debug = format!("{:?}", compared(&text, &text).0);
            prop_assert!(!debug.contains("Changed"));
        }
    }

    #[test]
    fn what_is_gone_behind_a_whole_stands_behind_its_last_piece() {
        let long = "He answers for every sack that he takes and for the road on which it comes.";
        let whole = "The mill grinds corn on every day but Sunday and Easter. The miller keeps a sixteenth of the flour.";
        let old = format!("{long}\n\n{whole}\n\nThe brook drives the wheel.");
        let parted = whole.replace("Easter. ", "Easter.\n\n");
        for new in
            [format!("The brook drives the wheel.\n\n{long}\n\n{parted}"), format!("{long}\n\n{parted}")]
        {
            let (redline, proof) = compared(&old, &new);
            assert_eq!(proof, Ok(()), "{redline:#?}");
            let debug = format!("{redline:?}");
            assert!(debug.contains("Split"), "{debug}");
        }
    }
}
