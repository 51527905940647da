//! The description of a service lacks something that the law asks for.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// The description of a service lacks something that the law asks for.
pub static RULE: Rule = Rule {
    code: Code("DSC-SERVICE-INCOMPLETE"),
    name: "incomplete-service",
    level: Level::Deny,
    basis: &["GDPR Art. 28(3)"],
    page: include_str!("incomplete_service.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    if !ask::has_processor(plan) {
        return;
    }
    for (id, service) in &plan.deal.services {
        let fields = [
            ("subject_matter", ask::open(Some(&service.subject_matter))),
            ("nature", service.nature.is_empty()),
            ("purposes", service.purposes.is_empty()),
            ("categories", service.categories.is_empty()),
            ("subjects", service.subjects.is_empty()),
        ];
        let missing: Vec<&str> = fields.iter().filter(|(_, open)| *open).map(|(name, _)| *name).collect();
        if !missing.is_empty() {
            let message =
                format!("the service `{}` is described without {}", service.name, ask::listed(&missing));
            found
                .report(&RULE, plan.facts.at(&format!("services.{id}.name")), message)
                .label("incomplete")
                .help(format!("add {}", ask::listed(&missing)));
        }
    }
}
