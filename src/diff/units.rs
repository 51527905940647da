//! A document as a row of units, in reading order: headings, paragraphs, items, rows of tables.

use crate::document::{Block, Cell, Inline, Item, List, Marker, Section, Table, plain, walk};

use super::align::{Sort, Unit};

/// A unit of a document, with what is compared beside its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// What it is.
    pub sort: Sort,
    /// Its number as printed, without full stop; empty where it has none.
    pub number: String,
    /// Its words, without number and marks.
    pub text: String,
    /// The words of each cell, where it is a row.
    pub cells: Vec<String>,
    /// What it looks like: heading, bullet, emphasis; equal where nothing of that changed.
    pub form: String,
    /// Where its links lead.
    pub links: Vec<String>,
    /// The heading it stands under.
    pub under: Option<usize>,
    /// One past the last unit that stands under it.
    pub end: usize,
}

impl Leaf {
    /// What [`align`](super::align::align) sees of it.
    pub fn unit(&self) -> Unit<'_> {
        Unit { sort: self.sort, text: &self.text, number: &self.number, end: self.end }
    }
}

/// The units of some blocks.
pub fn units(blocks: &[Block]) -> Vec<Leaf> {
    let mut taker = Taker { out: Vec::new(), under: None };
    taker.blocks(blocks, "", 0);
    taker.out
}

struct Taker {
    out: Vec<Leaf>,
    under: Option<usize>,
}

impl Taker {
    fn blocks(&mut self, blocks: &[Block], number: &str, level: usize) {
        // A number belongs to the first unit behind it.
        let mut number = number;
        for block in blocks {
            let before = self.out.len();
            match block {
                Block::Section(section) => self.section(section, level),
                Block::Paragraph(run) => self.run(Sort::Text, number, run, String::new()),
                Block::List(list) => self.list(list, level),
                Block::Definitions(definitions) => {
                    for one in definitions {
                        self.defined(&one.term, &one.meaning, level);
                    }
                }
                Block::Table(table) => self.table(table),
                Block::Signatures(signatories) => {
                    for one in signatories {
                        self.run(Sort::Text, "", &one.party, "signatory".to_owned());
                        self.run(Sort::Text, "", &one.capacity, "capacity".to_owned());
                    }
                }
                Block::Changed(_, inner) => self.blocks(inner, number, level),
            }
            if self.out.len() > before {
                number = "";
            }
        }
    }

    fn section(&mut self, section: &Section, level: usize) {
        let label = &section.number.label;
        if section.title.is_empty() {
            return self.blocks(&section.blocks, label, level + 1);
        }
        let at = self.out.len();
        self.run(Sort::Heading, label, &section.title, format!("heading {level}"));
        let above = self.under.replace(at);
        self.blocks(&section.blocks, "", level + 1);
        self.under = above;
        if let Some(end) = (self.out.len() > at).then_some(self.out.len()) {
            self.out[at].end = end;
        }
    }

    fn list(&mut self, list: &List, level: usize) {
        for (index, Item { number, blocks }) in list.items.iter().enumerate() {
            let counted = match list.marker {
                Marker::Counted if number.label.is_empty() => format!("{}", index + 1),
                Marker::Counted => number.label.to_string(),
                Marker::Bullet => String::new(),
            };
            let at = self.out.len();
            self.blocks(blocks, &counted, level);
            let end = self.out.len();
            if let Some(first) = self.out.get_mut(at) {
                first.form.insert_str(0, if list.marker == Marker::Bullet { "bullet " } else { "item " });
                first.sort = if first.sort == Sort::Text { Sort::Item } else { first.sort };
                first.end = end;
            }
        }
    }

    /// A term and its meaning are one sentence.
    fn defined(&mut self, term: &str, meaning: &[Block], level: usize) {
        let at = self.out.len();
        self.blocks(meaning, "", level);
        match self.out.get_mut(at) {
            Some(first) if first.sort == Sort::Text => first.text = format!("{term}: {}", first.text),
            _ => self.leaf(Sort::Text, "", term.to_owned(), String::new(), Vec::new()),
        }
    }

