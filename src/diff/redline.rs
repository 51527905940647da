//! Two texts as one, in which everything that changed is marked.
//!
//! The units of the new text stand in their order. What is gone stands behind the last unit before it that
//! stayed, and what moved stands in both places. From that row the blocks are made again: a heading opens a
//! section, items make lists, rows make tables. Whoever accepts every mark reads the new text, and whoever
//! rejects every mark the old one.

use super::align::Pair;
use super::inlines::{self, redlined};
use super::tokens::Vocabulary;
use super::units::{Leaf, Piece, units};
use crate::document::{Block, Cell, Definition, Inline, Item, Line, List, Mark, Section, Signatory, Table};

/// A unit in a redline.
struct Entry {
    piece: Piece,
    level: usize,
    depth: usize,
    /// What happened to it as a whole.
    mark: Option<Mark>,
}

/// The blocks of two texts as one; `pairs` in the order of the new text.
pub fn redline(old: &[Leaf], new: &[Leaf], pairs: &[Pair]) -> Vec<Block> {
    let mut maker = Maker { old, new, words: Vocabulary::new(), out: Vec::with_capacity(new.len()) };
    maker.row(pairs);
    let mut builder = Builder { entries: maker.out, at: 0 };
    let mut blocks = Vec::new();
    while builder.at < builder.entries.len() {
        blocks.extend(builder.section(0, true));
    }
    blocks
}

/// Which move each pair belongs to, counted from 1; 0 where it stays. What moved in one piece is one move.
fn counted(pairs: &[Pair]) -> Vec<u32> {
    let mut numbers = Vec::with_capacity(pairs.len());
    let mut number = 0;
    for (at, pair) in pairs.iter().enumerate() {
        let goes_on = at
            .checked_sub(1)
            .map(|before| &pairs[before])
            .is_some_and(|before| before.moved && before.old + 1 == pair.old && before.new + 1 == pair.new);
        number += u32::from(pair.moved && !goes_on);
        numbers.push(if pair.moved { number } else { 0 });
    }
    numbers
}

struct Maker<'l> {
    old: &'l [Leaf],
    new: &'l [Leaf],
    words: Vocabulary,
    out: Vec<Entry>,
}

