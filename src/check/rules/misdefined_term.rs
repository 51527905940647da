//! A term of the law is defined without what makes it that term.

use crate::check::text::Reading;
use crate::check::text::letters::is_word;
use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;

/// A term of the law is defined without what makes it that term.
pub static RULE: Rule = Rule {
    code: Code("DEF-STATUTE"),
    name: "misdefined-term",
    level: Level::Advise,
    basis: &["GDPR Art. 4"],
    page: include_str!("misdefined_term.md"),
    check: Check::Document(run),
};

/// Terms, parts of words of which a definition has at least one, and what is missing where it has none.
const TERMS: [(&str, &[&str], &str); 4] = [
    ("data subject", &["information", "relat", "concern"], "whose data it is about"),
    (
        "personal data",
        &["person", "individual", "data subject", "human", "people"],
        "that it is about a person",
    ),
    (
        "processing",
        &["operation", "collect", "use", "handl", "stor", "action", "anything", "done", "does"],
        "what is done with data",
    ),
    (
        "personal data breach",
        &["loss", "lost", "destr", "alter", "disclos", "access", "unauthori", "security", "confidential"],
        "what happens to the data",
    ),
];

/// Whether a meaning has one of the words, or refers to the law or another definition.
fn says(meaning: &str, term: &str, parts: &[&str]) -> bool {
    const KNOWN: [&str; 8] =
        ["gdpr", "regulation", "law", "article", "directive", "legislation", "meaning", "defined"];
    let small = meaning.to_lowercase();
    let has = |wanted: &str| small.split(|c| !is_word(c)).any(|word| word == wanted);
    KNOWN.iter().chain(parts).any(|part| small.contains(part))
        || has("act")
        || (term == "data subject" && has("data"))
}

fn run(reading: &Reading, found: &mut Findings) {
    for defined in &reading.definitions {
        let term = defined.term.to_lowercase();
        let term = term.strip_suffix('s').filter(|term| *term == "data subject").unwrap_or(&term);
        let Some((_, parts, lacks)) = TERMS.iter().find(|(known, _, _)| *known == term) else { continue };
        let Some(meaning) = &defined.meaning else { continue };
        let said = reading.words(meaning);
        // A short meaning goes on in the lines below it.
        if says(said, term, parts) || reading.masked(meaning) || said.trim_end().ends_with([':', ',']) {
            continue;
        }
        reading
            .report(
                found,
                &RULE,
                &defined.place,
                format!("`{}` is defined and the definition does not say {lacks}", defined.term),
            )
            .label("other than the law")
            .help("refer to Article 4 of the GDPR for terms that it defines");
    }
}
