//! Affiliates benefit from the agreement, and neither sign nor are signed for.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// Affiliates benefit from the agreement, and neither sign nor are signed for.
pub static RULE: Rule = Rule {
    code: Code("PTY-AFFILIATES"),
    name: "affiliates-without-accession",
    level: Level::Warn,
    basis: &["GDPR Art. 28(3)", "Decision (EU) 2021/914 Clause 7"],
    page: include_str!("affiliates_without_accession.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let deal = &plan.deal;
    let parties = deal.parties.values().flat_map(ask::names);
    let agents = deal.parties.values().flat_map(|party| &party.signs_for).map(|one| ask::letters(&one.name));
    let bound: Vec<String> = parties.chain(agents).collect();
    for (id, party) in &deal.parties {
        for (index, affiliate) in party.affiliates.iter().enumerate() {
            if bound.contains(&ask::letters(&affiliate.name)) {
                continue;
            }
            found
                .report(
                    &RULE,
                    plan.facts.at(&format!("parties.{id}.affiliates[{index}].name")),
                    format!("`{}` benefits from the agreement and is not bound by it", affiliate.name),
                )
                .label("does not sign")
                .help(format!(
                    "add it to `parties.{id}.signs_for` with the power of agency, or make it a party"
                ));
        }
    }
}
