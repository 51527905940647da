//! Who else receives data, and how it leaves the Union, the United Kingdom or Switzerland.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::idta::Idta;
use super::party::{Address, Authority, Contact, Party};
use super::terms::{Authorisation, Courts};
use super::value::{CategoryId, Country, Date, Given, Law, PartyId, Period, ServiceId, Url};

/// A subprocessor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Subprocessor {
    /// Stable id; otherwise made from the name.
    pub id: Option<String>,
    /// Full legal name, in Latin letters where there is such a form.
    pub name: String,
    /// The legal name in its own script.
    pub native_name: Option<String>,
    /// Whether it belongs to the provider's group.
    #[serde(default)]
    pub affiliate: bool,
    /// Postal address without the country.
    pub address: Option<Given<Address>>,
    /// Where it is established (ISO 3166-1 alpha-2).
    pub country: Country,
    /// Person or desk to write to.
    pub contact: Option<Given<Contact>>,
    /// What it does.
    pub task: Option<Given<String>>,
    /// Services it works for; none means all.
    #[serde(default)]
    pub services: Vec<ServiceId>,
    /// Categories of data it receives; none means all of its services.
    #[serde(default)]
    pub categories: Vec<CategoryId>,
    /// How long it processes.
    pub duration: Option<String>,
    /// Why data may go to its country.
    pub transfer: Option<Given<Ground>>,
    /// Where it processes, if not where it is established.
    #[serde(default)]
    pub locations: Vec<Country>,
    /// Measures of its own.
    #[serde(default)]
    pub measures: Vec<String>,
    /// Longest time in which it must tell the provider of a breach.
    pub breach_notice: Option<Period>,
    /// How long before a change of its own subprocessors it must tell the provider.
    pub change_notice: Option<Period>,
}

/// The ground on which data may go to a country.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-view" = "ground"))]
#[serde(deny_unknown_fields)]
pub struct Ground {
    /// The ground.
    pub mechanism: Mechanism,
    /// Details: module, certificate, date.
    pub detail: Option<String>,
}

/// A recipient that is not a subprocessor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recipient {
    /// Name of the recipient, or of the class: `Authorised carriers`.
    pub name: String,
    /// What it is for the data.
    pub role: RecipientRole,
    /// What it receives data for.
    pub purpose: String,
    /// Categories of data.
    #[serde(default)]
    pub categories: Vec<CategoryId>,
    /// Country (ISO 3166-1 alpha-2).
    pub country: Option<Given<Country>>,
    /// Address where the list is kept, for a class of recipients.
    pub list_url: Option<Url>,
    /// Date of the version of that list that the parties agreed.
    pub list_date: Option<Given<Date>>,
    /// Which terms it processes under: `its own privacy policy`.
    pub terms: Option<String>,
    /// Whether the provider is not liable for what the recipient does.
    #[serde(default)]
    pub provider_not_liable: bool,
}

/// What a recipient is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RecipientRole {
    /// Decides for itself.
    IndependentController,
    /// Decides together with the customer.
    JointController,
    /// A public authority.
    PublicAuthority,
}

/// Processing that a party does as a controller of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnProcessing {
    /// The party that processes as a controller of its own, by id in `[parties]`.
    pub party: PartyId,
    /// What it is: `AfterShip mobile application`.
    pub name: String,
    /// Categories of data.
    #[serde(default)]
    pub categories: Vec<CategoryId>,
    /// When it happens: `at the request of an end user`.
    pub trigger: Option<String>,
    /// What it processes the data for.
    pub purpose: String,
    /// On which legal basis.
    pub legal_basis: Option<Given<String>>,
}

