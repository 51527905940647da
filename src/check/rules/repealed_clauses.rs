//! A transfer rests on the clauses of 2010, which are repealed.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::transfer::Mechanism;
use crate::plan::Plan;

/// A transfer rests on the clauses of 2010, which are repealed.
pub static RULE: Rule = Rule {
    code: Code("TRN-REPEALED-2010-87"),
    name: "repealed-clauses",
    level: Level::Deny,
    basis: &["Decision (EU) 2021/914 Art. 4(3) and (4)"],
    page: include_str!("repealed_clauses.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    if plan.deal.agreement.historic {
        return;
    }
    let repealed = |mechanism: &Mechanism| *mechanism == Mechanism::Scc2010;
    let mut report = |path: String| {
        found
            .report(&RULE, plan.facts.at(&path), "the clauses of Decision 2010/87/EU no longer carry a transfer")
            .label("ended on 27 December 2022")
            .help("use \"scc-2021-914\", Module Two or Three; for a reproduction, set `agreement.historic = true`");
    };
    for (path, transfer) in ask::transfers(plan) {
        if repealed(&transfer.mechanism) {
            report(format!("{path}.mechanism"));
        }
        if transfer.fallback.as_ref().is_some_and(repealed) {
            report(format!("{path}.fallback"));
        }
    }
    for (path, subprocessor) in ask::subprocessors(plan) {
        let ground = subprocessor.transfer.as_ref().and_then(|ground| ground.value());
        if ground.is_some_and(|ground| repealed(&ground.mechanism)) {
            report(format!("{path}.transfer.mechanism"));
        }
    }
}
