//! An instrument of the pack has another date or version than the rest.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::terms::Effective;
use crate::pack::value::Given;
use crate::plan::Plan;

/// An instrument of the pack has another date or version than the rest.
pub static RULE: Rule = Rule {
    code: Code("DAT-SPLIT"),
    name: "two-dates",
    level: Level::Warn,
    basis: &["drafting, no provision"],
    page: include_str!("two_dates.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    let agreement = &plan.deal.agreement;
    if let Some(Effective::On(start)) = agreement.effective.value() {
        for (path, transfer) in ask::transfers(plan) {
            let parts = [
                ("uk", transfer.uk.as_ref().and_then(|part| part.start.as_ref())),
                ("idta", transfer.idta.as_ref().and_then(|part| part.start.as_ref())),
            ];
            for (part, own) in parts {
                let Some(own) = own.and_then(Given::value).filter(|own| *own != start) else { continue };
                let message =
                    format!("the part for the United Kingdom starts on {}, the rest on {}", own.0, start.0);
                found
                    .report(&RULE, plan.facts.at(&format!("{path}.{part}.start")), message)
                    .label("another day")
                    .see(plan.facts.at("agreement.effective"), "the agreement")
                    .help("leave `start` out to have the day of the agreement, unless this is meant");
            }
        }
    }
    let (Some(version), Some(printed)) = (&agreement.version, printed(&agreement.title)) else { return };
    if *version != printed {
        let message = format!("the title says version {printed}, the pack is version {version}");
        found
            .report(&RULE, plan.facts.at("agreement.title"), message)
            .label("another version")
            .see(plan.facts.at("agreement.version"), "the version")
            .help("leave the version out of the title: the pack prints it beside the date");
    }
}

/// The version that a title contains: "v2.1", "Version 3".
fn printed(title: &str) -> Option<String> {
    let words: Vec<&str> = title.split([' ', ',', '(', ')']).filter(|word| !word.is_empty()).collect();
    let number = |word: &str| {
        let digits = word.split('.').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
        digits.then(|| word.to_owned())
    };
    words.iter().enumerate().find_map(|(at, word)| {
        let lower = word.to_lowercase();
        let behind = words.get(at + 1).and_then(|next| number(next));
        let named = matches!(lower.as_str(), "version" | "v" | "v.").then_some(behind).flatten();
        named.or_else(|| lower.strip_prefix('v').and_then(number))
    })
}
