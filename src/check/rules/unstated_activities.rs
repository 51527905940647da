//! The annex does not say what exporter and importer do.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// The annex does not say what exporter and importer do.
pub static RULE: Rule = Rule {
    code: Code("PTY-ACTIVITIES"),
    name: "unstated-activities",
    level: Level::Deny,
    basis: &["Decision (EU) 2021/914 Annex I.A"],
    page: include_str!("unstated_activities.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (path, transfer) in ask::any_clauses(plan) {
        let Some((exporter, importer)) = ask::ends(plan, transfer) else { continue };
        let described = transfer.description.as_ref();
        let ends = [
            (
                "exporter",
                &transfer.exporter,
                exporter,
                described.and_then(|all| all.exporter_activities.as_ref()),
            ),
            (
                "importer",
                &transfer.importer,
                importer,
                described.and_then(|all| all.importer_activities.as_ref()),
            ),
        ];
        for (end, id, party, own) in ends {
            let missing = if own.is_some() { ask::open(own) } else { party.activities.is_none() };
            if !missing {
                continue;
            }
            let place = match own {
                Some(_) => format!("{path}.description.{end}_activities"),
                None => format!("parties.{}", id.0),
            };
            let message = format!("the annex does not say what the {end} does that matters for the transfer");
            found
                .report(&RULE, plan.facts.at(&place), message)
                .label("no activities")
                .help(format!("state `parties.{}.activities` in a sentence", id.0));
        }
    }
}
