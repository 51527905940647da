//! The provider tells of a breach only if it thinks that there is a risk.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// The provider tells of a breach only if it thinks that there is a risk.
pub static RULE: Rule = Rule {
    code: Code("A28-BREACH-RISKTEST"),
    name: "breach-risk-test",
    level: Level::Deny,
    basis: &["GDPR Art. 33(2)"],
    page: include_str!("breach_risk_test.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    if ask::has_processor(plan) && plan.deal.breach.only_if_risk {
        found
            .report(
                &RULE,
                plan.facts.at("breach.only_if_risk"),
                "the provider may keep a breach to itself where it thinks a risk unlikely",
            )
            .label("the controller's test")
            .help("remove `only_if_risk`: the provider tells of each breach, the customer weighs the risk");
    }
}
