//! Clause 18 has no courts, or not those of a Member State.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// Clause 18 has no courts, or not those of a Member State.
pub static RULE: Rule = Rule {
    code: Code("OPT-18-COURTS"),
    name: "courts-outside-union",
    level: Level::Deny,
    basis: &["Decision (EU) 2021/914 Clause 18"],
    page: include_str!("courts_outside_union.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (path, transfer) in ask::union_choices(plan) {
        let at = plan.facts.at(&format!("{path}.courts"));
        let chosen = transfer.options.courts.as_ref();
        if ask::open(chosen) {
            found
                .report(&RULE, at, "no courts are chosen for Clause 18")
                .label("no courts")
                .help("state `options.courts`, usually of the country whose law governs the clauses");
        } else if let Some(courts) = chosen.and_then(|courts| courts.value())
            && !crate::law::in_eea(courts.country.country())
            && ask::beyond_four(&transfer)
        {
            let message = format!(
                "disputes from the clauses cannot go to courts of {}",
                ask::named(courts.country.country())
            );
            found
                .report(&RULE, at, message)
                .label("not a Member State")
                .help("choose courts of a Member State; the agreement itself may name others");
        }
    }
}
