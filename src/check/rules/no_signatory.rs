//! Nobody is named who signs for a party.

use crate::check::{Check, Findings, Level, Rule};
use crate::diagnostic::Code;
use crate::pack::terms::{Fields, State};
use crate::plan::Plan;

/// Nobody is named who signs for a party.
pub static RULE: Rule = Rule {
    code: Code("PTY-SIGNATORY"),
    name: "no-signatory",
    level: Level::Warn,
    basis: &["GDPR Art. 28(9)", "Decision (EU) 2021/914, Annex I.A"],
    page: include_str!("no_signatory.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let deal = &plan.deal;
    if deal.signing.fields != Fields::Full || deal.agreement.state == State::Draft {
        return;
    }
    for (id, party) in &deal.parties {
        let named = party.signatory.as_ref().is_some_and(|one| one.name.is_some() && one.title.is_some());
        if !named {
            found
                .report(
                    &RULE,
                    plan.facts.at(&format!("parties.{id}.signatory")),
                    format!("nobody is named, with a position, who signs for `{id}`"),
                )
                .label("no signatory")
                .help("add `signatory = { name = \"…\", title = \"…\" }`, with the authority to sign");
        }
    }
}
