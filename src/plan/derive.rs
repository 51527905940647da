//! What follows from the facts: customer and provider, modules, the choices within the clauses.
//!
//! A fact that is stated is never changed; each one that is derived carries its reason and the
//! provision it rests on.

use crate::diagnostic::{Code, Diagnostic, Outcome};
use crate::law::{self, Certainty, ThirdPartyRights};
use crate::pack::idta::Idta;
use crate::pack::party::{Authority, Party, Role};
use crate::pack::terms::Courts;
use crate::pack::transfer::{LawOption, Mechanism, Module, Options, Supervision, Transfer};
use crate::pack::value::{Country, Given, Law, PartyId, ServiceId};
use crate::pack::{Facts, Pack};

/// The roles leave it open who is customer and who provider.
pub const SIDES: Code = Code("PCK-SIDES");

/// A derived fact.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Decision {
    /// Path of the fact: `transfers[0].modules`.
    pub path: String,
    /// What it is, as it would stand in a pack file.
    pub value: String,
    /// Why.
    pub reason: String,
    /// The provision the reason rests on, if it is one of law.
    pub basis: Option<String>,
}

/// Completes the facts.
///
/// # Errors
/// Facts that leave open what must be decided.
pub(super) fn derive(facts: &Facts) -> Outcome<(Pack, Vec<Decision>)> {
    let mut deal = facts.pack.clone();
    let mut log = Log(Vec::new());
    sides(facts, &mut deal, &mut log)?;
    for (id, party) in &mut deal.parties {
        authority_of(id, party, &mut log);
    }
    // Nothing follows from one transfer for another.
    let mut transfers = std::mem::take(&mut deal.transfers);
    for (index, transfer) in transfers.iter_mut().enumerate() {
        complete(&deal, index, transfer, &mut log);
    }
    deal.transfers = transfers;
    Ok((deal, log.0))
}

struct Log(Vec<Decision>);

impl Log {
    fn add(&mut self, path: String, value: impl ToString, reason: impl Into<String>, basis: Option<&str>) {
        let basis = basis.map(str::to_owned);
        self.0.push(Decision { path, value: value.to_string(), reason: reason.into(), basis });
    }
}

/// How far up the chain of processing a role stands: the customer is above the provider.
fn rank(role: Role) -> u8 {
    match role {
        Role::Controller | Role::JointController => 0,
        Role::IndependentController => 1,
        Role::Processor => 2,
        Role::Subprocessor => 3,
    }
}

fn sides(facts: &Facts, deal: &mut Pack, log: &mut Log) -> Outcome<()> {
    let mut order: Vec<(&String, Role)> = deal.parties.iter().map(|(id, party)| (id, party.role)).collect();
    order.sort_by_key(|(_, role)| rank(*role));
    let customer = deal.agreement.customer.as_ref().map(|id| id.0.clone());
    let provider = deal.agreement.provider.as_ref().map(|id| id.0.clone());
    let first = order.first().map(|(id, _)| (*id).clone());
    let first = customer.clone().or(first);
    let second = below(&order, first.as_ref());
    let (Some(first), Some(second)) = (first, provider.clone().or(second)) else {
        return Err(vec![
            Diagnostic::error(SIDES, "a pack needs two parties")
                .at(facts.at("parties"), "fewer than two")
                .help("add `[parties.…]` for the customer and for the provider"),
        ]);
    };
    if customer.is_none() {
        log.add("agreement.customer".into(), &first, "it stands highest in the chain of processing", None);
        deal.agreement.customer = Some(PartyId(first));
    }
    if provider.is_none() {
        log.add("agreement.provider".into(), &second, "it stands next in the chain of processing", None);
        deal.agreement.provider = Some(PartyId(second));
    }
    Ok(())
}

/// The first party below the customer in the chain of processing; among equals, the next.
fn below(order: &[(&String, Role)], first: Option<&String>) -> Option<String> {
    let top = order.iter().find(|(id, _)| Some(*id) == first).map(|(_, role)| rank(*role));
    let mut others = order.iter().filter(|(id, _)| Some(*id) != first);
    let lower = others.clone().find(|(_, role)| top.is_some_and(|top| rank(*role) > top));
    lower.or_else(|| others.next()).map(|(id, _)| (*id).clone())
}

fn authority_of(id: &str, party: &mut Party, log: &mut Log) {
    if party.supervisory_authority.is_some() {
        return;
    }
    let Some(country) = party.country.value() else { return };
    let Some((authority, why)) = authority_in(&country.0, party.land.as_ref().map(|land| land.0.as_str()))
    else {
        return;
    };
    let path = format!("parties.{id}.supervisory_authority");
    log.add(path, &authority.name, why, Some("GDPR Art. 55(1)"));
    party.supervisory_authority = Some(Given::Value(authority));
}

