//! No chosen module fits the roles of exporter and importer.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// No chosen module fits the roles of exporter and importer.
pub static RULE: Rule = Rule {
    code: Code("MOD-ROLES"),
    name: "unfitting-module",
    level: Level::Deny,
    basis: &["Decision (EU) 2021/914 Art. 1(1)", "EDPB Guidelines 07/2020"],
    page: include_str!("unfitting_module.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (path, transfer) in ask::clauses(plan) {
        let Some((exporter, importer)) = ask::ends(plan, transfer) else { continue };
        let Some(fitting) = crate::plan::derive::module(exporter.role, importer.role) else { continue };
        if transfer.modules.contains(&fitting) {
            continue;
        }
        let message = format!("the roles of the parties ask for Module {fitting:?}");
        found
            .report(&RULE, plan.facts.at(&format!("{path}.modules")), message)
            .label("another module")
            .see(plan.facts.at(&format!("parties.{}.role", transfer.exporter.0)), "role of the exporter")
            .see(plan.facts.at(&format!("parties.{}.role", transfer.importer.0)), "role of the importer")
            .help("leave `modules` out to have it follow from the roles, or correct the roles");
    }
}
