//! Tables: rules above and below the header and at the end, hairlines between rows, no others.

use std::rc::Rc;

use super::cells::{CellLine, Words};
use super::paragraphs::Manner;
use super::setter::Setter;
use super::slab::{Slab, Stick, height};
use super::widths::{self, Need};
use super::{ElementId, Role};
use crate::document::{Align, Cell, Table};
use crate::emit::pdf::rich::{Format, Ink, Rich};

/// Space between columns.
const GUTTER: f32 = 12.0;
/// Space above and below the text of a row.
const PAD: f32 = 3.5;
/// Thickness of the rules around header and body.
const RULE: f32 = 0.75;
/// Thickness of the rules between rows.
const HAIRLINE: f32 = 0.4;
/// The share of a column of labels, in percent.
const LABELS: u8 = 30;
/// The most lines of a row that is never broken.
const WHOLE: usize = 14;
/// The share of a page up to which a table is kept on one page where that leaves no gap.
const SMALL: f32 = 0.25;

/// Place and width of each column.
struct Columns {
    x: Vec<f32>,
    width: Vec<f32>,
    align: Vec<Align>,
}

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RowKind {
    /// Names the columns.
    Header,
    /// Its first cell names the row.
    Labelled,
    /// All its cells are alike.
    Plain,
}

impl Setter<'_, '_> {
    /// Adds a table at the present place.
    pub fn table(&mut self, table: &Table) {
        let count = columns_of(table);
        if count == 0 {
            return;
        }
        self.open(Role::Table);
        let header = self.cells(&table.header, &mut |_| true);
        let first_bold = table.row_headers;
        let rows: Vec<Vec<Words>> =
            table.rows.iter().map(|row| self.cells(row, &mut |column| first_bold && column == 0)).collect();
        let columns = self.columns(table, count, &header, &rows);
        let continued = self.caption(table);
        let header = self.header(&header, &columns);
        let has_header = !header.is_empty();
        let repeated = Rc::new([continued, header].concat());
        let kind = if first_bold { RowKind::Labelled } else { RowKind::Plain };
        self.open(Role::Rows(false));
        self.body(&rows, &columns, kind, &repeated, has_header);
        self.end_rule();
        self.close();
        self.close();
    }

    /// Adds the rows below the header. `repeated` stands above them where they go on on another page.
    fn body(
        &mut self,
        rows: &[Vec<Words>],
        columns: &Columns,
        kind: RowKind,
        repeated: &Rc<Vec<Slab>>,
        has_header: bool,
    ) {
        let before = self.slabs.len();
        for (index, row) in rows.iter().enumerate() {
            let mut slabs = self.row(row, columns, kind);
            // No row stands alone at the foot or the head of a page.
            let beside_edge = rows.len() > 2 && (index == 0 || index + 2 == rows.len());
            if let Some(last) = slabs.last_mut().filter(|last| beside_edge && last.stick == Stick::No) {
                last.stick = Stick::Weak;
            }
            if !repeated.is_empty() {
                slabs.iter_mut().for_each(|slab| slab.header = Some(repeated.clone()));
            }
            if let (Some(first), true) = (slabs.first_mut(), index == 0 && !has_header) {
                first.above = self.metrics.half;
                first.add_rule(self.place.x, 0.0, self.table_width(), RULE, Ink::Text);
            }
            self.slabs.extend(slabs);
        }
        if height(&self.slabs[before..]) < self.metrics.text_height() * SMALL {
            let inner = self.slabs.len().saturating_sub(1);
            let inner = self.slabs[..inner].iter_mut().skip(before);
            inner.for_each(|slab| slab.stick = slab.stick.max(Stick::Soft));
        }
    }

    /// Adds the space below a table.
    fn end_rule(&mut self) {
        let (x, width) = (self.place.x, self.table_width());
        if let Some(last) = self.slabs.last_mut() {
            // Over the hairline of the last row.
            let y = last.height;
            last.add_rule(x, y, width, RULE, Ink::Text);
            last.height += self.metrics.half * 0.5;
        }
    }

    fn table_width(&self) -> f32 {
        self.metrics.width_from(self.place.x)
    }

