//! Nothing says when data is deleted after the end.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::terms::EndChoice;
use crate::plan::Plan;

/// Nothing says when data is deleted after the end.
pub static RULE: Rule = Rule {
    code: Code("A28-ERASE-TIME"),
    name: "open-deletion-time",
    level: Level::Warn,
    basis: &["GDPR Art. 28(3)(g)"],
    page: include_str!("open_deletion_time.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let end = &plan.deal.end_of_service;
    if ask::has_processor(plan) && end.choice != EndChoice::Return && ask::open(end.delete_within.as_ref()) {
        found
            .report(
                &RULE,
                plan.facts.at("end_of_service.delete_within"),
                "data is deleted after the end without a time limit",
            )
            .label("no `delete_within`")
            .help("state `delete_within`, for example \"30 days\", and `backups_within`");
    }
}
