//! Formats of texts that JSON Schema does not know, or that we check more strictly.

use std::str::FromStr;

use crate::pack::value::Period;

/// The name of a format, and the function that checks a text against it.
pub type Format = (&'static str, fn(&str) -> bool);

/// The formats that a schema uses.
#[derive(Clone, Copy)]
pub struct Formats(pub &'static [Format]);

impl Formats {
    /// The formats of pack files.
    pub const PACK: Formats = Formats(&[
        ("country", |code| crate::law::country(code).is_some()),
        ("land", |code| crate::law::land(code).is_some()),
        ("law", |code| crate::law::legal_system(code).is_some()),
        ("period", |text| Period::from_str(text).is_ok()),
        ("money", is_money),
        ("date", |text| jiff::civil::Date::from_str(text).is_ok() && text.len() == 10),
        ("uri", is_url),
    ]);
}

/// A currency code, a space, digits, perhaps a point and two digits.
fn is_money(text: &str) -> bool {
    let Some((currency, amount)) = text.split_once(' ') else { return false };
    let (whole, cents) = amount.split_once('.').unwrap_or((amount, "00"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    currency.len() == 3
        && currency.bytes().all(|byte| byte.is_ascii_uppercase())
        && digits(whole)
        && digits(cents)
        && cents.len() == 2
}

/// An absolute web address without spaces or characters that could leave an attribute.
fn is_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        rest.split(['/', '?', '#']).next().is_some_and(|host| !host.is_empty())
            && !rest.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"'`{}\\^".contains(c))
    })
}
