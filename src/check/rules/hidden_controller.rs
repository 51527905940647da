//! An end of the provider itself stands among the purposes of processing for the customer.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// An end of the provider itself stands among the purposes of processing for the customer.
pub static RULE: Rule = Rule {
    code: Code("MOD-OWN-PURPOSE"),
    name: "hidden-controller",
    level: Level::Warn,
    basis: &["GDPR Art. 28(10)", "EDPB Guidelines 07/2020"],
    page: include_str!("hidden_controller.md"),
    check: Check::Plan(run),
};

/// Words that tell of the provider's own ends.
const OWN: [&str; 16] = [
    "own purposes",
    "own business",
    "improve its",
    "improving its",
    "improve our",
    "improving our",
    "product improvement",
    "service improvement",
    "improvement of the service",
    "improvement of the services",
    "product development",
    "development of new",
    "developing new",
    "usage analytics",
    "product analytics",
    "market research",
];
/// What is trained, where something is.
const TRAINED: [&str; 7] = ["model", "models", "algorithm", "algorithms", "ai", "intelligence", "learning"];

fn run(plan: &Plan<'_>, found: &mut Findings) {
    if !ask::has_processor(plan) {
        return;
    }
    for (id, service) in &plan.deal.services {
        for (index, purpose) in service.purposes.iter().enumerate() {
            if serves_provider(purpose) {
                found
                    .report(
                        &RULE,
                        plan.facts.at(&format!("services.{id}.purposes[{index}]")),
                        format!("`{purpose}` looks like an end of the provider, not of the customer"),
                    )
                    .label("whose purpose?")
                    .help("state it in `[[own_processing]]` with its legal basis, or leave it out")
                    .help("if the customer orders it for itself, say so in the purpose and allow this");
            }
        }
    }
}

fn serves_provider(purpose: &str) -> bool {
    let words = ask::words(purpose);
    let text = words.join(" ");
    let trains = words.iter().any(|word| matches!(word.as_str(), "train" | "training" | "trains"));
    let machine = words.iter().any(|word| TRAINED.contains(&word.as_str()));
    (trains && machine) || OWN.iter().any(|own| ask::says(&text, own))
}
