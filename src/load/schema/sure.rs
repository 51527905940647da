//! Whether a value surely fits a schema: a quick look that needs no validator.
//!
//! The schema is sorted out once into what it asks. Most inputs are as they should be. What this look cannot be sure
//! of, be it a fault or a keyword that it does not know, the validator judges and explains.

use foldhash::HashMap;
use serde_json::{Map, Value as Json};

use super::formats::Formats;

/// Tells whether an entry of the whole value fits, under its key: by a look at it, unless that is known.
pub(super) type Once<'o> = dyn Fn(&str, &Json, &dyn Fn() -> bool) -> bool + 'o;

/// A schema, sorted out.
pub(super) struct Sure {
    whole: Schema,
    /// What it refers to.
    definitions: Vec<Schema>,
}

/// All that a schema asks of a value.
type Schema = Vec<Asks>;

/// What one keyword of a schema asks, or two that belong together.
enum Asks {
    /// Something that this look is never sure of.
    Unknown,
    /// What a definition asks.
    Refers(usize),
    OfType(Kind),
    Is(Json),
    OneOfWords(Vec<Json>),
    Any(Vec<Schema>),
    /// Exactly one of these; a single word stands with its alternative.
    One(Vec<(Option<Json>, Schema)>),
    Entries {
        known: HashMap<String, Schema>,
        others: Others,
    },
    Keys(Vec<String>),
    Items(Schema),
    AtLeast(f64),
    AtMost(f64),
    Format(fn(&str) -> bool),
    /// The pattern of names.
    Name,
    /// Something else that only texts can fail: another pattern or format.
    NoText,
}

/// What a table asks of entries that it does not name.
enum Others {
    Free,
    None,
    Like(Schema),
}

#[derive(Clone, Copy)]
enum Kind {
    Object,
    Array,
    String,
    Boolean,
    Integer,
    Number,
}

impl Kind {
    fn named(name: &str) -> Option<Kind> {
        Some(match name {
            "object" => Kind::Object,
            "array" => Kind::Array,
            "string" => Kind::String,
            "boolean" => Kind::Boolean,
            "integer" => Kind::Integer,
            "number" => Kind::Number,
            _ => return None,
        })
    }

    fn has(self, value: &Json) -> bool {
        match self {
            Kind::Object => value.is_object(),
            Kind::Array => value.is_array(),
            Kind::String => value.is_string(),
            Kind::Boolean => value.is_boolean(),
            Kind::Integer => value.is_i64() || value.is_u64(),
            Kind::Number => value.is_number(),
        }
    }
}

/// Sorts out a schema.
struct Maker<'s> {
    /// The names of the definitions, in order.
    names: Vec<&'s str>,
    formats: Formats,
}

