//! The main agreement was made by other companies than those that sign here.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::plan::Plan;

/// The main agreement was made by other companies than those that sign here.
pub static RULE: Rule = Rule {
    code: Code("PTY-GROUP"),
    name: "other-companies",
    level: Level::Warn,
    basis: &["GDPR Art. 28(3)", "Decision (EU) 2021/914 Annex I.A"],
    page: include_str!("other_companies.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let agreement = &plan.deal.agreement;
    let made: Vec<String> = agreement.main_agreement.parties.iter().map(|name| ask::letters(name)).collect();
    if made.is_empty() {
        return;
    }
    for id in [&agreement.customer, &agreement.provider].into_iter().flatten() {
        let Some(party) = plan.deal.parties.get(&id.0) else { continue };
        let names = ask::names(party);
        let signed = party.signs_for.iter().map(|one| ask::letters(&one.name));
        if names.is_empty() || names.iter().cloned().chain(signed).any(|name| made.contains(&name)) {
            continue;
        }
        let message = format!(
            "`{}` signs here, and other companies made the main agreement",
            ask::party_name(&id.0, party)
        );
        found
            .report(&RULE, plan.facts.at(&format!("parties.{}.name", id.0)), message)
            .label("not a party there")
            .see(plan.facts.at("agreement.main_agreement.parties"), "made by these")
            .help("let the company of the main agreement sign, or sign for it as its agent: `signs_for`");
    }
}
