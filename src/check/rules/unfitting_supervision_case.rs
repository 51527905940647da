//! The chosen case of Clause 13(a) does not fit the exporter.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::transfer::Supervision;
use crate::plan::Plan;

/// The chosen case of Clause 13(a) does not fit the exporter.
pub static RULE: Rule = Rule {
    code: Code("OPT-13"),
    name: "unfitting-supervision-case",
    level: Level::Deny,
    basis: &["Decision (EU) 2021/914 Clause 13(a)"],
    page: include_str!("unfitting_supervision_case.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (path, transfer) in ask::clauses(plan).filter(|(_, transfer)| ask::beyond_four(transfer)) {
        if ask::outside_union(plan, transfer) {
            continue;
        }
        let Some((exporter, _)) = ask::ends(plan, transfer) else { continue };
        let Some(code) = ask::code(&exporter.country) else { continue };
        let (inside, represented) = (crate::law::in_eea(code), exporter.eu_representative.is_some());
        let why = match transfer.options.supervision {
            Some(Supervision::Established) if !inside => "the exporter is not established in the EEA",
            Some(Supervision::Representative) if inside => "the exporter is established in the EEA",
            Some(Supervision::NoRepresentative) if inside => "the exporter is established in the EEA",
            Some(Supervision::Representative) if !represented => "the exporter has no representative",
            Some(Supervision::NoRepresentative) if represented => "the exporter has a representative",
            None => "none follows from the facts",
            _ => continue,
        };
        found
            .report(&RULE, plan.facts.at(&format!("{path}.options.supervision")), format!("the case of Clause 13(a) does not fit: {why}"))
            .label("does not fit")
            .see(plan.facts.at(&format!("parties.{}.country", transfer.exporter.0)), "the exporter")
            .help("leave `supervision` out to have it follow from the exporter, and state `eu_representative` if it has one");
    }
}
