//! The clauses are used for a transfer that needs no safeguard.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// The clauses are used for a transfer that needs no safeguard.
pub static RULE: Rule = Rule {
    code: Code("SCC-UNNEEDED"),
    name: "needless-clauses",
    level: Level::Warn,
    basis: &["GDPR Art. 44", "GDPR Art. 45(1)"],
    page: include_str!("needless_clauses.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (path, transfer) in ask::resting(plan) {
        let Some((_, importer)) = ask::ends(plan, transfer) else { continue };
        let Some(code) = ask::code(&importer.country) else { continue };
        let unneeded = crate::law::in_eea(code) || ask::adequate(code).is_some();
        if unneeded && !transfer.if_restricted {
            let message = format!("data that goes to {} needs no safeguard", ask::named(code));
            found
                .report(&RULE, plan.facts.at(&format!("{path}.mechanism")), message)
                .label("not needed")
                .see(plan.facts.at(&format!("parties.{}.country", transfer.importer.0)), "protected already")
                .help("drop the transfer, or set `if_restricted = true` to keep the clauses in reserve");
        }
    }
}
