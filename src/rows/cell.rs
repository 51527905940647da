//! What a cell says, by what the schema allows in its place.

use std::path::Path;
use std::sync::Arc;

use serde_json::Value as Json;

use super::column::{alternatives, shown};
use super::{BAD_CELL, MAX_ITEMS};
use crate::diagnostic::{Code, nearest};
use crate::document::Layer;
use crate::load::schema::{NO_SUCH_VALUE, SHAPE, is_closed, words};
use crate::load::{Node, Value, tree};
use crate::pack::open::shape;
use crate::source::Source;

/// What can stand in a place.
#[derive(Debug, Default)]
pub(super) struct Kinds {
    text: bool,
    date: bool,
    integer: bool,
    number: bool,
    boolean: bool,
    table: bool,
    words: Vec<&'static str>,
    items: Option<Box<Kinds>>,
}

/// A cell that was understood.
#[derive(Debug)]
pub(super) enum Typed {
    /// A value.
    One(Value),
    /// A list of values.
    Many(Vec<Value>),
    /// TOML, with places in a text in which [`BEFORE`] stands before the cell.
    Toml(Node),
}

/// What stands before TOML of a cell while it is read.
pub(super) const BEFORE: &str = "v = ";

/// Why a cell states no fact.
#[derive(Debug)]
pub(super) struct Untyped {
    pub code: Code,
    pub message: String,
    pub help: String,
}

impl Kinds {
    /// What a place allows, from the schemas of its alternatives.
    pub fn of(schemas: &[&'static Json]) -> Kinds {
        let root = shape().schema();
        let mut kinds = Kinds::default();
        for schema in schemas {
            let kind = schema.get("type").and_then(Json::as_str);
            match kind {
                _ if is_closed(root, schema) => kinds.words.extend(words(root, schema).unwrap_or_default()),
                Some("string") if schema.get("format").is_some_and(|format| format == "date") => {
                    kinds.date = true;
                }
                Some("string") => kinds.text = true,
                Some("integer") => kinds.integer = true,
                Some("number") => kinds.number = true,
                Some("boolean") => kinds.boolean = true,
                Some("object") => kinds.table = true,
                Some("array") => {
                    let items = schema.get("items").map(|items| Kinds::of(&alternatives(root, items)));
                    kinds.items = items.map(Box::new);
                }
                _ => {}
            }
        }
        kinds
    }

    /// Whether a date can stand here.
    pub fn is_date(&self) -> bool {
        self.date
    }

    /// Whether a number stands here, and no text.
    pub fn is_numeric(&self) -> bool {
        (self.integer || self.number) && !self.text
    }

    /// Whether a list stands here.
    pub fn is_list(&self) -> bool {
        self.items.is_some()
    }

    /// The words that can stand here, where they are closed.
    pub fn closed(&self) -> Vec<&'static str> {
        match () {
            () if self.text => Vec::new(),
            () if self.boolean => vec!["true", "false"],
            () if self.date => Vec::new(),
            () => self.words.clone(),
        }
    }

    /// Whether a plain text can say what stands here.
    pub fn is_plain(&self) -> bool {
        self.text || self.date || self.integer || self.number || self.boolean || !self.words.is_empty()
    }

