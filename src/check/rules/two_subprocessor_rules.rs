//! Agreement and clauses say different things about subprocessors.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::transfer::Module;
use crate::pack::value::Given;
use crate::pack::value::Period;
use crate::plan::Plan;

/// Agreement and clauses say different things about subprocessors.
pub static RULE: Rule = Rule {
    code: Code("OPT-9-CONFLICT"),
    name: "two-subprocessor-rules",
    level: Level::Deny,
    basis: &["Decision (EU) 2021/914 Clauses 5 and 9(a)"],
    page: include_str!("two_subprocessor_rules.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let terms = &plan.deal.subprocessing;
    for (path, transfer) in ask::choices(plan).filter(|(_, transfer)| transfer.modules.contains(&Module::Two))
    {
        let options = &transfer.options;
        let differs = options.authorisation.is_some_and(|chosen| chosen != terms.authorisation);
        let stated = |notice: &Option<Given<Period>>| notice.as_ref().and_then(Given::value).cloned();
        let (here, there) = (stated(&options.notice), stated(&terms.notice));
        let (key, what) = if differs {
            ("authorisation", "Clause 9(a) and the agreement authorise subprocessors in different ways")
        } else if here.is_some() && here != there {
            ("notice", "Clause 9(a) and the agreement give different periods for new subprocessors")
        } else {
            continue;
        };
        found
            .report(
                &RULE,
                plan.facts.at(&format!("{path}.{key}")),
                format!("two rules for one thing: {what}"),
            )
            .label("in the clauses")
            .see(plan.facts.at(&format!("subprocessing.{key}")), "in the agreement")
            .help(format!("leave `options.{key}` out: the clauses then take over `subprocessing.{key}`"));
    }
}
