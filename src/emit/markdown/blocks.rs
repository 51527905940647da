//! Blocks as Markdown.

use std::sync::Arc;

use super::critic::Fate;
use super::inline::{Place, Run};
use super::{Memo, is_empty, text};
use crate::document::{
    Align, Block, Cell, Definition, Inline, Item, Kind, List, Mark, Section, Signatory, Table, Text,
};
use crate::memo::is_shared;

/// What an unfilled field of a signatory shows.
const RULE: &str = "________________";
/// What stands before an item of a list in a cell.
const BULLET: &str = "• ";

/// Headings deeper than this do not exist.
const DEEPEST: usize = 6;

/// Writes the blocks of one document.
pub(super) struct Writer<'a> {
    /// Finished blocks, without blank lines between.
    done: Vec<String>,
    run: Run<'a>,
    /// How many headings are around the present block.
    depth: usize,
    /// The changes of a redline that the present block is part of, from the outermost.
    marks: Vec<Mark>,
    language: &'a str,
    memo: &'a Memo,
}

impl<'a> Writer<'a> {
    /// A writer of a language whose footnotes are called by `notes` and their number.
    pub(super) fn new(language: &'a str, notes: &'a str, memo: &'a Memo) -> Writer<'a> {
        let run = Run::new(language, notes);
        Writer { done: Vec::new(), run, depth: 0, marks: Vec::new(), language, memo }
    }

    /// Adds a finished block; an empty one is left out.
    pub(super) fn push(&mut self, block: String) {
        if !block.is_empty() {
            self.done.push(block);
        }
    }

    /// Adds a heading.
    pub(super) fn heading(&mut self, level: usize, inlines: &[Inline]) {
        let line = self.heading_line(level, inlines);
        self.push(line);
    }

    /// Adds a paragraph.
    pub(super) fn paragraph(&mut self, inlines: &[Inline]) {
        let paragraph = self.words(inlines, Place::Line);
        self.push(paragraph);
    }

    /// Adds a table.
    pub(super) fn table(&mut self, table: &Table) {
        let table = self.table_text(table);
        self.push(table);
    }

    /// The document, with its footnotes at the end. Footnotes may contain footnotes.
    pub(super) fn finish(mut self) -> String {
        let published = self.published_notes();
        self.push(published);
        let mut at = 0;
        while let Some((name, note)) = self.run.notes.get(at).cloned() {
            let note = self.run.write(&note, Place::Line);
            let note = format!("[^{name}]: {}", indented(&note, 4));
            self.push(note.trim_end().to_owned());
            at += 1;
        }
        let length = self.done.iter().map(|block| block.len() + 2).sum();
        let mut out = String::with_capacity(length);
        for (at, block) in self.done.iter().enumerate() {
            out.push_str(if at > 0 { "\n\n" } else { "" });
            out.push_str(block);
        }
        out.push('\n');
        out
    }

    /// Blocks one below the other.
    pub(super) fn blocks(&mut self, blocks: &[Block]) -> String {
        let mut out = String::new();
        let mut before: Option<&Block> = None;
        for block in blocks.iter().filter(|block| !is_empty(block)) {
            // Two lists in a row would become one, were they marked alike.
            let bullet = match (before, block) {
                (Some(last), block) if is_list(last) && is_list(block) => "* ",
                _ => "- ",
            };
            let written = self.block(block, bullet);
            if written.is_empty() {
                continue;
            }
            if !out.is_empty() {
                out.push_str("\n\n");
            }
            out.push_str(&written);
            before = Some(block).filter(|_| bullet == "- ");
        }
        out
    }

    fn block(&mut self, block: &Block, bullet: &str) -> String {
        match block {
            Block::Section(section) => self.section_once(section),
            Block::Paragraph(inlines) => self.words(inlines, Place::Line),
            Block::List(list) => self.list(list, bullet),
            Block::Definitions(definitions) => self.definitions(definitions, bullet),
            Block::Table(table) => self.table_text(table),
            Block::Signatures(signatories) => {
                let blocks: Vec<_> = signatories.iter().map(|who| self.signatory(who)).collect();
                blocks.join("\n\n")
            }
            Block::Changed(mark, blocks) => {
                self.marks.push(*mark);
                let text = self.blocks(blocks);
                self.marks.pop();
                text
            }
        }
    }

    /// A run of text, with the mark of the change it is part of.
    fn words(&mut self, inlines: &[Inline], place: Place) -> String {
        if self.marks.is_empty() || inlines.is_empty() {
            return self.run.write(inlines, place);
        }
        let marked = |run, mark: &Mark| vec![Inline::Changed(*mark, run)];
        let run = self.marks.iter().rev().fold(inlines.to_vec(), marked);
        self.run.write(&run, place)
    }

    fn heading_line(&mut self, level: usize, inlines: &[Inline]) -> String {
        let text = self.words(inlines, Place::Heading);
        if text.is_empty() {
            return text;
        }
        format!("{} {text}", "#".repeat(level.min(DEEPEST)))
    }

    /// A section, unless it was written before. One that stands in no other and has no footnote is the same in
    /// all documents of a language.
    fn section_once(&mut self, section: &Arc<Section>) -> String {
        if self.depth > 0 || !self.marks.is_empty() || !is_shared(section) {
            return self.section(section);
        }
        if let Some(known) = self.memo.0.get(section, self.language.as_bytes()) {
            debug_assert_eq!(self.section(section), *known, "{}", section.key);
            return known.to_string();
        }
        let notes = |run: &Run<'_>| run.notes.len() + run.published.len();
        let before = notes(&self.run);
        let text = self.section(section);
        if notes(&self.run) == before {
            self.memo.0.put(section, self.language.as_bytes(), text.as_str().into(), text.len());
        }
        text
    }

    fn section(&mut self, section: &Section) -> String {
        if section.kind == Kind::Clause {
            return self.clause(section);
        }
        let mut title = number(&section.number.label);
        match &*section.title {
            // The number of a heading that comes or goes does so too.
            [Inline::Changed(mark, words)] => {
                title.extend(words.iter().cloned());
                title = vec![Inline::Changed(*mark, title)];
            }
            words => title.extend(words.iter().cloned()),
        }
        if section.title.is_empty() {
            trim_end(&mut title);
        }
        let heading = self.heading_line(self.depth + 2, &title);
        self.depth += 1;
        let body = self.blocks(&section.blocks);
        self.depth -= 1;
        let whole = joined(heading, body);
        if self.depth == 0 { joined(whole, self.published_notes()) } else { whole }
    }

    /// The notes with numbers of a publication, at the end of the part that calls them.
    fn published_notes(&mut self) -> String {
        let notes = std::mem::take(&mut self.run.published);
        let line = |(number, mut run): (String, Vec<Inline>)| {
            run.insert(0, text(&format!("({number}) ")));
            self.words(&run, Place::Line)
        };
        notes.into_iter().map(line).collect::<Vec<_>>().join("\n\n")
    }

    /// A clause: number, run-in heading and first paragraph make one paragraph.
    fn clause(&mut self, section: &Section) -> String {
        let mut line = number(&section.number.label);
        if !section.title.is_empty() {
            let mut title = section.title.clone();
            let end = crate::document::plain(&section.title);
            if !end.ends_with(['.', '?', '!', ':']) {
                title.push(text("."));
            }
            line.push(Inline::Strong(title));
            line.push(text(" "));
        }
        self.run_in(line, &section.blocks)
    }

    /// Blocks whose first paragraph stands behind some words of its own.
    fn run_in(&mut self, mut line: Vec<Inline>, blocks: &[Block]) -> String {
        if let Some((Block::Changed(mark, first), others)) = blocks.split_first() {
            self.marks.push(*mark);
            let first = self.run_in(line, first);
            self.marks.pop();
            return joined(first, self.blocks(others));
        }
        let mut rest = blocks;
        if let Some((Block::Paragraph(first), others)) = blocks.split_first() {
            line.extend(first.iter().cloned());
            rest = others;
        }
        if !matches!(blocks.first(), Some(Block::Paragraph(first)) if !first.is_empty()) {
            trim_end(&mut line);
        }
        let first = self.words(&line, Place::Line);
        let rest = self.blocks(rest);
        joined(first, rest)
    }

    fn list(&mut self, list: &List, bullet: &str) -> String {
        let items: Vec<_> = list.items.iter().map(|item| self.item(item, bullet)).collect();
        let loose = list.items.iter().any(|item| {
            let nested = item.blocks.iter().filter(|block| !is_list(block));
            nested.count() > 1
        });
        items.join(if loose { "\n\n" } else { "\n" })
    }

    fn item(&mut self, item: &Item, bullet: &str) -> String {
        let line = number(&item.number.label);
        // A list below a single paragraph stands close to it.
        let text = match &*item.blocks {
            [Block::Paragraph(_), Block::List(inner)] => {
                let first = self.run_in(line, &item.blocks[..1]);
                let inner = self.list(inner, "- ");
                let blank = first.is_empty() || inner.starts_with("-\n") || inner == "-";
                let gap = if blank { "\n\n" } else { "\n" };
                if first.is_empty() { inner } else { first + gap + &inner }
            }
            blocks if line.is_empty() => self.blocks(blocks),
            blocks => self.run_in(line, blocks),
        };
        hung(bullet, &text)
    }

    fn definitions(&mut self, definitions: &[Definition], bullet: &str) -> String {
        let mut out = Vec::new();
        for definition in definitions {
            let term = Inline::Strong(vec![Inline::Text(definition.term.clone())]);
            let text = self.run_in(vec![term, text(" ")], &definition.meaning);
            out.push(hung(bullet, &text));
        }
        out.join("\n")
    }

    fn table_text(&mut self, table: &Table) -> String {
        let width = table.rows.iter().map(Vec::len);
        let width = width.chain([table.columns.len(), table.header.len()]).max();
        let width = width.unwrap_or(0);
        if width == 0 || (table.header.is_empty() && table.rows.is_empty()) {
            return String::new();
        }
        let mut lines = String::new();
        self.row(&table.header, width, &mut lines);
        lines.push('\n');
        lines.push_str(&rule(table, width));
        for row in &table.rows {
            lines.push('\n');
            self.row(row, width, &mut lines);
        }
        let caption = match &table.caption {
            Some(caption) => self.words(&[Inline::Emphasis(caption.clone())], Place::Line),
            None => String::new(),
        };
        joined(caption, lines)
    }

    fn row(&mut self, cells: &[Cell], width: usize, line: &mut String) {
        line.push('|');
        for at in 0..width {
            let cell = cells.get(at).map(|cell| self.cell(cell));
            match cell.as_deref() {
                None | Some("") => line.push_str(" |"),
                Some(cell) => {
                    line.push(' ');
                    line.push_str(cell);
                    line.push_str(" |");
                }
            }
        }
    }

    /// The lines of a cell. Markdown has no lists there: a bullet stands before an item.
    fn cell(&mut self, cell: &Cell) -> String {
        let mut out = String::new();
        for (at, line) in cell.lines.iter().enumerate() {
            let line = if line.item {
                let bullet = std::iter::once(text(BULLET));
                self.words(&bullet.chain(line.text.iter().cloned()).collect::<Vec<_>>(), Place::Cell)
            } else {
                self.words(&line.text, Place::Cell)
            };
            if at == 0 {
                out = line;
            } else {
                out.push_str("<br>");
                out.push_str(&line);
            }
        }
        out
    }

    /// Finished Markdown with the mark of the change it is part of.
    fn bracketed(&self, text: &str) -> String {
        self.marks.iter().fold(Fate::Stays, |fate, mark| fate.within(*mark)).bracketed(text)
    }

    fn signatory(&mut self, who: &Signatory) -> String {
        let party = self.words(&[Inline::Strong(who.party.clone())], Place::Line);
        let capacity = self.words(&who.capacity, Place::Line);
        if who.fields.is_empty() {
            return joined(party, capacity);
        }
        let mut fields = String::from("| | |\n| --- | --- |");
        for field in &who.fields {
            let label = self.words(&[Inline::Text(field.label.clone())], Place::Cell);
            let value = field.value.as_deref().unwrap_or_default();
            let value = self.words(value, Place::Cell);
            let value = if value.is_empty() { self.bracketed(RULE) } else { value };
            fields.push_str(&format!("\n| {label} | {value} |"));
        }
        joined(joined(party, capacity), fields)
    }
}

fn is_list(block: &Block) -> bool {
    match block {
        Block::List(_) | Block::Definitions(_) => true,
        Block::Changed(_, blocks) => {
            blocks.first().is_some_and(is_list) || blocks.last().is_some_and(is_list)
        }
        _ => false,
    }
}

/// A number and the space behind it, if there is a number.
fn number(label: &Text) -> Vec<Inline> {
    if label.is_empty() {
        return Vec::new();
    }
    vec![Inline::Text(label.clone()), text(" ")]
}

/// Takes away the space that was meant for words which do not come.
fn trim_end(line: &mut Vec<Inline>) {
    if matches!(line.last(), Some(Inline::Text(last)) if &**last == " ") {
        line.pop();
    }
}

/// Two blocks, of which either may be empty.
fn joined(first: String, second: String) -> String {
    match (first.is_empty(), second.is_empty()) {
        (true, _) => second,
        (_, true) => first,
        _ => first + "\n\n" + &second,
    }
}

/// A list item: the bullet, and every further line below its text.
fn hung(bullet: &str, text: &str) -> String {
    let line = format!("{bullet}{}", indented(text, bullet.len()));
    line.trim_end().to_owned()
}

/// The lines behind the first moved in.
fn indented(text: &str, by: usize) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            out.push('\n');
            if !line.is_empty() {
                out.push_str(&" ".repeat(by));
            }
        }
        out.push_str(line);
    }
    out
}

/// The line between header and body.
fn rule(table: &Table, width: usize) -> String {
    let mut line = String::from("|");
    for at in 0..width {
        line.push_str(match table.columns.get(at).map(|column| column.align) {
            None | Some(Align::Left) => " --- |",
            Some(Align::Centre) => " :---: |",
            Some(Align::Right) => " ---: |",
        });
    }
    line
}
