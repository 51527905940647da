//! A number is given in words and in figures, and they differ.

use std::sync::LazyLock;

use regex::Regex;

use crate::check::text::{Found, Look, Place, Reading, Signs, pattern, plain};
use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;

/// A number is given in words and in figures, and they differ.
pub static RULE: Rule = Rule {
    code: Code("TXT-NUMBERS"),
    name: "two-numbers",
    level: Level::Warn,
    basis: &["drafting, no provision"],
    page: include_str!("two_numbers.md"),
    check: Check::Document(run),
};

static PAIR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b([a-z]+(?:[\s-](?:one|two|three|four|five|six|seven|eight|nine))?)\s\((\d{1,3})\)")
});

const SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

fn run(reading: &Reading, found: &mut Findings) {
    for (at, paragraph) in reading.paragraphs.iter().enumerate() {
        if !paragraph.signs().have(Signs::ROUND) || paragraph.find(Look::Pairs, pairs).is_empty() {
            continue;
        }
        for pair in PAIR.captures_iter(&paragraph.text) {
            let (Some(whole), words, figures) = (pair.get(0), &pair[1], &pair[2]) else { continue };
            let place: Place = (at, whole.range());
            let (Some(said), Ok(shown)) = (value(words), figures.parse::<usize>()) else { continue };
            if said != shown && !reading.masked(&place) {
                reading
                    .report(found, &RULE, &place, format!("words say {words}, and figures {figures}"))
                    .label("which of the two?")
                    .help("give the number once");
            }
        }
    }
}

/// Words and figures in brackets, whatever they say.
fn pairs(text: &str) -> Vec<Found> {
    let mut brackets = text.match_indices('(');
    let can_be = brackets.any(|(at, _)| {
        text[..at].ends_with(char::is_whitespace) && text[at + 1..].starts_with(char::is_numeric)
    });
    if can_be { plain(PAIR.find_iter(text).map(|pair| pair.range())) } else { Vec::new() }
}

/// The value of a number in words, up to ninety-nine.
fn value(words: &str) -> Option<usize> {
    let words = words.to_lowercase();
    let mut parts = words.split([' ', '-', '\n']);
    let first = parts.next()?;
    let small = |word: &str| SMALL.iter().position(|known| *known == word);
    let tens = |word: &str| Some((TENS.iter().position(|known| *known == word)? + 2) * 10);
    match (tens(first), small(first), parts.next()) {
        (Some(tens), _, None) => Some(tens),
        (Some(tens), _, Some(ones)) => Some(tens + small(ones)?),
        (None, found, None) => found,
        _ => None,
    }
}
