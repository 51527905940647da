//! New subprocessors are announced so late that nobody can object.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::terms::Authorisation;
use crate::plan::Plan;

/// New subprocessors are announced so late that nobody can object.
pub static RULE: Rule = Rule {
    code: Code("OPT-9-PERIOD-SHORT"),
    name: "short-notice",
    level: Level::Warn,
    basis: &["GDPR Art. 28(2)"],
    page: include_str!("short_notice.md"),
    check: Check::Plan(run),
};

/// House policy; the law names no number of days.
const SHORTEST: u64 = 14 * 24;

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let terms = &plan.deal.subprocessing;
    if !ask::has_processor(plan) || terms.authorisation != Authorisation::General {
        return;
    }
    let Some(notice) = terms.notice.as_ref().and_then(|notice| notice.value()) else { return };
    if notice.hours() < SHORTEST {
        found
            .report(
                &RULE,
                plan.facts.at("subprocessing.notice"),
                format!("{notice} are little time to look at a new subprocessor and to object"),
            )
            .label("less than 14 days")
            .help("agree at least 14 days, better 30");
    }
}