/// A transfer out of the Union, the United Kingdom or Switzerland.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    /// Stable id, used in annexes: `t1`.
    pub id: Option<String>,
    /// The party that sends the data, by id in `[parties]`.
    pub exporter: PartyId,
    /// The party that receives them, by id in `[parties]`.
    pub importer: PartyId,
    /// What makes it lawful.
    pub mechanism: Mechanism,
    /// SCC 2021/914: modules; derived from the roles of exporter and importer.
    #[serde(default)]
    pub modules: Vec<Module>,
    /// Choices within the clauses.
    #[serde(default)]
    pub options: Options,
    /// Choices that differ for one of several modules; what is not stated here is as in `options`.
    #[serde(default)]
    pub by_module: ByModule,
    /// Services whose data is transferred; none means all.
    #[serde(default)]
    pub services: Vec<ServiceId>,
    /// How often data are transferred.
    pub frequency: Option<Frequency>,
    /// Description that differs from that of the services, field by field.
    pub description: Option<Description>,
    /// Controllers behind a processor that exports (Module Three), and the way to them.
    #[serde(default)]
    pub controllers: Vec<String>,
    /// Module Four: whether the processor in the Union adds data collected there to what it received.
    pub combines_union_data: Option<bool>,
    /// The transfer impact assessment (SCC Clause 14).
    pub assessment: Option<Assessment>,
    /// Measures beyond the clauses.
    #[serde(default)]
    pub supplementary_measures: Vec<String>,
    /// Mechanism that takes over should this one end.
    pub fallback: Option<Mechanism>,
    /// Applies only as far as the transfer needs a safeguard.
    #[serde(default)]
    pub if_restricted: bool,
    /// How the text of the clauses reaches the pack; otherwise as `agreement.clause_text`.
    pub text: Option<ClauseText>,
    /// Choices of the UK IDTA, where it is the mechanism or its fallback; all have a usual value.
    pub idta: Option<Idta>,
    /// UK data is covered by the UK Addendum.
    pub uk: Option<UkAddendum>,
    /// Swiss data is covered by the Swiss amendments.
    pub ch: Option<SwissAmendments>,
}

impl Module {
    /// Every module.
    pub const ALL: [Module; 4] = [Module::One, Module::Two, Module::Three, Module::Four];

    /// Its number: 2.
    pub fn number(self) -> u8 {
        match self {
            Module::One => 1,
            Module::Two => 2,
            Module::Three => 3,
            Module::Four => 4,
        }
    }

    /// Its name in packs: `two`.
    pub fn name(self) -> &'static str {
        match self {
            Module::One => "one",
            Module::Two => "two",
            Module::Three => "three",
            Module::Four => "four",
        }
    }
}

impl Transfer {
    /// Whether official clauses carry the transfer, and are printed word for word.
    pub fn is_full(&self) -> bool {
        let any = self.has_clauses() || self.mechanism == Mechanism::Scc2010;
        any && self.text == Some(ClauseText::Full)
    }

    /// Whether the clauses of 2021 carry the transfer, at once or when its first ground ends.
    pub fn has_clauses(&self) -> bool {
        self.mechanism == Mechanism::Scc2021 || self.fallback == Some(Mechanism::Scc2021)
    }

    /// Whether the IDTA of the United Kingdom carries the transfer, at once or when its first ground
    /// ends.
    pub fn has_idta(&self) -> bool {
        self.mechanism == Mechanism::UkIdta || self.fallback == Some(Mechanism::UkIdta)
    }

    /// Whether only the law of the United Kingdom or of Switzerland decides on the transfer, whose
    /// terms then take the place of the choices in Clauses 13, 17 and 18.
    pub fn outside_union_law(&self, exporter: &Party) -> bool {
        let swiss = self.ch.as_ref().is_some_and(|swiss| swiss.case == SwissCase::FadpOnly);
        swiss || (!exporter.under_gdpr() && (self.uk.is_some() || self.ch.is_some()))
    }

    /// The choices for one of the modules.
    pub fn options_for(&self, module: Module) -> Options {
        let Some(own) = self.by_module.of(module) else { return self.options.clone() };
        let all = &self.options;
        Options {
            docking: own.docking.unwrap_or(all.docking),
            authorisation: own.authorisation.or(all.authorisation),
            notice: own.notice.clone().or_else(|| all.notice.clone()),
            redress_body: own.redress_body.clone().or_else(|| all.redress_body.clone()),
            law_option: own.law_option.or(all.law_option),
            law: own.law.clone().or_else(|| all.law.clone()),
            courts: own.courts.clone().or_else(|| all.courts.clone()),
            ..all.clone()
        }
    }
}

