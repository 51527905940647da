//! A subprocessor has more time towards the provider than the provider has towards the customer.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::transfer::Module;
use crate::pack::value::Given;
use crate::plan::Plan;

/// A subprocessor has more time towards the provider than the provider has towards the customer.
pub static RULE: Rule = Rule {
    code: Code("SUB-FLOWDOWN"),
    name: "slow-subprocessor",
    level: Level::Warn,
    basis: &["GDPR Art. 28(4)", "GDPR Art. 33(2)"],
    page: include_str!("slow_subprocessor.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let deal = &plan.deal;
    let breach = deal.breach.notice.value();
    let notice = deal.subprocessing.notice.as_ref().and_then(Given::value);
    for (path, one) in ask::subprocessors(plan) {
        if let (Some(here), Some(there)) = (breach, &one.breach_notice)
            && there.hours() > here.hours()
        {
            found
                .report(
                    &RULE,
                    plan.facts.at(&format!("{path}.breach_notice")),
                    format!(
                        "`{}` may tell of a breach after {there}, the provider only within {here}",
                        one.name
                    ),
                )
                .label("longer")
                .see(plan.facts.at("breach.notice"), "promised to the customer")
                .help("agree less with the subprocessor: the provider must still pass the message on");
        }
        if let (Some(here), Some(there)) = (notice, &one.change_notice)
            && there.hours() < here.hours()
        {
            found
                .report(
                    &RULE,
                    plan.facts.at(&format!("{path}.change_notice")),
                    format!("`{}` announces changes {there} ahead, the provider promises {here}", one.name),
                )
                .label("too late to pass on")
                .see(plan.facts.at("subprocessing.notice"), "promised to the customer")
                .help("agree more with the subprocessor, so that the customer can still object");
        }
    }
    chains(plan, found);
}

/// Module Three, where the exporter is itself a provider's subprocessor: its clauses announce to it.
fn chains(plan: &Plan<'_>, found: &mut Findings) {
    let Some(here) = plan.deal.subprocessing.notice.as_ref().and_then(Given::value) else { return };
    for (path, transfer) in ask::choices(plan) {
        let down = transfer.modules.contains(&Module::Three)
            && Some(&transfer.exporter) != plan.deal.agreement.customer.as_ref();
        let there = transfer.options.notice.as_ref().and_then(Given::value);
        if let Some(there) = there.filter(|there| down && there.hours() < here.hours()) {
            found
                .report(
                    &RULE,
                    plan.facts.at(&format!("{path}.notice")),
                    format!("the clauses announce changes {there} ahead, the provider promises {here}"),
                )
                .label("too late to pass on")
                .see(plan.facts.at("subprocessing.notice"), "promised to the customer")
                .help("leave `options.notice` out: the clauses then take over `subprocessing.notice`");
        }
    }
}
