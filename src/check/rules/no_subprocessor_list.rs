//! Subprocessors are authorised and none is listed.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::terms::Authorisation;
use crate::plan::Plan;

/// Subprocessors are authorised and none is listed.
pub static RULE: Rule = Rule {
    code: Code("ANX3-LIST"),
    name: "no-subprocessor-list",
    level: Level::Deny,
    basis: &["Decision (EU) 2021/914 Clause 9(a) and Annex III", "GDPR Art. 28(2)"],
    page: include_str!("no_subprocessor_list.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let terms = &plan.deal.subprocessing;
    let engages = ask::has_processor(plan) && terms.authorisation != Authorisation::None;
    if engages && plan.deal.subprocessors.is_empty() && terms.list_url.is_none() {
        found
            .report(
                &RULE,
                plan.facts.at("subprocessing.authorisation"),
                "subprocessors are authorised, and the pack lists none",
            )
            .label("refers to a list")
            .help("add `[[subprocessors]]`, or set `authorisation = \"none\"` if there are none");
    }
}
