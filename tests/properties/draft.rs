//! A pack as a value that can be changed by paths: `transfers[0].options.notice`.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use dpakit::source::Source;
use toml::{Table, Value};

/// A pack under change.
#[derive(Clone)]
pub struct Draft(pub Table);

/// The parts of a path: `a.b[0]` is a, b, 0.
fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.split(['.', '[', ']']).filter(|part| !part.is_empty())
}

/// A value from how it stands in a TOML file.
pub fn value(text: &str) -> Value {
    let table: Table =
        toml::from_str(&format!("it = {text}")).unwrap_or_else(|error| panic!("{text}: {error}"));
    table["it"].clone()
}

impl Draft {
    /// The complete example.
    pub fn complete() -> Draft {
        static COMPLETE: OnceLock<Table> = OnceLock::new();
        let read = || toml::from_str(include_str!("../../examples/complete.toml")).expect("an example");
        Draft(COMPLETE.get_or_init(read).clone())
    }

    /// The pack as a file.
    pub fn source(&self) -> Arc<Source> {
        let text = toml::to_string(&self.0).expect("a pack");
        Arc::new(Source { path: PathBuf::from("pack.toml"), text })
    }

    /// What stands at a path.
    pub fn at(&self, path: &str) -> Option<&Value> {
        let mut parts = parts(path);
        let mut at = self.0.get(parts.next()?)?;
        for part in parts {
            at = match at {
                Value::Array(items) => items.get(part.parse::<usize>().ok()?)?,
                other => other.get(part)?,
            };
        }
        Some(at)
    }

    /// What stands at a path, to be changed.
    pub fn at_mut(&mut self, path: &str) -> Option<&mut Value> {
        let mut parts = parts(path);
        let mut at = self.0.get_mut(parts.next()?)?;
        for part in parts {
            at = match at {
                Value::Array(items) => items.get_mut(part.parse::<usize>().ok()?)?,
                other => other.get_mut(part)?,
            };
        }
        Some(at)
    }

    /// Whether something stands at a path.
    pub fn has(&self, path: &str) -> bool {
        self.at(path).is_some()
    }

    /// States a value; tables on the way are made, items of lists must be there.
    pub fn set(&mut self, path: &str, new: impl Into<Value>) {
        let mut at = &mut self.0;
        let (tables, last) = path.rsplit_once('.').unwrap_or(("", path));
        for part in tables.split('.').filter(|part| !part.is_empty()) {
            let mut steps = parts(part);
            let key = steps.next().unwrap_or_default();
            let mut next = at.entry(key).or_insert_with(|| Value::Table(Table::new()));
            for index in steps {
                let item = index.parse::<usize>().ok().and_then(|index| next.get_mut(index));
                next = item.unwrap_or_else(|| panic!("no item for `{path}`"));
            }
            at = next.as_table_mut().unwrap_or_else(|| panic!("no table for `{path}`"));
        }
        let mut steps = parts(last);
        let key = steps.next().unwrap_or_default();
        match steps.next() {
            None => drop(at.insert(key.to_owned(), new.into())),
            Some(index) => {
                let item = at.get_mut(key).and_then(|list| list.get_mut(index.parse::<usize>().ok()?));
                *item.unwrap_or_else(|| panic!("no item for `{path}`")) = new.into();
            }
        }
    }

    /// Takes a fact out, if it is stated.
    pub fn remove(&mut self, path: &str) {
        let (above, last) = path.rsplit_once('.').unwrap_or(("", path));
        let table = if above.is_empty() {
            Some(&mut self.0)
        } else {
            self.at_mut(above).and_then(Value::as_table_mut)
        };
        if let Some(table) = table {
            table.remove(last);
        }
    }

    /// Adds an item to a list, which is made where it is not there.
    pub fn push(&mut self, path: &str, item: impl Into<Value>) {
        if !self.has(path) {
            self.set(path, Value::Array(Vec::new()));
        }
        let list = self.at_mut(path).and_then(Value::as_array_mut);
        list.unwrap_or_else(|| panic!("no list `{path}`")).push(item.into());
    }

    /// The keys of a table.
    pub fn keys(&self, path: &str) -> Vec<String> {
        self.at(path)
            .and_then(Value::as_table)
            .map(|table| table.keys().cloned().collect())
            .unwrap_or_default()
    }

    /// How long a list is.
    pub fn count(&self, path: &str) -> usize {
        self.at(path).and_then(Value::as_array).map_or(0, Vec::len)
    }

    /// Writes another text wherever one stands.
    pub fn rename(&mut self, old: &str, new: &str) {
        self.0.iter_mut().for_each(|(_, value)| rename(value, old, new));
    }
}

fn rename(value: &mut Value, old: &str, new: &str) {
    match value {
        Value::String(text) if text == old => new.clone_into(text),
        Value::Array(items) => items.iter_mut().for_each(|item| rename(item, old, new)),
        Value::Table(entries) => entries.iter_mut().for_each(|(_, entry)| rename(entry, old, new)),
        _ => {}
    }
}
