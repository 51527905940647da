//! Letters, numbers and words as patterns know them, without the machines that patterns are made into:
//! those of the classes of Unicode are large, and most texts have few characters beyond ASCII.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::pattern::of_all_scripts;

/// Whether a character is a letter, `\p{L}`.
pub fn is_letter(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphabetic(); // nearly all
    }
    static LETTER: LazyLock<Regex> = LazyLock::new(|| of_all_scripts(r"\p{L}"));
    is(c, char::is_alphabetic, &LETTER)
}

/// Whether a character is a capital letter, `\p{Lu}`.
pub fn is_capital(c: char) -> bool {
    static CAPITAL: LazyLock<Regex> = LazyLock::new(|| of_all_scripts(r"\p{Lu}"));
    is(c, char::is_uppercase, &CAPITAL)
}

/// Whether a character is part of a word, `\w`.
pub fn is_word(c: char) -> bool {
    static WORD: LazyLock<Regex> = LazyLock::new(|| of_all_scripts(r"\w"));
    is(c, |c| c.is_alphabetic() || c.is_ascii_digit() || c == '_', &WORD)
}

fn is_number(c: char) -> bool {
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| of_all_scripts(r"\p{N}"));
    is(c, char::is_numeric, &NUMBER)
}

/// Whether a character is of a class. Below U+0300, and among dashes and quotation marks, which are of
/// none of ours, Rust and Unicode agree; for others the pattern says it.
fn is(c: char, plainly: fn(char) -> bool, class: &LazyLock<Regex>) -> bool {
    match c {
        '\0'..'\u{300}' | '\u{2010}'..='\u{203e}' => plainly(c),
        _ => class.is_match(c.encode_utf8(&mut [0; 4])),
    }
}

/// The words of a text: letters, and what may stand in a word behind its first letter.
pub fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let within = |c| is_letter(c) || is_number(c) || matches!(c, '’' | '\'' | '/' | '&' | '-');
    runs(text, is_letter, within)
}

/// The stretches of letters of a text.
pub fn letters(text: &str) -> impl Iterator<Item = Range<usize>> {
    runs(text, is_letter, is_letter)
}

fn runs(
    text: &str,
    first: impl Fn(char) -> bool,
    within: impl Fn(char) -> bool,
) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + text[from..].find(&first)?;
        let rest = &text[start..];
        let length = rest.find(|c| !within(c)).unwrap_or(rest.len());
        from = start + length;
        Some(start..from)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_what_patterns_say() {
        type Class = fn(char) -> bool;
        let classes: [(Class, &str); 4] =
            [(is_letter, r"\p{L}"), (is_capital, r"\p{Lu}"), (is_word, r"\w"), (is_number, r"\p{N}")];
        for (is, class) in classes {
            let class = of_all_scripts(class);
            for c in ('\0'..'\u{3100}').chain('\u{ff00}'..'\u{ffff}') {
                assert_eq!(is(c), class.is_match(c.encode_utf8(&mut [0; 4])), "{c:?} {class}");
            }
        }
    }

    #[test]
    fn words_are_what_patterns_find() {
        let words_of = of_all_scripts(r"\p{L}[\p{L}\p{N}’'/&-]*");
        for text in ["", "3rd party", "Zürich’s (R&D) x²-y", "个人信息 a1 “Größe” — 'tis n°4", "a\u{301}b ⅷ"]
        {
            let expected: Vec<Range<usize>> = words_of.find_iter(text).map(|word| word.range()).collect();
            assert_eq!(words(text).collect::<Vec<_>>(), expected, "{text}");
        }
    }
}
