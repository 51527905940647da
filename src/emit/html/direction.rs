//! Which way writing runs, so that a name in another script disturbs nothing around it.

use unicode_bidi::{BidiClass, bidi_class};

use super::escape::text;

/// Languages written from right to left where their tag names no script.
///
/// Source: Unicode CLDR 48, the default scripts of languages in `supplemental/likelySubtags.xml`.
const LANGUAGES: &[&str] =
    &["ar", "arc", "ckb", "dv", "fa", "he", "iw", "ji", "ps", "sd", "syr", "ug", "ur", "yi"];

/// Scripts written from right to left: subtags of ISO 15924.
const SCRIPTS: &[&str] = &["adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"];

/// Whether a BCP 47 language is written from right to left.
pub(super) fn is_right_to_left(tag: &str) -> bool {
    let tag = tag.to_ascii_lowercase();
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default();
    match parts.find(|part| part.len() == 4 && part.chars().all(|c| c.is_ascii_alphabetic())) {
        Some(script) => SCRIPTS.contains(&script),
        None => LANGUAGES.contains(&language),
    }
}

/// Whether words have a letter that runs against the text around them.
pub(super) fn turns(words: &str, right_to_left: bool) -> bool {
    if words.is_ascii() {
        return right_to_left && words.bytes().any(|byte| byte.is_ascii_alphabetic());
    }
    words.chars().any(|c| c.is_alphabetic() && runs_left(c) != right_to_left)
}

/// Writes words that a fact may have brought, set apart where they run against the text around
/// them.
pub(super) fn isolated(out: &mut String, words: &str, right_to_left: bool) {
    let turns = turns(words, right_to_left);
    out.push_str(if turns { "<bdi>" } else { "" });
    text(out, words);
    out.push_str(if turns { "</bdi>" } else { "" });
}

/// Whether a letter runs from right to left (UAX #9).
fn runs_left(c: char) -> bool {
    // Hebrew is the first such script.
    c >= '\u{590}' && matches!(bidi_class(c), BidiClass::R | BidiClass::AL)
}

#[cfg(test)]
mod tests {
    use super::{is_right_to_left, turns};

    #[test]
    fn a_script_outweighs_its_language() {
        for tag in ["he", "AR", "ar-EG", "az-Arab", "pa-arab-PK"] {
            assert!(is_right_to_left(tag), "{tag}");
        }
        for tag in ["en-GB", "ar-Latn", "uz-Latn-UZ", "und", "", "zh-Hant"] {
            assert!(!is_right_to_left(tag), "{tag}");
        }
    }

    #[test]
    fn only_letters_turn() {
        assert!(turns("Nordhang נורדהנג", false) && turns("GmbH", true));
        assert!(!turns("Ångström 12", false) && !turns("נורדהנג 12", true) && !turns("+49 (89)", true));
    }
}
