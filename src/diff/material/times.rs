//! Days, periods, and how often something is done.

use super::Kind;
use super::value::{Part, Value, number_of, value};
use crate::figures;

impl Part<'_> {
    /// "once a year", "two times in each calendar year", "one audit per year", "quarterly", "zweimal im Jahr".
    pub(super) fn often(&self, at: usize) -> Option<Value> {
        if let Some(unit) = unit_of_adverb(self.word(at)) {
            return Some(value(Kind::Period, format!("1 per {unit}"), at..at + 1));
        }
        if matches!(self.word(at), "per" | "each" | "every" | "pro" | "je" | "jeden" | "jedes" | "jede")
            && let Some(unit) = figures::unit(self.word(at + 1))
        {
            return Some(value(Kind::Period, format!("1 per {unit}"), at..at + 2));
        }
        let (times, mut next) = match self.word(at) {
            "once" | "einmal" => ("1".to_owned(), at + 1),
            "twice" | "zweimal" => ("2".to_owned(), at + 1),
            "dreimal" => ("3".to_owned(), at + 1),
            // "two times", "one audit"
            number => {
                let what = self.word(at + 1);
                let counts =
                    matches!(self.word(at + 2), "per" | "each" | "every" | "a" | "in" | "pro" | "je" | "im")
                        && what.starts_with(char::is_alphabetic)
                        && !matches!(what, "percent" | "per" | "of")
                        && figures::unit(what).is_none();
                (Some(number).filter(|_| counts).and_then(number_of)?, at + 2)
            }
        };
        next += usize::from(self.word(next) == "in");
        let joins =
            matches!(self.word(next), "a" | "an" | "per" | "each" | "every" | "any" | "im" | "pro" | "je");
        next += 1 + usize::from(matches!(self.word(next + 1), "calendar" | "contract"));
        let unit = match self.word(next) {
            "quarter" | "quartal" => "quarter",
            word => figures::unit(word)?,
        };
        joins.then(|| value(Kind::Period, format!("{times} per {unit}"), at..next + 1))
    }

    /// "30 days", "thirty (30) business days", "30-day", "24h", "a week", "5 %", "five per cent",
    /// "5 percentage points".
    pub(super) fn counted(&self, at: usize) -> Option<Value> {
        let word = self.word(at);
        let figures_end = word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len());
        let glued = || match word.split_at(figures_end) {
            ("", _) => None,
            (number, "h") => Some((number, "hour")),
            (number, unit) => Some((number, figures::unit(unit)?)),
        };
        let joined = || word.split_once('-').and_then(|(number, unit)| Some((number, figures::unit(unit)?)));
        if let Some((number, unit)) = joined().or_else(glued)
            && let Some(number) = number_of(number)
        {
            return Some(value(Kind::Period, time(&number, "", unit), at..at + 1));
        }
        if let Some(number) = self.word(at).strip_suffix('%').and_then(number_of) {
            return Some(value(Kind::Percentage, number, at..at + 1));
        }
        let before = self.word_before(at);
        if word == "eines" && matches!(before, "ende" | "anfang" | "beginn" | "schluss") {
            return None; // "zum Ende eines Monats" is a day
        }
        let one = matches!(self.word(at), "a" | "an") && figures::unit(self.word(at + 1)).is_some();
        let mut number = if one { "1".to_owned() } else { number_of(self.word(at))? };
        let mut next = at + 1;
        let mut contradicts = false;
        if self.word(next) == "("
            && let Some(figures) = number_of(self.word(next + 1))
            && self.word(next + 2) == ")"
        {
            next += 3;
            contradicts = figures != number;
            if contradicts {
                number = format!("{number} ({figures})");
            }
        }
        let value = |kind, worth, end| Some(Value { contradicts, ..value(kind, worth, at..end) });
        match (self.word(next), self.word(next + 1)) {
            ("%" | "percent" | "prozent", _) => return value(Kind::Percentage, number, next + 1),
            ("per", "cent") => return value(Kind::Percentage, number, next + 2),
            ("prozentpunkte" | "prozentpunkten", _) => {
                return value(Kind::Percentage, format!("{number} points"), next + 1);
            }
            ("percentage", "point" | "points") => {
                return value(Kind::Percentage, format!("{number} points"), next + 2);
            }
            ("basis", "point" | "points") => {
                return value(Kind::Percentage, format!("{number} basis points"), next + 2);
            }
            _ => {}
        }
        let kind = ["business", "working", "calendar"].into_iter().find(|kind| *kind == self.word(next));
        let unit_at = next + usize::from(kind.is_some());
        let unit = figures::unit(self.word(unit_at))?;
        let kind = kind.map_or("", |kind| if kind == "calendar" { "" } else { "business " });
        value(Kind::Period, time(&number, kind, unit), unit_at + 1)
    }

    /// "2 March 2026", "March 2, 2026", "May 2026", "2026-03-02", "02.03.2026", "02/03/2026".
    pub(super) fn date(&self, at: usize) -> Option<Value> {
        let word = self.word(at);
        if let Some(worth) = figures_of_day(word) {
            return Some(value(Kind::Date, worth, at..at + 1));
        }
        self.day(at).or_else(|| self.month(at))
    }

    /// A day whose month is a word.
    fn day(&self, at: usize) -> Option<Value> {
        let word = self.word(at);
        let day = |word: &str| {
            let bare = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
            bare.parse::<u8>().ok().filter(|day| (1..=31).contains(day))
        };
        // "2. März 2026" has a full stop, "4th of June 2021" and "4th day of June 2021" have words between.
        let stop = match (self.word(at + 1), self.word(at + 2)) {
            (".", _) | ("of", _) => 1,
            ("day", "of") => 2,
            _ => 0,
        };
        let (day_at, month_at) =
            if figures::month(word).is_some() { (at + 1, at) } else { (at, at + 1 + stop) };
        let (day, month) = (day(self.word(day_at))?, figures::month(self.word(month_at))?);
        // "March 2, 2026" has a comma.
        let sign = if day_at == at { stop } else { 0 };
        let sign = sign + usize::from(self.word(at + 2 + sign) == ",");
        let year = self.word(at + 2 + sign);
        is_year(year).then(|| value(Kind::Date, format!("{year}-{month:02}-{day:02}"), at..at + 3 + sign))
    }

    /// A month of a year: "May 2026".
    fn month(&self, at: usize) -> Option<Value> {
        let month = figures::month(self.word(at)).filter(|_| self.is_capital(at))?;
        let next = at + 1 + usize::from(self.word(at + 1) == ",");
        let year = self.word(next);
        is_year(year).then(|| value(Kind::Date, format!("{year}-{month:02}"), at..next + 1))
    }
}

