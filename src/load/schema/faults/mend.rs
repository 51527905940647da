//! What a value that does not fit can only mean, written so that it fits.
//!
//! Only what cannot be read in two ways: `2026/3/2` is a date, `02/03/2026` could be two.

use super::{Node, text};
use crate::diagnostic::{Diagnostic, sure};
use crate::figures;
use crate::law;
use crate::load::Value;
use crate::load::schema::Shape;

/// Adds to a fault of format what the text can only mean.
pub(super) fn of_format(fault: Diagnostic, shape: &Shape, node: &Node, format: &str) -> Diagnostic {
    let Some(meant) = text(node).and_then(|text| meant(format, text.trim())) else { return fault };
    let check = shape.formats.0.iter().find(|(name, _)| *name == format);
    let fits = check.is_none_or(|(_, fits)| fits(&meant));
    if fits { quoted(fault, node, &meant) } else { fault }
}

/// Adds to an unknown word the one word that it can only mean.
pub(super) fn of_word(fault: Diagnostic, node: &Node, known: &[&str]) -> Diagnostic {
    match text(node).and_then(|word| sure(word, known.iter().copied())) {
        Some(word) => quoted(fault, node, word),
        None => fault,
    }
}

/// Adds to a value of the wrong kind the same value in the right kind.
pub(super) fn of_kind(fault: Diagnostic, node: &Node, wanted: &str) -> Diagnostic {
    let raw = &node.span.source.text[node.span.range.clone()];
    let mended = match (&node.value, wanted) {
        (Value::String(text), "true or false") if matches!(text.as_str(), "true" | "false") => text.clone(),
        (Value::String(_), "a list") => format!("[{raw}]"),
        (Value::Integer(_), "a text") if raw.bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("\"{raw}\"")
        }
        _ => return fault,
    };
    fault.fix(format!("write {mended}"), node.span.clone(), mended)
}

/// Adds to an unknown key the one known key that it can only mean, if that is not there as well.
pub(super) fn of_key(fault: Diagnostic, table: &Node, key: &str, known: &[&str]) -> Diagnostic {
    let Some(node) = table.child(key).filter(|node| !has_headers(node)) else { return fault };
    let Some(at) = &node.key else { return fault };
    let bare = at.source.text[at.range.clone()] == *key;
    match sure(key, known.iter().copied()) {
        Some(meant) if bare && table.child(meant).is_none() => {
            fault.fix(format!("write `{meant}`"), at.clone(), meant)
        }
        _ => fault,
    }
}

/// Whether tables inside have headers of their own, which repeat the name of this one.
fn has_headers(node: &Node) -> bool {
    let is_headed = |inner: &Node| {
        let raw = &inner.span.source.text[inner.span.range.clone()];
        matches!(inner.value, Value::Table(_)) && !raw.starts_with('{')
    };
    match &node.value {
        Value::Table(entries) => entries.values().any(|inner| is_headed(inner) || has_headers(inner)),
        Value::Array(items) => items.iter().any(|inner| is_headed(inner) || has_headers(inner)),
        _ => false,
    }
}

/// Puts a text in the place of one that stands in plain quotes.
fn quoted(fault: Diagnostic, node: &Node, meant: &str) -> Diagnostic {
    let raw = &node.span.source.text[node.span.range.clone()];
    let multiline = raw.starts_with("\"\"\"") || raw.starts_with("'''");
    let written = format!("\"{meant}\"");
    if multiline || !raw.starts_with(['"', '\'']) || meant.contains(['"', '\\', '\n']) {
        return fault;
    }
    fault.fix(format!("write {written}"), node.span.clone(), written)
}

fn meant(format: &str, text: &str) -> Option<String> {
    match format {
        "country" => country(text),
        "law" => law(text),
        "land" => Some(text.to_uppercase()),
        "date" => date(text),
        "period" => period(text),
        "money" => money(text),
        "email" | "uri" => Some(text.to_owned()),
        _ => None,
    }
}

/// A country by its name, its code in small letters or of three letters, or the two codes of the Union that differ.
fn country(text: &str) -> Option<String> {
    let upper = text.to_uppercase();
    match (law::country_meant(text), upper.as_str()) {
        (Some(country), _) => Some(country.code.clone()),
        (None, "UK") => Some("GB".to_owned()),
        (None, "EL") => Some("GR".to_owned()),
        (None, _) => law::country(&upper).map(|country| country.code.clone()),
    }
}

fn law(text: &str) -> Option<String> {
    let upper = text.to_uppercase();
    if law::legal_system(&upper).is_some() { Some(upper) } else { country(text) }
}

