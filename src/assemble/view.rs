//! The facts as clauses see them: the same names as in the pack file, each text a token.
//!
//! The pack's schema drives the walk, so a new fact reaches the clauses without code here. Closed
//! words and yes/no stay as they are, since texts are chosen by them; every other value is printed
//! as its language asks, and remembered with its path and layer.

mod add;
mod compose;
mod texts;

use std::collections::{BTreeSet, HashMap};
use std::str::FromStr;

use serde_json::{Map, Value as Json, json};

use crate::document::markdown::{TOKEN_END, TOKEN_START, Tokens, token};
use crate::document::{Inline, Layer, Link, Stated};
use crate::library::Labels;
use crate::load::schema::{entry, is_closed, properties, select};
use crate::load::tree::join;
use crate::pack::open::shape;
use crate::pack::value::{Law, Money, Period};
use crate::plan::Plan;
use crate::template::{self, Facts};

pub(super) use add::nothing;
pub(super) use texts::{Fills, key};

/// The facts of a pack, ready for templates, and what their tokens stand for.
pub struct View {
    /// For templates.
    pub facts: Facts,
    /// What each token stands for.
    pub printed: Printed,
    /// What fills the blanks of each copy of official text.
    pub(super) fills: Vec<Fills>,
}

impl View {
    /// A piece of a filled text with its tokens printed, and the path of the first fact in it.
    pub fn shown(&self, text: &str) -> (String, Option<String>) {
        let (mut out, mut path) = (String::new(), None);
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(TOKEN_START) {
            let (id, after) = after.split_once(TOKEN_END).unwrap_or((after, ""));
            let inlines = id.parse::<u32>().ok().and_then(|id| self.printed.inlines(id)).unwrap_or_default();
            crate::document::walk::each(&inlines, &mut |inline| {
                if let Inline::Fact(fact) = inline {
                    path.get_or_insert_with(|| fact.path.to_string());
                }
            });
            out.push_str(before);
            out.push_str(&crate::document::plain(&inlines));
            rest = after;
        }
        out.push_str(rest);
        (out, path)
    }

    /// What is printed for the fact at a path; nothing for one that is not stated.
    pub fn inlines_at(&self, path: &str) -> Vec<Inline> {
        let states = |inlines: &&Vec<Inline>| {
            let mut found = false;
            crate::document::walk::each(inlines, &mut |inline| {
                found |= matches!(inline, Inline::Fact(fact) if fact.path.starts_with(path));
            });
            found
        };
        self.printed.0.iter().find(states).cloned().unwrap_or_default()
    }
}

/// What tokens stand for, by number.
#[derive(Default)]
pub struct Printed(Vec<Vec<Inline>>);

impl Tokens for Printed {
    fn inlines(&self, id: u32) -> Option<Vec<Inline>> {
        self.0.get(id as usize).cloned()
    }
}

/// Makes the view of a plan.
pub fn view(plan: &Plan<'_>) -> View {
    let mut maker = Maker {
        plan,
        labels: &plan.library.labels,
        schema: shape().schema(),
        in_words: plan.deal.agreement.numbers_in_words,
        derived: plan.decisions.iter().map(|decision| decision.path.as_str()).collect(),
        made: HashMap::new(),
        printed: Vec::new(),
        fills: Vec::new(),
    };
    let mut root = match maker.value(maker.schema, plan.json(), "", &mut Vec::new()) {
        Json::Object(root) => root,
        _ => Map::new(),
    };
    add::derived(&mut maker, &mut root);
    View { facts: Facts::new(&root), printed: Printed(maker.printed), fills: maker.fills }
}

struct Maker<'p> {
    plan: &'p Plan<'p>,
    labels: &'p Labels,
    schema: &'p Json,
    in_words: bool,
    /// Paths of the facts that were derived.
    derived: BTreeSet<&'p str>,
    /// Entries that were followed before, by place and by what was being followed then.
    made: HashMap<(String, Vec<String>), Json>,
    printed: Vec<Vec<Inline>>,
    /// What fills the blanks of each copy of official text.
    fills: Vec<Fills>,
}

impl<'p> Maker<'p> {
    /// The view of a value; `within` holds the tables whose entries are being followed, so that a
    /// reference back ends at the id.
    fn value(&mut self, schema: &'p Json, value: &Json, path: &str, within: &mut Vec<String>) -> Json {
        let root = self.schema;
        if let Json::Object(entries) = value
            && let Some(phrase) = self.phrase(schema, entries, path)
        {
            return phrase;
        }
        let schema = select(root, schema, value);
        match value {
            Json::Object(entries) if properties(root, schema).is_none() => {
                self.keyed(schema, entries, path, within)
            }
            Json::Object(entries) => self.table(schema, entries, path, within),
            Json::Array(items) => {
                let Some(inner) = schema.get("items") else { return Json::Array(Vec::new()) };
                let items = items.iter().enumerate();
                items
                    .map(|(index, item)| self.value(inner, item, &join(path, &index.to_string()), within))
                    .collect()
            }
            Json::String(text) => match schema.get("x-ref").and_then(Json::as_str) {
                Some(target) => self.referred(target, text, within),
                None if is_closed(root, schema) => value.clone(),
                None => self.text(schema, text, path),
            },
            Json::Number(number) => self.say(number.to_string(), path),
            Json::Bool(_) | Json::Null => value.clone(),
        }
    }

