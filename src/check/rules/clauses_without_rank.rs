//! An agreement has standard clauses and does not say that they go first.

use std::sync::LazyLock;

use regex::Regex;

use crate::check::text::{Phrases, Reading, pattern};
use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;

/// An agreement has standard clauses and does not say that they go first.
pub static RULE: Rule = Rule {
    code: Code("SCC-HIERARCHY"),
    name: "clauses-without-rank",
    level: Level::Warn,
    basis: &["Decision (EU) 2021/914 Clause 5"],
    page: include_str!("clauses_without_rank.md"),
    check: Check::Document(run),
};

/// What each of [`CLAUSES`] has.
static NAMED: Phrases = Phrases::within(&["clauses", "model contract"]);
static CLAUSES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)standard contractual clauses|model (?:contractual )?clauses|\bmodel contract\b")
});
static AGREED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)attach|annex|append|incorporat|enter(?:ed)? into|form part|schedule|sign|on the basis of")
});
static RANK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\bprevail|precedence|\bpriority\b|supersed|\bgo(?:es)? before\b|\bgo(?:es)? first\b|in the event of (?:a|any) (?:conflict|contradiction|inconsistenc)|shall govern and control",
    )
});

fn run(reading: &Reading, found: &mut Findings) {
    let sentences = reading.sentences();
    let named = || sentences.iter().filter(|one| NAMED.is_in(&one.words));
    let Some(first) = named().find_map(|one| one.find(reading, &CLAUSES)) else { return };
    let agreed = named().any(|one| CLAUSES.is_match(&one.words) && AGREED.is_match(&one.words));
    let ranked = |at: usize| RANK.is_match(&reading.paragraphs[at].text);
    if !agreed || (0..reading.paragraphs.len()).any(ranked) {
        return;
    }
    reading
        .report(
            found,
            &RULE,
            &first,
            "the agreement has standard contractual clauses, and nothing says what goes first",
        )
        .label("these should")
        .help("add an order: the standard clauses, then this agreement, then the main contract");
}
