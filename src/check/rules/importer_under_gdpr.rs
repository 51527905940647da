//! The clauses of 2021 are used towards an importer to which the GDPR applies already.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// The clauses of 2021 are used towards an importer to which the GDPR applies already.
pub static RULE: Rule = Rule {
    code: Code("SCC-ART3-2-IMPORTER"),
    name: "importer-under-gdpr",
    level: Level::Advise,
    basis: &["Decision (EU) 2021/914 recital 7"],
    page: include_str!("importer_under_gdpr.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (path, transfer) in ask::clauses(plan) {
        let Some((_, importer)) = ask::ends(plan, transfer) else { continue };
        if importer.subject_to_gdpr == Some(true) {
            let seen = format!("parties.{}.subject_to_gdpr", transfer.importer.0);
            found
                .report(
                    &RULE,
                    plan.facts.at(&format!("{path}.mechanism")),
                    "the clauses of 2021 are not made for an importer that is itself under the GDPR",
                )
                .label("made for other importers")
                .see(plan.facts.at(&seen), "stated here")
                .help("record why they are used, and follow the newest clauses of the Commission");
        }
    }
}
