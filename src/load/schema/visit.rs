//! Walking a value together with the schema that describes it.

use serde_json::Value as Json;

use super::{properties, resolve, select};
use crate::load::tree::join;

/// Calls `see` for the value and everything in it, parents first, with path and schema.
pub fn visit<'v>(
    root: &Json,
    schema: &Json,
    value: &'v Json,
    path: &str,
    see: &mut dyn FnMut(&str, &Json, &'v Json),
) {
    let schema = select(root, schema, value);
    see(path, schema, value);
    match value {
        Json::Object(entries) => {
            for (key, inner) in entries {
                if let Some(inner_schema) = entry(root, schema, key) {
                    visit(root, inner_schema, inner, &join(path, key), see);
                }
            }
        }
        Json::Array(items) => {
            let Some(inner_schema) = schema.get("items") else { return };
            for (index, inner) in items.iter().enumerate() {
                visit(root, inner_schema, inner, &join(path, &index.to_string()), see);
            }
        }
        _ => {}
    }
}

/// The schema of a key of a table: its own, or that of all keys where keys are free.
pub fn entry<'s>(root: &'s Json, schema: &'s Json, key: &str) -> Option<&'s Json> {
    let schema = resolve(root, schema);
    let own = properties(root, schema).and_then(|known| known.get(key));
    own.or_else(|| schema.get("additionalProperties").filter(|free| free.is_object()))
}
