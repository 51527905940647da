//! The header of a table: what each of its columns states.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use super::build::{Draft, Fault};
use super::column::{Column, Step, path, shown};
use super::place::Place;
use super::{BAD_COLUMN, MAX_COLUMNS, MAX_FINDINGS, MAX_ITEMS};
use crate::diagnostic::{Diagnostic, Outcome};
use crate::source::{Source, Span};

/// Where the key of a row stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum KeyIn {
    /// In a column that states no fact.
    Column(Arc<str>),
    /// In a fact of the row.
    Fact(String),
    /// In the name of its file, unless a key of this name stands in it.
    File(Arc<str>),
}

impl KeyIn {
    /// Where the key stands in a table whose rows have names of their own for facts.
    pub fn of_named(key: Option<&str>) -> Option<KeyIn> {
        let key = key?;
        let is_fact = Column::named(key).is_ok();
        Some(if is_fact { KeyIn::Fact(key.to_owned()) } else { KeyIn::Column(key.into()) })
    }
}

/// The usual column of the key.
pub(super) const KEY: &str = "key";
/// The fact that serves as the key, and that the key serves as.
pub(super) const REFERENCE: &str = "agreement.reference";

/// A header.
#[derive(Debug)]
pub(super) struct Head {
    /// What the columns state, in order.
    pub columns: Vec<Use>,
    /// Where the key stands.
    pub key: KeyIn,
}

/// What a column states.
#[derive(Debug)]
pub(super) enum Use {
    /// A fact.
    Fact(Column),
    /// The key, which is no fact.
    Key(Arc<str>),
    /// Nothing: it has no name.
    Nothing,
}

impl Head {
    /// Reads the names of the columns of a table, which are paths below another.
    pub fn read(
        file: &Path,
        names: &[&str],
        between: &str,
        key: Option<&str>,
        above: &[Step],
    ) -> Outcome<Head> {
        let line = Line::of(file, names, between)?;
        let place = match key {
            Some(key) if !above.is_empty() && names.contains(&key) => Some(KeyIn::Column(key.into())),
            Some(key) if names.contains(&key) => KeyIn::of_named(Some(key)),
            None if names.contains(&KEY) => Some(KeyIn::Column(KEY.into())),
            None if names.contains(&REFERENCE) => Some(KeyIn::Fact(REFERENCE.to_owned())),
            _ => None,
        };
        let key = place.ok_or_else(|| vec![line.without_key(key)])?;
        Head::of(&line, names, key, above)
    }

    /// Reads those of a list that all belong to one pack, so that its rows have no keys.
    pub fn of_list(file: &Path, names: &[&str], between: &str, above: &[Step]) -> Outcome<Head> {
        let head = Head::of(&Line::of(file, names, between)?, names, KeyIn::File(KEY.into()), above);
        // Its columns are named without what they stand below.
        let prefix = format!("{}.", path(above));
        let named = |mut one: Diagnostic| {
            one.message =
                one.message.replace(&prefix, "").replacen("the pack has no", "the list has no column", 1);
            one.help.iter_mut().for_each(|help| *help = help.replace(&prefix, ""));
            one
        };
        head.map_err(|found| found.into_iter().map(named).collect())
    }

    fn of(line: &Line, names: &[&str], key: KeyIn, above: &[Step]) -> Outcome<Head> {
        let mut columns = Vec::with_capacity(names.len());
        let mut found = Vec::new();
        for (at, name) in names.iter().enumerate() {
            columns.push(match &key {
                _ if name.is_empty() => Use::Nothing,
                KeyIn::Column(key) if **key == **name => Use::Key(key.clone()),
                _ => match Column::under(above, name) {
                    Ok(column) => Use::Fact(column),
                    Err(unfit) => {
                        found.push(line.fault(at, unfit.message, unfit.help));
                        Use::Nothing
                    }
                },
            });
        }
        found.extend(line.twice(&columns));
        found.extend(line.holes(&columns));
        found.truncate(MAX_FINDINGS);
        if found.is_empty() { Ok(Head { columns, key }) } else { Err(found) }
    }

