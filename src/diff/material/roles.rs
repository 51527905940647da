//! What a text calls the companies that agree it: `Alder Mills Ltd (“Alder”)`, `“Alder” means Alder Mills Ltd`.

use foldhash::HashSet;

use super::lexicon::FORMS;

/// Bytes around the words in which the company stands that they are for, at most.
const NEAR: usize = 120;
/// Bytes between the bracket and the words, at most: `(as applicable, “Alder”)`.
const BETWEEN: usize = 40;
/// Letters of what a company is called, at most.
const LONGEST: usize = 30;

/// Adds what a text calls companies, in small letters; single words alone.
pub(super) fn add_roles(text: &str, roles: &mut HashSet<String>) {
    let is_quote = |c: char| matches!(c, '"' | '“' | '”' | '„');
    // The first byte of all quotation marks but those of typewriters.
    if !text.as_bytes().contains(&b'"') && !text.as_bytes().contains(&0xe2) {
        return;
    }
    let mut rest = text;
    while let Some((start, quote)) = rest.char_indices().find(|(_, c)| is_quote(*c)) {
        let inside = &rest[start + quote.len_utf8()..];
        let Some((end, close)) = inside.char_indices().find(|(_, c)| is_quote(*c)) else { return };
        let (before, behind) = (&rest[..start], &inside[end + close.len_utf8()..]);
        let word = ["the ", "der ", "die "].iter().find_map(|the| inside[..end].strip_prefix(the));
        let word = word.unwrap_or(&inside[..end]);
        if is_word(word) && (is_in_brackets(before) || is_defined(behind)) {
            roles.insert(word.to_lowercase());
        }
        rest = behind;
    }
}

fn is_word(word: &str) -> bool {
    word.starts_with(char::is_uppercase) && word.chars().all(char::is_alphanumeric) && word.len() <= LONGEST
}

/// Whether words stand in brackets behind the name of a company.
fn is_in_brackets(before: &str) -> bool {
    let Some((named, between)) = before.rsplit_once('(') else { return false };
    between.len() <= BETWEEN && !between.contains(')') && has_company(tail(named, NEAR))
}

/// Whether a meaning stands behind words that is a company.
fn is_defined(behind: &str) -> bool {
    let meaning = behind.trim_start_matches(['*', '_', ' ', '\u{a0}']);
    let meaning = ["means ", "bezeichnet ", "is "].iter().find_map(|means| meaning.strip_prefix(means));
    meaning.is_some_and(|meaning| has_company(head(meaning, NEAR)))
}

/// Whether the form of a company stands in a text, as it is written in names.
fn has_company(text: &str) -> bool {
    let mut words = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')' | ';'));
    words.any(|word| {
        let bare = word.trim_end_matches('.');
        bare.starts_with(char::is_uppercase) && FORMS.binary_search(&&*bare.to_lowercase()).is_ok()
    })
}

fn head(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    &text[..end.unwrap_or(0)]
}

fn tail(text: &str, most: usize) -> &str {
    let start = (text.len().saturating_sub(most)..text.len()).find(|at| text.is_char_boundary(*at));
    &text[start.unwrap_or(text.len())..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roles(text: &str) -> Vec<String> {
        let mut roles = HashSet::default();
        add_roles(text, &mut roles);
        let mut roles: Vec<String> = roles.into_iter().collect();
        roles.sort();
        roles
    }

    #[test]
    fn companies_are_called_by_what_stands_in_brackets_or_means_them() {
        let text =
            "Alder Mills Ltd. (the “Miller”) and Birch GmbH (as it may be, \"Birch\") agree the “Terms”.";
        assert_eq!(roles(text), ["birch", "miller"]);
        assert_eq!(roles("“Alder” means Alder Mills Ltd and “Corn” means corn."), ["alder"]);
        for none in ["the fees (“Fees”)", "Alder Ltd sells “Corn”", "“Two Words” means Alder Ltd", "“", "(“A"]
        {
            assert_eq!(roles(none), [""; 0], "{none}");
        }
    }
}
