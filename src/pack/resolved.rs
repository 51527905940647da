//! The facts written down again: one pack file that needs no layer below it.

use serde_json::Value as Json;

use super::Facts;
use crate::load::{Node, Value};

/// Stands for a reason that concerns the house alone.
const WITHHELD: &str = "not stated in this copy";

impl Facts {
    /// The facts after all layers as the text of a pack file, the defaults of the model among them.
    ///
    /// The same words are made of it, with the same library. It goes to the other side: comments are
    /// not in it, nor which rules may be broken, nor why clauses were negotiated.
    pub fn resolved(&self) -> String {
        let mut json = serde_json::to_value(&self.pack).unwrap_or_default();
        withhold(&mut json);
        match toml_of(&json, self.stated("")) {
            Some(table) => toml::to_string_pretty(&table).unwrap_or_default(),
            None => String::new(),
        }
    }
}

/// Takes out what is between a house and its lawyers.
fn withhold(json: &mut Json) {
    if let Some(pack) = json.as_object_mut() {
        pack.shift_remove("allow");
    }
    let Some(deviations) = json.get_mut("clauses").and_then(Json::as_object_mut) else { return };
    for (kind, entries) in deviations {
        let entries: Vec<&mut Json> = match entries {
            Json::Object(entries) => entries.values_mut().collect(),
            Json::Array(entries) => entries.iter_mut().collect(),
            _ => continue,
        };
        for entry in entries {
            let reason = if kind == "omit" { Some(entry) } else { entry.get_mut("reason") };
            if let Some(reason) = reason {
                *reason = WITHHELD.into();
            }
        }
    }
}

/// A value in TOML; none where nothing is said: `null`, and lists and tables that nobody has stated
/// and that are empty. `stated` is what stands in the files at this place: it knows what is a date.
fn toml_of(json: &Json, stated: Option<&Node>) -> Option<toml::Value> {
    Some(match json {
        Json::Null => return None,
        Json::Bool(flag) => (*flag).into(),
        Json::Number(number) => match number.as_i64() {
            Some(whole) => whole.into(),
            None => number.as_f64()?.into(),
        },
        Json::String(text) => match stated.map(|node| &node.value) {
            Some(Value::Date(_)) => text.parse().map_or_else(|_| text.clone().into(), toml::Value::Datetime),
            _ => text.clone().into(),
        },
        Json::Array(items) => {
            let item = |(index, item): (usize, &Json)| {
                toml_of(item, stated.and_then(|node| node.child(&index.to_string())))
            };
            let items: Vec<toml::Value> = items.iter().enumerate().filter_map(item).collect();
            if items.is_empty() && stated.is_none() {
                return None;
            }
            items.into()
        }
        Json::Object(entries) => {
            let entry = |(name, value): (&String, &Json)| {
                let value = toml_of(value, stated.and_then(|node| node.child(name)))?;
                Some((name.clone(), value))
            };
            let table: toml::Table = entries.iter().filter_map(entry).collect();
            if table.is_empty() && stated.is_none() {
                return None;
            }
            table.into()
        }
    })
}
