//! What follows from the pack as a whole: customer and provider, signatories, instruments, all
//! measures, the transfers under the EU clauses.

use serde_json::{Map, Value as Json, json};

use super::Maker;
use crate::document::Inline;
use crate::pack::terms::Body;
use crate::pack::value::PartyId;
use crate::template::Facts;

/// Adds to the view what clauses need beside the facts.
pub(super) fn derived(maker: &mut Maker<'_>, root: &mut Map<String, Json>) {
    let agreement = &maker.plan.deal.agreement;
    for (name, id) in [("customer", &agreement.customer), ("provider", &agreement.provider)] {
        let party = id.as_ref().and_then(|id| entry(root, "parties", &id.0));
        root.insert(name.into(), party.unwrap_or(Json::Null));
    }
    let body = match agreement.body {
        Body::Own => "dpa",
        Body::Scc2021915 => "scc-2021-915",
    };
    root.insert("body".into(), body.into());
    transfers(maker, root);
    root.insert("signatories".into(), signatories(maker, root));
    let instruments = instruments(maker, root);
    root.insert("instruments".into(), instruments);
    root.insert("eu".into(), under_the_clauses(root));
    root.insert("official".into(), super::texts::texts(maker, root));
    let items = all_measures(root);
    if let Some(Json::Object(measures)) = root.get_mut("measures") {
        measures.insert("items".into(), items.into());
    }
}

/// What clauses ask of a transfer beside its facts: the choices of each module, why a fact follows from
/// others, and whether the law of the Union decides on Clauses 13, 17 and 18.
fn transfers(maker: &mut Maker<'_>, root: &mut Map<String, Json>) {
    let plan = maker.plan;
    let Some(Json::Array(shown)) = root.get_mut("transfers") else { return };
    for (index, (shown, transfer)) in shown.iter_mut().zip(&plan.deal.transfers).enumerate() {
        let Json::Object(shown) = shown else { continue };
        let choices = transfer.modules.iter().map(|module| choices_of(shown, module.name())).collect();
        let outside = plan.deal.parties.get(&transfer.exporter.0).map(|one| transfer.outside_union_law(one));
        shown.insert("choices".into(), choices);
        shown.insert("outside_union".into(), outside.unwrap_or_default().into());
        shown.insert("reasons".into(), reasons(maker, index));
    }
}

/// The choices of a module: its own, and where it has none those of the transfer.
fn choices_of(transfer: &Map<String, Json>, module: &str) -> Json {
    let mut choices = transfer.get("options").cloned().unwrap_or(json!({}));
    let own = transfer.get("by_module").and_then(|all| all.get(module)).and_then(Json::as_object);
    if let Json::Object(choices) = &mut choices {
        let stated = own.into_iter().flatten().filter(|(_, value)| !value.is_null());
        choices.extend(stated.map(|(name, value)| (name.clone(), value.clone())));
        choices.insert("module".into(), module.into());
    }
    choices
}

