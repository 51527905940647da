//! What the parties agreed about the deal: the agreement itself and its commercial terms.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::transfer::ClauseText;
use super::value::{Country, Date, Given, Law, Money, PartyId, Period, Url};

/// The agreement as a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// Title, printed on the cover: `Data Processing Agreement`.
    pub title: String,
    /// The parties' reference; also the name of the output folder.
    #[schemars(regex(pattern = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"), example = "ACME-2026")]
    pub reference: String,
    /// Date of this text.
    pub date: Given<Date>,
    /// When the agreement takes effect.
    pub effective: Given<Effective>,
    /// Version of this text.
    pub version: Option<String>,
    /// Language of the text.
    #[serde(default)]
    pub language: Language,
    /// Which text is the contract that GDPR Art. 28(3) asks for.
    #[serde(default)]
    pub body: Body,
    /// Choices within the clauses of Decision (EU) 2021/915, where they are the body.
    #[serde(default)]
    pub body_options: BodyOptions,
    /// Whether the pack is ready to be signed.
    #[serde(default)]
    pub state: State,
    /// An agreement of the past, reproduced: printed with a watermark, and allowed to use what has
    /// since been repealed.
    #[serde(default)]
    pub historic: bool,
    /// The party that orders the service; derived from the roles where they leave one choice.
    pub customer: Option<PartyId>,
    /// The party that provides it; derived likewise.
    pub provider: Option<PartyId>,
    /// The contract to which the data processing agreement belongs.
    pub main_agreement: MainAgreement,
    /// Earlier terms that it replaces.
    #[serde(default)]
    pub supersedes: Vec<String>,
    /// Recitals in the parties' own words, printed after ours.
    #[serde(default)]
    pub recitals: Vec<String>,
    /// Definitions that the parties add.
    #[serde(default)]
    pub definitions: Vec<OwnDefinition>,
    /// The law that governs the data processing agreement.
    pub law: Option<Given<Law>>,
    /// The courts that decide.
    pub courts: Option<Given<Courts>>,
    /// How long it lasts.
    #[serde(default)]
    pub term: Term,
    /// Which data protection law applies to whom, where that depends on the customer.
    #[serde(default)]
    pub applicable_law: Vec<LawBranch>,
    /// Whether a reader's guide to the official EU clauses is written beside the instruments. It explains
    /// them in plain words and is no part of what the parties agree.
    #[serde(default)]
    pub guide: bool,
    /// How the text of official clauses reaches the pack, for transfers that do not say so themselves: by
    /// reference, or word for word.
    pub clause_text: Option<ClauseText>,
    /// Whether the agreement, with the main agreement, is all that was agreed on data protection.
    #[serde(default)]
    pub entire_agreement: bool,
    /// Periods are printed in words and figures: "forty-eight (48) hours".
    #[serde(default)]
    pub numbers_in_words: bool,
}

/// The text that is the contract between controller and processor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
pub enum Body {
    /// The agreement of the library.
    #[default]
    #[serde(rename = "dpa")]
    Own,
    /// The clauses of Decision (EU) 2021/915, by reference, with a completed schedule. They serve a
    /// controller and a processor, and are no ground for a transfer.
    #[serde(rename = "scc-2021-915")]
    Scc2021915,
}

/// Choices within the clauses of Decision (EU) 2021/915. Clause 7.7(a) follows from `[subprocessing]`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BodyOptions {
    /// Clauses 1(a), 8(c)(4) and 9: the regulation that governs the controller.
    #[serde(default)]
    pub regulation: BodyRegulation,
    /// Clause 5: others may accede.
    #[serde(default)]
    pub docking: bool,
}

/// The regulation that governs the controller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BodyRegulation {
    /// Regulation (EU) 2016/679.
    #[default]
    Gdpr,
    /// Regulation (EU) 2018/1725: the controller is an institution or body of the Union.
    UnionInstitutions,
}

/// Languages in which packs can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
pub enum Language {
    /// English as written in Ireland, Britain and the institutions of the Union.
    #[default]
    #[serde(rename = "en-GB")]
    English,
}

/// Whether a pack is ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Under negotiation.
    Draft,
    /// To be signed as it stands.
    #[default]
    Final,
}

