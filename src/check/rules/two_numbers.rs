//! A number is given in words and in figures, and they differ.

use std::sync::LazyLock;

use regex::Regex;

use crate::check::text::{Found, Look, Place, Reading, Signs, pattern, plain};
use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;
use crate::figures;

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

fn run(reading: &Reading, found: &mut Findings) {
    for (at, paragraph) in reading.paragraphs.iter().enumerate() {
        if !paragraph.signs().have(Signs::ROUND) || paragraph.find(Look::Pairs, pairs).is_empty() {
            continue;
        }
        for pair in PAIR.captures_iter(&paragraph.text) {
            let (Some(whole), words, shown) = (pair.get(0), &pair[1], &pair[2]) else { continue };
            let place: Place = (at, whole.range());
            let (Some(said), Ok(counted)) = (figures::number(&words.to_lowercase()), shown.parse::<usize>())
            else {
                continue;
            };
            if said != counted && !reading.masked(&place) {
                reading
                    .report(found, &RULE, &place, format!("words say {words}, and figures {shown}"))
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
