//! What a foreign file shows, line by line, as the tree that is compared: headings open sections, items make
//! lists, rows make tables.

use crate::document::resolve::{tidy, tidy_cell};
use crate::document::{
    Block, Cell, Column, Inline, Item, Key, Kind, Line, Link, List, Marker, Number, Section, Table,
};

/// A line of a file as its reader sees it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    /// A heading with its level, from 1.
    Heading(usize, Vec<Inline>),
    /// Running text, and in how many lists it stands.
    Paragraph(usize, Vec<Inline>),
    /// An item: in how many lists it stands, its number where it is counted.
    Item(usize, Option<String>, Vec<Inline>),
    /// A row of a table: in how many lists that stands, whether it is a header, its cells.
    Row(usize, bool, Vec<Cell>),
    /// The end of a table.
    TableEnd,
}

/// The tree of a file.
pub(super) fn tree(parts: Vec<Part>) -> Vec<Block> {
    let mut parts = Parts { parts, at: 0 };
    let mut open: Vec<(usize, Section)> = Vec::new();
    let mut blocks = Vec::new();
    while parts.at < parts.parts.len() {
        if let Some(Part::Heading(level, title)) = parts.parts.get(parts.at).cloned() {
            parts.at += 1;
            close(&mut open, &mut blocks, level);
            open.push((level, section(title)));
            continue;
        }
        let inner = parts.blocks(0);
        match open.last_mut() {
            Some((_, section)) => section.blocks.extend(inner),
            None => blocks.extend(inner),
        }
    }
    close(&mut open, &mut blocks, 0);
    blocks
}

/// Closes the sections that a heading of a level ends.
fn close(open: &mut Vec<(usize, Section)>, blocks: &mut Vec<Block>, level: usize) {
    while let Some((_, section)) = open.pop_if(|(known, _)| *known >= level) {
        match open.last_mut() {
            Some((_, outer)) => outer.blocks.push(Block::section(section)),
            None => blocks.push(Block::section(section)),
        }
    }
}

fn section(title: Vec<Inline>) -> Section {
    Section {
        key: Key::default(),
        kind: Kind::Part,
        number: Number::default(),
        title,
        origin: None,
        language: None,
        blocks: Vec::new(),
    }
}

struct Parts {
    parts: Vec<Part>,
    at: usize,
}

impl Parts {
    /// The blocks that stand in at least so many lists, up to the next heading.
    fn blocks(&mut self, depth: usize) -> Vec<Block> {
        let mut blocks = Vec::new();
        while let Some(part) = self.parts.get(self.at) {
            match part {
                Part::Heading(..) => break,
                Part::TableEnd => self.at += 1,
                Part::Paragraph(own, _) | Part::Row(own, ..) if *own < depth => break,
                Part::Item(own, ..) if *own <= depth => break,
                Part::Paragraph(_, run) => {
                    blocks.push(Block::Paragraph(run.clone()));
                    self.at += 1;
                }
                Part::Item(own, number, _) => {
                    let (own, counted) = (*own, number.is_some());
                    blocks.push(Block::List(self.list(own, counted)));
                }
                Part::Row(..) => blocks.push(Block::table(self.table())),
            }
        }
        blocks
    }

    fn list(&mut self, depth: usize, counted: bool) -> List {
        let marker = if counted { Marker::Counted } else { Marker::Bullet };
        let mut list = List { marker, items: Vec::new() };
        while let Some(Part::Item(own, number, run)) = self.parts.get(self.at) {
            if *own != depth || number.is_some() != counted {
                break;
            }
            let label = number.clone().map(Number::published).unwrap_or_default();
            let mut blocks = vec![Block::Paragraph(run.clone())];
            self.at += 1;
            blocks.extend(self.blocks(depth));
            list.items.push(Item { number: label, blocks });
        }
        list
    }

