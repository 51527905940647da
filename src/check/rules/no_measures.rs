//! Clauses are agreed and the pack lists no measure at all.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// Clauses are agreed and the pack lists no measure at all.
pub static RULE: Rule = Rule {
    code: Code("SEC-EMPTY"),
    name: "no-measures",
    level: Level::Deny,
    basis: &["GDPR Art. 28(3)(c) and 32", "Decision (EU) 2021/914 Annex II"],
    page: include_str!("no_measures.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let listed =
        plan.deal.measures.groups.iter().any(|group| !group.library.is_empty() || !group.own.is_empty());
    let Some((path, _)) = ask::clauses(plan).find(|(_, transfer)| ask::beyond_four(transfer)) else { return };
    if !listed {
        found
            .report(&RULE, plan.facts.at("measures"), "annex II lists no measure")
            .label("empty")
            .see(plan.facts.at(&path), "asked for in this transfer")
            .help("pick measures of the library with `use = [\"measures/…\"]`; `dpakit clauses list` shows them");
    }
}
