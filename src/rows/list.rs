//! A list of the pack as a table of its own: each row is an item, and all of them belong to one pack.
//!
//! Companies keep the list of their subprocessors in a spreadsheet. Its columns are named as the keys of an item
//! are: `name`, `country`, `address.street`.

use std::sync::Arc;

use std::path::{Path, PathBuf};

use super::build::Found;
use super::column::Step;
use super::input::{Kind, Options, Origin};
use super::place::{Cell, Cells};
use super::separated::Separated;
use super::workbook::Workbook;
use super::{BAD_FORM, Place};
use crate::diagnostic::{Diagnostic, Outcome};
use crate::document::Layer;
use crate::load::{Entries, Node, Value, tree};
use crate::pack::Facts;
use crate::source::Span;

/// A list, to be laid over a pack.
#[derive(Debug)]
pub struct List {
    /// The list alone, under its name.
    pub facts: Node,
    file: PathBuf,
    /// Whether its items are rows of a table.
    is_table: bool,
    cells: Cells,
}

/// What the text is called in which a list is written down as facts: its lines are not those of the file.
pub(super) fn as_facts(file: &Path) -> PathBuf {
    PathBuf::from(format!("{} as facts", file.display()))
}

impl List {
    /// Whether a file can be read as a list that stands alone: a table by its extension, or TOML that states nothing
    /// else. Standard input is a pack: it can be read once.
    pub fn is_in(path: &Path, name: &str) -> bool {
        if path == Path::new("-") {
            return false;
        }
        let extension = path.extension().unwrap_or_default().to_string_lossy();
        match Kind::named(&extension) {
            Some(Kind::Toml) | None => toml(path, name).is_some(),
            Some(_) => true,
        }
    }

    /// Reads the list with a name: separated values, a workbook, or TOML.
    ///
    /// # Errors
    /// What cannot be read, and all that is wrong with columns and cells, with the cell in the help.
    pub fn open(path: &Path, name: &str) -> Outcome<List> {
        if let Some(facts) = toml(path, name) {
            return Ok(List { facts, file: path.to_owned(), is_table: false, cells: Cells::default() });
        }
        let origin = Origin::at(path, None)?;
        let found = match origin.kind()? {
            kind @ (Kind::Csv | Kind::Tsv) => {
                let above = [Step::Key(name.into()), Step::Item(0)];
                Separated::open(&origin, kind, &Options::default(), &above)?.items(&origin, 1)?
            }
            Kind::Xlsx => Workbook::list(&origin, name)?,
            Kind::JsonLines | Kind::Toml => {
                let message = format!("`{}` is no list", path.display());
                let help = "a list is a table in .csv, .tsv or .xlsx, or a TOML file with nothing beside it";
                return Err(vec![Diagnostic::error(BAD_FORM, message).help(help)]);
            }
        };
        List::of(path, found, name)
    }

    /// The list where each item states what its cells say, and beside that what the pack says of the item with the
    /// same id or name: as in every table, an empty cell states nothing. TOML says all that it means.
    #[must_use]
    pub fn completed(mut self, facts: &Facts, name: &str) -> List {
        let Some(Node { value: Value::Array(known), .. }) = facts.stated(name) else { return self };
        let Value::Table(entries) = &mut self.facts.value else { return self };
        let Some(Value::Array(items)) = Arc::make_mut(entries).get_mut(name).map(|list| &mut list.value)
        else {
            return self;
        };
        if self.is_table {
            for item in Arc::make_mut(items) {
                let same = |other: &&Node| {
                    let is = |key: &&str| said(item, key).is_some_and(|own| said(other, key) == Some(own));
                    ["id", "name"].iter().any(is)
                };
                if let Some(other) = known.iter().find(same) {
                    let stated = std::mem::replace(item, other.clone());
                    item.overlay(stated);
                }
            }
        }
        self
    }

    fn of(path: &Path, found: Found, name: &str) -> Outcome<List> {
        let Found { source, facts, cells, findings, .. } = found;
        let span = Span::start_of(&source);
        let node = |value| Node { value, span: span.clone(), key: None, layer: Layer::Row };
        let mut facts = facts.unwrap_or_else(|| node(Value::table(Entries::default())));
        if let Value::Table(entries) = &mut facts.value {
            // A table without rows is a list without items.
            Arc::make_mut(entries).entry(name.to_owned()).or_insert_with(|| node(Value::array(Vec::new())));
        }
        let list = List { facts, file: path.to_owned(), is_table: true, cells };
        if findings.is_empty() { Ok(list) } else { Err(list.explained(findings)) }
    }

    /// Findings, each in a fact of this list with the cell that states it.
    pub fn explained(&self, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let source = &self.facts.span.source;
        let cell = |one: &Diagnostic| -> Option<Cell> {
            let label = one.labels.iter().find(|label| label.primary)?;
            self.cells.find(source, &label.span).cloned()
        };
        let explained = |one: Diagnostic| match cell(&one) {
            Some(Cell { column, place }) => {
                // A change of the text in which the list is written down would mend no file.
                let one = Diagnostic { fixes: Vec::new(), ..one };
                let path = self.file.display();
                let place = match place {
                    Place::Sheet { .. } | Place::Table { .. } => format!("cell {place}"),
                    Place::Row { .. } | Place::Text { .. } | Place::Line(_) => place.to_string(),
                };
                one.help(format!("it stands in `{path}`, {place}, column `{column}`"))
            }
            None => one,
        };
        found.into_iter().map(explained).collect()
    }
}

/// The text of an entry of an item, without regard to capitals.
fn said(item: &Node, key: &str) -> Option<String> {
    match &item.child(key)?.value {
        Value::String(text) => Some(text.trim().to_lowercase()),
        _ => None,
    }
}

/// The tree of a TOML file that states a list and nothing else.
fn toml(path: &Path, name: &str) -> Option<Node> {
    let source = crate::load::read(path).ok()?;
    let node = tree::parse(&source, Layer::Pack).ok()?;
    let Value::Table(entries) = &node.value else { return None };
    (entries.len() == 1 && entries.contains_key(name)).then_some(node)
}
