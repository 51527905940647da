//! Material changes: the values and words on which a contract turns.
//!
//! Precise rather than loud: a value counts where its own words changed, not where a sentence around it did.

mod lexicon;
mod roles;
mod sums;
mod times;
mod value;

use std::collections::VecDeque;
use std::ops::Range;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use super::tokens::ranges;
use super::wordings::Stretch;
use value::{Part, Value};

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A number of hours, days, weeks, months or years.
    Period,
    /// A sum of money.
    Amount,
    /// A part of a hundred.
    Percentage,
    /// A day.
    Date,
    /// A country.
    Country,
    /// The law that governs.
    Law,
    /// The courts that decide.
    Courts,
    /// The name of a party or of a subprocessor.
    Name,
    /// Whether something must, may or will be done.
    Duty,
    /// Whether something is denied or excepted.
    Negation,
    /// Whether a value is the least or the most: at least, no more than.
    Limit,
    /// How far a consent or a duty goes: prior, specific, general, written, reasonable.
    Scope,
    /// Whether it is so for one alone, or in one way alone: only, exclusively, sole.
    Exclusivity,
    /// Whether somebody else has to agree: consent, approval.
    Permission,
    /// Another number: of users, of audits, alone in a cell.
    Number,
}

impl Kind {
    /// Its name, as people and JSON have it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Period => "period",
            Kind::Amount => "amount",
            Kind::Percentage => "percentage",
            Kind::Date => "date",
            Kind::Country => "country",
            Kind::Law => "law",
            Kind::Courts => "courts",
            Kind::Name => "name",
            Kind::Duty => "duty",
            Kind::Negation => "negation",
            Kind::Limit => "limit",
            Kind::Scope => "scope",
            Kind::Exclusivity => "exclusivity",
            Kind::Permission => "permission",
            Kind::Number => "number",
        }
    }
}

/// A value that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Material {
    /// What it is.
    pub kind: Kind,
    /// The old value, as printed; nothing where there was none.
    pub old: Option<String>,
    /// The new value, as printed; nothing where there is none.
    pub new: Option<String>,
    /// The sentence in which it stands, of the new text if it is there.
    pub context: String,
    /// Whether words and figures of the new value say two things: "thirty (60) days".
    pub contradicts: bool,
}

/// Names that are looked for, in the words of the texts.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// Of countries.
    pub countries: Vec<String>,
    /// Of parties and subprocessors.
    pub parties: Vec<String>,
}

/// Names by the byte that they begin with, and what the texts call the companies that agree them.
pub struct Register<'n> {
    names: HashMap<u8, Vec<(&'n str, Kind)>>,
    roles: HashSet<String>,
}

impl<'n> Register<'n> {
    /// Names in order: where one is that of a party and of a country, a party is meant.
    pub fn of(names: &'n Names) -> Register<'n> {
        let mut register: HashMap<u8, Vec<(&str, Kind)>> = HashMap::new();
        for (all, kind) in [(&names.parties, Kind::Name), (&names.countries, Kind::Country)] {
            for name in all {
                if let Some(first) = name.bytes().next() {
                    register.entry(first).or_default().push((name, kind));
                }
            }
        }
        Register { names: register, roles: HashSet::new() }
    }

    /// The same, and what texts call the companies that agree them: one in the place of the other counts.
    pub fn and_roles_of<'t>(mut self, texts: impl Iterator<Item = &'t str>) -> Register<'n> {
        texts.for_each(|text| roles::add_roles(text, &mut self.roles));
        self
    }

    /// The longest name with which a text begins: of a party, or else of a country.
    fn at_head_of(&self, text: &str) -> Option<(&'n str, Kind)> {
        let known = self.names.get(text.as_bytes().first()?)?;
        let fits = |(name, _): &&(&str, Kind)| {
            // "Irlands"
            let ends = |rest: &str| !rest.starts_with(char::is_alphanumeric);
            let rest = text.strip_prefix(name);
            rest.is_some_and(|rest| ends(rest) || rest.strip_prefix('s').is_some_and(ends))
        };
        known.iter().filter(fits).max_by_key(|(name, kind)| (*kind == Kind::Name, name.len())).copied()
    }
}

