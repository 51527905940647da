//! An importer passes data on to a subprocessor outside the EEA without a ground.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::transfer::Subprocessor;
use crate::plan::Plan;

/// An importer passes data on to a subprocessor outside the EEA without a ground.
pub static RULE: Rule = Rule {
    code: Code("TRN-ONWARD"),
    name: "unsafe-onward-transfer",
    level: Level::Deny,
    basis: &["Decision (EU) 2021/914 Clauses 8.7 and 8.8", "GDPR Art. 44"],
    page: include_str!("unsafe_onward_transfer.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    if !onward(plan) {
        return;
    }
    let importer = plan.deal.transfers.first().map(|_| "transfers[0].importer").unwrap_or("transfers");
    for (path, subprocessor, code) in groundless(plan) {
        let message = format!("nothing lets data go on to `{}` in {}", subprocessor.name, ask::named(code));
        found
            .report(&RULE, plan.facts.at(&path), message)
            .label("no ground for this country")
            .see(plan.facts.at(importer), "the importer passes data on")
            .help("state `transfer = { mechanism = \"…\" }`: \"scc-2021-914\", \"dpf\", \"adequacy\" or \"bcr\"");
    }
}

/// Whether the provider is itself an importer, so that its subprocessors receive data onward.
pub(super) fn onward(plan: &Plan<'_>) -> bool {
    let provider = plan.deal.agreement.provider.as_ref();
    ask::any_clauses(plan).any(|(_, transfer)| Some(&transfer.importer) == provider)
}

/// Subprocessors established or working in a third country without a ground: the place, and the country.
pub(super) fn groundless<'p>(plan: &'p Plan<'_>) -> Vec<(String, &'p Subprocessor, &'p str)> {
    if !ask::under_gdpr(plan) {
        return Vec::new();
    }
    let third = |code: &&str| !crate::law::in_eea(code) && ask::adequate(code).is_none();
    let mut out = Vec::new();
    for (path, subprocessor) in ask::subprocessors(plan) {
        if !ask::open(subprocessor.transfer.as_ref()) || imports(plan, subprocessor) {
            continue;
        }
        let place = |index: usize| format!("{path}.locations[{index}]");
        let own = std::iter::once((format!("{path}.country"), subprocessor.country.0.as_str()));
        let others = subprocessor.locations.iter().enumerate();
        let others = others.map(|(index, country)| (place(index), country.0.as_str()));
        if let Some((place, code)) = own.chain(others).find(|(_, code)| third(code)) {
            out.push((place, subprocessor, code));
        }
    }
    out
}

/// Whether the subprocessor is a party that a transfer of the pack covers.
fn imports(plan: &Plan<'_>, subprocessor: &Subprocessor) -> bool {
    plan.deal.transfers.iter().any(|transfer| {
        let importer = plan.deal.parties.get(&transfer.importer.0);
        importer.and_then(|party| party.name.value()) == Some(&subprocessor.name)
    })
}
