//! A term of the law is defined without what makes it that term.

use std::sync::LazyLock;

use regex::Regex;

use crate::check::text::{Reading, pattern};
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

/// Terms, words of which a definition has at least one, and what is missing where it has none.
static TERMS: LazyLock<[(&str, Regex, &str); 4]> = LazyLock::new(|| {
    let known = r"gdpr|regulation|law|article|directive|legislation|meaning|defined|\bact\b";
    let of = |words: &str| pattern(&format!("(?i){words}|{known}"));
    [
        ("data subject", of(r"\bdata\b|information|relat|concern"), "whose data it is about"),
        ("personal data", of(r"person|individual|data subject|human|people"), "that it is about a person"),
        (
            "processing",
            of(r"operation|collect|use|handl|stor|action|anything|do(?:ne|es)"),
            "what is done with data",
        ),
        (
            "personal data breach",
            of(r"loss|lost|destr|alter|disclos|access|unauthori|security|confidential"),
            "what happens to the data",
        ),
    ]
});

fn run(reading: &Reading, found: &mut Findings) {
    for defined in &reading.definitions {
        let term = defined.term.to_lowercase();
        let term = term.strip_suffix('s').filter(|term| *term == "data subject").unwrap_or(&term);
        let Some((_, words, lacks)) = TERMS.iter().find(|(known, _, _)| *known == term) else { continue };
        let Some(meaning) = &defined.meaning else { continue };
        let said = reading.words(meaning);
        // A short meaning goes on in the lines below it.
        if words.is_match(said) || reading.masked(meaning) || said.trim_end().ends_with([':', ',']) {
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
