//! The clauses follow the law of an EEA state outside the Union.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::law;
use crate::plan::Plan;

/// The clauses follow the law of an EEA state outside the Union.
pub static RULE: Rule = Rule {
    code: Code("OPT-17-EEA"),
    name: "law-of-efta-state",
    level: Level::Warn,
    basis: &["Decision (EU) 2021/914 Clauses 17 and 18(b)"],
    page: include_str!("law_of_efta_state.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (path, transfer) in ask::union_choices(plan).filter(|(_, transfer)| ask::beyond_four(transfer)) {
        let Some(chosen) = transfer.options.law.as_ref().and_then(|law| law.value()) else { continue };
        if law::state(chosen.country()).is_some_and(|state| !state.eu) {
            let message = format!(
                "the law of {} is that of an EEA state, and the clauses speak of Member States",
                ask::named(chosen.country())
            );
            found
                .report(&RULE, plan.facts.at(&format!("{path}.law")), message)
                .label("not a Member State")
                .help("choose the law and courts of a Member State, or take advice");
        }
    }
}
