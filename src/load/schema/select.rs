//! Finding the part of a schema that describes a value.

use serde_json::{Map, Value as Json};

/// Follows `$ref` within a schema, as often as needed.
pub fn resolve<'s>(root: &'s Json, mut schema: &'s Json) -> &'s Json {
    while let Some(reference) = schema.get("$ref").and_then(Json::as_str) {
        match target(root, reference) {
            Some(target) => schema = target,
            None => break,
        }
    }
    schema
}

/// What a reference within a schema names; most name a definition.
fn target<'s>(root: &'s Json, reference: &str) -> Option<&'s Json> {
    match reference.strip_prefix("#/$defs/") {
        Some(name) if !name.contains(['/', '~']) => root.get("$defs")?.get(name),
        _ => root.pointer(reference.strip_prefix('#')?),
    }
}

/// The branch of a schema that describes this value, with references followed.
pub fn select<'s>(root: &'s Json, schema: &'s Json, value: &Json) -> &'s Json {
    let schema = resolve(root, schema);
    let branches = ["anyOf", "oneOf"].iter().find_map(|key| schema.get(key)?.as_array());
    let Some(branches) = branches else { return schema };
    if is_closed(root, schema) {
        return schema;
    }
    let fitting = branches.iter().filter(|branch| fits(root, branch, value));
    let best = fitting.max_by_key(|branch| is_closed(root, branch));
    best.map_or(schema, |branch| select(root, branch, value))
}

fn fits(root: &Json, branch: &Json, value: &Json) -> bool {
    let branch = resolve(root, branch);
    if is_closed(root, branch) {
        return value.as_str().is_some_and(|word| has_word(root, branch, word));
    }
    if branch.get("anyOf").is_some() || branch.get("oneOf").is_some() {
        return select(root, branch, value) != branch;
    }
    match (branch.get("type").and_then(Json::as_str), value) {
        (Some("object"), Json::Object(entries)) => {
            let known = properties(root, branch);
            known.is_none_or(|known| entries.keys().all(|key| known.contains_key(key)))
        }
        (Some("string"), Json::String(_))
        | (Some("array"), Json::Array(_))
        | (Some("boolean"), Json::Bool(_))
        | (Some("integer" | "number"), Json::Number(_)) => true,
        _ => false,
    }
}

/// The keys a table may have, where they are closed.
pub fn properties<'s>(root: &'s Json, schema: &'s Json) -> Option<&'s Map<String, Json>> {
    resolve(root, schema).get("properties")?.as_object()
}

/// Whether a schema is that of a text whose words are closed: whether there are [`words`].
pub fn is_closed(root: &Json, schema: &Json) -> bool {
    let schema = resolve(root, schema);
    if let Some(options) = schema.get("enum").and_then(Json::as_array) {
        return options.iter().all(Json::is_string);
    }
    if schema.get("const").is_some_and(Json::is_string) {
        return true;
    }
    let branches = schema.get("oneOf").and_then(Json::as_array);
    branches.is_some_and(|branches| branches.iter().all(|branch| is_closed(root, branch)))
}

/// Whether a word is one of the closed [`words`] of a schema.
fn has_word(root: &Json, schema: &Json, word: &str) -> bool {
    let schema = resolve(root, schema);
    if let Some(options) = schema.get("enum").and_then(Json::as_array) {
        return options.iter().any(|option| option == word);
    }
    if let Some(known) = schema.get("const").and_then(Json::as_str) {
        return known == word;
    }
    let branches = schema.get("oneOf").and_then(Json::as_array);
    branches.is_some_and(|branches| branches.iter().any(|branch| has_word(root, branch, word)))
}

/// The words a text may be, where they are closed.
pub fn words<'s>(root: &'s Json, schema: &'s Json) -> Option<Vec<&'s str>> {
    let schema = resolve(root, schema);
    if let Some(options) = schema.get("enum").and_then(Json::as_array) {
        return options.iter().map(Json::as_str).collect();
    }
    if let Some(word) = schema.get("const").and_then(Json::as_str) {
        return Some(vec![word]);
    }
    let branches = schema.get("oneOf").and_then(Json::as_array)?;
    let parts: Option<Vec<Vec<&str>>> = branches.iter().map(|branch| words(root, branch)).collect();
    parts.map(|parts| parts.concat())
}