impl Maker<'_> {
    /// Puts the units of both texts into one row.
    fn row(&mut self, pairs: &[Pair]) {
        let mut stays = vec![false; self.old.len()];
        let mut moved = vec![0; self.old.len()];
        let moves = counted(pairs);
        for (pair, number) in pairs.iter().zip(&moves) {
            (moved[pair.old], stays[pair.old]) = (*number, !pair.moved);
        }
        let mut pairs = pairs.iter().peekable();
        let mut at = 0;
        self.gone(&mut at, &stays, &moved);
        for there in 0..self.new.len() {
            match pairs.next_if(|pair| pair.new == there) {
                None => self.put(&self.new[there], None, Some(Mark::Inserted)),
                Some(Pair { old, moved: true, .. }) => {
                    self.put(&self.new[there], Some(&self.old[*old]), Some(Mark::MovedHere(moved[*old])));
                }
                Some(pair) => {
                    self.put(&self.new[there], Some(&self.old[pair.old]), None);
                    at = pair.old + 1;
                    self.gone(&mut at, &stays, &moved);
                }
            }
        }
    }

    /// Puts the old units from a place on that do not stay where they are.
    fn gone(&mut self, at: &mut usize, stays: &[bool], moved: &[u32]) {
        while *at < stays.len() && !stays[*at] {
            let mark = if moved[*at] > 0 { Mark::MovedAway(moved[*at]) } else { Mark::Deleted };
            self.put(&self.old[*at], None, Some(mark));
            *at += 1;
        }
    }

    fn put(&mut self, leaf: &Leaf, before: Option<&Leaf>, mark: Option<Mark>) {
        let piece = match before {
            Some(before) => self.both(before, leaf),
            None => leaf.piece.clone(),
        };
        self.out.push(Entry { piece, level: leaf.level, depth: leaf.depth, mark });
    }

    /// A new unit with the words marked in which it differs from the old one.
    fn both(&mut self, old: &Leaf, new: &Leaf) -> Piece {
        let before = words_of(&old.piece);
        match (&new.piece, &old.piece) {
            (Piece::Heading(shell), _) => {
                let title = self.run(&before, old, &shell.title, new);
                Piece::Heading(Section { title, ..shell.clone() })
            }
            (Piece::Paragraph(run, shell), _) => {
                Piece::Paragraph(self.run(&before, old, run, new), shell.clone())
            }
            (Piece::Item(run, number, marker), _) => {
                Piece::Item(self.run(&before, old, run, new), number.clone(), *marker)
            }
            (Piece::Definition(one), Piece::Definition(other)) if one.term == other.term => {
                let meaning = redlined(&before, &words_of(&new.piece), &mut self.words);
                Piece::Definition(Definition { meaning: vec![Block::Paragraph(meaning)], ..one.clone() })
            }
            (Piece::Row(table, header), Piece::Row(other, _)) => {
                let mut table = table.clone();
                let others = other.header.iter().chain(other.rows.iter().flatten());
                let cells = table.header.iter_mut().chain(table.rows.iter_mut().flatten());
                cells.zip(others).for_each(|(cell, other)| self.cell(other, cell));
                Piece::Row(table, *header)
            }
            (piece, _) => piece.clone(),
        }
    }

    /// Two runs as one, but for their numbers, which are those of the new text.
    fn run(&mut self, before: &[Inline], old: &Leaf, now: &[Inline], new: &Leaf) -> Vec<Inline> {
        let (_, before) = inlines::parted(before, &old.text);
        let (number, now) = inlines::parted(now, &new.text);
        let redline = redlined(&before, &now, &mut self.words);
        inlines::joined(number.into_iter().chain(redline).collect())
    }

    fn cell(&mut self, old: &Cell, new: &mut Cell) {
        let whole = |cell: &Cell| -> Vec<Inline> {
            let lines: Vec<&[Inline]> = cell.lines.iter().map(|line| line.text.as_slice()).collect();
            lines.join(&Inline::Break)
        };
        if old == new {
            return;
        }
        let alike = old.lines.len() == new.lines.len();
        if alike {
            for (line, other) in new.lines.iter_mut().zip(&old.lines) {
                line.text = redlined(&other.text, &line.text, &mut self.words);
            }
        } else {
            let text = redlined(&whole(old), &whole(new), &mut self.words);
            new.lines = vec![Line { item: false, text }];
        }
    }
}

/// The words that a unit is made of, rows aside.
fn words_of(piece: &Piece) -> Vec<Inline> {
    match piece {
        Piece::Heading(shell) => shell.title.clone(),
        Piece::Paragraph(run, _) | Piece::Item(run, ..) => run.clone(),
        Piece::Definition(Definition { meaning, .. }) => match meaning.first() {
            Some(Block::Paragraph(run)) => run.clone(),
            _ => Vec::new(),
        },
        Piece::Row(..) | Piece::Signatory(_) => Vec::new(),
    }
}

/// Makes blocks again from a row of units.
struct Builder {
    entries: Vec<Entry>,
    at: usize,
}

impl Builder {
    fn next(&self) -> Option<&Entry> {
        self.entries.get(self.at)
    }

    /// The blocks of a section whose contents stand at a level; `opened` says that nothing of it came yet.
    fn section(&mut self, level: usize, opened: bool) -> Vec<Block> {
        let mut blocks = Vec::new();
        let start = self.at;
        while let Some(entry) = self.next() {
            let first = opened && self.at == start;
            let sibling = matches!(entry.piece, Piece::Paragraph(_, Some(_))) && entry.level <= level;
            if (entry.level < level || sibling) && !first {
                break;
            }
            let block = self.block(level);
            blocks.push(block);
        }
        blocks
    }

