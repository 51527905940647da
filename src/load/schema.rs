//! Trees held against the schema that is made from a Rust type, and typed.
//!
//! The schema an editor uses for completion and the schema that judges an input are the same one.

mod faults;
mod formats;
mod select;
mod sure;
mod visit;

use std::sync::OnceLock;

use jsonschema::Validator;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::tree::{Node, Value};
use crate::diagnostic::{Code, Diagnostic, Outcome};
use crate::memo::Store;
use sure::Sure;

pub use formats::Formats;
pub use select::{is_closed, properties, resolve, select, words};
pub use visit::{entry, visit};

/// A value has the wrong shape.
pub const SHAPE: Code = Code("TML-SHAPE");
/// A key that does not exist.
pub const UNKNOWN_KEY: Code = Code("TML-KEY");
/// A key that is missing.
pub const MISSING_KEY: Code = Code("TML-MISSING");
/// A word, country, date or the like that does not exist.
pub const NO_SUCH_VALUE: Code = Code("TML-VALUE");

/// A type's schema. It is compiled when an input may have a fault.
pub struct Shape {
    schema: Json,
    /// The schema as a quick look takes it.
    sure: Sure,
    validator: OnceLock<Validator>,
    formats: Formats,
    /// What many trees share, and was found valid.
    known: Store<Value>,
}

/// How many bytes of it are held, about.
const MOST_KNOWN: usize = 4 << 20;

impl Shape {
    /// The shape of a type.
    #[must_use]
    pub fn of<T: JsonSchema>(formats: Formats) -> Shape {
        let known = Store::of(MOST_KNOWN);
        let schema = schema_of::<T>();
        Shape { sure: Sure::of(&schema, formats), schema, validator: OnceLock::new(), formats, known }
    }

    /// The schema, compiled. It depends on the type alone, and a test has compiled it.
    fn validator(&self) -> &Validator {
        self.validator.get_or_init(|| {
            let mut options = jsonschema::draft202012::options().should_validate_formats(true);
            for (name, check) in self.formats.0 {
                options = options.with_format(*name, check);
            }
            options.build(&self.schema).unwrap_or_else(|error| {
                unreachable!("the schema of a type of ours does not compile: {error}")
            })
        })
    }

    /// Whether a tree is valid beyond doubt. A table or list that other trees have too is looked at once.
    fn surely_fits(&self, node: &Node, json: &Json) -> bool {
        let once = |key: &str, entry: &Json, look: &dyn Fn() -> bool| {
            let shared = node.shared(key).and_then(|part| Some((&part.value, part.value.place()?)));
            let Some((part, place)) = shared else { return look() };
            let name = [&place.to_le_bytes(), key.as_bytes()].concat();
            let known = self.known.get(&name).is_some();
            let fits = known || look();
            if fits && !known {
                // Its place tells which it is as long as it is held.
                self.known.put(&name, part.clone(), 4 * entry.to_string().len());
            }
            fits
        };
        self.sure.fits(json, &once)
    }

    /// The JSON Schema.
    pub fn schema(&self) -> &Json {
        &self.schema
    }

    /// Holds a tree against the schema, and types it.
    ///
    /// # Errors
    /// All that is wrong with the tree, each with its place.
    pub fn read<T: DeserializeOwned>(&self, node: &Node) -> Outcome<T> {
        self.read_json(node, &node.json())
    }

    /// The same, where the tree is at hand as JSON.
    ///
    /// # Errors
    /// As [`Shape::read`].
    pub fn read_json<T: DeserializeOwned>(&self, node: &Node, json: &Json) -> Outcome<T> {
        if !self.surely_fits(node, json) {
            let found = faults::all(self, node, json);
            if !found.is_empty() {
                return Err(found);
            }
        }
        self.typed(node, json)
    }

    /// Types a tree that was held against the schema before.
    ///
    /// # Errors
    /// One that cannot be typed.
    pub fn typed<T: DeserializeOwned>(&self, node: &Node, json: &Json) -> Outcome<T> {
        T::deserialize(json).map_err(|error| {
            let message = format!("this cannot be read: {error}");
            vec![Diagnostic::error(SHAPE, message).at(node.span.clone(), "in this table")]
        })
    }
}

/// The JSON Schema of a type, without `null`: TOML has no such value.
pub fn schema_of<T: JsonSchema>() -> Json {
    let mut settings = SchemaSettings::draft2020_12();
    settings.inline_subschemas = false;
    let schema = settings.into_generator().into_root_schema_for::<T>();
    let mut json = schema.to_value();
    without_null(&mut json);
    flow(&mut json);
    json
}

/// Joins the lines of descriptions, which break where Rust's comments do; paragraphs stay.
fn flow(schema: &mut Json) {
    match schema {
        Json::Object(map) => {
            if let Some(Json::String(text)) = map.get_mut("description") {
                let paragraphs: Vec<String> =
                    text.split("\n\n").map(|part| part.replace('\n', " ")).collect();
                *text = paragraphs.join("\n\n");
            }
            map.values_mut().for_each(flow);
        }
        Json::Array(items) => items.iter_mut().for_each(flow),
        _ => {}
    }
}

/// Takes what is null out of a default.
fn stated(value: &mut Json) {
    match value {
        Json::Object(map) => {
            map.retain(|_, inner| !inner.is_null());
            map.values_mut().for_each(stated);
        }
        Json::Array(items) => items.iter_mut().for_each(stated),
        _ => {}
    }
}

fn without_null(schema: &mut Json) {
    match schema {
        Json::Object(map) => {
            if let Some(Json::Array(types)) = map.get_mut("type") {
                types.retain(|kind| kind != "null");
                if let [one] = types.as_slice() {
                    let one = one.clone();
                    map.insert("type".into(), one);
                }
            }
            if map.get("default").is_some_and(Json::is_null) {
                map.shift_remove("default");
            }
            if let Some(default) = map.get_mut("default") {
                stated(default);
            }
            if let Some(Json::Array(branches)) = map.get_mut("anyOf") {
                branches.retain(|branch| branch.get("type").is_none_or(|kind| kind != "null"));
                if let [Json::Object(one)] = branches.as_slice() {
                    let one = one.clone();
                    map.shift_remove("anyOf");
                    for (key, value) in one {
                        map.entry(key).or_insert(value);
                    }
                }
            }
            map.values_mut().for_each(without_null);
        }
        Json::Array(items) => items.iter_mut().for_each(without_null),
        _ => {}
    }
}
