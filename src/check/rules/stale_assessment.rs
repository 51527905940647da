//! The transfer impact assessment is more than a year older than the agreement.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// The transfer impact assessment is more than a year older than the agreement.
pub static RULE: Rule = Rule {
    code: Code("TIA-STALE"),
    name: "stale-assessment",
    level: Level::Advise,
    basis: &["Decision (EU) 2021/914 Clause 14(e)"],
    page: include_str!("stale_assessment.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let Some(date) = plan.deal.agreement.date.value() else { return };
    for (path, transfer) in ask::clauses(plan) {
        let Some(assessment) = &transfer.assessment else { continue };
        let days = (date.0 - assessment.date.0).get_days();
        let (what, help) = match days {
            367.. => (
                "is more than a year older than the agreement",
                "look at the law of the importer's country again, and record the new date",
            ),
            ..0 => ("is dated after the agreement", "correct one of the dates, or date the agreement anew"),
            _ => continue,
        };
        found
            .report(
                &RULE,
                plan.facts.at(&format!("{path}.assessment.date")),
                format!("the assessment of {} {what}", assessment.date.0),
            )
            .label("look again")
            .see(plan.facts.at("agreement.date"), "dated here")
            .help(help);
    }
}
