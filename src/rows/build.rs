//! A row put together: facts written down as a text, and the tree whose places lie in it.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use indexmap::IndexMap;

use super::cell::{BEFORE, Typed};
use super::column::{Column, Step, path, shown, write_path};
use super::place::{Cell, Cells, Place};
use super::{BAD_CELL, BAD_FORM, MAX_FINDINGS};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Layer;
use crate::load::{Node, Value};
use crate::source::{Source, Span};

/// A row as a reader found it, before its key is looked at.
#[derive(Debug)]
pub(super) struct Found {
    /// Where the row begins in the file, counted from 1.
    pub line: u64,
    /// The text in which the places of its facts lie.
    pub source: Arc<Source>,
    /// Its facts, as far as they could be read; none if it could not be read at all.
    pub facts: Option<Node>,
    /// A key that is no fact, and where it stands.
    pub key: Option<(String, Span)>,
    /// Where its facts come from.
    pub cells: Cells,
    /// What is wrong with it.
    pub findings: Vec<Diagnostic>,
    /// Whether nothing behind it can be read.
    pub last: bool,
}

impl Found {
    /// A row that could not be read: what is wrong, and the text that shows it.
    pub fn broken(path: &Path, line: u64, text: &str, place: Place, fault: Fault) -> Found {
        let text: String = text.chars().take(400).collect();
        let source = Arc::new(Source { path: path.to_owned(), text });
        let range = 0..source.text.len();
        let mut cells = Cells::default();
        cells.push(range.clone(), Cell { column: "".into(), place });
        let span = Span { source: source.clone(), range };
        let finding = Diagnostic::error(fault.code, fault.message).at(span, "here").help(fault.help);
        Found { line, source, facts: None, key: None, cells, findings: vec![finding], last: false }
    }
}

/// What is wrong with a row or a cell, and what to do.
#[derive(Debug)]
pub(super) struct Fault {
    pub code: Code,
    pub message: String,
    pub help: String,
}

impl Fault {
    /// A fault in the form of a row.
    pub fn form(message: impl Into<String>, help: impl Into<String>) -> Fault {
        Fault { code: BAD_FORM, message: message.into(), help: help.into() }
    }
}

/// A row being put together.
#[derive(Debug, Default)]
pub(super) struct Draft {
    text: String,
    stated: Vec<Stated>,
    cells: Cells,
    key: Option<(String, Range<usize>)>,
    faults: Vec<(Range<usize>, Fault)>,
}

/// A fact and where it is written.
#[derive(Debug)]
struct Stated {
    steps: Vec<Step>,
    keys: Vec<Range<usize>>,
    value: Range<usize>,
    typed: Typed,
}

impl Draft {
    /// Whether nothing is stated yet.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// States a key that is no fact.
    pub fn key(&mut self, column: &Arc<str>, key: &str, place: Place) {
        let start = self.text.len();
        self.text.push_str(&column.replace('\n', " "));
        self.text.push_str(" = ");
        let value = self.quoted(key);
        self.close(start, column, place);
        self.key = Some((key.to_owned(), value));
    }

    /// States what the text of a cell says.
    pub fn cell(&mut self, column: &Column, text: &str, place: Place) {
        let typed = column.kinds.read(text);
        self.state(column, typed.map_err(|fault| (fault.code, fault.message, fault.help)), text, place);
    }

    /// States a value.
    pub fn value(&mut self, column: &Column, value: Value, place: Place) {
        self.state(column, Ok(Typed::One(value)), "", place);
    }

    /// Notes what is wrong with a cell that states nothing.
    pub fn fault(&mut self, column: &Arc<str>, text: &str, place: Place, fault: Fault) {
        let start = self.text.len();
        self.text.push_str(&shown(column));
        self.text.push_str(" = ");
        self.quoted(&shown(text));
        let range = start..self.text.len();
        self.close(start, column, place);
        self.blame(range, fault);
    }

    fn blame(&mut self, range: Range<usize>, fault: Fault) {
        if self.faults.len() < MAX_FINDINGS {
            self.faults.push((range, fault));
        }
    }

