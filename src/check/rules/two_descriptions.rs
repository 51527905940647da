//! Annex and agreement name different data subjects.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// Annex and agreement name different data subjects.
pub static RULE: Rule = Rule {
    code: Code("DSC-MISMATCH"),
    name: "two-descriptions",
    level: Level::Warn,
    basis: &["Decision (EU) 2021/914 Annex I.B"],
    page: include_str!("two_descriptions.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let known: Vec<String> = plan.deal.data.subjects.values().map(|one| one.name.to_lowercase()).collect();
    for (path, transfer) in ask::any_clauses(plan) {
        let Some(described) = &transfer.description else { continue };
        for (index, subject) in described.subjects.iter().enumerate() {
            if !known.contains(&subject.to_lowercase()) {
                let message =
                    format!("the annex names data subjects that the agreement does not know: {subject}");
                found
                    .report(&RULE, plan.facts.at(&format!("{path}.description.subjects[{index}]")), message)
                    .label("only here")
                    .see(plan.facts.at("data.subjects"), "the others")
                    .help("add them to `[data.subjects]` and to a service, and leave `description.subjects` out");
            }
        }
    }
}
