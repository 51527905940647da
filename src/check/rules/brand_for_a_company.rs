//! A subprocessor has a single word for a name: a brand, hardly a company.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// A subprocessor has a single word for a name: a brand, hardly a company.
pub static RULE: Rule = Rule {
    code: Code("SUB-LEGAL-NAME"),
    name: "brand-for-a-company",
    level: Level::Warn,
    basis: &["Decision (EU) 2021/914 Annex III"],
    page: include_str!("brand_for_a_company.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (path, subprocessor) in ask::subprocessors(plan) {
        let latin = subprocessor.name.chars().any(|c| c.is_ascii_alphabetic());
        if latin && subprocessor.name.split_whitespace().count() == 1 {
            let message =
                format!("`{}` looks like a brand, not like the name of a company", subprocessor.name);
            found
                .report(&RULE, plan.facts.at(&format!("{path}.name")), message)
                .label("which company?")
                .help("give the full name of the company that signs the contract, with its legal form");
        }
    }
}
