//! No measure protects a service: all are said to protect others.

use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// No measure protects a service: all are said to protect others.
pub static RULE: Rule = Rule {
    code: Code("SEC-SERVICE"),
    name: "measures-of-another-service",
    level: Level::Warn,
    basis: &["GDPR Art. 32(1)", "Decision (EU) 2021/914 Annex II"],
    page: include_str!("measures_of_another_service.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let groups = &plan.deal.measures.groups;
    let filled = groups.iter().filter(|group| !group.library.is_empty() || !group.own.is_empty());
    let filled: Vec<_> = filled.collect();
    if filled.is_empty() || filled.iter().any(|group| group.services.is_empty()) {
        return; // measures without services protect all
    }
    for (id, service) in &plan.deal.services {
        if filled.iter().any(|group| group.services.iter().any(|one| one.0 == *id)) {
            continue;
        }
        let message = format!("every measure protects another service than `{}`", service.name);
        found
            .report(&RULE, plan.facts.at(&format!("services.{id}.name")), message)
            .label("no measure")
            .see(plan.facts.at("measures.groups"), "for other services")
            .help("add its id to `services` of the groups that protect it, or leave `services` out for all");
    }
}
