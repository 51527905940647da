//! A retention period is a range.

use crate::check::{Check, Findings, Level, Matter, Rule};
use crate::diagnostic::Code;

/// A retention period is a range.
pub static RULE: Rule = Rule {
    code: Code("DSC-RETENTION-RANGE"),
    name: "retention-range",
    level: Level::Warn,
    basis: &["GDPR Art. 5(1)(e)"],
    page: include_str!("retention_range.md"),
    check: Check::Matter(run),
};

fn run(matter: &Matter<'_>, found: &mut Findings) {
    for (id, service) in matter.services {
        for (index, retention) in service.retention.iter().enumerate() {
            let Some(period) = retention.period.as_ref().and_then(|period| period.value()) else { continue };
            if period.from.is_some() {
                let path = format!("services.{id}.retention[{index}].period");
                found
                    .report(&RULE, matter.at(&path), format!("{period} is a range, not a period"))
                    .label("which of them?")
                    .help("state the longest time");
            }
        }
    }
}
