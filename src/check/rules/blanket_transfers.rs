//! Transfers to any country are authorised in advance.

use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// Transfers to any country are authorised in advance.
pub static RULE: Rule = Rule {
    code: Code("TRN-BLANKET"),
    name: "blanket-transfers",
    level: Level::Warn,
    basis: &["GDPR Art. 28(3)(a)", "GDPR Art. 44"],
    page: include_str!("blanket_transfers.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (index, rule) in plan.deal.transfer_rules.iter().enumerate() {
        if rule.countries.is_empty() {
            let message = format!("transfers to {} are authorised for every country", rule.recipients);
            found
                .report(&RULE, plan.facts.at(&format!("transfer_rules[{index}].recipients")), message)
                .label("no countries")
                .help("list the `countries`, or leave the rule out and name recipients with their grounds");
        }
    }
}
