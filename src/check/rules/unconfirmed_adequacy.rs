//! An adequacy decision that covers only a part is relied on without saying why it covers this recipient.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::law;
use crate::law::Certainty;
use crate::pack::transfer::Mechanism;
use crate::plan::Plan;

/// An adequacy decision that covers only a part is relied on without saying why it covers this recipient.
pub static RULE: Rule = Rule {
    code: Code("ADQ-SCOPE"),
    name: "unconfirmed-adequacy",
    level: Level::Deny,
    basis: &["GDPR Art. 45(1)"],
    page: include_str!("unconfirmed_adequacy.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (path, subprocessor) in ask::subprocessors(plan) {
        let Some(ground) = subprocessor.transfer.as_ref().and_then(|ground| ground.value()) else { continue };
        let code = subprocessor.country.0.as_str();
        let Some(row) = law::adequacy("EU", code).filter(|row| ask::conditional(row)) else { continue };
        if ground.mechanism != Mechanism::Adequacy || ground.detail.is_some() || code == "US" {
            continue;
        }
        let scope = row.scope.as_deref().unwrap_or("a part");
        let message = format!("the decision on {} has a limit: {scope}", ask::named(code));
        let level = if row.certainty == Certainty::High { Level::Deny } else { Level::Warn };
        found
            .report(&RULE, plan.facts.at(&format!("{path}.transfer.mechanism")), message)
            .label("not shown to be covered")
            .level(level)
            .help("say in `detail` why recipient and data are covered, or use \"scc-2021-914\"");
    }
}
