//! Words that the tool itself needs, per language: for numbers, dates, units, blanks, closed lists.

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;
use jiff::civil::Date;
use serde::Deserialize;

use super::{DAMAGED, SOURCE_LANGUAGE};
use crate::diagnostic::{Diagnostic, Outcome};
use crate::document;
use crate::law;
use crate::pack::value::{Law, Money, Period};
use crate::source::{Source, Span};
use crate::template::Words;

/// `clauses/labels/<language>.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Labels {
    /// For numbering and references.
    pub numbering: document::Labels,
    /// For dates.
    pub dates: Dates,
    /// Units of time, singular and plural.
    pub units: IndexMap<String, [String; 2]>,
    /// Numbers in words.
    pub numbers: Numbers,
    /// Sentences with one gap, `{}`.
    pub phrases: Phrases,
    /// Phrases for a value that stands elsewhere, by its kind; `text` serves for all others.
    pub by_reference: IndexMap<String, String>,
    /// Phrases for a value that was left open, by its kind; `text` serves for all others.
    pub left_open: IndexMap<String, String>,
    /// Labels of signature fields.
    pub fields: Fields,
    /// Words beside official text that is printed in full.
    pub official: Official,
    /// Legal systems that are parts of a country.
    pub laws: IndexMap<String, String>,
    /// Closed words of the pack, by the list they belong to.
    pub words: IndexMap<String, IndexMap<String, String>>,
}

/// For dates.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dates {
    /// With `{day}`, `{month}` and `{year}`.
    pub pattern: String,
    /// January first.
    pub months: [String; 12],
}

/// Numbers in words, below one hundred.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Numbers {
    /// One to nineteen.
    pub ones: Vec<String>,
    /// Twenty, thirty, … ninety.
    pub tens: Vec<String>,
    /// Between tens and ones.
    pub hyphen: String,
    /// A range, `{from}` and `{to}`.
    pub range: String,
}

/// Phrases with a gap.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phrases {
    /// Nobody was appointed, `{}` for the reason.
    pub not_appointed: String,
    /// An interval, `{}`.
    pub every: String,
    /// The courts of a place, `{}`.
    pub courts: String,
    /// The day on which something starts, `{}`.
    pub on: String,
    /// Version line: `{version}` and `{date}`.
    pub version_of: String,
    /// Version line without version: `{date}`.
    pub dated: String,
}

/// Words beside official text that is printed in full; they stand in brackets and italics.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Official {
    /// What the marks mean, `{}` for the place that says how the text was cut and compared.
    pub note: String,
    /// For which transfers a copy is, `{}`.
    pub transfers: String,
    /// In place of words that the parties did not choose.
    pub not_chosen: String,
    /// In place of words that the chosen modules do not have.
    pub not_in_modules: String,
    /// In place of words that other terms of the pack replace.
    pub replaced: String,
    /// Under the title of a clause that is used only from an event on.
    pub later: String,
    /// In place of the lines for signatures.
    pub signatures: String,
    /// What the two parties to a transfer are called: exporter, importer.
    pub sides: [String; 2],
}

/// Labels of signature fields.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fields {
    /// The signature.
    pub signature: String,
    /// Name.
    pub name: String,
    /// Title.
    pub title: String,
    /// Place.
    pub place: String,
    /// Date.
    pub date: String,
}

impl Official {
    /// What stands by itself in brackets among the words of a copy.
    pub fn remarks(&self) -> [&str; 5] {
        [&self.not_chosen, &self.not_in_modules, &self.replaced, &self.later, &self.signatures]
    }
}

impl Labels {
    /// Reads the labels of the source language.
    ///
    /// # Errors
    /// A missing or damaged file.
    pub fn read(files: &BTreeMap<String, Arc<Source>>) -> Outcome<Labels> {
        let path = format!("labels/{SOURCE_LANGUAGE}.toml");
        let Some(source) = files.get(&path) else {
            return Err(vec![Diagnostic::error(DAMAGED, format!("the library has no `{path}`"))]);
        };
        toml::from_str(&source.text).map_err(|error| {
            let span = Span { source: source.clone(), range: error.span().unwrap_or(0..0) };
            let message = format!("these labels cannot be read: {}", error.message());
            vec![Diagnostic::error(DAMAGED, message).at(span, "here")]
        })
    }

