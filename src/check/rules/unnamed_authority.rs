//! Annex I.C names no authority.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// Annex I.C names no authority.
pub static RULE: Rule = Rule {
    code: Code("OPT-13-AUTHORITY"),
    name: "unnamed-authority",
    level: Level::Deny,
    basis: &["Decision (EU) 2021/914 Clause 13(a) and Annex I.C"],
    page: include_str!("unnamed_authority.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (path, transfer) in ask::clauses(plan).filter(|(_, transfer)| ask::beyond_four(transfer)) {
        if ask::outside_union(plan, transfer) {
            continue;
        }
        let named = transfer.options.authority.as_ref().and_then(|authority| authority.value());
        if named.is_none() {
            found
                .report(
                    &RULE,
                    plan.facts.at(&format!("{path}.options.authority")),
                    "annex I.C names no supervisory authority",
                )
                .label("not named")
                .see(plan.facts.at(&format!("parties.{}", transfer.exporter.0)), "decides on the authority")
                .help("name it in `options.authority`; for a German exporter, state its `land`");
        }
    }
}
