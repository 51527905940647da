//! The facts of a pack that those who keep contracts ask for: who, what, from when, under which law,
//! and the periods that run.

use serde::Serialize;
use serde_json::Value as Json;

use crate::plan::Plan;

/// A contract as a register of contracts has it. Values are those of the completed pack, as its file
/// states them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Contract<'a> {
    /// Title of the agreement.
    pub title: &'a Json,
    /// Its version.
    pub version: &'a Json,
    /// Its date.
    pub date: &'a Json,
    /// The day from which it applies.
    pub effective: &'a Json,
    /// How long it lasts.
    pub term: &'a Json,
    /// Its language.
    pub language: &'a Json,
    /// The contract that it belongs to.
    pub main_agreement: &'a Json,
    /// What it replaces.
    pub supersedes: &'a Json,
    /// Its law.
    pub law: &'a Json,
    /// Its courts.
    pub courts: &'a Json,
    /// The parties.
    pub parties: Vec<Party<'a>>,
    /// Notice of personal data breaches.
    pub breach_notice: &'a Json,
    /// How subprocessors are engaged: authorisation, notice, objection.
    pub subprocessing: &'a Json,
    /// How many subprocessors are listed.
    pub subprocessors: usize,
    /// Audits: how often, with which notice.
    pub audits: &'a Json,
    /// Return and deletion.
    pub end_of_service: &'a Json,
    /// Limits of liability.
    pub liability: &'a Json,
}

/// A party as a register of contracts has it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Party<'a> {
    /// Its id in the pack.
    pub id: &'a str,
    /// `customer` or `provider`; others have no side.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub side: Option<&'static str>,
    /// What it is under data-protection law.
    pub role: &'a Json,
    /// Its name.
    pub name: &'a Json,
    /// Its register and number.
    pub registration: &'a Json,
    /// Its country.
    pub country: &'a Json,
}

impl<'a> Contract<'a> {
    /// The contract of a plan.
    pub fn of(plan: &'a Plan<'_>) -> Contract<'a> {
        let facts = plan.json();
        let at = |pointer: &str| facts.pointer(pointer).unwrap_or(&Json::Null);
        Contract {
            title: at("/agreement/title"),
            version: at("/agreement/version"),
            date: at("/agreement/date"),
            effective: at("/agreement/effective"),
            term: at("/agreement/term"),
            language: at("/agreement/language"),
            main_agreement: at("/agreement/main_agreement"),
            supersedes: at("/agreement/supersedes"),
            law: at("/agreement/law"),
            courts: at("/agreement/courts"),
            parties: parties(plan),
            breach_notice: at("/breach/notice"),
            subprocessing: at("/subprocessing"),
            subprocessors: plan.deal.subprocessors.len(),
            audits: at("/audits"),
            end_of_service: at("/end_of_service"),
            liability: at("/liability"),
        }
    }

    /// The party on a side.
    pub fn side(&self, side: &str) -> Option<&Party<'a>> {
        self.parties.iter().find(|party| party.side == Some(side))
    }
}

fn parties<'a>(plan: &'a Plan<'_>) -> Vec<Party<'a>> {
    let agreement = &plan.deal.agreement;
    let is =
        |id: &str, side: &Option<crate::pack::value::PartyId>| side.as_ref().is_some_and(|one| one.0 == id);
    let parties = plan.json().get("parties").and_then(Json::as_object);
    let party = |(id, party): (&'a String, &'a Json)| {
        let at = |key: &str| party.get(key).unwrap_or(&Json::Null);
        let side = match () {
            () if is(id, &agreement.customer) => Some("customer"),
            () if is(id, &agreement.provider) => Some("provider"),
            () => None,
        };
        let (role, name) = (at("role"), at("name"));
        Party { id, side, role, name, registration: at("registration"), country: at("country") }
    };
    parties.into_iter().flatten().map(party).collect()
}
