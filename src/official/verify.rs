//! An agreement that somebody else wrote, held against the official clauses, unit by unit.
//!
//! ```text
//! Foreign ─ words ─► row of words ─ search ─► matches by hash ─ copies ─► each set of clauses
//!         ─ chain ─► its units in order, its modules
//!         ─ likeness ─► what was changed between them ─ judge ─► a verdict for each unit
//! ```
//!
//! **What is let go.** A unit is looked for by its letters and digits, so that numbering, quotes,
//! dashes, blanks, line ends, capitals, punctuation and hyphens cannot hide it; where any of them
//! differs, or a word is spelled in the American way, its verdict is [`Verdict::Typographic`] and
//! says which. A unit may run over several paragraphs, share one with others, or have notes and page
//! breaks in it.
//!
//! **What may be left out.** Numbers of clauses, lines of sections and modules; what other modules
//! have; the alternative that was not chosen; an optional clause as a whole. Annexes are forms: they
//! are compared, and what is missing there is told, but it is no finding.
//!
//! **What is known.** With the official text in the store every unit has its words, and a changed
//! one gets a redline. Without, a seal knows hashes: a unit is found or it is not, and one that is
//! not is told from one that is missing by the words that stand in its place.

mod chain;
mod copies;
mod elsewhere;
mod expected;
mod judge;
mod likeness;
mod readings;
pub mod report;
mod search;
mod spelling;
mod words;

use std::collections::BTreeSet;

use serde::Serialize;

use super::foreign::{Foreign, Place};
use super::seal::Seal;
use super::store::{NOT_STORED, Store};
use super::text::Text;
use crate::diagnostic::{Code, Diagnostic, Outcome};
use copies::Copy;
pub use elsewhere::{Elsewhere, elsewhere};
use judge::Case;
use search::Entangled;

/// An agreement that has the clauses of no known instrument.
pub const NO_CLAUSES: Code = Code("SCC-NO-CLAUSES");
/// An agreement that is built so that comparing it does not end soon.
pub const ENTANGLED: Code = Code("FIL-ENTANGLED");

/// Most sets of clauses in one agreement.
const MAX_SETS: usize = 64;

/// What is asked of a comparison.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// The modules that the agreement is for; none to take those whose words it has.
    pub modules: Vec<u8>,
    /// The language of the clauses, ISO 639-1; none for the language of the seals, English.
    pub language: Option<String>,
    /// What may stand by itself in brackets among the clauses, beside what contracts often say where a number
    /// has no words: the remarks of dpakit's own packs. The last stop and capitals do not matter.
    pub remarks: Vec<String>,
}

/// What became of an official unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Word for word and sign for sign.
    Verbatim,
    /// The same words: numbering, spelling, punctuation, capitals or signs differ.
    Typographic,
    /// Other words.
    Altered,
    /// Not there.
    Missing,
    /// In its place stand the words of another module.
    OtherModule,
    /// A choice was not made: more than one alternative, or an option still in its brackets.
    OptionOpen,
    /// A blank was not filled in.
    BlankUnfilled,
    /// Words among the clauses that are none of theirs.
    Added,
}

impl Verdict {
    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Verbatim => "verbatim",
            Verdict::Typographic => "typographic",
            Verdict::Altered => "altered",
            Verdict::Missing => "missing",
            Verdict::OtherModule => "of another module",
            Verdict::OptionOpen => "option open",
            Verdict::BlankUnfilled => "blank unfilled",
            Verdict::Added => "added",
        }
    }

    /// All verdicts, in the order in which they are counted.
    pub const ALL: [Verdict; 8] = [
        Verdict::Verbatim,
        Verdict::Typographic,
        Verdict::Altered,
        Verdict::Missing,
        Verdict::OtherModule,
        Verdict::OptionOpen,
        Verdict::BlankUnfilled,
        Verdict::Added,
    ];
}

/// What a stretch of a redline is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// In both.
    Same,
    /// In the official text alone.
    Removed,
    /// In the agreement alone.
    Inserted,
    /// What the parties filled in.
    Filled,
}

