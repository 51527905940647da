//! Facts of several parts as one line: `address.text`, `contact.text`; and what follows from a party,
//! a service or a group of measures alone.

use serde_json::Value as Json;

use super::{Maker, around};
use crate::document::{Inline, markdown};
use crate::law;
use crate::load::tree::join;
use crate::pack::forms::Form;
use crate::template::{Table, Value, entry};

/// A value that may be a phrase or a closed word although clauses ask for its `.text`: wrapped, so
/// that they can.
pub(super) fn with_text(maker: &mut Maker<'_>, form: &Form, value: Value, path: &str) -> Value {
    let Some(text) = value.as_str() else { return value };
    if !form.asks_for_text {
        return value;
    }
    if text.starts_with(markdown::TOKEN_START) {
        return Table::of([("text", on_a_day(maker, form, &value, path))]).into();
    }
    let list = match form.kind {
        Some("effective") => "effective_event",
        _ => "usual_frequency",
    };
    let label = maker.labels.word(list, text);
    let said = maker.say(label, path, "word");
    Table::of([("text", said), ("word", value)]).into()
}

/// A day on which something starts reads "on 2 March 2026".
fn on_a_day(maker: &mut Maker<'_>, form: &Form, value: &Value, path: &str) -> Value {
    let starts = form.kind == Some("effective");
    let is_day = maker.plan.fact(path).is_some_and(Json::is_string);
    match maker.printed(Some(value)) {
        Some(day) if starts && is_day => {
            let text = around(&maker.labels.phrases.on, day);
            maker.print(path, "on", text)
        }
        _ => value.clone(),
    }
}

/// Adds to an entry what follows from it alone.
pub(super) fn complete(maker: &mut Maker<'_>, kind: &str, entry: &mut Table, path: &str) {
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
        "measure-group" => return measures(maker, entry, path),
        _ => return,
    };
    let text = maker.print(path, kind, line);
    entry.insert("text", text);
}

/// Where the postal code stands last in the line of the town, behind city and region.
const CODE_LAST: [&str; 15] =
    ["AU", "CA", "GB", "GG", "GI", "IE", "IM", "IN", "JE", "JP", "KR", "NZ", "SG", "US", "ZA"];

/// Street and town. The order of code, city and region is the usual one in the country the address is in; it
/// was written down from common knowledge, not from the tables of a post. Elsewhere the code comes first.
fn address(maker: &Maker<'_>, entry: &Table, path: &str) -> Vec<Inline> {
    let holder = path.rsplit_once('.').map_or("", |(holder, _)| holder);
    let country = maker.plan.fact(&join(holder, "country")).and_then(Json::as_str);
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

fn parts(maker: &Maker<'_>, entry: &Table, keys: &[&'static str]) -> Vec<Inline> {
    commas(keys.iter().map(|key| maker.printed(entry.get(key))))
}

fn spaced(maker: &Maker<'_>, entry: &Table, keys: &[&'static str]) -> Vec<Inline> {
    joined(keys.iter().map(|key| maker.printed(entry.get(key))), " ")
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

fn ground(maker: &mut Maker<'_>, entry: &Table, path: &str) -> Vec<Inline> {
    let mechanism = entry.get("mechanism").and_then(Value::as_str).unwrap_or_default();
    let label = maker.labels.word("mechanism", mechanism);
    let label = vec![maker.stated(&label, &format!("{path}.mechanism"))];
    commas([Some(label), maker.printed(entry.get("detail"))])
}

const CONTACTS: [&str; 6] = ["privacy", "security", "notices", "objections", "instructions", "complaints"];

fn party(maker: &mut Maker<'_>, party: &mut Table, path: &str) {
    let contacts = party.items("contacts");
    let of = |kind: &str| {
        contacts.iter().find(|contact| entry(contact, "kind").and_then(Value::as_str) == Some(kind)).cloned()
    };
    let standing_in = of("privacy");
    let by_kind = CONTACTS.map(|kind| (kind, of(kind).or_else(|| standing_in.clone()).into()));
    party.insert("contact_for", Table::of(by_kind));
    let country = maker.plan.fact(&join(path, "country")).and_then(Json::as_str);
    party.insert("in_eea", country.map(law::in_eea));
}

/// The sensitive categories of a service.
fn service(service: &mut Table) {
    let sensitive = |category: &&Value| {
        entry(category, "special").and_then(Value::as_str).is_some_and(|special| special != "no")
    };
    let special: Vec<Value> = service.items("categories").iter().filter(sensitive).cloned().collect();
    service.insert("special", special);
}

/// The measures of a group, those of the library first.
fn measures(maker: &mut Maker<'_>, group: &mut Table, path: &str) {
    let mut items: Vec<Value> = Vec::new();
    for address in group.items("use").iter().filter_map(|named| entry(named, "id")?.as_str()) {
        let Some(clause) = maker.plan.library.clause(address).cloned() else { continue };
        let at = format!("{path}.use.{address}");
        let title = maker.print(&at, "title", vec![Inline::Text(clause.title.as_str().into())]);
        let text = maker.print(&at, "text", clause.paragraph().to_vec());
        let item = Table::of([
            ("address", address.into()),
            ("title", title),
            ("text", text),
            ("points", Vec::<Value>::new().into()),
            ("issue", Value::none()),
        ]);
        items.push(item.into());
    }
    items.extend_from_slice(group.items("own"));
    group.insert("items", items);
}
