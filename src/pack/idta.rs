//! The International Data Transfer Agreement of the United Kingdom, version A1.0: what its four tables
//! ask beyond the facts of the transfer.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::transfer::UkParty;
use super::value::{Date, Given, Period};

/// The choices of the IDTA. What is not stated has the value that its field names.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Idta {
    /// Table 1: start date, where it differs from that of the agreement.
    pub start: Option<Given<Date>>,
    /// Table 2: the law of the country that governs the IDTA.
    #[serde(default)]
    pub law: UkLaw,
    /// Table 2: the primary place for legal claims; otherwise that of the law.
    pub claims: Option<UkLaw>,
    /// Table 2: whether the UK GDPR applies to what the importer does with the data.
    #[serde(default)]
    pub importer_under_uk_gdpr: bool,
    /// Table 2: linked agreements other than this one: `Master Services Agreement of 3 May 2026`.
    #[serde(default)]
    pub linked: Vec<String>,
    /// Table 2: how long the importer may process; otherwise as long as the linked agreement.
    pub term: Option<Period>,
    /// Table 2: notice by which a party may end the IDTA before its term; none means that it may not,
    /// unless there is a breach.
    pub early_end: Option<Period>,
    /// Table 2: who may end the IDTA when the approved one changes.
    #[serde(default)]
    pub may_end: Vec<UkParty>,
    /// Table 2: whether the importer may pass the data on.
    #[serde(default)]
    pub further: FurtherTransfers,
    /// Table 2: restrictions on passing data on, each a sentence.
    #[serde(default)]
    pub restrictions: Vec<String>,
    /// Table 2: how often the security requirements are reviewed; otherwise at each change of data,
    /// purpose, importer or risk.
    pub review: Option<Period>,
    /// Table 3: whether data, people and purposes follow changes of the linked agreement.
    #[serde(default)]
    pub follows_linked: bool,
    /// Table 4: whether the security requirements follow changes of the linked agreement.
    #[serde(default)]
    pub security_follows_linked: bool,
    /// Table 4: security of transmission, where it is not among the measures of the pack.
    pub transmission: Option<String>,
    /// Table 4: security of storage.
    pub storage: Option<String>,
    /// Table 4: security of processing.
    pub processing: Option<String>,
    /// Table 4: organisational measures.
    pub organisation: Option<String>,
    /// Table 4: technical minimum.
    pub minimum: Option<String>,
    /// Part 2: extra protection clauses, each a sentence; the supplementary measures of the transfer are
    /// added to them.
    #[serde(default)]
    pub extra_protection: Vec<String>,
    /// Part 3: commercial clauses, each a sentence; none are needed beside the agreement.
    #[serde(default)]
    pub commercial: Vec<String>,
}

/// Laws of the United Kingdom that the IDTA lets be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum UkLaw {
    /// England and Wales.
    #[default]
    EnglandAndWales,
    /// Northern Ireland.
    NorthernIreland,
    /// Scotland.
    Scotland,
}

/// Whether the importer may pass data on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FurtherTransfers {
    /// It may, as the mandatory clauses provide, within the restrictions stated.
    #[default]
    Allowed,
    /// Only to recipients that the exporter has authorised.
    Authorised,
    /// It may not.
    None,
}
