//! Any law of the world lets the provider keep data.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// Any law of the world lets the provider keep data.
pub static RULE: Rule = Rule {
    code: Code("A28-LAW-EXC"),
    name: "any-law-exception",
    level: Level::Advise,
    basis: &["GDPR Art. 28(3)(a) and (g)", "EDPB Opinion 22/2024"],
    page: include_str!("any_law_exception.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    if ask::has_processor(plan) && plan.deal.end_of_service.any_law_exception {
        found
            .report(
                &RULE,
                plan.facts.at("end_of_service.any_law_exception"),
                "the law of any country lets the provider keep data after the end",
            )
            .label("wider than the law")
            .help("remove `any_law_exception`: only law of the Union or a Member State then counts");
    }
}
