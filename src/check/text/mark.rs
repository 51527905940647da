//! Numbers as published: "1.", "4.2.1", "(a)", "iv.", "Clause 7", "Annex I.B".

use std::ops::Range;
use std::sync::Arc;

use super::scan::Scan;
use super::{Kind, Paragraph};

/// How a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// 1, 2; also 4.2.1.
    Figures,
    /// a, b.
    Letters,
    /// i, ii.
    Roman,
    /// A, B.
    Capitals,
    /// Clause 7, Annex I.
    Named,
}

/// A number at the head of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// How it is written.
    pub style: Style,
    /// Its parts: 4, 2, 1.
    pub path: Vec<String>,
    /// In brackets.
    pub bracketed: bool,
    /// The word before it, lower case, if any.
    pub word: Option<String>,
    /// As printed.
    pub printed: String,
}

/// Words that are named before a number.
const WORDS: [&str; 7] = ["article", "clause", "section", "annex", "appendix", "schedule", "exhibit"];

/// Whether a word calls an annex.
pub fn is_annex(word: &str) -> bool {
    matches!(word, "annex" | "appendix" | "schedule" | "exhibit")
}

/// The number at the head of a line, and how many bytes it takes; `heading` says that the line is
/// marked up as a heading.
pub fn parse(line: &str, heading: bool) -> Option<(Mark, usize)> {
    match line.chars().next()? {
        '(' => counted(line, heading),
        first if first.is_alphabetic() => named(line, heading).or_else(|| counted(line, heading)),
        first if first.is_numeric() => counted(line, heading),
        _ => None,
    }
}

fn named(line: &str, heading: bool) -> Option<(Mark, usize)> {
    let found = Named::read(line)?;
    let (head, rest) = line.split_at(found.end);
    let spaced = head[found.number.end..].trim().is_empty() && !rest.is_empty();
    let capitals = rest.chars().filter(|c| c.is_uppercase()).count();
    let small = rest.chars().filter(|c| c.is_lowercase()).count();
    let sentence = rest.trim_end().ends_with(['.', ';', ',']) || line.chars().count() > 160;
    if spaced && (sentence || (!heading && small >= capitals)) {
        return None;
    }
    let path = line[found.number].split('.').map(str::to_owned).collect();
    let printed = head.trim_end_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let word = Some(line[..found.word].to_lowercase());
    Some((Mark { style: Style::Named, path, bracketed: false, word, printed }, found.end))
}

/// "Clause 4.2 –", "Annex I.B:", "Schedule A".
struct Named {
    /// Where its word ends.
    word: usize,
    /// Where its number stands.
    number: Range<usize>,
    /// Where what parts it from the rest ends.
    end: usize,
}

impl Named {
    fn read(line: &str) -> Option<Named> {
        let mut scan = Scan::of(line);
        if !WORDS.iter().any(|word| scan.take_letters(word)) {
            return None;
        }
        let word = scan.at();
        if !scan.spaces() {
            return None;
        }
        let start = scan.at();
        let kind: fn(&u8) -> bool =
            if scan.all(usize::MAX - 1, is_roman) { is_label } else { u8::is_ascii_digit };
        if start == scan.at() && !scan.all(3, u8::is_ascii_digit) && !scan.all(1, u8::is_ascii_uppercase) {
            return None;
        }
        // A part behind which the text goes on is none: the stop before it ends the number.
        let mut before = scan;
        let mut ahead = scan;
        while ahead.take(".") && ahead.all(3, kind) {
            (before, scan) = (scan, ahead);
        }
        let number = if parting(scan).is_some() { scan } else { before };
        Some(Named { word, number: start..number.at(), end: parting(number)? })
    }
}

fn is_roman(byte: &u8) -> bool {
    matches!(byte, b'I' | b'V' | b'X' | b'L')
}

fn is_label(byte: &u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}

/// Where dashes, stops or spaces end that part a number from what follows; nothing need follow.
fn parting(mut scan: Scan<'_>) -> Option<usize> {
    let spaced = scan.spaces();
    let mut parted = spaced || scan.is_done();
    while scan.take_any(&["–", "—", ":", ".", "-"]) {
        parted = true;
    }
    scan.spaces();
    parted.then_some(scan.at())
}

