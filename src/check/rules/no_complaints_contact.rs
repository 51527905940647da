//! An importer names no desk to which data subjects can complain.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::party::{Contact, ContactKind};
use crate::plan::Plan;

/// An importer names no desk to which data subjects can complain.
pub static RULE: Rule = Rule {
    code: Code("CNT-11"),
    name: "no-complaints-contact",
    level: Level::Advise,
    basis: &["Decision (EU) 2021/914 Clause 11(a)"],
    page: include_str!("no_complaints_contact.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (path, transfer) in ask::clauses(plan) {
        let Some((_, importer)) = ask::ends(plan, transfer) else { continue };
        let serves = |one: &Contact| matches!(one.kind, ContactKind::Complaints | ContactKind::Privacy);
        let reached = importer.contacts.iter().any(|one| serves(one) && !ask::open(Some(&one.email)));
        if importer.contacts.is_empty() || reached {
            continue; // where there is no contact at all, another rule speaks
        }
        let party = format!("parties.{}.contacts", transfer.importer.0);
        found
            .report(
                &RULE,
                plan.facts.at(&party),
                "the importer names no contact for complaints of data subjects",
            )
            .label("none for complaints")
            .see(plan.facts.at(&path), "under the clauses")
            .help("add a contact of the kind \"complaints\", or \"privacy\", which serves for all");
    }
}
