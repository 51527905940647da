//! The clauses are agreed with an importer that is on the Data Privacy Framework List.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// The clauses are agreed with an importer that is on the Data Privacy Framework List.
pub static RULE: Rule = Rule {
    code: Code("DPF-AVAILABLE"),
    name: "listed-participant",
    level: Level::Advise,
    basis: &["Decision (EU) 2023/1795 Art. 1", "GDPR Art. 45(1)"],
    page: include_str!("listed_participant.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (path, transfer) in ask::resting(plan).filter(|(_, transfer)| !transfer.if_restricted) {
        let Some((_, importer)) = ask::ends(plan, transfer) else { continue };
        if ask::code(&importer.country) == Some("US") && ask::certified(importer).is_some() {
            let seen = format!("parties.{}.data_privacy_framework", transfer.importer.0);
            found
                .report(
                    &RULE,
                    plan.facts.at(&format!("{path}.mechanism")),
                    "the importer is on the Data Privacy Framework List, so the clauses may not be needed",
                )
                .label("rests on the clauses")
                .see(plan.facts.at(&seen), "active")
                .help("decide which comes first: `mechanism = \"dpf\"` with `fallback = \"scc-2021-914\"` keeps both");
        }
    }
}