/// The values that changed between two wordings of a text, which may be empty, by their stretches.
pub fn material(old: &str, new: &str, stretches: &[Stretch], names: &Register<'_>) -> Vec<Material> {
    let changed = || stretches.iter().filter(|stretch| !stretch.same);
    let gone = values(old, changed().map(|stretch| &stretch.old), names);
    let come = values(new, changed().map(|stretch| &stretch.new), names);
    let is_list = is_list(old, &gone) || is_list(new, &come);
    let (partners, alone) = partners(&gone, &come, is_list);
    let mut found = Vec::new();
    let said = |text: &str, value: &Value| text[value.said.clone()].to_owned();
    for (value, partner) in gone.iter().zip(partners) {
        let partner = partner.map(|at| &come[at]);
        let stays = partner.map_or(value.swaps, |partner| partner.worth == value.worth);
        if stays {
            continue;
        }
        let context =
            partner.map_or_else(|| sentence(old, &value.said), |partner| sentence(new, &partner.said));
        let now = partner.map(|partner| said(new, partner));
        let contradicts = partner.is_some_and(|partner| partner.contradicts);
        found.push(Material {
            kind: value.kind,
            old: Some(said(old, value)),
            new: now,
            context,
            contradicts,
        });
    }
    for (value, _) in come.iter().zip(alone).filter(|(value, alone)| *alone && !value.swaps) {
        let (now, context) = (Some(said(new, value)), sentence(new, &value.said));
        found.push(Material {
            kind: value.kind,
            old: None,
            new: now,
            context,
            contradicts: value.contradicts,
        });
    }
    found
}

/// Whether a word, in small letters, says which form a company has.
pub fn is_form(word: &str) -> bool {
    lexicon::FORMS.binary_search(&word).is_ok()
}

/// Countries that are a list, at least.
const LIST: usize = 3;

/// Whether the countries of a text are a list: so many, or one behind the other, as in "Ireland and Iceland".
fn is_list(text: &str, values: &[Value]) -> bool {
    let countries: Vec<&Value> = values.iter().filter(|value| value.kind == Kind::Country).collect();
    let joins = |pair: &[&Value]| {
        let between = text.get(pair[0].said.end..pair[1].said.start).unwrap_or_default();
        matches!(between.trim(), "," | "and" | "or" | ", and" | ", or" | "und" | "oder" | "/" | "&")
    };
    countries.len() >= LIST || countries.windows(2).any(joins)
}

/// For each value that went the one that came for it, and which of those came for none; the countries may be a list.
///
/// That is the one in its place; of the others, one of the same worth stands elsewhere now, and the rest are put
/// together in their order.
fn partners(gone: &[Value], come: &[Value], is_list: bool) -> (Vec<Option<usize>>, Vec<bool>) {
    let mut partners: Vec<Option<usize>> = vec![None; gone.len()];
    let mut alone = vec![true; come.len()];
    for (in_place, worth) in [(true, true), (true, false), (false, true), (false, false)] {
        let like = |value: &Value| {
            // A side, a "not" or a "prior" that stands elsewhere says another thing; in which order a list has its
            // countries says nothing.
            let bound = value.swaps || matches!(value.kind, Kind::Negation | Kind::Scope);
            let free = is_list && value.kind == Kind::Country && worth;
            let place = (in_place && !free || bound).then_some(value.stretch);
            (value.kind, value.swaps, place, worth.then(|| value.worth.clone()))
        };
        let mut waiting: HashMap<_, VecDeque<usize>> = HashMap::new();
        for (at, value) in come.iter().enumerate().filter(|(at, _)| alone[*at]) {
            waiting.entry(like(value)).or_default().push_back(at);
        }
        for (value, partner) in gone.iter().zip(&mut partners).filter(|(_, partner)| partner.is_none()) {
            *partner = waiting.get_mut(&like(value)).and_then(VecDeque::pop_front);
            partner.iter().for_each(|at| alone[*at] = false);
        }
    }
    (partners, alone)
}

/// The values of a text that is new, or gone, as a whole: each once. A duty, a right or a prohibition came or went with
/// its clause. What limits in it counts with the clause itself, as do the names of those who agree it; a row is often
/// about a name alone.
pub fn whole(text: &str, is_new: bool, is_row: bool, names: &Register<'_>) -> Vec<Material> {
    let counts = |kind: Kind| match kind {
        Kind::Period | Kind::Amount | Kind::Percentage | Kind::Date => true,
        Kind::Country | Kind::Law | Kind::Courts => true,
        Kind::Name => is_row,
        Kind::Duty | Kind::Negation => !is_row,
        Kind::Limit | Kind::Number => false,
        Kind::Scope | Kind::Exclusivity | Kind::Permission => false,
    };
    let mut found = values(text, std::iter::once(&(0..text.len())), names);
    let mut known: HashSet<(Kind, String)> = HashSet::new();
    found.retain(|value| {
        counts(value.kind) && !value.swaps && known.insert((value.kind, value.worth.clone()))
    });
    let told = |value: Value| {
        let said = Some(text[value.said.clone()].to_owned());
        let (old, new) = if is_new { (None, said) } else { (said, None) };
        let contradicts = value.contradicts && is_new;
        Material { kind: value.kind, old, new, context: sentence(text, &value.said), contradicts }
    };
    found.into_iter().map(told).collect()
}