    /// A table with closed keys. Optional keys that are not stated are there as null.
    fn table(
        &mut self,
        schema: &'p Json,
        entries: &Map<String, Json>,
        path: &str,
        within: &mut Vec<String>,
    ) -> Json {
        let mut out = Map::new();
        for (key, inner) in properties(self.schema, schema).into_iter().flatten() {
            let value = entries.get(key).unwrap_or(&Json::Null);
            if path.is_empty() && matches!(key.as_str(), "clauses" | "allow") {
                continue;
            }
            let at = join(path, key);
            let made = self.value(inner, value, &at, within);
            out.insert(key.clone(), compose::with_text(self, inner, made, &at));
        }
        if let Some(kind) = schema.get("x-view").and_then(Json::as_str) {
            compose::complete(self, kind, &mut out, path);
        }
        Json::Object(out)
    }

    /// A table with free keys becomes a list of entries with their ids.
    fn keyed(
        &mut self,
        schema: &'p Json,
        entries: &Map<String, Json>,
        path: &str,
        within: &mut Vec<String>,
    ) -> Json {
        let root = self.schema;
        let mut out = Vec::new();
        for (id, value) in entries {
            let Some(inner) = entry(root, schema, id) else { continue };
            within.push(path.to_owned());
            let made = self.value(inner, value, &join(path, id), within);
            within.pop();
            out.push(with_id(made, id));
        }
        Json::Array(out)
    }

    /// The entry an id refers to.
    fn referred(&mut self, target: &str, id: &str, within: &mut Vec<String>) -> Json {
        if target == "library.measures" {
            return json!({ "id": id });
        }
        let tables = if target == "data.categories" { vec![target, "data.groups"] } else { vec![target] };
        for table in tables {
            let pointer = format!("/{}/{id}", table.replace('.', "/"));
            let plan = self.plan;
            let Some(value) = plan.json().pointer(&pointer) else { continue };
            if within.iter().any(|open| open == table) {
                let name = value.get("name").and_then(Json::as_str).map(str::to_owned);
                let path = format!("{table}.{id}.name");
                let name = name.map_or(Json::Null, |name| self.say(name, &path));
                return json!({ "id": id, "name": name });
            }
            let known = (pointer, within.clone());
            if let Some(made) = self.made.get(&known) {
                return made.clone();
            }
            within.push(table.to_owned());
            let made = self.value(self.entry_schema(table), value, &format!("{table}.{id}"), within);
            within.pop();
            let made = with_id(made, id);
            self.made.insert(known, made.clone());
            return made;
        }
        json!({ "id": id })
    }

