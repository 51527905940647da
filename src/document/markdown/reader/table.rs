//! Tables, their captions and the widths of their columns.

use std::ops::Range;

use pulldown_cmark::{Alignment, Tag};

use super::super::tree::{Node, What, words};
use super::{Manner, Reader};
use crate::document::{Align, Cell, Column, Inline, Table};

const CAPTION: &str = "Table:";
/// What an item of a list in a cell begins with.
const BULLET: &str = "• ";

/// What the paragraph before a table says about it.
pub(super) struct Caption {
    text: Vec<Inline>,
    widths: Vec<u8>,
    range: Range<usize>,
}

impl Reader<'_> {
    /// If `node` is a caption and `next` its table, reads the caption and returns both.
    pub(super) fn captioned_table<'n, 't>(
        &mut self,
        node: &Node,
        next: Option<&'n Node<'t>>,
    ) -> Option<(Caption, &'n Node<'t>)> {
        let table = next.filter(|next| matches!(&next.what, What::Branch(Tag::Table(_), _)));
        let What::Branch(Tag::Paragraph, inner) = &node.what else {
            return None;
        };
        if self.manner != Manner::Clause || !words(inner).starts_with(CAPTION) {
            return None;
        }
        let Some(table) = table else {
            self.problem("no table follows this caption", &node.range);
            return None;
        };
        let mut text = self.run(inner);
        strip_front(&mut text, CAPTION);
        let widths = self.widths(&mut text, &node.range);
        crate::document::resolve::tidy(&mut text);
        let range = node.range.clone();
        Some((Caption { text, widths, range }, table))
    }

    /// Takes ` {30 70}` off the end of a caption.
    fn widths(&mut self, caption: &mut [Inline], range: &Range<usize>) -> Vec<u8> {
        let Some(Inline::Text(last)) = caption.last_mut() else {
            return Vec::new();
        };
        let Some((before, numbers)) = last.strip_suffix('}').and_then(|inside| inside.rsplit_once('{'))
        else {
            return Vec::new();
        };
        let widths: Option<Vec<u8>> =
            numbers.split_whitespace().map(|number| number.parse().ok().filter(|width| *width > 0)).collect();
        let sum = |widths: &Vec<u8>| widths.iter().map(|width| u32::from(*width)).sum::<u32>();
        match widths.filter(|widths| sum(widths) <= 100) {
            Some(widths) => {
                *last = before.into();
                widths
            }
            None => {
                self.problem("column widths are percentages, as in `{30 70}`", range);
                Vec::new()
            }
        }
    }

    pub(super) fn table(&mut self, node: &Node, caption: Option<Caption>) -> Table {
        let mut table = Table {
            caption: None,
            columns: Vec::new(),
            header: Vec::new(),
            rows: Vec::new(),
            row_headers: false,
        };
        let What::Branch(Tag::Table(alignments), rows) = &node.what else {
            return table;
        };
        table.columns = alignments.iter().map(column).collect();
        for row in rows {
            match &row.what {
                What::Branch(Tag::TableHead, cells) => table.header = self.cells(cells),
                What::Branch(_, cells) => {
                    let cells = self.cells(cells);
                    table.rows.push(cells);
                }
                _ => {}
            }
        }
        if table.header.iter().all(Cell::is_empty) {
            table.header = Vec::new();
            table.row_headers = true;
        }
        if let Some(caption) = caption {
            if caption.widths.len() > table.columns.len() {
                self.problem("more widths than the table has columns", &caption.range);
            }
            for (column, width) in table.columns.iter_mut().zip(caption.widths) {
                column.width = Some(width);
            }
            table.caption = Some(caption.text).filter(|text| !text.is_empty());
        }
        table
    }

    fn cells(&mut self, nodes: &[Node]) -> Vec<Cell> {
        let mut cells = Vec::new();
        for node in nodes {
            if let What::Branch(_, inner) = &node.what {
                cells.push(cell(self.run(inner)));
            }
        }
        cells
    }
}

/// The lines of a cell. One that begins with a bullet is an item of a list.
fn cell(run: Vec<Inline>) -> Cell {
    let mut cell = Cell::from(run);
    for line in &mut cell.lines {
        if let Some(Inline::Text(first)) = line.text.first_mut()
            && let Some(rest) = first.trim_start().strip_prefix(BULLET)
        {
            *first = rest.into();
            line.item = true;
        }
    }
    cell
}

fn column(alignment: &Alignment) -> Column {
    let align = match alignment {
        Alignment::None | Alignment::Left => Align::Left,
        Alignment::Center => Align::Centre,
        Alignment::Right => Align::Right,
    };
    Column { width: None, align }
}

/// Takes a marker off the front of a run whose words begin with it.
pub(super) fn strip_front(run: &mut [Inline], marker: &str) {
    if let Some(Inline::Text(first)) = run.first_mut()
        && let Some(rest) = first.strip_prefix(marker)
    {
        *first = rest.into();
    }
}
