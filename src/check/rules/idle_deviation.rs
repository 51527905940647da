//! A negotiated deviation has no effect: the pack does without the clause.

use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;
use crate::plan::{DeviationKind, Plan, Reason};

/// A negotiated deviation has no effect: the pack does without the clause.
pub static RULE: Rule = Rule {
    code: Code("DEV-IDLE"),
    name: "idle-deviation",
    level: Level::Warn,
    basis: &["GDPR Art. 28(3)"],
    page: include_str!("idle_deviation.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let picked = || plan.books.iter().flat_map(|chosen| &chosen.clauses);
    let omitted = || plan.books.iter().flat_map(|chosen| &chosen.left_out);
    for address in plan.deal.clauses.replace.keys() {
        let used = picked().any(|one| {
            let replaced = one.deviation.as_ref().is_some_and(|own| own.kind == DeviationKind::Replaced);
            replaced && one.clause.address.key() == *address
        });
        if !used {
            report(plan, found, "replace", address);
        }
    }
    for address in plan.deal.clauses.omit.keys() {
        let used = omitted().any(|one| one.address == *address && matches!(one.reason, Reason::Omitted(_)));
        if !used {
            report(plan, found, "omit", address);
        }
    }
}

fn report(plan: &Plan<'_>, found: &mut Findings, how: &str, address: &str) {
    found
        .report(
            &RULE,
            plan.facts.at(&format!("clauses.{how}.{address}")),
            format!("the pack does without `{address}`, so this deviation changes nothing"),
        )
        .label("no effect")
        .help("remove it, or state the facts for which the clause is used: `dpakit explain` tells when");
}
