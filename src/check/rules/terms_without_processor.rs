//! Operating terms of a processor are stated in a pack that has none.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// Operating terms of a processor are stated in a pack that has none.
pub static RULE: Rule = Rule {
    code: Code("MOD-NO-PROCESSOR"),
    name: "terms-without-processor",
    level: Level::Warn,
    basis: &["GDPR Art. 4(8)", "GDPR Art. 28(3)"],
    page: include_str!("terms_without_processor.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    if ask::has_processor(plan) || plan.deal.subprocessors.is_empty() {
        return;
    }
    let provider = plan.deal.agreement.provider.as_ref().map_or("", |id| id.0.as_str());
    found
        .report(
            &RULE,
            plan.facts.at(&format!("parties.{provider}.role")),
            "no party is a processor, so the pack contains no terms for processing on behalf of another",
        )
        .label("the provider's role")
        .see(plan.facts.at("subprocessors[0].name"), "a subprocessor, which only a processor can have")
        .help("make the provider a `processor`, or remove subprocessors and what else only a processor has");
}
