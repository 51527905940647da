//! The customer pays for audits that find no fault.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::terms::CostBearer;
use crate::plan::Plan;

/// The customer pays for audits that find no fault.
pub static RULE: Rule = Rule {
    code: Code("A28-AUDIT-BURDEN"),
    name: "paid-audits",
    level: Level::Advise,
    basis: &["GDPR Art. 28(3)(h)"],
    page: include_str!("paid_audits.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    if ask::has_processor(plan) && plan.deal.audits.costs == CostBearer::Customer {
        found
            .report(
                &RULE,
                plan.facts.at("audits.costs"),
                "the customer pays for audits that find no material fault",
            )
            .label("who pays")
            .help("let each side bear its own, and the provider pay where an audit finds a breach");
    }
}