/// When the agreement takes effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-view" = "effective"))]
#[serde(untagged)]
pub enum Effective {
    /// On a date.
    On(Date),
    /// By an event.
    Event(EffectiveEvent),
}

/// An event that starts the agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EffectiveEvent {
    /// When the last party signs.
    LastSignature,
    /// When the main agreement takes effect.
    MainAgreement,
}

/// The contract to which the data processing agreement belongs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MainAgreement {
    /// Title: `Master Services Agreement`.
    pub title: String,
    /// Reference or number.
    pub reference: Option<String>,
    /// The date it bears.
    pub date: Option<Date>,
    /// Full legal names of the companies that made it, where that is worth a look: groups of companies
    /// often have several that could.
    #[serde(default)]
    pub parties: Vec<String>,
    /// Other documents that belong to it: `Service Order`, `Terms of Use`.
    #[serde(default)]
    pub related: Vec<String>,
    /// Whether any other agreement between the parties that refers to this one counts too.
    #[serde(default)]
    pub or_any_other: bool,
    /// Whether terms defined there mean the same here.
    #[serde(default)]
    pub shares_definitions: bool,
}

/// A definition in the parties' own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnDefinition {
    /// The term, as capitalised in the text.
    pub term: String,
    /// Its meaning, as words that follow "means".
    pub means: String,
}

/// Courts that decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-view" = "courts"))]
#[serde(deny_unknown_fields)]
pub struct Courts {
    /// Country, or part of one with courts of its own (`GB-ENG`).
    pub country: Law,
    /// The city whose courts decide.
    pub place: Option<String>,
    /// Whether no other court may decide.
    #[serde(default)]
    pub exclusive: bool,
}

/// How long the agreement lasts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// What it depends on.
    #[serde(default)]
    pub lasts: Lasts,
    /// Last day, for a fixed term.
    pub until: Option<Date>,
    /// Notice by which either party may end an indefinite term.
    pub notice: Option<Period>,
}

/// What the term depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Lasts {
    /// Ends with the main agreement, and lasts until the data is gone.
    #[default]
    MainAgreement,
    /// Ends on a date.
    Fixed,
    /// Until notice.
    Indefinite,
}

/// A branch of the applicable data protection law.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LawBranch {
    /// What the customers of this branch are called: `EU Controller`.
    pub class: String,
    /// Which customers these are, as words that follow "a customer": `registered in the Union`.
    pub condition: String,
    /// The laws, by short name: `GDPR`, `Directive 2002/58/EC`.
    pub laws: Vec<String>,
}

/// Engaging subprocessors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Subprocessing {
    /// How the customer authorises them (GDPR Art. 28(2)).
    pub authorisation: Authorisation,
    /// Affiliates of the provider are authorised in general although others need specific consent.
    #[serde(default)]
    pub affiliates_authorised: bool,
    /// How long before a change the provider gives notice; with specific authorisation, how long
    /// before the engagement it asks.
    pub notice: Option<Given<Period>>,
    /// How long the customer may object.
    pub objection: Option<Given<Period>>,
    /// What follows an objection that cannot be settled.
    #[serde(default)]
    pub deadlock: Deadlock,
    /// Consent may be refused only for good reason.
    #[serde(default)]
    pub consent_not_unreasonably_withheld: bool,
    /// Consent may be given on conditions.
    #[serde(default)]
    pub consent_conditions: bool,
    /// Address where the current list is kept, for reading between changes.
    pub list_url: Option<Url>,
    /// Date of the version of that list that the parties agreed.
    pub list_date: Option<Given<Date>>,
    /// What all subprocessors have in common: `IT services`.
    pub common_task: Option<String>,
}

/// How subprocessors are authorised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Authorisation {
    /// Each needs prior consent.
    Specific,
    /// A list is agreed; changes are notified and may be objected to.
    General,
    /// None may be engaged.
    None,
}

/// What follows an objection that cannot be settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Deadlock {
    /// Use of the subprocessor for the customer stays suspended; the customer may end the service
    /// concerned and is refunded prepaid fees.
    #[default]
    CustomerMayEnd,
    /// The provider may end the services at once, without refund.
    ProviderMayEnd,
}

