//! Whether a value surely fits a schema: a quick look that needs no compiled schema.
//!
//! Most inputs are as they should be. What this look cannot be sure of, be it a fault or a keyword that it
//! does not know, the validator judges and explains.

use serde_json::{Map, Value as Json};

use super::formats::Formats;

/// Tells whether an entry of the whole value fits, under its key: by a look at it, unless that is known.
pub(super) type Once<'o> = dyn Fn(&str, &Json, &dyn Fn() -> bool) -> bool + 'o;

/// Whether a value surely fits; "no" says nothing.
pub(super) fn fits(root: &Json, value: &Json, formats: Formats, once: &Once<'_>) -> bool {
    let sure = Sure { root, formats };
    let (Json::Object(keywords), Json::Object(entries)) = (root, value) else {
        return sure.fits(root, value);
    };
    let entry_fits = |properties: &Map<String, Json>, key: &str, entry: &Json| match properties.get(key) {
        Some(schema) => once(key, entry, &|| sure.fits(schema, entry)),
        None => true,
    };
    keywords.iter().all(|(keyword, said)| match (keyword.as_str(), said) {
        ("properties", Json::Object(properties)) => {
            entries.iter().all(|(key, entry)| entry_fits(properties, key, entry))
        }
        _ => sure.keeps(keywords, keyword, said, value),
    })
}

/// Keywords that say nothing about whether a value fits.
const SILENT: [&str; 7] = ["description", "title", "default", "examples", "$schema", "x-ref", "x-view"];

/// A schema without the keywords that say nothing about whether a value fits.
pub(super) fn bare(schema: &Json) -> Json {
    let Json::Object(keywords) = schema else { return schema.clone() };
    let said = |keyword: &str, said: &Json| match (keyword, said) {
        // The keys of these are names, which may be those of keywords.
        ("properties" | "$defs", Json::Object(named)) => {
            Json::Object(named.iter().map(|(name, inner)| (name.clone(), bare(inner))).collect())
        }
        ("anyOf" | "oneOf", Json::Array(all)) => Json::Array(all.iter().map(bare).collect()),
        ("items" | "additionalProperties", inner) => bare(inner),
        (_, said) => said.clone(),
    };
    let kept = keywords.iter().filter(|(keyword, _)| !SILENT.contains(&keyword.as_str()));
    Json::Object(kept.map(|(keyword, inner)| (keyword.clone(), said(keyword, inner))).collect())
}

struct Sure<'s> {
    root: &'s Json,
    formats: Formats,
}

impl Sure<'_> {
    fn fits(&self, schema: &Json, value: &Json) -> bool {
        let Json::Object(keywords) = schema else { return *schema == Json::Bool(true) };
        keywords.iter().all(|(keyword, said)| self.keeps(keywords, keyword, said, value))
    }

    /// Whether a value keeps what one keyword of a schema asks.
    fn keeps(&self, schema: &Map<String, Json>, keyword: &str, said: &Json, value: &Json) -> bool {
        match keyword {
            "$defs" => true,
            "$ref" => {
                let target = said_in(self.root, said);
                said.is_string() && !target.is_null() && self.fits(target, value)
            }
            "type" => said.as_str().is_some_and(|kind| is_of(kind, value)),
            "const" => said == value,
            "enum" => said.as_array().is_some_and(|words| words.contains(value)),
            "anyOf" => said.as_array().is_some_and(|all| all.iter().any(|one| self.fits(one, value))),
            "oneOf" => said.as_array().is_some_and(|all| self.fits_one(all, value)),
            "properties" => match (said, value) {
                (Json::Object(known), Json::Object(entries)) => entries
                    .iter()
                    .all(|(key, entry)| known.get(key).is_none_or(|schema| self.fits(schema, entry))),
                (known, _) => known.is_object(),
            },
            "required" => said.as_array().is_some_and(|keys| match value {
                Json::Object(entries) => {
                    keys.iter().all(|key| key.as_str().is_some_and(|key| entries.contains_key(key)))
                }
                _ => true,
            }),
            "additionalProperties" => self.keeps_free(schema, said, value),
            "items" => match value {
                Json::Array(items) => items.iter().all(|item| self.fits(said, item)),
                _ => true,
            },
            "minimum" | "maximum" => match (said.as_f64(), value.as_f64()) {
                (Some(limit), Some(value)) if keyword == "minimum" => value >= limit,
                (Some(limit), Some(value)) => value <= limit,
                (limit, None) => limit.is_some() && !value.is_number(),
                _ => false,
            },
            "format" => self.is_formatted(said, value),
            "pattern" => match (said.as_str(), value) {
                (Some(r"^[A-Za-z0-9][A-Za-z0-9._-]*$"), Json::String(text)) => is_name(text),
                (pattern, value) => pattern.is_some() && !value.is_string(),
            },
            _ => false,
        }
    }

    /// Whether exactly one alternative fits. One that does not surely fit may fit after all, unless it is a
    /// single word.
    fn fits_one(&self, all: &[Json], value: &Json) -> bool {
        let fitting = all.iter().filter(|one| self.fits(one, value)).count();
        let surely_not = |one: &Json| one.get("const").is_some_and(|word| word != value);
        fitting == 1 && all.iter().filter(|one| !surely_not(one)).count() == 1
    }

    fn keeps_free(&self, schema: &Map<String, Json>, said: &Json, value: &Json) -> bool {
        let Json::Object(entries) = value else { return true };
        let known = schema.get("properties").and_then(Json::as_object);
        let mut free = entries.iter().filter(|(key, _)| !known.is_some_and(|known| known.contains_key(*key)));
        match said {
            Json::Bool(false) => free.next().is_none(),
            Json::Bool(true) => true,
            said => free.all(|(_, entry)| self.fits(said, entry)),
        }
    }

    fn is_formatted(&self, format: &Json, value: &Json) -> bool {
        let (Some(format), Json::String(text)) = (format.as_str(), value) else { return !value.is_string() };
        match self.formats.0.iter().find(|(name, _)| *name == format) {
            Some((_, is_one)) => is_one(text),
            None => format == "email" && is_plain_address(text),
        }
    }
}

/// A schema that refers and says nothing else.
fn said_in<'s>(root: &'s Json, reference: &Json) -> &'s Json {
    let name = reference.as_str().and_then(|reference| reference.strip_prefix("#/$defs/"));
    let plain = name.filter(|name| !name.contains(['/', '~']));
    plain.and_then(|name| root.get("$defs")?.get(name)).unwrap_or(&Json::Null)
}

fn is_of(kind: &str, value: &Json) -> bool {
    match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        _ => false,
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
        super::fits(&shape.bare, value, shape.formats, &|_, _, look| look())
    }

    #[test]
    fn a_bare_schema_says_of_values_what_the_whole_does() {
        let whole = json!({
            "title": "A", "type": "object", "description": "x", "required": ["title"],
            "properties": { "title": { "type": "string", "x-view": "y" }, "default": { "$ref": "#/$defs/title" } },
            "$defs": { "title": { "oneOf": [{ "const": "b", "description": "c" }], "default": "b" } },
            "additionalProperties": false,
        });
        let expected = json!({
            "type": "object", "required": ["title"],
            "properties": { "title": { "type": "string" }, "default": { "$ref": "#/$defs/title" } },
            "$defs": { "title": { "oneOf": [{ "const": "b" }] } },
            "additionalProperties": false,
        });
        assert_eq!(super::bare(&whole), expected);
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
