//! A historic pack uses the clauses of 2010 after the day on which they were repealed.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::transfer::Mechanism;
use crate::plan::Plan;

/// A historic pack uses the clauses of 2010 after the day on which they were repealed.
pub static RULE: Rule = Rule {
    code: Code("TRN-HISTORIC-DATE"),
    name: "late-historic-clauses",
    level: Level::Deny,
    basis: &["Decision (EU) 2021/914 Art. 4(3)"],
    page: include_str!("late_historic_clauses.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let repeal = jiff::civil::date(2021, 9, 27);
    let Some(date) = plan.deal.agreement.date.value().filter(|date| date.0 >= repeal) else { return };
    if !plan.deal.agreement.historic {
        return;
    }
    for (path, transfer) in ask::transfers(plan) {
        if transfer.mechanism == Mechanism::Scc2010 {
            let message = format!("clauses repealed on 27 September 2021 were agreed on {}", date.0);
            found
                .report(&RULE, plan.facts.at(&format!("{path}.mechanism")), message)
                .label("already repealed on that date")
                .see(plan.facts.at("agreement.date"), "dated here")
                .help("correct the date if it is wrong; otherwise migrate to \"scc-2021-914\"");
        }
    }
}
