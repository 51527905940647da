//! Blocks as HTML.

use super::{Page, changed, is_empty};
use crate::document::{
    Align, Block, Cell, Definition, Inline, Item, Kind, List, Marker, Section, Signatory, Table, plain,
};

impl<'a> Page<'a> {
    /// Blocks one below the other.
    pub(super) fn blocks(&mut self, blocks: &'a [Block]) {
        for block in blocks.iter().filter(|block| !is_empty(block)) {
            self.block(block);
        }
    }

    pub(super) fn block(&mut self, block: &'a Block) {
        match block {
            Block::Section(section) if section.kind == Kind::Clause => self.clause(section),
            Block::Section(section) => self.section(section),
            Block::Paragraph(inlines) => {
                self.push("<p>");
                self.inlines(inlines);
                self.push("</p>\n");
            }
            Block::List(list) => self.list(list),
            Block::Definitions(definitions) => self.definitions(definitions),
            Block::Table(table) => self.table(table),
            Block::Signatures(signatories) => self.signatures(signatories),
            Block::Changed(mark, blocks) => {
                let (element, class) = changed(*mark);
                let outer = self.gone;
                self.gone |= mark.strikes();
                self.put(format_args!("<{element} class=\"stretch {class}\">\n"));
                self.way(*mark);
                self.blocks(blocks);
                self.put(format_args!("</{element}>\n"));
                self.gone = outer;
            }
        }
    }

    /// A stretch with a heading on a line of its own.
    fn section(&mut self, section: &'a Section) {
        if section.title.is_empty() && section.number.is_empty() {
            return self.untitled(section);
        }
        let place = self.place_of(section);
        let id = place.clone().unwrap_or_else(|| self.fresh_id());
        self.put(format_args!("<section class=\"{}\"", class(section.kind)));
        self.landmark(section, &id);
        let around = self.section_lang(section);
        self.push(">\n");
        self.heading(section, &id, place.is_some());
        let title = plain(&section.title);
        let title = if title.is_empty() { section.number.label.to_string() } else { title };
        let outer = std::mem::replace(&mut self.heading, title);
        self.level += 1;
        self.blocks(&section.blocks);
        self.level -= 1;
        self.heading = outer;
        self.push("</section>\n");
        self.right_to_left = around;
    }

    fn untitled(&mut self, section: &'a Section) {
        self.put(format_args!("<div class=\"{}\"", class(section.kind)));
        if let Some(id) = self.place(&section.key) {
            self.put(format_args!(" id=\"{id}\""));
        }
        let around = self.section_lang(section);
        self.push(">\n");
        self.blocks(&section.blocks);
        self.push("</div>\n");
        self.right_to_left = around;
    }

    /// Names an annex or the place to sign, which makes it a landmark: all sections would be too
    /// many, and have headings. Instruments of a page have annexes alike, so that the later ones'
    /// titles are part of the names.
    fn landmark(&mut self, section: &Section, id: &str) {
        let top = if self.document == 0 { 2 } else { 3 };
        let jumped_to = matches!(section.kind, Kind::Annex | Kind::Signing);
        if self.level > top || self.gone || !jumped_to {
            return;
        }
        if self.document == 0 {
            self.put(format_args!(" aria-labelledby=\"{id}\""));
        } else {
            let title = self.index.document_id(self.document);
            self.put(format_args!(" aria-labelledby=\"{title} {id}\""));
        }
    }

    /// The language of a section, if it has its own. Returns the direction around the section.
    fn section_lang(&mut self, section: &Section) -> bool {
        match &section.language {
            Some(language) => self.lang(language),
            None => self.right_to_left,
        }
    }

    fn heading(&mut self, section: &'a Section, id: &str, linked: bool) {
        let level = self.level.min(6);
        self.put(format_args!("<h{level} id=\"{id}\">"));
        self.number(&section.number.label, linked.then_some(id));
        self.inlines(&section.title);
        self.put(format_args!("</h{level}>\n"));
    }

