//! Affiliates are authorised as subprocessors, and the list names none.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// Affiliates are authorised as subprocessors, and the list names none.
pub static RULE: Rule = Rule {
    code: Code("SUB-UNLISTED-AFFILIATE"),
    name: "unlisted-affiliate",
    level: Level::Deny,
    basis: &["GDPR Art. 28(2)", "Decision (EU) 2021/914 Clause 9(a)"],
    page: include_str!("unlisted_affiliate.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let authorised = plan.deal.subprocessing.affiliates_authorised;
    // A list with nobody on it is told by the rule on lists.
    let listed = ask::subprocessors(plan).next().is_some();
    let named = ask::subprocessors(plan).any(|(_, one)| one.affiliate);
    if !ask::has_processor(plan) || !authorised || !listed || named {
        return;
    }
    found
        .report(
            &RULE,
            plan.facts.at("subprocessing.affiliates_authorised"),
            "affiliates are authorised in the text, and the list of subprocessors names none",
        )
        .label("which ones?")
        .help("list each affiliate that has access, with `affiliate = true`; or remove the key");
}
