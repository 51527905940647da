//! The values that facts are made of: countries, periods, money, addresses of clauses, and values
//! that stand elsewhere or were left open.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A value, or a deliberate statement why it does not stand here.
///
/// In TOML: the value itself, `{ by_reference = "the User Account" }`, or `{ left_open = "reason" }`.
/// Both statements are printed as a phrase, never as a gap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Given<T> {
    /// The value.
    Value(T),
    /// It stands in another document.
    ByReference(ByReference),
    /// The parties leave it open on purpose.
    LeftOpen(LeftOpen),
}

/// Where a value stands instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ByReference {
    /// The place, as words that follow "as stated in": `the User Account`.
    pub by_reference: String,
}

/// Why a value is left open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LeftOpen {
    /// The reason, as words that follow "left open:".
    pub left_open: String,
}

impl<T> Given<T> {
    /// The value, if it stands here.
    pub fn value(&self) -> Option<&T> {
        match self {
            Given::Value(value) => Some(value),
            _ => None,
        }
    }
}

/// A country: ISO 3166-1 alpha-2 code.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("format" = "country", "examples" = ["IE", "US"]))]
pub struct Country(pub String);

/// A legal system: a country code, or a part of a country with a law of its own (`GB-ENG`).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("format" = "law", "examples" = ["IE", "GB-ENG"]))]
pub struct Law(pub String);

impl Law {
    /// The country the legal system belongs to.
    pub fn country(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }
}

/// A German Land, by its usual code: `BY`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("format" = "land", "examples" = ["BY", "NW"]))]
pub struct Land(pub String);

/// A calendar date, `2026-03-02`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, with = "String", extend("format" = "date", "examples" = ["2026-03-02"]))]
pub struct Date(pub jiff::civil::Date);

/// An e-mail address.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("format" = "email", "examples" = ["privacy@example.com"]))]
pub struct Email(pub String);

/// A web address, `https://…`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("format" = "uri", "examples" = ["https://example.com/subprocessors"]))]
pub struct Url(pub String);

/// A sum of money: currency code (ISO 4217) and amount, `EUR 2000000` or `EUR 1250.50`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("format" = "money", "examples" = ["EUR 2000000"]))]
pub struct Money(pub String);

/// A length of time: `48 hours`, `30 days`, `10 business days`, `12 months`, or a range `90 to 120 days`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Period {
    /// Lower end of a range.
    pub from: Option<u32>,
    /// The number, or the upper end of a range.
    pub count: u32,
    /// What is counted.
    pub unit: Unit,
}

/// What a [`Period`] counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Unit {
    /// Clock hours.
    Hour,
    /// Calendar days.
    Day,
    /// Days on which banks are open where the addressee is.
    BusinessDay,
    /// Calendar weeks.
    Week,
    /// Calendar months.
    Month,
    /// Calendar years.
    Year,
}

impl Unit {
    const NAMES: [(Unit, &'static str); 6] = [
        (Unit::Hour, "hour"),
        (Unit::Day, "day"),
        (Unit::BusinessDay, "business day"),
        (Unit::Week, "week"),
        (Unit::Month, "month"),
        (Unit::Year, "year"),
    ];

    /// Singular name in a pack file.
    pub fn name(self) -> &'static str {
        Unit::NAMES.iter().find(|(unit, _)| *unit == self).map_or("", |(_, name)| name)
    }
}

impl Period {
    /// The length in hours, the longest it can be; months count as 31 days, years as 366.
    pub fn hours(&self) -> u64 {
        let one = match self.unit {
            Unit::Hour => 1,
            Unit::Day | Unit::BusinessDay => 24,
            Unit::Week => 24 * 7,
            Unit::Month => 24 * 31,
            Unit::Year => 24 * 366,
        };
        u64::from(self.count) * one
    }
}

impl FromStr for Period {
    type Err = String;

    fn from_str(text: &str) -> Result<Period, String> {
        let fault = || format!("`{text}` is no period: write it as in \"48 hours\" or \"90 to 120 days\"");
        let mut words = text.split(' ');
        let number = |words: &mut std::str::Split<'_, char>| {
            words.next().and_then(|word| word.parse::<u32>().ok()).ok_or_else(fault)
        };
        let first = number(&mut words)?;
        let rest: Vec<&str> = words.clone().collect();
        let (from, count, unit) = if rest.first() == Some(&"to") {
            words.next();
            let second = number(&mut words)?;
            (Some(first), second, words.collect::<Vec<_>>().join(" "))
        } else {
            (None, first, rest.join(" "))
        };
        let singular = unit.strip_suffix('s').unwrap_or(&unit);
        let unit = Unit::NAMES.iter().find(|(_, name)| *name == singular).map(|(unit, _)| *unit);
        let unit = unit.ok_or_else(fault)?;
        if count == 0 || from.is_some_and(|from| from >= count) {
            return Err(fault());
        }
        Ok(Period { from, count, unit })
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(from) = self.from {
            write!(f, "{from} to ")?;
        }
        let plural = if self.count == 1 { "" } else { "s" };
        write!(f, "{} {}{plural}", self.count, self.unit.name())
    }
}

impl Serialize for Period {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Period, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Period {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Period".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "format": "period",
            "description": "A length of time: `48 hours`, `30 days`, `10 business days`, `12 months`, or a range `90 to 120 days`.",
            "examples": ["48 hours", "30 days", "90 to 120 days"]
        })
    }
}

/// The id of a party: a key of `[parties]`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("x-ref" = "parties"))]
pub struct PartyId(pub String);

/// The id of a data category or a group of them: a key of `[data.categories]` or `[data.groups]`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("x-ref" = "data.categories"))]
pub struct CategoryId(pub String);

/// The id of a category of data subjects: a key of `[data.subjects]`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("x-ref" = "data.subjects"))]
pub struct SubjectId(pub String);

/// The id of a service: a key of `[services]`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("x-ref" = "services"))]
pub struct ServiceId(pub String);

/// The address of a measure in the library: `measures/encryption-at-rest`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, extend("x-ref" = "library.measures", "examples" = ["measures/encryption-at-rest"]))]
pub struct MeasureAddress(pub String);
