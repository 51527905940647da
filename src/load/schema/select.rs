//! Finding the part of a schema that describes a value.

use serde_json::{Map, Value as Json};

/// Follows `$ref` within a schema, as often as needed.
pub fn resolve<'s>(root: &'s Json, mut schema: &'s Json) -> &'s Json {
    while let Some(reference) = schema.get("$ref").and_then(Json::as_str) {
        match reference.strip_prefix('#').and_then(|pointer| root.pointer(pointer)) {
            Some(target) => schema = target,
            None => break,
        }
    }
    schema
}

/// The branch of a schema that describes this value, with references followed.
pub fn select<'s>(root: &'s Json, schema: &'s Json, value: &Json) -> &'s Json {
    let schema = resolve(root, schema);
    let branches = ["anyOf", "oneOf"].iter().find_map(|key| schema.get(key)?.as_array());
    let Some(branches) = branches else { return schema };
    if words(root, schema).is_some() {
        return schema;
    }
    let fitting = branches.iter().filter(|branch| fits(root, branch, value));
    let best = fitting.max_by_key(|branch| words(root, resolve(root, branch)).is_some());
    best.map_or(schema, |branch| select(root, branch, value))
}

fn fits(root: &Json, branch: &Json, value: &Json) -> bool {
    let branch = resolve(root, branch);
    if let Some(known) = words(root, branch) {
        return value.as_str().is_some_and(|word| known.contains(&word));
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
