//! A subprocessor lacks its address, contact or task.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::terms::Authorisation;
use crate::plan::Plan;

/// A subprocessor lacks its address, contact or task.
pub static RULE: Rule = Rule {
    code: Code("ANX3-FIELDS"),
    name: "incomplete-subprocessor",
    level: Level::Deny,
    basis: &["Decision (EU) 2021/914 Annex III", "EDPB Opinion 22/2024"],
    page: include_str!("incomplete_subprocessor.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let specific = plan.deal.subprocessing.authorisation == Authorisation::Specific;
    let annex = specific || ask::clauses(plan).any(|(_, transfer)| ask::to_processor(transfer));
    let common = plan.deal.subprocessing.common_task.is_some();
    for (path, subprocessor) in ask::subprocessors(plan) {
        let fields = [
            ("address", ask::open(subprocessor.address.as_ref())),
            ("contact", ask::open(subprocessor.contact.as_ref())),
            ("task", ask::open(subprocessor.task.as_ref()) && !common),
        ];
        let missing: Vec<&str> = fields.iter().filter(|(_, open)| *open).map(|(name, _)| *name).collect();
        if !missing.is_empty() {
            let message = format!("the list gives no {} of `{}`", missing.join(", no "), subprocessor.name);
            found
                .report(&RULE, plan.facts.at(&format!("{path}.name")), message)
                .label("incomplete")
                .level(if annex { Level::Deny } else { Level::Warn })
                .help(format!("add {}", ask::listed(&missing)));
        }
    }
}
