//! A party says nothing of a data protection officer.

use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// A party says nothing of a data protection officer.
pub static RULE: Rule = Rule {
    code: Code("PTY-DPO"),
    name: "unmentioned-officer",
    level: Level::Warn,
    basis: &["GDPR Art. 37", "Decision (EU) 2021/914 Annex I.A"],
    page: include_str!("unmentioned_officer.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (id, party) in &plan.deal.parties {
        if party.data_protection_officer.is_none() {
            let message = format!("the party `{id}` says nothing of a data protection officer");
            found
                .report(&RULE, plan.facts.at(&format!("parties.{id}")), message)
                .label("no officer, no reason")
                .help("state `data_protection_officer`, or `{ none = \"reason\" }` if none is required");
        }
    }
}
