//! A party in a third country receives data and no transfer covers it.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::transfer::Transfer;
use crate::plan::Plan;

/// A party in a third country receives data and no transfer covers it.
pub static RULE: Rule = Rule {
    code: Code("TRN-NONE"),
    name: "unsafe-transfer",
    level: Level::Deny,
    basis: &["GDPR Art. 44", "GDPR Art. 46(1)"],
    page: include_str!("unsafe_transfer.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    if !ask::under_gdpr(plan) {
        return;
    }
    let deal = &plan.deal;
    for (id, party) in &deal.parties {
        let Some(code) = ask::code(&party.country).filter(|code| !crate::law::in_eea(code)) else { continue };
        let imports = |transfer: &Transfer| transfer.importer.0 == *id;
        let customer = deal.agreement.customer.as_ref().is_some_and(|customer| customer.0 == *id);
        if customer || ask::adequate(code).is_some() || deal.transfers.iter().any(imports) {
            continue;
        }
        let name = ask::party_name(id, party);
        let message = format!("no transfer covers the data that `{name}` receives in {}", ask::named(code));
        found
            .report(&RULE, plan.facts.at(&format!("parties.{id}.country")), message)
            .label("outside the EEA")
            .help("add a `[[transfers]]` entry with this party as `importer` and its `mechanism`");
    }
    if super::unsafe_onward_transfer::onward(plan) {
        return;
    }
    for (path, subprocessor, code) in super::unsafe_onward_transfer::groundless(plan) {
        let message = format!("nothing lets data go to `{}` in {}", subprocessor.name, ask::named(code));
        found.report(&RULE, plan.facts.at(&path), message).label("no ground for this country").help(
            "state `transfer = { mechanism = \"…\" }`: \"scc-2021-914\", \"dpf\", \"adequacy\" or \"bcr\"",
        );
    }
}
