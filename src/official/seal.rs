//! What is known of an instrument without its text: addresses, hashes, options, blanks.
//!
//! A seal is facts only. The built-in ones stand in `clauses/scc/seal.toml` and
//! `clauses/scc-2010/seal.toml`, are read straight from the binary, and cannot be laid over by the
//! folder of a house: a seal that a house may replace would prove nothing. Each says where its hashes
//! come from, and the tool repeats that wherever it speaks of official text.

use std::sync::OnceLock;

use indexmap::IndexMap;
use serde::Deserialize;

use crate::diagnostic::{Code, Diagnostic, Outcome};
use crate::source::sha256;

/// A seal that cannot be read.
pub const SEAL: Code = Code("FIL-SEAL");

/// The files of the built-in seals.
const BUILT_IN: [&str; 2] =
    [include_str!("../../clauses/scc/seal.toml"), include_str!("../../clauses/scc-2010/seal.toml")];

/// The facts of an instrument, in one language.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seal {
    schema: u32,
    /// Which instrument, where its facts are from, how it is laid out.
    pub instrument: Instrument,
    /// Its clauses.
    #[serde(default, rename = "clause")]
    pub clauses: Vec<ClauseFacts>,
    /// What the parties choose.
    #[serde(default, rename = "option")]
    pub options: Vec<Choice>,
    /// What the parties fill in.
    #[serde(default, rename = "blank")]
    pub blanks: Vec<Gap>,
    /// Words of some modules inside units common to more.
    #[serde(default, rename = "inline")]
    pub inline: Vec<Inline>,
    /// Mistakes and oddities of the publication that stay as they are.
    #[serde(default, rename = "quirk")]
    pub quirks: Vec<Quirk>,
    /// Each note with the unit that calls it.
    #[serde(default)]
    pub notes: IndexMap<String, String>,
    /// Every fingerprinted unit by its id, in the order of the publication.
    pub units: IndexMap<String, Print>,
    /// Other wordings in which a unit may stand in an agreement: cut to a module, without the label of an
    /// option, with a blank filled in.
    #[serde(default)]
    pub readings: IndexMap<String, Vec<Reading>>,
    /// SHA-256 of the file, in hexadecimal.
    #[serde(skip)]
    pub hash: String,
}

/// Which instrument, and how its publication is laid out.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instrument {
    /// `scc-2021-914`.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// Its CELEX number.
    pub celex: String,
    /// Decision, date, Official Journal.
    pub citation: String,
    /// Begin of the names of its Official Journal instances, before the language: `L_2021199`.
    pub instance: String,
    /// The [`structure`](super::text::structure) of the text in the language of the hashes.
    #[serde(default)]
    pub structure: Option<String>,
    /// The language of the hashes: ISO 639-1.
    pub language: String,
    /// Where the hashes come from.
    pub source: String,
    /// The day on which the facts were checked.
    pub checked: String,
    /// How far the hashes can be trusted, in words for the user.
    pub status: String,
    /// How its clauses are laid out.
    pub layout: Layout,
    /// What its annexes are called in ids, in order.
    pub annexes: Vec<String>,
    /// Begins of ids whose units are kept and not compared.
    #[serde(default)]
    pub open: Vec<String>,
}

/// How the clauses of an instrument are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layout {
    /// Sections; clauses with sub-clauses (8.1) and items (a), (i); lines that say for which modules.
    Modules,
    /// Clauses with paragraphs 1., items (a), (i); one set for all.
    Paragraphs,
}

/// A clause.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClauseFacts {
    /// Its number.
    pub number: u8,
    /// A few words of ours for what it is about.
    pub label: String,
    /// Its section, where the instrument has sections.
    #[serde(default)]
    pub section: Option<String>,
    /// The modules that have it.
    #[serde(default)]
    pub modules: Vec<u8>,
}

/// A choice of the parties.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// `docking`.
    pub id: String,
    /// Its clause; none where it stands outside the clauses.
    #[serde(default)]
    pub clause: Option<u8>,
    /// The modules that have it.
    #[serde(default)]
    pub modules: Vec<u8>,
    /// What kind of choice.
    pub kind: ChoiceKind,
    /// The units that are kept or left out together.
    #[serde(default)]
    pub units: Vec<String>,
    /// What one of is kept.
    #[serde(default)]
    pub alternatives: Vec<Alternative>,
}

/// What kind of choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChoiceKind {
    /// The units are kept or left out.
    IncludeOrOmit,
    /// One alternative is kept.
    ChooseOne,
    /// Brackets inside a unit: those of the modules in use are kept.
    InlineVariant,
}

