//! Patterns of words, in the one dialect that rules on text share.

use regex::Regex;

/// What the shorthands of a pattern stand for here. The words that rules look for are written in Latin letters,
/// so that is what `\w` and `\d` cover, and `\b` looks at ASCII letters only: with the tables of all scripts a
/// pattern takes three times as long to compile, and searches slowly wherever a text has a quotation mark.
const DIALECT: [(&str, &str); 4] =
    [(r"\b", r"(?-u:\b)"), (r"\w", r"[0-9A-Za-z_À-ɏ]"), (r"\W", r"[^0-9A-Za-z_À-ɏ]"), (r"\d", "[0-9]")];

/// A pattern that is a constant.
pub fn pattern(text: &str) -> Regex {
    of_all_scripts(&DIALECT.iter().fold(text.to_owned(), |text, (short, long)| text.replace(short, long)))
}

/// A pattern that is a constant, with the meaning that Unicode gives to its shorthands.
pub(super) fn of_all_scripts(text: &str) -> Regex {
    #[expect(clippy::expect_used, reason = "every pattern is a constant that a test compiles")]
    Regex::new(text).expect("a pattern")
}

#[cfg(test)]
mod tests {
    use super::pattern;

    #[test]
    fn words_are_written_in_latin_letters() {
        let found = |text: &str, within: &'static str| pattern(text).find(within).map(|found| found.as_str());
        assert_eq!(found(r"\w+", "… Größe_7"), Some("Größe_7"));
        assert_eq!(found(r"[\w’-]+", "Zürich’s"), Some("Zürich’s"));
        assert_eq!(found(r"^\W*date", "“— date"), Some("“— date"));
        assert_eq!(found(r"\bcap\b", "“cap”, a recap"), Some("cap"));
        assert_eq!(found(r"\bcap\b", "recapture"), None);
        assert_eq!(found(r"\d+", "٣ 3"), Some("3"));
        assert_eq!(found(r"a\s+b", "a\u{a0}b"), Some("a\u{a0}b"));
    }
}