    /// Looks up what is printed for closed words. Without the name of its list, a word is found only
    /// if it means the same in all lists that have it.
    pub fn words(&self) -> Words {
        let table = self.words.clone();
        Arc::new(move |word, list| match list {
            Some(list) => table.get(list)?.get(word).cloned(),
            None => {
                let mut found = table.values().filter_map(|words| words.get(word));
                let first = found.next()?;
                found.all(|other| other == first).then(|| first.clone())
            }
        })
    }

    /// The phrase for a value of a kind that does not stand here, with `{}` for the rest.
    pub fn phrase<'l>(phrases: &'l IndexMap<String, String>, kind: &str) -> &'l str {
        phrases.get(kind).or_else(|| phrases.get("text")).map_or("{}", String::as_str)
    }

    /// What is printed for a closed word of a list.
    pub fn word(&self, list: &str, word: &str) -> String {
        self.words.get(list).and_then(|words| words.get(word)).cloned().unwrap_or_else(|| word.to_owned())
    }

    /// A date: "2 March 2026".
    pub fn date(&self, date: Date) -> String {
        let month = &self.dates.months[usize::from(date.month().unsigned_abs()) - 1];
        self.dates
            .pattern
            .replace("{day}", &date.day().to_string())
            .replace("{month}", month)
            .replace("{year}", &date.year().to_string())
    }

    /// A length of time: "48 hours", or "forty-eight (48) hours".
    pub fn period(&self, period: &Period, in_words: bool) -> String {
        let [one, many] = match self.units.get(period.unit.name()) {
            Some(names) => names.clone(),
            None => [period.unit.name().to_owned(), period.unit.name().to_owned()],
        };
        let number = |count: u32| match self.number(count).filter(|_| in_words) {
            Some(words) => format!("{words} ({count})"),
            None => count.to_string(),
        };
        let count = match period.from {
            Some(from) => {
                self.numbers.range.replace("{from}", &number(from)).replace("{to}", &number(period.count))
            }
            None => number(period.count),
        };
        let unit = if period.count == 1 && period.from.is_none() { one } else { many };
        format!("{count} {unit}")
    }

    /// A number below one hundred in words.
    fn number(&self, count: u32) -> Option<String> {
        let count = count as usize;
        if (1..20).contains(&count) {
            return self.numbers.ones.get(count - 1).cloned();
        }
        let tens = self.numbers.tens.get((count / 10).checked_sub(2)?)?;
        if count >= 100 {
            return None;
        }
        match count % 10 {
            0 => Some(tens.clone()),
            rest => Some(format!("{tens}{}{}", self.numbers.hyphen, self.numbers.ones.get(rest - 1)?)),
        }
    }

    /// A country as it reads in an address or a table: "United States".
    pub fn country(&self, code: &str) -> String {
        law::country(code).map_or_else(|| code.to_owned(), |country| country.name.clone())
    }

    /// A legal system as it reads after "the law of": "Ireland", "England and Wales".
    pub fn law(&self, law: &Law) -> String {
        let article = law::country(law.country()).is_some_and(|country| country.the);
        let name = || self.country(law.country());
        let plain = || if article { format!("the {}", name()) } else { name() };
        self.laws.get(&law.0).cloned().unwrap_or_else(plain)
    }

    /// A sum of money: "EUR 2,000,000".
    pub fn money(&self, money: &Money) -> String {
        let Some((currency, amount)) = money.0.split_once(' ') else { return money.0.clone() };
        let (whole, cents) =
            amount.split_once('.').map_or((amount, None), |(whole, cents)| (whole, Some(cents)));
        let mut grouped = String::new();
        for (index, digit) in whole.chars().enumerate() {
            if index > 0 && (whole.len() - index).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        match cents {
            Some(cents) => format!("{currency} {grouped}.{cents}"),
            None => format!("{currency} {grouped}"),
        }
    }
}
