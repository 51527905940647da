//! The schema of the pack as walks over a pack ask it: followed and sorted out once, not at each value of
//! each pack.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde_json::Value as Json;

use super::open::shape;
use crate::load::schema::{is_closed, properties, resolve, words};

/// What the schema says of a value.
pub struct Form {
    /// The kind of value that belongs here: a format, or a composed fact.
    pub kind: Option<&'static str>,
    /// Whether clauses ask for its `.text`, though it may be a phrase or a closed word.
    pub asks_for_text: bool,
    /// Whether it is a text whose words are closed.
    pub closed: bool,
    /// The keys that a table may have, where they are closed.
    pub keys: Option<Vec<(&'static str, usize)>>,
    /// The form of all entries of a table with free keys.
    pub free: Option<usize>,
    /// The form of the items of a list.
    pub items: Option<usize>,
    /// The table in which a text is an id.
    pub refers_to: Option<&'static str>,
    /// The format of a text.
    pub format: Option<&'static str>,
    /// What is composed of a table.
    pub view: Option<&'static str>,
    /// Alternatives, of which a value has one.
    branches: Vec<usize>,
    of_type: Option<&'static str>,
    words: Vec<&'static str>,
}

/// All forms, that of the whole pack first; and of each, the tables that ids in it refer to.
pub struct Forms(Vec<Form>, OnceLock<Vec<Vec<&'static str>>>);

impl Forms {
    /// The forms of a pack.
    pub fn of_pack() -> &'static Forms {
        static FORMS: OnceLock<Forms> = OnceLock::new();
        FORMS.get_or_init(|| {
            let root = shape().schema();
            let mut maker = Maker { root, known: HashMap::new(), forms: Vec::new() };
            maker.form(root);
            Forms(maker.forms.into_iter().flatten().collect(), OnceLock::new())
        })
    }

    /// A form by its number; that of the whole pack is 0.
    pub fn get(&self, form: usize) -> &Form {
        &self.0[form]
    }

    /// The tables of a pack whose entries stand behind the ids in a value of a form, or behind the ids in those
    /// entries.
    pub fn refers(&self, form: usize) -> &[&'static str] {
        let gather = |form: usize| {
            let (mut tables, mut seen) = (Vec::new(), Vec::new());
            self.gather(form, &mut tables, &mut seen);
            tables
        };
        &self.1.get_or_init(|| (0..self.0.len()).map(gather).collect())[form]
    }

    /// Whether there may be ids in a value of a form that stand for entries of tables of the pack.
    pub fn has_ids(&self, form: usize) -> bool {
        !self.refers(form).is_empty()
    }

    fn gather(&self, at: usize, tables: &mut Vec<&'static str>, seen: &mut Vec<usize>) {
        if seen.contains(&at) {
            return;
        }
        seen.push(at);
        let form = self.get(at);
        let keys = form.keys.iter().flatten().map(|(_, inner)| *inner);
        let inner: Vec<usize> =
            keys.chain(form.free).chain(form.items).chain(form.branches.iter().copied()).collect();
        inner.into_iter().for_each(|inner| self.gather(inner, tables, seen));
        // A category may be a group of categories.
        let more = (form.refers_to == Some("data.categories")).then_some("data.groups");
        for table in form.refers_to.into_iter().chain(more) {
            if let Some(entries) = self.at(table).filter(|_| !tables.contains(&table)) {
                tables.push(table);
                self.gather(entries, tables, seen);
            }
        }
    }

    /// The form of an entry of a table.
    pub fn entry(&self, form: usize, key: &str) -> Option<usize> {
        let form = self.get(form);
        let own = form.keys.iter().flatten().find(|(known, _)| *known == key).map(|(_, inner)| *inner);
        own.or(form.free)
    }

    /// The form of an entry of a table, in whichever alternative has it.
    pub fn any_entry(&self, form: usize, key: &str) -> Option<usize> {
        let branches = || self.0[form].branches.iter().find_map(|branch| self.any_entry(*branch, key));
        self.entry(form, key).or_else(branches)
    }

    /// The form of what a list or a table with free keys holds; its own for what holds nothing.
    pub fn held(&self, form: usize) -> usize {
        let own = self.get(form);
        own.items.or(own.free).unwrap_or(form)
    }

    /// The form of what stands at a path of keys.
    pub fn at(&self, path: &str) -> Option<usize> {
        path.split('.').try_fold(0, |form, key| self.entry(form, key))
    }

    /// The alternative that a value has: as [`crate::load::schema::select`].
    pub fn select(&self, form: usize, value: &Json) -> usize {
        if self.0[form].branches.is_empty() {
            return form;
        }
        let branches = self.0[form].branches.iter().copied();
        let best =
            branches.filter(|branch| self.fits(*branch, value)).max_by_key(|branch| self.0[*branch].closed);
        best.map_or(form, |branch| self.select(branch, value))
    }

    fn fits(&self, branch: usize, value: &Json) -> bool {
        let form = &self.0[branch];
        if form.closed {
            return value.as_str().is_some_and(|word| form.words.contains(&word));
        }
        if !form.branches.is_empty() {
            return self.select(branch, value) != branch;
        }
        match (form.of_type, value) {
            (Some("object"), Json::Object(entries)) => form.keys.as_ref().is_none_or(|known| {
                entries.keys().all(|key| known.iter().any(|(name, _)| *name == key.as_str()))
            }),
            (Some("string"), Json::String(_))
            | (Some("array"), Json::Array(_))
            | (Some("boolean"), Json::Bool(_))
            | (Some("integer" | "number"), Json::Number(_)) => true,
            _ => false,
        }
    }
}

struct Maker {
    root: &'static Json,
    known: HashMap<*const Json, usize>,
    /// None while a form is being made.
    forms: Vec<Option<Form>>,
}

impl Maker {
    /// The form of a schema, made when it is first met.
    fn form(&mut self, schema: &'static Json) -> usize {
        let schema = resolve(self.root, schema);
        if let Some(known) = self.known.get(&std::ptr::from_ref(schema)) {
            return *known;
        }
        let at = self.forms.len();
        self.known.insert(schema, at);
        self.forms.push(None);
        let text = |key: &str| schema.get(key).and_then(Json::as_str);
        let closed = is_closed(self.root, schema);
        let branches = ["anyOf", "oneOf"].iter().find_map(|key| schema.get(key)?.as_array());
        let keys = properties(self.root, schema);
        let form = Form {
            kind: kind(self.root, schema),
            asks_for_text: asks_for_text(self.root, schema),
            closed,
            keys: keys.map(|keys| keys.iter().map(|(key, inner)| (key.as_str(), self.form(inner))).collect()),
            free: schema
                .get("additionalProperties")
                .filter(|free| free.is_object())
                .map(|free| self.form(free)),
            items: schema.get("items").map(|items| self.form(items)),
            refers_to: text("x-ref"),
            format: text("format"),
            view: text("x-view"),
            branches: branches.filter(|_| !closed).into_iter().flatten().map(|one| self.form(one)).collect(),
            of_type: text("type"),
            words: if closed { words(self.root, schema).unwrap_or_default() } else { Vec::new() },
        };
        self.forms[at] = Some(form);
        at
    }
}

fn kind(root: &'static Json, schema: &'static Json) -> Option<&'static str> {
    let schema = resolve(root, schema);
    let own = schema.get("x-view").or_else(|| schema.get("format")).and_then(Json::as_str);
    own.or_else(|| schema.get("anyOf")?.as_array()?.iter().find_map(|branch| kind(root, branch)))
}

