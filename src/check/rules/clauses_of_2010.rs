//! Words of the form of 2010 stand in an agreement on the clauses of 2021.

use std::sync::LazyLock;

use regex::Regex;

use crate::check::text::{Kind, Place, Reading, pattern};
use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;

/// Words of the form of 2010 stand in an agreement on the clauses of 2021.
pub static RULE: Rule = Rule {
    code: Code("SEC-STALE-REF"),
    name: "clauses-of-2010",
    level: Level::Warn,
    basis: &["Decision (EU) 2021/914 Annex"],
    page: include_str!("clauses_of_2010.md"),
    check: Check::Document(run),
};

/// The two sets. An agreement that names both knows which it has.
const NEW: &str = "2021/914";
const BEFORE: &str = "2010/87";

/// What only the form of 2010 has: the words, what they are, what stands in their place today.
static OLD: LazyLock<[(Regex, &str, &str); 3]> = LazyLock::new(|| {
    [
        (
            pattern(r"(?i)\bclauses?\s+4\s?\(d\)\s+and\s+(?:clause\s+)?5\s?\(c\)"),
            "the clauses of 2010 on security are cited",
            "refer to Clause 8.5 or 8.6, by module, and to Annex II",
        ),
        (
            pattern(r"(?i)\badduce\w*\s+(?:adequate|appropriate)\s+safeguards"),
            "these are words of the recital of 2010",
            "the clauses of 2021 need no recital of their own; leave it out",
        ),
        (
            pattern(r"(?i)^(?:processing operations|special categories of data \(if appropriate\))\W*$"),
            "this is a heading of the form of 2010",
            "fill in Annex I.B of 2021: it asks for nature, purpose, frequency and retention",
        ),
    ]
});

fn run(reading: &Reading, found: &mut Findings) {
    let speaks = |of: &str| reading.paragraphs.iter().any(|one| one.text.contains(of));
    if reading.document.is_some() || !speaks(NEW) || speaks(BEFORE) {
        return;
    }
    for (at, paragraph) in reading.paragraphs.iter().enumerate().filter(|(_, one)| one.kind != Kind::Cell) {
        for (words, what, help) in OLD.iter() {
            let Some(words) = words.find(&paragraph.text) else { continue };
            let place: Place = (at, words.range());
            reading
                .report(found, &RULE, &place, format!("{what}, and the agreement has those of 2021"))
                .label("of another set")
                .help(*help);
        }
    }
}
