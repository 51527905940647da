//! The structure of a page of HTML: its headings, lists and tables, emphasis and links.
//!
//! Tokens, not a tree: nothing nests in memory beyond names of elements, and an element that is never closed
//! ends with the one around it. Words that are struck through or hidden are left out, as in [`read`](super::read).

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};

use super::super::read::html::{hides, is_white};
use super::super::read::{Fault, MAX_DEPTH, MAX_PARAGRAPH, is_marker};
use super::tree::{Part, Run, Span, cell};
use super::{MAX_PARAGRAPHS, STRUCK, Shaped, TICKED, UNTICKED};
use crate::document::{Cell, Inline, plain, script};

/// Elements whose content is not text.
const SILENT: [&str; 10] =
    ["script", "style", "head", "nav", "noscript", "svg", "template", "del", "s", "strike"];
/// Elements that are never closed.
const VOID: [&str; 10] = ["br", "hr", "img", "col", "link", "meta", "input", "wbr", "area", "base"];
/// Elements within a line.
const INLINE: [&str; 30] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "dfn", "em", "font", "i", "ins", "kbd", "label",
    "mark", "q", "samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var", "del", "s",
    "strike",
];

/// The parts of a page, and what a reader should know of how it was read.
pub(super) fn parts(text: &str) -> Result<Shaped, Fault> {
    let mut emitter = DefaultEmitter::<()>::new_with_span();
    emitter.naively_switch_states(true);
    let mut page = Page::default();
    for token in Tokenizer::new_with_emitter(text, emitter) {
        match token.unwrap_or_else(|never| match never {}) {
            Token::StartTag(tag) => page.start(&tag)?,
            Token::EndTag(tag) => page.end(&String::from_utf8_lossy(&tag.name))?,
            Token::String(text) => page.text(&String::from_utf8_lossy(&text))?,
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    page.flush()?;
    page.settle();
    page.end_row();
    let remarks = page.left_out.then(|| STRUCK.to_owned()).into_iter().collect();
    Ok((page.parts, remarks))
}

/// What an unfilled field shows in the Markdown of a pack; its page leaves the place empty.
const UNFILLED: &str = "________________";

/// An element that is open.
struct Element {
    name: String,
    /// What it is read as.
    acts: String,
    /// Its class.
    class: String,
    /// Whether it hides what is in it.
    silent: bool,
    /// The list that it is: how it counts, and the next number.
    list: Option<(String, usize)>,
}

/// A row that is open.
#[derive(Default)]
struct Row {
    cells: Vec<Cell>,
    /// Lines of the open cell.
    lines: Vec<(bool, Vec<Inline>)>,
    in_cell: bool,
    header: bool,
}

#[derive(Default)]
struct Page {
    parts: Vec<Part>,
    run: Run,
    stack: Vec<Element>,
    silent: usize,
    left_out: bool,
    /// The item that the next run begins: its number, where it is counted.
    item: Option<Option<String>>,
    heading: Option<usize>,
    /// A number or a term that stands before the next run, in an element of its own.
    before: Option<Vec<Inline>>,
    row: Option<Row>,
    /// Whether dpakit wrote it.
    is_ours: bool,
    /// The place of a line of the cover that says which text it is.
    identity: Option<usize>,
    /// How many tables are open; one within a cell is read as its lines.
    tables: usize,
}

impl Page {
    fn start(&mut self, tag: &StartTag<()>) -> Result<(), Fault> {
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        if !INLINE.contains(&name.as_str()) && !VOID.contains(&name.as_str()) {
            self.flush()?;
            self.imply(&name);
        }
        let class = attribute(tag, b"class").unwrap_or_default();
        let acts = self.acts(&name, &class);
        self.open(&acts, tag)?;
        if tag.self_closing || VOID.contains(&name.as_str()) {
            return Ok(());
        }
        if self.stack.len() >= MAX_DEPTH {
            return Err(Fault::TooDeep);
        }
        let style = attribute(tag, b"style").unwrap_or_default().to_ascii_lowercase();
        let style: String = style.chars().filter(|c| !c.is_whitespace()).chain([';']).collect();
        let backed = style.contains("background") || attribute(tag, b"bgcolor").is_some();
        // What a page of dpakit says for screens and on every sheet beside its text, or a second time for those who
        // hear it.
        self.is_ours |= name == "a" && class == "skip";
        let again = match name.as_str() {
            "a" => class == "skip",
            "caption" => class == "unseen",
            "footer" => self.is_ours && self.stack.last().is_none_or(|open| open.name == "body"),
            _ => false,
        };
        let hidden = attribute(tag, b"hidden").is_some() || hides(&style) || (is_white(&style) && !backed);
        let silent = hidden || again || SILENT.contains(&name.as_str());
        self.left_out |= hidden || matches!(name.as_str(), "del" | "s" | "strike");
        self.silent += usize::from(silent);
        let list = match acts.as_str() {
            "ul" | "menu" => Some((String::new(), 0)),
            "ol" => {
                let start = attribute(tag, b"start").and_then(|start| start.parse().ok());
                Some((attribute(tag, b"type").unwrap_or_else(|| "1".to_owned()), start.unwrap_or(1)))
            }
            _ => None,
        };
        self.stack.push(Element { name, acts, class, silent, list });
        Ok(())
    }

    /// What an element is read as: on a page of dpakit, the parties on the cover and the fields of a signature are
    /// lists to look at and tables to read.
    fn acts(&self, name: &str, class: &str) -> String {
        let is_in = |class: &str| self.stack.iter().any(|open| open.class == class && open.acts == "table");
        let acts = match (name, class) {
            ("ul", "parties") | ("dl", "fields") => "table",
            ("li", _) if is_in("parties") => "tr",
            ("p", "party" | "role") if is_in("parties") => "td",
            ("div", _) if is_in("fields") => "tr",
            ("dt" | "dd", _) if is_in("fields") => "td",
            (name, _) => name,
        };
        acts.to_owned()
    }

    /// Ends what the beginning of an element ends without saying so (HTML Living Standard, 13.1.2.4).
    fn imply(&mut self, name: &str) {
        let (ended, within): (&[&str], &[&str]) = match name {
            "li" => (&["li"], &["ul", "ol", "menu"]),
            "dt" | "dd" => (&["dt", "dd"], &["dl"]),
            "tr" => (&["tr"], &["table"]),
            "td" | "th" => (&["td", "th"], &["tr", "table"]),
            _ => {
                (&["p"], &["div", "section", "article", "main", "li", "dd", "td", "th", "blockquote", "body"])
            }
        };
        let near = self
            .stack
            .iter()
            .rposition(|open| ended.contains(&open.name.as_str()) || within.contains(&open.name.as_str()));
        if let Some(at) = near.filter(|at| ended.contains(&self.stack[*at].name.as_str())) {
            self.cut(at);
        }
    }

    /// Ends an element with all that is open in it.
    fn cut(&mut self, at: usize) {
        let ended = self.stack.split_off(at);
        self.silent -= ended.iter().filter(|open| open.silent).count();
    }

    /// What the beginning of an element means.
    fn open(&mut self, name: &str, tag: &StartTag<()>) -> Result<(), Fault> {
        match name {
            "br" => self.run.line_break(),
            "input" => self.field(tag),
            "hr" => self.flush()?,
            "b" | "strong" => self.run.begin(Span::Strong),
            "i" | "em" => self.run.begin(Span::Emphasis),
            "a" => self.run.begin(Span::Link(attribute(tag, b"href").unwrap_or_default())),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if self.row.is_none() => {
                self.heading = Some(usize::from(name.as_bytes()[1] - b'0'));
            }
            "li" => self.item = Some(self.number()),
            "dt" | "dd" if self.before.is_none() => self.item = Some(None),
            "table" => self.tables += 1,
            "tr" if self.tables == 1 => {
                self.end_row();
                self.row = Some(Row { header: true, ..Row::default() });
            }
            "td" | "th" if self.tables == 1 => {
                self.end_cell();
                if let Some(row) = &mut self.row {
                    (row.in_cell, row.header) = (true, row.header && name == "th");
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// What a field of a form says: whether it is ticked, or its value.
    fn field(&mut self, tag: &StartTag<()>) {
        let kind = attribute(tag, b"type").unwrap_or_default().to_ascii_lowercase();
        let value = match kind.as_str() {
            "checkbox" | "radio" => match attribute(tag, b"checked") {
                Some(_) => TICKED.to_owned(),
                None => UNTICKED.to_owned(),
            },
            "hidden" | "submit" | "button" | "reset" | "image" | "file" | "password" => return,
            _ => attribute(tag, b"value").unwrap_or_default(),
        };
        if self.silent == 0 && !value.trim().is_empty() {
            self.run.text(&value);
        }
    }

    /// The number of the item that begins, where its list counts.
    fn number(&mut self) -> Option<String> {
        let list = self.stack.iter_mut().rev().find_map(|element| element.list.as_mut())?;
        let (style, next) = list;
        let number = *next;
        *next = next.saturating_add(1);
        match style.as_str() {
            "" => None,
            "a" | "A" => {
                let letter = char::from(b'a' + u8::try_from((number.max(1) - 1) % 26).unwrap_or_default());
                let label = format!("{letter}.");
                Some(if style == "A" { label.to_uppercase() } else { label })
            }
            _ => Some(format!("{number}.")),
        }
    }

    fn end(&mut self, name: &str) -> Result<(), Fault> {
        let acts = self.stack.iter().rev().find(|open| open.name == name).map(|open| open.acts.clone());
        match name {
            "b" | "strong" => self.run.end(|span| *span == Span::Strong),
            "i" | "em" => self.run.end(|span| *span == Span::Emphasis),
            "a" => self.run.end(|span| matches!(span, Span::Link(_))),
            _ if INLINE.contains(&name) => {}
            _ => self.flush()?,
        }
        if let (Some("td"), "dd", Some(row)) = (acts.as_deref(), name, &mut self.row)
            && row.in_cell
            && row.lines.is_empty()
        {
            row.lines.push((false, vec![Inline::Text(UNFILLED.into())]));
        }
        match acts.as_deref().unwrap_or(name) {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading = None,
            "li" => self.item = None,
            "td" | "th" if self.tables == 1 => self.end_cell(),
            "tr" if self.tables == 1 => self.end_row(),
            "table" => {
                if self.tables == 1 {
                    self.end_row();
                    self.parts.push(Part::TableEnd);
                }
                self.tables = self.tables.saturating_sub(1);
            }
            _ => {}
        }
        // What was left open inside it ends with it; an end without a beginning ends nothing.
        if let Some(at) = self.stack.iter().rposition(|open| open.name == name) {
            self.cut(at);
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), Fault> {
        if self.silent > 0 {
            return Ok(());
        }
        // Space between the elements of a table or a list is none.
        if self.run.length == 0 && text.trim().is_empty() {
            return Ok(());
        }
        if self.stack.iter().any(|open| open.name == "sup") {
            self.run.text(&text.chars().map(script::raised).collect::<String>());
        } else {
            self.run.text(&text.replace(['\n', '\r', '\t'], " "));
        }
        if self.run.length > MAX_PARAGRAPH {
            return Err(Fault::TooLarge("a paragraph has more than 256 KiB"));
        }
        Ok(())
    }

    /// Ends the line that is open.
    fn flush(&mut self) -> Result<(), Fault> {
        let mut run = self.run.take();
        if run.is_empty() {
            return Ok(());
        }
        let open = |name: &str, class: &str| {
            self.stack.last().is_some_and(|open| open.acts == name && open.class == class)
        };
        let (is_party, is_identity) = (open("p", "party"), open("p", "identity"));
        if is_party {
            run = vec![Inline::Strong(run)];
        }
        if self.stack.iter().any(|open| open.name == "caption") {
            run = vec![Inline::Emphasis(run)];
        }
        let is_term = self.stack.last().is_some_and(|open| open.acts == "dt");
        let is_number = self.row.is_none() && self.heading.is_none() && is_number(plain(&run).trim());
        if self.before.is_none() && (is_term || is_number) {
            self.before = Some(if is_term { vec![Inline::Strong(run)] } else { run });
            return Ok(());
        }
        if let (Some(before), Some(Some(number))) = (&self.before, &mut self.item) {
            // The number that stands in the text is the one that readers see.
            *number = plain(before);
            self.before = None;
        }
        if let Some(before) = self.before.take() {
            run = before.into_iter().chain([Inline::Text(" ".into())]).chain(run).collect();
        }
        let lists = self.stack.iter().filter(|element| element.list.is_some()).count();
        let item = self.item.take();
        if let Some(row) = self.row.as_mut().filter(|row| row.in_cell) {
            row.lines.push((item.is_some(), run));
            return Ok(());
        }
        let part = match (self.heading.take(), item) {
            (Some(level), _) => Part::Heading(level, run),
            (None, Some(number)) => Part::Item(lists.max(1), number, run),
            (None, None) => Part::Paragraph(lists, run),
        };
        // A cover has the version before the reference, and the Markdown of a pack the other way round.
        let before = self.identity.filter(|at| is_identity && at + 1 == self.parts.len());
        self.identity = is_identity.then_some(self.parts.len());
        self.parts.insert(before.unwrap_or(self.parts.len()), part);
        if self.parts.len() > MAX_PARAGRAPHS {
            return Err(Fault::TooLarge("it has more paragraphs than an agreement"));
        }
        Ok(())
    }

    /// A number or a term that nothing follows stands alone.
    fn settle(&mut self) {
        let Some(run) = self.before.take() else { return };
        match self.row.as_mut().filter(|row| row.in_cell) {
            Some(row) => row.lines.push((false, run)),
            None => self.parts.push(Part::Paragraph(0, run)),
        }
    }

    fn end_cell(&mut self) {
        self.settle();
        if let Some(row) = self.row.as_mut().filter(|row| row.in_cell) {
            row.in_cell = false;
            let lines = std::mem::take(&mut row.lines);
            row.cells.push(cell(lines));
        }
    }

    fn end_row(&mut self) {
        self.end_cell();
        let lists = self.stack.iter().filter(|element| element.list.is_some()).count();
        if let Some(row) = self.row.take()
            && row.cells.iter().any(|cell| !cell.is_empty())
        {
            self.parts.push(Part::Row(lists, row.header, row.cells));
        }
    }
}

fn attribute(tag: &StartTag<()>, name: &[u8]) -> Option<String> {
    let value = tag.attributes.iter().find(|(key, _)| key.as_slice() == name)?;
    Some(String::from_utf8_lossy(value.1).into_owned())
}

/// Whether a line is a number and nothing else: `(a)`, `4.`, `4.2`.
fn is_number(text: &str) -> bool {
    let decimal = text.len() <= 12
        && text.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    is_marker(text) || (decimal && text.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::super::tree::tree;
    use super::*;
    use crate::document::{Block, plain};

    fn shown(blocks: &[Block], indent: usize, out: &mut Vec<String>) {
        let space = " ".repeat(indent);
        for block in blocks {
            match block {
                Block::Section(section) => {
                    out.push(format!("{space}# {}", plain(&section.title)));
                    shown(&section.blocks, indent + 1, out);
                }
                Block::List(list) => {
                    for item in &list.items {
                        out.push(format!("{space}* {}", item.number.label));
                        shown(&item.blocks, indent + 1, out);
                    }
                }
                Block::Table(table) => {
                    for row in std::iter::once(&table.header).chain(&table.rows) {
                        let cells: Vec<String> = row.iter().map(Cell::plain).collect();
                        out.push(format!("{space}| {}", cells.join(" | ")));
                    }
                }
                Block::Paragraph(run) => out.push(format!("{space}{}", plain(run))),
                other => out.push(format!("{space}{other:?}")),
            }
        }
    }

    fn read(html: &str) -> Vec<String> {
        let mut out = Vec::new();
        shown(&tree(parts(html).expect("a page").0), 0, &mut out);
        out
    }

    #[test]
    fn headings_lists_and_tables_keep_their_places() {
        let html = "<h1>Mill <em>terms</em></h1><p>Words<br>on two lines.<h2>2 Corn</h2>\n<ol type=a start=2>\
                    <li>wheat<ul><li>soft<li>hard</ul><li><p>rye<p>and more</ol>\
                    <table><tr><th>who<th>where<tr><td>Alder<td><p>Liège<p>Ghent</table><p>4.2</p><p>The brook.</p>\
                    <dl><dt>Mill</dt><dd>means a house</dd></dl><nav>to the top</nav>";
        assert_eq!(
            read(html),
            [
                "# Mill terms",
                " Words on two lines.",
                " # 2 Corn",
                "  * b.",
                "   wheat",
                "   * ",
                "    soft",
                "   * ",
                "    hard",
                "  * c.",
                "   rye",
                "   and more",
                "  | who | where",
                "  | Alder | Liège Ghent",
                "  4.2 The brook.",
                "  * ",
                "   Mill means a house",
            ]
        );
    }

    #[test]
    fn what_is_never_ended_does_not_pile_up() {
        let page = "<b><p>a<i><p>b<a href='https://x.example'>c".repeat(500);
        let (parts, _) = parts(&page).expect("a page");
        let nodes: usize = parts.iter().map(|part| format!("{part:?}").len()).sum();
        assert!(nodes < 2_000 * parts.len(), "{nodes} for {}", parts.len());
    }

    #[test]
    fn broken_pages_are_read_for_their_words() {
        assert_eq!(read("</p></div><td>a<h2></h2><p>b<table><table><tr><td>c"), ["a", "b", "c"]);
        assert_eq!(read("<b><p>a<p>b</b>c"), ["a", "bc"]);
        assert_eq!(parts("<p>a <s>b</s> <i hidden>c</i>").expect("a page").1, [STRUCK]);
        assert_eq!(parts(&"<div>".repeat(300)).unwrap_err(), Fault::TooDeep);
        assert_eq!(read(&"<p>a<ul><li>b".repeat(40)).len(), 40 * 3);
        assert_eq!(read(&format!("<table>{}", "<tr><td>a".repeat(400))).len(), 401);
        assert_eq!(read(&"<p>a".repeat(400)).len(), 400);
        assert!(read(&format!("<ol start={}><li>a<li>b", u64::MAX)).iter().any(|line| line.contains("b")));
    }
}
