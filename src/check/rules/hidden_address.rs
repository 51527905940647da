//! An address was made unreadable.

use std::sync::LazyLock;

use regex::Regex;

use crate::check::text::{Reading, pattern};
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

fn run(reading: &Reading, found: &mut Findings) {
    for (at, paragraph) in reading.paragraphs.iter().enumerate() {
        for address in ADDRESS.find_iter(&paragraph.text) {
            let place = (at, address.range());
            if !reading.masked(&place) {
                reading
                    .report(
                        found,
                        &RULE,
                        &place,
                        format!("`{}` is no address that reaches anybody", address.as_str()),
                    )
                    .label("no address")
                    .help("print the address in full");
            }
        }
    }
}
