//! A party names nobody to write to.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// A party names nobody to write to.
pub static RULE: Rule = Rule {
    code: Code("PTY-CONTACT"),
    name: "no-contact",
    level: Level::Deny,
    basis: &["Decision (EU) 2021/914 Annex I.A"],
    page: include_str!("no_contact.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let asked = ask::has_processor(plan) || ask::any_clauses(plan).next().is_some();
    for (id, party) in &plan.deal.parties {
        let stated = party.contacts.iter().any(|contact| contact.email.value().is_some());
        let elsewhere = party.contacts.iter().any(|contact| !ask::open(Some(&contact.email)));
        let (level, message, label) = match (stated, elsewhere) {
            (true, _) => continue,
            (false, true) => {
                let message =
                    format!("the party `{id}` can be reached only at an address in another document");
                (Level::Advise, message, "stands elsewhere")
            }
            (false, false) => {
                let level = if asked { Level::Deny } else { Level::Warn };
                (level, format!("the party `{id}` names no contact"), "no contact")
            }
        };
        found
            .report(&RULE, plan.facts.at(&format!("parties.{id}.contacts")), message)
            .label(label)
            .level(level)
            .help(format!("add `[[parties.{id}.contacts]]` with kind, position and e-mail address"));
    }
}
