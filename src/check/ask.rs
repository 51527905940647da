//! What rules ask of a plan again and again.

use std::borrow::Cow;

use crate::law::{self, Adequacy, Certainty};
use crate::pack::party::{Certification, CertificationStatus, Party, Role};
use crate::pack::processing::{Data, Service};
use crate::pack::transfer::{Mechanism, Module, Subprocessor, Transfer};
use crate::pack::value::{CategoryId, Country, Given};
use crate::plan::Plan;

/// Whether somebody processes on behalf of somebody else.
pub fn has_processor(plan: &Plan<'_>) -> bool {
    plan.deal.parties.values().any(|party| matches!(party.role, Role::Processor | Role::Subprocessor))
}

/// Whether the GDPR applies, as far as the facts tell; an unknown country speaks for it.
pub fn under_gdpr(plan: &Plan<'_>) -> bool {
    plan.deal.parties.values().any(Party::under_gdpr)
}

/// The code of a country, where it is stated.
pub fn code(country: &Given<Country>) -> Option<&str> {
    country.value().map(|country| country.0.as_str())
}

/// The decision of the Commission for a whole country without a condition, if it is certain.
pub fn adequate(code: &str) -> Option<&'static Adequacy> {
    law::adequacy("EU", code).filter(|row| !conditional(row) && row.certainty == Certainty::High)
}

/// Whether a decision covers only some organisations, data or processing.
pub fn conditional(row: &Adequacy) -> bool {
    row.conditional.as_deref().is_some_and(|condition| condition != "none")
}

/// The name of a country in a sentence: "the United States".
pub fn named(code: &str) -> String {
    match law::country(code) {
        Some(country) if country.the => format!("the {}", country.name),
        Some(country) => country.name.clone(),
        None => code.to_owned(),
    }
}

/// The name of a party in a sentence: its name, or its id.
pub fn party_name<'p>(id: &'p str, party: &'p Party) -> &'p str {
    party.short_name.as_deref().or(party.name.value().map(String::as_str)).unwrap_or(id)
}

/// The active entry of a party in the Data Privacy Framework List.
pub fn certified(party: &Party) -> Option<&Certification> {
    party.data_privacy_framework.as_ref().filter(|entry| entry.status == CertificationStatus::Active)
}

/// The transfers with their paths.
pub fn transfers<'p>(plan: &'p Plan<'_>) -> impl Iterator<Item = (String, &'p Transfer)> {
    plan.deal.transfers.iter().enumerate().map(|(index, one)| (format!("transfers[{index}]"), one))
}

/// The transfers under the clauses of 2021, with their paths; also those that have them in reserve.
pub fn clauses<'p>(plan: &'p Plan<'_>) -> impl Iterator<Item = (String, &'p Transfer)> {
    transfers(plan).filter(|(_, transfer)| transfer.has_clauses())
}

/// The transfers that rest on the clauses of 2021 from the start.
pub fn resting<'p>(plan: &'p Plan<'_>) -> impl Iterator<Item = (String, &'p Transfer)> {
    transfers(plan).filter(|(_, transfer)| transfer.mechanism == Mechanism::Scc2021)
}

/// The transfers under the clauses of 2021 by their choices: modules with choices of their own apart
/// from the others, each under the path at which its `options` would stand.
pub fn choices<'p>(plan: &'p Plan<'_>) -> impl Iterator<Item = (String, Cow<'p, Transfer>)> {
    clauses(plan).flat_map(|(path, transfer)| by_module(&path, transfer))
}

/// The choices of [`choices`] that the law of the Union decides on.
pub fn union_choices<'p>(plan: &'p Plan<'_>) -> impl Iterator<Item = (String, Cow<'p, Transfer>)> {
    choices(plan).filter(|(_, transfer)| !outside_union(plan, transfer))
}

/// Whether terms of the United Kingdom or of Switzerland take the place of Clauses 13, 17 and 18.
pub fn outside_union(plan: &Plan<'_>, transfer: &Transfer) -> bool {
    ends(plan, transfer).is_some_and(|(exporter, _)| transfer.outside_union_law(exporter))
}

