//! The wording of a library as a text that can be compared with that of another, whatever either can be used for:
//! a library of last year may have conditions on facts that packs no longer know.

use std::collections::BTreeMap;

use super::SOURCE_LANGUAGE;
use crate::document::{Block, Cell, Column, Inline, Key, Kind, Number, Section, Table, markdown};

/// The wording of all files of a library, by their path in it: a section for each book, in it one for each clause
/// in its newest version, in the order of the book; what clauses share, and labels, as books of their own.
pub fn of_library<'f>(files: impl IntoIterator<Item = (&'f str, &'f str)>) -> Vec<Block> {
    let mut books: BTreeMap<&str, Book<'f>> = BTreeMap::new();
    for (path, text) in files {
        let Some((book, rest)) = path.split_once('/') else { continue };
        let book = books.entry(book).or_default();
        match rest {
            "book.toml" => book.about = text,
            _ if rest.ends_with(".md") => book.clause(rest.trim_end_matches(".md"), text),
            _ => book.tables.push((rest, text)),
        }
    }
    books.into_iter().map(|(name, book)| Block::section(book.section(name))).collect()
}

/// The wording of one clause: what its front matter says as a table, and its text.
pub fn of_clause(address: &str, text: &str) -> Vec<Block> {
    vec![Block::section(clause(address, None, text))]
}

/// A book while its files are gathered.
#[derive(Default)]
struct Book<'f> {
    about: &'f str,
    /// By language and slug: the newest version and its text.
    clauses: BTreeMap<(String, &'f str), (u32, &'f str)>,
    tables: Vec<(&'f str, &'f str)>,
}

impl<'f> Book<'f> {
    fn clause(&mut self, path: &'f str, text: &'f str) {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let (slug, version) = name.split_once('@').unwrap_or((name, ""));
        let version = version.parse().unwrap_or_default();
        let language = match folder {
            "" | SOURCE_LANGUAGE => String::new(),
            folder => format!("{folder}/"),
        };
        let known = self.clauses.entry((language, slug)).or_insert((version, text));
        if known.0 <= version {
            *known = (version, text);
        }
    }

