//! Numbers as published: "1.", "4.2.1", "(a)", "iv.", "Clause 7", "Annex I.B".

use std::sync::LazyLock;

use regex::Regex;

use super::pattern::pattern;
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

static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?i:(article|clause|section|annex|appendix|schedule|exhibit))\s+(\d{1,3}(?:\.\d{1,3})*|[IVXL]+(?:\.[A-Z0-9]{1,3})*|[A-Z](?:\.\d{1,3})*)(\s*$|\s*[–—:.\-]+\s*|\s+)",
    )
});
static FIGURES: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:(\d{1,3}(?:\.\d{1,3})+)\.?(?:\s+|$)|(\d{1,3})\.(?:\s+|$))"));
static BARE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(\d{1,3})\s+"));
static BRACKETED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\(([a-z]|[ivx]{2,5}|[a-z]{2}|\d{1,3}|[A-Z])\)\.?\s*"));
static LETTER: LazyLock<Regex> = LazyLock::new(|| pattern(r"^([a-z]|[ivx]{2,5}|[A-Z])[.)]\s+"));

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
    let found = NAMED.captures(line)?;
    let rest = &line[found[0].len()..];
    let spaced = found[3].trim().is_empty() && !rest.is_empty();
    let capitals = rest.chars().filter(|c| c.is_uppercase()).count();
    let small = rest.chars().filter(|c| c.is_lowercase()).count();
    let sentence = rest.trim_end().ends_with(['.', ';', ',']) || line.chars().count() > 160;
    if spaced && (sentence || (!heading && small >= capitals)) {
        return None;
    }
    let path = found[2].split('.').map(str::to_owned).collect();
    let printed = found[0].trim_end_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let word = Some(found[1].to_lowercase());
    Some((Mark { style: Style::Named, path, bracketed: false, word, printed }, found[0].len()))
}

fn counted(line: &str, heading: bool) -> Option<(Mark, usize)> {
    let mark = |style: Style, path: &str, bracketed: bool, whole: &str| {
        let path: Vec<String> = path.split('.').map(str::to_owned).collect();
        let printed = whole.trim().to_owned();
        Some((Mark { style, path, bracketed, word: None, printed }, whole.len()))
    };
    if let Some(found) = FIGURES.captures(line) {
        let path = found.get(1).or(found.get(2)).map_or("", |part| part.as_str());
        return mark(Style::Figures, path, false, &found[0]);
    }
    if let Some(found) = heading.then(|| BARE.captures(line)).flatten() {
        return mark(Style::Figures, &found[1], false, &found[0]);
    }
    if let Some(found) = BRACKETED.captures(line) {
        let style = style(&found[1]);
        let double = found[1].len() == 2 && style == Style::Letters;
        let same = found[1].chars().next() == found[1].chars().last();
        return if double && !same { None } else { mark(style, &found[1], true, &found[0]) };
    }
    let found = LETTER.captures(line)?;
    mark(style(&found[1]), &found[1], false, &found[0])
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
pub fn titles(paragraphs: &mut [Paragraph]) -> bool {
    let counts = |one: &Paragraph| {
        one.mark.as_ref().is_some_and(|mark| mark.style == Style::Figures && mark.path.len() == 1)
    };
    let marked_up = paragraphs.iter().any(|one| one.kind == Kind::Heading && counts(one));
    for paragraph in paragraphs.iter_mut().filter(|one| one.kind == Kind::Text) {
        let open = !paragraph.text.trim_end().ends_with(['.', ';', ',', ':', '!']);
        let short = paragraph.text.chars().count() <= 90;
        let section = match &paragraph.mark {
            Some(mark) if mark.style == Style::Named => short,
            Some(mark) => {
                mark.style == Style::Figures && !mark.bracketed && paragraph.indent < 2 && short && open
            }
            None => false,
        };
        let begins = paragraph.text.chars().next().is_none_or(|c| !c.is_lowercase());
        if section && begins && !(marked_up && counts(paragraph)) {
            paragraph.kind = Kind::Heading;
        }
    }
    marked_up
}
