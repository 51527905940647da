//! TOML with the place and the layer of every value.

mod clean;

use std::ops::Range;
use std::sync::Arc;

use foldhash::fast::RandomState;
use indexmap::IndexMap;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Code, Diagnostic, Outcome};
use crate::document::Layer;
use crate::memo::is_shared;
use crate::source::{Source, Span};

pub use clean::Clean;

/// The text is not TOML.
pub const SYNTAX: Code = Code("TML-SYNTAX");

/// Most faults of syntax that are told: one missing quote can make thousands.
const MAX_FAULTS: usize = 20;

/// Deepest nesting of tables and lists that is read.
const MAX_DEPTH: usize = 64;

/// A value with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where the value stands.
    pub span: Span,
    /// Where its key stands; none for items of a list and for the whole.
    pub key: Option<Span>,
    /// Which layer stated it.
    pub layer: Layer,
}

/// The entries of a table, in the order in which they stand.
pub type Entries = IndexMap<String, Node, RandomState>;

/// A TOML value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Keys and values, in the order of the text. Trees over the same base share what is alike in them.
    Table(Arc<Entries>),
    /// A list, shared likewise.
    Array(Arc<Vec<Node>>),
    /// Text.
    String(String),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction.
    Float(f64),
    /// Yes or no.
    Boolean(bool),
    /// A date or time, as written.
    Date(String),
}

impl Value {
    /// A table of entries.
    pub fn table(entries: Entries) -> Value {
        Value::Table(Arc::new(entries))
    }

    /// A list of items.
    pub fn array(items: Vec<Node>) -> Value {
        Value::Array(Arc::new(items))
    }

    /// Where a table or a list stands in memory.
    pub fn place(&self) -> Option<usize> {
        match self {
            Value::Table(entries) => Some(Arc::as_ptr(entries) as usize),
            Value::Array(items) => Some(Arc::as_ptr(items) as usize),
            _ => None,
        }
    }

    fn is_shared(&self) -> bool {
        match self {
            Value::Table(entries) => is_shared(entries),
            Value::Array(items) => is_shared(items),
            _ => false,
        }
    }
}

/// Reads TOML.
///
/// # Errors
/// All faults of syntax, each with its place.
pub fn parse(source: &Arc<Source>, layer: Layer) -> Outcome<Node> {
    let (table, errors) = DeTable::parse_recoverable(&source.text);
    if !errors.is_empty() {
        return Err(errors.iter().take(MAX_FAULTS).map(|error| syntax(source, error)).collect());
    }
    let reader = Reader { source, layer };
    let span = table.span();
    reader.table(table.get_ref(), span, None, 0)
}

fn syntax(source: &Arc<Source>, error: &toml::de::Error) -> Diagnostic {
    let range = error.span().unwrap_or(0..0);
    let message = error.message().lines().collect::<Vec<_>>().join(", ");
    let message = message.trim_end_matches('.').to_owned();
    let at = span(source, range);
    let fault = Diagnostic::error(SYNTAX, format!("this is not TOML: {message}"))
        .at(at.clone(), "here")
        .help("text stands in \"quotes\", lists in [brackets], dates as 2026-03-02; see https://toml.io");
    match padded(&source.text[at.range.clone()]) {
        Some(date) => fault.fix(format!("write {date}"), at, date),
        None => fault,
    }
}

/// A date without leading zeros, `2026-3-2`, with them.
fn padded(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return None };
    let digits = |part: &str, most: usize| {
        (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let plain = year.len() == 4 && digits(year, 4) && digits(month, 2) && digits(day, 2);
    plain.then(|| format!("{year}-{month:0>2}-{day:0>2}"))
}

fn span(source: &Arc<Source>, range: Range<usize>) -> Span {
    let end = range.end.min(source.text.len());
    Span { source: source.clone(), range: range.start.min(end)..end }
}

struct Reader<'a> {
    source: &'a Arc<Source>,
    layer: Layer,
}

impl Reader<'_> {
    fn node(&self, value: Value, range: Range<usize>, key: Option<Span>) -> Node {
        Node { value, span: span(self.source, range), key, layer: self.layer }
    }

    fn table(
        &self,
        table: &DeTable<'_>,
        range: Range<usize>,
        key: Option<Span>,
        depth: usize,
    ) -> Outcome<Node> {
        let mut entries = Entries::default();
        for (name, value) in table {
            let at = span(self.source, name.span());
            let node = self.value(value.get_ref(), value.span(), Some(at), depth + 1)?;
            entries.insert(name.get_ref().to_string(), node);
        }
        Ok(self.node(Value::table(entries), range, key))
    }

    fn value(
        &self,
        value: &DeValue<'_>,
        range: Range<usize>,
        key: Option<Span>,
        depth: usize,
    ) -> Outcome<Node> {
        let fault = |message: &str| {
            let at = span(self.source, range.clone());
            vec![Diagnostic::error(SYNTAX, message).at(at, "here")]
        };
        if depth > MAX_DEPTH {
            return Err(fault("tables and lists are nested too deeply"));
        }
        let value = match value {
            DeValue::String(text) => Value::String(text.to_string()),
            DeValue::Integer(number) => {
                let digits = number.as_str();
                let value = i64::from_str_radix(digits, number.radix());
                Value::Integer(value.map_err(|_| fault("this number is too large"))?)
            }
            DeValue::Float(number) => {
                Value::Float(number.as_str().parse().map_err(|_| fault("this is no number"))?)
            }
            DeValue::Boolean(flag) => Value::Boolean(*flag),
            DeValue::Datetime(date) => Value::Date(date.to_string()),
            DeValue::Array(items) => Value::array(
                items
                    .iter()
                    .map(|item| self.value(item.get_ref(), item.span(), None, depth + 1))
                    .collect::<Outcome<Vec<_>>>()?,
            ),
            DeValue::Table(table) => return self.table(table, range, key, depth),
        };
        Ok(self.node(value, range, key))
    }
}

