//! Nothing says how long data is processed.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// Nothing says how long data is processed.
pub static RULE: Rule = Rule {
    code: Code("DSC-DURATION"),
    name: "open-duration",
    level: Level::Deny,
    basis: &["GDPR Art. 28(3)"],
    page: include_str!("open_duration.md"),
    check: Check::Plan(run),
};

/// Words that leave a duration open although they state one.
const OPEN: [&str; 8] = [
    "as long as necessary",
    "as long as needed",
    "as long as required",
    "longer as",
    "longer where",
    "longer if",
    "retention period requires",
    "indefinite",
];

fn run(plan: &Plan<'_>, found: &mut Findings) {
    if !ask::has_processor(plan) {
        return;
    }
    let stated = plan.deal.processing.duration.as_ref();
    let small = stated.and_then(|given| given.value()).map(|text| text.to_lowercase()).unwrap_or_default();
    if let Some(words) = OPEN.iter().find(|words| small.contains(*words)) {
        found
            .report(
                &RULE,
                plan.facts.at("processing.duration"),
                format!("the duration of the processing goes on without an end: \"{words}\""),
            )
            .label("until when?")
            .level(Level::Warn)
            .help("end it with the term and the time until deletion; what the law makes you keep is a matter of `end_of_service`");
    }
    if !ask::open(stated) || plan.deal.services.values().all(|service| !ask::open(service.duration.as_ref()))
    {
        return;
    }
    found
        .report(&RULE, plan.facts.at("processing.duration"), "the duration of the processing is not stated")
        .label("no duration")
        .help("state `processing.duration`: usually the term, and the time until deletion");
}
