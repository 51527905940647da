//! An exporter outside the Union to which the GDPR applies has no representative there.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::transfer::Supervision;
use crate::plan::Plan;

/// An exporter outside the Union to which the GDPR applies has no representative there.
pub static RULE: Rule = Rule {
    code: Code("REP-27"),
    name: "missing-representative",
    level: Level::Deny,
    basis: &["GDPR Art. 27(1)", "Decision (EU) 2021/914 Clause 13(a)"],
    page: include_str!("missing_representative.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (path, transfer) in ask::clauses(plan).filter(|(_, transfer)| ask::beyond_four(transfer)) {
        let Some((exporter, _)) = ask::ends(plan, transfer) else { continue };
        let outside = ask::code(&exporter.country).is_some_and(|code| !crate::law::in_eea(code));
        let index = plan.deal.transfers.iter().position(|one| std::ptr::eq(one, transfer));
        let stated = index.and_then(|index| plan.facts.pack.transfers.get(index));
        let exempt = stated.is_some_and(|one| one.options.supervision == Some(Supervision::NoRepresentative));
        let bound = exporter.subject_to_gdpr == Some(true) && exporter.eu_representative.is_none();
        if outside && bound && !exempt {
            let party = format!("parties.{}", transfer.exporter.0);
            found
                .report(
                    &RULE,
                    plan.facts.at(&format!("{party}.subject_to_gdpr")),
                    "the exporter is under the GDPR from outside the Union and names no representative there",
                )
                .label("under the GDPR")
                .see(plan.facts.at(&format!("{party}.country")), "outside the Union")
                .help("state `eu_representative`, or `supervision = \"no-representative\"` in the options of the transfer if Art. 27(2) exempts the exporter")
                .see(plan.facts.at(&path), "in this transfer");
        }
    }
}
