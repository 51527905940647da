//! A subprocessor works from a third country on a ground that does not reach there.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::law;
use crate::pack::transfer::{Mechanism, Subprocessor};
use crate::plan::Plan;
use crate::source::Span;

/// A subprocessor works from a third country on a ground that does not reach there.
pub static RULE: Rule = Rule {
    code: Code("TRN-REMOTE"),
    name: "unlisted-access",
    level: Level::Warn,
    basis: &["GDPR Art. 44", "EDPB Guidelines 05/2021"],
    page: include_str!("unlisted_access.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    if !ask::under_gdpr(plan) {
        return;
    }
    for (path, subprocessor) in ask::subprocessors(plan) {
        let Some(ground) = subprocessor.transfer.as_ref().and_then(|ground| ground.value()) else { continue };
        let third = |code: &str| !law::in_eea(code) && ask::adequate(code).is_none();
        for (index, country) in subprocessor.locations.iter().enumerate() {
            if third(&country.0) && !reaches(ground.mechanism, &country.0) {
                let place = plan.facts.at(&format!("{path}.locations[{index}]"));
                report(plan, found, place, subprocessor, &country.0, &format!("{path}.transfer"));
            }
        }
    }
    operated(plan, found);
}

/// Whether a ground can carry data to a country.
fn reaches(mechanism: Mechanism, code: &str) -> bool {
    match mechanism {
        Mechanism::Eea => false,
        Mechanism::DataPrivacyFramework => code == "US",
        Mechanism::Adequacy => law::adequacy("EU", code).is_some(),
        _ => true,
    }
}

/// Places that a company established in the EEA runs elsewhere: access from there is listed as a place, and as
/// nothing else.
fn operated(plan: &Plan<'_>, found: &mut Findings) {
    for (index, location) in plan.deal.processing.locations.iter().enumerate() {
        let code = location.country.0.as_str();
        if law::in_eea(code) || ask::adequate(code).is_some() {
            continue;
        }
        let operator = location.operator.as_deref();
        let runs = |(_, one): &(String, &Subprocessor)| Some(one.name.as_str()) == operator;
        let Some((path, subprocessor)) = ask::subprocessors(plan).find(runs) else { continue };
        let listed = subprocessor.country.0 == code || subprocessor.locations.iter().any(|one| one.0 == code);
        let ground = subprocessor.transfer.as_ref().and_then(|ground| ground.value());
        if !listed && ground.is_some_and(|ground| !reaches(ground.mechanism, code)) {
            let place = plan.facts.at(&format!("processing.locations[{index}].country"));
            report(plan, found, place, subprocessor, code, &format!("{path}.transfer"));
        }
    }
}

fn report(
    plan: &Plan<'_>,
    found: &mut Findings,
    at: Span,
    subprocessor: &Subprocessor,
    code: &str,
    ground: &str,
) {
    let name = ask::named(code);
    found
        .report(
            &RULE,
            at,
            format!("`{}` reaches the data from {name}, and its ground does not", subprocessor.name),
        )
        .label("access is a transfer too")
        .see(plan.facts.at(ground), "the ground")
        .help(format!("list the company that works in {name} as a subprocessor with a ground of its own"))
        .help("staff of the company itself who only travel make no transfer; then name no place there");
}