/// What makes a transfer lawful.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub enum Mechanism {
    /// Standard contractual clauses, Decision (EU) 2021/914.
    #[serde(rename = "scc-2021-914")]
    Scc2021,
    /// Standard contractual clauses, Decision 2010/87/EU: repealed, historic packs only.
    #[serde(rename = "scc-2010-87")]
    Scc2010,
    /// UK International Data Transfer Agreement.
    #[serde(rename = "uk-idta")]
    UkIdta,
    /// EU-US Data Privacy Framework, Decision (EU) 2023/1795.
    #[serde(rename = "dpf")]
    DataPrivacyFramework,
    /// Adequacy decision (GDPR Art. 45).
    #[serde(rename = "adequacy")]
    Adequacy,
    /// Binding corporate rules (GDPR Art. 47).
    #[serde(rename = "bcr")]
    BindingCorporateRules,
    /// The country belongs to the EEA: no safeguard is needed.
    #[serde(rename = "eea")]
    Eea,
}

/// A module of SCC 2021/914.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Module {
    /// Controller to controller.
    One,
    /// Controller to processor.
    Two,
    /// Processor to processor.
    Three,
    /// Processor to controller.
    Four,
}

/// Choices within the clauses.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// Clause 7: others may accede.
    #[serde(default)]
    pub docking: bool,
    /// Clause 9(a): otherwise as in `[subprocessing]`.
    pub authorisation: Option<Authorisation>,
    /// Clause 9(a): otherwise as in `[subprocessing]`.
    pub notice: Option<Given<Period>>,
    /// Clause 11(a): an independent body that data subjects may turn to.
    pub redress_body: Option<RedressBody>,
    /// Clause 13(a): derived from where the exporter is established.
    pub supervision: Option<Supervision>,
    /// Annex I.C: derived from the exporter.
    pub authority: Option<Given<Authority>>,
    /// Clause 17: the kind of choice; derived.
    pub law_option: Option<LawOption>,
    /// Clause 17: the law chosen, or, with `exporter`, the law that steps in.
    pub law: Option<Given<Law>>,
    /// Clause 18(b).
    pub courts: Option<Given<Courts>>,
    /// 2010/87: the illustrative indemnification clause is agreed.
    #[serde(default)]
    pub indemnity: bool,
}

/// Choices that differ by module.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ByModule {
    /// For Module One.
    pub one: Option<ModuleOptions>,
    /// For Module Two.
    pub two: Option<ModuleOptions>,
    /// For Module Three.
    pub three: Option<ModuleOptions>,
    /// For Module Four.
    pub four: Option<ModuleOptions>,
}

impl ByModule {
    /// The choices stated for a module.
    pub fn of(&self, module: Module) -> Option<&ModuleOptions> {
        match module {
            Module::One => self.one.as_ref(),
            Module::Two => self.two.as_ref(),
            Module::Three => self.three.as_ref(),
            Module::Four => self.four.as_ref(),
        }
    }

    /// The choices stated for a module, to complete them.
    pub fn of_mut(&mut self, module: Module) -> Option<&mut ModuleOptions> {
        match module {
            Module::One => self.one.as_mut(),
            Module::Two => self.two.as_mut(),
            Module::Three => self.three.as_mut(),
            Module::Four => self.four.as_mut(),
        }
    }
}

/// Choices for one of several modules. Clause 13 is not among them: its case follows from the exporter.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ModuleOptions {
    /// Clause 7: others may accede.
    pub docking: Option<bool>,
    /// Clause 9(a), Modules Two and Three.
    pub authorisation: Option<Authorisation>,
    /// Clause 9(a), Modules Two and Three.
    pub notice: Option<Given<Period>>,
    /// Clause 11(a): an independent body that data subjects may turn to.
    pub redress_body: Option<RedressBody>,
    /// Clause 17: the kind of choice; Option 2 exists in Modules Two and Three only.
    pub law_option: Option<LawOption>,
    /// Clause 17: the law chosen, or, with `exporter`, the law that steps in.
    pub law: Option<Given<Law>>,
    /// Clause 18(b); otherwise those of the country whose law is stated here.
    pub courts: Option<Given<Courts>>,
}

