//! What follows from the pack as a whole: customer and provider, signatories, instruments, all
//! measures, the transfers under the EU clauses.

use super::Maker;
use crate::document::Inline;
use crate::pack::terms::Body;
use crate::pack::value::PartyId;
use crate::template::{Facts, Table, Value, entry};

/// Adds to the view what clauses need beside the facts.
pub(super) fn derived(maker: &mut Maker<'_>, root: &mut Table) {
    let agreement = &maker.plan.deal.agreement;
    for (name, id) in [("customer", &agreement.customer), ("provider", &agreement.provider)] {
        let party = id.as_ref().and_then(|id| with_id(root, "parties", &id.0));
        root.insert(name, party);
    }
    let body = match agreement.body {
        Body::Own => "dpa",
        Body::Scc2021915 => "scc-2021-915",
    };
    root.insert("body", body);
    transfers(maker, root);
    root.insert("signatories", signatories(maker, root));
    let instruments = instruments(maker, root);
    root.insert("instruments", instruments);
    root.insert("eu", under_the_clauses(root));
    root.insert("official", super::texts::texts(maker, root));
    if let Some(measures) = root.get("measures").cloned() {
        root.insert("measures", maker.made_of("measures", &measures, with_items));
    }
}

/// What clauses ask of a transfer beside its facts: the choices of each module, why a fact follows from
/// others, and whether the law of the Union decides on Clauses 13, 17 and 18.
fn transfers(maker: &mut Maker<'_>, root: &mut Table) {
    let plan = maker.plan;
    if root.get("transfers").and_then(Value::as_array).is_none() {
        return;
    }
    let mut out: Vec<Value> = Vec::new();
    for (index, (shown, transfer)) in root.items("transfers").iter().zip(&plan.deal.transfers).enumerate() {
        let Some(mut shown) = Table::from_value(shown.clone()) else { continue };
        let choices = transfer.modules.iter().map(|module| choices_of(&shown, module.name()));
        let choices: Vec<Value> = choices.collect();
        let outside = plan.deal.parties.get(&transfer.exporter.0).map(|one| transfer.outside_union_law(one));
        shown.insert("choices", choices);
        shown.insert("outside_union", outside.unwrap_or_default());
        shown.insert("reasons", reasons(maker, index));
        out.push(shown.into());
    }
    root.insert("transfers", out);
}

/// The choices of a module: its own, and where it has none those of the transfer.
fn choices_of(transfer: &Table, module: &'static str) -> Value {
    let options = transfer.get("options").cloned().unwrap_or_else(|| Table::default().into());
    if options.as_map().is_none() {
        return options;
    }
    let own = transfer.get("by_module").and_then(|all| entry(all, module)).cloned();
    let mut choices = Table::from_value(options).unwrap_or_default();
    choices.extend(own.and_then(Table::from_value).unwrap_or_default());
    choices.insert("module", module);
    choices.into()
}

