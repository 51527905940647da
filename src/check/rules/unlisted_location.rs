//! Data is stored or reached in a third country in which nobody of the pack is.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// Data is stored or reached in a third country in which nobody of the pack is.
pub static RULE: Rule = Rule {
    code: Code("TRN-LOCATION"),
    name: "unlisted-location",
    level: Level::Warn,
    basis: &["GDPR Art. 44", "GDPR Art. 28(3)(a)"],
    page: include_str!("unlisted_location.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let deal = &plan.deal;
    let parties = deal.parties.values().filter_map(|party| ask::code(&party.country));
    let others =
        deal.subprocessors.iter().flat_map(|one| std::iter::once(&one.country).chain(&one.locations));
    let known: Vec<&str> = parties.chain(others.map(|country| country.0.as_str())).collect();
    if !ask::under_gdpr(plan) {
        return;
    }
    for (index, location) in deal.processing.locations.iter().enumerate() {
        let code = location.country.0.as_str();
        if crate::law::in_eea(code) || ask::adequate(code).is_some() || known.contains(&code) {
            continue;
        }
        let message = format!(
            "data is in {}, where the pack shows neither a party nor a subprocessor",
            ask::named(code)
        );
        found
            .report(&RULE, plan.facts.at(&format!("processing.locations[{index}].country")), message)
            .label("whose place?")
            .help("list whoever runs the place as a subprocessor with its `transfer`, or correct the country of the party");
    }
}
