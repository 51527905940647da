//! The federal commissioner is named for an exporter in Germany, where the Länder supervise companies.

use crate::check::{Check, Findings, Level, Rule, ask};
use crate::diagnostic::Code;
use crate::pack::party::Authority;
use crate::plan::Plan;

/// The federal commissioner is named for an exporter in Germany, where the Länder supervise companies.
pub static RULE: Rule = Rule {
    code: Code("OPT-13-GERMANY"),
    name: "federal-authority",
    level: Level::Warn,
    basis: &["Decision (EU) 2021/914 Clause 13(a) and Annex I.C", "BDSG sections 9 and 40"],
    page: include_str!("federal_authority.md"),
    check: Check::Plan(run),
};

fn run(plan: &Plan<'_>, found: &mut Findings) {
    for (path, transfer) in ask::clauses(plan) {
        let Some((exporter, _)) = ask::ends(plan, transfer) else { continue };
        let named = transfer.options.authority.as_ref().and_then(|authority| authority.value());
        if ask::code(&exporter.country) == Some("DE") && named.is_some_and(federal) {
            found
                .report(
                    &RULE,
                    plan.facts.at(&format!("{path}.options.authority")),
                    "the federal commissioner supervises few companies; an authority of the Land does",
                )
                .label("the federal commissioner")
                .see(plan.facts.at(&format!("parties.{}.country", transfer.exporter.0)), "the exporter")
                .help("state the exporter's `land` and leave `authority` out; keep it for federal bodies, telecoms and post");
        }
    }
}

fn federal(authority: &Authority) -> bool {
    let words = ask::words(&authority.name);
    let has = |start: &str| words.iter().any(|word| word.starts_with(start));
    has("bfdi") || has("bundesbeauftragte") || (has("federal") && has("commissioner"))
}
