//! The formats of the texts of a pack: countries, periods, money, dates.

use std::str::FromStr;

use super::value::Period;
use crate::law;
use crate::load::schema::Formats;

/// The formats of pack files, and of the files beside them.
pub const PACK: Formats = Formats(&[
    ("country", |code| law::country(code).is_some()),
    ("land", |code| law::land(code).is_some()),
    ("law", |code| law::legal_system(code).is_some()),
    ("period", |text| Period::from_str(text).is_ok()),
    ("money", is_money),
    ("date", |text| jiff::civil::Date::from_str(text).is_ok() && text.len() == 10),
    ("uri", is_url),
]);

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
