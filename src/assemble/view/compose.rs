//! Facts of several parts as one line: `address.text`, `contact.text`; and what follows from a party,
//! a service or a group of measures alone.

use serde_json::{Map, Value as Json, json};

use super::{Maker, around};
use crate::document::{Block, Inline, markdown};
use crate::law;
use crate::load::schema::{is_closed, resolve};

/// A value that may be a phrase or a closed word although clauses ask for its `.text`: wrapped, so
/// that they can.
pub(super) fn with_text(maker: &mut Maker<'_>, schema: &Json, value: Json, path: &str) -> Json {
    let Json::String(text) = &value else { return value };
    if !asks_for_text(maker.schema, schema) {
        return value;
    }
    if text.starts_with(markdown::TOKEN_START) {
        return json!({ "text": on_a_day(maker, schema, &value, path) });
    }
    let list = match super::kind(maker.schema, schema).as_deref() {
        Some("effective") => "effective_event",
        _ => "usual_frequency",
    };
    let label = maker.labels.word(list, text);
    let said = maker.say(label, path);
    json!({ "text": said, "word": value })
}

/// A day on which something starts reads "on 2 March 2026".
fn on_a_day(maker: &mut Maker<'_>, schema: &Json, value: &Json, path: &str) -> Json {
    let starts = super::kind(maker.schema, schema).as_deref() == Some("effective");
    let pointer = format!("/{}", path.replace('.', "/"));
    let is_day = maker.plan.json().pointer(&pointer).is_some_and(Json::is_string);
    match maker.printed(Some(value)) {
        Some(day) if starts && is_day => {
            let text = around(&maker.labels.phrases.on, day);
            json!(maker.print(text))
        }
        _ => value.clone(),
    }
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

/// Adds to an entry what follows from it alone.
pub(super) fn complete(maker: &mut Maker<'_>, kind: &str, entry: &mut Map<String, Json>, path: &str) {
    let line = match kind {
        "address" => address(maker, entry, path),
        "contact" => parts(maker, entry, &["name", "position", "email", "phone"]),
        "representative" => parts(maker, entry, &["name", "address", "country", "email", "phone"]),
        "authority" => parts(maker, entry, &["name", "city", "country"]),
        "not-appointed" => {
            let why = maker.printed(entry.get("none")).unwrap_or_default();
            around(&maker.labels.phrases.not_appointed, why)
        }
        "interval" => {
            let every = maker.printed(entry.get("every")).unwrap_or_default();
            around(&maker.labels.phrases.every, every)
        }
        "courts" => {
            let place = parts(maker, entry, &["place", "country"]);
            around(&maker.labels.phrases.courts, place)
        }
        "ground" => ground(maker, entry, path),
        "party" => return party(maker, entry, path),
        "service" => return service(entry),
        "measure-group" => return measures(maker, entry),
        _ => return,
    };
    let text = maker.print(line);
    entry.insert("text".into(), text.into());
}

/// Where the postal code stands last in the line of the town, behind city and region.
const CODE_LAST: [&str; 15] =
    ["AU", "CA", "GB", "GG", "GI", "IE", "IM", "IN", "JE", "JP", "KR", "NZ", "SG", "US", "ZA"];

/// Street and town. The order of code, city and region is the usual one in the country the address is in; it
/// was written down from common knowledge, not from the tables of a post. Elsewhere the code comes first.
fn address(maker: &Maker<'_>, entry: &Map<String, Json>, path: &str) -> Vec<Inline> {
    let holder = path.rsplit_once('.').map_or("", |(holder, _)| holder);
    let pointer = format!("/{}/country", holder.replace(['.', '['], "/").replace(']', ""));
    let country = maker.plan.json().pointer(&pointer).and_then(Json::as_str);
    let street = maker.printed(entry.get("street"));
    let lines = if country.is_some_and(|code| CODE_LAST.contains(&code)) {
        match maker.printed(entry.get("region")) {
            Some(_) => {
                [maker.printed(entry.get("city")), Some(spaced(maker, entry, &["region", "postcode"]))]
            }
            None => [Some(spaced(maker, entry, &["city", "postcode"])), None],
        }
    } else {
        [Some(spaced(maker, entry, &["postcode", "city"])), maker.printed(entry.get("region"))]
    };
    commas([street].into_iter().chain(lines).map(|line| line.filter(|line| !line.is_empty())))
}

fn parts(maker: &Maker<'_>, entry: &Map<String, Json>, keys: &[&str]) -> Vec<Inline> {
    commas(keys.iter().map(|key| maker.printed(entry.get(*key))))
}

fn spaced(maker: &Maker<'_>, entry: &Map<String, Json>, keys: &[&str]) -> Vec<Inline> {
    joined(keys.iter().map(|key| maker.printed(entry.get(*key))), " ")
}

fn commas(parts: impl IntoIterator<Item = Option<Vec<Inline>>>) -> Vec<Inline> {
    joined(parts, ", ")
}

fn joined(parts: impl IntoIterator<Item = Option<Vec<Inline>>>, between: &str) -> Vec<Inline> {
    let mut out: Vec<Inline> = Vec::new();
    for part in parts.into_iter().flatten().filter(|part| !part.is_empty()) {
        if !out.is_empty() {
            out.push(Inline::Text(between.into()));
        }
        out.extend(part);
    }
    out
}

fn ground(maker: &mut Maker<'_>, entry: &Map<String, Json>, path: &str) -> Vec<Inline> {
    let mechanism = entry.get("mechanism").and_then(Json::as_str).unwrap_or_default();
    let label = maker.labels.word("mechanism", mechanism);
    let label = vec![maker.stated(label, &format!("{path}.mechanism"))];
    commas([Some(label), maker.printed(entry.get("detail"))])
}

const CONTACTS: [&str; 6] = ["privacy", "security", "notices", "objections", "instructions", "complaints"];

fn party(maker: &mut Maker<'_>, entry: &mut Map<String, Json>, path: &str) {
    let contacts: Vec<Json> = entry.get("contacts").and_then(Json::as_array).cloned().unwrap_or_default();
    let of = |kind: &str| {
        contacts.iter().find(|contact| contact.get("kind").and_then(Json::as_str) == Some(kind)).cloned()
    };
    let standing_in = of("privacy");
    let by_kind: Map<String, Json> = CONTACTS
        .iter()
        .map(|kind| {
            let contact = of(kind).or_else(|| standing_in.clone());
            ((*kind).to_owned(), contact.unwrap_or(Json::Null))
        })
        .collect();
    entry.insert("contact_for".into(), Json::Object(by_kind));
    let pointer = format!("/{}/country", path.replace('.', "/"));
    let country = maker.plan.json().pointer(&pointer).and_then(Json::as_str);
    let in_eea = country.map(law::in_eea);
    entry.insert("in_eea".into(), in_eea.map_or(Json::Null, Json::Bool));
}

/// The sensitive categories of a service.
fn service(entry: &mut Map<String, Json>) {
    let categories = entry.get("categories").and_then(Json::as_array).cloned().unwrap_or_default();
    let sensitive = |category: &Json| {
        category.get("special").and_then(Json::as_str).is_some_and(|special| special != "no")
    };
    let special: Vec<Json> = categories.into_iter().filter(sensitive).collect();
    entry.insert("special".into(), special.into());
}

/// The measures of a group, those of the library first.
fn measures(maker: &mut Maker<'_>, entry: &mut Map<String, Json>) {
    let named = entry.get("use").and_then(Json::as_array).cloned().unwrap_or_default();
    let mut items = Vec::new();
    for address in named.iter().filter_map(|named| named.get("id")?.as_str()) {
        let Some(clause) = maker.plan.library.clause(address).cloned() else { continue };
        let title = maker.print(vec![Inline::Text(clause.title.as_str().into())]);
        let text = maker.print(words_of(&clause.body));
        items.push(json!({
            "address": address, "title": title, "text": text, "points": [], "issue": null
        }));
    }
    items.extend(entry.get("own").and_then(Json::as_array).cloned().unwrap_or_default());
    entry.insert("items".into(), items.into());
}

/// The words of a measure: one paragraph.
fn words_of(body: &str) -> Vec<Inline> {
    let blocks = markdown::blocks(body, &markdown::NoTokens).unwrap_or_default();
    blocks
        .into_iter()
        .find_map(|block| match block {
            Block::Paragraph(inlines) => Some(inlines),
            _ => None,
        })
        .unwrap_or_default()
}
