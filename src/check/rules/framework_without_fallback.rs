//! The Data Privacy Framework is the only ground of a transfer.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::transfer::Mechanism;
use crate::plan::Plan;

/// The Data Privacy Framework is the only ground of a transfer.
pub static RULE: Rule = Rule {
    code: Code("DPF-FALLBACK"),
    name: "framework-without-fallback",
    level: Level::Warn,
    basis: &["Decision (EU) 2023/1795", "case C-703/25 P, pending"],
    page: include_str!("framework_without_fallback.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (path, transfer) in ask::transfers(plan) {
        if transfer.mechanism == Mechanism::DataPrivacyFramework && transfer.fallback.is_none() {
            found
                .report(
                    &RULE,
                    plan.facts.at(&format!("{path}.mechanism")),
                    "nothing takes over should the Data Privacy Framework end",
                )
                .label("no `fallback`")
                .help("add `fallback = \"scc-2021-914\"`");
        }
    }
}