/// A stretch of a redline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What it is.
    pub kind: ChangeKind,
    /// Its words.
    pub text: String,
}

/// A unit with its verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Judged {
    /// Its id; of added words, the id of the unit before them.
    pub id: String,
    /// Whether it stands in an annex.
    pub annex: bool,
    /// What became of it.
    pub verdict: Verdict,
    /// Whether it counts against the agreement. Annexes are forms, and never do.
    pub finding: bool,
    /// Where it begins in the agreement; none where it is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// The words of the agreement, without calls of notes; empty where it is missing.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub found: String,
    /// From the official words to those of the agreement, where the official ones are known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub redline: Vec<Change>,
    /// The unit whose words it has, where it has those of another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub like: Option<String>,
    /// What was filled into its blanks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub filled: Vec<String>,
    /// What else a reader should know, each in a few words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// On what a comparison rests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Basis {
    /// How far the fingerprints can be trusted, in words.
    pub fingerprints: String,
    /// Where the stored text came from, if there is one: file and day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What the stored text says of its edition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
    /// Whether footnotes were compared; of some instruments none is known.
    pub notes: bool,
    /// How many units of the stored text are not as the fingerprints have them. While there is one, the
    /// text must not be called official.
    pub unsure: usize,
}

/// How often a verdict was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// The verdict.
    pub verdict: Verdict,
    /// How many units have it.
    pub units: usize,
}

/// A set of clauses found in an agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// The instrument: `scc-2021-914`.
    pub instrument: String,
    /// What people call it.
    pub title: String,
    /// Decision, date, Official Journal.
    pub citation: String,
    /// The modules; none where the instrument has none.
    pub modules: Vec<u8>,
    /// Whether the modules were given; else they were taken from the words.
    pub asked: bool,
    /// Where its first unit stands.
    pub from: Place,
    /// Where the last unit before its annexes begins.
    pub to: Place,
    /// On what the comparison rests.
    pub basis: Basis,
    /// How many units of the clauses, notes among them, have each verdict; verdicts that none has are left
    /// out.
    pub counts: Vec<Counted>,
    /// The same of the annexes.
    pub annexes: Vec<Counted>,
    /// Units of the instrument that this agreement need not have.
    pub not_needed: usize,
    /// Every unit with its verdict, in the order of the publication.
    pub units: Vec<Judged>,
}

impl Verified {
    /// The units that count against the agreement.
    pub fn findings(&self) -> impl Iterator<Item = &Judged> {
        self.units.iter().filter(|one| one.finding)
    }
}

/// The `[readings]` of a seal, made from an official text: what remains of a unit once the parties have
/// made their choices and filled in its blanks, as hashes. For whoever makes a seal, and for the test
/// that holds the built-in ones to a publication.
pub fn sealed_readings(seal: &Seal, text: &Text) -> String {
    expected::sealed(seal, text)
}

/// Finds every set of official clauses in an agreement, and judges each of its units.
///
/// # Errors
/// [`NO_CLAUSES`] where there is none; a stored text that was changed; [`NOT_STORED`] where the
/// language is another than that of the seals and its text is not stored; [`ENTANGLED`].
pub fn verify(
    foreign: &Foreign,
    question: &Question,
    seals: &[Seal],
    store: &Store,
) -> Outcome<Vec<Verified>> {
    let cases = cases(foreign, question, seals, store)?;
    let mut copies: Vec<(usize, Copy)> = Vec::new();
    for (at, case) in cases.iter().enumerate() {
        copies.extend(case.copies().into_iter().map(|copy| (at, copy)));
    }
    copies.sort_by_key(|(at, copy)| (std::cmp::Reverse(copy.weight), *at, copy.reach.start));
    let mut kept: Vec<(usize, Copy)> = Vec::new();
    for (at, copy) in copies {
        if !kept.iter().any(|(_, other)| copy.overlaps(other)) {
            kept.push((at, copy));
        }
    }
    if kept.len() > MAX_SETS {
        let message = format!("the agreement has the clauses more than {MAX_SETS} times");
        return Err(vec![Diagnostic::error(ENTANGLED, message).help("cut it into files of fewer copies")]);
    }
    kept.sort_by_key(|(_, copy)| copy.reach.start);
    let mut out: Vec<(usize, Verified)> = Vec::new();
    for (at, (case, _)) in kept.iter().enumerate() {
        out.extend(set(&cases[*case], others(&kept, at).into_iter(), question)?);
    }
    // An agreement with too little of the clauses to tell where a copy begins may still have most of a
    // module.
    for (at, case) in cases.iter().enumerate() {
        if !kept.iter().any(|(of, _)| *of == at) {
            out.extend(set(case, kept.iter().flat_map(|(_, copy)| copy.words()), question)?);
        }
    }
    if out.is_empty() {
        return Err(vec![no_clauses(seals)]);
    }
    out.sort_by_key(|(at, _)| *at);
    Ok(out.into_iter().map(|(_, verified)| verified).collect())
}