/// The authority for private bodies in a state, or in a Land of it, and why.
fn authority_in(code: &str, land: Option<&str>) -> Option<(Authority, String)> {
    let state = law::state(code)?;
    let (name, city, why) = if state.by_land {
        let land = law::land(land?)?;
        (land.authority.clone(), land.city.clone(), format!("it supervises private bodies in {}", land.name))
    } else {
        let name = if state.authority == state.authority_english {
            state.authority.clone()
        } else {
            format!("{} ({})", state.authority, state.authority_english)
        };
        let named = law::country(code).map_or(code, |country| country.name.as_str());
        (name, state.city.clone(), format!("it supervises bodies established in {named}"))
    };
    let country = Some(Country(code.to_owned()));
    Some((Authority { name, city: Some(city), country }, why))
}

fn complete(deal: &Pack, index: usize, transfer: &mut Transfer, log: &mut Log) {
    let at = |field: &str| format!("transfers[{index}].{field}");
    if let (None, Some(text)) = (transfer.text, deal.agreement.clause_text) {
        log.add(at("text"), name_of(&text), "as in `agreement.clause_text`", None);
    }
    transfer.text.get_or_insert(deal.agreement.clause_text.unwrap_or_default());
    if transfer.services.is_empty() {
        transfer.services = deal.services.keys().map(|id| ServiceId(id.clone())).collect();
        log.add(at("services"), "all", "the transfer names no service", None);
    }
    let (Some(exporter), Some(importer)) =
        (deal.parties.get(&transfer.exporter.0), deal.parties.get(&transfer.importer.0))
    else {
        return;
    };
    if transfer.mechanism == Mechanism::Scc2010
        && transfer.options.law.is_none()
        && let Some(state) = exporter.country.value().and_then(|country| law::state(&country.0))
    {
        let reason = "the exporter is established there";
        log.add(at("options.law"), &state.code, reason, Some("Decision 2010/87/EU, Clauses 9 and 11(3)"));
        transfer.options.law = Some(Given::Value(Law(state.code.clone())));
    }
    if transfer.has_idta() && transfer.idta.is_none() {
        log.add(at("idta"), "the usual choices", "the transfer states none", None);
        transfer.idta = Some(Idta::default());
    }
    if !transfer.has_clauses() {
        return;
    }
    if transfer.modules.is_empty()
        && let Some(module) = module(exporter.role, importer.role)
    {
        transfer.modules = vec![module];
        let reason = format!("from {} to {}", words(exporter.role), words(importer.role));
        log.add(at("modules"), name_of(&module), reason, Some("Decision (EU) 2021/914, Clause 2(a)"));
    }
    let union = !transfer.outside_union_law(exporter);
    let modules = transfer.modules.clone();
    let chosen = Chosen { exporter, modules: &modules, union };
    choices(deal, &chosen, &mut transfer.options, &|field| at(&format!("options.{field}")), log);
    for module in modules {
        let path = at(&format!("by_module.{}", module.name()));
        own_choices(transfer, module, &path, log);
    }
}

/// What follows from the choices stated for one module.
fn own_choices(transfer: &mut Transfer, module: Module, path: &str, log: &mut Log) {
    let Some(own) = transfer.by_module.of_mut(module) else { return };
    if let (Some(Given::Value(law)), None) = (&own.law, &own.courts) {
        log.add(format!("{path}.courts"), &law.0, "the same country as the law of Clause 17", None);
        own.courts = Some(Given::Value(Courts { country: law.clone(), place: None, exclusive: false }));
    }
    if own.law.is_some() && own.law_option.is_none() && module != Module::Four {
        log.add(format!("{path}.law_option"), "chosen", "a law is named for Clause 17", None);
        own.law_option = Some(LawOption::Chosen);
    }
}

/// What the choices within the clauses follow from.
struct Chosen<'c> {
    exporter: &'c Party,
    modules: &'c [Module],
    /// Whether the law of the Union decides on Clauses 13, 17 and 18.
    union: bool,
}

/// The module for an exporter and an importer of these roles.
pub fn module(exporter: Role, importer: Role) -> Option<Module> {
    let controls =
        |role| matches!(role, Role::Controller | Role::JointController | Role::IndependentController);
    match (controls(exporter), controls(importer)) {
        (true, true) => Some(Module::One),
        (true, false) => Some(Module::Two),
        (false, false) => Some(Module::Three),
        (false, true) => Some(Module::Four),
    }
}

