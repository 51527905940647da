//! What an agreement may have: every unit of an instrument with its readings, as hashes.
//!
//! With the stored text, readings are made from its words. Without it, from the seal: the published
//! wording of each unit, and the readings that the seal lists.

use std::collections::BTreeMap;

use super::super::normal;
use super::super::seal::{ChoiceKind, GapForm, Layout, Seal};
use super::super::text::{Text, Unit};
use super::readings::{BLANK, readings};

/// SHA-256 of a form.
pub(super) type Hash = [u8; 32];

/// Which part of the instrument a unit belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Numbers of clauses, lines of sections and modules: an agreement may do without.
    Frame,
    /// Titles of clauses and sub-clauses.
    Title,
    /// The clauses themselves.
    Clauses,
    /// The annexes that the parties fill in.
    Appendix,
    /// Footnotes.
    Note,
}

/// A stretch of words between blanks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// Hash of the strict form, where it is known.
    pub strict: Option<Hash>,
    /// Hash of the loose form; none for no words.
    pub loose: Option<Hash>,
}

/// A wording in which a unit may stand.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    /// The modules that it is for; empty for all.
    pub modules: Vec<u8>,
    /// Whether it is for all of them together; else for each of them.
    pub together: bool,
    /// Its pieces; a blank stands between each two.
    pub pieces: Vec<Piece>,
    /// Its words, where the text is stored.
    pub text: Option<String>,
    /// Whether it is the wording of the publication, with prompts, labels and brackets.
    pub published: bool,
}

/// A unit that an agreement may have.
#[derive(Debug, Clone)]
pub(super) struct Expected {
    pub id: String,
    pub part: Part,
    /// Whether it stands in an annex.
    pub annex: bool,
    /// The modules that have it; empty for all.
    pub modules: Vec<u8>,
    pub readings: Vec<Reading>,
    /// The modules for which nothing of it remains.
    pub dropped: Vec<u8>,
    /// Whether the parties fill something in.
    pub blank: bool,
    /// Whether the whole of it is to be replaced by what the parties write.
    pub form: bool,
    /// Whether the publication has brackets or blanks in it.
    pub signs: bool,
}

impl Reading {
    /// Whether an agreement for a set of modules may have it.
    pub(super) fn is_for(&self, modules: &[u8]) -> bool {
        let used = |module: &u8| modules.contains(module);
        let any = self.modules.is_empty() || modules.is_empty();
        any || if self.together { self.modules.iter().all(used) } else { self.modules.iter().any(used) }
    }
}

impl Expected {
    /// Whether the unit is one of a set of modules.
    pub(super) fn is_of(&self, modules: &[u8]) -> bool {
        let of = self.modules.is_empty() || self.modules.iter().any(|one| modules.contains(one));
        of && !(self.dropped.iter().any(|one| modules.contains(one))
            && modules.iter().all(|one| self.dropped.contains(one)))
    }

    /// The mark before it in the publication, as its id says: `(a)`, `(ii)`, `2.`.
    pub(super) fn mark(&self) -> Option<String> {
        let mut parts = self.id.split('.').rev().skip_while(|part| {
            part.starts_with("opt") || part.starts_with("alt") || *part == "text" && self.id.contains(".c")
        });
        let last = parts.next()?;
        let lower = !last.is_empty() && last.len() <= 4 && last.bytes().all(|byte| byte.is_ascii_lowercase());
        let number = last.bytes().all(|byte| byte.is_ascii_digit()) && !self.id.contains('c');
        match self.part {
            Part::Clauses if lower && !matches!(last, "text" | "lead" | "tail") => Some(format!("({last})")),
            Part::Clauses if number => Some(format!("{last}.")),
            _ => None,
        }
    }
}

/// The units of an instrument, in the order of the publication; those that no wording is known of are
/// left out.
pub(super) fn expected(seal: &Seal, text: Option<&Text>, language: &str) -> Vec<Expected> {
    let stored: BTreeMap<&str, &Unit> =
        text.map(|text| text.units.iter().map(|unit| (unit.id.as_str(), unit)).collect()).unwrap_or_default();
    let ids: Vec<&str> = match text {
        Some(text) => text.units.iter().map(|unit| unit.id.as_str()).collect(),
        None => seal.units.keys().map(String::as_str).collect(),
    };
    ids.into_iter().filter_map(|id| one(id, stored.get(id).copied(), seal, language)).collect()
}