/// An independent dispute-resolution body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RedressBody {
    /// Its name in full.
    pub name: String,
    /// Country (ISO 3166-1 alpha-2).
    pub country: Country,
    /// Web address.
    pub url: Option<Url>,
}

/// The three cases of Clause 13(a).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Supervision {
    /// The exporter is established in the EEA.
    Established,
    /// It is not, and has appointed a representative (GDPR Art. 27(1)).
    Representative,
    /// It is not, and needs none (GDPR Art. 27(2)).
    NoRepresentative,
}

/// The two options of Clause 17.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LawOption {
    /// Option 1: the law of a chosen Member State.
    Chosen,
    /// Option 2: the law of the exporter's Member State, with one that steps in.
    Exporter,
}

/// How often data is transferred.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-view" = "frequency"))]
#[serde(untagged)]
pub enum Frequency {
    /// One of the usual.
    Usual(UsualFrequency),
    /// At an interval, in words: `every night`.
    Interval(Interval),
}

/// Usual frequencies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum UsualFrequency {
    /// Once.
    OneOff,
    /// All the time while the service is used.
    Continuous,
}

/// An interval in words.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-view" = "interval"))]
#[serde(deny_unknown_fields)]
pub struct Interval {
    /// The words: `every night`.
    pub every: String,
}

/// A description of the transfer that differs from that of the services.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Description {
    /// Data subjects.
    #[serde(default)]
    pub subjects: Vec<String>,
    /// Special categories of data, or the statement about them.
    pub special_categories: Option<Given<String>>,
    /// The nature of the processing.
    pub nature: Option<Given<String>>,
    /// Activities of the exporter, where they differ from those of the party.
    pub exporter_activities: Option<Given<String>>,
    /// Activities of the importer.
    pub importer_activities: Option<Given<String>>,
    /// Further rows, printed as they are.
    #[serde(default)]
    pub extra: Vec<super::processing::ExtraRow>,
}

/// A transfer impact assessment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Assessment {
    /// When it was made.
    pub date: Date,
    /// Its reference.
    pub reference: Option<String>,
    /// What it found: words that follow "concludes that".
    pub conclusion: String,
}

/// How the text of the clauses reaches the pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ClauseText {
    /// By reference, with a completed schedule.
    #[default]
    Reference,
    /// Word for word, from the official publication that `dpakit scc fetch` or `dpakit scc import` has
    /// stored: cut to the modules and options chosen, with the blanks filled and marked.
    Full,
}

/// The UK Addendum B1.0.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UkAddendum {
    /// Table 4: who may end the Addendum when the approved one changes.
    #[serde(default)]
    pub may_end: Vec<UkParty>,
    /// Table 1: start date, where it differs from that of the agreement.
    pub start: Option<Given<Date>>,
    /// What the parties call the UK terms, where they choose no Addendum but refer to UK clauses in
    /// general. Not an instrument; carried for agreements as published.
    pub described_as: Option<String>,
}

/// Who may end the UK Addendum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum UkParty {
    /// The importer.
    Importer,
    /// The exporter.
    Exporter,
}

/// The Swiss amendments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SwissAmendments {
    /// Which law governs the transfer.
    pub case: SwissCase,
    /// Clause 17 for the Swiss part; Swiss law where nothing is said and the case allows it.
    pub law: Option<Law>,
    /// Clause 18(b) for the Swiss part.
    pub courts: Option<Courts>,
}

/// The three cases of the Swiss amendments (FDPIC paper of 27 August 2021).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SwissCase {
    /// Only the Swiss act applies.
    FadpOnly,
    /// Both apply, each to its own part.
    BothSeparate,
    /// Both apply; the standard of the GDPR holds for all.
    BothGdprStandard,
}