impl Maker<'_> {
    fn schema(&self, schema: &Json) -> Schema {
        match schema {
            Json::Bool(true) => Vec::new(),
            Json::Object(keywords) => {
                keywords.iter().filter_map(|(keyword, said)| self.asks(keywords, keyword, said)).collect()
            }
            _ => vec![Asks::Unknown],
        }
    }

    fn all(&self, all: &Json) -> Option<Vec<Schema>> {
        Some(all.as_array()?.iter().map(|one| self.schema(one)).collect())
    }

    /// What a keyword asks; none for one that says nothing about whether a value fits.
    fn asks(&self, schema: &Map<String, Json>, keyword: &str, said: &Json) -> Option<Asks> {
        let asks = match keyword {
            "description" | "title" | "default" | "examples" | "$schema" | "$defs" => return None,
            "x-ref" | "x-view" => return None,
            // What a table asks of its entries is told by the first of the two.
            "additionalProperties" if schema.contains_key("properties") => return None,
            "properties" | "additionalProperties" => self.entries(schema),
            "$ref" => self.definition(said).map(Asks::Refers),
            "type" => said.as_str().and_then(Kind::named).map(Asks::OfType),
            "const" => Some(Asks::Is(said.clone())),
            "enum" => said.as_array().cloned().map(Asks::OneOfWords),
            "anyOf" => self.all(said).map(Asks::Any),
            "oneOf" => self.one(said).map(Asks::One),
            "required" => strings(said).map(Asks::Keys),
            "items" => Some(Asks::Items(self.schema(said))),
            "minimum" => said.as_f64().map(Asks::AtLeast),
            "maximum" => said.as_f64().map(Asks::AtMost),
            // That of a number says what computers make of it.
            "format" => said.as_str().map(|format| self.format(format).map_or(Asks::NoText, Asks::Format)),
            "pattern" => said.as_str().map(|pattern| match pattern {
                r"^[A-Za-z0-9][A-Za-z0-9._-]*$" => Asks::Name,
                _ => Asks::NoText,
            }),
            _ => None,
        };
        Some(asks.unwrap_or(Asks::Unknown))
    }

    /// The definition that a reference names.
    fn definition(&self, reference: &Json) -> Option<usize> {
        let name = reference.as_str()?.strip_prefix("#/$defs/")?;
        self.names.iter().position(|known| *known == name && !name.contains(['/', '~']))
    }

    fn one(&self, all: &Json) -> Option<Vec<(Option<Json>, Schema)>> {
        let one = |one: &Json| (one.get("const").cloned(), self.schema(one));
        Some(all.as_array()?.iter().map(one).collect())
    }

    fn entries(&self, schema: &Map<String, Json>) -> Option<Asks> {
        let named = match schema.get("properties") {
            Some(named) => Some(named.as_object()?),
            None => None,
        };
        let named = named.into_iter().flatten();
        let known = named.map(|(key, inner)| (key.clone(), self.schema(inner))).collect();
        let others = match schema.get("additionalProperties") {
            None | Some(Json::Bool(true)) => Others::Free,
            Some(Json::Bool(false)) => Others::None,
            Some(like) => Others::Like(self.schema(like)),
        };
        Some(Asks::Entries { known, others })
    }

    fn format(&self, format: &str) -> Option<fn(&str) -> bool> {
        let ours = self.formats.0.iter().find(|(name, _)| *name == format).map(|(_, is_one)| *is_one);
        ours.or((format == "email").then_some(is_plain_address))
    }
}

fn strings(said: &Json) -> Option<Vec<String>> {
    said.as_array()?.iter().map(|one| one.as_str().map(str::to_owned)).collect()
}

impl Sure {
    /// Sorts out a schema.
    pub(super) fn of(root: &Json, formats: Formats) -> Sure {
        let definitions = root.get("$defs").and_then(Json::as_object);
        let named = || definitions.into_iter().flatten();
        let maker = Maker { names: named().map(|(name, _)| name.as_str()).collect(), formats };
        Sure {
            whole: maker.schema(root),
            definitions: named().map(|(_, schema)| maker.schema(schema)).collect(),
        }
    }

    /// Whether a value surely fits; "no" says nothing.
    pub(super) fn fits(&self, value: &Json, once: &Once<'_>) -> bool {
        self.whole.iter().all(|asks| match (asks, value) {
            (Asks::Entries { known, others }, Json::Object(entries)) => {
                entries.iter().all(|(key, entry)| match known.get(key) {
                    Some(schema) => once(key, entry, &|| self.all(schema, entry)),
                    None => self.other(others, entry),
                })
            }
            _ => self.keeps(asks, value),
        })
    }

    fn all(&self, schema: &Schema, value: &Json) -> bool {
        schema.iter().all(|asks| self.keeps(asks, value))
    }

    fn other(&self, others: &Others, entry: &Json) -> bool {
        match others {
            Others::Free => true,
            Others::None => false,
            Others::Like(schema) => self.all(schema, entry),
        }
    }

    /// Whether a value keeps what is asked.
    fn keeps(&self, asks: &Asks, value: &Json) -> bool {
        match (asks, value) {
            (Asks::Unknown, _) => false,
            (Asks::Refers(to), _) => self.all(&self.definitions[*to], value),
            (Asks::OfType(kind), _) => kind.has(value),
            (Asks::Is(word), _) => word == value,
            (Asks::OneOfWords(words), _) => words.contains(value),
            (Asks::Any(all), _) => all.iter().any(|one| self.all(one, value)),
            (Asks::One(all), _) => self.keeps_one(all, value),
            (Asks::Entries { known, others }, Json::Object(entries)) => {
                entries.iter().all(|(key, entry)| match known.get(key) {
                    Some(schema) => self.all(schema, entry),
                    None => self.other(others, entry),
                })
            }
            (Asks::Keys(keys), Json::Object(entries)) => keys.iter().all(|key| entries.contains_key(key)),
            (Asks::Items(schema), Json::Array(items)) => items.iter().all(|item| self.all(schema, item)),
            (Asks::AtLeast(limit), _) => value.as_f64().map_or(!value.is_number(), |value| value >= *limit),
            (Asks::AtMost(limit), _) => value.as_f64().map_or(!value.is_number(), |value| value <= *limit),
            (Asks::Format(is_one), Json::String(text)) => is_one(text),
            (Asks::Name, Json::String(text)) => is_name(text),
            (Asks::NoText, _) => !value.is_string(),
            (Asks::Entries { .. } | Asks::Keys(_) | Asks::Items(_) | Asks::Format(_) | Asks::Name, _) => true,
        }
    }

