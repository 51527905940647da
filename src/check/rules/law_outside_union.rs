//! Clause 17 has no law, or not that of a Member State.

use std::borrow::Cow;

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::transfer::Mechanism;
use crate::plan::Plan;

/// Clause 17 has no law, or not that of a Member State.
pub static RULE: Rule = Rule {
    code: Code("OPT-17-LAW"),
    name: "law-outside-union",
    level: Level::Deny,
    basis: &["Decision (EU) 2021/914 Clause 17"],
    page: include_str!("law_outside_union.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let old = ask::transfers(plan).filter(|(_, transfer)| transfer.mechanism == Mechanism::Scc2010);
    let old = old.map(|(path, transfer)| (format!("{path}.options"), Cow::Borrowed(transfer)));
    for (path, transfer) in old.chain(ask::union_choices(plan)) {
        let at = plan.facts.at(&format!("{path}.law"));
        let chosen = transfer.options.law.as_ref();
        let old = transfer.mechanism == Mechanism::Scc2010;
        let clause = if old { "Clauses 9 and 11(3) of 2010" } else { "Clause 17" };
        if ask::open(chosen) {
            found.report(&RULE, at, format!("no law is chosen for {clause}")).label("no law").help(
                "state `options.law`, the law of a Member State that lets third parties enforce the clauses",
            );
        } else if let Some(law) = chosen.and_then(|law| law.value())
            && !crate::law::in_eea(law.country())
            && !old
            && ask::beyond_four(&transfer)
        {
            let message =
                format!("the clauses cannot be governed by the law of {}", ask::named(law.country()));
            found
                .report(&RULE, at, message)
                .label("not a Member State")
                .help("choose the law of a Member State; the agreement itself may follow another law");
        }
    }
}