    fn state(
        &mut self,
        column: &Column,
        typed: Result<Typed, (Code, String, String)>,
        text: &str,
        place: Place,
    ) {
        let start = self.text.len();
        let keys = write_path(&column.steps, &mut self.text);
        self.text.push_str(" = ");
        let at = self.text.len();
        match typed {
            Ok(typed) => {
                match &typed {
                    Typed::One(value) => self.write(value),
                    Typed::Many(values) => self.write_list(values),
                    Typed::Toml(_) => self.text.push_str(text),
                }
                let value = at..self.text.len();
                self.stated.push(Stated { steps: column.steps.clone(), keys, value, typed });
            }
            Err((code, message, help)) => {
                let range = self.quoted(&shown(text));
                self.blame(range, Fault { code, message, help });
            }
        }
        self.close(start, &column.name, place);
    }

    fn close(&mut self, start: usize, column: &Arc<str>, place: Place) {
        self.text.push('\n');
        self.cells.push(start..self.text.len(), Cell { column: column.clone(), place });
    }

    fn write(&mut self, value: &Value) {
        match value {
            Value::String(text) => {
                self.quoted(text);
            }
            Value::Date(date) => self.text.push_str(date),
            Value::Integer(number) => self.text.push_str(&number.to_string()),
            Value::Float(number) => self.text.push_str(&number.to_string()),
            Value::Boolean(flag) => self.text.push_str(if *flag { "true" } else { "false" }),
            Value::Array(_) => self.text.push_str("[]"),
            Value::Table(_) => self.text.push_str("{}"),
        }
    }

    fn write_list(&mut self, values: &[Value]) {
        self.text.push('[');
        for (index, value) in values.iter().enumerate() {
            if index > 0 {
                self.text.push_str(", ");
            }
            self.write(value);
        }
        self.text.push(']');
    }

    /// Writes a text in quotes, and returns where.
    fn quoted(&mut self, text: &str) -> Range<usize> {
        let start = self.text.len();
        self.text.push('"');
        for c in text.chars() {
            match c {
                '"' => self.text.push_str("\\\""),
                '\\' => self.text.push_str("\\\\"),
                '\n' => self.text.push_str("\\n"),
                '\t' => self.text.push_str("\\t"),
                c if c.is_control() => self.text.push_str(&format!("\\u{:04X}", c as u32)),
                c => self.text.push(c),
            }
        }
        self.text.push('"');
        start..self.text.len()
    }

    /// The row, with all that is wrong with it.
    pub fn finish(self, path: &Path, line: u64) -> Found {
        let source = Arc::new(Source { path: path.to_owned(), text: self.text });
        let tree = Tree { source: &source };
        let mut faults = self.faults;
        let mut root = Slot::table(0..0, 0..0);
        for stated in self.stated {
            if let Err((range, fault)) = tree.insert(&mut root, stated) {
                faults.push((range, fault));
            }
        }
        let facts = tree.close(root, &mut Vec::new(), &mut faults);
        let span = |range: Range<usize>| Span { source: source.clone(), range };
        let finding = |(range, fault): (Range<usize>, Fault)| {
            Diagnostic::error(fault.code, fault.message).at(span(range), "here").help(fault.help)
        };
        faults.sort_by_key(|(range, _)| range.start);
        let findings: Vec<Diagnostic> = faults.into_iter().map(finding).collect();
        let key = self.key.map(|(key, range)| (key, span(range)));
        Found {
            line,
            source: source.clone(),
            facts: Some(facts),
            key,
            cells: self.cells,
            findings,
            last: false,
        }
    }
}

/// A place of the tree while it grows; lists may have holes.
struct Slot {
    key: Option<Range<usize>>,
    range: Range<usize>,
    holds: Holds,
}

enum Holds {
    Table(IndexMap<Arc<str>, Slot>),
    List(std::collections::BTreeMap<usize, Slot>),
    Value(Typed),
}

impl Slot {
    fn table(key: Range<usize>, range: Range<usize>) -> Slot {
        Slot { key: Some(key), range, holds: Holds::Table(IndexMap::new()) }
    }
}

struct Tree<'s> {
    source: &'s Arc<Source>,
}