/// The reasons of what follows for a transfer: field, reason, and provision where there is one.
fn reasons(maker: &mut Maker<'_>, index: usize) -> Value {
    let plan = maker.plan;
    let start = format!("transfers[{index}].");
    let mut found: Vec<Value> = Vec::new();
    for decision in &plan.decisions {
        let Some(path) = decision.path.strip_prefix(&start) else { continue };
        let field = path.trim_start_matches("options.");
        let mut print = |what, text: &str| maker.print(&decision.path, what, vec![Inline::Text(text.into())]);
        let reason = print("reason", &capitalised(&decision.reason));
        let basis = decision.basis.as_ref().map(|basis| print("basis", basis));
        let one = Table::of([("field", field.into()), ("reason", reason), ("basis", basis.into())]);
        found.push(one.into());
    }
    found.into()
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn with_id(root: &Table, table: &'static str, id: &str) -> Option<Value> {
    let has_id = |one: &&Value| entry(one, "id").and_then(Value::as_str) == Some(id);
    root.items(table).iter().find(has_id).cloned()
}

/// The parties in the order in which they sign; by default that of the pack.
fn signatories(maker: &Maker<'_>, root: &Table) -> Vec<Value> {
    let deal = &maker.plan.deal;
    let stated: Vec<&str> = deal.signing.order.iter().map(|PartyId(id)| id.as_str()).collect();
    let rest = deal.parties.keys().map(String::as_str).filter(|id| !stated.contains(id));
    let order = stated.iter().copied().chain(rest);
    order.filter_map(|id| with_id(root, "parties", id)).collect()
}

/// The instruments that bind, with their names filled in.
fn instruments(maker: &mut Maker<'_>, root: &Table) -> Vec<Value> {
    let facts = Facts::new(root);
    let plan = maker.plan;
    let mut all: Vec<Value> = Vec::new();
    for chosen in plan.books.iter().filter(|chosen| chosen.book.binds()) {
        let name = &chosen.book.name;
        let mut said = |part: &str| {
            let filled = plan.library.templates().fill(&format!("{name}#{part}"), &facts);
            let printed = filled.map(|text| maker.read(text.trim())).unwrap_or_default();
            maker.print(&format!("instruments.{name}"), part, printed)
        };
        let one = [("slug", name.as_str().into()), ("called", said("called")), ("title", said("title"))];
        all.push(Table::of(one).into());
    }
    all
}

/// The transfers under the EU clauses, by module: `eu.two`; all of the clauses of 2021 are `eu.all`, those
/// to which Clauses 14 and 15 apply `eu.local`, those under the clauses of 2010 `eu.old`. Each has a `name`.
fn under_the_clauses(root: &Table) -> Table {
    let mut lists: [Vec<Value>; LISTS.len()] = Default::default();
    for (index, transfer) in root.items("transfers").iter().enumerate() {
        let named = Table::from_value(transfer.clone()).map(|mut named| {
            let id = named.get("id").filter(|id| !id.is_none()).cloned();
            named.insert("name", id.unwrap_or_else(|| (index + 1).to_string().into()));
            Value::from(named)
        });
        for list in lists_of(transfer) {
            if let (Some(at), Some(named)) = (LISTS.iter().position(|name| *name == list), &named) {
                lists[at].push(named.clone());
            }
        }
    }
    let mut lists = lists.into_iter();
    Table::of(LISTS.map(|name| (name, lists.next().unwrap_or_default().into())))
}

/// The lists of transfers under the EU clauses.
const LISTS: [&str; 7] = ["all", "one", "two", "three", "four", "local", "old"];

/// The lists that a transfer belongs to.
fn lists_of(transfer: &Value) -> Vec<&'static str> {
    let is = |key: &'static str, word: &str| entry(transfer, key).and_then(Value::as_str) == Some(word);
    let mut out = Vec::new();
    if is("mechanism", "scc-2010-87") {
        out.push("old");
    }
    if !is("mechanism", "scc-2021-914") && !is("fallback", "scc-2021-914") {
        return out;
    }
    out.push("all");
    let modules = entry(transfer, "modules").and_then(Value::as_array).unwrap_or_default();
    let modules: Vec<&str> = modules.iter().filter_map(Value::as_str).collect();
    out.extend(LISTS.iter().copied().filter(|list| modules.contains(list)));
    let combines = entry(transfer, "combines_union_data").and_then(Value::as_bool) == Some(true);
    if combines || modules.iter().any(|module| *module != "four") {
        out.push("local");
    }
    out
}

/// The view of no pack at all: for texts that explain, and say what can be chosen.
pub fn nothing() -> Table {
    let empty = || Value::from(Vec::<Value>::new());
    Table::of([("eu", Table::of(LISTS.map(|name| (name, empty()))).into()), ("official", empty())])
}

/// The measures with a list of all, whatever group they are in.
fn with_items(measures: &Value) -> Value {
    let Some(mut table) = Table::from_value(measures.clone()) else { return measures.clone() };
    table.insert("items", all_measures(measures));
    table.into()
}

fn all_measures(measures: &Value) -> Vec<Value> {
    let groups = entry(measures, "groups").and_then(Value::as_array);
    let mut out = Vec::new();
    for group in groups.into_iter().flatten() {
        let title = entry(group, "title").cloned();
        for item in entry(group, "items").and_then(Value::as_array).into_iter().flatten() {
            match Table::from_value(item.clone()) {
                Some(mut item) => {
                    item.insert("group", title.clone());
                    out.push(item.into());
                }
                None => out.push(item.clone()),
            }
        }
    }
    out
}
