//! Table 1 of the UK Addendum cannot be filled in.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::value::Given;
use crate::plan::Plan;

/// Table 1 of the UK Addendum cannot be filled in.
pub static RULE: Rule = Rule {
    code: Code("TRN-UK-TABLES"),
    name: "incomplete-uk-tables",
    level: Level::Deny,
    basis: &["UK Addendum B1.0 Table 1", "Data Protection Act 2018 s. 119A"],
    page: include_str!("incomplete_uk_tables.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (path, transfer) in ask::transfers(plan) {
        let Some(uk) = transfer.uk.as_ref().filter(|uk| uk.described_as.is_none()) else { continue };
        let mut report = |at: &str, what: String| {
            found
                .report(&RULE, plan.facts.at(at), format!("table 1 of the Addendum lacks {what}"))
                .label("not stated")
                .see(plan.facts.at(&format!("{path}.uk")), "the Addendum")
                .help("state it: the Addendum binds with its tables completed");
        };
        if matches!(uk.start, Some(Given::LeftOpen(_))) {
            report(&format!("{path}.uk.start"), "its start date".to_owned());
        }
        for id in [&transfer.exporter.0, &transfer.importer.0] {
            let Some(party) = plan.deal.parties.get(id) else { continue };
            let who = ask::party_name(id, party);
            // What is left open, and a party without contact, are told by the rules on parties.
            if matches!(party.name, Given::ByReference(_)) {
                report(&format!("parties.{id}.name"), format!("the legal name of `{who}`"));
            }
            if matches!(party.address, Given::ByReference(_)) {
                report(&format!("parties.{id}.address"), format!("the address of `{who}`"));
            }
        }
    }
}
