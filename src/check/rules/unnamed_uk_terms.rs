//! Data under the UK GDPR leaves without the Addendum or the IDTA.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::law;
use crate::pack::transfer::Transfer;
use crate::plan::Plan;

/// Data under the UK GDPR leaves without the Addendum or the IDTA.
pub static RULE: Rule = Rule {
    code: Code("TRN-UK"),
    name: "unnamed-uk-terms",
    level: Level::Deny,
    basis: &["UK GDPR Art. 46(2)(d)", "Data Protection Act 2018 s. 119A"],
    page: include_str!("unnamed_uk_terms.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (path, transfer) in ask::clauses(plan) {
        match &transfer.uk {
            Some(terms) if terms.described_as.is_some() => {
                found
                    .report(
                        &RULE,
                        plan.facts.at(&format!("{path}.uk.described_as")),
                        "the words for UK data name neither the Addendum nor the IDTA",
                    )
                    .label("no instrument")
                    .help("remove `described_as`: the pack then completes the UK Addendum with its tables");
            }
            None if uncovered(plan, transfer) => {
                found
                    .report(
                        &RULE,
                        plan.facts.at(&format!("{path}.exporter")),
                        "an exporter in the United Kingdom uses the clauses of the Union without the UK Addendum",
                    )
                    .label("under the UK GDPR")
                    .help("add `uk = {}` to the transfer, or use \"uk-idta\"");
            }
            _ => {}
        }
    }
}

fn uncovered(plan: &Plan<'_>, transfer: &Transfer) -> bool {
    let Some((exporter, importer)) = ask::ends(plan, transfer) else { return false };
    let covered = ask::code(&importer.country).is_none_or(|code| match code {
        "GB" => true,
        "US" => ask::certified(importer).is_some_and(|entry| entry.uk_extension),
        _ => law::adequacy("UK", code).is_some(),
    });
    ask::code(&exporter.country) == Some("GB") && ask::beyond_four(transfer) && !covered
}
