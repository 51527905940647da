//! The facts of one contract pack.
//!
//! [`Pack`] is what a pack file says, typed. It is the vocabulary of the whole tool: the same names
//! stand in TOML files, in the conditions of clauses, in their texts, in messages and in the schema,
//! which is made from these types. Adding a fact means adding a field here; it reaches the clauses
//! under its name without further code.

pub mod calendar;
pub mod formats;
pub(crate) mod forms;
pub mod idta;
pub mod open;
pub mod party;
pub mod processing;
pub mod resolved;
pub mod terms;
pub mod transfer;
pub mod value;
mod version;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use open::{Facts, Places};
pub use party::{Party, Role};
pub use processing::{Data, Measures, Processing, Service};
pub use terms::{
    AccessRequests, Addenda, Agreement, Assistance, Audits, Breach, EndOfService, Indemnity, Liability,
    Signing, Subprocessing, TransferRule,
};
pub use transfer::{OwnProcessing, Recipient, Subprocessor, Transfer};
pub use value::{Country, Date, Given, Period};

use value::Date as IsoDate;

/// The version of the pack file's schema that this tool writes.
pub const SCHEMA: u32 = 1;

/// A dpakit pack: everything two companies agree when one processes personal data for the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// Version of the schema of this file: 1.
    #[schemars(range(min = 1, max = 1))]
    pub schema: u32,
    /// The agreement as a document.
    pub agreement: Agreement,
    /// The parties, by id.
    pub parties: IndexMap<String, Party>,
    /// The vocabulary of data.
    pub data: Data,
    /// What holds for all services.
    #[serde(default)]
    pub processing: Processing,
    /// The services, by id.
    pub services: IndexMap<String, Service>,
    /// Technical and organisational measures.
    pub measures: Measures,
    /// How subprocessors are engaged.
    pub subprocessing: Subprocessing,
    /// The subprocessors.
    #[serde(default)]
    pub subprocessors: Vec<Subprocessor>,
    /// Recipients that are not subprocessors.
    #[serde(default)]
    pub recipients: Vec<Recipient>,
    /// What a party processes as a controller of its own.
    #[serde(default)]
    pub own_processing: Vec<OwnProcessing>,
    /// Notice of personal data breaches.
    pub breach: Breach,
    /// Audits and inspections.
    pub audits: Audits,
    /// Help with data subjects, assessments and authorities.
    #[serde(default)]
    pub assistance: Assistance,
    /// Return and deletion.
    pub end_of_service: EndOfService,
    /// Liability between the parties.
    #[serde(default)]
    pub liability: Liability,
    /// Indemnity; none where nothing is said.
    pub indemnity: Option<Indemnity>,
    /// Requests of authorities for access.
    #[serde(default)]
    pub access_requests: AccessRequests,
    /// Authorisations of transfers in general.
    #[serde(default)]
    pub transfer_rules: Vec<TransferRule>,
    /// Transfers to third countries.
    #[serde(default)]
    pub transfers: Vec<Transfer>,
    /// Terms of further jurisdictions.
    #[serde(default)]
    pub addenda: Addenda,
    /// How, where and in which order the parties sign.
    #[serde(default)]
    pub signing: Signing,
    /// Negotiated deviations from the library.
    #[serde(default)]
    pub clauses: Deviations,
    /// Rules that may be broken, by code or name, each with a reason.
    #[serde(default)]
    pub allow: IndexMap<String, Allowance>,
}

/// Negotiated deviations from the library's wording. Official text cannot be touched this way.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deviations {
    /// Clauses whose wording the parties replace, by address without version: `dpa/audits`.
    #[serde(default)]
    pub replace: IndexMap<String, Replacement>,
    /// Clauses that the parties add.
    #[serde(default)]
    pub insert: Vec<Insertion>,
    /// Clauses that the parties leave out, by address, each with its reason.
    #[serde(default)]
    pub omit: IndexMap<String, String>,
}

/// A replaced wording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Replacement {
    /// New heading; otherwise that of the library.
    pub title: Option<String>,
    /// The wording, in the Markdown of the library.
    pub text: String,
    /// Requirements that the new wording still meets; otherwise it meets none.
    #[serde(default)]
    pub covers: Vec<String>,
    /// Why it deviates.
    pub reason: String,
}

/// An added clause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Insertion {
    /// The clause after which it stands, by address.
    pub after: String,
    /// Its own slug, for references.
    pub slug: String,
    /// Its heading, as printed.
    pub title: String,
    /// The wording, in the Markdown of the library.
    pub text: String,
    /// Requirements that it meets.
    #[serde(default)]
    pub covers: Vec<String>,
    /// Why it was added.
    pub reason: String,
}

/// A rule that may be broken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Allowance {
    /// Why the parties accept it; the manifest repeats it.
    pub reason: String,
    /// Last day on which it holds.
    pub until: Option<IsoDate>,
}
