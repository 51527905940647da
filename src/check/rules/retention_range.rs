//! A retention period is a range.

use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// A retention period is a range.
pub static RULE: Rule = Rule {
    code: Code("DSC-RETENTION-RANGE"),
    name: "retention-range",
    level: Level::Warn,
    basis: &["GDPR Art. 5(1)(e)"],
    page: include_str!("retention_range.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (id, service) in &plan.deal.services {
        for (index, retention) in service.retention.iter().enumerate() {
            let Some(period) = retention.period.as_ref().and_then(|period| period.value()) else { continue };
            if period.from.is_some() {
                let path = format!("services.{id}.retention[{index}].period");
                found
                    .report(&RULE, plan.facts.at(&path), format!("{period} is a range, not a period"))
                    .label("which of them?")
                    .help("state the longest time");
            }
        }
    }
}
