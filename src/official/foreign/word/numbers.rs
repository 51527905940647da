//! The numbers that Word counts by itself (`word/numbering.xml`, ECMA-376 part 1, 17.9).

use std::collections::{HashMap, HashSet};

use super::super::super::read::Fault;
use super::{Step, attribute, value, walk};
use crate::document::Style;

/// Levels of a list.
const LEVELS: usize = 9;

/// What stands before a paragraph of a list.
pub(super) enum Counted {
    /// A bullet, at a level from 0.
    Bullet(usize),
    /// A number as printed: `4.2`, `(a)`.
    Label(String),
}

/// A level of a list.
#[derive(Debug, Clone, Default)]
struct Level {
    format: String,
    /// `%1.%2`: the numbers of the levels, and what stands between them.
    text: String,
    /// Where it begins to count, if not at 1.
    start: Option<usize>,
}

/// The lists of a document and how far each has counted.
#[derive(Default)]
pub(super) struct Numbers {
    kinds: HashMap<String, Vec<Level>>,
    /// Which kind a list is, and at which numbers its levels begin anew.
    lists: HashMap<String, (String, HashMap<usize, usize>)>,
    /// How far each kind has counted.
    counts: HashMap<String, [Option<usize>; LEVELS]>,
    /// Lists that have counted.
    begun: HashSet<String>,
}

impl Numbers {
    pub fn read(text: &str) -> Result<Numbers, Fault> {
        let mut numbers = Numbers::default();
        let (mut kind, mut list, mut level) = (String::new(), String::new(), 0_usize);
        let (mut of_kind, mut anew) = (false, 0_usize);
        walk(text, |step| {
            let Step::Start(tag, name) = step else { return Ok(()) };
            let number = |name: &str| attribute(tag, name).and_then(|value| value.parse::<usize>().ok());
            match name {
                "abstractNum" => {
                    (kind, of_kind) = (attribute(tag, "w:abstractNumId").unwrap_or_default(), true);
                    numbers.kinds.insert(kind.clone(), vec![Level::default(); LEVELS]);
                }
                "num" => (list, of_kind) = (attribute(tag, "w:numId").unwrap_or_default(), false),
                "abstractNumId" if !of_kind => {
                    let of = value(tag).unwrap_or_default();
                    numbers.lists.insert(list.clone(), (of, HashMap::new()));
                }
                "lvlOverride" => anew = number("w:ilvl").unwrap_or_default(),
                "startOverride" => {
                    if let Some((_, begins)) = numbers.lists.get_mut(&list) {
                        begins.insert(anew, number("w:val").unwrap_or(1));
                    }
                }
                "lvl" => level = number("w:ilvl").unwrap_or_default().min(LEVELS - 1),
                "start" | "numFmt" | "lvlText" if of_kind => {
                    if let Some(one) = numbers.kinds.get_mut(&kind).and_then(|levels| levels.get_mut(level)) {
                        match name {
                            "start" => one.start = number("w:val"),
                            "numFmt" => one.format = value(tag).unwrap_or_default(),
                            _ => one.text = value(tag).unwrap_or_default(),
                        }
                    }
                }
                _ => {}
            }
            Ok(())
        })?;
        Ok(numbers)
    }

    /// Counts a paragraph of a list; nothing where there is no such list, or it prints nothing.
    pub fn next(&mut self, list: &str, level: usize) -> Option<Counted> {
        let level = level.min(LEVELS - 1);
        let (kind, begins) = self.lists.get(list)?;
        let levels = self.kinds.get(kind)?;
        let counts = self.counts.entry(kind.clone()).or_default();
        let start = |at: usize| {
            let anew = begins.get(&at).copied();
            anew.or(levels[at].start).unwrap_or(1)
        };
        if !begins.is_empty() && self.begun.insert(list.to_owned()) {
            // A list that begins anew has counted nothing, from its first such level on.
            let first = begins.keys().min().copied().unwrap_or_default().min(LEVELS);
            counts[first..].fill(None);
        }
        counts[level] = Some(counts[level].map_or_else(|| start(level), |count| count.saturating_add(1)));
        counts[level + 1..].fill(None);
        let one = &levels[level];
        match one.format.as_str() {
            "bullet" => return Some(Counted::Bullet(level)),
            "none" => return None,
            _ => {}
        }
        let mut label = one.text.clone();
        for at in 0..=level {
            let count = counts[at].unwrap_or_else(|| start(at));
            label = label.replace(&format!("%{}", at + 1), &printed(count, &levels[at].format));
        }
        let label = label.trim().to_owned();
        (!label.is_empty()).then_some(Counted::Label(label))
    }
}

/// A number in a format of Word.
fn printed(number: usize, format: &str) -> String {
    let letters = |number: usize| {
        // After z comes aa, then bb.
        let letter = char::from(b'a' + u8::try_from(number.saturating_sub(1) % 26).unwrap_or_default());
        letter.to_string().repeat((number.saturating_sub(1) / 26 + 1).min(8))
    };
    match format {
        "lowerLetter" => letters(number),
        "upperLetter" => letters(number).to_uppercase(),
        "lowerRoman" => roman(number),
        "upperRoman" => roman(number).to_uppercase(),
        "decimalZero" => format!("{number:02}"),
        _ => number.to_string(),
    }
}

/// A Roman numeral, as far as there are any.
fn roman(number: usize) -> String {
    let style = if number > 3999 { Style::Decimal } else { Style::Roman };
    style.format(number)
}