    fn cells(&mut self, cells: &[Cell], bold: &mut dyn FnMut(usize) -> bool) -> Vec<Words> {
        let format = Format { tabular: true, ..self.small() };
        cells
            .iter()
            .enumerate()
            .map(|(column, cell)| match bold(column) {
                true => self.pieces(cell, &format.clone().bold().whole_words()),
                false => self.pieces(cell, &format),
            })
            .collect()
    }

    fn columns(&mut self, table: &Table, count: usize, header: &[Words], rows: &[Vec<Words>]) -> Columns {
        let total = self.table_width();
        let gutter = GUTTER.min(total / count as f32 * 0.2);
        let mut needs: Vec<Need> = (0..count)
            .map(|column| {
                let share = table.columns.get(column).and_then(|c| c.width);
                Need { least: gutter, most: gutter, share }
            })
            .collect();
        // Labels and values stand alike in all tables of the kind.
        let labelled = table.header.is_empty() && table.row_headers && count == 2;
        if labelled && needs.iter().all(|need| need.share.is_none()) {
            (needs[0].share, needs[1].share) = (Some(LABELS), Some(100 - LABELS));
        }
        let mut measured: Vec<widths::Row> = Vec::new();
        for row in rows.iter().map(Vec::as_slice).chain([header]) {
            let mut lines_of_row = Vec::new();
            for (words, need) in row.iter().zip(&mut needs) {
                let (word, lines) = self.extremes(words);
                // What is asked for includes the gutter, what words need does not.
                need.least = need.least.max(word + gutter);
                need.most = lines.iter().fold(need.most, |most, line| most.max(line + gutter + 0.5));
                lines_of_row.push(lines);
            }
            measured.push(lines_of_row);
        }
        let mut shares = widths::widths(&needs, total + gutter);
        widths::balance(&mut shares, &needs, &measured, gutter);
        let used = self.used(header, rows, &shares, gutter);
        widths::settle(&mut shares, &used, &needs);
        let mut x = self.place.x;
        let mut columns = Columns { x: Vec::new(), width: Vec::new(), align: Vec::new() };
        for (column, width) in shares.into_iter().enumerate() {
            columns.x.push(x);
            columns.width.push((width - gutter).max(4.0));
            let align = table.columns.get(column).map(|c| c.align);
            columns.align.push(align.unwrap_or_default());
            x += width;
        }
        columns
    }

    /// What the lines of each column take of the width it has.
    fn used(&mut self, header: &[Words], rows: &[Vec<Words>], shares: &[f32], gutter: f32) -> Vec<f32> {
        let mut used = vec![0.0f32; shares.len()];
        for row in rows.iter().map(Vec::as_slice).chain([header]) {
            for (column, words) in row.iter().enumerate() {
                let widest = self.widest_line(words, (shares[column] - gutter).max(4.0));
                used[column] = used[column].max((widest + gutter + 0.1).min(shares[column]));
            }
        }
        used
    }

    /// Adds the caption; the slabs that repeat it where the table goes on on another page.
    fn caption(&mut self, table: &Table) -> Vec<Slab> {
        let Some(caption) = &table.caption else {
            let format = self.small().bold().whole_words();
            let title = Rich::plain(&self.place.title.clone(), &format);
            return self.continued(title, table);
        };
        let format = self.small().bold().whole_words();
        let rich = self.rich(caption, &format);
        let element = self.child(Role::Caption);
        let manner = Manner { above: self.metrics.leading * 0.75, ..self.small_manner() };
        let mut slabs = self.lines(&rich, &manner, element);
        for slab in &mut slabs {
            slab.stick = Stick::Strong;
        }
        self.slabs.extend(slabs);
        self.continued(rich, table)
    }

    /// What stands above a table that goes on on another page: its name, and that it goes on.
    fn continued(&mut self, name: Rich, table: &Table) -> Vec<Slab> {
        if name.is_empty() {
            return Vec::new();
        }
        let mut again = name;
        again.push(&format!(" ({})", self.words.continued), &self.small().whole_words());
        let manner = Manner { above: 0.0, ..self.small_manner() };
        // Repeated words are no content: they become part of no element.
        let element = ElementId(0);
        let mut again = self.lines(&again, &manner, element);
        again.iter_mut().for_each(|slab| slab.notes.clear());
        if let (Some(last), true) = (again.last_mut(), table.header.iter().all(Cell::is_empty)) {
            last.height += self.metrics.half;
            let y = last.height;
            last.add_rule(self.place.x, y, self.table_width(), RULE, Ink::Text);
        }
        again
    }