    fn entry_schema(&self, table: &str) -> &'p Json {
        let mut at = self.schema;
        for key in table.split('.') {
            at = entry(self.schema, at, key).unwrap_or(&Json::Null);
        }
        let table = crate::load::schema::resolve(self.schema, at);
        table.get("additionalProperties").unwrap_or(&Json::Null)
    }

    /// A value that is given by reference or left open, said so that it fits where its kind stands.
    fn phrase(&mut self, schema: &Json, entries: &Map<String, Json>, path: &str) -> Option<Json> {
        let (key, phrases) = match entries.keys().next()?.as_str() {
            "by_reference" => ("by_reference", &self.labels.by_reference),
            "left_open" => ("left_open", &self.labels.left_open),
            _ => return None,
        };
        let kind = kind(self.schema, schema)
            .unwrap_or_else(|| if path.ends_with(".name") { "name".to_owned() } else { "text".to_owned() });
        let pattern = Labels::phrase(phrases, &kind);
        let said = self.stated(entries.get(key)?.as_str()?.to_owned(), &join(path, key));
        let text = around(pattern, vec![said]);
        let token = self.print(text);
        Some(json!(template::open(&token)))
    }

    /// A text, as its format asks.
    fn text(&mut self, schema: &Json, text: &str, path: &str) -> Json {
        let printed = match schema.get("format").and_then(Json::as_str) {
            Some("date") => jiff::civil::Date::from_str(text).map(|date| self.labels.date(date)).ok(),
            Some("period") => {
                Period::from_str(text).map(|period| self.labels.period(&period, self.in_words)).ok()
            }
            Some("country") => Some(self.labels.country(text)),
            Some("land") => crate::law::land(text).map(|land| land.name.clone()),
            Some("law") => Some(self.labels.law(&Law(text.to_owned()))),
            Some("money") => Some(self.labels.money(&Money(text.to_owned()))),
            Some("uri") => return self.link(text.to_owned(), text, path),
            Some("email") => return self.link(format!("mailto:{text}"), text, path),
            _ => None,
        };
        self.say(printed.unwrap_or_else(|| text.to_owned()), path)
    }

    fn link(&mut self, url: String, text: &str, path: &str) -> Json {
        let text = vec![self.stated(text.to_owned(), path)];
        json!(self.print(vec![Inline::Link(Link { url: url.into(), text })]))
    }

    /// A token for a stated fact.
    fn say(&mut self, text: String, path: &str) -> Json {
        let language = foreign(path, &text, self.plan);
        let text = text.replace('\t', " ");
        let lines: Vec<&str> = text.split('\n').map(str::trim_end).filter(|line| !line.is_empty()).collect();
        let mut inlines = Vec::new();
        for (index, line) in lines.iter().enumerate() {
            if index > 0 {
                inlines.push(Inline::Break);
            }
            inlines.push(self.stated((*line).to_owned(), path));
        }
        if let Some(language) = language {
            inlines = vec![Inline::Foreign { language: language.into(), text: inlines }];
        }
        json!(self.print(inlines))
    }

    fn stated(&self, text: String, path: &str) -> Inline {
        let ends = path.char_indices().filter(|(_, c)| matches!(c, '.' | '[')).map(|(at, _)| at);
        let derived = ends.chain([path.len()]).any(|end| self.derived.contains(&path[..end]));
        let layer =
            if derived { Layer::Derived } else { self.plan.facts.layer(path).unwrap_or(Layer::Default) };
        Inline::Fact(Stated { text: text.into(), path: path.into(), layer })
    }

    fn print(&mut self, inlines: Vec<Inline>) -> String {
        self.printed.push(inlines);
        token(u32::try_from(self.printed.len() - 1).unwrap_or(u32::MAX))
    }

    /// A filled line of text, with its tokens replaced by what they stand for.
    fn read(&self, text: &str) -> Vec<Inline> {
        let mut out = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(TOKEN_START) {
            let (id, after) = after.split_once(TOKEN_END).unwrap_or((after, ""));
            if !before.is_empty() {
                out.push(Inline::Text(before.into()));
            }
            let known = id.parse::<usize>().ok().and_then(|id| self.printed.get(id));
            out.extend(known.cloned().unwrap_or_default());
            rest = after;
        }
        if !rest.is_empty() {
            out.push(Inline::Text(rest.into()));
        }
        out
    }

    /// What a token of this view stands for.
    fn printed(&self, value: Option<&Json>) -> Option<Vec<Inline>> {
        let text = value?.as_str()?;
        let id = text.strip_prefix(TOKEN_START)?.strip_suffix(TOKEN_END)?;
        self.printed.get(id.parse::<usize>().ok()?).cloned()
    }
}

/// Words before and after a gap, with something in it.
fn around(pattern: &str, inside: Vec<Inline>) -> Vec<Inline> {
    let (before, after) = pattern.split_once("{}").unwrap_or((pattern, ""));
    let mut out = Vec::new();
    if !before.is_empty() {
        out.push(Inline::Text(before.into()));
    }
    out.extend(inside);
    if !after.is_empty() {
        out.push(Inline::Text(after.into()));
    }
    out
}

/// The kind of value that belongs somewhere: a format, or a composed fact.
fn kind(root: &Json, schema: &Json) -> Option<String> {
    let schema = crate::load::schema::resolve(root, schema);
    let own = schema.get("x-view").or_else(|| schema.get("format")).and_then(Json::as_str);
    own.map(str::to_owned)
        .or_else(|| schema.get("anyOf")?.as_array()?.iter().find_map(|branch| kind(root, branch)))
}

fn with_id(value: Json, id: &str) -> Json {
    match value {
        Json::Object(mut entries) => {
            entries.insert("id".into(), id.into());
            Json::Object(entries)
        }
        other => json!({ "id": id, "text": other }),
    }
}

/// The language of a name in its own script, from the script and the country beside it.
fn foreign(path: &str, text: &str, plan: &Plan<'_>) -> Option<&'static str> {
    use unicode_script::{Script, UnicodeScript};
    let (parent, field) = path.rsplit_once('.')?;
    if field != "native_name" && field != "name" {
        return None;
    }
    let scripts: Vec<Script> = text.chars().map(|c| c.script()).collect();
    let has = |script| scripts.contains(&script);
    if has(Script::Hiragana) || has(Script::Katakana) {
        return Some("ja");
    }
    if has(Script::Hangul) {
        return Some("ko");
    }
    if has(Script::Han) {
        let pointer = format!("/{}/country", parent.replace(['.', '['], "/").replace(']', ""));
        return Some(match plan.json().pointer(&pointer).and_then(Json::as_str) {
            Some("JP") => "ja",
            Some("KR") => "ko",
            Some("TW" | "HK" | "MO") => "zh-Hant",
            _ => "zh-Hans",
        });
    }
    let single =
        [(Script::Greek, "el"), (Script::Hebrew, "he"), (Script::Arabic, "ar"), (Script::Thai, "th")];
    single.into_iter().find(|(script, _)| has(*script)).map(|(_, language)| language)
}
