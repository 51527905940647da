//! The clauses are agreed and no transfer impact assessment is recorded.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::terms::State;
use crate::plan::Plan;

/// The clauses are agreed and no transfer impact assessment is recorded.
pub static RULE: Rule = Rule {
    code: Code("TIA-MISSING"),
    name: "missing-assessment",
    level: Level::Warn,
    basis: &["Decision (EU) 2021/914 Clause 14(a) to (d)"],
    page: include_str!("missing_assessment.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let draft = plan.deal.agreement.state == State::Draft;
    for (path, transfer) in ask::resting(plan) {
        let asked = ask::beyond_four(transfer) || transfer.combines_union_data == Some(true);
        if asked && transfer.assessment.is_none() {
            found
                .report(
                    &RULE,
                    plan.facts.at(&format!("{path}.mechanism")),
                    "no assessment of the law of the importer's country is recorded",
                )
                .label("warranted by Clause 14")
                .level(if draft { Level::Advise } else { Level::Warn })
                .help("add `assessment = { date = …, conclusion = \"…\" }` to the transfer");
        }
    }
}