/// Notice of personal data breaches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Breach {
    /// Longest time from awareness to the first notice.
    pub notice: Given<Period>,
    /// What starts the time.
    #[serde(default)]
    pub starts: BreachStart,
    /// Whether reasonable suspicion is enough.
    #[serde(default)]
    pub suspected: bool,
    /// No notice where the provider thinks a risk unlikely. Not a processor's call under GDPR
    /// Art. 33(2); carried for agreements as published.
    #[serde(default)]
    pub only_if_risk: bool,
    /// Who pays for telling authorities and data subjects.
    #[serde(default)]
    pub notification_costs: CostBearer,
}

/// What starts the time for a breach notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BreachStart {
    /// Knowing of it (GDPR Art. 33(2)).
    #[default]
    Awareness,
    /// Finding it.
    Discovery,
}

/// Who bears a cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CostBearer {
    /// Whoever is responsible for the cause; otherwise each its own.
    #[default]
    Cause,
    /// The customer.
    Customer,
    /// The provider.
    Provider,
    /// Each its own.
    Each,
}

/// Audits and inspections.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Audits {
    /// How the customer checks.
    pub mode: AuditMode,
    /// Notice before an on-site audit.
    pub notice: Option<Given<Period>>,
    /// On-site audits without cause in any twelve months.
    pub per_year: Option<u32>,
    /// Time to mend what an audit finds.
    pub remedy: Option<Period>,
    /// Who pays for an audit that finds no material fault.
    #[serde(default)]
    pub costs: CostBearer,
}

/// How the customer checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AuditMode {
    /// Reports first, then questions, then on site for cause or where reports do not do.
    ReportFirst,
    /// On site, by the customer or its auditor.
    OnSite,
    /// Information only. Falls short of GDPR Art. 28(3)(h); carried for agreements as published.
    InformationOnly,
}

/// Help by the provider.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Assistance {
    /// Time to pass on a request of a data subject.
    pub forward_requests: Option<Given<Period>>,
    /// Time to answer the customer's own request for help.
    pub respond: Option<Given<Period>>,
    /// Who pays for help with requests of data subjects.
    #[serde(default)]
    pub costs: AssistanceCosts,
    /// Measures by which the provider helps with requests of data subjects (SCC Clause 10(b)).
    #[serde(default)]
    pub measures: Vec<String>,
}

/// Who pays for help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AssistanceCosts {
    /// Included in the fees.
    #[default]
    Included,
    /// Included up to what the service offers by itself; beyond that at agreed rates.
    BeyondUsual,
    /// The provider may charge a fee.
    Fee,
}

/// The end of the service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndOfService {
    /// What happens to the data.
    pub choice: EndChoice,
    /// Time to return or offer the data.
    pub return_within: Option<Given<Period>>,
    /// Format in which it is returned.
    pub format: Option<String>,
    /// Time to delete, from return or from the end of the service.
    pub delete_within: Option<Given<Period>>,
    /// Time after which backups are overwritten too.
    pub backups_within: Option<Given<Period>>,
    /// Whether deletion is certified in writing.
    #[serde(default)]
    pub certificate: bool,
    /// Where any applicable law, not only that of the Union or a Member State, can require storage.
    /// Wider than GDPR Art. 28(3)(g); carried for agreements as published.
    #[serde(default)]
    pub any_law_exception: bool,
}

/// What happens to the data at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EndChoice {
    /// Return first, then deletion.
    ReturnThenDelete,
    /// Deletion.
    Delete,
    /// Return.
    Return,
    /// As the customer chooses when the service ends; deletion where it does not.
    CustomerChooses,
}

/// Liability between the parties.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Liability {
    /// Which rule applies.
    #[serde(default)]
    pub regime: LiabilityRegime,
    /// The cap, for a capped regime.
    pub cap: Option<Cap>,
    /// Whether indirect damage is excluded.
    #[serde(default)]
    pub excludes_indirect: bool,
    /// Whether the limits reach damage caused by subprocessors and other recipients.
    #[serde(default)]
    pub covers_recipients: bool,
    /// Whether the limit is printed in capitals, as some legal systems ask.
    #[serde(default)]
    pub capitals: bool,
    /// Whether the provider is free where damage comes from the customer's instructions.
    #[serde(default)]
    pub instructions_exempt: bool,
}

