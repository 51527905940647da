//! Who the parties are.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::value::{Country, Date, Email, Given, Land};

/// A party to the pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-view" = "party"))]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// What the party is for the data of this pack.
    pub role: Role,
    /// Full legal name.
    pub name: Given<String>,
    /// What the party is called in its own documents: `Dahua`. Printed with its name.
    pub short_name: Option<String>,
    /// Further names used for the party in related documents.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Trading name, where it differs from the legal name.
    pub trading_name: Option<String>,
    /// The legal name in its own script, where `name` is a transliteration.
    pub native_name: Option<String>,
    /// Legal form where the name does not say it: `private limited company`.
    pub legal_form: Option<String>,
    /// Number in the company register, with the register: `Commercial Register Frankfurt, HRB 12345`.
    pub registration: Option<Given<String>>,
    /// Postal address without the country.
    pub address: Given<Address>,
    /// Country of establishment (ISO 3166-1 alpha-2).
    pub country: Given<Country>,
    /// For Germany: the Land, which decides the competent authority (`BY`, `NW`, ...).
    pub land: Option<Land>,
    /// In which countries or under which condition the party is established, where the party is a
    /// class of customers rather than one company.
    pub class: Option<String>,
    /// What the party does that matters for the processing; one sentence or phrase (Annex I.A).
    pub activities: Option<String>,
    /// People and desks to write to.
    #[serde(default)]
    pub contacts: Vec<Contact>,
    /// Data protection officer, or the reason why there is none (GDPR Art. 37).
    pub data_protection_officer: Option<Officer>,
    /// Representative in the Union (GDPR Art. 27).
    pub eu_representative: Option<Representative>,
    /// Representative in the United Kingdom (UK GDPR Art. 27).
    pub uk_representative: Option<Representative>,
    /// Representative in Switzerland (FADP Art. 14).
    pub ch_representative: Option<Representative>,
    /// Competent supervisory authority; derived from the country where that is certain.
    pub supervisory_authority: Option<Given<Authority>>,
    /// Whether the GDPR applies to the party's own processing although it is not established in the
    /// Union (GDPR Art. 3(2)).
    pub subject_to_gdpr: Option<bool>,
    /// Certification under the EU-US Data Privacy Framework.
    pub data_privacy_framework: Option<Certification>,
    /// Who signs for the party.
    pub signatory: Option<Signatory>,
    /// Affiliates for which the party also signs, as their agent.
    #[serde(default)]
    pub signs_for: Vec<Affiliate>,
    /// Affiliates that benefit from the agreement too: they use the services, or their data is processed.
    #[serde(default)]
    pub affiliates: Vec<Affiliate>,
}

impl Party {
    /// Whether the GDPR applies to what the party does, as far as the facts tell; a country that is
    /// not stated speaks for it.
    pub fn under_gdpr(&self) -> bool {
        let there = self.country.value().is_none_or(|country| crate::law::in_eea(&country.0));
        there || self.subject_to_gdpr == Some(true) || self.eu_representative.is_some()
    }
}

/// What a party is for the data of the pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Decides on purposes and means (GDPR Art. 4(7)).
    Controller,
    /// Decides together with another controller of the pack (GDPR Art. 26).
    JointController,
    /// Decides for itself alone, on data that it receives under the pack.
    IndependentController,
    /// Processes for a controller (GDPR Art. 4(8)).
    Processor,
    /// Processes for a processor.
    Subprocessor,
}

/// A postal address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-view" = "address"))]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// Street and number.
    pub street: String,
    /// Postal code.
    pub postcode: Option<String>,
    /// City or town.
    pub city: String,
    /// State, province or region.
    pub region: Option<String>,
}

/// A person or desk to write to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-view" = "contact"))]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// What to write about; `privacy` serves for everything that has no contact of its own.
    pub kind: ContactKind,
    /// Name of the person, if one is named.
    pub name: Option<String>,
    /// Position or desk: `Head of Privacy`.
    pub position: Option<String>,
    /// E-mail address.
    pub email: Given<Email>,
    /// Telephone number with country code.
    pub phone: Option<String>,
}

/// What a contact is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ContactKind {
    /// Data protection in general; serves for every kind that is not listed.
    Privacy,
    /// Personal data breaches.
    Security,
    /// Formal notices.
    Notices,
    /// Objections to subprocessors.
    Objections,
    /// Instructions.
    Instructions,
    /// Complaints of data subjects (SCC Clause 11(a)).
    Complaints,
}

/// A data protection officer, or the statement that there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Officer {
    /// Appointed.
    Appointed(Representative),
    /// Not appointed.
    NotAppointed(NotAppointed),
}

/// Why nobody is appointed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-view" = "not-appointed"))]
#[serde(deny_unknown_fields)]
pub struct NotAppointed {
    /// The reason, as words that follow "none:".
    pub none: String,
}

/// A named person or firm with an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-view" = "representative"))]
#[serde(deny_unknown_fields)]
pub struct Representative {
    /// Name of the person or firm.
    pub name: String,
    /// Postal address in one line.
    pub address: Option<String>,
    /// Country (ISO 3166-1 alpha-2).
    pub country: Option<Country>,
    /// E-mail address.
    pub email: Given<Email>,
    /// Telephone number with country code.
    pub phone: Option<String>,
}

/// A supervisory authority.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-view" = "authority"))]
#[serde(deny_unknown_fields)]
pub struct Authority {
    /// Name, in its own language or in English.
    pub name: String,
    /// The city of its seat.
    pub city: Option<String>,
    /// Country (ISO 3166-1 alpha-2).
    pub country: Option<Country>,
}

/// An entry in the Data Privacy Framework List.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Certification {
    /// Status on the list.
    pub status: CertificationStatus,
    /// Name of the entry, which must cover the party itself.
    pub entry: String,
    /// Further entities that the entry names as covered.
    #[serde(default)]
    pub covered_entities: Vec<String>,
    /// Whether human resources data is covered.
    #[serde(default)]
    pub covers_hr: bool,
    /// Whether the UK Extension is in force.
    #[serde(default)]
    pub uk_extension: bool,
    /// Whether the Swiss-US framework is in force.
    #[serde(default)]
    pub swiss: bool,
    /// When the list was looked at.
    pub checked: Date,
}

/// Status on the Data Privacy Framework List.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CertificationStatus {
    /// In force.
    Active,
    /// Lapsed or withdrawn.
    Inactive,
}

/// Who signs for a party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Signatory {
    /// Name of the person, in any script.
    pub name: Option<String>,
    /// Position: `Managing Director`.
    pub title: Option<String>,
    /// Where the documents are sent for signature; printed nowhere, named in `packet.json`.
    pub email: Option<Email>,
    /// Where the party signs.
    pub place: Option<String>,
    /// When, if it is fixed in advance.
    pub date: Option<Date>,
    /// What the power to sign rests on: `sole director, registered`.
    pub authority: Option<String>,
}

/// A company of a party's group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Affiliate {
    /// Full legal name.
    pub name: String,
    /// Postal address in one line.
    pub address: Option<String>,
    /// Country of establishment (ISO 3166-1 alpha-2).
    pub country: Country,
    /// What the power of agency rests on.
    pub authority: Option<String>,
}
