//! How references are written, "Clause 4.2(a)", "Annexes I and II", "paragraph (b)", and what stands around them
//! where they lead into the text or out of it.

use std::ops::Range;

use super::super::phrases::Phrases;
use super::super::scan::{Scan, begins};

/// Words that call a place, each with its ending in the plural.
const WORDS: [(&str, &str); 9] = [
    ("article", "s"),
    ("clause", "s"),
    ("section", "s"),
    ("paragraph", "s"),
    ("annex", "es"),
    ("appendix", ""),
    ("appendices", ""),
    ("schedule", "s"),
    ("exhibit", "s"),
];

/// The words that call places, each with all white space behind it.
pub fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let first = |byte: u8| matches!(byte.to_ascii_lowercase(), b'a' | b'c' | b'e' | b'p' | b's');
    begins(text, 0, first).filter_map(|start| {
        let letter = text.as_bytes()[start].to_ascii_lowercase();
        let alike = WORDS.iter().filter(|(word, _)| word.as_bytes()[0] == letter);
        let mut ends = alike.filter_map(|(word, plural)| {
            let mut scan = Scan::from(text, start);
            let found = scan.take_letters(word);
            scan.take_letters(plural);
            (found && scan.spaces()).then_some(scan.at())
        });
        Some(start..ends.next()?)
    })
}

/// The length of the number of a clause: "4.2(a)", "28A", "8.iv".
pub fn figures(text: &str) -> Option<usize> {
    let mut scan = Scan::of(text);
    if !scan.some(3, u8::is_ascii_digit) {
        return None;
    }
    scan.some(1, u8::is_ascii_uppercase);
    while figures_part(&mut scan) {}
    brackets(&mut scan);
    Some(scan.at())
}

/// ".2", ".iv" or ".b".
fn figures_part(scan: &mut Scan<'_>) -> bool {
    let mut ahead = *scan;
    let found = ahead.take(".") && (ahead.some(3, u8::is_ascii_digit) || is_small(ahead.word()));
    found && scan.go(ahead)
}

/// Whether a word counts something: "b", "iv".
fn is_small(word: &str) -> bool {
    is_roman(word) || (word.len() == 1 && word.bytes().all(|byte| byte.is_ascii_lowercase()))
}

fn is_roman(word: &str) -> bool {
    (1..=5).contains(&word.len()) && word.bytes().all(|byte| matches!(byte, b'i' | b'v' | b'x'))
}

/// The length of the number of an annex: "I", "2.1", "A(1)", "I.B".
pub fn annex(text: &str) -> Option<usize> {
    let mut scan = Scan::of(text);
    let word = scan.word();
    let all = |fits: fn(u8) -> bool| !word.is_empty() && word.bytes().all(fits);
    let number = all(|byte| matches!(byte, b'I' | b'V' | b'X' | b'L'))
        || (word.len() < 3 && all(|byte| byte.is_ascii_digit()))
        || (word.len() == 1 && all(|byte| byte.is_ascii_uppercase()));
    if !number {
        return None;
    }
    while annex_part(&mut scan) {}
    brackets(&mut scan);
    Some(scan.at())
}

/// ".B" or ".12".
fn annex_part(scan: &mut Scan<'_>) -> bool {
    let mut ahead = *scan;
    let word = if ahead.take(".") { ahead.word() } else { "" };
    let capital = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    (1..=3).contains(&word.len()) && word.bytes().all(capital) && scan.go(ahead)
}

/// The length of what stands alone in brackets: "(b)", "(2)(iv)".
pub fn part(text: &str) -> Option<usize> {
    let mut scan = Scan::of(text);
    brackets(&mut scan);
    (scan.at() > 0).then_some(scan.at())
}

/// Any number of "(a)", each with a white space before it or none.
fn brackets(scan: &mut Scan<'_>) {
    let mut ahead = *scan;
    loop {
        ahead.space();
        match ahead.bracketed() {
            Some(label) if is_label(label) => *scan = ahead,
            _ => return,
        }
    }
}

fn is_label(label: &str) -> bool {
    let all = |fits: fn(u8) -> bool| label.bytes().all(fits);
    is_roman(label)
        || label.len() == 1
        || (label.len() == 2 && (all(|byte| byte.is_ascii_lowercase()) || all(|byte| byte.is_ascii_digit())))
}

/// Marks within sentences, "(a) ", by where they stand.
pub fn inline(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.match_indices('(').filter_map(move |(at, _)| {
        let mut scan = Scan::from(text, at);
        let label = scan.bracketed()?;
        let digits = label.len() < 3 && label.bytes().all(|byte| byte.is_ascii_digit());
        ((digits || is_small(label)) && scan.space()).then_some((at, label))
    })
}

/// The length of what joins two numbers: ", ", " and ", "–".
pub fn join(text: &str) -> Option<usize> {
    let mut scan = Scan::of(text);
    if scan.joint(&["and/or", "and", "or", "to", "through"]) {
        return Some(scan.at());
    }
    scan.spaces();
    let dash = scan.take_any(&["–", "-"]);
    scan.spaces();
    dash.then_some(scan.at())
}