    /// Adds the header; its slabs, to be repeated.
    fn header(&mut self, cells: &[Words], columns: &Columns) -> Vec<Slab> {
        if cells.iter().flatten().all(|piece| piece.text.is_empty()) {
            return Vec::new();
        }
        self.open(Role::Rows(true));
        let mut slabs = self.row(cells, columns, RowKind::Header);
        self.close();
        let (x, width) = (self.place.x, self.table_width());
        if let Some(first) = slabs.first_mut() {
            first.above = self.metrics.half;
            first.add_rule(x, 0.0, width, RULE, Ink::Text);
        }
        if let Some(last) = slabs.last_mut() {
            let y = last.height;
            last.add_rule(x, y, width, RULE, Ink::Text);
        }
        for slab in &mut slabs {
            slab.stick = Stick::Strong;
        }
        self.slabs.extend(slabs.iter().cloned());
        slabs
    }

    /// The slabs of a row: one, or one for each line if the row is long.
    fn row(&mut self, cells: &[Words], columns: &Columns, kind: RowKind) -> Vec<Slab> {
        self.open(Role::Row);
        let mut set: Vec<Vec<CellLine>> = Vec::new();
        // A row has a cell for each column, be it empty: readers count them.
        for column in 0..columns.x.len() {
            let words = cells.get(column).map_or(&[][..], Vec::as_slice);
            let role = match kind {
                RowKind::Header => Role::HeaderCell(true),
                RowKind::Labelled if column == 0 => Role::HeaderCell(false),
                _ => Role::Cell,
            };
            let element = self.open(role);
            set.push(self.cell_lines(words, columns.width[column], element));
            self.close();
        }
        self.close();
        let count = set.iter().map(Vec::len).max().unwrap_or(0);
        let whole = count <= WHOLE || kind == RowKind::Header;
        let mut slabs = self.row_lines(set, columns, count.max(1));
        if let (Some(first), true) = (slabs.first().cloned(), whole) {
            let mut row = Slab { items: Vec::new(), ..first };
            (row.height, row.notes) = (0.0, Vec::new());
            for slab in slabs {
                let y = row.height;
                row.height += slab.height;
                row.add_slab(slab, y);
            }
            row.stick = Stick::No;
            slabs = vec![row];
        }
        if let Some(last) = slabs.last_mut() {
            let y = last.height;
            last.add_rule(self.place.x, y, self.table_width(), HAIRLINE, Ink::Hairline);
        }
        slabs
    }

    /// The lines of a row, those of all its cells beside each other.
    fn row_lines(&self, set: Vec<Vec<CellLine>>, columns: &Columns, count: usize) -> Vec<Slab> {
        let leading = self.metrics.small_leading;
        let baseline = super::paragraphs::baseline(leading, self.metrics.small);
        let mut slabs: Vec<Slab> = (0..count)
            .map(|index| {
                let top = if index == 0 { PAD } else { 0.0 };
                let foot = if index + 1 == count { PAD } else { 0.0 };
                let edge = index < 2 || index + 4 >= count;
                Slab {
                    top: if index > 0 { PAD } else { 0.0 },
                    stick: match edge && index + 1 < count {
                        true => Stick::Strong,
                        false if index + 1 < count => Stick::Torn,
                        false => Stick::No,
                    },
                    ..Slab::space(leading + top + foot)
                }
            })
            .collect();
        for (column, lines) in set.into_iter().enumerate() {
            for (index, CellLine { line, indent, bullet, element }) in lines.into_iter().enumerate() {
                let spare = columns.width[column] - indent - line.width;
                let left = columns.x[column];
                let x = left
                    + match columns.align[column] {
                        Align::Left => indent,
                        Align::Centre => indent + spare / 2.0,
                        Align::Right => indent + spare,
                    };
                let y = baseline + if index == 0 { PAD } else { 0.0 };
                if let Some((label, bullet)) = bullet {
                    slabs[index].add_line(bullet, x - indent, y, Some(label));
                }
                slabs[index].add_line(line, x, y, Some(element));
            }
        }
        slabs
    }
}

fn columns_of(table: &Table) -> usize {
    let rows = table.rows.iter().map(Vec::len);
    rows.chain([table.columns.len(), table.header.len()]).max().unwrap_or(0)
}
