//! The law as data: countries, authorities, adequacy decisions, the duties of Article 28.
//!
//! Every datum carries its source, how certain it is, and the date it was checked; uncertain ones
//! are marked so wherever they are used, and drive no error. The files stand in `src/law/`.

pub mod datum;
pub mod reference;

use std::sync::OnceLock;

use foldhash::HashMap;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer};

/// A country.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Country {
    /// ISO 3166-1 alpha-2.
    pub code: String,
    /// Name in English.
    pub name: String,
    /// Whether English puts "the" before it.
    #[serde(default)]
    pub the: bool,
    /// Other names in English.
    #[serde(default)]
    pub also: Vec<String>,
    /// Names in German, in the cases in which they stand in texts.
    pub de: Vec<String>,
}

/// How sure a datum is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// Disputed, or likely to have moved.
    Low,
    /// General knowledge, not checked again.
    Medium,
    /// Checked against two sources, or a stable official fact.
    High,
}

/// A state of the European Economic Area.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct State {
    /// ISO 3166-1 alpha-2.
    pub code: String,
    /// Adjective of its law: "Austrian".
    pub adjective: String,
    /// Whether it is a Member State of the Union.
    pub eu: bool,
    /// Its supervisory authority, in its own language.
    pub authority: String,
    /// The authority's name or usual short name in English.
    pub authority_english: String,
    /// The authority's seat.
    pub city: String,
    /// Whether its law lets third parties enforce a contract (SCC Clauses 3, 17).
    pub third_party_rights: ThirdPartyRights,
    /// What says so.
    pub basis: String,
    /// How sure the row is.
    pub certainty: Certainty,
    /// Whether an authority of a part of the state decides for private bodies.
    #[serde(default)]
    pub by_land: bool,
    /// When it was last looked up.
    #[serde(deserialize_with = "day")]
    pub checked: Date,
}

/// Whether a law lets third parties enforce a contract made for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ThirdPartyRights {
    /// It does.
    Yes,
    /// A statute makes it so for these clauses.
    ByStatute,
    /// Unclear.
    Doubtful,
    /// The clauses do not let this law be chosen.
    NotApplicable,
}

/// The authority of a German Land.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Land {
    /// Code, `BY`.
    pub land: String,
    /// Name in English.
    pub name: String,
    /// For which bodies: `private`, `public`, `both`.
    pub sector: String,
    /// The authority.
    pub authority: String,
    /// Its seat.
    pub city: String,
    /// How sure the row is.
    pub certainty: Certainty,
    /// When it was last looked up.
    #[serde(deserialize_with = "day")]
    pub checked: Date,
}

/// A decision that a country protects personal data adequately.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Adequacy {
    /// Whose decision: `EU`, `UK`, `CH`.
    pub regime: String,
    /// ISO 3166-1 alpha-2.
    pub code: String,
    /// Number of the decision.
    #[serde(default)]
    pub decision: Option<String>,
    /// What it covers.
    #[serde(default)]
    pub scope: Option<String>,
    /// `none`, or on what it depends: `sector`, `list`, `processing`.
    #[serde(default)]
    pub conditional: Option<String>,
    /// Last day on which it holds, unless it is renewed.
    #[serde(default, deserialize_with = "some_day")]
    pub expires: Option<Date>,
    /// How sure the row is.
    pub certainty: Certainty,
}

/// An act or a standard text that packs refer to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Instrument {
    /// The word that packs use for it, where there is one: `scc-2021-914`.
    pub id: String,
    /// Short name.
    pub short: String,
}

/// Something Article 28 GDPR, or good practice, asks of a contract.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Requirement {
    /// Stable id, `A33-2-breach`.
    pub id: String,
    /// Provision.
    pub cite: String,
    /// What it asks.
    pub require: String,
    /// `error` where the law asks it, `warning` or `info` where it is recommended.
    pub severity: String,
    /// `controller-processor`, or `any`.
    pub applies: String,
}

/// All countries.
pub fn countries() -> &'static [Country] {
    #[derive(Deserialize)]
    struct File {
        country: Vec<Country>,
    }
    static TABLE: OnceLock<Vec<Country>> = OnceLock::new();
    TABLE.get_or_init(|| data::<File>(include_str!("law/countries.toml")).country)
}

/// The country with a code.
pub fn country(code: &str) -> Option<&'static Country> {
    static BY_CODE: OnceLock<HashMap<&'static str, &'static Country>> = OnceLock::new();
    let by_code = || countries().iter().rev().map(|country| (country.code.as_str(), country)).collect();
    BY_CODE.get_or_init(by_code).get(code).copied()
}

/// The country that a text can only mean: by a name in English or German, or its code of three letters.
pub fn country_meant(text: &str) -> Option<&'static Country> {
    #[derive(Deserialize)]
    struct File {
        three: HashMap<String, String>,
    }
    static THREE: OnceLock<HashMap<String, String>> = OnceLock::new();
    let three = THREE.get_or_init(|| data::<File>(include_str!("law/three-letters.toml")).three);
    if let Some(code) = three.get(&text.trim().to_uppercase()) {
        return country(code);
    }
    let text = text.trim().to_lowercase();
    let text = text.strip_prefix("the ").unwrap_or(&text);
    let is_meant = |country: &&Country| {
        let mut names = country.also.iter().chain(&country.de).chain([&country.name]);
        names.any(|name| name.to_lowercase() == text)
    };
    let mut meant = countries().iter().filter(is_meant);
    meant.next().filter(|_| meant.next().is_none())
}

