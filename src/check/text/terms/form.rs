//! How definitions are written: what parts a term from its meaning and terms from each other, and what sends a
//! reader elsewhere.

use std::ops::Range;

use super::super::letters::is_capital;
use super::super::scan::Scan;

/// What parts the head of a definition from its meaning.
#[derive(Debug, PartialEq, Eq)]
pub struct Parting {
    /// Where the head ends.
    pub head: usize,
    /// Where the verb begins, with the colon or the space before it.
    pub verb: usize,
    /// Where the verb ends.
    pub end: usize,
}

/// `Term means …`, `Term: shall mean …`: the first verb, where it stands on the first line behind 2 to 200
/// characters.
pub fn strict(text: &str) -> Option<Parting> {
    const MEANS: [&str; 7] = [
        "means",
        "mean",
        "refers to",
        "has the meanings",
        "has the meaning",
        "have the meanings",
        "have the meaning",
    ];
    let means = |scan: &mut Scan<'_>| {
        if scan.take(":") {
            scan.spaces();
            return scan.take_word(&MEANS) || scan.take_word(&["shall mean", "refer to"]);
        }
        let mut shall = *scan;
        if shall.take("shall") && shall.spaces() {
            *scan = shall;
        }
        scan.take_word(&MEANS)
    };
    parting(text, 200, means)
}

/// `Term: …`, `Term is …`: the first, where it stands on the first line behind 2 to 80 characters.
pub fn loose(text: &str) -> Option<Parting> {
    let parts = |scan: &mut Scan<'_>| scan.take_any(&[":", "is", "are"]) && scan.space();
    // The white space before the last does not count as the verb's own.
    let found = parting(text, 80, parts)?;
    (found.verb <= end_of_head(text, 80)).then_some(Parting { head: found.verb, ..found })
}

/// Where a head of so many characters on one line ends at the latest.
fn end_of_head(text: &str, most: usize) -> usize {
    let line = text.find('\n').unwrap_or(text.len());
    text.char_indices().nth(most).map_or(line, |(at, _)| at.min(line))
}

/// The first place that `parts`, which begins with a colon or behind white space. To look for it behind so many
/// characters of any kind would make a pattern a large machine.
fn parting(text: &str, most: usize, parts: impl Fn(&mut Scan<'_>) -> bool) -> Option<Parting> {
    let mut head = text.char_indices().nth(2).map_or(text.len(), |(at, _)| at);
    let last = end_of_head(text, most);
    loop {
        head += text[head..].find(|c: char| c == ':' || c.is_whitespace())?;
        if head > last {
            return None;
        }
        let mut scan = Scan::from(text, head);
        scan.spaces();
        let gap = &text[head..scan.at()];
        let colon = scan.rest().starts_with(':');
        let mut behind = scan;
        if (colon || !gap.is_empty()) && parts(&mut behind) {
            let space = gap.chars().next_back().filter(|_| !colon).map_or(0, char::len_utf8);
            return Some(Parting { head, verb: scan.at() - space, end: behind.at() });
        }
        head = scan.at() + usize::from(colon);
    }
}

/// What parts the terms of a head: a comma, "and", "or".
pub fn between(head: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(gap) = head[at..].find(|c: char| c == ',' || c.is_whitespace()) {
        let mut scan = Scan::from(head, at + gap);
        if scan.joint(&["and", "or"]) {
            found.push(at + gap..scan.at());
        } else {
            scan.spaces();
        }
        at = scan.at();
    }
    found
}

/// The term that words in brackets give, where it has no quotation marks: `hereinafter the Service Provider`.
pub fn called(words: &str) -> Option<Range<usize>> {
    let mut scan = Scan::of(words);
    let (mut said, mut named) = (scan, scan);
    if said.take_any(&["hereinafter referred to as", "referred to as"]) && said.spaces() {
        scan = said;
    } else if named.take("hereinafter") {
        named.take_any(&[",", ":"]);
        scan = if named.spaces() { named } else { scan };
    }
    let the = scan.take("the") && scan.spaces();
    let within = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '’' | '\'' | '/' | '-' | 'À'..='ɏ');
    let proper = |word: &str| {
        let mut letters = word.chars();
        letters.next().is_some_and(is_capital) && letters.all(within)
    };
    let mut named = scan.rest().split(char::is_whitespace);
    let name = named.clone().nth(4).is_none() && named.all(proper);
    (the && name).then(|| scan.at()..words.len())
}

/// Whether a meaning sends its reader elsewhere: "has the meaning given in …", "is defined in …".
pub fn is_pointer(meaning: &str) -> bool {
    let mut scan = Scan::of(meaning.trim_start_matches(|c: char| c == ':' || c.is_whitespace()));
    let optional = |scan: &mut Scan<'_>, word: &str| {
        let mut ahead = *scan;
        if ahead.take_letters(word) && ahead.spaces() {
            *scan = ahead;
        }
    };
    optional(&mut scan, "shall");
    let row = |words: &[&str]| {
        let mut scan = scan;
        words.iter().all(|word| scan.take_letters(word) && scan.spaces()).then_some(scan)
    };
    let same = |mut scan: Scan<'_>| {
        optional(&mut scan, "same");
        scan.take_letters("meaning")
    };
    let had = row(&["has", "the"]).or_else(|| row(&["have", "the"])).is_some_and(same);
    let set = row(&["is", "defined"]).or_else(|| row(&["are", "defined"]));
    let meant = row(&["means", "as"]).or_else(|| row(&["mean", "as"]));
    had || set.is_some_and(|mut scan| scan.take_letters("in"))
        || meant.is_some_and(|mut scan| scan.take_letters("defined"))
}