/// The words that do not concern a copy, of all copies in their order: the other copies, and what stands
/// between them. What follows the last may be the annexes of all.
fn others(kept: &[(usize, Copy)], at: usize) -> Vec<usize> {
    let begin = |at: usize| kept[at].1.reach.start;
    let before = at.checked_sub(1).map(|before| 0..begin(before));
    let after = kept.len() - 1;
    let between = if at < after { begin(at + 1)..begin(after) } else { 0..0 };
    let own: BTreeSet<usize> = kept[at].1.words().collect();
    let rest =
        kept.iter().enumerate().filter(|(other, _)| *other != at).flat_map(|(_, (_, copy))| copy.words());
    before.into_iter().flatten().chain(between).chain(rest).filter(|word| !own.contains(word)).collect()
}

/// Each instrument that the agreement can be compared with.
fn cases<'a>(
    foreign: &Foreign,
    question: &Question,
    seals: &'a [Seal],
    store: &Store,
) -> Outcome<Vec<Case<'a>>> {
    let mut out: Vec<Case<'a>> = Vec::new();
    for seal in seals {
        let language = question.language.clone().unwrap_or_else(|| seal.instrument.language.clone());
        let stored = match store.read(seal, &language) {
            Ok(stored) => Some(stored),
            Err(found) if found.iter().all(|one| one.code == NOT_STORED) => None,
            Err(found) => return Err(found),
        };
        // Fingerprints know one language only.
        if stored.is_some() || language == seal.instrument.language {
            out.push(Case::of(foreign, seal, stored, language).map_err(entangled)?);
        }
    }
    if out.is_empty() {
        return Err(vec![
            Diagnostic::error(NOT_STORED, "no official text in this language is stored")
                .help("import it first: `dpakit scc fetch 32021D0914 --lang de`"),
        ]);
    }
    Ok(out)
}

/// The set of clauses in an agreement without some of its words, and where it begins.
fn set(
    case: &Case<'_>,
    gone: impl Iterator<Item = usize>,
    question: &Question,
) -> Outcome<Option<(usize, Verified)>> {
    let mut mask = vec![false; case.words.all.len()];
    for at in gone {
        if let Some(gone) = mask.get_mut(at) {
            *gone = true;
        }
    }
    judge::judge(case, &mask, question).map_err(entangled)
}

fn entangled(_: Entangled) -> Vec<Diagnostic> {
    vec![
        Diagnostic::error(ENTANGLED, "the agreement takes too long to compare")
            .help("cut it down to the pages with the clauses"),
    ]
}

fn no_clauses(seals: &[Seal]) -> Diagnostic {
    let known: Vec<String> =
        seals.iter().map(|seal| format!("{} ({})", seal.instrument.celex, seal.instrument.title)).collect();
    Diagnostic::error(NO_CLAUSES, "no official clauses were found in the agreement")
        .help(format!("dpakit knows {}", known.join(" and ")))
        .help("an agreement that only refers to the clauses has no text to compare")
}