    /// Which column has a name.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| match column {
            Use::Fact(column) => *column.name == *name,
            Use::Key(key) => **key == *name,
            Use::Nothing => false,
        })
    }

    /// Which column would state a fact, or the first of those below it; in a list, whose path has so many steps, of
    /// any item.
    pub fn position_of(&self, fact: &str, depth: Option<usize>) -> Option<usize> {
        let mut steps = super::column::parse(fact).ok()?;
        if let Some(item) = depth.and_then(|depth| steps.get_mut(depth)) {
            *item = Step::Item(0);
        }
        self.columns.iter().position(|column| match column {
            Use::Fact(column) => column.steps.starts_with(&steps),
            Use::Key(key) => **key == *fact,
            Use::Nothing => false,
        })
    }

    /// The name of a column.
    pub fn name(&self, at: usize) -> Arc<str> {
        match self.columns.get(at) {
            Some(Use::Fact(column)) => column.name.clone(),
            Some(Use::Key(name)) => name.clone(),
            Some(Use::Nothing) | None => format!("column {}", at + 1).into(),
        }
    }

    /// States what a cell says; an empty one says nothing.
    pub fn state(&self, draft: &mut Draft, at: usize, text: &str, place: Place) {
        self.state_of(draft, at, None, text, place);
    }

    /// States what a cell says of an item of a list: the depth of the list, and which item.
    pub fn state_of(
        &self,
        draft: &mut Draft,
        at: usize,
        item: Option<(usize, usize)>,
        text: &str,
        place: Place,
    ) {
        if text.is_empty() {
            return;
        }
        match (self.columns.get(at), item) {
            (Some(Use::Fact(column)), None) => draft.cell(column, text, place),
            (Some(Use::Fact(column)), Some((_, item))) if item >= MAX_ITEMS => {
                let message = format!("this list has more than {MAX_ITEMS} items");
                let help = "check that each row is an item of one list";
                draft.fault(&column.name, text, place, Fault::form(message, help));
            }
            (Some(Use::Fact(column)), Some((depth, item))) => {
                draft.cell(&column.of_item(depth, item), text, place);
            }
            (Some(Use::Key(name)), _) => draft.key(name, text, place),
            (Some(Use::Nothing) | None, _) => {
                let message = format!("`{}` stands in a column without a name", shown(text));
                let help = "name the column in the first line, or remove the cell; a text with a separator in it \
                            stands in quotes";
                draft.fault(&self.name(at), text, place, Fault::form(message, help));
            }
        }
    }
}

/// A header written down as one line, with the place of each name.
struct Line {
    source: Arc<Source>,
    ends: Vec<(usize, usize)>,
}

impl Line {
    fn of(file: &Path, names: &[&str], between: &str) -> Outcome<Line> {
        let mut text = String::new();
        let mut ends = Vec::with_capacity(names.len());
        for (at, name) in names.iter().enumerate() {
            if at > 0 {
                text.push_str(between);
            }
            let start = text.len();
            text.push_str(&name.replace(['\n', '\r'], " "));
            ends.push((start, text.len()));
        }
        let line = Line { source: Arc::new(Source { path: file.to_owned(), text }), ends };
        if names.len() <= MAX_COLUMNS {
            return Ok(line);
        }
        let message = format!("this table has {} columns", names.len());
        let help =
            format!("the most are {MAX_COLUMNS}: leave out those that state nothing, or use JSON Lines");
        Err(vec![line.fault(0, message, help)])
    }

    fn span(&self, at: usize) -> Span {
        let (start, end) = self.ends.get(at).copied().unwrap_or_default();
        Span { source: self.source.clone(), range: start..end }
    }

    fn fault(&self, at: usize, message: impl Into<String>, help: impl Into<String>) -> Diagnostic {
        Diagnostic::error(BAD_COLUMN, message).at(self.span(at), "this column").help(help)
    }

    fn without_key(&self, key: Option<&str>) -> Diagnostic {
        let (message, help) = match key {
            Some(key) => (
                format!("this table has no column `{}`", shown(key)),
                "name the column of the keys as the header does",
            ),
            None => (
                "no column of this table has the keys of its rows".to_owned(),
                "add a column `key`, or name the column whose texts name the partners, each its own",
            ),
        };
        Diagnostic::error(BAD_COLUMN, message).at(Span::start_of(&self.source), "the header").help(help)
    }

    /// Columns that are there twice.
    fn twice(&self, columns: &[Use]) -> Vec<Diagnostic> {
        let mut first: HashMap<String, usize> = HashMap::new();
        let mut found = Vec::new();
        for (at, column) in columns.iter().enumerate() {
            let name = match column {
                Use::Fact(column) => path(&column.steps),
                Use::Key(name) => name.to_string(),
                Use::Nothing => continue,
            };
            let message = format!("the column `{name}` is there twice");
            match first.get(&name) {
                Some(before) => found.push(
                    self.fault(at, message, "leave one of them out").see(self.span(*before), "and here"),
                ),
                None => {
                    first.insert(name, at);
                }
            }
        }
        found
    }

    /// Indices that are there without the one before.
    fn holes(&self, columns: &[Use]) -> Vec<Diagnostic> {
        let mut items: HashMap<&[Step], usize> = HashMap::new();
        let facts = || {
            columns.iter().enumerate().filter_map(|(at, column)| match column {
                Use::Fact(column) => Some((at, &column.steps)),
                _ => None,
            })
        };
        let indices = |steps: &'_ [Step]| -> Vec<usize> {
            (0..steps.len()).filter(|at| matches!(steps[*at], Step::Item(_))).collect()
        };
        for (at, steps) in facts() {
            for end in indices(steps) {
                items.entry(&steps[..=end]).or_insert(at);
            }
        }
        let mut found = Vec::new();
        for (at, steps) in facts() {
            for end in indices(steps) {
                let Step::Item(index @ 1..) = steps[end] else { continue };
                let mut before = steps[..=end].to_vec();
                before[end] = Step::Item(index - 1);
                if items.get(&steps[..=end]) == Some(&at) && !items.contains_key(before.as_slice()) {
                    let message = format!(
                        "there are columns of `{}` and none of `{}`",
                        path(&steps[..=end]),
                        path(&before)
                    );
                    found.push(self.fault(at, message, "count the items of a list from 0, without holes"));
                }
            }
        }
        found
    }
}