    /// A number, which is a permalink if its place can be pointed to, and a space.
    fn number(&mut self, label: &str, id: Option<&str>) {
        if label.is_empty() {
            return;
        }
        // A number with a word of its own, `Clause 8`, is too wide for the column of numbers.
        let class = if label.contains(' ') { "number worded" } else { "number" };
        match id {
            Some(id) => self.put(format_args!("<a class=\"{class}\" href=\"#{id}\">")),
            None => self.put(format_args!("<span class=\"{class}\">")),
        }
        self.text(label);
        self.push(if id.is_some() { "</a> " } else { "</span> " });
    }

    /// A clause: its number hangs, its heading runs into the first paragraph.
    fn clause(&mut self, section: &'a Section) {
        let place = self.place_of(section);
        self.push("<div class=\"clause\"");
        if let Some(id) = &place {
            self.put(format_args!(" id=\"{id}\""));
        }
        let around = self.section_lang(section);
        self.push(">\n");
        self.number(&section.number.label, place.as_deref());
        self.push("<div class=\"text\">\n");
        let (first, rest) = match section.blocks.split_first() {
            Some((Block::Paragraph(first), rest)) => (&**first, rest),
            _ => (&[][..], &*section.blocks),
        };
        if !section.title.is_empty() || !first.is_empty() {
            self.push("<p>");
            self.run_in(&section.title);
            self.inlines(first);
            self.push("</p>\n");
        }
        self.blocks(rest);
        self.push("</div>\n</div>\n");
        self.right_to_left = around;
    }

    fn run_in(&mut self, title: &'a [Inline]) {
        if title.is_empty() {
            return;
        }
        self.push("<strong class=\"run-in\">");
        self.inlines(title);
        if !plain(title).ends_with(['.', '?', '!', ':']) {
            self.push(".");
        }
        self.push("</strong> ");
    }

    fn list(&mut self, list: &'a List) {
        let (open, close) = match list.marker {
            Marker::Counted => ("<ol class=\"counted\">\n", "</ol>\n"),
            Marker::Bullet => ("<ul>\n", "</ul>\n"),
        };
        self.push(open);
        for item in &list.items {
            self.item(item);
        }
        self.push(close);
    }

    fn item(&mut self, item: &'a Item) {
        self.push("<li>");
        if !item.number.is_empty() {
            self.push("<span class=\"mark\">");
            self.text(&item.number.label);
            self.push("</span>\n");
        }
        self.push("<div class=\"item\">");
        self.blocks(&item.blocks);
        self.push("</div></li>\n");
    }

    fn definitions(&mut self, definitions: &'a [Definition]) {
        self.push("<dl class=\"definitions\">\n");
        for definition in definitions {
            let place = self.place(&definition.key);
            self.push("<div>\n<dt");
            if let Some(id) = &place {
                self.put(format_args!(" id=\"{id}\""));
            }
            self.push("><dfn>");
            self.isolated(&definition.term);
            self.push("</dfn></dt>\n<dd>\n");
            self.blocks(&definition.meaning);
            self.push("</dd>\n</div>\n");
        }
        self.push("</dl>\n");
    }

    fn table(&mut self, table: &'a Table) {
        let labelled = table.header.is_empty() && table.row_headers;
        self.push(if labelled { "<table class=\"labelled\">\n" } else { "<table class=\"rows\">\n" });
        self.caption(table);
        let width = table.rows.iter().map(Vec::len).chain([table.header.len()]).max();
        self.columns(table, width.unwrap_or(0));
        if !table.header.is_empty() {
            self.push("<thead>\n<tr>");
            for (at, cell) in table.header.iter().enumerate() {
                self.put(format_args!("<th scope=\"col\"{}>", align(table, at)));
                self.cell(cell);
                self.push("</th>\n");
            }
            self.push("</tr>\n</thead>\n");
        }
        self.push("<tbody>\n");
        let labels: Vec<String> = table.header.iter().map(Cell::plain).collect();
        for row in table.rows.iter().filter(|row| !row.is_empty()) {
            self.row(table, row, &labels);
        }
        self.push("</tbody>\n</table>\n");
    }