/// Chunks before and behind changed words that a value can have, at most.
const REACH: usize = 8;

/// The values of a text that have changed words in them.
fn values<'s>(
    text: &str,
    changed: impl Iterator<Item = &'s Range<usize>>,
    names: &Register<'_>,
) -> Vec<Value> {
    let mut found: Vec<Value> = Vec::new();
    let mut done = 0;
    for (stretch, range) in changed.enumerate() {
        let start = before(text, range.start).max(done);
        let part = Part::of(text, start..behind(text, range.end));
        let mut at = 0;
        while part.tokens.get(at).is_some_and(|token| token.start < range.end) {
            let named = || part.name(at, names).or_else(|| part.company(at)).or_else(|| part.side(at, names));
            let Some(value) = part.value(at).or_else(named) else {
                at += 1;
                continue;
            };
            let bound = part.bound(at).filter(|_| value.kind == Kind::Negation);
            at = value.said.end;
            let mut said = part.tokens[value.said.start].start..part.tokens[at - 1].end;
            if matches!(value.kind, Kind::Country | Kind::Name)
                && text[said.clone()].starts_with(&value.worth)
            {
                // Without what the last word has behind the name: "Ireland's", but with the dot of "Inc.".
                let name = said.start..said.end.min(said.start + value.worth.len());
                let has_dot = text[name.end..said.end] == *".";
                said = if has_dot { said } else { name };
            }
            done = said.end;
            if said.end > range.start {
                let all = std::iter::once(value).chain(bound);
                found.extend(all.map(|value| Value { said: said.clone(), stretch, ..value }));
            }
        }
        done = done.max(range.end);
    }
    found
}

/// Where the chunks begin that can belong to a value whose words begin at a place.
fn before(text: &str, at: usize) -> usize {
    let mut spaces = text.bytes().enumerate().take(at).rev().filter(|(_, byte)| byte.is_ascii_whitespace());
    spaces.nth(REACH).map_or(0, |(space, _)| space + 1)
}

/// Where the chunks end that can belong to a value whose words end at a place.
fn behind(text: &str, at: usize) -> usize {
    let mut spaces = text.bytes().enumerate().skip(at).filter(|(_, byte)| byte.is_ascii_whitespace());
    spaces.nth(REACH).map_or(text.len(), |(space, _)| space)
}

/// Bytes of a sentence on each side of a value, at most.
const SENTENCE: usize = 2_000;

/// The sentence around some bytes, or as much of it as is near.
fn sentence(whole: &str, said: &Range<usize>) -> String {
    let space = |byte: u8| byte.is_ascii_whitespace();
    let (from, to) = (said.start.saturating_sub(SENTENCE), (said.end + SENTENCE).min(whole.len()));
    let bytes = whole.as_bytes();
    let from =
        if from == 0 { 0 } else { (from..said.start).find(|at| space(bytes[*at])).unwrap_or(said.start) };
    let to =
        if to == whole.len() { to } else { (said.end..to).rfind(|at| space(bytes[*at])).unwrap_or(said.end) };
    let (text, said) = (&whole[from..to], said.start - from..said.end - from);
    let tokens = ranges(text);
    let ends = |at: &usize| {
        matches!(&text[tokens[*at].clone()], "." | ";" | "?" | "!")
            || (*at > 0 && text[tokens[at - 1].end..tokens[*at].start].contains('\n'))
    };
    let first = tokens.iter().take_while(|token| token.start < said.start).count();
    let next = tokens.iter().take_while(|token| token.start < said.end).count();
    let start = (0..first).rev().find(ends).map_or(0, |at| at + 1);
    let end = (next..tokens.len()).find(ends).unwrap_or(tokens.len());
    match (tokens.get(start), end.checked_sub(1).and_then(|last| tokens.get(last))) {
        (Some(first), Some(last)) if start < end => text[first.start..last.end].to_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests;
