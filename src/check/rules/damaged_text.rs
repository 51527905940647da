//! Characters or words of a text were damaged on the way.

use std::sync::LazyLock;

use regex::Regex;

use crate::check::text::letters::letters;
use crate::check::text::{Found, Kind, Look, Place, Reading, Signs, pattern, times};
use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;

/// Characters or words of a text were damaged on the way.
pub static RULE: Rule = Rule {
    code: Code("TXT-CORRUPT"),
    name: "damaged-text",
    level: Level::Deny,
    basis: &["drafting, no provision"],
    page: include_str!("damaged_text.md"),
    check: Check::Document(run),
};

/// A kind of damage.
struct Damage {
    /// What is damaged.
    what: &'static str,
    /// What to do.
    help: &'static str,
    /// One of the characters that it has, where it has rare ones.
    signs: Signs,
    /// How it is found in a paragraph.
    find: fn(&str) -> Vec<std::ops::Range<usize>>,
}

/// All kinds of it.
const KINDS: [Damage; 6] = [
    Damage {
        what: "a character could not be read (U+FFFD)",
        help: "put the character that stood there",
        signs: Signs::FOREIGN,
        find: unreadable,
    },
    Damage {
        what: "letters were read in the wrong encoding",
        help: "read the source again as UTF-8",
        signs: Signs::FOREIGN,
        find: mojibake,
    },
    Damage {
        what: "question marks stand where other separators stood",
        help: "put the separators that stood there",
        signs: Signs::QUESTION,
        find: questions,
    },
    Damage {
        what: "backslashes stand where lines were broken",
        help: "break the lines, or drop the marks",
        signs: Signs::BACKSLASH,
        find: backslashes,
    },
    Damage {
        what: "a full stop has no space behind it",
        help: "part the two sentences",
        signs: Signs::NONE,
        find: glued,
    },
    Damage { what: "a word stands twice", help: "drop one of the two", signs: Signs::NONE, find: doubled },
];

fn run(reading: &Reading, found: &mut Findings) {
    let mut all: [Vec<Place>; KINDS.len()] = Default::default();
    for (at, paragraph) in reading.paragraphs.iter().enumerate() {
        for (kind, range) in paragraph.find(Look::Damage, |text| damage(text, paragraph.signs())) {
            let place = (at, range.clone());
            if !reading.masked(&place) {
                all[usize::from(*kind)].push(place);
            }
        }
    }
    for (Damage { what, help, .. }, places) in KINDS.into_iter().zip(all) {
        let message = match places.len() {
            1 => what.to_owned(),
            count => format!("{what}, {}", times(count)),
        };
        if let Some(finding) = reading.report_all(found, &RULE, &places, message, "damaged") {
            finding.help(help);
        }
    }
    title(reading, found);
}

/// All damage of a text, by kind.
fn damage(text: &str, signs: Signs) -> Vec<Found> {
    let can_be = |(_, damage): &(u8, &Damage)| damage.signs == Signs::NONE || signs.have(damage.signs);
    let of_kind = |(kind, damage): (u8, &Damage)| {
        let found = (damage.find)(text).into_iter();
        found.map(move |range| (kind, range))
    };
    (0..).zip(&KINDS).filter(can_be).flat_map(of_kind).collect()
}

/// The title printed a second time within the first lines.
fn title(reading: &Reading, found: &mut Findings) {
    let Some(first) = reading.paragraphs.first().filter(|one| one.text.chars().count() > 8) else { return };
    let again = (1..reading.paragraphs.len().min(6)).find(|at| {
        let one = &reading.paragraphs[*at];
        one.text.trim() == first.text.trim() && matches!(one.kind, Kind::Text | Kind::Heading)
    });
    if let Some(again) = again {
        reading
            .report(found, &RULE, &reading.whole(again), "the title is printed twice")
            .label("again here")
            .see(reading.span(&reading.whole(0)), "the title")
            .help("drop one of the two");
    }
}

fn all(pattern: &Regex, text: &str) -> Vec<std::ops::Range<usize>> {
    pattern.find_iter(text).map(|found| found.range()).collect()
}

