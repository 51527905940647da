//! The entry in the Data Privacy Framework List is that of another company.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::transfer::Mechanism;
use crate::plan::Plan;

/// The entry in the Data Privacy Framework List is that of another company.
pub static RULE: Rule = Rule {
    code: Code("DPF-ENTITY"),
    name: "entry-of-another",
    level: Level::Warn,
    basis: &["Decision (EU) 2023/1795 Annex I", "GDPR Art. 45(1)"],
    page: include_str!("entry_of_another.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (path, transfer) in ask::transfers(plan) {
        let Some((_, importer)) = ask::ends(plan, transfer) else { continue };
        let Some(entry) = ask::certified(importer) else { continue };
        if transfer.mechanism != Mechanism::DataPrivacyFramework {
            continue;
        }
        let names = ask::names(importer);
        let mut covered = std::iter::once(&entry.entry).chain(&entry.covered_entities);
        if names.is_empty() || covered.any(|one| names.contains(&ask::letters(one))) {
            continue;
        }
        let party = format!("parties.{}", transfer.importer.0);
        let message =
            format!("the entry is that of `{}`, and nothing says that it covers the importer", entry.entry);
        found
            .report(&RULE, plan.facts.at(&format!("{party}.data_privacy_framework.entry")), message)
            .label("another name")
            .see(plan.facts.at(&format!("{party}.name")), "the importer")
            .see(plan.facts.at(&format!("{path}.mechanism")), "rests on the entry")
            .help("look at the covered entities of the entry: state `covered_entities`, or name the importer's own entry");
    }
}
