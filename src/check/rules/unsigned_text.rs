//! A text says that it is signed, and has no line for a signature.

use std::sync::LazyLock;

use regex::Regex;

use crate::check::text::scan::Scan;
use crate::check::text::{Phrases, Place, Reading, pattern};
use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;

/// A text says that it is signed, and has no line for a signature.
pub static RULE: Rule = Rule {
    code: Code("TXT-UNSIGNED"),
    name: "unsigned-text",
    level: Level::Warn,
    basis: &["Decision (EU) 2021/914 Annex I.A", "GDPR Art. 28(9)"],
    page: include_str!("unsigned_text.md"),
    check: Check::Document(run),
};

/// How far around a line for a date the other lines of a signature are looked for.
const AROUND: usize = 8;

/// What each of [`MUST`] has.
static SIGNED: Phrases = Phrases::within(&["signed"]);

static MUST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:must|shall|has to|is to|are to) be (?:\w+ (?:and|,) ){0,2}(?:duly )?signed\b")
});

/// Whether a line begins like one to sign on.
fn is_line(line: &str) -> bool {
    const BEGINNINGS: [&str; 6] = ["signature", "signed", "signatory", "by:", "title:", "for and on behalf"];
    let mut scan = Scan::of(line.trim_start_matches(is_no_letter));
    let mut authorised = scan;
    let lead = ["authorised", "authorized"].iter().any(|word| authorised.take_letters(word));
    if lead && authorised.spaces() {
        scan = authorised;
    }
    let begins = |word: &&str| {
        let mut scan = scan;
        scan.take_letters(word)
    };
    let mut name = scan;
    let named = name.take_letters("name")
        && (name.is_done() || {
            name.spaces();
            name.take_letters("and") || name.take_any(&[":", "("])
        });
    named || BEGINNINGS.iter().any(begins)
}

/// Whether a line is for a date alone.
fn is_date(line: &str) -> bool {
    let blank = |c: char| c.is_whitespace() || matches!(c, '_' | '.' | '…');
    let mut rest = line.trim_start_matches(is_no_letter);
    let mut count = 0;
    while count < 2 {
        let mut scan = Scan::of(rest);
        if !scan.take_letters("date:") {
            break;
        }
        (rest, count) = (scan.rest().trim_start_matches(blank), count + 1);
    }
    count > 0 && rest.is_empty()
}

/// Whether a character is none of a word in Latin letters, capital or small.
fn is_no_letter(c: char) -> bool {
    let latin = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | 'À'..='ɏ');
    let other = |small: &str| {
        let mut letters = small.chars();
        letters.next().is_some_and(latin) && letters.next().is_none()
    };
    let cases = || [c.to_lowercase().to_string(), c.to_uppercase().to_string()];
    !latin(c) && (c.is_ascii() || !cases().iter().any(|case| other(case)))
}

fn run(reading: &Reading, found: &mut Findings) {
    if reading.document.is_some() {
        return; // the pages for signatures of a pack follow from its facts
    }
    let lines: Vec<usize> =
        (0..reading.paragraphs.len()).filter(|at| is_line(reading.paragraphs[*at].text.trim())).collect();
    for (at, paragraph) in reading.paragraphs.iter().enumerate() {
        let near = |from: usize, to: usize| {
            lines.get(lines.partition_point(|line| *line < from)).is_some_and(|line| *line < to)
        };
        let signed = || SIGNED.is_in(&paragraph.text).then(|| MUST.find(&paragraph.text)).flatten();
        if let Some(words) = signed()
            && !near(at + 1, end_of_part(reading, at))
        {
            let place: Place = (at, words.range());
            reading
                .report(
                    found,
                    &RULE,
                    &place,
                    "this says that it is signed, and no line for a signature follows",
                )
                .label("by whom, and where?")
                .help("add a line for the signature, the name and the date of each party");
        } else if is_date(&paragraph.text) && !near(at.saturating_sub(AROUND), at + AROUND) {
            reading
                .report(
                    found,
                    &RULE,
                    &reading.whole(at),
                    "a line for the date stands without one for a signature",
                )
                .label("a date and nothing else")
                .help("add lines for the signature, the name and the title of each party");
        }
    }
}

/// The paragraph with which the next annex begins.
fn end_of_part(reading: &Reading, at: usize) -> usize {
    let parts = &reading.outline.parts;
    let next = parts.partition_point(|part| part.start <= at);
    parts.get(next).map_or(reading.paragraphs.len(), |part| part.start)
}

#[cfg(test)]
mod tests {
    use super::{is_date, is_line, is_no_letter};
    use crate::check::text::pattern;
    use crate::check::text::scan::texts_of;

    #[test]
    fn letters_are_those_of_patterns() {
        let expected = pattern(r"(?i)^\W$");
        for c in '\0'..'\u{3100}' {
            assert_eq!(is_no_letter(c), expected.is_match(c.encode_utf8(&mut [0; 4])), "{c:?}");
        }
    }

    #[test]
    fn lines_to_sign_on_are_what_patterns_find() {
        let line = pattern(
            r"(?i)^\W*(?:authori[sz]ed\s+)?(?:signature|signed|signatory|by:|name\s*(?:and|:|\()|name$|title:|for and on behalf)",
        );
        let date = pattern(r"(?i)^\W*date:[\s_.…]*(?:date:[\s_.…]*)?$");
        let parts = [
            "(",
            "x",
            "é",
            "\u{212a}",
            " ",
            "Authorised",
            "authoriZed ",
            "ſignature",
            "by",
            ":",
            "Name",
            "and",
            "For and on Behalf",
            "Date:",
            "date",
            "…",
            "_",
            ".",
        ];
        for text in texts_of(&parts, 4) {
            assert_eq!(is_line(&text), line.is_match(&text), "{text:?}");
            assert_eq!(is_date(&text), date.is_match(&text), "{text:?}");
        }
    }
}