    fn table(&mut self, table: &Table) {
        if let Some(caption) = &table.caption {
            self.run(Sort::Text, "", caption, "caption".to_owned());
        }
        if table.header.iter().any(|cell| !cell.is_empty()) {
            self.row(&table.header, "header");
        }
        table.rows.iter().for_each(|row| self.row(row, ""));
    }

    fn row(&mut self, cells: &[Cell], form: &str) {
        let words: Vec<String> = cells.iter().map(Cell::plain).collect();
        let mut links = Vec::new();
        for line in cells.iter().flat_map(|cell| &cell.lines) {
            links_in(&line.text, &mut links);
        }
        let text =
            words.iter().filter(|words| !words.trim().is_empty()).cloned().collect::<Vec<_>>().join(" ");
        self.leaf(Sort::Row, "", text, form.to_owned(), links);
        if let Some(row) = self.out.last_mut() {
            row.cells = words;
        }
    }

    fn run(&mut self, sort: Sort, number: &str, run: &[Inline], form: String) {
        let (mut form, mut links) = (form, Vec::new());
        links_in(run, &mut links);
        emphasis(run, &mut form);
        let text = plain(run);
        let bare = number.trim_end_matches('.');
        let (own, rest) = if number.is_empty() { head(&text) } else { (bare, text.as_str()) };
        let (own, rest) = (own.to_owned(), rest.to_owned());
        if !own.is_empty() || !rest.trim().is_empty() {
            self.leaf(sort, &own, rest, form, links);
        }
    }

    fn leaf(&mut self, sort: Sort, number: &str, text: String, form: String, links: Vec<String>) {
        let (number, end) = (number.to_owned(), self.out.len() + 1);
        let under = self.under;
        self.out.push(Leaf { sort, number, text, cells: Vec::new(), form, links, under, end });
    }
}

fn links_in(run: &[Inline], out: &mut Vec<String>) {
    walk::each(run, &mut |inline| {
        if let Inline::Link(link) = inline {
            out.push(link.url.to_string());
        }
    });
}

/// What is emphasised, by its words.
fn emphasis(run: &[Inline], out: &mut String) {
    walk::each(run, &mut |inline| {
        let (mark, inner) = match inline {
            Inline::Strong(inner) => ("**", inner),
            Inline::Emphasis(inner) => ("_", inner),
            _ => return,
        };
        out.push_str(mark);
        out.push_str(&plain(inner));
        out.push_str(mark);
    });
}

/// Words that call a numbered place, in any case.
const PLACES: [&str; 8] =
    ["article", "clause", "section", "annex", "appendix", "schedule", "exhibit", "part"];

/// The number at the head of a text, without full stop, and the words behind it: `4.2`, `(a)`, `iv.`,
/// `Article 7`.
pub fn head(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    let Some((first, rest)) = text.split_once(char::is_whitespace) else {
        return if is_number(text) { (bare(text), "") } else { ("", text) };
    };
    if is_number(first) {
        return (bare(first), rest.trim_start());
    }
    if PLACES.iter().any(|place| first.eq_ignore_ascii_case(place)) {
        let rest = rest.trim_start();
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let label = rest[..end].trim_end_matches([':', '.', '-', '–', '—']);
        let counts = is_label(label) || label.split('.').all(is_label);
        // "Section 5 applies" is a sentence; "Section 5" alone, or before a dash or a capital, a heading.
        let behind = rest[end..].trim_start();
        let heads = label.len() < end || behind.is_empty() || behind.starts_with(|c: char| !c.is_lowercase());
        if counts && !label.is_empty() && heads {
            let length = text.len() - rest.len() + label.len();
            let behind =
                text[length..].trim_start_matches(|c: char| c.is_whitespace() || ":.-–—".contains(c));
            return (&text[..length], behind);
        }
    }
    ("", text)
}