impl Tree<'_> {
    /// Puts a fact in its place; a place has one fact, and nothing stands below a value.
    fn insert(&self, root: &mut Slot, stated: Stated) -> Result<(), (Range<usize>, Fault)> {
        let whole = stated.keys.first().map_or(0, |first| first.start)..stated.value.end;
        let twice = |stands: &str| {
            let fault = Fault {
                code: BAD_CELL,
                message: format!("this row states `{}` {stands}", path(&stated.steps)),
                help: "leave one of the cells empty".to_owned(),
            };
            Err((whole.clone(), fault))
        };
        let last = stated.steps.len() - 1;
        let mut slot = root;
        for (at, step) in stated.steps.iter().enumerate() {
            let is_key = matches!(step, Step::Key(_));
            let key = is_key.then(|| stated.keys[at].clone());
            let range = whole.clone();
            let new = || {
                let holds = match stated.steps.get(at + 1) {
                    Some(Step::Key(_)) | None => Holds::Table(IndexMap::new()),
                    Some(Step::Item(_)) => Holds::List(std::collections::BTreeMap::new()),
                };
                Slot { key, range, holds }
            };
            let fresh = match (&slot.holds, step) {
                (Holds::Table(entries), Step::Key(key)) => !entries.contains_key(key),
                (Holds::List(items), Step::Item(item)) => !items.contains_key(item),
                _ => return twice("and the table or list that it stands in"),
            };
            if at == last && !fresh {
                return twice("twice");
            }
            slot = match (&mut slot.holds, step) {
                (Holds::Table(entries), Step::Key(key)) => entries.entry(key.clone()).or_insert_with(new),
                (Holds::List(items), Step::Item(item)) => items.entry(*item).or_insert_with(new),
                _ => return twice("and the table or list that it stands in"),
            };
        }
        slot.range = stated.value.clone();
        slot.holds = Holds::Value(stated.typed);
        Ok(())
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span { source: self.source.clone(), range }
    }

    /// The node of a place; a hole in a list is a fault.
    fn close(&self, slot: Slot, steps: &mut Vec<Step>, faults: &mut Vec<(Range<usize>, Fault)>) -> Node {
        let start = slot.range.start;
        let value = match slot.holds {
            Holds::Table(entries) => {
                let mut table = IndexMap::with_capacity(entries.len());
                for (name, inner) in entries {
                    steps.push(Step::Key(name.clone()));
                    table.insert(name.to_string(), self.close(inner, steps, faults));
                    steps.pop();
                }
                Value::Table(table)
            }
            Holds::List(items) => {
                let hole = items.iter().enumerate().find(|(at, (index, _))| at != *index);
                if let Some((at, (index, inner))) = hole {
                    let list = path(steps);
                    let message = format!("this row states `{list}[{index}]` and not `{list}[{at}]`");
                    let help = "count the items of a list from 0, without holes: move them to the front";
                    let fault = Fault { code: BAD_CELL, message, help: help.to_owned() };
                    faults.push((inner.range.clone(), fault));
                }
                let close = |(index, inner)| {
                    steps.push(Step::Item(index));
                    let node = self.close(inner, steps, faults);
                    steps.pop();
                    node
                };
                Value::Array(items.into_iter().map(close).collect())
            }
            Holds::Value(Typed::One(value)) => value,
            Holds::Value(Typed::Many(values)) => {
                let item =
                    |value| Node { value, span: self.span(slot.range.clone()), key: None, layer: Layer::Row };
                Value::Array(values.into_iter().map(item).collect())
            }
            Holds::Value(Typed::Toml(mut node)) => {
                self.relocate(&mut node, start);
                node.value
            }
        };
        Node {
            value,
            span: self.span(slot.range),
            key: slot.key.map(|key| self.span(key)),
            layer: Layer::Row,
        }
    }

    /// Moves the places of TOML from its own text to where the cell is written in the row's.
    fn relocate(&self, node: &mut Node, start: usize) {
        let moved = |span: &Span| {
            let at = |offset: usize| (offset + start).saturating_sub(BEFORE.len());
            self.span(at(span.range.start)..at(span.range.end))
        };
        node.span = moved(&node.span);
        node.key = node.key.as_ref().map(moved);
        match &mut node.value {
            Value::Table(entries) => entries.values_mut().for_each(|inner| self.relocate(inner, start)),
            Value::Array(items) => items.iter_mut().for_each(|inner| self.relocate(inner, start)),
            _ => {}
        }
    }
}