fn asks_for_text(root: &Json, schema: &Json) -> bool {
    let schema = resolve(root, schema);
    if is_closed(root, schema) {
        return false;
    }
    let named = schema.get("x-view").and_then(Json::as_str);
    let branches = schema.get("anyOf").and_then(Json::as_array);
    named.is_some_and(|kind| !matches!(kind, "party" | "service" | "measure-group"))
        || branches.is_some_and(|branches| branches.iter().any(|branch| asks_for_text(root, branch)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::load::schema::select;

    #[test]
    fn forms_select_as_the_schema_does() {
        let root = shape().schema();
        let forms = Forms::of_pack();
        let values = [
            json!("eea"),
            json!("2026-03-02"),
            json!("on-signature"),
            json!({ "left_open": "x" }),
            json!({ "by_reference": "x" }),
            json!({ "none": "x" }),
            json!({ "every": "1 week" }),
            json!({ "mechanism": "eea" }),
            json!({ "no": "such" }),
            json!([]),
            json!(true),
            json!(3),
            json!(null),
        ];
        let mut maker = Maker { root, known: HashMap::new(), forms: Vec::new() };
        maker.form(root);
        assert!(maker.known.len() > 50);
        for (schema, form) in &maker.known {
            let found = find(root, *schema).expect("a part of the schema");
            for value in &values {
                let selected = std::ptr::from_ref(select(root, found, value));
                assert_eq!(maker.known.get(&selected), Some(&forms.select(*form, value)), "{found} {value}");
            }
        }
    }

    /// The part of a schema that stands at an address.
    fn find(schema: &'static Json, address: *const Json) -> Option<&'static Json> {
        if std::ptr::eq(schema, address) {
            return Some(schema);
        }
        match schema {
            Json::Object(entries) => entries.values().find_map(|inner| find(inner, address)),
            Json::Array(items) => items.iter().find_map(|inner| find(inner, address)),
            _ => None,
        }
    }
}
