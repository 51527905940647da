//! It is doubtful whether the chosen law lets people enforce the clauses.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::law;
use crate::law::ThirdPartyRights;
use crate::plan::Plan;

/// It is doubtful whether the chosen law lets people enforce the clauses.
pub static RULE: Rule = Rule {
    code: Code("OPT-17-TPB"),
    name: "law-without-third-party-rights",
    level: Level::Warn,
    basis: &["Decision (EU) 2021/914 Clauses 3 and 17"],
    page: include_str!("law_without_third_party_rights.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (path, transfer) in ask::union_choices(plan) {
        let Some(chosen) = transfer.options.law.as_ref().and_then(|law| law.value()) else { continue };
        let Some(state) = law::state(chosen.country()) else { continue };
        if state.third_party_rights == ThirdPartyRights::Doubtful {
            let message = format!(
                "the law of {} may not let third parties enforce a contract",
                ask::named(&state.code)
            );
            found
                .report(&RULE, plan.facts.at(&format!("{path}.law")), message)
                .label("doubtful")
                .help(format!("choose another law or take advice; what is known: {}", state.basis));
        }
    }
}