#[cfg(test)]
mod tests {
    use super::super::super::pattern::pattern;
    use super::super::super::scan::texts_of;
    use super::*;

    /// Holds what parts a head to a pattern that says the same, in its first group.
    fn hold(expected: &str, most: usize, read: fn(&str) -> Option<Parting>, parts: &[&str]) {
        let pattern = pattern(expected);
        let long = ["x".repeat(most - 2), "é".repeat(most - 1), "x ".repeat(most / 2 - 1)];
        let fill = |text: &String| long.iter().map(|long| format!("{long}{text}")).collect::<Vec<_>>();
        let texts = texts_of(parts, 4);
        let filled: Vec<String> = texts.iter().take(2_000).flat_map(fill).collect();
        for text in texts.into_iter().chain(filled) {
            let from = text.char_indices().nth(2).map_or(text.len(), |(at, _)| at);
            let expected = pattern.captures_at(&text, from).and_then(|found| {
                let (whole, verb) = (found.get(0)?, found.get(1)?);
                let head = &text[..whole.start()];
                let fits = (2..=most).contains(&head.chars().count()) && !head.contains('\n');
                fits.then(|| Parting { head: whole.start(), verb: verb.start(), end: whole.end() })
            });
            assert_eq!(read(&text), expected, "{text:?}");
        }
    }

    #[test]
    fn partings_are_what_patterns_find() {
        let verb = r"\s*(:\s*(?:shall mean|means?|refers? to|ha(?:s|ve) the meanings?)\b|\s(?:shall\s+)?(?:means?|refers to|ha(?:s|ve) the meanings?)\b)";
        let parts =
            ["Te", "a", ":", " ", "\u{a0}", "\n", "shall", "means", "mean", "refer to", "has the meaning"];
        hold(verb, 200, strict, &parts);
        hold(verb, 200, strict, &["Te ", ": ", " refers to", "have the meanings", "s", "é", " shall  mean"]);
        hold(r"(:\s|\s(?:is|are)\s)", 80, loose, &["Te", "a", ":", " ", "\u{a0}", "\n", "is", "are"]);
    }

    #[test]
    fn what_parts_terms_is_what_a_pattern_finds() {
        let expected = pattern(r"\s*,\s*(?:or|and)\s+|\s*,\s*|\s+(?:or|and)\s+");
        for text in texts_of(&["Te", ",", " ", "\u{a0}", "and", "or"], 6) {
            let found: Vec<Range<usize>> = expected.find_iter(&text).map(|found| found.range()).collect();
            assert_eq!(between(&text), found, "{text:?}");
        }
    }

    #[test]
    fn names_without_quotation_marks_are_what_a_pattern_finds() {
        let expected = pattern(
            r"^(?:hereinafter[,:]?\s+|hereinafter referred to as\s+|referred to as\s+)?the\s+((?:\p{Lu}[\w’'/-]*)(?:\s\p{Lu}[\w’'/-]*){0,3})$",
        );
        let parts = ["hereinafter", "referred to as", ",", " ", "\u{a0}", "the", "X", "Éz", "’", "x", "ж"];
        let after = [" the X", " the Xy Éz Z-Z X/", " the A B C D E", " the X  Y", ", the Ж"];
        let texts = texts_of(&parts, 4);
        let more = texts.iter().flat_map(|text| after.iter().map(move |after| format!("{text}{after}")));
        for text in more.collect::<Vec<_>>().into_iter().chain(texts) {
            let found = expected.captures(&text).and_then(|found| Some(found.get(1)?.range()));
            assert_eq!(called(&text), found, "{text:?}");
        }
    }

    #[test]
    fn pointers_are_what_a_pattern_finds() {
        let expected = pattern(
            r"(?i)^[:\s]*(?:shall\s+)?(?:ha(?:s|ve)\s+the\s+(?:same\s+)?meanings?|(?:is|are)\s+defined\s+in|means?\s+as\s+defined)",
        );
        let parts = [
            ": ",
            "shall ",
            "ſhall\u{a0}",
            "HAS ",
            "have",
            " ",
            "the ",
            "same ",
            "meaning",
            "is ",
            "are ",
            "defined ",
            "in",
            "means ",
            "mean ",
            "as ",
        ];
        for text in texts_of(&parts, 4) {
            let long = format!("shall {text}meaning");
            assert_eq!(is_pointer(&long), expected.is_match(&long), "{long:?}");
            assert_eq!(is_pointer(&text), expected.is_match(&text), "{text:?}");
        }
    }
}
