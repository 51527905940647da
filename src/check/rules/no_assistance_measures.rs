//! Annex II names no measures for requests of data subjects.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// Annex II names no measures for requests of data subjects.
pub static RULE: Rule = Rule {
    code: Code("SEC-ASSIST"),
    name: "no-assistance-measures",
    level: Level::Deny,
    basis: &["Decision (EU) 2021/914 Clause 10(b) and Annex II"],
    page: include_str!("no_assistance_measures.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let groups = &plan.deal.measures.groups;
    let library = groups
        .iter()
        .flat_map(|group| &group.library)
        .any(|address| address.0.starts_with("measures/request-"));
    if library || !plan.deal.assistance.measures.is_empty() {
        return;
    }
    if let Some((path, _)) = ask::clauses(plan).find(|(_, transfer)| ask::to_processor(transfer)) {
        found
            .report(
                &RULE,
                plan.facts.at("assistance"),
                "annex II names no measures by which the importer helps with requests of data subjects",
            )
            .label("no `measures`")
            .see(plan.facts.at(&path), "asked for in this transfer")
            .help("add `assistance.measures`, or use `measures/request-…` of the library");
    }
}