/// The country of a legal system: a country code, or one followed by a part (`GB-ENG`, `US-CA`).
pub fn legal_system(code: &str) -> Option<&'static Country> {
    match code.split_once('-') {
        Some((state, part)) => {
            let known = matches!(part.len(), 1..=3) && part.bytes().all(|byte| byte.is_ascii_uppercase());
            country(state).filter(|_| known)
        }
        None => country(code),
    }
}

#[derive(Deserialize)]
struct States {
    state: Vec<State>,
    land: Vec<Land>,
}

fn states() -> &'static States {
    static TABLE: OnceLock<States> = OnceLock::new();
    TABLE.get_or_init(|| data(include_str!("law/states.toml")))
}

/// The EEA state with a code.
pub fn state(code: &str) -> Option<&'static State> {
    static BY_CODE: OnceLock<HashMap<&'static str, &'static State>> = OnceLock::new();
    let by_code = || states().state.iter().rev().map(|state| (state.code.as_str(), state)).collect();
    BY_CODE.get_or_init(by_code).get(code).copied()
}

/// Whether a country belongs to the European Economic Area.
pub fn in_eea(code: &str) -> bool {
    state(code).is_some()
}

/// The authority for private bodies in a German Land.
pub fn land(code: &str) -> Option<&'static Land> {
    states().land.iter().find(|land| land.land == code && land.sector != "public")
}

/// The German Länder, with the authority that supervises private bodies in each.
pub fn lands() -> impl Iterator<Item = &'static Land> {
    states().land.iter().filter(|land| land.sector != "public")
}

#[derive(Deserialize)]
struct Decisions {
    #[serde(deserialize_with = "day")]
    checked: Date,
    adequacy: Vec<Adequacy>,
}

fn decisions() -> &'static Decisions {
    static TABLE: OnceLock<Decisions> = OnceLock::new();
    TABLE.get_or_init(|| data(include_str!("law/adequacy.toml")))
}

/// The adequacy decision of a regime (`EU`, `UK`, `CH`) for a country.
pub fn adequacy(regime: &str, code: &str) -> Option<&'static Adequacy> {
    decisions().adequacy.iter().find(|row| row.regime == regime && row.code == code)
}

/// When the lists of adequacy decisions were last looked up.
pub fn adequacy_checked() -> Date {
    decisions().checked
}

#[derive(Deserialize)]
struct Instruments {
    #[serde(deserialize_with = "day")]
    checked: Date,
    instrument: Vec<Instrument>,
}

fn instruments() -> &'static Instruments {
    static TABLE: OnceLock<Instruments> = OnceLock::new();
    TABLE.get_or_init(|| data(include_str!("law/instruments.toml")))
}

/// The instrument with an id.
pub fn instrument(id: &str) -> Option<&'static Instrument> {
    instruments().instrument.iter().find(|row| row.id == id)
}

/// When the instruments were last looked up.
pub fn instruments_checked() -> Date {
    instruments().checked
}

/// What Article 28 GDPR and good practice ask of a contract.
pub fn requirements() -> &'static [Requirement] {
    #[derive(Deserialize)]
    struct File {
        requirement: Vec<Requirement>,
    }
    static TABLE: OnceLock<Vec<Requirement>> = OnceLock::new();
    TABLE.get_or_init(|| data::<File>(include_str!("law/article28.toml")).requirement)
}

/// A day of a table.
fn day<'de, D: Deserializer<'de>>(from: D) -> Result<Date, D::Error> {
    let day = toml::value::Datetime::deserialize(from)?;
    day.to_string().parse().map_err(serde::de::Error::custom)
}

/// A day that only some rows of a table have.
fn some_day<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Date>, D::Error> {
    day(from).map(Some)
}

/// Reads a table that stands in the binary.
fn data<T: serde::de::DeserializeOwned>(text: &str) -> T {
    toml::from_str(text).unwrap_or_else(|error| unreachable!("a table of ours is damaged: {error}"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_country_is_meant_by_its_names_and_its_three_letters() {
        for (text, code) in [
            ("Germany", "DE"),
            ("deutschland", "DE"),
            ("DEU", "DE"),
            ("AUT", "AT"),
            ("Österreich", "AT"),
            ("Czech Republic", "CZ"),
            ("the Netherlands", "NL"),
            (" FRANCE ", "FR"),
        ] {
            assert_eq!(super::country_meant(text).map(|country| country.code.as_str()), Some(code), "{text}");
        }
        for text in ["", "DE", "XXX", "Germania", "Bavaria"] {
            assert_eq!(super::country_meant(text), None, "{text}");
        }
        for country in super::countries() {
            assert_eq!(super::country_meant(&country.name), Some(country), "{}", country.name);
        }
    }

    #[test]
    fn every_table_is_read_and_its_codes_exist() {
        assert_eq!(super::countries().len(), 249);
        assert_eq!(super::states().state.len(), 30);
        for state in &super::states().state {
            assert!(super::country(&state.code).is_some(), "{}", state.code);
        }
        assert!(super::land("BY").is_some());
        assert!(super::adequacy("EU", "CH").is_some());
        assert!(super::adequacy("EU", "IN").is_none());
        assert!(super::requirements().iter().any(|requirement| requirement.id == "A33-2-breach"));
    }
}