/// The day that a word in figures is. Whether the day or the month stands first between strokes differs from country
/// to country: these are taken as they are written.
fn figures_of_day(word: &str) -> Option<String> {
    if !word.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let is_part =
        |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts = |sign: char| -> Option<[&str; 3]> { word.split(sign).collect::<Vec<_>>().try_into().ok() };
    if let Some([year, month, day]) = parts('-')
        && is_year(year)
        && month.len() == 2
        && day.len() == 2
        && is_part(month)
        && is_part(day)
    {
        return Some(word.to_owned());
    }
    if let Some([one, other, year]) = parts('/')
        && is_part(one)
        && is_part(other)
        && is_year(year)
    {
        return Some(format!("{one:0>2}/{other:0>2}/{year}"));
    }
    let [day, month, year] = parts('.')?;
    let (Ok(day @ 1..=31), Ok(month @ 1..=12)) = (day.parse::<u8>(), month.parse::<u8>()) else {
        return None;
    };
    is_year(year).then(|| format!("{year}-{month:02}-{day:02}"))
}

/// The period in which something is done once that is done so: "quarterly".
fn unit_of_adverb(word: &str) -> Option<&'static str> {
    Some(match word {
        "hourly" | "stündlich" => "hour",
        "daily" | "täglich" => "day",
        "weekly" | "wöchentlich" => "week",
        "monthly" | "monatlich" => "month",
        "quarterly" | "vierteljährlich" | "quartalsweise" => "quarter",
        "annual" | "annually" | "yearly" | "jährlich" => "year",
        _ => return None,
    })
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// What a time comes to: a year is twelve months, and a week seven days.
fn time(number: &str, kind: &str, unit: &str) -> String {
    let (times, smaller) = match (unit, kind) {
        ("year", "") => (12, "month"),
        ("week", "") => (7, "day"),
        _ => return format!("{number} {kind}{unit}"),
    };
    match number.parse::<u32>().ok().and_then(|number| number.checked_mul(times)) {
        Some(number) => format!("{number} {smaller}"),
        None => format!("{number} {unit}"),
    }
}