fn counted(line: &str, heading: bool) -> Option<(Mark, usize)> {
    let mut scan = Scan::of(line);
    let (style, label) =
        figures(&mut scan, heading).or_else(|| bracketed(&mut scan)).or_else(|| lettered(&mut scan))?;
    let double = label.len() == 2 && style == Style::Letters;
    if double && label[..1] != label[1..] {
        return None;
    }
    let path = label.split('.').map(str::to_owned).collect();
    let (printed, bracketed) = (line[..scan.at()].trim().to_owned(), line.starts_with('('));
    Some((Mark { style, path, bracketed, word: None, printed }, scan.at()))
}

/// "4.2", "4.2." and "4."; in a heading also "4".
fn figures<'t>(scan: &mut Scan<'t>, heading: bool) -> Option<(Style, &'t str)> {
    let mut ahead = *scan;
    if !ahead.all(3, u8::is_ascii_digit) {
        return None;
    }
    let (mut part, mut several) = (ahead, false);
    while part.take(".") && part.all(3, u8::is_ascii_digit) {
        (ahead, several) = (part, true);
    }
    let label = &scan.rest()[..ahead.at() - scan.at()];
    let stop = ahead.take(".");
    let spaced = ahead.spaces();
    let ends = (several || stop) && (spaced || ahead.is_done());
    ((ends || (heading && spaced && !several)) && scan.go(ahead)).then_some((Style::Figures, label))
}

/// "(a)", "(iv)", "(12)", "(aa)" and "(B)", also with a stop.
fn bracketed<'t>(scan: &mut Scan<'t>) -> Option<(Style, &'t str)> {
    let mut ahead = *scan;
    let label = ahead.bracketed()?;
    let all = |fits: fn(&u8) -> bool| label.bytes().all(|byte| fits(&byte));
    let fits = match label.len() {
        1 => true,
        2 if all(u8::is_ascii_lowercase) => true,
        2..=3 if all(u8::is_ascii_digit) => true,
        2..=5 => all(is_small_roman),
        _ => false,
    };
    ahead.take(".");
    ahead.spaces();
    (fits && scan.go(ahead)).then(|| (style(label), label))
}

/// "a)", "iv." and "B.".
fn lettered<'t>(scan: &mut Scan<'t>) -> Option<(Style, &'t str)> {
    let mut ahead = *scan;
    let fits = ahead.all(1, u8::is_ascii_alphabetic) || ahead.all(5, is_small_roman);
    let label = &scan.rest()[..ahead.at() - scan.at()];
    let ends = fits && ahead.take_any(&[".", ")"]) && ahead.spaces();
    (ends && scan.go(ahead)).then(|| (style(label), label))
}

fn is_small_roman(byte: &u8) -> bool {
    matches!(byte, b'i' | b'v' | b'x')
}

/// How a label is written; a lone i, v or x counts as Roman until its neighbours say otherwise.
fn style(label: &str) -> Style {
    let first = label.chars().next().unwrap_or('a');
    match first {
        '0'..='9' => Style::Figures,
        'A'..='Z' => Style::Capitals,
        _ if label.chars().all(|c| matches!(c, 'i' | 'v' | 'x')) => Style::Roman,
        _ => Style::Letters,
    }
}

/// The value of a label in a style, from 1.
pub fn value(label: &str, style: Style) -> Option<u32> {
    match style {
        Style::Figures => label.parse().ok(),
        Style::Roman => roman(&label.to_lowercase()),
        Style::Letters | Style::Capitals => {
            let first = label.chars().next()?.to_ascii_lowercase();
            let count = u32::try_from(label.chars().count()).ok()?;
            first.is_ascii_lowercase().then(|| u32::from(first) - u32::from('a') + 1 + 26 * (count - 1))
        }
        Style::Named => {
            let figures = label.parse().ok();
            figures.or_else(|| roman(&label.to_lowercase())).or_else(|| value(label, Style::Capitals))
        }
    }
}

/// The value of a Roman number.
pub fn roman(label: &str) -> Option<u32> {
    let digit = |c: char| match c {
        'i' => Some(1),
        'v' => Some(5),
        'x' => Some(10),
        'l' => Some(50),
        _ => None,
    };
    let digits: Vec<u32> = label.chars().map(digit).collect::<Option<_>>()?;
    let mut sum = 0;
    for (at, digit) in digits.iter().enumerate() {
        if digits.get(at + 1).is_some_and(|next| next > digit) {
            sum -= i64::from(*digit);
        } else {
            sum += i64::from(*digit);
        }
    }
    u32::try_from(sum).ok().filter(|sum| *sum > 0)
}

