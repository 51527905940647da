//! A row put together: facts written down as a text, and the tree whose places lie in it.

mod grow;

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::cell::Typed;
use super::column::{Column, Step, Written, shown};
use super::place::{Cell, Cells, Home, Place};
use super::{BAD_FORM, MAX_FINDINGS};
use crate::diagnostic::{Code, Diagnostic};
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
    /// Whether it belongs to no partner, and its key to another row if to any.
    pub is_stray: bool,
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
        Found {
            line,
            source,
            facts: None,
            key: None,
            cells,
            findings: vec![finding],
            is_stray: false,
            last: false,
        }
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

/// About how many facts a row states.
const STATED: usize = 64;

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
    steps: Arc<[Step]>,
    written: Arc<Written>,
    /// Where its path begins in the text.
    start: usize,
    value: Range<usize>,
    typed: Typed,
}

impl Stated {
    /// Where a step of its path is written.
    fn key(&self, at: usize) -> Range<usize> {
        let within = &self.written.keys[at];
        self.start + within.start..self.start + within.end
    }
}

impl Draft {
    /// Whether nothing is stated yet.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Says where the row stands.
    pub fn stand(&mut self, home: Home) {
        self.cells.stand(home);
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
        if self.stated.is_empty() {
            self.stated.reserve(STATED);
            self.text.reserve(STATED * 32);
        }
        let start = self.text.len();
        self.text.push_str(&column.written.text);
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
                let (steps, written) = (column.steps.clone(), column.written.clone());
                self.stated.push(Stated { steps, written, start, value, typed });
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
        let marks = |c: char| matches!(c, '"' | '\\') || c.is_control();
        let plain = text.find(marks).unwrap_or(text.len());
        self.text.push_str(&text[..plain]);
        for c in text[plain..].chars() {
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
        let mut faults = self.faults;
        let facts = grow::tree(&source, self.stated, &mut faults);
        let span = |range: Range<usize>| Span { source: source.clone(), range };
        let finding = |(range, fault): (Range<usize>, Fault)| {
            Diagnostic::error(fault.code, fault.message).at(span(range), "here").help(fault.help)
        };
        faults.sort_by_key(|(range, _)| range.start);
        let findings: Vec<Diagnostic> = faults.into_iter().take(MAX_FINDINGS).map(finding).collect();
        let key = self.key.map(|(key, range)| (key, span(range)));
        Found {
            line,
            source: source.clone(),
            facts: Some(facts),
            key,
            cells: self.cells,
            findings,
            is_stray: false,
            last: false,
        }
    }
}