fn choices(
    deal: &Pack,
    chosen: &Chosen<'_>,
    options: &mut Options,
    at: &dyn Fn(&str) -> String,
    log: &mut Log,
) {
    let Chosen { exporter, modules, union } = *chosen;
    let processors = modules.iter().any(|module| matches!(module, Module::Two | Module::Three));
    if processors && options.authorisation.is_none() {
        options.authorisation = Some(deal.subprocessing.authorisation);
        let value = name_of(&deal.subprocessing.authorisation);
        log.add(at("authorisation"), value, "as in `subprocessing.authorisation`", None);
    }
    if processors && options.notice.is_none() && deal.subprocessing.notice.is_some() {
        options.notice = deal.subprocessing.notice.clone();
        log.add(at("notice"), "as agreed", "as in `subprocessing.notice`", None);
    }
    if !union {
        return;
    }
    if modules.iter().any(|module| *module != Module::Four) {
        supervision(exporter, options, at, log);
    }
    law_and_courts(exporter, modules, options, at, log);
}

fn supervision(exporter: &Party, options: &mut Options, at: &dyn Fn(&str) -> String, log: &mut Log) {
    let country = exporter.country.value().map(|country| country.0.as_str());
    if options.supervision.is_none() {
        let case = match country.map(law::in_eea) {
            Some(true) => Some((Supervision::Established, "the exporter is established in the EEA")),
            Some(false) if exporter.eu_representative.is_some() => {
                Some((Supervision::Representative, "the exporter has a representative in the Union"))
            }
            Some(false) if exporter.subject_to_gdpr == Some(true) => Some((
                Supervision::NoRepresentative,
                "the GDPR applies to the exporter, which has no representative",
            )),
            _ => None,
        };
        if let Some((case, reason)) = case {
            options.supervision = Some(case);
            log.add(at("supervision"), name_of(&case), reason, Some("Decision (EU) 2021/914, Clause 13(a)"));
        }
    }
    if options.authority.is_none() {
        authority(exporter, options, at, log);
    }
}

/// The authority that Clause 13(a) points to. In its third case the parties choose among several.
fn authority(exporter: &Party, options: &mut Options, at: &dyn Fn(&str) -> String, log: &mut Log) {
    let basis = Some("Decision (EU) 2021/914, Clause 13(a)");
    if options.supervision == Some(Supervision::Established)
        && let Some(authority) = &exporter.supervisory_authority
    {
        options.authority = Some(authority.clone());
        log.add(at("authority"), "that of the exporter", "the first case: it supervises the exporter", basis);
    }
    let represented = exporter.eu_representative.as_ref().and_then(|one| one.country.as_ref());
    if options.supervision == Some(Supervision::Representative)
        && let Some((authority, _)) = represented.and_then(|country| authority_in(&country.0, None))
    {
        let reason = "the second case: it supervises the place of the representative";
        log.add(at("authority"), &authority.name, reason, basis);
        options.authority = Some(Given::Value(authority));
    }
}

fn law_and_courts(
    exporter: &Party,
    modules: &[Module],
    options: &mut Options,
    at: &dyn Fn(&str) -> String,
    log: &mut Log,
) {
    let exporter_state = exporter.country.value().and_then(|country| law::state(&country.0));
    let suits = exporter_state.filter(|state| {
        let sure = matches!(state.third_party_rights, ThirdPartyRights::Yes | ThirdPartyRights::ByStatute);
        state.eu && sure && state.certainty > Certainty::Low
    });
    if options.law.is_none()
        && let Some(state) = suits
    {
        options.law = Some(Given::Value(Law(state.code.clone())));
        let reason = "the exporter is established there, and its law lets third parties enforce the clauses";
        log.add(at("law"), &state.code, reason, Some(&state.basis));
    }
    let only_four = modules.iter().all(|module| *module == Module::Four);
    if options.law.is_some() && options.law_option.is_none() && !only_four {
        options.law_option = Some(LawOption::Chosen);
        log.add(at("law_option"), "chosen", "a law is named for Clause 17", None);
    }
    if options.courts.is_none()
        && let Some(Given::Value(chosen)) = &options.law
    {
        let courts = Courts { country: chosen.clone(), place: None, exclusive: false };
        log.add(at("courts"), &chosen.0, "the same country as the law of Clause 17", None);
        options.courts = Some(Given::Value(courts));
    }
}

fn words(role: Role) -> &'static str {
    match role {
        Role::Controller | Role::JointController | Role::IndependentController => "a controller",
        Role::Processor => "a processor",
        Role::Subprocessor => "a further processor",
    }
}

/// A closed word as it stands in a pack file.
fn name_of<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
