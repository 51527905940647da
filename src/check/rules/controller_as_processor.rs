//! A recipient that decides for itself is treated as a processor.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::transfer::RecipientRole;
use crate::plan::Plan;

/// A recipient that decides for itself is treated as a processor.
pub static RULE: Rule = Rule {
    code: Code("SUB-LIST-TYPE"),
    name: "controller-as-processor",
    level: Level::Warn,
    basis: &["GDPR Art. 4(7) and (8)", "GDPR Art. 28(3)"],
    page: include_str!("controller_as_processor.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (index, recipient) in plan.deal.recipients.iter().enumerate() {
        if recipient.role != RecipientRole::IndependentController {
            continue;
        }
        let terms = recipient.terms.as_deref().unwrap_or_default().to_lowercase();
        if terms.contains("processing agreement") || terms.contains("processing addendum") {
            found
                .report(
                    &RULE,
                    plan.facts.at(&format!("recipients[{index}].terms")),
                    format!(
                        "`{}` decides for itself, and its terms are those of a processor",
                        recipient.name
                    ),
                )
                .label("the wrong kind of contract")
                .see(plan.facts.at(&format!("recipients[{index}].role")), "a controller")
                .help("name terms between controllers, or list it as a subprocessor");
        }
        let same = |name: &str| name.to_lowercase() == recipient.name.to_lowercase();
        if let Some((path, _)) = ask::subprocessors(plan).find(|(_, one)| same(&one.name)) {
            found
                .report(
                    &RULE,
                    plan.facts.at(&format!("recipients[{index}].name")),
                    format!("`{}` is listed as a controller and as a subprocessor", recipient.name),
                )
                .label("as a controller")
                .see(plan.facts.at(&format!("{path}.name")), "as a subprocessor")
                .help("keep it on one list; or say in `purpose` and `task` which data it handles as what");
        }
    }
}
