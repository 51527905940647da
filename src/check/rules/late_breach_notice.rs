//! The first notice of a breach may come late.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// The first notice of a breach may come late.
pub static RULE: Rule = Rule {
    code: Code("A28-BREACH-LATE"),
    name: "late-breach-notice",
    level: Level::Warn,
    basis: &["GDPR Art. 33(2)"],
    page: include_str!("late_breach_notice.md"),
    check: Check::Plan(run),
};

/// House policy; the law says "without undue delay".
const LATEST: u64 = 48;

fn run(plan: &Plan<'_>, found: &mut Findings) {
    if !ask::has_processor(plan) {
        return;
    }
    let Some(notice) = plan.deal.breach.notice.value() else { return };
    if notice.hours() > LATEST {
        found
            .report(
                &RULE,
                plan.facts.at("breach.notice"),
                format!("{notice} pass before the customer learns of a breach"),
            )
            .label("more than 48 hours")
            .help("agree 48 hours or less; 24 are usual");
    }
}