impl Node {
    /// Lays another tree over this one: tables are merged key by key; everything else, lists included,
    /// is replaced, and so is a table by a statement that the value does not stand here, and back.
    pub fn overlay(&mut self, over: Node) {
        match (&mut self.value, over.value) {
            (Value::Table(below), Value::Table(above)) if !is_statement(below) && !is_statement(&above) => {
                let below = Arc::make_mut(below);
                for (name, node) in Arc::unwrap_or_clone(above) {
                    match below.get_mut(&name) {
                        Some(there) => there.overlay(node),
                        None => {
                            below.insert(name, node);
                        }
                    }
                }
                self.span = over.span;
                self.key = over.key;
                self.layer = over.layer;
            }
            (value, new) => {
                *value = new;
                self.span = over.span;
                self.key = over.key;
                self.layer = over.layer;
            }
        }
    }

    /// The value as JSON; dates become texts.
    pub fn json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match &self.value {
            Value::Table(entries) => {
                Json::Object(entries.iter().map(|(name, node)| (name.clone(), node.json())).collect())
            }
            Value::Array(items) => Json::Array(items.iter().map(Node::json).collect()),
            Value::String(text) | Value::Date(text) => Json::String(text.clone()),
            Value::Integer(number) => (*number).into(),
            Value::Float(number) => (*number).into(),
            Value::Boolean(flag) => (*flag).into(),
        }
    }

    /// Visits every text and date with its place, in the order of the tables.
    pub fn texts<'n>(&'n self, visit: &mut dyn FnMut(Place<'_>, &'n str)) {
        self.texts_in(Place::Whole, visit);
    }

    fn texts_in<'n>(&'n self, place: Place<'_>, visit: &mut dyn FnMut(Place<'_>, &'n str)) {
        match &self.value {
            Value::String(text) | Value::Date(text) => visit(place, text),
            Value::Table(entries) => {
                entries.iter().for_each(|(key, inner)| inner.texts_in(Place::Key(&place, key), visit));
            }
            Value::Array(items) => {
                items
                    .iter()
                    .enumerate()
                    .for_each(|(at, inner)| inner.texts_in(Place::Item(&place, at), visit));
            }
            Value::Integer(_) | Value::Float(_) | Value::Boolean(_) => {}
        }
    }

    /// What stands directly under a key or index.
    pub fn child(&self, segment: &str) -> Option<&Node> {
        match &self.value {
            Value::Table(entries) => entries.get(segment),
            Value::Array(items) => items.get(segment.parse::<usize>().ok()?),
            _ => None,
        }
    }

    /// The node at a path (`parties.acme.name`, `subprocessors[0].country`), or its nearest parent,
    /// and whether it is the node itself.
    pub fn nearest(&self, path: &str) -> (&Node, bool) {
        let mut node = self;
        for segment in segments(path) {
            match node.child(segment) {
                Some(child) => node = child,
                None => return (node, false),
            }
        }
        (node, true)
    }

    /// The table or list at a path, if it is one that other trees have too, or lies in one. What a row states is
    /// its own, though the table that it comes from holds it too.
    pub fn shared(&self, path: &str) -> Option<&Node> {
        let (mut node, mut shared) = (self, self.value.is_shared());
        for segment in segments(path) {
            node = node.child(segment)?;
            shared |= node.value.is_shared();
        }
        (shared && node.layer != Layer::Row && node.value.place().is_some()).then_some(node)
    }

    /// Where the name of this value stands: its key if it has one, else the value.
    pub fn name_span(&self) -> Span {
        self.key.clone().unwrap_or_else(|| self.span.clone())
    }
}

/// A place in a tree, seen from below; of most, nobody asks the path.
#[derive(Debug, Clone, Copy)]
pub enum Place<'p> {
    /// The whole tree.
    Whole,
    /// Under a key.
    Key(&'p Place<'p>, &'p str),
    /// An item of a list.
    Item(&'p Place<'p>, usize),
}

impl Place<'_> {
    /// The path, as [`Node::nearest`] takes it.
    pub fn path(&self) -> String {
        match self {
            Place::Whole => String::new(),
            Place::Key(above, key) => join(&above.path(), key),
            Place::Item(above, index) => join(&above.path(), &index.to_string()),
        }
    }
}

/// Whether a table says why a value does not stand here: such a table is replaced whole.
fn is_statement(table: &Entries) -> bool {
    table.len() == 1 && ["by_reference", "left_open", "none"].iter().any(|key| table.contains_key(*key))
}

/// The parts of a path.
pub fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split(['.', '[']).map(|part| part.trim_end_matches(']')).filter(|part| !part.is_empty())
}

/// A path one step longer: a key, or an index of a list.
pub fn join(path: &str, segment: &str) -> String {
    let index = segment.bytes().all(|byte| byte.is_ascii_digit()) && !segment.is_empty();
    let mut joined = String::with_capacity(path.len() + segment.len() + 2);
    joined.push_str(path);
    if index {
        joined.push('[');
    } else if !path.is_empty() {
        joined.push('.');
    }
    joined.push_str(segment);
    if index {
        joined.push(']');
    }
    joined
}
