//! An importer also processes for itself, and only a module for processors is agreed.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::transfer::Module;
use crate::plan::Plan;

/// An importer also processes for itself, and only a module for processors is agreed.
pub static RULE: Rule = Rule {
    code: Code("MOD-MULTI-ROLE"),
    name: "second-role",
    level: Level::Warn,
    basis: &["Decision (EU) 2021/914 Clause 2(a)", "GDPR Art. 4(7)"],
    page: include_str!("second_role.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (path, transfer) in ask::clauses(plan) {
        if transfer.modules.contains(&Module::One) || !ask::to_processor(transfer) {
            continue;
        }
        for (index, own) in plan.deal.own_processing.iter().enumerate() {
            if own.party != transfer.importer {
                continue;
            }
            let message =
                format!("the importer is controller for `{}`, and Module One is not agreed", own.name);
            found
                .report(&RULE, plan.facts.at(&format!("own_processing[{index}].name")), message)
                .label("a controller's processing")
                .see(plan.facts.at(&format!("{path}.mechanism")), "agreed for a processor only")
                .help("add a transfer with `modules = [\"one\"]`, or take this processing out");
        }
    }
}
