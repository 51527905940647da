//! Module Three is agreed and nobody says for which controllers.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::transfer::Module;
use crate::plan::Plan;

/// Module Three is agreed and nobody says for which controllers.
pub static RULE: Rule = Rule {
    code: Code("MOD-P2P-CONTROLLER"),
    name: "unnamed-controllers",
    level: Level::Deny,
    basis: &["Decision (EU) 2021/914 Clauses 8.1(a) and 9(a), Module Three"],
    page: include_str!("unnamed_controllers.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (path, transfer) in ask::clauses(plan) {
        let named = !transfer.controllers.is_empty()
            || ask::services(plan, transfer).any(|(_, service)| !service.controllers.is_empty());
        if transfer.modules.contains(&Module::Three) && !named {
            found
                .report(
                    &RULE,
                    plan.facts.at(&format!("{path}.exporter")),
                    "the controllers on whose behalf the exporter acts are not named",
                )
                .label("exports as a processor")
                .help("name in `controllers` who they are, or how they are identified, and the way to them");
        }
    }
}
