//! Units held against a seal: what each one is worth.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::normal;
use super::seal::Seal;
use super::text::Unit;
use super::units::Found;

/// What a unit is worth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "verdict")]
pub enum Verdict {
    /// Word for word and sign for sign the text of the seal.
    Strict,
    /// The same words; typography, case or punctuation differ, or the seal knows the words alone.
    Loose,
    /// Other words.
    Differs {
        /// The unit whose words it has, if it has those of another.
        #[serde(skip_serializing_if = "Option::is_none")]
        like: Option<String>,
    },
    /// The seal has the unit, the text has not.
    Missing,
    /// The text has the unit, the seal has not.
    Unexpected,
    /// In its place, in a language whose fingerprints are learned from this import.
    Learned,
    /// Kept and not compared: the seal has no fingerprint for it.
    Open,
}

impl Verdict {
    /// Whether the unit is not the one that the seal has.
    pub fn is_fault(&self) -> bool {
        matches!(self, Verdict::Differs { .. } | Verdict::Missing | Verdict::Unexpected)
    }
}

/// A unit with its verdict and its place in the source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// Its id.
    pub id: String,
    /// What it is worth.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// Its line in the source, counted from 1; 0 where it is missing.
    pub line: usize,
    /// The heading above it, as printed; for a missing unit, the id of the unit before it.
    pub near: String,
}

/// How many units there are of each kind of verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Word for word and sign for sign.
    pub strict: usize,
    /// The same words.
    pub loose: usize,
    /// In place, fingerprints learned.
    pub learned: usize,
    /// Kept, not compared.
    pub open: usize,
    /// Other words.
    pub differs: usize,
    /// Not there.
    pub missing: usize,
    /// Not in the seal.
    pub unexpected: usize,
}

impl Counts {
    /// Counts verdicts.
    pub fn of(compared: &[Compared]) -> Counts {
        let mut counts = Counts::default();
        for one in compared {
            *match one.verdict {
                Verdict::Strict => &mut counts.strict,
                Verdict::Loose => &mut counts.loose,
                Verdict::Differs { .. } => &mut counts.differs,
                Verdict::Missing => &mut counts.missing,
                Verdict::Unexpected => &mut counts.unexpected,
                Verdict::Learned => &mut counts.learned,
                Verdict::Open => &mut counts.open,
            } += 1;
        }
        counts
    }
}

/// Fingerprints of a language that the built-in seal does not have: those of its first import.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Learned {
    /// Strict and loose hash by unit.
    pub units: BTreeMap<String, [String; 2]>,
}

impl Learned {
    /// The fingerprints of units.
    pub fn of<'u>(units: impl IntoIterator<Item = &'u Unit>, language: &str) -> Learned {
        let units = units.into_iter().map(|unit| (unit.id.clone(), prints(&unit.text, language)));
        Learned { units: units.collect() }
    }
}

fn prints(text: &str, language: &str) -> [String; 2] {
    [normal::hash(&normal::strict(text)), normal::hash(&normal::loose(text, language))]
}

/// Holds units against a seal, in the order of the text; what is missing follows the unit it should
/// have followed. In a language other than the seal's, places are held against the seal and words
/// against what was learned, if anything was.
pub fn compare(found: &[Found], language: &str, seal: &Seal, learned: Option<&Learned>) -> Vec<Compared> {
    let mut out: Vec<Compared> = found
        .iter()
        .map(|found| Compared {
            id: found.unit.id.clone(),
            verdict: verdict(&found.unit, language, seal, learned),
            line: found.line,
            near: found.near.clone(),
        })
        .collect();
    let mut before: Option<&str> = None;
    for id in seal.units.keys() {
        if !out.iter().any(|one| one.id == *id) {
            let at =
                before.and_then(|before| out.iter().position(|one| one.id == before)).map_or(0, |at| at + 1);
            let near = before.unwrap_or("the beginning").to_owned();
            out.insert(at, Compared { id: id.clone(), verdict: Verdict::Missing, line: 0, near });
        }
        before = Some(id);
    }
    out
}

fn verdict(unit: &Unit, language: &str, seal: &Seal, learned: Option<&Learned>) -> Verdict {
    let [strict, loose] = prints(&unit.text, language);
    let print = seal.units.get(&unit.id);
    if language != seal.instrument.language {
        return match (learned.and_then(|learned| learned.units.get(&unit.id)), learned) {
            (Some(known), _) => among(&strict, &loose, Some(&known[0]), &known[1], None),
            (None, Some(_)) => Verdict::Unexpected,
            (None, None) if print.is_some() => Verdict::Learned,
            (None, None) if seal.is_open(&unit.id) => Verdict::Open,
            (None, None) => Verdict::Unexpected,
        };
    }
    match print {
        Some(print) => {
            let like = || seal.same_words(&loose, &unit.id).filter(|_| !unit.text.is_empty());
            among(&strict, &loose, print.strict.as_ref(), &print.loose, like().map(str::to_owned))
        }
        None if seal.is_open(&unit.id) => Verdict::Open,
        None => Verdict::Unexpected,
    }
}

fn among(strict: &str, loose: &str, known: Option<&String>, words: &str, like: Option<String>) -> Verdict {
    if known.is_some_and(|known| known == strict) {
        Verdict::Strict
    } else if loose == words {
        Verdict::Loose
    } else {
        Verdict::Differs { like }
    }
}
