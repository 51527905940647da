//! Sums of money.

use super::Kind;
use super::lexicon::{currency_of, scale_of};
use super::value::{Part, Value, number_of, value};

impl Part<'_> {
    /// "EUR 5,000", "€5m", "2 million euros", "2,5 Mio. EUR", "5.000,- Euro".
    pub(super) fn amount(&self, at: usize) -> Option<Value> {
        let word = self.word(at);
        let sign = word.chars().next().filter(|c| matches!(c, '€' | '$' | '£' | '¥'));
        let (currency, number_at, digits) = match (sign, currency_of(word)) {
            (Some(sign), _) => (sign.to_string(), at, &word[sign.len_utf8()..]),
            (None, Some(code)) => (code.to_owned(), at + 1, self.word(at + 1)),
            (None, None) => {
                let number = number_of(word)?;
                let next = self.behind_cents(at + 1);
                let (scale, next) = self.scale(next).map_or(("", next), |(scale, next)| (scale, next));
                let code = currency_of(self.word(next))?;
                return Some(value(Kind::Amount, format!("{code} {}", scaled(&number, scale)), at..next + 1));
            }
        };
        let (digits, glued) = match digits.strip_suffix(['m', 'k']) {
            Some(bare) if number_of(bare).is_some() => {
                (bare, if digits.ends_with('m') { "million" } else { "thousand" })
            }
            _ => (digits, ""),
        };
        let number = number_of(digits)?;
        let next = self.behind_cents(number_at + 1);
        let (scale, end) = self.scale(next).filter(|_| glued.is_empty()).unwrap_or((glued, next));
        Some(value(Kind::Amount, format!("{currency} {}", scaled(&number, scale)), at..end))
    }

    /// How many times of a sum: "2x the fees", "three times the fees", "twice the fees", "das Doppelte der Vergütung".
    pub(super) fn multiple(&self, at: usize) -> Option<Value> {
        let (word, next) = (self.word(at), self.word(at + 1));
        let is_sum =
            matches!(next, "the" | "all" | "any" | "such" | "that" | "its" | "der" | "des" | "dieser");
        let told =
            |times: &str, count: usize| Some(value(Kind::Amount, format!("{times} times"), at..at + count));
        if let Some(times) = word.strip_suffix(['x', '×']).and_then(number_of) {
            return told(&times, 1);
        }
        if matches!(next, "times" | "x" | "×")
            && let Some(times) = number_of(word)
        {
            return told(&times, 2);
        }
        match word {
            "twice" | "double" | "doppelte" | "zweifache" if is_sum => told("2", 1),
            "triple" | "dreifache" if is_sum => told("3", 1),
            "vierfache" if is_sum => told("4", 1),
            "fünffache" if is_sum => told("5", 1),
            _ => None,
        }
    }

    /// The token behind ",-", where that stands for no cents.
    fn behind_cents(&self, at: usize) -> usize {
        let mut end = at + 1;
        while matches!(self.word(end), "-" | "–" | "—") {
            end += 1;
        }
        if self.word(at) == "," && end > at + 1 { end } else { at }
    }

    /// "million", "Mio.", and the token behind it.
    fn scale(&self, at: usize) -> Option<(&'static str, usize)> {
        let scale = scale_of(self.word(at))?;
        let is_short = matches!(self.word(at), "mio" | "mrd") && self.word(at + 1) == ".";
        Some((scale, at + 1 + usize::from(is_short)))
    }
}

/// A number in figures with its scale counted in: "2" and "million" are "2000000".
fn scaled(number: &str, scale: &str) -> String {
    let zeros = match scale {
        "thousand" => 3,
        "million" => 6,
        "billion" => 9,
        _ => return number.to_owned(),
    };
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    if part.len() > zeros {
        return format!("{number} {scale}");
    }
    format!("{whole}{part}{}", "0".repeat(zeros - part.len())).trim_start_matches('0').to_owned()
}
