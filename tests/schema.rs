//! The schemas are good enough to hover over: each key and each word says what it means, defaults and
//! examples are such as would be accepted, and where a text has a form of its own an example shows it.

use dpakit::load::schema::resolve;
use serde_json::Value as Json;

fn schemas() -> [(&'static str, Json); 2] {
    [("pack", dpakit::pack::open::shape().schema().clone()), ("config", dpakit::config::schema())]
}

/// Calls `see` for each schema inside a schema, with its path.
fn walk(schema: &Json, path: &str, see: &mut dyn FnMut(&str, &Json)) {
    match schema {
        Json::Object(map) => {
            see(path, schema);
            map.iter().for_each(|(key, inner)| walk(inner, &format!("{path}/{key}"), see));
        }
        Json::Array(items) => {
            items.iter().enumerate().for_each(|(index, inner)| walk(inner, &format!("{path}/{index}"), see));
        }
        _ => {}
    }
}

fn found(look: impl Fn(&Json, &str, &Json) -> Vec<String>) -> Vec<String> {
    let mut found = Vec::new();
    for (name, root) in schemas() {
        let mut seen = 0;
        walk(&root, name, &mut |path, schema| {
            seen += 1;
            found.extend(look(&root, path, schema));
        });
        assert!(seen > 20, "{name} has {seen} parts");
    }
    found.sort();
    found.dedup();
    found
}

/// The keys of a table that are tables of keys themselves.
fn properties(schema: &Json) -> impl Iterator<Item = (&String, &Json)> {
    schema
        .get("properties")
        .and_then(Json::as_object)
        .into_iter()
        .flatten()
        .filter(|(_, key)| key.is_object())
}

#[test]
fn every_key_says_what_it_means() {
    let missing = found(|_, path, schema| {
        let bare = |(key, inner): (&String, &Json)| {
            let words = inner.get("description").and_then(Json::as_str).unwrap_or_default();
            let sentence = words.len() > 10 && words.ends_with(['.', ')', ':', '`']) && !words.contains("  ");
            (!sentence).then(|| format!("{path}: {key}: {words:?}"))
        };
        properties(schema).filter_map(bare).collect()
    });
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_word_says_what_it_means() {
    let missing = found(|_, path, schema| {
        let single = schema.get("const").is_some() && !path.ends_with("/properties");
        let many = schema.get("enum").and_then(Json::as_array).is_some_and(|words| words.len() > 1);
        let bare = many || single && schema.get("description").is_none();
        if bare { vec![format!("{path}: {schema}")] } else { Vec::new() }
    });
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn a_text_with_a_form_of_its_own_shows_an_example() {
    let missing = found(|_, path, schema| {
        let formed = schema.get("pattern").is_some() || schema.get("format").is_some();
        let text = schema.get("type").is_some_and(|kind| kind == "string");
        let shown = schema.get("examples").and_then(Json::as_array).is_some_and(|list| !list.is_empty());
        if text && formed && !shown { vec![format!("{path}: {schema}")] } else { Vec::new() }
    });
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn examples_and_defaults_are_accepted_and_nothing_is_null() {
    let wrong = found(|root, path, schema| {
        let values = schema.get("examples").and_then(Json::as_array).into_iter().flatten();
        let values: Vec<&Json> = values.chain(schema.get("default")).collect();
        let mut whole = resolve(root, schema).clone();
        if let (Some(map), Some(definitions)) = (whole.as_object_mut(), root.get("$defs")) {
            map.insert("$defs".into(), definitions.clone());
        }
        let refused = values.into_iter().filter(|value| {
            let validator = jsonschema::draft202012::options();
            let validator =
                validator.with_format("period", |text: &str| text.parse::<dpakit::pack::Period>().is_ok());
            let validator = validator.should_validate_formats(true).should_ignore_unknown_formats(true);
            value.to_string().contains("null")
                || !validator.build(&whole).is_ok_and(|one| one.is_valid(value))
        });
        refused.map(|value| format!("{path}: {value}")).collect()
    });
    assert!(wrong.is_empty(), "{wrong:#?}");
}
