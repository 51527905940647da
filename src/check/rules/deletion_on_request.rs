//! Data is deleted at the end only if the customer asks for it.

use std::sync::LazyLock;

use regex::Regex;

use crate::check::text::{Reading, Sentence, pattern};
use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;

/// Data is deleted at the end only if the customer asks for it.
pub static RULE: Rule = Rule {
    code: Code("A28-ERASE"),
    name: "deletion-on-request",
    level: Level::Advise,
    basis: &["GDPR Art. 28(3)(g)"],
    page: include_str!("deletion_on_request.md"),
    check: Check::Document(run),
};

static DELETES: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\b(?:delet|destroy|destruct|eras)"));
static END: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)terminat|expir|\bend of\b|after the end|cessation"));
/// What is said of data that stays.
static KEPT: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\b(?:unable|cannot|retain|keep)"));
static ASKED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:if|where|when|as) (?:so )?(?:directed|requested|instructed|asked)\b|\b(?:up)?on (?:the )?(?:written )?request\b|at (?:the )?[\w ]{0,30}request\b",
    )
});
static OTHERWISE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)otherwise|absence of|without such|no (?:such )?(?:instruction|direction|request|choice)|does not (?:choose|ask|direct)|failing",
    )
});

fn run(reading: &Reading, found: &mut Findings) {
    let ends = |one: &&Sentence| {
        DELETES.is_match(&one.words) && END.is_match(&one.words) && !KEPT.is_match(&one.words)
    };
    let (asked, other): (Vec<&Sentence>, Vec<&Sentence>) =
        reading.of_processing().iter().filter(ends).partition(|one| ASKED.is_match(&one.words));
    if !other.is_empty() || asked.iter().any(|one| OTHERWISE.is_match(&one.words)) {
        return;
    }
    let Some(place) = asked.first().and_then(|one| one.find(reading, &ASKED)) else { return };
    reading
        .report(
            found,
            &RULE,
            &place,
            "data is deleted if the customer asks for it, and nothing says what happens if not",
        )
        .label("only then")
        .help("say what happens where the customer does not choose: deletion after a time that is named");
}
