//! Words of a sentence do not go together.

use std::sync::LazyLock;

use regex::Regex;

use crate::check::text::{Kind, Place, Reading, pattern};
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
static FORMS: LazyLock<[(Regex, &str); 3]> = LazyLock::new(|| {
    [
        (
            pattern(&format!(
                r"(?:\b(?:shall|will|must|may|to)|,) ((?:{VERB}) (?:or|and) (?:delete|return|destroy|erase|notifie|inform|assist|provide|disclose)s)\b"
            )),
            "two verbs after one auxiliary have different forms",
        ),
        (
            pattern(r"\b((?:hereto|thereto|hereof|thereof|herein|therein) the) \p{Lu}"),
            "a comma or a conjunction is missing before what follows",
        ),
        (
            pattern(
                r"(?i)\b(?:fundamentals rights|datas subjects|personals data|naturals persons|thirds countries)\b",
            ),
            "an adjective stands in the plural",
        ),
    ]
});

fn run(reading: &Reading, found: &mut Findings) {
    let prose = |kind: Kind| matches!(kind, Kind::Text | Kind::Bullet);
    for (at, paragraph) in reading.paragraphs.iter().enumerate().filter(|(_, one)| prose(one.kind)) {
        for (words, what) in FORMS.iter() {
            let Some(all) = words.captures(&paragraph.text) else { continue };
            let Some(words) = all.get(1).or(all.get(0)) else { continue };
            let place: Place = (at, words.range());
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
