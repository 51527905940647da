//! The two forms in which a unit of official text is compared, and their hashes.
//!
//! The **strict** form keeps every word, its case and its punctuation, and lets go of what differs
//! between two faithful copies of one edition: kinds of blanks, of quotes and of dashes. The **loose**
//! form keeps letters and digits alone, so that two editions with the same words are equal in it.

use crate::source::sha256;
use unicode_normalization::UnicodeNormalization;

/// The strict form: NFC; blanks of any kind become one space; curly quotes become straight; dashes
/// become hyphens; the ellipsis becomes three stops; no space stands before `. , ; : )` or at an end.
///
/// The text must be without the marks of note calls.
pub fn strict(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfc() {
        if matches!(c, '.' | ',' | ';' | ':' | ')' | '…') && out.ends_with(' ') {
            out.pop();
        }
        match c {
            '‘' | '’' | '‚' | '‛' => out.push('\''),
            '“' | '”' | '„' | '‟' => out.push('"'),
            '\u{2010}'..='\u{2015}' => out.push('-'),
            '…' => out.push_str("..."),
            c if c.is_whitespace() && (out.is_empty() || out.ends_with(' ')) => {}
            c if c.is_whitespace() => out.push(' '),
            c => out.push(c),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// The loose form: lower case, letters and digits only. English keeps `a` to `z` and `0` to `9`, as the
/// built-in fingerprints have it; other languages keep every letter and digit of Unicode.
pub fn loose(text: &str, language: &str) -> String {
    let lower = strict(text).to_lowercase();
    match language {
        "en" => lower.chars().filter(char::is_ascii_alphanumeric).collect(),
        _ => lower.chars().filter(|c| c.is_alphanumeric()).collect(),
    }
}

/// The fingerprint of a form: SHA-256 in hexadecimal.
pub fn hash(form: &str) -> String {
    sha256(form.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strict_keeps_words_and_lets_go_of_typography() {
        assert_eq!(strict("  The\u{a0}‘Buyer’ – or\n“Seller” ; x…  "), "The 'Buyer' - or \"Seller\"; x...");
        assert_eq!(strict("safeguards ;"), "safeguards;");
        assert_eq!(strict("cafe\u{301}"), "café");
        assert_eq!(strict("sub\u{2011}processor"), "sub-processor");
        assert_eq!(strict("Name: …"), "Name:...");
        assert_eq!(strict("a (b )c"), "a (b)c");
        assert_eq!(strict(" \u{a0} "), "");
        assert_ne!(strict("The buyer"), strict("the buyer"));
        assert_ne!(strict("a, b"), strict("a b"));
    }

    #[test]
    fn loose_keeps_letters_and_digits() {
        assert_eq!(loose("Article 46 (2)(c)", "en"), loose("article 46(2)(C).", "en"));
        assert_eq!(loose("…", "en"), "");
        assert_eq!(loose("Über § 5", "de"), "über5");
        assert_eq!(loose("Über § 5", "en"), "ber5");
        assert_eq!(loose("Ενότητα 1", "el"), "ενότητα1");
    }

    #[test]
    fn forms_are_stable() {
        let samples = ["a .b", "x  ,  y", ". . .", "…", "( )", "–—‑", "a\u{a0}:\u{a0}b"];
        samples.iter().for_each(|text| assert_eq!(strict(&strict(text)), strict(text), "{text}"));
    }

    #[test]
    fn hashes_are_sha_256() {
        assert_eq!(hash("Purpose limitation").len(), 64);
        assert_eq!(hash(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