/// The reasons of what follows for a transfer: field, reason, and provision where there is one.
fn reasons(maker: &mut Maker<'_>, index: usize) -> Json {
    let plan = maker.plan;
    let start = format!("transfers[{index}].");
    let mut found = Vec::new();
    for decision in &plan.decisions {
        let Some(path) = decision.path.strip_prefix(&start) else { continue };
        let field = path.trim_start_matches("options.");
        let reason = maker.print(vec![Inline::Text(capitalised(&decision.reason).into())]);
        let basis =
            decision.basis.as_ref().map(|basis| maker.print(vec![Inline::Text(basis.as_str().into())]));
        found.push(json!({ "field": field, "reason": reason, "basis": basis }));
    }
    found.into()
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn entry(root: &Map<String, Json>, table: &str, id: &str) -> Option<Json> {
    let entries = root.get(table)?.as_array()?;
    entries.iter().find(|entry| entry.get("id").and_then(Json::as_str) == Some(id)).cloned()
}

/// The parties in the order in which they sign; by default that of the pack.
fn signatories(maker: &Maker<'_>, root: &Map<String, Json>) -> Json {
    let deal = &maker.plan.deal;
    let stated: Vec<&str> = deal.signing.order.iter().map(|PartyId(id)| id.as_str()).collect();
    let rest = deal.parties.keys().map(String::as_str).filter(|id| !stated.contains(id));
    let order = stated.iter().copied().chain(rest);
    order.filter_map(|id| entry(root, "parties", id)).collect()
}

/// The instruments that bind, with their names filled in.
fn instruments(maker: &mut Maker<'_>, root: &Map<String, Json>) -> Json {
    let facts = Facts::new(root);
    let plan = maker.plan;
    let mut all = Vec::new();
    for chosen in plan.books.iter().filter(|chosen| chosen.book.binds()) {
        let name = &chosen.book.name;
        let mut said = |part: &str| {
            let filled = plan.library.templates().fill(&format!("{name}#{part}"), &facts);
            let printed = filled.map(|text| maker.read(text.trim())).unwrap_or_default();
            maker.print(printed)
        };
        all.push(json!({ "slug": name, "called": said("called"), "title": said("title") }));
    }
    Json::Array(all)
}

/// The transfers under the EU clauses, by module: `eu.two`; all of the clauses of 2021 are `eu.all`, those
/// to which Clauses 14 and 15 apply `eu.local`, those under the clauses of 2010 `eu.old`. Each has a `name`.
fn under_the_clauses(root: &Map<String, Json>) -> Json {
    let mut lists = empty_lists();
    let transfers = root.get("transfers").and_then(Json::as_array);
    for (index, transfer) in transfers.into_iter().flatten().enumerate() {
        let mut named = transfer.clone();
        let id = transfer.get("id").filter(|id| !id.is_null());
        named["name"] = id.cloned().unwrap_or_else(|| (index + 1).to_string().into());
        for list in lists_of(transfer) {
            if let Some(Json::Array(items)) = lists.get_mut(list) {
                items.push(named.clone());
            }
        }
    }
    Json::Object(lists)
}

/// The lists of transfers under the EU clauses.
const LISTS: [&str; 7] = ["all", "one", "two", "three", "four", "local", "old"];

/// The lists that a transfer belongs to.
fn lists_of(transfer: &Json) -> Vec<&'static str> {
    let is = |key: &str, word: &str| transfer.get(key).and_then(Json::as_str) == Some(word);
    let mut out = Vec::new();
    if is("mechanism", "scc-2010-87") {
        out.push("old");
    }
    if !is("mechanism", "scc-2021-914") && !is("fallback", "scc-2021-914") {
        return out;
    }
    out.push("all");
    let modules = transfer.get("modules").and_then(Json::as_array);
    let modules: Vec<&str> = modules.into_iter().flatten().filter_map(Json::as_str).collect();
    out.extend(LISTS.iter().copied().filter(|list| modules.contains(list)));
    let combines = transfer.get("combines_union_data").and_then(Json::as_bool) == Some(true);
    if combines || modules.iter().any(|module| *module != "four") {
        out.push("local");
    }
    out
}

/// The view of no pack at all: for texts that explain, and say what can be chosen.
pub fn nothing() -> Map<String, Json> {
    Map::from_iter([("eu".to_owned(), empty_lists().into()), ("official".to_owned(), json!([]))])
}

fn empty_lists() -> Map<String, Json> {
    LISTS.iter().map(|name| ((*name).to_owned(), json!([]))).collect()
}

fn all_measures(root: &Map<String, Json>) -> Vec<Json> {
    let groups = root.get("measures").and_then(|measures| measures.get("groups")?.as_array());
    let mut out = Vec::new();
    for group in groups.into_iter().flatten() {
        let title = group.get("title").cloned().unwrap_or(Json::Null);
        for item in group.get("items").and_then(Json::as_array).into_iter().flatten() {
            let mut item = item.clone();
            if let Json::Object(item) = &mut item {
                item.insert("group".into(), title.clone());
            }
            out.push(item);
        }
    }
    out
}