    fn table(&mut self) -> Table {
        let (mut header, mut rows) = (Vec::new(), Vec::new());
        while let Some(Part::Row(_, is_header, cells)) = self.parts.get(self.at) {
            if *is_header && header.is_empty() && rows.is_empty() {
                header.clone_from(cells);
            } else {
                rows.push(cells.clone());
            }
            self.at += 1;
        }
        let width = rows.iter().map(Vec::len).chain([header.len()]).max().unwrap_or_default();
        if !header.is_empty() {
            header.resize(width, Cell::default());
        }
        rows.iter_mut().for_each(|row| row.resize(width, Cell::default()));
        let columns = (0..width).map(|_| Column { width: None, align: Default::default() }).collect();
        Table { caption: None, columns, header, rows, row_headers: false }
    }
}

/// How words are set off.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Span {
    Strong,
    Emphasis,
    Link(String),
}

/// The most spans that are open within each other.
const MOST_OPEN: usize = 16;

/// A run of text while it is read.
#[derive(Default)]
pub(super) struct Run {
    done: Vec<Inline>,
    /// What is open, outermost first, with what stood before it.
    open: Vec<(Span, Vec<Inline>)>,
    /// Bytes of the words.
    pub length: usize,
}

impl Run {
    pub fn text(&mut self, text: &str) {
        self.length += text.len();
        match self.done.last_mut() {
            Some(Inline::Text(before)) if before.len() < 64 => *before = format!("{before}{text}").into(),
            _ => self.done.push(Inline::Text(text.into())),
        }
    }

    pub fn line_break(&mut self) {
        self.done.push(Inline::Break);
    }

    /// Begins a span. Of one that was never ended there are no more than a few within each other, however often a page
    /// begins it (HTML Living Standard, 13.2.4.3: three).
    pub fn begin(&mut self, span: Span) {
        if self.open.iter().filter(|(open, _)| *open == span).count() >= 3 || self.open.len() >= MOST_OPEN {
            return;
        }
        self.open.push((span, std::mem::take(&mut self.done)));
    }

    /// Ends the innermost span of a kind, with all that is open within it.
    pub fn end(&mut self, is: impl Fn(&Span) -> bool) {
        if self.open.iter().any(|(span, _)| is(span)) {
            while let Some((span, before)) = self.open.pop() {
                let last = is(&span);
                self.wrap(span, before);
                if last {
                    break;
                }
            }
        }
    }

    fn wrap(&mut self, span: Span, before: Vec<Inline>) {
        let inner = std::mem::replace(&mut self.done, before);
        let blank = |inline: &Inline| matches!(inline, Inline::Text(text) if text.trim().is_empty());
        if inner.iter().all(blank) {
            self.done.extend(inner);
            return;
        }
        match span {
            Span::Strong => self.done.push(Inline::Strong(inner)),
            Span::Emphasis => self.done.push(Inline::Emphasis(inner)),
            Span::Link(url) if leads_on(&url) => {
                self.done.push(Inline::Link(Link { url: url.into(), text: inner }))
            }
            Span::Link(_) => self.done.extend(inner),
        }
    }

    /// The run, with what is open carried on into the next one; its white space as one space each.
    pub fn take(&mut self) -> Vec<Inline> {
        let mut carried = Vec::new();
        while let Some((span, before)) = self.open.pop() {
            self.wrap(span.clone(), before);
            carried.insert(0, span);
        }
        let mut run = std::mem::take(&mut self.done);
        self.length = 0;
        self.open.extend(carried.into_iter().map(|span| (span, Vec::new())));
        tidy(&mut run);
        run
    }
}

/// Whether an address leads to the web, to a mailbox, or to another text beside this one; to a place in a text it is a
/// reference.
fn leads_on(url: &str) -> bool {
    match url.split_once(':') {
        Some((scheme, _)) => ["http", "https", "mailto"].contains(&scheme.to_ascii_lowercase().as_str()),
        None => {
            !url.is_empty()
                && !url.contains('#')
                && !url.contains(|c: char| c.is_whitespace() || c.is_control())
        }
    }
}

/// A cell of several lines.
pub(super) fn cell(lines: Vec<(bool, Vec<Inline>)>) -> Cell {
    let mut cell = Cell::default();
    for (item, run) in lines {
        let parts = run.split(|inline| *inline == Inline::Break).map(<[Inline]>::to_vec);
        cell.lines.extend(parts.map(|text| Line { item, text }));
    }
    tidy_cell(&mut cell);
    cell
}