/// Whether what follows a reference says that it leads into the text itself: "of this Agreement".
pub fn leads_here(after: &str) -> bool {
    const ITSELF: [&str; 11] = [
        "agreement",
        "dpa",
        "addendum",
        "clauses",
        "contract",
        "data process",
        "data protection agreement",
        "data protection addendum",
        "data protection annex",
        "processor agreement",
        "processing agreement",
    ];
    let mut scan = Scan::of(after);
    scan.spaces();
    let this = scan.take_any(&["of", "to", "in"])
        && scan.spaces()
        && scan.take_any(&["this", "these", "the"])
        && scan.spaces();
    let mut present = scan;
    if present.take("present") && present.spaces() {
        scan = present;
    }
    this && ITSELF.iter().any(|words| scan.take_letters(words))
}

/// Whether what follows a reference says that it leads into something: "of …", "thereof".
pub fn leads_into(after: &str) -> bool {
    let mut scan = Scan::of(after);
    scan.spaces();
    scan.take(",");
    scan.spaces();
    let mut of = scan;
    (of.take("of") && of.space()) || scan.take_word(&["thereof"])
}

/// Whether a law follows a reference at once: "GDPR", ", the UK GDPR".
pub fn law_follows(after: &str) -> bool {
    const LAWS: [&str; 9] =
        ["GDPR", "Regulation", "Directive", "Decision", "TFEU", "CCPA", "EUDPR", "BDSG", "FADP"];
    let mut scan = Scan::of(after);
    scan.spaces();
    scan.take_any(&[",", "("]);
    scan.spaces();
    for lead in [&["the"] as &[&str], &["EU", "UK"]] {
        let mut ahead = scan;
        if ahead.take_any(lead) && ahead.spaces() {
            scan = ahead;
        }
    }
    scan.take_word(&LAWS)
}

/// Whether a law stands before a reference: "GDPR, ", "Regulation (EU) 2016/679 (".
pub fn law_precedes(before: &str) -> bool {
    const LAWS: [&str; 12] = [
        "GDPR",
        "Regulation",
        "Directive",
        "Decision",
        "Act",
        "Code",
        "CCPA",
        "TFEU",
        "Charter",
        "FADP",
        "SCC",
        "Clauses",
    ];
    let mut laws = LAWS.iter().flat_map(|law| before.match_indices(law));
    laws.any(|(at, law)| ends_with_number(&before[at + law.len()..]))
}

/// Whether nothing but a stretch in brackets and a number follows the name of a law.
fn ends_with_number(text: &str) -> bool {
    let rest = text.trim_start_matches([',', '’', '\'', 's']).trim_start();
    let rest = rest.strip_prefix('(').and_then(|inner| inner.split_once(')')).map_or(rest, |(_, rest)| rest);
    let open = |c: char| c.is_whitespace() || c == '(' || c == ',';
    let rest = rest.trim_start_matches(open);
    let number = if rest.starts_with(|c: char| c.is_ascii_digit()) { "/0123456789" } else { "" };
    rest.trim_start_matches(|c| number.contains(c)).trim_start_matches(open).is_empty()
}

/// Whether a text speaks of the official clauses.
pub fn speaks_of_official(text: &str) -> bool {
    static SHORT: Phrases = Phrases::whole(&["scc(s)"]);
    static LONG: Phrases = Phrases::within(&[
        "standard contractual clauses",
        "model clauses",
        "eu clauses",
        "2021/914",
        "2010/87",
        "uk addendum",
        "mandatory clauses",
    ]);
    SHORT.is_in(text) || LONG.is_in(text)
}

#[cfg(test)]
mod tests {
    use super::super::super::pattern::pattern;
    use super::super::super::scan::texts_of;
    use super::*;

    const BRACKETS: &str = r"(?:\s?\((?:[a-z]{1,2}|[ivx]{1,5}|\d{1,2}|[A-Z])\))";

    /// Holds a reader to the pattern that says the same.
    fn hold(expected: &str, parts: &[&str], most: usize, read: fn(&str) -> Option<usize>) {
        let pattern = pattern(expected);
        for text in texts_of(parts, most) {
            assert_eq!(read(&text), pattern.find(&text).map(|found| found.end()), "{expected} {text:?}");
        }
    }

    #[test]
    fn numbers_are_what_patterns_find() {
        let figures_of = format!(r"^\d{{1,3}}[A-Z]?(?:\.(?:\d{{1,3}}|[ivx]{{1,5}}\b|[a-z]\b))*{BRACKETS}*");
        let annex_of = format!(r"^(?:[IVXL]+|\d{{1,2}}|[A-Z])\b(?:\.[A-Z0-9]{{1,3}}\b)*{BRACKETS}*");
        let part_of = format!(r"^{BRACKETS}+");
        let parts = ["4", "123", "I", "XV", "B", ".", "iv", "a", "_", "é", " ", "(a)", "(ivx)", "(AB)", "("];
        hold(&figures_of, &parts, 4, figures);
        hold(&annex_of, &parts, 4, annex);
        hold(&part_of, &parts, 4, part);
    }

