//! The UK IDTA is the ground of a transfer that UK law does not govern.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::transfer::{Mechanism, Transfer};
use crate::plan::Plan;

/// The UK IDTA is the ground of a transfer that UK law does not govern.
pub static RULE: Rule = Rule {
    code: Code("TRN-IDTA"),
    name: "idta-without-uk-law",
    level: Level::Deny,
    basis: &["GDPR Art. 46(2)", "UK GDPR Art. 46(2)(d)", "Data Protection Act 2018 s. 119A"],
    page: include_str!("idta_without_uk_law.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (path, transfer) in ask::transfers(plan).filter(|(_, transfer)| transfer.has_idta()) {
        let Some((exporter, _)) = ask::ends(plan, transfer) else { continue };
        let Some(code) = ask::code(&exporter.country) else { continue };
        let rests = transfer.mechanism == Mechanism::UkIdta;
        let field = if rests { "mechanism" } else { "fallback" };
        let (message, level) = if rests && exporter.under_gdpr() && !beside(plan, transfer) {
            ("the exporter is under the GDPR, for which the UK IDTA is no safeguard", Level::Deny)
        } else if code != "GB" && exporter.uk_representative.is_none() {
            ("nothing shows that the exporter is under the UK GDPR", Level::Warn)
        } else {
            continue;
        };
        found
            .report(&RULE, plan.facts.at(&format!("{path}.{field}")), message)
            .label("an instrument of UK law")
            .see(plan.facts.at(&format!("parties.{}.country", transfer.exporter.0)), "the exporter")
            .level(level)
            .help("use \"scc-2021-914\" for data under the GDPR, with `uk = {}` where both laws apply");
    }
}

/// Whether another transfer between the two rests on a ground of the Union.
fn beside(plan: &Plan<'_>, transfer: &Transfer) -> bool {
    plan.deal.transfers.iter().any(|other| {
        other.exporter == transfer.exporter
            && other.importer == transfer.importer
            && other.mechanism != Mechanism::UkIdta
    })
}
