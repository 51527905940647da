//! The provider takes a fee for all help.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::terms::AssistanceCosts;
use crate::plan::Plan;

/// The provider takes a fee for all help.
pub static RULE: Rule = Rule {
    code: Code("A28-FEE"),
    name: "paid-assistance",
    level: Level::Advise,
    basis: &["GDPR Art. 28(3)(e) and (f)"],
    page: include_str!("paid_assistance.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    if ask::has_processor(plan) && plan.deal.assistance.costs == AssistanceCosts::Fee {
        found
            .report(
                &RULE,
                plan.facts.at("assistance.costs"),
                "every help with requests of data subjects costs a fee",
            )
            .label("a fee")
            .help("use \"beyond-usual\": what the service offers by itself is included");
    }
}
