//! Words of a sentence do not go together.

use std::sync::LazyLock;

use regex::Regex;

use crate::check::text::{Found, Kind, Look, Place, Reading, pattern};
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

/// Verbs that agreements join with others.
const VERB: &str =
    "delete|return|destroy|erase|notify|inform|assist|process|provide|keep|store|disclose|transfer|use";

/// What does not go together, and what is wrong with it.
static FORMS: [(LazyLock<Regex>, &str); 3] = [
    (
        LazyLock::new(|| {
            pattern(&format!(
                r"(?:\b(?:shall|will|must|may|to)|,) ((?:{VERB}) (?:or|and) (?:delete|return|destroy|erase|notifie|inform|assist|provide|disclose)s)\b"
            ))
        }),
        "two verbs after one auxiliary have different forms",
    ),
    (
        LazyLock::new(|| pattern(r"\b((?:hereto|thereto|hereof|thereof|herein|therein) the) \p{Lu}")),
        "a comma or a conjunction is missing before what follows",
    ),
    (
        LazyLock::new(|| {
            pattern(
                r"(?i)\b(?:fundamentals rights|datas subjects|personals data|naturals persons|thirds countries)\b",
            )
        }),
        "an adjective stands in the plural",
    ),
];

/// Whether a text may have one of the [`FORMS`], whose patterns are dear to make.
fn may_have(text: &str, form: usize) -> bool {
    let verbs = || VERBS.iter().map(|verb| verb.as_bytes());
    let after = |join: &str| {
        text.match_indices(join).any(|(at, join)| begins(&text.as_bytes()[at + join.len()..], verbs()))
    };
    match form {
        0 => after(" or ") || after(" and "),
        1 => text
            .match_indices(" the ")
            .any(|(at, _)| ["hereto", "hereof", "herein"].iter().any(|word| text[..at].ends_with(word))),
        _ => {
            let plural = |two: &[u8]| two == b"s " || two == b"S ";
            let ends = text.as_bytes().windows(2).enumerate().filter(|(_, two)| plural(two));
            ends.map(|(at, _)| &text.as_bytes()[at + 2..])
                .any(|after| begins(after, NOUNS.iter().map(|noun| noun.as_bytes())))
        }
    }
}

/// The second verbs and the nouns of the [`FORMS`].
const VERBS: [&str; 9] =
    ["delete", "return", "destroy", "erase", "notifie", "inform", "assist", "provide", "disclose"];
const NOUNS: [&str; 5] = ["rights", "subjects", "data", "persons", "countries"];

fn begins<'w>(text: &[u8], mut words: impl Iterator<Item = &'w [u8]>) -> bool {
    words.any(|word| text.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word)))
}

/// The first of each form in a text.
fn forms(text: &str) -> Vec<Found> {
    let find = |(nth, (words, _)): (usize, &(LazyLock<Regex>, &str))| {
        let all = may_have(text, nth).then(|| words.captures(text)).flatten()?;
        Some((nth as u8, all.get(1).or(all.get(0))?.range()))
    };
    FORMS.iter().enumerate().filter_map(find).collect()
}

fn run(reading: &Reading, found: &mut Findings) {
    let prose = |kind: Kind| matches!(kind, Kind::Text | Kind::Bullet);
    for (at, paragraph) in reading.paragraphs.iter().enumerate().filter(|(_, one)| prose(one.kind)) {
        for (form, range) in paragraph.find(Look::Forms, forms) {
            let (_, what) = &FORMS[usize::from(*form)];
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