/// One side of a choice.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alternative {
    /// `general`.
    pub key: String,
    /// Its units, one for each set of modules.
    pub units: Vec<String>,
    /// The modules that may choose it; empty for all of the choice.
    #[serde(default)]
    pub modules: Vec<u8>,
}

/// Something to fill in.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gap {
    /// `law-member-state`.
    pub id: String,
    /// The units it stands in.
    pub units: Vec<String>,
    /// How it is recognised there.
    pub form: GapForm,
    /// What belongs there.
    pub takes: String,
}

/// How a blank is recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GapForm {
    /// The first passage in square brackets that asks for a value.
    Bracket,
    /// The first run of underscores, with the prompt in round brackets after it.
    Underscores,
    /// The first ellipsis or row of stops.
    Ellipsis,
    /// The whole unit.
    Unit,
}

/// Words of some modules inside a unit common to more.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inline {
    /// The unit.
    pub unit: String,
    /// The modules whose words it holds.
    pub modules: Vec<u8>,
    /// How they are set apart.
    pub form: String,
}

/// A mistake or oddity of the publication.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quirk {
    /// The unit.
    pub unit: String,
    /// What is odd, in our words.
    pub note: String,
}

/// The fingerprint of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Print {
    /// The modules that have it, each a digit: `123`.
    #[serde(default, rename = "in", deserialize_with = "digits")]
    pub modules: Vec<u8>,
    /// Hash of the strict form; none where no copy shows the typography of the Official Journal.
    #[serde(default)]
    pub strict: Option<String>,
    /// Hash of the loose form.
    pub loose: String,
    /// In how many copies that were compared the unit was found with these words.
    #[serde(default)]
    pub seen: u8,
}

/// A wording other than the published one in which a unit may stand in an agreement.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// The modules it is for, each a digit; none for all.
    #[serde(default, rename = "in", deserialize_with = "digits")]
    pub modules: Vec<u8>,
    /// Whether it is for all of them together; else for each of them.
    #[serde(default)]
    pub together: bool,
    /// Strict and loose hash of its pieces, between which blanks stand; empty strings for no words. No
    /// piece at all says that nothing of the unit remains.
    pub pieces: Vec<[String; 2]>,
}

fn digits<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(from)?;
    let digit = |c: char| c.to_digit(10).and_then(|digit| u8::try_from(digit).ok());
    text.chars()
        .map(digit)
        .collect::<Option<_>>()
        .ok_or_else(|| serde::de::Error::custom("modules are digits"))
}

impl Seal {
    /// Reads a seal.
    ///
    /// # Errors
    /// One [`SEAL`] fault: no TOML, an unknown key, another version.
    pub fn parse(text: &str) -> Outcome<Seal> {
        let fault = |why: String| vec![Diagnostic::error(SEAL, format!("the seal cannot be read: {why}"))];
        let mut seal: Seal = toml::from_str(text).map_err(|error| fault(error.message().to_owned()))?;
        if seal.schema != 1 {
            return Err(fault(format!("it has version {}, this dpakit reads version 1", seal.schema)));
        }
        seal.hash = sha256(text.as_bytes());
        Ok(seal)
    }

    /// The seals in the binary.
    ///
    /// # Errors
    /// None in a released binary: a test parses them.
    pub fn built_in() -> Outcome<&'static [Seal]> {
        static SEALS: OnceLock<Outcome<Vec<Seal>>> = OnceLock::new();
        let parsed = SEALS.get_or_init(|| BUILT_IN.iter().map(|text| Seal::parse(text)).collect());
        parsed.as_deref().map_err(Clone::clone)
    }

    /// Whether the units of an id are kept and not compared.
    pub fn is_open(&self, id: &str) -> bool {
        let part = |open: &String| id == open || id.strip_prefix(open.as_str()).is_some_and(is_further);
        self.instrument.open.iter().any(part)
    }

    /// The choice that a unit belongs to, and the key of its alternative.
    pub fn choice(&self, id: &str) -> Option<(&Choice, Option<&str>)> {
        self.options.iter().find_map(|choice| {
            let chosen = choice.alternatives.iter().find(|one| one.units.iter().any(|unit| unit == id));
            let whole = choice.units.iter().any(|unit| unit == id);
            (whole || chosen.is_some()).then(|| (choice, chosen.map(|one| one.key.as_str())))
        })
    }

    /// The unit, other than one, that has the words of a text in the loose form.
    pub fn same_words(&self, loose: &str, other_than: &str) -> Option<&str> {
        let known = |(id, print): &(&String, &Print)| print.loose == loose && *id != other_than;
        self.units.iter().find(known).map(|(id, _)| id.as_str())
    }
}

/// Whether what follows the begin of an id leads into it: `.04`, `12`.
fn is_further(rest: &str) -> bool {
    rest.starts_with(|c: char| c == '.' || c.is_ascii_digit())
}
