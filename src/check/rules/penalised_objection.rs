//! An objection to a subprocessor lets the provider end the service.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::terms::Deadlock;
use crate::plan::Plan;

/// An objection to a subprocessor lets the provider end the service.
pub static RULE: Rule = Rule {
    code: Code("OPT-9-OBJECTION-PENALTY"),
    name: "penalised-objection",
    level: Level::Warn,
    basis: &["GDPR Art. 28(2)"],
    page: include_str!("penalised_objection.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    if ask::has_processor(plan) && plan.deal.subprocessing.deadlock == Deadlock::ProviderMayEnd {
        found
            .report(
                &RULE,
                plan.facts.at("subprocessing.deadlock"),
                "an objection lets the provider end the services at once and without refund",
            )
            .label("the price of objecting")
            .help("use \"customer-may-end\": the customer may leave, and prepaid fees are refunded");
    }
}