/// Which liability rule applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LiabilityRegime {
    /// That of the main agreement, as far as the law lets it.
    #[default]
    MainAgreement,
    /// A cap of its own.
    Capped,
    /// None.
    Uncapped,
    /// Nothing is said.
    Silent,
}

/// A cap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cap {
    /// A fixed sum of money.
    pub amount: Option<Money>,
    /// The fees of this period before the claim.
    pub fees_of: Option<Period>,
    /// With both: whether the greater counts.
    #[serde(default)]
    pub whichever_is_greater: bool,
    /// Whether claims of data subjects are expressly untouched.
    #[serde(default = "yes")]
    pub saves_data_subjects: bool,
}

fn yes() -> bool {
    true
}

/// Indemnity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Indemnity {
    /// Who indemnifies.
    pub by: IndemnityBy,
    /// Largest sum.
    pub cap: Option<Money>,
}

/// Who indemnifies whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum IndemnityBy {
    /// Each party the other.
    Mutual,
    /// The provider the customer.
    Provider,
}

/// Requests of authorities for access to data.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AccessRequests {
    /// Which requests the procedure covers.
    #[serde(default)]
    pub from: AccessFrom,
}

/// Which requests for access are covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AccessFrom {
    /// Those of any public authority or court.
    #[default]
    AnyAuthority,
    /// Those of supervisory authorities only.
    SupervisoryAuthorities,
}

/// Terms of further jurisdictions.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Addenda {
    /// California: CCPA as amended by the CPRA.
    pub ccpa: Option<Ccpa>,
}

/// California.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ccpa {
    /// What the provider is.
    pub role: CcpaRole,
    /// The specific business purposes (Cal. Civ. Code 1798.140(e)); a pointer to the whole contract
    /// is not enough (11 CCR 7051(a)(2)).
    #[serde(default)]
    pub purposes: Vec<String>,
    /// Only the statement that nothing is sold. Falls short of 11 CCR 7051(a); carried for agreements
    /// as published.
    #[serde(default)]
    pub no_sale_only: bool,
    /// Applies only so far as the statute does.
    #[serde(default)]
    pub if_applicable: bool,
}

/// What the provider is under the CCPA.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CcpaRole {
    /// Service provider (1798.140(ag)).
    ServiceProvider,
    /// Contractor (1798.140(j)).
    Contractor,
}

/// Signing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Signing {
    /// Parties in the order in which they sign; otherwise the order of `[parties]`.
    #[serde(default)]
    pub order: Vec<PartyId>,
    /// Whether one signature of the agreement also signs the annexes and transfer instruments.
    #[serde(default)]
    pub one_signature: bool,
    /// What each party fills in.
    #[serde(default)]
    pub fields: Fields,
    /// Whether the parties accept electronic signatures.
    #[serde(default = "yes")]
    pub electronic: bool,
    /// Acceptance other than by signature: `accepted in the User Account`.
    pub acceptance: Option<String>,
    /// The e-signature service whose anchors are placed.
    #[serde(default)]
    pub dialect: Dialect,
}

/// What each party fills in when it signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Fields {
    /// Signature, name, title, place and date.
    #[default]
    Full,
    /// The date only.
    DateOnly,
    /// Nothing: the agreement is accepted in another way.
    None,
}

/// E-signature services.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Dialect {
    /// Plain PDF fields.
    #[default]
    None,
    /// DocuSign anchors.
    Docusign,
    /// Adobe Acrobat Sign text tags.
    Adobe,
    /// Dropbox Sign text tags.
    Dropbox,
}

impl Dialect {
    /// Every value.
    pub const ALL: [Dialect; 4] = [Dialect::None, Dialect::Docusign, Dialect::Adobe, Dialect::Dropbox];

    /// Its name in packs and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Dialect::None => "none",
            Dialect::Docusign => "docusign",
            Dialect::Adobe => "adobe",
            Dialect::Dropbox => "dropbox",
        }
    }
}

/// A country whose transfers the pack authorises in general.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TransferRule {
    /// Recipients: `affiliates`, `listed subprocessors`, `carriers`.
    pub recipients: String,
    /// Countries; none means any country.
    #[serde(default)]
    pub countries: Vec<Country>,
}