fn bare(number: &str) -> &str {
    number.trim_end_matches('.')
}

/// Whether a chunk can only be a number: it has a full stop or brackets, or several parts.
fn is_number(chunk: &str) -> bool {
    if let Some(inside) = chunk.strip_suffix(')') {
        return is_label(inside.strip_prefix('(').unwrap_or(inside));
    }
    if let Some(inside) = chunk.strip_suffix('.') {
        // "U.S." counts nothing.
        let counts = !inside.contains('.') || inside.contains(|c: char| c.is_ascii_digit());
        return counts && inside.split('.').all(is_label) && inside.len() <= 12;
    }
    let digits =
        |part: &str| !part.is_empty() && part.len() <= 3 && part.bytes().all(|byte| byte.is_ascii_digit());
    chunk.contains('.') && chunk.split('.').all(digits)
}

/// Whether a text counts: up to three digits, a letter or two of the same, a Roman numeral.
fn is_label(text: &str) -> bool {
    let all = |set: &str| text.chars().all(|c| set.contains(c));
    let letters = text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    let doubled = text.len() < 2 || text.as_bytes()[0] == text.as_bytes()[text.len() - 1];
    let digits = text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    let roman = text.len() <= 6 && (all("ivxl") || all("IVXL"));
    !text.is_empty() && (digits || (letters && doubled) || roman)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::markdown::{NoTokens, blocks};

    fn shown(text: &str) -> Vec<String> {
        let leaves = units(&blocks(text, &NoTokens).expect("Markdown"));
        let show =
            |leaf: &Leaf| format!("{:?} {}|{}|{}", leaf.sort, leaf.number, leaf.text, leaf.form.trim());
        leaves.iter().map(show).collect()
    }

    #[test]
    fn numbers_are_found_at_the_head_of_a_text() {
        let cases = [
            ("4. Spam", "4", "Spam"),
            ("4.2 The mill", "4.2", "The mill"),
            ("(a) corn; and", "(a)", "corn; and"),
            ("iv. corn", "iv", "corn"),
            ("a) corn", "a)", "corn"),
            ("ARTICLE 10. - SECURITY", "ARTICLE 10", "SECURITY"),
            ("Section 5 applies", "", "Section 5 applies"),
            ("Annex I.B Transfers", "Annex I.B", "Transfers"),
            ("30 days from notice", "", "30 days from notice"),
            ("Mr. Miller grinds", "", "Mr. Miller grinds"),
            ("(dated 1 January)", "", "(dated 1 January)"),
            ("I grind", "", "I grind"),
            ("U.S. law", "", "U.S. law"),
            ("", "", ""),
        ];
        for (text, number, rest) in cases {
            assert_eq!(head(text), (number, rest), "{text}");
        }
    }

    #[test]
    fn units_stand_in_reading_order() {
        let text = "# 1. Grinding\n\nThe mill **grinds**.\n\n* corn\n* rye\n\n    and more\n\n\
                    1. first\n2. second\n\n| a | b |\n|---|---|\n| c | d |\n\n## Water\n\nfrom [here](https://x.example)";
        assert_eq!(
            shown(text),
            [
                "Heading 1|Grinding|heading 0",
                "Text |The mill grinds.|**grinds**",
                "Item |corn|bullet",
                "Item |rye|bullet",
                "Text |and more|",
                "Item 1|first|item",
                "Item 2|second|item",
                "Row |a b|header",
                "Row |c d|",
                "Heading |Water|heading 1",
                "Text |from here|",
            ]
        );
        let leaves = units(&blocks(text, &NoTokens).expect("Markdown"));
        assert_eq!(leaves[0].end, leaves.len());
        assert_eq!(leaves.last().expect("one").links, ["https://x.example"]);
        assert_eq!(leaves[8].cells, ["c", "d"]);
    }
}