    #[test]
    fn what_joins_numbers_is_what_a_pattern_finds() {
        let expected = r"^(?:\s*,\s*(?:and|or)\s+|\s*,\s*|\s+(?:and/or|and|or|to|through)\s+|\s*[–-]\s*)";
        hold(expected, &[" ", "\u{a0}", ",", "and", "or", "/", "to", "through", "–", "-", "4"], 5, join);
    }

    #[test]
    fn words_that_call_places_are_what_a_pattern_finds() {
        let expected = pattern(
            r"\b(?i:articles?|clauses?|sections?|paragraphs?|annex(?:es)?|appendix|appendices|schedules?|exhibits?)\s+",
        );
        let called = WORDS.iter().flat_map(|(word, plural)| [(*word).to_owned(), format!("{word}{plural}")]);
        let called: Vec<String> =
            called.chain(["s", "_", "é", " ", "\u{a0}", "("].map(str::to_owned)).collect();
        let called: Vec<&str> = called.iter().map(String::as_str).collect();
        for text in texts_of(&called, 3).into_iter().flat_map(|text| [text.to_uppercase(), text]) {
            assert!(words(&text).eq(expected.find_iter(&text).map(|found| found.range())), "{text:?}");
        }
    }

    #[test]
    fn marks_within_sentences_are_what_a_pattern_finds() {
        let expected = pattern(r"\((?:[a-z]|[ivx]{1,5}|\d{1,2})\)\s");
        for text in texts_of(&["(", ")", "a", "iv", "1", "B", " ", "\u{a0}"], 6) {
            let found = expected.find_iter(&text).map(|found| found.start());
            assert!(inline(&text).map(|(at, _)| at).eq(found), "{text:?}");
        }
    }

    #[test]
    fn what_stands_around_a_reference_is_what_patterns_find() {
        let here = r"^\s*(?:of|to|in)\s+(?:this|these|the)\s+(?:present\s+)?(?i:agreement|dpa|addendum|clauses|contract|data process|data protection a(?:greement|ddendum|nnex)|processor agreement|processing agreement)";
        let into = r"^\s*,?\s*(?:of\s|thereof\b)";
        let law = r"^\s*[,(]?\s*(?:the\s+)?(?:(?:EU|UK)\s+)?(?:GDPR|Regulation|Directive|Decision|TFEU|CCPA|EUDPR|BDSG|FADP)\b";
        let parts = [
            " ",
            ",",
            "(",
            "of",
            "thereof",
            "the",
            "this",
            "present",
            "AGREEMENT",
            "Clauſes",
            "data process",
            "EU",
            "GDPR",
            "EUDPR",
            "s",
        ];
        for (expected, says) in
            [(here, leads_here as fn(&str) -> bool), (into, leads_into), (law, law_follows)]
        {
            let expected = pattern(expected);
            for text in texts_of(&parts, 4) {
                assert_eq!(says(&text), expected.is_match(&text), "{expected} {text:?}");
                let text = format!(" of the {text}");
                assert_eq!(says(&text), expected.is_match(&text), "{expected} {text:?}");
            }
        }
    }

    #[test]
    fn laws_before_a_reference_are_what_a_pattern_finds() {
        let expected = pattern(
            r"(?:GDPR|Regulation|Directive|Decision|Act|Code|CCPA|TFEU|Charter|FADP|SCCs?|Clauses)[,’'s]*\s*(?:\([^)]*\))?[\s(,]*(?:\d[\d/]*)?[\s(,]*$",
        );
        for text in texts_of(&["Act", "SCC", "s", "’", ",", " ", "(", ")", "20", "/", "é"], 5) {
            assert_eq!(law_precedes(&text), expected.is_match(&text), "{text:?}");
            let text = format!("the Code{text}");
            assert_eq!(law_precedes(&text), expected.is_match(&text), "{text:?}");
        }
    }

    #[test]
    fn official_clauses_are_what_a_pattern_finds() {
        let expected = pattern(
            r"(?i)\bSCCs?\b|standard contractual clauses|model clauses|EU clauses|2021/914|2010/87|UK addendum|mandatory clauses",
        );
        let parts = [
            "SCC",
            "ſccs",
            "x",
            " ",
            "é",
            "Standard Contractual Clauſes",
            "EU ",
            "u\u{212a} addendum",
            "clauses",
            "2021/914",
            "2010/8",
            "7",
            "ſ",
        ];
        for text in texts_of(&parts, 3) {
            assert_eq!(speaks_of_official(&text), expected.is_match(&text), "{text:?}");
        }
    }
}