fn unreadable(text: &str) -> Vec<std::ops::Range<usize>> {
    text.match_indices('\u{fffd}').map(|(at, found)| at..at + found.len()).collect()
}

fn mojibake(text: &str) -> Vec<std::ops::Range<usize>> {
    static BAD: LazyLock<Regex> = LazyLock::new(|| {
        pattern("â€[™œ\u{9d}“”˜¦\u{93}\u{94}\u{99}\u{9c}\u{80}]|Ã[©¨¤¶¼ŸªŽ§¡³±\u{a0}]|Â[§°·«»\u{a0}]|ï»¿")
    });
    if text.contains(['â', 'Ã', 'Â', 'ï']) { all(&BAD, text) } else { Vec::new() }
}

/// At least two question marks with a letter on either side; the one in an address has company.
fn questions(text: &str) -> Vec<std::ops::Range<usize>> {
    static BAD: LazyLock<Regex> = LazyLock::new(|| pattern(r"[\p{L})]\?[\p{L}(]"));
    let found = if text.contains('?') { all(&BAD, text) } else { Vec::new() };
    if found.len() < 2 || text.contains("://") { Vec::new() } else { found.into_iter().take(1).collect() }
}

fn backslashes(text: &str) -> Vec<std::ops::Range<usize>> {
    let found: Vec<_> = text.match_indices(" \\ ").map(|(at, found)| at..at + found.len()).collect();
    found.into_iter().take(1).collect()
}

fn glued(text: &str) -> Vec<std::ops::Range<usize>> {
    static BAD: LazyLock<Regex> = LazyLock::new(|| pattern(r"\p{Ll}{3,}\.\p{Lu}\p{Ll}+(?:\s|$)"));
    let address = |range: &std::ops::Range<usize>| {
        let before = text[..range.start].rsplit(char::is_whitespace).next().unwrap_or_default();
        before.contains(['/', '@', '.']) || text[range.clone()].contains(['/', '@'])
    };
    let mut stops = text.match_indices('.').map(|(at, _)| (&text[..at], &text[at + 1..]));
    let can_be = |(before, after): (&str, &str)| {
        let mut next = after.chars();
        next.next().is_some_and(char::is_uppercase)
            && next.next().is_some_and(char::is_lowercase)
            && before.chars().rev().take(3).filter(|c| c.is_lowercase()).count() == 3
    };
    if !stops.any(can_be) {
        return Vec::new(); // most texts, without a look at the pattern
    }
    all(&BAD, text).into_iter().filter(|range| !address(range)).collect()
}

/// Whether a word may stand twice: what [`doubled`] finds, and more.
fn may_double(text: &str) -> bool {
    let mut before: &[u8] = &[];
    text.as_bytes().split(|byte| *byte == b' ').any(|word| {
        let length = word.iter().take_while(|byte| byte.is_ascii_lowercase()).count();
        let same = |end: &[u8]| end.eq_ignore_ascii_case(&word[..length]);
        let beyond = word.get(length).is_some_and(|byte| !byte.is_ascii());
        let twice = length > 1 && before.len() >= length && same(&before[before.len() - length..]);
        before = word;
        beyond || twice
    })
}

fn doubled(text: &str) -> Vec<std::ops::Range<usize>> {
    if !may_double(text) {
        return Vec::new(); // most texts, without a look at every word
    }
    let words: Vec<_> = letters(text).collect();
    let pair = |pair: &&[std::ops::Range<usize>]| {
        if pair[1].start != pair[0].end + 1 || &text[pair[0].end..pair[1].start] != " " {
            return false;
        }
        let (one, two) = (&text[pair[0].clone()], &text[pair[1].clone()]);
        let small = one.chars().count() > 1 && two.chars().all(char::is_lowercase);
        small && one.len() == two.len() && one.to_lowercase() == two && !matches!(one, "that" | "had" | "is")
    };
    words.windows(2).filter(pair).map(|pair| pair[0].start..pair[1].end).collect()
}
