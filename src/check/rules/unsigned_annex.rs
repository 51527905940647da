//! A final pack has clauses and no complete signature page.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::terms::Fields;
use crate::pack::terms::State;
use crate::plan::Plan;

/// A final pack has clauses and no complete signature page.
pub static RULE: Rule = Rule {
    code: Code("PTY-SIGNATURE"),
    name: "unsigned-annex",
    level: Level::Deny,
    basis: &["Decision (EU) 2021/914 Annex I.A"],
    page: include_str!("unsigned_annex.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let signing = &plan.deal.signing;
    let (what, level) = match signing.fields {
        Fields::Full => return,
        Fields::DateOnly => ("the parties fill in a date and nothing else", Level::Deny),
        Fields::None if signing.one_signature && signing.acceptance.is_some() => {
            ("an acceptance elsewhere stands for the signatures of the annex", Level::Advise)
        }
        Fields::None => ("the parties sign nothing", Level::Deny),
    };
    let Some((path, _)) = ask::any_clauses(plan).next() else { return };
    if plan.deal.agreement.state == State::Draft {
        return;
    }
    found
        .report(&RULE, plan.facts.at("signing.fields"), format!("annex I.A must be signed and dated, and {what}"))
        .label("no signature")
        .see(plan.facts.at(&path), "under the clauses")
        .level(level)
        .help("use `fields = \"full\"`; or say with `acceptance` and `one_signature = true` what counts as the signature");
}
