//! A category of data is defined and used nowhere.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// A category of data is defined and used nowhere.
pub static RULE: Rule = Rule {
    code: Code("DSC-CATEGORY-UNUSED"),
    name: "unused-category",
    level: Level::Warn,
    basis: &["GDPR Art. 28(3)"],
    page: include_str!("unused_category.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let deal = &plan.deal;
    let services = deal.services.values().map(|service| &service.categories);
    let own = deal.own_processing.iter().map(|own| &own.categories);
    let recipients = deal.recipients.iter().map(|recipient| &recipient.categories);
    let used: Vec<&str> =
        services.chain(own).chain(recipients).flat_map(|ids| ask::categories(&plan.deal.data, ids)).collect();
    for (id, category) in &deal.data.categories {
        if !used.contains(&id.as_str()) {
            let message = format!("no service uses the category `{}`", category.name);
            found
                .report(&RULE, plan.facts.at(&format!("data.categories.{id}.name")), message)
                .label("unused")
                .help("add it to the `categories` of a service, or remove it");
        }
    }
}
