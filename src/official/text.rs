//! A text of official clauses: its units in order, each with its address, scope and words.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::read::Reader;
use crate::source::sha256;

/// What a unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A line of the title of the annex, the appendix, or a part of it: `ANNEX I`.
    Title,
    /// The line of a section: `SECTION I`.
    Section,
    /// The line with the number of a clause: `Clause 7`.
    Clause,
    /// The title of a clause or a sub-clause.
    Heading,
    /// The line that says to which module what follows belongs.
    Module,
    /// Running text.
    Paragraph,
    /// An item with a mark: `(a)`, `(ii)`, `1.`.
    Item,
    /// A footnote.
    Note,
}

/// The call of a note in a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Byte of the unit's text before which the call stands, on a character boundary.
    pub at: usize,
    /// The id of the note's unit: `fn3`.
    pub note: String,
    /// The number as printed.
    pub printed: String,
}

/// An addressed part of the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// Its address, unique in the text: `m2.c8.1.a`, `fn3`, `annexi.04`.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// The modules that have it; empty where the instrument has no modules.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub modules: Vec<u8>,
    /// Its mark or number as printed: `(a)`, `8.1`, `Clause 7 – Optional`. Options and alternatives of one
    /// item share its mark; the publication prints it once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The id of the unit under which it stands: the item, sub-clause, clause or section around it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub under: Option<String>,
    /// Its words as published, typography and mistakes included, without number and calls.
    pub text: String,
    /// The calls of notes in it, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<Call>,
}

/// A place in a unit's text that the parties fill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blank {
    /// Its bytes: a run of underscores, an ellipsis, or a row of stops. Prompts in square brackets are
    /// among the [`Bracket`]s; the seal says which of them ask for a value.
    pub range: Range<usize>,
    /// The prompt after it, brackets included: `(specify country)`.
    pub prompt: Option<Range<usize>>,
}

/// A passage in square brackets: an option, an instruction, or words of one module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bracket {
    /// Its bytes, brackets included.
    pub range: Range<usize>,
    /// Whether it opens in this unit; else it was opened in one before.
    pub opens: bool,
    /// Whether it closes in this unit; else it goes on in the next ones.
    pub closes: bool,
}

impl Unit {
    /// The blanks, in order: runs of three underscores or stops or more, ellipsis signs.
    pub fn blanks(&self) -> Vec<Blank> {
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(c) = self.text[at..].chars().next() {
            let rest = &self.text[at..];
            let length: usize = rest.chars().take_while(|next| *next == c).map(char::len_utf8).sum();
            let is_blank = c == '…' || (matches!(c, '_' | '.') && length >= 3);
            if is_blank {
                found.push(Blank { range: at..at + length, prompt: prompt(&self.text, at + length) });
            }
            at += length;
        }
        found
    }

    /// The passages in square brackets, in the order of their beginnings. Outer ones hold inner ones.
    pub fn brackets(&self) -> Vec<Bracket> {
        let mut open: Vec<usize> = Vec::new();
        let mut found: Vec<Bracket> = Vec::new();
        for (at, c) in self.text.char_indices() {
            match c {
                '[' => open.push(at),
                ']' => {
                    let start = open.pop();
                    let range = start.unwrap_or(0)..at + 1;
                    found.push(Bracket { range, opens: start.is_some(), closes: true });
                }
                _ => {}
            }
        }
        let end = self.text.len();
        found.extend(open.into_iter().map(|start| Bracket { range: start..end, opens: true, closes: false }));
        found.sort_by_key(|bracket| (bracket.range.start, std::cmp::Reverse(bracket.range.end)));
        found
    }
}

/// A prompt in round brackets right after a blank.
fn prompt(text: &str, from: usize) -> Option<Range<usize>> {
    let rest = &text[from..];
    let start = from + (rest.len() - rest.trim_start().len());
    let inner = text[start..].strip_prefix('(')?;
    let end = inner.find([')', '('])?;
    inner[end..].starts_with(')').then(|| start..start + 1 + end + 1)
}

/// The place of a unit of the clauses as one cites it: `Clause 9(a)` for `m2.c9.a.opt1`, `Clause 11(3)` for
/// `11.3`. Of other units, what that makes of their id.
pub fn clause_of(id: &str) -> String {
    let modules = |part: &&str| part.strip_prefix('m').is_some_and(|rest| !rest.is_empty() && digits(rest));
    let mut parts = id.split('.').skip_while(modules);
    let first = parts.next().unwrap_or_default();
    let clause = first.strip_prefix('c').filter(|rest| digits(rest));
    let mut out = format!("Clause {}", clause.unwrap_or(first));
    for part in parts {
        match part {
            "text" | "title" | "lead" | "tail" | "option" | "number" => {}
            _ if part.len() > 3 && (part.starts_with("opt") || part.starts_with("alt")) => {}
            _ if clause.is_some() && digits(part) => out.push_str(&format!(".{part}")),
            _ => out.push_str(&format!("({part})")),
        }
    }
    out
}

/// A unit as one cites it, with its id: `Clause 9(a) [m2.c9.a.opt1]`, `note 3 [fn3]`; for lines of forms and
/// titles the id alone.
pub fn cited(id: &str) -> String {
    if let Some(note) = id.strip_prefix("fn").filter(|rest| digits(rest)) {
        return format!("note {note} [{id}]");
    }
    let place = clause_of(id);
    let is_clause =
        place.strip_prefix("Clause ").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    if is_clause { format!("{place} [{id}]") } else { id.to_owned() }
}

