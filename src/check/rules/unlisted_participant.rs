//! The Data Privacy Framework is relied on without an active entry.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::transfer::Ground;
use crate::pack::transfer::Mechanism;
use crate::plan::Plan;

/// The Data Privacy Framework is relied on without an active entry.
pub static RULE: Rule = Rule {
    code: Code("DPF-LIST"),
    name: "unlisted-participant",
    level: Level::Deny,
    basis: &["Decision (EU) 2023/1795 Art. 1", "GDPR Art. 45(1)"],
    page: include_str!("unlisted_participant.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (path, transfer) in ask::transfers(plan) {
        let Some((_, importer)) = ask::ends(plan, transfer) else { continue };
        if transfer.mechanism == Mechanism::DataPrivacyFramework && ask::certified(importer).is_none() {
            let seen = format!("parties.{}.data_privacy_framework", transfer.importer.0);
            found
                .report(
                    &RULE,
                    plan.facts.at(&format!("{path}.mechanism")),
                    "the importer has no active entry in the Data Privacy Framework List",
                )
                .label("needs an active entry")
                .see(plan.facts.at(&seen), "the importer")
                .help("look the importer up and record `data_privacy_framework`, or use \"scc-2021-914\"");
        }
    }
    for (path, subprocessor) in ask::subprocessors(plan) {
        let ground = subprocessor.transfer.as_ref().and_then(|ground| ground.value());
        let bare =
            |ground: &&Ground| ground.mechanism == Mechanism::DataPrivacyFramework && ground.detail.is_none();
        if ground.filter(bare).is_some() {
            let message = format!(
                "the entry of `{}` in the Data Privacy Framework List is not stated",
                subprocessor.name
            );
            found
                .report(&RULE, plan.facts.at(&format!("{path}.transfer.mechanism")), message)
                .label("needs an active entry")
                .help("state in `detail` which entry covers it and when the list was read");
        }
    }
}
