//! The customer may still object when the change has already been made.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::Given;
use crate::pack::terms::Authorisation;
use crate::plan::Plan;

/// The customer may still object when the change has already been made.
pub static RULE: Rule = Rule {
    code: Code("OPT-9-LATE-OBJECTION"),
    name: "late-objection",
    level: Level::Warn,
    basis: &["GDPR Art. 28(2)"],
    page: include_str!("late_objection.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let terms = &plan.deal.subprocessing;
    if !ask::has_processor(plan) || terms.authorisation != Authorisation::General {
        return;
    }
    let hours =
        |period: &Option<Given<_>>| period.as_ref().and_then(Given::value).map(crate::pack::Period::hours);
    if let (Some(objection), Some(notice)) = (hours(&terms.objection), hours(&terms.notice))
        && objection > notice
    {
        found
            .report(
                &RULE,
                plan.facts.at("subprocessing.objection"),
                "the time to object is longer than the notice, so a change can come before the objection",
            )
            .label("time to object")
            .see(plan.facts.at("subprocessing.notice"), "notice of the change")
            .help("let the time to object end before the change is made");
    }
}