/// Year first in digits; day, name of the month and year in any usual order; day first where it is
/// above twelve.
fn date(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split(['-', '/', '.', ' ', ',']).filter(|word| !word.is_empty()).collect();
    let [a, b, c] = words.as_slice() else { return None };
    let number = |word: &str| word.parse::<u16>().ok().filter(|_| word.len() <= 4);
    let month = |word: &str| u16::try_from(figures::month(&word.to_lowercase())?).ok();
    let whole = |word: &&str| word.len() == 4 && number(word).is_some();
    let (year, month, day) = if whole(a) {
        (number(a)?, number(b)?, number(c)?)
    } else if let (true, Some(month)) = (whole(c), month(b)) {
        (number(c)?, month, number(a)?)
    } else if let (true, Some(month)) = (whole(c), month(a)) {
        (number(c)?, month, number(b)?)
    } else if whole(c) && text.contains(['.', '/', '-']) && number(a)? > 12 {
        (number(c)?, number(b)?, number(a)?)
    } else {
        return None;
    };
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

/// Numbers in words, units cut short or run into the number, ranges with a dash.
fn period(text: &str) -> Option<String> {
    let lower = text.to_lowercase().replace(['–', '—'], "-");
    let lower = lower.replace('-', " to ").replace("business days", "business-days");
    let lower = lower.replace("business day", "business-days").replace("businessdays", "business-days");
    let mut words: Vec<String> = Vec::new();
    for word in lower.split_whitespace() {
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = word.split_at(digits);
        words.extend([number, rest].into_iter().filter(|part| !part.is_empty()).map(str::to_owned));
    }
    let number = |word: &String| {
        let named = figures::number(word).filter(|number| *number > 0);
        word.parse::<usize>().ok().or(named)
    };
    let unit = |word: &String| {
        Some(match word.as_str() {
            "h" | "hr" | "hrs" | "hour" | "hours" => "hour",
            "d" | "day" | "days" => "day",
            "business-days" => "business day",
            "w" | "wk" | "wks" | "week" | "weeks" => "week",
            "month" | "months" => "month",
            "y" | "yr" | "yrs" | "year" | "years" => "year",
            _ => return None,
        })
    };
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    match words.as_slice() {
        [count, word] => {
            let count = number(count)?;
            Some(format!("{count} {}{}", unit(word)?, plural(count)))
        }
        [from, to, count, word] if to == "to" => {
            let (from, count) = (number(from)?, number(count)?);
            Some(format!("{from} to {count} {}{}", unit(word)?, plural(count)))
        }
        _ => None,
    }
}

/// A currency before or after the amount, in small letters, or as €; thousands grouped twice or by
/// apostrophes or blanks.
fn money(text: &str) -> Option<String> {
    let spelled = text.replace('€', " EUR ");
    let mut words: Vec<&str> = spelled.split_whitespace().collect();
    let is_code = |word: &str| word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
    let code = words.iter().position(|word| is_code(word)).filter(|at| *at == 0 || *at + 1 == words.len())?;
    let code = words.remove(code).to_uppercase();
    let amount = words.join("'");
    let (whole, cents) = amount.split_once('.').map_or((amount.as_str(), None), |(a, b)| (a, Some(b)));
    let groups: Vec<&str> = whole.split(['\'', ',', '_']).collect();
    let digits = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let grouped = groups[1..].iter().all(|group| group.len() == 3) && groups[0].len() <= 3;
    let clear = groups.len() != 2 || !whole.contains(',');
    if !groups.iter().all(digits) || (groups.len() > 1 && !(grouped && clear)) {
        return None;
    }
    let cents = cents.map(|cents| format!(".{cents}")).unwrap_or_default();
    Some(format!("{code} {}{cents}", groups.concat()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_clear_is_read() {
        let cases = [
            ("date", "2026-3-2", "2026-03-02"),
            ("date", "2026/03/02", "2026-03-02"),
            ("date", "2 March 2026", "2026-03-02"),
            ("date", "Mar 2, 2026", "2026-03-02"),
            ("date", "23.3.2026", "2026-03-23"),
            ("period", "48h", "48 hours"),
            ("period", "two days", "2 days"),
            ("period", "1 days", "1 day"),
            ("period", "90-120 Days", "90 to 120 days"),
            ("period", "10  Business Days", "10 business days"),
            ("country", "united kingdom", "GB"),
            ("country", "uk", "GB"),
            ("country", "ie", "IE"),
            ("law", "gb-eng", "GB-ENG"),
            ("law", "Germany", "DE"),
            ("money", "2000000 eur", "EUR 2000000"),
            ("money", "€2,000,000.50", "EUR 2000000.50"),
            ("money", "CHF 2'000", "CHF 2000"),
        ];
        for (format, text, expected) in cases {
            assert_eq!(meant(format, text).as_deref(), Some(expected), "{format} {text}");
        }
    }

    #[test]
    fn what_could_be_two_things_is_left() {
        let cases = [
            ("date", "02/03/2026"),
            ("date", "2.3.2026"),
            ("date", "13/2/26"),
            ("date", "March 2026"),
            ("period", "6 m"),
            ("period", "48"),
            ("period", "10 working days"),
            ("period", "soon"),
            ("country", "Irelnd"),
            ("country", "XX"),
            ("money", "$100"),
            ("money", "EUR 1,250"),
            ("money", "1250"),
            ("money", "EUR 12,34,567"),
        ];
        for (format, text) in cases {
            assert_eq!(meant(format, text), None, "{format} {text}");
        }
    }
}
