//! Nothing says how long data is processed.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// Nothing says how long data is processed.
pub static RULE: Rule = Rule {
    code: Code("DSC-DURATION"),
    name: "open-duration",
    level: Level::Deny,
    basis: &["GDPR Art. 28(3)"],
    page: include_str!("open_duration.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    if !ask::has_processor(plan) || !ask::open(plan.deal.processing.duration.as_ref()) {
        return;
    }
    if plan.deal.services.values().all(|service| !ask::open(service.duration.as_ref())) {
        return;
    }
    found
        .report(&RULE, plan.facts.at("processing.duration"), "the duration of the processing is not stated")
        .label("no duration")
        .help("state `processing.duration`: usually the term, and the time until deletion");
}
