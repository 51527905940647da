//! Option 2 of Clause 17 is chosen in a module that does not have it.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::transfer::LawOption;
use crate::pack::transfer::Module;
use crate::plan::Plan;

/// Option 2 of Clause 17 is chosen in a module that does not have it.
pub static RULE: Rule = Rule {
    code: Code("OPT-17-M1"),
    name: "option-two-for-controllers",
    level: Level::Deny,
    basis: &["Decision (EU) 2021/914 Clause 17"],
    page: include_str!("option_two_for_controllers.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (path, transfer) in ask::union_choices(plan) {
        let lacks = transfer.modules.iter().any(|module| matches!(module, Module::One | Module::Four));
        if transfer.options.law_option == Some(LawOption::Exporter) && lacks {
            found
                .report(
                    &RULE,
                    plan.facts.at(&format!("{path}.law_option")),
                    "option 2 of Clause 17 exists only in Modules Two and Three",
                )
                .label("not in this module")
                .help("use `law_option = \"chosen\"` and name a law");
        }
    }
}