fn one(id: &str, unit: Option<&Unit>, seal: &Seal, language: &str) -> Option<Expected> {
    let modules = seal.units.get(id).map(|print| print.modules.clone());
    let modules = modules.or_else(|| unit.map(|unit| unit.modules.clone())).unwrap_or_default();
    let part = part(id, seal)?;
    // Lines with nothing but a number say nothing, and are found everywhere.
    let number =
        |number: u8| seal.units.get(id).is_some_and(|print| print.loose == normal::hash(&number.to_string()));
    if (1..=20).any(number) {
        return None;
    }
    let gap = seal.blanks.iter().find(|gap| gap.units.iter().any(|unit| unit == id));
    let mut found = Expected {
        id: id.to_owned(),
        part,
        annex: is_annex(id, seal),
        modules,
        readings: Vec::new(),
        dropped: Vec::new(),
        blank: gap.is_some(),
        form: gap.is_some_and(|gap| gap.form == GapForm::Unit),
        signs: gap.is_some()
            || seal.choice(id).is_some()
            || seal.inline.iter().any(|inline| inline.unit == id),
    };
    match unit {
        Some(unit) => of_text(&mut found, unit, seal, language),
        None => of_seal(&mut found, seal),
    }
    Some(found)
}

/// Readings for each set of modules, single ones first.
fn of_text(found: &mut Expected, unit: &Unit, seal: &Seal, language: &str) {
    let all = if found.modules.is_empty() { seal_modules(seal) } else { found.modules.clone() };
    for modules in sets(&all) {
        for (at, text) in readings(unit, seal, &modules).into_iter().enumerate() {
            if text.is_empty() {
                found.dropped.extend(modules.iter().filter(|_| modules.len() == 1));
                continue;
            }
            match found.readings.iter_mut().find(|one| one.text.as_deref() == Some(&text)) {
                Some(known) if modules.len() == 1 => known.modules.extend(&modules),
                Some(_) => {}
                None => {
                    let pieces = text.split(BLANK).map(|piece| hashed(piece.trim(), language)).collect();
                    let together = modules.len() > 1;
                    let published = at == 0;
                    let modules = modules.clone();
                    found.readings.push(Reading { modules, together, pieces, text: Some(text), published });
                }
            }
        }
    }
}

/// The sets of modules that an agreement can be for, small ones first; one without a module where there
/// are none.
fn sets(all: &[u8]) -> Vec<Vec<u8>> {
    let mut sets: Vec<Vec<u8>> = vec![Vec::new()];
    for module in all.iter().take(4) {
        let with = sets.iter().map(|set| [set.as_slice(), &[*module]].concat()).collect::<Vec<_>>();
        sets.extend(with);
    }
    if sets.len() > 1 {
        sets.remove(0);
    }
    sets.sort_by_key(|set| (set.len(), set.clone()));
    sets
}

/// The modules of an instrument, each once.
fn seal_modules(seal: &Seal) -> Vec<u8> {
    let all: std::collections::BTreeSet<u8> =
        seal.units.values().flat_map(|print| print.modules.clone()).collect();
    all.into_iter().collect()
}

fn of_seal(found: &mut Expected, seal: &Seal) {
    if let Some(print) = seal.units.get(&found.id) {
        let strict = print.strict.as_deref().and_then(bytes);
        let loose = bytes(&print.loose).filter(|hash| *hash != digest(""));
        let pieces = vec![Piece { strict, loose }];
        found.readings.push(Reading {
            modules: Vec::new(),
            together: false,
            pieces,
            text: None,
            published: true,
        });
    }
    for reading in seal.readings.get(&found.id).into_iter().flatten() {
        if reading.pieces.is_empty() {
            found.dropped.extend(&reading.modules);
            continue;
        }
        let piece = |[strict, loose]: &[String; 2]| Piece { strict: bytes(strict), loose: bytes(loose) };
        let pieces = reading.pieces.iter().map(piece).collect();
        found.readings.push(Reading {
            modules: reading.modules.clone(),
            together: reading.together,
            pieces,
            text: None,
            published: false,
        });
    }
}

