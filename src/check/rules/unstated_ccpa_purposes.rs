//! The Californian terms name no business purpose.

use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// The Californian terms name no business purpose.
pub static RULE: Rule = Rule {
    code: Code("CCPA-PURPOSE"),
    name: "unstated-ccpa-purposes",
    level: Level::Deny,
    basis: &["11 CCR 7051(a)(2)"],
    page: include_str!("unstated_ccpa_purposes.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let Some(terms) = &plan.deal.addenda.ccpa else { return };
    if terms.purposes.is_empty() && !terms.no_sale_only {
        found
            .report(&RULE, plan.facts.at("addenda.ccpa"), "the Californian terms name no business purpose")
            .label("no `purposes`")
            .help("list the specific purposes; a pointer to the whole contract is not enough");
    }
}
