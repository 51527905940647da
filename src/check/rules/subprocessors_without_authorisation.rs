//! Subprocessors are listed although none may be engaged.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::terms::Authorisation;
use crate::plan::Plan;

/// Subprocessors are listed although none may be engaged.
pub static RULE: Rule = Rule {
    code: Code("SUB-NONE"),
    name: "subprocessors-without-authorisation",
    level: Level::Deny,
    basis: &["GDPR Art. 28(2)"],
    page: include_str!("subprocessors_without_authorisation.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let deal = &plan.deal;
    if !ask::has_processor(plan) || deal.subprocessing.authorisation != Authorisation::None {
        return;
    }
    if let Some(first) = deal.subprocessors.first() {
        found
            .report(
                &RULE,
                plan.facts.at("subprocessing.authorisation"),
                format!("no subprocessor may be engaged, and `{}` is listed", first.name),
            )
            .label("none may be engaged")
            .see(plan.facts.at("subprocessors[0].name"), "a subprocessor")
            .help("authorise subprocessors (\"general\" or \"specific\"), or remove the list");
    }
}
