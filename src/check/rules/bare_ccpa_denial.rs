//! The Californian terms only say that nothing is sold.

use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// The Californian terms only say that nothing is sold.
pub static RULE: Rule = Rule {
    code: Code("CCPA-TERMS"),
    name: "bare-ccpa-denial",
    level: Level::Warn,
    basis: &["11 CCR 7051(a)", "Cal. Civ. Code 1798.100(d)"],
    page: include_str!("bare_ccpa_denial.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    if plan.deal.addenda.ccpa.as_ref().is_some_and(|terms| terms.no_sale_only) {
        found
            .report(
                &RULE,
                plan.facts.at("addenda.ccpa.no_sale_only"),
                "the Californian terms say that nothing is sold, and no more",
            )
            .label("none of the other terms")
            .help("remove `no_sale_only` and list `purposes`: the pack then has the terms of a service provider");
    }
}
