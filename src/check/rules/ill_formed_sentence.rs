//! Words of a sentence do not go together.

use std::ops::Range;

use crate::check::text::letters::is_capital;
use crate::check::text::scan::{Scan, is_edge};
use crate::check::text::{Found, Kind, Look, Phrases, Place, Reading};
use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;

/// Words of a sentence do not go together.
pub static RULE: Rule = Rule {
    code: Code("TXT-GRAMMAR"),
    name: "ill-formed-sentence",
    level: Level::Advise,
    basis: &["drafting, no provision"],
    page: include_str!("ill_formed_sentence.md"),
    check: Check::Document(run),
};

/// What is wrong, by form.
const FORMS: [&str; 3] = [
    "two verbs after one auxiliary have different forms",
    "a comma or a conjunction is missing before what follows",
    "an adjective stands in the plural",
];

/// Verbs that agreements join with others.
const FIRST: [&str; 14] = [
    "delete", "return", "destroy", "erase", "notify", "inform", "assist", "process", "provide", "keep",
    "store", "disclose", "transfer", "use",
];
/// The second verb in another form.
const SECOND: [&str; 9] =
    ["deletes", "returns", "destroys", "erases", "notifies", "informs", "assists", "provides", "discloses"];
const AUXILIARIES: [&str; 5] = ["shall", "will", "must", "may", "to"];
const PLACES: [&str; 6] = ["hereto", "thereto", "hereof", "thereof", "herein", "therein"];
static PLURALS: Phrases = Phrases::whole(&[
    "fundamentals rights",
    "datas subjects",
    "personals data",
    "naturals persons",
    "thirds countries",
]);
/// The nouns of [`PLURALS`].
const NOUNS: [&str; 5] = ["rights", "subjects", "data", "persons", "countries"];

/// The first of each form in a text: one look at each space tells where they can be.
fn forms(text: &str) -> Vec<Found> {
    let mut found = [None, None, None];
    let mut plural = false;
    for (at, _) in text.match_indices(' ') {
        match &text.as_bytes()[at + 1..] {
            [b'o', b'r', b' ', ..] | [b'a', b'n', b'd', b' ', ..] if found[0].is_none() => {
                found[0] = two_verbs(text, at);
            }
            [b't', b'h', b'e', b' ', ..] if found[1].is_none() => found[1] = place(text, at),
            after => plural |= text[..at].ends_with(['s', 'S']) && begins(after, &NOUNS),
        }
    }
    if plural {
        found[2] = PLURALS.find(text);
    }
    (0..).zip(found).filter_map(|(form, range)| Some((form, range?))).collect()
}

fn begins(text: &[u8], words: &[&str]) -> bool {
    let head = |word: &str| text.get(..word.len());
    words.iter().any(|word| head(word).is_some_and(|head| head.eq_ignore_ascii_case(word.as_bytes())))
}

/// "shall delete or returns", around the space before "or".
fn two_verbs(text: &str, space: usize) -> Option<Range<usize>> {
    let before = &text[..space];
    let start = FIRST.iter().find_map(|verb| Some(before.strip_suffix(verb)?.len()))?;
    let lead = before[..start].strip_suffix(' ')?;
    let led = |word: &&str| lead.strip_suffix(*word).is_some_and(|rest| is_edge(text, rest.len()));
    let mut scan = Scan::from(text, space);
    let joined = scan.take_any(&[" or ", " and "]) && scan.take_word(&SECOND);
    (joined && (lead.ends_with(',') || AUXILIARIES.iter().any(led))).then(|| start..scan.at())
}

/// "hereto the Supplier", around the space before "the".
fn place(text: &str, space: usize) -> Option<Range<usize>> {
    let mut starts = PLACES.iter().filter_map(|word| Some(text[..space].strip_suffix(word)?.len()));
    let start = starts.find(|start| is_edge(text, *start))?;
    let end = space + " the".len();
    text[end + 1..].starts_with(is_capital).then_some(start..end)
}

fn run(reading: &Reading, found: &mut Findings) {
    let prose = |kind: Kind| matches!(kind, Kind::Text | Kind::Bullet);
    for (at, paragraph) in reading.paragraphs.iter().enumerate().filter(|(_, one)| prose(one.kind)) {
        for (form, range) in paragraph.find(Look::Forms, forms) {
            let what = FORMS[usize::from(*form)];
            let place: Place = (at, range.clone());
            if !reading.masked(&place) {
                let words = reading.words(&place);
                reading
                    .report(found, &RULE, &place, format!("{what}: {words}"))
                    .label("does not go together")
                    .help("read the sentence aloud, and mend it");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::text::pattern;
    use crate::check::text::scan::texts_of;

    #[test]
    fn forms_are_what_patterns_find() {
        let verbs = FIRST.join("|");
        let patterns = [
            format!(
                r"(?:\b(?:shall|will|must|may|to)|,) ((?:{verbs}) (?:or|and) (?:delete|return|destroy|erase|notifie|inform|assist|provide|disclose)s)\b"
            ),
            r"\b((?:hereto|thereto|hereof|thereof|herein|therein) the) \p{Lu}".to_owned(),
            r"(?i)\b(fundamentals rights|datas subjects|personals data|naturals persons|thirds countries)\b"
                .to_owned(),
        ];
        let patterns = patterns.map(|one| pattern(&one));
        let parts = [
            "shall ",
            "x",
            ",",
            " ",
            "use",
            "delete ",
            "or ",
            "and ",
            "erases",
            "é",
            "hereto ",
            "thereof ",
            "the ",
            "Étage",
            "DATAS ",
            "Subjects",
            "personals data",
        ];
        let texts = texts_of(&parts, 4);
        let led = texts.iter().map(|text| format!("to delete {text}"));
        for text in led.chain(texts.iter().cloned()) {
            let found = (0..)
                .zip(&patterns)
                .filter_map(|(form, one)| Some((form, one.captures(&text)?.get(1)?.range())));
            assert_eq!(forms(&text), found.collect::<Vec<_>>(), "{text:?}");
        }
    }
}
