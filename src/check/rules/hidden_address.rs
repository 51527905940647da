//! An address was made unreadable.

use std::sync::LazyLock;

use regex::Regex;

use crate::check::text::{Found, Look, Reading, Signs, has_letters, pattern, plain};
use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;

/// An address was made unreadable.
pub static RULE: Rule = Rule {
    code: Code("TXT-UNUSED-ENTITY"),
    name: "hidden-address",
    level: Level::Warn,
    basis: &["drafting, no provision"],
    page: include_str!("hidden_address.md"),
    check: Check::Document(run),
};

static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\[email\s?protected\]|\[at\]|\(at\)\s*\w+\s*\(dot\)|\b[\w.+-]+@(?:example|domain|company|yourcompany|email)\.(?:com|org|net)\b|\bexample@[\w.-]+",
    )
});

/// Of each [`ADDRESS`], one of these.
const SIGNS: Signs = Signs::ROUND.or(Signs::SQUARE).or(Signs::AT);

fn run(reading: &Reading, found: &mut Findings) {
    for (at, paragraph) in reading.paragraphs.iter().enumerate() {
        if !paragraph.signs().have(SIGNS) {
            continue;
        }
        for (_, address) in paragraph.find(Look::Addresses, addresses) {
            let place = (at, address.clone());
            if !reading.masked(&place) {
                reading
                    .report(
                        found,
                        &RULE,
                        &place,
                        format!("`{}` is no address that reaches anybody", reading.words(&place)),
                    )
                    .label("no address")
                    .help("print the address in full");
            }
        }
    }
}

fn addresses(text: &str) -> Vec<Found> {
    if has_mark(text) { plain(ADDRESS.find_iter(text).map(|found| found.range())) } else { Vec::new() }
}

/// Whether a text has what each [`ADDRESS`] has; no letter of these has another one for its capital than
/// that of ASCII.
fn has_mark(text: &str) -> bool {
    const HOSTS: [&str; 6] = ["@example", "@domain", "@company", "@yourcompany", "@email", "example@"];
    (text.contains('[') && ["[email", "[at]"].iter().any(|mark| has_letters(text, mark)))
        || (text.contains('(') && has_letters(text, "(at)"))
        || (text.contains('@') && HOSTS.iter().any(|host| has_letters(text, host)))
}
