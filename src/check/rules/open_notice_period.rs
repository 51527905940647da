//! Clause 9(a) has no period.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::terms::Authorisation;
use crate::plan::Plan;

/// Clause 9(a) has no period.
pub static RULE: Rule = Rule {
    code: Code("OPT-9-PERIOD"),
    name: "open-notice-period",
    level: Level::Deny,
    basis: &["Decision (EU) 2021/914 Clause 9(a)"],
    page: include_str!("open_notice_period.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (path, transfer) in ask::choices(plan) {
        let options = &transfer.options;
        let engages = options.authorisation != Some(Authorisation::None);
        if ask::to_processor(&transfer) && engages && ask::open(options.notice.as_ref()) {
            found
                .report(
                    &RULE,
                    plan.facts.at(&format!("{path}.notice")),
                    "the period for announcing subprocessors is open in Clause 9(a)",
                )
                .label("no period")
                .help("set `subprocessing.notice`, which the clauses take over; \"30 days\" is usual");
        }
    }
}
