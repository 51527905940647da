//! A Swiss exporter uses the clauses without the Swiss amendments.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::law;
use crate::plan::Plan;

/// A Swiss exporter uses the clauses without the Swiss amendments.
pub static RULE: Rule = Rule {
    code: Code("TRN-CH"),
    name: "swiss-gap",
    level: Level::Deny,
    basis: &["FADP Art. 16(2)(d)", "FDPIC, paper of 27 August 2021"],
    page: include_str!("swiss_gap.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (path, transfer) in ask::clauses(plan) {
        let Some((exporter, importer)) = ask::ends(plan, transfer) else { continue };
        let covered = ask::code(&importer.country).is_none_or(|code| match code {
            "CH" => true,
            "US" => ask::certified(importer).is_some_and(|entry| entry.swiss),
            _ => law::adequacy("CH", code).is_some(),
        });
        if ask::code(&exporter.country) == Some("CH") && transfer.ch.is_none() && !covered {
            found
                .report(
                    &RULE,
                    plan.facts.at(&format!("{path}.exporter")),
                    "a Swiss exporter uses the clauses of the Union without the Swiss amendments",
                )
                .label("under the Swiss act")
                .help(
                    "add `ch = { case = \"…\" }`: \"fadp-only\", \"both-separate\" or \"both-gdpr-standard\"",
                );
        }
    }
}
