//! The courts of one country apply the law of another to the clauses.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// The courts of one country apply the law of another to the clauses.
pub static RULE: Rule = Rule {
    code: Code("OPT-17-18-SPLIT"),
    name: "split-law-and-courts",
    level: Level::Warn,
    basis: &["Decision (EU) 2021/914 Clauses 17 and 18"],
    page: include_str!("split_law_and_courts.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (path, transfer) in ask::union_choices(plan) {
        let law = transfer.options.law.as_ref().and_then(|law| law.value());
        let courts = transfer.options.courts.as_ref().and_then(|courts| courts.value());
        let (Some(law), Some(courts)) = (law, courts) else { continue };
        if law.country() != courts.country.country() {
            let message = format!(
                "courts of {} would apply the law of {}",
                ask::named(courts.country.country()),
                ask::named(law.country())
            );
            found
                .report(&RULE, plan.facts.at(&format!("{path}.courts")), message)
                .label("the courts")
                .see(plan.facts.at(&format!("{path}.law")), "the law")
                .help("choose both of one country, unless this is meant");
        }
    }
}