/// Whether a part of an id is a number.
pub(super) fn digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// SHA-256 over what is known of units beside their words, in hexadecimal: what each is, the modules that
/// have it, the unit it stands under, and where it calls which note. Typography makes no difference, nor do
/// marks: packs print those that follow from the addresses.
pub fn structure<'u>(units: impl IntoIterator<Item = &'u Unit>) -> String {
    let strict = super::normal::strict;
    let mut all = String::new();
    for unit in units {
        all.push_str(&format!("{}\t{:?}\t{:?}\t{:?}", unit.id, unit.kind, unit.modules, unit.under));
        for call in &unit.calls {
            let before = unit.text.get(..call.at).unwrap_or_default();
            all.push_str(&format!("\t{} {} {}", call.note, call.printed, strict(before).chars().count()));
        }
        all.push('\n');
    }
    sha256(all.as_bytes())
}

/// Where a text came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// Names of the source files, as given.
    pub files: Vec<String>,
    /// The address they were fetched from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The day of the import, as given: `2026-11-22`.
    pub date: String,
    /// SHA-256 of each source file, in hexadecimal.
    pub sha256: Vec<String>,
    /// How it was read.
    pub reader: Reader,
    /// Instances of the Official Journal that the source names: `L_2021199EN.01003701`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instances: Vec<String>,
    /// What the source says of its own making.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
    /// SHA-256 of the seal that the text was held against.
    pub seal: String,
    /// How it came out.
    pub counts: super::compare::Counts,
    /// Ids of units that are missing, different or unexpected, and were accepted in spite of that; a text
    /// that has them is not the official one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accepted: Vec<String>,
}

/// Official clauses in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// The instrument: `scc-2021-914`.
    pub instrument: String,
    /// Its CELEX number.
    pub celex: String,
    /// The language: ISO 639-1.
    pub language: String,
    /// Where the text came from.
    pub provenance: Provenance,
    /// The units, in the order of the publication; notes at the end.
    pub units: Vec<Unit>,
}

impl Text {
    /// SHA-256 over ids and strict forms of all units, in hexadecimal: two faithful copies have the same, from
    /// whichever file and on whichever day they were imported.
    pub fn hash(&self) -> String {
        let units =
            self.units.iter().map(|unit| format!("{}\n{}\n", unit.id, super::normal::strict(&unit.text)));
        sha256(units.collect::<String>().as_bytes())
    }

    /// The unit with an id.
    pub fn unit(&self, id: &str) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.id == id)
    }

    /// The units that stand directly under another, in order; those of the top with `None`.
    pub fn under<'t, 'i>(&'t self, id: Option<&'i str>) -> impl Iterator<Item = &'t Unit> + use<'t, 'i> {
        self.units.iter().filter(move |unit| unit.under.as_deref() == id)
    }

    /// The units of the given modules and those common to all, in order. Words of one module inside a
    /// unit common to several are not cut: [`super::Seal`] says where they stand.
    pub fn of_modules<'t, 'm>(&'t self, modules: &'m [u8]) -> impl Iterator<Item = &'t Unit> + use<'t, 'm> {
        let wanted =
            |unit: &Unit| unit.modules.is_empty() || unit.modules.iter().any(|one| modules.contains(one));
        self.units.iter().filter(move |unit| wanted(unit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(text: &str) -> Unit {
        Unit {
            id: "c1".to_owned(),
            kind: Kind::Paragraph,
            modules: Vec::new(),
            number: None,
            under: None,
            text: text.to_owned(),
            calls: Vec::new(),
        }
    }

    #[test]
    fn units_are_cited_as_lawyers_do() {
        for (id, said) in [
            ("m23.c12.g", "Clause 12(g) [m23.c12.g]"),
            ("m2.c8.6.a", "Clause 8.6(a) [m2.c8.6.a]"),
            ("m2.c9.a.opt1", "Clause 9(a) [m2.c9.a.opt1]"),
            ("11.3", "Clause 11(3) [11.3]"),
            ("fn3", "note 3 [fn3]"),
            ("annexi.04", "annexi.04"),
        ] {
            assert_eq!(cited(id), said);
        }
    }

    #[test]
    fn blanks_are_found_with_their_prompts() {
        let unit = unit("under the law of _______ (name the duchy). Tel. … fax ....... end.");
        let found: Vec<(&str, Option<&str>)> = unit
            .blanks()
            .into_iter()
            .map(|blank| (&unit.text[blank.range], blank.prompt.map(|range| &unit.text[range])))
            .collect();
        assert_eq!(found, [("_______", Some("(name the duchy)")), ("…", None), (".......", None)]);
    }

    #[test]
    fn brackets_are_found_nested_and_across_units() {
        let spans = |text: &str| -> Vec<(String, bool, bool)> {
            let unit = unit(text);
            let span = |one: Bracket| (unit.text[one.range].to_owned(), one.opens, one.closes);
            unit.brackets().into_iter().map(span).collect()
        };
        assert_eq!(
            spans("[a [b] c] d"),
            [("[a [b] c]".to_owned(), true, true), ("[b]".to_owned(), true, true)]
        );
        assert_eq!(spans("x [open"), [("[open".to_owned(), true, false)]);
        assert_eq!(spans("end] y"), [("end]".to_owned(), false, true)]);
    }
}
