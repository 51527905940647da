//! The provider sits in the EEA, and the clauses bind the customer to another company of its group.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::party::{Party, Role};
use crate::plan::Plan;

/// The provider sits in the EEA, and the clauses bind the customer to another company of its group.
pub static RULE: Rule = Rule {
    code: Code("TRN-PARENT"),
    name: "parent-for-the-provider",
    level: Level::Warn,
    basis: &["GDPR Art. 44", "Decision (EU) 2021/914 Clause 1(b)"],
    page: include_str!("parent_for_the_provider.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let agreement = &plan.deal.agreement;
    let (Some(customer), Some(id)) = (&agreement.customer, &agreement.provider) else { return };
    let Some(provider) = plan.deal.parties.get(&id.0) else { return };
    if !ask::code(&provider.country).is_some_and(crate::law::in_eea) {
        return;
    }
    for (path, transfer) in ask::clauses(plan) {
        let Some((_, importer)) = ask::ends(plan, transfer) else { continue };
        let below = importer.role == Role::Subprocessor
            || (importer.role == Role::Processor && one_group(provider, importer));
        if transfer.exporter != *customer || transfer.importer == *id || !below {
            continue;
        }
        let message = format!(
            "the customer exports to `{}`, but its data goes to `{}` in the EEA first",
            ask::party_name(&transfer.importer.0, importer),
            ask::party_name(&id.0, provider)
        );
        found
            .report(&RULE, plan.facts.at(&format!("{path}.exporter")), message)
            .label("who really exports?")
            .see(plan.facts.at(&format!("parties.{}.country", id.0)), "the provider")
            .help("let the provider be the `exporter`, under Module Three, and name the `controllers`")
            .help("if the customer itself sends data there, allow this and say so");
    }
}

/// Whether two names begin with the same word, as those of companies of one group do.
fn one_group(one: &Party, other: &Party) -> bool {
    let first = |party: &Party| party.name.value().and_then(|name| ask::words(name).into_iter().next());
    first(one).is_some_and(|word| word.chars().count() > 3 && first(other) == Some(word))
}