    /// Understands the text of a cell that is not empty.
    pub fn read(&self, text: &str) -> Result<Typed, Untyped> {
        if let Some(bad) = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
            return Err(Untyped {
                code: BAD_CELL,
                message: format!(
                    "this cell contains the character U+{:04X}, which no document can carry",
                    bad as u32
                ),
                help: "remove it; it usually comes from copying out of a damaged file".to_owned(),
            });
        }
        if (text.starts_with('{') && self.table) || (text.starts_with('[') && self.items.is_some()) {
            let read = toml(text).map(Typed::Toml);
            // A text such as `{Name}` is no try at TOML, and stays a text where one can stand.
            let may_be_text = self.text || self.items.as_ref().is_some_and(|items| items.text);
            if read.is_ok() || !may_be_text || is_tried(text) {
                return read;
            }
        }
        if let Some(value) = self.value(text) {
            return Ok(Typed::One(value));
        }
        match &self.items {
            Some(items) if items.is_plain() => items.many(text),
            _ => Err(self.fault(text)),
        }
    }

    /// The items of a cell: its lines, or what stands between bars on one line.
    fn many(&self, text: &str) -> Result<Typed, Untyped> {
        let between = if text.contains('\n') { '\n' } else { '|' };
        let items = text.split(between).map(str::trim).filter(|item| !item.is_empty());
        let items: Vec<Value> =
            items.map(|item| self.value(item).ok_or_else(|| self.fault(item))).collect::<Result<_, _>>()?;
        if items.is_empty() || items.len() > MAX_ITEMS {
            return Err(Untyped {
                code: SHAPE,
                message: format!("this list has {} items", items.len()),
                help: format!("state 1 to {MAX_ITEMS}, each on a line of its own or with `|` between them"),
            });
        }
        Ok(Typed::Many(items))
    }

    /// What a plain text says here.
    fn value(&self, text: &str) -> Option<Value> {
        if self.words.contains(&text) {
            return Some(Value::String(text.to_owned()));
        }
        let date = || self.date.then(|| date(text)).flatten().map(Value::Date);
        let boolean = || self.boolean.then(|| boolean(text)).flatten().map(Value::Boolean);
        let integer = || self.integer.then(|| text.parse().ok()).flatten().map(Value::Integer);
        let number = || {
            let number = self.number.then(|| text.parse::<f64>().ok()).flatten();
            number.filter(|number| number.is_finite()).map(Value::Float)
        };
        let text = || self.text.then(|| Value::String(text.to_owned()));
        date().or_else(boolean).or_else(integer).or_else(number).or_else(text)
    }

    fn fault(&self, text: &str) -> Untyped {
        let said = shown(text);
        let fault = |code, message: String, help: &str| Untyped { code, message, help: help.to_owned() };
        if !self.words.is_empty() {
            let known: Vec<String> = self.words.iter().map(|word| format!("`{word}`")).collect();
            let near = nearest(&text.to_lowercase(), self.words.iter().copied());
            let near = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
            let dates = if self.date { ", or a date such as 2026-03-02" } else { "" };
            let message = format!("`{said}` is not one of the words allowed here");
            return fault(
                NO_SUCH_VALUE,
                message,
                &format!("{near}the words are {}{dates}", known.join(", ")),
            );
        }
        if self.date {
            return fault(
                NO_SUCH_VALUE,
                format!("there is no date `{said}`"),
                "write year, month and day: 2026-03-02",
            );
        }
        if self.boolean {
            return fault(SHAPE, format!("`{said}` is neither true nor false"), "write true or false");
        }
        if self.integer || self.number {
            return fault(SHAPE, format!("`{said}` is no number"), "write the digits alone");
        }
        let (what, help) = match self.items {
            Some(_) => (
                "a list of tables",
                "make a column for each fact of each item, such as `[0].name` behind the name of this column",
            ),
            None => (
                "a table",
                "make a column for each of its facts, such as `.name` behind the name of this column",
            ),
        };
        fault(
            SHAPE,
            format!("{what} belongs here, and `{said}` is a text"),
            &format!("{help}, or write TOML in {{ }} or [ ]"),
        )
    }
}

/// Whether a text that begins with a bracket is meant as TOML, well written or not: a name and `=` follow the bracket
/// of a table, quotes or brackets that of a list.
fn is_tried(text: &str) -> bool {
    let inner = text[1..].trim_start();
    if text.starts_with('[') {
        return inner.starts_with(['"', '\'', '{', '[', ']']);
    }
    let name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '"' | '\'' | ' ');
    inner.starts_with('}') || inner.trim_start_matches(name).starts_with('=')
}

/// The value of a cell that is TOML.
fn toml(text: &str) -> Result<Node, Untyped> {
    let source = Source { path: Path::new("").to_owned(), text: format!("{BEFORE}{text}") };
    let read = tree::parse(&Arc::new(source), Layer::Row);
    let value = read.map(|node| match node.value {
        Value::Table(mut entries) if entries.len() == 1 => {
            Arc::make_mut(&mut entries).pop().map(|(_, node)| node)
        }
        _ => None,
    });
    match value {
        Ok(Some(node)) => Ok(node),
        Ok(None) => Err(untoml("it states more than one value".to_owned())),
        Err(found) => Err(untoml(found.first().map(|fault| fault.message.clone()).unwrap_or_default())),
    }
}

fn untoml(why: String) -> Untyped {
    let why = why.trim_start_matches("this is not TOML: ");
    Untyped {
        code: tree::SYNTAX,
        message: format!("a cell that begins with a bracket is TOML, and this is none: {why}"),
        help: "write { street = \"…\", city = \"…\" } or [\"…\", \"…\"] on one line".to_owned(),
    }
}

/// A date as ISO 8601 writes it, from such a one or from `2.3.2026`.
pub(super) fn date(text: &str) -> Option<String> {
    let iso = match text.split('.').collect::<Vec<_>>().as_slice() {
        [day, month, year] if year.len() == 4 && day.len() <= 2 && month.len() <= 2 => {
            format!("{year}-{month:0>2}-{day:0>2}")
        }
        _ => text.to_owned(),
    };
    (iso.len() == 10 && iso.parse::<jiff::civil::Date>().is_ok()).then_some(iso)
}

/// A boolean as spreadsheets in English and German write it, or as people do.
fn boolean(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "true" | "yes" | "wahr" | "ja" => Some(true),
        "false" | "no" | "falsch" | "nein" => Some(false),
        _ => None,
    }
}