    /// The table's name. A table without one is known by the heading above it, which is told to who
    /// cannot see that the two stand together.
    fn caption(&mut self, table: &'a Table) {
        if let Some(caption) = &table.caption {
            self.push("<caption>");
            self.inlines(caption);
        } else if !self.heading.trim().is_empty() {
            self.push("<caption class=\"unseen\">");
            let heading = self.heading.clone();
            self.isolated(&heading);
        } else {
            return;
        }
        self.push("</caption>\n");
    }

    /// Widths are classes, since the page's policy forbids styles on elements.
    fn columns(&mut self, table: &Table, width: usize) {
        if !table.columns.iter().any(|column| column.width.is_some()) {
            return;
        }
        self.push("<colgroup>");
        for column in table.columns.iter().take(width) {
            match column.width {
                Some(width) => self.put(format_args!("<col class=\"w{}\">", width.min(100))),
                None => self.push("<col>"),
            }
        }
        self.push("</colgroup>\n");
    }

    fn row(&mut self, table: &'a Table, row: &'a [Cell], labels: &[String]) {
        self.push("<tr>");
        for (at, cell) in row.iter().enumerate() {
            let head = at == 0 && table.row_headers;
            let class = align(table, at);
            if head {
                ["<th scope=\"row\"", class, ">"].into_iter().for_each(|part| self.push(part));
            } else {
                self.push("<td");
                self.push(class);
                // Shown beside the cell where the table is too narrow for columns.
                if let Some(label) = labels.get(at).filter(|label| !label.is_empty()) {
                    self.push(" data-label=\"");
                    self.text(label);
                    self.push("\"");
                }
                self.push(">");
            }
            self.cell(cell);
            self.push(if head { "</th>\n" } else { "</td>\n" });
        }
        self.push("</tr>\n");
    }

    /// The lines of a cell; items that follow each other are a list.
    pub(super) fn cell(&mut self, cell: &'a Cell) {
        let lines = &cell.lines;
        for (at, line) in lines.iter().enumerate() {
            let before = at.checked_sub(1).map(|before| lines[before].item);
            match (before, line.item) {
                (Some(false), false) => self.push("<br>\n"),
                (None | Some(false), true) => self.push("<ul><li>"),
                (Some(true), true) => self.push("</li>\n<li>"),
                (Some(true), false) => self.push("</li></ul>\n"),
                (None, false) => {}
            }
            self.inlines(&line.text);
        }
        if lines.last().is_some_and(|line| line.item) {
            self.push("</li></ul>");
        }
    }

    fn signatures(&mut self, signatories: &'a [Signatory]) {
        self.push("<div class=\"signatures\">\n");
        for who in signatories {
            let id = self.fresh_id();
            self.put(format_args!("<div class=\"signatory\" role=\"group\" aria-labelledby=\"{id}\">\n"));
            self.put(format_args!("<p class=\"party\" id=\"{id}\">"));
            self.inlines(&who.party);
            self.push("</p>\n");
            if !who.capacity.is_empty() {
                self.push("<p class=\"role\">");
                self.inlines(&who.capacity);
                self.push("</p>\n");
            }
            self.fields(who);
            self.push("</div>\n");
        }
        self.push("</div>\n");
    }

    fn fields(&mut self, who: &'a Signatory) {
        if who.fields.is_empty() {
            return;
        }
        self.push("<dl class=\"fields\">\n");
        for field in &who.fields {
            let signature = field.kind == crate::document::FieldKind::Signature;
            self.push(if signature { "<div class=\"hand\"><dt>" } else { "<div><dt>" });
            self.text(&field.label);
            self.push("</dt> <dd>");
            if let Some(value) = &field.value {
                self.inlines(value);
            }
            self.push("</dd></div>\n");
        }
        self.push("</dl>\n");
    }
}

fn class(kind: Kind) -> &'static str {
    match kind {
        Kind::Section | Kind::Clause => "section",
        Kind::Part => "part",
        Kind::Annex => "annex",
        Kind::Signing => "signing",
    }
}

fn align(table: &Table, at: usize) -> &'static str {
    match table.columns.get(at).map(|column| column.align) {
        Some(Align::Right) => " class=\"right\"",
        Some(Align::Centre) => " class=\"centre\"",
        Some(Align::Left) | None => "",
    }
}
