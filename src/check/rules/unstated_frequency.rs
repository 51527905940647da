//! The annex does not say how often data is transferred.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// The annex does not say how often data is transferred.
pub static RULE: Rule = Rule {
    code: Code("DSC-FREQUENCY"),
    name: "unstated-frequency",
    level: Level::Deny,
    basis: &["Decision (EU) 2021/914 Annex I.B"],
    page: include_str!("unstated_frequency.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (path, transfer) in ask::clauses(plan) {
        if transfer.frequency.is_none() {
            found
                .report(&RULE, plan.facts.at(&path), "the frequency of the transfer is not stated")
                .label("how often?")
                .help("state `frequency`: \"one-off\", \"continuous\" or `{ every = \"night\" }`");
        }
    }
}
