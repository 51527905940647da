//! Texts of `key=text` lines, as CommonAccord keeps forms.
//!
//! The key gives the place: `8.Alt1.7.0.sec` is the lead-in of paragraph 7 of the first alternative of
//! Clause 8, `4.Ti` the title of Clause 4. The marks of items are not in the text: the keys
//! give their order, and the seal their form. Prompts for other parts of a form (`{…}`) become blanks.

use super::{Fault, Gathered, RawCall, What};

/// Whether a text is of this kind: five lines with such a key.
pub(super) fn is(text: &str) -> bool {
    text.lines().filter(|line| entry(line).is_some()).take(5).count() == 5
}

/// The key without its ending, the ending, and the text.
fn entry(line: &str) -> Option<(Vec<&str>, &str, &str)> {
    let (key, text) = line.split_once('=')?;
    let mut parts: Vec<&str> = key.split('.').collect();
    let end = parts.pop()?;
    let known = matches!(end, "Ti" | "sec");
    let plain = key.len() <= 60 && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'));
    (known && plain).then_some((parts, end, text.trim()))
}

pub(super) fn read(text: &str) -> Result<Gathered, Fault> {
    let mut out = Gathered::default();
    let mut last: Vec<String> = Vec::new();
    let mut started = false;
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        if let Some(heading) = line.strip_prefix('=').filter(|heading| !heading.starts_with('[')) {
            out.push(What::Heading, heading, Vec::new(), number)?;
            started = true;
            continue;
        }
        let Some((parts, end, body)) = entry(line) else { continue };
        let (body, calls) = words(body);
        if end == "Ti" {
            started |= parts.first().is_some_and(|part| *part == "1");
            out.push(What::Heading, &body, calls, number)?;
            last.clear();
            continue;
        }
        let path: Vec<String> = parts.iter().skip(1).map(|part| (*part).to_owned()).collect();
        if started && numbered(&parts) {
            for mark in marks(&path, &last) {
                out.push(What::Marker, &mark, Vec::new(), number)?;
            }
        }
        last = path;
        out.push(What::Paragraph, &body, calls, number)?;
    }
    Ok(out)
}

/// Whether a key is of a counted clause: `4.1`, not `DEO.1`.
fn numbered(parts: &[&str]) -> bool {
    parts.iter().all(|part| part.chars().all(|c| c.is_ascii_digit()))
}

/// The marks that a path adds to the one before it, `#depth.number` each: the key has no letters. A
/// part of zeros is running text of its level.
fn marks(path: &[String], last: &[String]) -> Vec<String> {
    let new = |depth: usize| last.len() <= depth || last[..=depth] != path[..=depth];
    let number = |part: &String| part.parse::<u8>().ok().filter(|number| *number > 0);
    let mark = |(depth, part)| number(part).filter(|_| new(depth)).map(|number| format!("#{depth}.{number}"));
    path.iter().enumerate().filter_map(mark).collect()
}

/// The text without tags, with prompts as blanks, and the calls of notes: a number in brackets after a
/// space, before the end of a clause.
fn words(body: &str) -> (String, Vec<RawCall>) {
    let mut out = String::new();
    let mut rest = body;
    while let Some(at) = rest.find(['{', '<']) {
        out.push_str(&rest[..at]);
        let close = if rest[at..].starts_with('{') { '}' } else { '>' };
        let Some(end) = rest[at..].find(close) else {
            break;
        };
        if close == '}' && !rest[at + 1..].starts_with("FtNt") {
            out.push('…');
        }
        rest = &rest[at + end + 1..];
    }
    out.push_str(rest);
    cut_calls(&out)
}

/// Takes the calls of notes out of a text.
fn cut_calls(text: &str) -> (String, Vec<RawCall>) {
    let (mut out, mut calls) = (String::new(), Vec::new());
    let mut rest = text;
    while let Some((at, printed)) = call(rest) {
        out.push_str(&rest[..at]);
        rest = &rest[at + printed.len() + 2..];
        calls.push(RawCall { at: out.len(), key: printed.clone(), printed });
    }
    out.push_str(rest);
    (out, calls)
}

fn call(text: &str) -> Option<(usize, String)> {
    text.match_indices(" (").find_map(|(at, _)| {
        let (inner, after) = text[at + 2..].split_once(')')?;
        let number = inner.len() == 1 && inner.bytes().all(|byte| byte.is_ascii_digit());
        let ends = after.is_empty() || after.starts_with([';', '.']);
        (number && ends).then(|| (at + 1, inner.to_owned()))
    })
}
