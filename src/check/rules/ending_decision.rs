//! An adequacy decision has ended, or ends while the agreement lasts, and nothing takes over.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::law::{self, Certainty};
use crate::pack::terms::Lasts;
use crate::pack::transfer::Mechanism;
use crate::plan::Plan;

/// An adequacy decision has ended, or ends while the agreement lasts, and nothing takes over.
pub static RULE: Rule = Rule {
    code: Code("ADQ-EXPIRED"),
    name: "ending-decision",
    level: Level::Warn,
    basis: &["GDPR Art. 45(3)"],
    page: include_str!("ending_decision.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (path, transfer) in ask::transfers(plan) {
        let Some((_, importer)) = ask::ends(plan, transfer) else { continue };
        let Some(code) = ask::code(&importer.country) else { continue };
        if transfer.mechanism == Mechanism::Adequacy && transfer.fallback.is_none() {
            judge(plan, found, &format!("{path}.mechanism"), code);
        }
    }
    for (path, subprocessor) in ask::subprocessors(plan) {
        let ground = subprocessor.transfer.as_ref().and_then(|ground| ground.value());
        if ground.is_some_and(|ground| ground.mechanism == Mechanism::Adequacy) {
            judge(plan, found, &format!("{path}.transfer.mechanism"), &subprocessor.country.0);
        }
    }
}

fn judge(plan: &Plan<'_>, found: &mut Findings, path: &str, code: &str) {
    let agreement = &plan.deal.agreement;
    let row = law::adequacy("EU", code).filter(|row| row.certainty == Certainty::High);
    let (Some(end), Some(date)) = (row.and_then(|row| row.expires), agreement.date.value()) else { return };
    let until = agreement.term.until.filter(|_| agreement.term.lasts == Lasts::Fixed);
    let name = ask::named(code);
    let (message, level, seen) = if end < date.0 {
        (
            format!("the decision on {name} ended on {end}, as far as is known here"),
            Level::Deny,
            "agreement.date",
        )
    } else if until.is_some_and(|until| end < until.0) {
        (
            format!("the decision on {name} ends on {end}, within the term"),
            Level::Warn,
            "agreement.term.until",
        )
    } else {
        return;
    };
    found
        .report(&RULE, plan.facts.at(path), message)
        .label("rests on the decision")
        .level(level)
        .see(plan.facts.at(seen), "the day that counts")
        .help("agree what takes over: for a transfer `fallback = \"scc-2021-914\"`, else a ground beside it")
        .help("`dpakit reference adequacy` says when this was looked up");
}
