//! The customer may ask for information and may not audit.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::terms::AuditMode;
use crate::plan::Plan;

/// The customer may ask for information and may not audit.
pub static RULE: Rule = Rule {
    code: Code("A28-AUDIT"),
    name: "information-only",
    level: Level::Deny,
    basis: &["GDPR Art. 28(3)(h)"],
    page: include_str!("information_only.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    if ask::has_processor(plan) && plan.deal.audits.mode == AuditMode::InformationOnly {
        found
            .report(&RULE, plan.facts.at("audits.mode"), "the customer gets information and may not audit")
            .label("no audits")
            .help("use \"report-first\": reports first, inspections where they do not do");
    }
}
