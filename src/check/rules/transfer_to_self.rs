//! Exporter and importer are one company.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// Exporter and importer are one company.
pub static RULE: Rule = Rule {
    code: Code("PTY-SAME"),
    name: "transfer-to-self",
    level: Level::Deny,
    basis: &["GDPR Art. 44", "EDPB Guidelines 05/2021"],
    page: include_str!("transfer_to_self.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (path, transfer) in ask::transfers(plan) {
        if transfer.exporter == transfer.importer {
            found
                .report(
                    &RULE,
                    plan.facts.at(&format!("{path}.importer")),
                    "exporter and importer are the same company",
                )
                .label("also the exporter")
                .help("name the other company; a branch or an employee abroad is no other party");
        }
    }
}
