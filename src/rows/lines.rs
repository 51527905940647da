//! JSON Lines: an object on each line, nested as a pack is, or with dotted paths as keys, or both.

use std::io::{self, BufRead, Read as _};
use std::path::PathBuf;
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};

use super::build::{Draft, Fault, Found};
use super::cell::date;
use super::column::{Column, shown};
use super::head::{KEY, KeyIn};
use super::json::Json;
use super::place::{Home, Place};
use super::{BAD_COLUMN, BAD_KEY, MAX_COLUMNS, MAX_ITEMS, MAX_ROW};
use crate::load::{Entries, Value};

/// A reader of rows.
pub(super) struct Lines {
    file: PathBuf,
    input: Box<dyn BufRead + Send>,
    /// The name of a key that is no fact.
    key: Option<Arc<str>>,
    line: u64,
    buffer: Vec<u8>,
    /// The columns that were met, up to [`MAX_COLUMNS`].
    known: HashMap<String, Arc<Column>>,
}

impl Lines {
    /// A reader of a text; a key that is no fact has this name.
    pub fn new(file: PathBuf, input: Box<dyn BufRead + Send>, key: Option<&KeyIn>) -> Lines {
        let key = match key {
            Some(KeyIn::Column(name)) => Some(name.clone()),
            Some(KeyIn::Fact(_)) => None,
            Some(KeyIn::File(_)) | None => Some(KEY.into()),
        };
        Lines { file, input, key, line: 0, buffer: Vec::new(), known: HashMap::new() }
    }

    /// Reads the next line that is not blank, without its end; false if it is too long. None at the end.
    fn read(&mut self) -> io::Result<Option<bool>> {
        loop {
            self.buffer.clear();
            let most = MAX_ROW as u64 + 1;
            if (&mut self.input).take(most).read_until(b'\n', &mut self.buffer)? == 0 {
                return Ok(None);
            }
            self.line += 1;
            if self.buffer.len() > MAX_ROW {
                self.skip()?;
                return Ok(Some(false));
            }
            if !self.buffer.trim_ascii().is_empty() {
                return Ok(Some(true));
            }
        }
    }

    /// Passes over the rest of a line.
    fn skip(&mut self) -> io::Result<()> {
        loop {
            let buffer = self.input.fill_buf()?;
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let used = end.map_or(buffer.len(), |end| end + 1);
            let done = end.is_some() || used == 0;
            self.input.consume(used);
            if done {
                return Ok(());
            }
        }
    }

    fn broken(&self, column: u64, fault: Fault) -> Found {
        let text = String::from_utf8_lossy(&self.buffer[..self.buffer.len().min(MAX_ROW)]);
        let place = Place::Text { line: self.line, column };
        Found::broken(&self.file, self.line, text.trim(), place, fault)
    }

    /// The row of the line that was read.
    fn row(&mut self) -> Found {
        let json = match serde_json::from_slice::<Json>(&self.buffer) {
            Ok(json) => json,
            Err(error) => {
                let why = error.to_string();
                let why = why.split(" at line ").next().unwrap_or_default();
                // A line that ends too early is told of at its end.
                let end = self.buffer.trim_ascii_end().len() + 1;
                let (line, column) = (self.line, if error.column() == 0 { end } else { error.column() });
                let message = format!("line {line}, column {column} is not JSON: {why}");
                let help =
                    "each line is one object, { \"parties.customer.name\": \"…\" }, without line breaks";
                return self.broken(column as u64, Fault::form(message, help));
            }
        };
        let Json::Table(entries) = json else {
            let message = format!("line {} is no object of JSON", self.line);
            return self.broken(1, Fault::form(message, "write { \"parties.customer.name\": \"…\" }"));
        };
        let mut draft = Draft::default();
        draft.stand(Home { place: Place::Line(self.line), sheets: Arc::new([]) });
        for (name, value) in entries {
            match self.key.clone().filter(|key| **key == *name) {
                Some(key) => self.state_key(&mut draft, &key, value),
                None => self.state(&mut draft, &mut name.clone(), value),
            }
        }
        draft.finish(&self.file, self.line)
    }

    fn state_key(&self, draft: &mut Draft, name: &Arc<str>, value: Json) {
        let place = Place::Line(self.line);
        match value {
            Json::Text(key) => draft.key(name, key.trim(), place),
            Json::Integer(key) => draft.key(name, &key.to_string(), place),
            Json::Null => {}
            _ => {
                let (message, help) = ("a key is a text", "write it in quotes");
                let fault = Fault { code: BAD_KEY, message: message.to_owned(), help: help.to_owned() };
                draft.fault(name, "", place, fault);
            }
        }
    }

    /// States a value and all in it. The name is as it was, afterwards.
    fn state(&mut self, draft: &mut Draft, name: &mut String, value: Json) {
        let place = Place::Line(self.line);
        let value = match value {
            Json::Null => return,
            Json::Table(entries) if !entries.is_empty() => {
                let length = name.len();
                for (key, inner) in entries {
                    name.push_str(if key.starts_with('[') { "" } else { "." });
                    name.push_str(&key);
                    self.state(draft, name, inner);
                    name.truncate(length);
                }
                return;
            }
            Json::List(items) if !items.is_empty() => {
                let length = name.len();
                for (at, inner) in items.into_iter().take(MAX_ITEMS + 1).enumerate() {
                    name.push_str(&format!("[{at}]"));
                    self.state(draft, name, inner);
                    name.truncate(length);
                }
                return;
            }
            Json::Table(_) => Value::table(Entries::default()),
            Json::List(_) => Value::array(Vec::new()),
            Json::Text(text) if text.is_empty() => return,
            Json::Text(text) => Value::String(text),
            Json::Integer(number) => Value::Integer(number),
            Json::Float(number) => Value::Float(number),
            Json::Boolean(flag) => Value::Boolean(flag),
        };
        match self.column(name) {
            Ok(column) => {
                let value = match value {
                    Value::String(text) if column.kinds.is_date() && date(&text).as_ref() == Some(&text) => {
                        Value::Date(text)
                    }
                    value => value,
                };
                draft.value(&column, value, place);
            }
            Err(fault) => draft.fault(&shown(name).into(), "", place, fault),
        }
    }

    fn column(&mut self, name: &str) -> Result<Arc<Column>, Fault> {
        if let Some(column) = self.known.get(name) {
            return Ok(column.clone());
        }
        let unfit = |unfit: super::column::Unfit| Fault {
            code: BAD_COLUMN,
            message: unfit.message,
            help: unfit.help,
        };
        let column = Arc::new(Column::named(name).map_err(unfit)?);
        if self.known.len() < MAX_COLUMNS {
            self.known.insert(name.to_owned(), column.clone());
        }
        Ok(column)
    }
}

impl Iterator for Lines {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        match self.read() {
            Ok(None) => None,
            Ok(Some(true)) => Some(self.row()),
            Ok(Some(false)) => {
                let message = format!("line {} is longer than {} MiB", self.line, MAX_ROW >> 20);
                Some(self.broken(
                    1,
                    Fault::form(message, "a row of this size is no partner: check the line breaks"),
                ))
            }
            Err(error) => {
                let message = format!("nothing can be read behind line {}: {error}", self.line);
                let broken = self.broken(1, Fault::form(message, "check the file and its encoding"));
                Some(Found { last: true, ..broken })
            }
        }
    }
}