    /// Whether exactly one alternative fits. One that does not surely fit may fit after all, unless it is a
    /// single word.
    fn keeps_one(&self, all: &[(Option<Json>, Schema)], value: &Json) -> bool {
        let fitting = all.iter().filter(|(_, one)| self.all(one, value)).count();
        let surely_not = |word: &Option<Json>| word.as_ref().is_some_and(|word| word != value);
        fitting == 1 && all.iter().filter(|(word, _)| !surely_not(word)).count() == 1
    }
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

/// An address as nearly all are: names of letters and digits with points and hyphens between them.
fn is_plain_address(text: &str) -> bool {
    let names = |part: &str| {
        part.split(['.', '-']).all(|name| {
            (1..=40).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
    };
    let Some((local, domain)) = text.split_once('@') else { return false };
    text.len() <= 100 && local.len() <= 60 && domain.contains('.') && names(local) && names(domain)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::Shape;
    use crate::document::Layer;
    use crate::load::tree;
    use crate::pack::open::shape;
    use crate::source::Source;

    /// Each value within a value, put in the place of the whole one after the other.
    fn changed(whole: &serde_json::Value, judge: &mut dyn FnMut(&serde_json::Value)) {
        let mut pointers = Vec::new();
        gather(whole, String::new(), &mut pointers);
        let others = [
            json!("x"),
            json!(""),
            json!(3),
            json!(0),
            json!(-1),
            json!(1.5),
            json!(true),
            json!([]),
            json!({}),
            json!(["x"]),
            json!({ "left_open": "x" }),
            json!("2026-02-30"),
            json!("DE"),
            json!("a@b"),
            json!("a@b..c"),
        ];
        for pointer in pointers {
            for other in &others {
                let mut value = whole.clone();
                let Some(place) = value.pointer_mut(&pointer) else { continue };
                *place = other.clone();
                judge(&value);
            }
            let mut value = whole.clone();
            let (parent, key) = pointer.rsplit_once('/').unwrap_or_default();
            if let Some(parent) = value.pointer_mut(parent).and_then(|parent| parent.as_object_mut()) {
                parent.insert("unknown".to_owned(), json!("x"));
                judge(&json!(parent.clone()));
                parent.shift_remove("unknown");
                parent.shift_remove(key);
            }
            judge(&value);
        }
    }

    fn gather(value: &serde_json::Value, pointer: String, out: &mut Vec<String>) {
        match value {
            serde_json::Value::Object(entries) => {
                entries.iter().for_each(|(key, inner)| gather(inner, format!("{pointer}/{key}"), out));
            }
            serde_json::Value::Array(items) => {
                items
                    .iter()
                    .enumerate()
                    .for_each(|(at, inner)| gather(inner, format!("{pointer}/{at}"), out));
            }
            _ => {}
        }
        out.push(pointer);
    }

    fn surely_fits(shape: &Shape, value: &serde_json::Value) -> bool {
        shape.sure.fits(value, &|_, _, look| look())
    }

    #[test]
    fn what_surely_fits_is_valid() {
        let shape = shape();
        for (name, text) in [
            ("complete", include_str!("../../../examples/complete.toml")),
            ("imou", include_str!("../../../examples/imou.toml")),
            ("minimal", include_str!("../../../tests/rules/minimal.toml")),
        ] {
            let source = Source { path: name.into(), text: text.to_owned() };
            let whole = tree::parse(&source.into(), Layer::Pack).expect("TOML").json();
            assert!(surely_fits(shape, &whole), "{name} is looked at once");
            if name == "minimal" {
                changed(&whole, &mut |value| {
                    assert!(!surely_fits(shape, value) || shape.validator().is_valid(value), "{value}");
                });
            }
        }
    }
}
