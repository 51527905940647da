//! Module Four is agreed and it is open whether data of the Union is added.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::transfer::Module;
use crate::plan::Plan;

/// Module Four is agreed and it is open whether data of the Union is added.
pub static RULE: Rule = Rule {
    code: Code("MOD-P2C-COMBINED"),
    name: "undecided-combination",
    level: Level::Deny,
    basis: &["Decision (EU) 2021/914 Clauses 14 and 15, Module Four"],
    page: include_str!("undecided_combination.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (path, transfer) in ask::clauses(plan) {
        if transfer.modules.contains(&Module::Four) && transfer.combines_union_data.is_none() {
            found
                .report(
                    &RULE,
                    plan.facts.at(&path),
                    "it is open whether the exporter adds data that it collects in the Union",
                )
                .label("decides on Clauses 14 and 15")
                .help("set `combines_union_data`; with true, both clauses apply");
        }
    }
}