fn by_module<'p>(path: &str, transfer: &'p Transfer) -> Vec<(String, Cow<'p, Transfer>)> {
    let own = |module: &Module| transfer.by_module.of(*module).is_some();
    if !transfer.modules.iter().any(own) {
        return vec![(format!("{path}.options"), Cow::Borrowed(transfer))];
    }
    let (apart, rest): (Vec<Module>, Vec<Module>) = transfer.modules.iter().partition(|module| own(module));
    let mut found = Vec::new();
    if !rest.is_empty() {
        found.push((format!("{path}.options"), Cow::Owned(Transfer { modules: rest, ..transfer.clone() })));
    }
    for module in apart {
        let options = transfer.options_for(module);
        let one = Transfer { modules: vec![module], options, ..transfer.clone() };
        found.push((format!("{path}.by_module.{}", module.name()), Cow::Owned(one)));
    }
    found
}

/// The transfers under standard clauses of either year, with their paths.
pub fn any_clauses<'p>(plan: &'p Plan<'_>) -> impl Iterator<Item = (String, &'p Transfer)> {
    transfers(plan).filter(|(_, transfer)| transfer.has_clauses() || transfer.mechanism == Mechanism::Scc2010)
}

/// The subprocessors with their paths.
pub fn subprocessors<'p>(plan: &'p Plan<'_>) -> impl Iterator<Item = (String, &'p Subprocessor)> {
    plan.deal.subprocessors.iter().enumerate().map(|(index, one)| (format!("subprocessors[{index}]"), one))
}

/// Whether the importer is a processor: Module Two or Three.
pub fn to_processor(transfer: &Transfer) -> bool {
    transfer.modules.iter().any(|module| matches!(module, Module::Two | Module::Three))
}

/// Whether the clauses go beyond Module Four, which leaves out much of them.
pub fn beyond_four(transfer: &Transfer) -> bool {
    transfer.modules.iter().any(|module| *module != Module::Four)
}

/// Exporter and importer of a transfer.
pub fn ends<'p>(plan: &'p Plan<'_>, transfer: &'p Transfer) -> Option<(&'p Party, &'p Party)> {
    let parties = &plan.deal.parties;
    Some((parties.get(&transfer.exporter.0)?, parties.get(&transfer.importer.0)?))
}

/// The services of a transfer, with their ids.
pub fn services<'p>(
    plan: &'p Plan<'_>,
    transfer: &'p Transfer,
) -> impl Iterator<Item = (&'p str, &'p Service)> {
    let known = &plan.deal.services;
    transfer.services.iter().filter_map(|id| Some((id.0.as_str(), known.get(&id.0)?)))
}

/// Ids of categories, with groups replaced by what is in them.
pub fn categories<'p>(data: &'p Data, ids: &'p [CategoryId]) -> Vec<&'p str> {
    ids.iter()
        .flat_map(|id| match data.groups.get(&id.0) {
            Some(group) => group.categories.iter().map(|id| id.0.as_str()).collect(),
            None => vec![id.0.as_str()],
        })
        .collect()
}

/// Whether a value is neither stated nor said to stand elsewhere.
pub fn open<T>(value: Option<&Given<T>>) -> bool {
    matches!(value, None | Some(Given::LeftOpen(_)))
}

/// The words of a text in lower case.
pub fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '-')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// Whether a text of [`words`] with spaces between them has some words in a row.
pub fn says(text: &str, words: &str) -> bool {
    let mut starts = std::iter::once(0).chain(text.match_indices(' ').map(|(at, _)| at + 1));
    let ends = |rest: &str| rest.is_empty() || rest.starts_with(' ');
    text.contains(words) && starts.any(|at| text[at..].strip_prefix(words).is_some_and(ends))
}

/// The letters and figures of a name in lower case: "Acme, Inc." and "ACME Inc" are one company.
pub fn letters(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The names of a party, as [`letters`]; none where its name is not stated.
pub fn names(party: &Party) -> Vec<String> {
    let Some(name) = party.name.value() else { return Vec::new() };
    let others = [&party.trading_name, &party.native_name, &party.short_name];
    let others = others.into_iter().flatten().chain(&party.aliases);
    std::iter::once(name).chain(others).map(|name| letters(name)).collect()
}

/// "a", "a and b", "a, b and c".
pub fn listed(items: &[&str]) -> String {
    match items {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [start @ .., last] => format!("{} and {last}", start.join(", ")),
    }
}