    fn section(self, name: &str) -> Section {
        let about: toml::Table = toml::from_str(self.about).unwrap_or_default();
        let order: Vec<&str> = about
            .get("order")
            .and_then(toml::Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(toml::Value::as_str)
            .collect();
        let mut clauses: Vec<_> = self.clauses.into_iter().collect();
        let place = |slug: &str| order.iter().position(|known| *known == slug).unwrap_or(usize::MAX);
        clauses.sort_by_key(|((_, slug), _)| place(slug));
        let mut blocks = said(&about);
        for (path, text) in self.tables {
            let table: toml::Table = toml::from_str(text).unwrap_or_default();
            blocks.push(Block::section(section(path, said(&table))));
        }
        let clauses = clauses.into_iter().map(|((language, slug), (version, text))| {
            Block::section(clause(
                &format!("{name}/{language}{slug}"),
                (version > 0).then_some(version),
                text,
            ))
        });
        blocks.extend(clauses);
        section(name, blocks)
    }
}

fn section(title: &str, blocks: Vec<Block>) -> Section {
    Section {
        key: Key::default(),
        kind: Kind::Part,
        number: Number::default(),
        title: vec![Inline::Text(title.into())],
        origin: None,
        language: None,
        blocks,
    }
}

fn clause(address: &str, version: Option<u32>, text: &str) -> Section {
    let parts = text.strip_prefix("+++\n").and_then(|rest| rest.split_once("\n+++\n"));
    let front = parts.and_then(|(front, _)| toml::from_str::<toml::Table>(front).ok());
    let (front, body) = match (front, parts) {
        (Some(front), Some((_, body))) => (front, body),
        _ => (toml::Table::new(), text),
    };
    let mut about = toml::Table::new();
    about.extend(version.map(|version| ("version".to_owned(), toml::Value::Integer(version.into()))));
    about.extend(front);
    let mut blocks = said(&about);
    // A reference has no words of its own: its target is what it says.
    blocks.extend(markdown::foreign(&body.replace("[](", "(")));
    section(address, blocks)
}

/// What a table of TOML says, a row for each key.
fn said(table: &toml::Table) -> Vec<Block> {
    let mut rows = Vec::new();
    flatten("", table, &mut rows);
    if rows.is_empty() {
        return Vec::new();
    }
    let column = || Column { width: None, align: Default::default() };
    let cell = |text: String| Cell::from(vec![Inline::Text(text.into())]);
    let rows = rows.into_iter().map(|(key, value)| vec![cell(key), cell(value)]).collect();
    let columns = vec![column(), column()];
    vec![Block::table(Table { caption: None, columns, header: Vec::new(), rows, row_headers: true })]
}

fn flatten(under: &str, table: &toml::Table, out: &mut Vec<(String, String)>) {
    for (key, value) in table {
        let path = if under.is_empty() { key.clone() } else { format!("{under}.{key}") };
        match value {
            toml::Value::Table(inner) => flatten(&path, inner, out),
            toml::Value::String(text) if text.is_empty() => {}
            toml::Value::String(text) => out.push((path, text.clone())),
            toml::Value::Array(items) => {
                let items =
                    items.iter().map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned));
                let items = items.collect::<Vec<_>>().join(", ");
                if !items.is_empty() {
                    out.push((path, items));
                }
            }
            other => out.push((path, other.to_string())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::plain;

    const BOOK: &str = "title = \"Mill terms\"\norder = [\"water\", \"corn\"]\n";
    const CORN: &str =
        "+++\ntitle = \"Corn\"\nwhen = \"mill.grinds\"\n+++\nThe mill grinds ([](clause:dpa/water)).\n";

    fn shown(blocks: &[Block], out: &mut Vec<String>) {
        for block in blocks {
            match block {
                Block::Section(section) => {
                    out.push(format!("# {}", plain(&section.title)));
                    shown(&section.blocks, out);
                }
                Block::Table(table) => {
                    let row = |row: &Vec<Cell>| row.iter().map(Cell::plain).collect::<Vec<_>>().join(" = ");
                    out.extend(table.rows.iter().map(row));
                }
                Block::Paragraph(run) => out.push(plain(run)),
                other => out.push(format!("{other:?}")),
            }
        }
    }

    #[test]
    fn a_text_beside_the_folders_of_languages_has_one_stroke_in_its_address() {
        let mut out = Vec::new();
        shown(
            &of_library([("mill/README.md", "How it is written."), ("mill/de/corn@1.md", "Korn.")]),
            &mut out,
        );
        assert_eq!(
            out,
            ["# mill", "# mill/README", "How it is written.", "# mill/de/corn", "version = 1", "Korn."]
        );
    }

    #[test]
    fn a_library_is_its_books_with_the_newest_wording_of_each_clause() {
        let files = [
            ("README.md", "no part of it"),
            ("mill/book.toml", BOOK),
            ("mill/en/corn@1.md", "+++\ntitle = \"Rye\"\n+++\nOld."),
            ("mill/en/corn@2.md", CORN),
            ("mill/en/water@1.md", "no front matter"),
            ("shared/en/note.md", "Shared words."),
        ];
        let mut out = Vec::new();
        shown(&of_library(files), &mut out);
        assert_eq!(
            out,
            [
                "# mill",
                "title = Mill terms",
                "order = water, corn",
                "# mill/water",
                "version = 1",
                "no front matter",
                "# mill/corn",
                "version = 2",
                "title = Corn",
                "when = mill.grinds",
                "The mill grinds ((clause:dpa/water)).",
                "# shared",
                "# shared/note",
                "Shared words.",
            ]
        );
    }

    #[test]
    fn a_clause_alone_has_its_front_matter_and_its_text() {
        let mut out = Vec::new();
        shown(&of_clause("mill/corn@2", CORN), &mut out);
        assert_eq!(out[..2], ["# mill/corn@2", "title = Corn"]);
    }
}
