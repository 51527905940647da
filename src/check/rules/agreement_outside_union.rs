//! The agreement follows the law of a third country, the clauses that of a Member State.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// The agreement follows the law of a third country, the clauses that of a Member State.
pub static RULE: Rule = Rule {
    code: Code("LAW-MAIN-SPLIT"),
    name: "agreement-outside-union",
    level: Level::Advise,
    basis: &["Decision (EU) 2021/914 Clauses 5, 17 and 18"],
    page: include_str!("agreement_outside_union.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let Some(law) = plan.deal.agreement.law.as_ref().and_then(|law| law.value()) else { return };
    let Some((path, _)) = ask::clauses(plan).next() else { return };
    if !crate::law::in_eea(law.country()) {
        let message = format!(
            "the agreement follows the law of {}, which cannot govern the clauses",
            ask::named(law.country())
        );
        found
            .report(&RULE, plan.facts.at("agreement.law"), message)
            .label("for the agreement")
            .see(plan.facts.at(&format!("{path}.options.law")), "for the clauses")
            .help("this is allowed; whoever handles a dispute must know that two laws and two courts apply");
    }
}