    fn block(&mut self, level: usize) -> Block {
        if self.entries[self.at].depth > 0 {
            return self.list(1);
        }
        match &self.entries[self.at].piece {
            Piece::Row(..) => return self.table(),
            Piece::Definition(_) => return self.definitions(),
            Piece::Signatory(_) => return self.signatures(),
            _ => {}
        }
        let start = self.at;
        let Entry { piece, level: own, mark, .. } = &self.entries[start];
        let (piece, own, mark) = (piece.clone(), *own, *mark);
        self.at += 1;
        match piece {
            Piece::Heading(shell) => {
                let inner = self.section(own + 1, false);
                self.close(start, shell, mark, inner)
            }
            Piece::Paragraph(run, Some(shell)) => {
                let mut inner = vec![marked(mark, Block::Paragraph(run))];
                inner.extend(self.section(own.max(level + 1), false));
                self.close(start, shell, None, inner)
            }
            Piece::Paragraph(run, None) | Piece::Item(run, ..) => marked(mark, Block::Paragraph(run)),
            Piece::Row(..) | Piece::Definition(_) | Piece::Signatory(_) => Block::Paragraph(Vec::new()),
        }
    }

    /// A section, marked as a whole where everything in it is.
    fn close(&self, start: usize, shell: Section, mark: Option<Mark>, blocks: Vec<Block>) -> Block {
        let whole = self.entries[start].mark;
        let alike = whole.is_some() && self.entries[start..self.at].iter().all(|entry| entry.mark == whole);
        let mut section = Section { blocks, ..shell };
        if let (true, Some(whole)) = (alike, whole) {
            unmark(&mut section.blocks, whole);
            return Block::Changed(whole, vec![Block::Section(section)]);
        }
        if let Some(mark) = mark {
            section.title = vec![Inline::Changed(mark, section.title)];
        }
        Block::Section(section)
    }

    fn list(&mut self, depth: usize) -> Block {
        let mut list: Option<List> = None;
        while let Some(entry) = self.next().filter(|entry| entry.depth >= depth) {
            match (&entry.piece, &mut list) {
                (Piece::Item(run, number, marker), open) if entry.depth == depth => {
                    if open.as_ref().is_some_and(|list| list.marker != *marker) {
                        break;
                    }
                    let paragraph = marked(entry.mark, Block::Paragraph(run.clone()));
                    let item = Item { number: number.clone(), blocks: vec![paragraph] };
                    open.get_or_insert_with(|| List { marker: *marker, items: Vec::new() }).items.push(item);
                    self.at += 1;
                }
                (_, Some(list)) => {
                    let deeper = entry.depth > depth;
                    let block =
                        if deeper && self.has_item(depth + 1) { self.list(depth + 1) } else { self.flat() };
                    if let Some(item) = list.items.last_mut() {
                        item.blocks.push(block);
                    }
                }
                (_, None) => {
                    let deeper = entry.depth > depth && self.has_item(depth + 1);
                    return if deeper { self.list(depth + 1) } else { self.flat() };
                }
            }
        }
        list.map_or_else(|| Block::Paragraph(Vec::new()), Block::List)
    }

    /// Whether the next unit begins or continues a list at least so deep.
    fn has_item(&self, depth: usize) -> bool {
        self.next().is_some_and(|entry| matches!(entry.piece, Piece::Item(..)) && entry.depth >= depth)
    }

    /// The next unit as a block by itself, wherever it stands.
    fn flat(&mut self) -> Block {
        match &self.entries[self.at].piece {
            Piece::Row(..) => return self.table(),
            Piece::Definition(_) => return self.definitions(),
            Piece::Signatory(_) => return self.signatures(),
            _ => {}
        }
        let entry = &self.entries[self.at];
        let block = match &entry.piece {
            Piece::Heading(shell) => Block::Section(shell.clone()),
            piece => Block::Paragraph(words_of(piece)),
        };
        let block = marked(entry.mark, block);
        self.at += 1;
        block
    }

    fn table(&mut self) -> Block {
        let mut table: Option<Table> = None;
        while let Some(entry) = self.next() {
            let Piece::Row(row, header) = &entry.piece else { break };
            let first = table.is_none();
            if table.as_ref().is_some_and(|table| *header || table.columns.len() != row.columns.len()) {
                break;
            }
            let mut row = row.clone();
            let cells = row.header.iter_mut().chain(row.rows.iter_mut().flatten());
            if let Some(mark) = entry.mark {
                cells.flat_map(|cell| &mut cell.lines).for_each(|line| {
                    line.text = vec![Inline::Changed(mark, std::mem::take(&mut line.text))];
                });
            }
            if first {
                table = Some(row);
            } else if let Some(table) = &mut table {
                table.rows.extend(row.rows);
            }
            self.at += 1;
        }
        table.map_or_else(|| Block::Paragraph(Vec::new()), Block::Table)
    }

