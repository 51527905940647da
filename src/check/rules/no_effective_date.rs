//! Nothing says when the agreement takes effect.

use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;
use crate::pack::value::Given;
use crate::plan::Plan;

/// Nothing says when the agreement takes effect.
pub static RULE: Rule = Rule {
    code: Code("PTY-EFFECTIVE"),
    name: "no-effective-date",
    level: Level::Deny,
    basis: &["GDPR Art. 28(3)"],
    page: include_str!("no_effective_date.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let (level, message) = match &plan.deal.agreement.effective {
        Given::Value(_) => return,
        Given::ByReference(_) => (Level::Advise, "another document says when the agreement takes effect"),
        Given::LeftOpen(_) => (Level::Deny, "it is open when the agreement takes effect"),
    };
    found
        .report(&RULE, plan.facts.at("agreement.effective"), message)
        .label("no day")
        .level(level)
        .help("state a date, \"last-signature\" or \"main-agreement\"");
}