/// Finds headings: lines marked up as such, named numbers, and short numbered lines without an end;
/// says whether numbered headings are marked up, so that other lone figures count items.
pub fn titles(paragraphs: &mut [Arc<Paragraph>]) -> bool {
    let counts = |one: &Paragraph| {
        one.mark.as_ref().is_some_and(|mark| mark.style == Style::Figures && mark.path.len() == 1)
    };
    let marked_up = paragraphs.iter().any(|one| one.kind == Kind::Heading && counts(one));
    for paragraph in paragraphs.iter_mut().filter(|one| one.kind == Kind::Text) {
        let Some(mark) = &paragraph.mark else { continue };
        let open = || !paragraph.text.trim_end().ends_with(['.', ';', ',', ':', '!']);
        let short = || paragraph.text.chars().count() <= 90;
        let section = match mark.style {
            Style::Named => short(),
            style => style == Style::Figures && !mark.bracketed && paragraph.indent < 2 && short() && open(),
        };
        let begins = paragraph.text.chars().next().is_none_or(|c| !c.is_lowercase());
        if section && begins && !(marked_up && counts(paragraph)) {
            Arc::make_mut(paragraph).kind = Kind::Heading;
        }
    }
    marked_up
}

#[cfg(test)]
mod tests {
    use super::super::pattern::pattern;
    use super::super::scan::texts_of;
    use super::*;

    #[test]
    fn named_numbers_are_what_a_pattern_finds() {
        let named = pattern(
            r"^(?i:(article|clause|section|annex|appendix|schedule|exhibit))\s+(\d{1,3}(?:\.\d{1,3})*|[IVXL]+(?:\.[A-Z0-9]{1,3})*|[A-Z](?:\.\d{1,3})*)(\s*$|\s*[–—:.\-]+\s*|\s+)",
        );
        let parts = ["4", "123", ".", "IV", "I", "B", "x", " ", "\u{a0}", "–", ": ", "-", "(", "é"];
        let numbers = texts_of(&parts, 4);
        let lines = numbers.iter().map(|number| format!("Clause {number}"));
        let words = ["clauſe  4", "SCHEDULE A.1.23 - Of", "exhibits 4", "Annex", "Annex I.", "claus 4"];
        for line in lines.chain(words.map(str::to_owned)) {
            let expected = named.captures(&line).map(|found| {
                let (word, number) = (found.get(1).map(|one| one.end()), found.get(2).map(|one| one.range()));
                (word.unwrap_or_default(), number.unwrap_or_default(), found[0].len())
            });
            let read = Named::read(&line).map(|found| (found.word, found.number, found.end));
            assert_eq!(read, expected, "{line:?}");
        }
    }

    #[test]
    fn numbers_are_what_patterns_find() {
        let plain = pattern(r"^(?:(\d{1,3}(?:\.\d{1,3})+)\.?(?:\s+|$)|(\d{1,3})\.(?:\s+|$))");
        let bare = pattern(r"^(\d{1,3})\s+");
        let bracketed = pattern(r"^\(([a-z]|[ivx]{2,5}|[a-z]{2}|\d{1,3}|[A-Z])\)\.?\s*");
        let lettered = pattern(r"^([a-z]|[ivx]{2,5}|[A-Z])[.)]\s+");
        let parts = ["4", "123", ".", "ivx", "i", "b", "B", "(", ")", " ", "\u{a0}", "é", "_"];
        for line in texts_of(&parts, 5) {
            for heading in [false, true] {
                let figures = plain.captures(&line).or_else(|| bare.captures(&line).filter(|_| heading));
                let found =
                    figures.or_else(|| bracketed.captures(&line)).or_else(|| lettered.captures(&line));
                let expected = found.map(|found| {
                    let label = found.iter().skip(1).flatten().next().map_or("", |label| label.as_str());
                    (label.to_owned(), style(label), found[0].starts_with('('), found[0].len())
                });
                let differs = |label: &str| label.len() == 2 && label[..1] != label[1..];
                let expected =
                    expected.filter(|(label, style, ..)| *style != Style::Letters || !differs(label));
                let read = counted(&line, heading)
                    .map(|(mark, end)| (mark.path.join("."), mark.style, mark.bracketed, end));
                assert_eq!(read, expected, "{line:?} {heading}");
            }
        }
    }
}