    fn definitions(&mut self) -> Block {
        let mark = self.entries[self.at].mark;
        let mut all = Vec::new();
        while let Some(Entry { piece: Piece::Definition(one), mark: own, .. }) = self.next() {
            if *own != mark {
                break;
            }
            all.push(one.clone());
            self.at += 1;
        }
        marked(mark, Block::Definitions(all))
    }

    fn signatures(&mut self) -> Block {
        let mark = self.entries[self.at].mark;
        let mut all: Vec<Signatory> = Vec::new();
        while let Some(Entry { piece: Piece::Signatory(one), mark: own, .. }) = self.next() {
            if *own != mark {
                break;
            }
            all.push(one.clone());
            self.at += 1;
        }
        marked(mark, Block::Signatures(all))
    }
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
                unmark(&mut section.blocks, mark);
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
                    out.push(Block::Section(Section { title, blocks: inner, ..section.clone() }));
                }
            }
            Block::Paragraph(words) => {
                let words = run(words);
                out.extend((!words.is_empty()).then_some(Block::Paragraph(words)));
            }
            Block::List(list) => {
                let items = list
                    .items
                    .iter()
                    .map(|item| Item { number: item.number.clone(), blocks: settled(&item.blocks, kept) });
                let items: Vec<Item> = items.filter(|item| !item.blocks.is_empty()).collect();
                out.extend((!items.is_empty()).then_some(Block::List(List { marker: list.marker, items })));
            }
            Block::Definitions(all) => {
                let one =
                    |one: &Definition| Definition { meaning: settled(&one.meaning, kept), ..one.clone() };
                out.push(Block::Definitions(all.iter().map(one).collect()));
            }
            Block::Table(table) => {
                let rows = table.rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>());
                out.push(Block::Table(Table {
                    header: table.header.iter().map(cell).collect(),
                    rows: rows.filter(|row| row.iter().any(|cell| !cell.is_empty())).collect(),
                    ..table.clone()
                }));
            }
            Block::Signatures(all) => out.push(Block::Signatures(all.clone())),
        }
    }
    out
}

/// Which of its two texts a redline does not give back, if it does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// Accepting every change does not give the new text.
    Accepted,
    /// Rejecting every change does not give the old text.
    Rejected,
}

/// Holds a redline to its two texts, word by word, in order.
///
/// # Errors
/// The text that it does not give back.
pub fn proven(redline: &[Block], old: &[Leaf], new: &[Leaf]) -> Result<(), Flaw> {
    let mut vocabulary = Vocabulary::new();
    let mut words = |leaves: &[Leaf]| -> Vec<u32> {
        let texts = leaves.iter().flat_map(|leaf| vocabulary.tokens(&leaf.text));
        texts.map(|token| token.word).collect()
    };
    if words(&units(&accepted(redline))) != words(new) {
        return Err(Flaw::Accepted);
    }
    if words(&units(&rejected(redline))) != words(old) {
        return Err(Flaw::Rejected);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::diff::units::pairs;
    use crate::document::markdown::{NoTokens, blocks};

    fn leaves(text: &str) -> Vec<Leaf> {
        units(&blocks(text, &NoTokens).expect("Markdown"))
    }

    fn compared(old: &str, new: &str) -> (Vec<Block>, Result<(), Flaw>) {
        let (old, new) = (leaves(old), leaves(new));
        let redline = redline(&old, &new, &pairs(&old, &new));
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
    fn a_flaw_is_found() {
        let (old, new) = (leaves("the mill"), leaves("the wheel"));
        assert_eq!(
            proven(&blocks("the wheel", &NoTokens).expect("Markdown"), &old, &new),
            Err(Flaw::Rejected)
        );
        assert_eq!(
            proven(&blocks("the mill", &NoTokens).expect("Markdown"), &old, &new),
            Err(Flaw::Accepted)
        );
    }
}
