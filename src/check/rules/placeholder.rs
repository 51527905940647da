//! A placeholder was left in a fact.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// A placeholder was left in a fact.
pub static RULE: Rule = Rule {
    code: Code("PTY-PLACEHOLDER"),
    name: "placeholder",
    level: Level::Deny,
    basis: &["GDPR Art. 28(3)"],
    page: include_str!("placeholder.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let json = serde_json::to_value(&plan.facts.pack).unwrap_or_default();
    super::hidden_characters::texts(&json, "", &mut |path, text| {
        let Some(mark) = placeholder(text).filter(|_| !path.starts_with("clauses")) else { return };
        found
            .report(&RULE, plan.facts.at(path), format!("a placeholder stands in `{path}`: {mark}"))
            .label("to be filled in")
            .help("state the fact, or write { left_open = \"reason\" } where the schema allows it");
    });
}

fn placeholder(text: &str) -> Option<&'static str> {
    const MARKS: [&str; 7] = ["....", "……", "____", "[●]", "[•]", "[specify", "[insert"];
    let lower = text.to_lowercase();
    let word = |mark: &str| ask::words(text).iter().any(|word| word == mark);
    MARKS
        .into_iter()
        .find(|mark| lower.contains(mark))
        .or_else(|| ["tbd", "tbc", "xxx", "lorem"].into_iter().find(|mark| word(mark)))
}