fn hashed(text: &str, language: &str) -> Piece {
    let loose = normal::loose(text, language);
    if loose.is_empty() {
        return Piece { strict: None, loose: None };
    }
    Piece { strict: Some(digest(&normal::strict(text))), loose: Some(digest(&loose)) }
}

/// SHA-256 of a text.
pub(super) fn digest(text: &str) -> Hash {
    bytes(&normal::hash(text)).unwrap_or_default()
}

/// A hash out of its hexadecimal form; none for an empty one.
fn bytes(hex: &str) -> Option<Hash> {
    let mut out = [0; 32];
    if hex.len() != 64 || !hex.is_ascii() {
        return None;
    }
    for (at, byte) in out.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&hex[at * 2..at * 2 + 2], 16).ok()?;
    }
    Some(out)
}

/// The readings of a text beside the published ones, as the `[readings]` of a seal have them.
pub(super) fn sealed(seal: &Seal, text: &Text) -> String {
    let mut out = String::from("[readings]\n");
    for one in expected(seal, Some(text), &text.language) {
        let modules = |modules: &[u8]| {
            let each: std::collections::BTreeSet<u8> = modules.iter().copied().collect();
            if each.len() == seal_modules(seal).len() {
                String::new()
            } else {
                each.iter().map(u8::to_string).collect()
            }
        };
        let hex = |hash: Option<Hash>| {
            hash.map(|hash| hash.iter().map(|byte| format!("{byte:02x}")).collect()).unwrap_or_default()
        };
        let piece = |piece: &Piece| -> String {
            let (strict, loose): (String, String) = (hex(piece.strict), hex(piece.loose));
            format!("[\"{strict}\", \"{loose}\"]")
        };
        let reading = |reading: &Reading| {
            let pieces: Vec<String> = reading.pieces.iter().map(piece).collect();
            format!(
                "  {{ in = \"{}\"{}, pieces = [{}] }},\n",
                modules(&reading.modules),
                if reading.together { ", together = true" } else { "" },
                pieces.join(", ")
            )
        };
        let mut lines: Vec<String> =
            one.readings.iter().filter(|reading| !reading.published).map(reading).collect();
        if !one.dropped.is_empty() {
            lines.push(format!("  {{ in = \"{}\", pieces = [] }},\n", modules(&one.dropped)));
        }
        if !lines.is_empty() {
            out.push_str(&format!("\"{}\" = [\n{}]\n", one.id, lines.concat()));
        }
    }
    out
}

fn is_annex(id: &str, seal: &Seal) -> bool {
    let of = |name: &String| {
        id == name || id.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with('.'))
    };
    seal.instrument.annexes.iter().any(of)
}

/// The part a unit belongs to; none for what no comparison is made of: names and signatures.
fn part(id: &str, seal: &Seal) -> Option<Part> {
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let clause = match seal.instrument.layout {
        Layout::Modules => id.strip_prefix('c').is_some_and(number),
        Layout::Paragraphs => id.strip_suffix(".number").is_some_and(number),
    };
    if id.starts_with("front") || id.starts_with("sign.") {
        return None;
    }
    Some(if id.strip_prefix("fn").is_some_and(number) {
        Part::Note
    } else if is_annex(id, seal) {
        if id.contains(".module.") || !id.contains('.') { Part::Frame } else { Part::Appendix }
    } else if clause
        || id.starts_with("section.")
        || id.contains(".module.")
        || id == "ind.title"
        || id == "ind.heading"
    {
        Part::Frame
    } else if id.ends_with(".title") {
        Part::Title
    } else {
        Part::Clauses
    })
}

/// Whether an agreement for some modules may be without a unit that a choice decides.
pub(super) fn may_lack(seal: &Seal, id: &str, modules: &[u8]) -> bool {
    seal.options.iter().any(|choice| {
        let whole = choice.kind == ChoiceKind::IncludeOrOmit && choice.units.iter().any(|unit| unit == id);
        let of = choice.modules.is_empty() || modules.iter().all(|module| choice.modules.contains(module));
        whole && of
    })
}
