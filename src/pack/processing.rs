//! What is processed, for what, and how it is protected.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::value::{CategoryId, Country, Date, Given, MeasureAddress, Period, ServiceId, SubjectId, Url};

/// The vocabulary of data: categories, groups of them, and data subjects.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Data {
    /// Categories of personal data, by id.
    #[serde(default)]
    pub categories: IndexMap<String, Category>,
    /// Named groups of categories, by id: `Tracking Data`.
    #[serde(default)]
    pub groups: IndexMap<String, Group>,
    /// Categories of data subjects, by id.
    #[serde(default)]
    pub subjects: IndexMap<String, Subject>,
}

/// A category of personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Name: `Order Information`.
    pub name: String,
    /// What it consists of.
    #[serde(default)]
    pub elements: Vec<String>,
    /// Whether it belongs to the sensitive data of the law.
    #[serde(default)]
    pub special: Special,
    /// Restrictions and safeguards that apply to it beyond the general measures (SCC Annex I.B).
    #[serde(default)]
    pub safeguards: Vec<String>,
    /// A remark printed with it, e.g. `only if the customer asks for an identity check`.
    pub note: Option<String>,
    /// Whether it contains secrets such as passwords, and how they are stored.
    pub secrets: Option<String>,
}

/// Whether data is sensitive in the eyes of the law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Special {
    /// Ordinary personal data.
    #[default]
    No,
    /// A special category (GDPR Art. 9).
    SpecialCategory,
    /// Criminal convictions and offences (GDPR Art. 10).
    CriminalOffence,
    /// Not sensitive by law, but treated with special care by the parties.
    Careful,
}

/// A named group of categories.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Name: `Tracking Data`.
    pub name: String,
    /// The categories in it.
    pub categories: Vec<CategoryId>,
}

/// A category of data subjects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Subject {
    /// Name: `Customers' employees`.
    pub name: String,
    /// Who is meant, where the name does not say it.
    pub note: Option<String>,
}

/// What holds for all services.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Processing {
    /// What the parties call the purpose of the processing as a whole.
    pub purpose: Option<String>,
    /// How long data is processed.
    pub duration: Option<Given<String>>,
    /// How the customer gives instructions.
    pub instructions: Option<Instructions>,
    /// Where data is stored and from where it is accessed.
    #[serde(default)]
    pub locations: Vec<Location>,
    /// Further rows of the description of processing, printed as they are.
    #[serde(default)]
    pub extra: Vec<ExtraRow>,
}

/// How instructions are given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Instructions {
    /// The ways that count: `in writing`, `by e-mail with confirmation of receipt`.
    pub channels: Vec<String>,
    /// Time the provider has to carry out a further instruction.
    pub time: Option<Given<Period>>,
}

/// Where data is stored or accessed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Location {
    /// Country (ISO 3166-1 alpha-2).
    pub country: Country,
    /// Region or cities: `Central and East regions`.
    pub place: Option<String>,
    /// What happens there.
    pub activity: String,
    /// Who runs the place: `Amazon Web Services`.
    pub operator: Option<String>,
}

/// A row that the parties add to a description.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtraRow {
    /// What is described.
    pub label: String,
    /// The description.
    pub text: Given<String>,
}

/// One service for which data is processed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-view" = "service"))]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Name: `Parcel tracking`.
    pub name: String,
    /// What the processing is about (GDPR Art. 28(3)).
    pub subject_matter: Given<String>,
    /// What is done with the data: `collection`, `storage`.
    #[serde(default)]
    pub nature: Vec<String>,
    /// What it is done for.
    #[serde(default)]
    pub purposes: Vec<String>,
    /// Words that lead the list of purposes.
    pub purpose_lead: Option<String>,
    /// Categories of data.
    #[serde(default)]
    pub categories: Vec<CategoryId>,
    /// Categories of data subjects, with the categories of data they are concerned by.
    #[serde(default)]
    pub subjects: Vec<Concerned>,
    /// How long data is kept.
    #[serde(default)]
    pub retention: Vec<Retention>,
    /// How long the processing lasts; otherwise that of the whole.
    pub duration: Option<Given<String>>,
    /// Instructions that only this service has.
    #[serde(default)]
    pub instructions: Vec<String>,
    /// Controllers on whose behalf the customer acts, where the customer is a processor.
    #[serde(default)]
    pub controllers: Vec<String>,
}

/// Data subjects of a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Concerned {
    /// Whose data, by id in `[data.subjects]`.
    pub subject: SubjectId,
    /// Only these categories of data concern them.
    #[serde(default)]
    pub only: Vec<CategoryId>,
    /// All categories of the service except these concern them.
    #[serde(default)]
    pub except: Vec<CategoryId>,
}

/// How long data is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// The categories; none means all of the service that have no period of their own.
    #[serde(default)]
    pub categories: Vec<CategoryId>,
    /// The period.
    pub period: Option<Given<Period>>,
    /// What the period counts from, or, without a period, the criteria that decide.
    pub criteria: Option<String>,
}

/// Technical and organisational measures.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Measures {
    /// Whether they are printed as a list or as a table.
    #[serde(default)]
    pub style: MeasureStyle,
    /// Whether the provider may replace measures by others of no lower protection.
    #[serde(default)]
    pub replaceable: Option<bool>,
    /// Groups, in order.
    #[serde(default)]
    pub groups: Vec<MeasureGroup>,
    /// Certificates and audit reports.
    #[serde(default)]
    pub certificates: Vec<Certificate>,
}

/// How measures are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MeasureStyle {
    /// A list under a heading per group.
    #[default]
    List,
    /// One table: group, measure, text.
    Table,
    /// One table with four columns: category, subcategory, issue, implementation.
    Matrix,
}

/// A group of measures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-view" = "measure-group"))]
#[serde(deny_unknown_fields)]
pub struct MeasureGroup {
    /// Heading: `Encryption`.
    pub title: String,
    /// Services it protects; none means all.
    #[serde(default)]
    pub services: Vec<ServiceId>,
    /// Measures of the library, by address.
    #[serde(default, rename = "use")]
    pub library: Vec<MeasureAddress>,
    /// Measures in the parties' own words.
    #[serde(default)]
    pub own: Vec<OwnMeasure>,
}

/// A measure in the parties' own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnMeasure {
    /// Run-in heading, or the subcategory in a matrix.
    pub title: Option<String>,
    /// The security issue it answers, in a matrix.
    pub issue: Option<String>,
    /// What is done.
    pub text: String,
    /// Details, one a line.
    #[serde(default)]
    pub points: Vec<String>,
    /// Requirements that it serves, by id (`A32-1-a-encryption`); the measures of the library know theirs.
    #[serde(default)]
    pub covers: Vec<String>,
}

/// A certificate or report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// Standard: `ISO/IEC 27001:2022`.
    pub standard: String,
    /// What it covers.
    pub scope: Option<String>,
    /// Who issued it.
    pub issuer: Option<String>,
    /// Until when it is valid.
    pub valid_until: Option<Date>,
    /// Where it can be seen.
    pub url: Option<Url>,
}
